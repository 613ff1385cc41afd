"""The whole of cleaning, from raw text to `Cleaned`."""

from kg.text.bylines import Byline
from kg.text.characters import lines_of, normalise
from kg.text.cleaned import Cleaned, Removal
from kg.text.damage import mend
from kg.text.furniture import Page
from kg.text.headings import heading
from kg.text.lines import Line, join, tidy
from kg.text.pinyin import annotations, strip_pinyin
from kg.text.script import simplify

# Cleaning once more changes nothing after one or two rounds; a text built to defeat that ends here.
_MOST_ROUNDS = 12


def clean(raw: str) -> Cleaned:
    """Return `raw` cleaned, with the metadata of its furniture and a list of what was removed.

    The text has one line a paragraph or heading, ends without a line end, and cleaning it again changes
    nothing. Line numbers of removals count in `raw`.
    """
    texts = lines_of(raw)
    numbers = list(range(1, len(texts) + 1))
    found, removed = Byline(), list[Removal]()
    for _ in range(_MOST_ROUNDS):
        lines, byline, gone = _round(texts, numbers)
        found = found.joined(byline)
        removed += gone
        after = [line.text for line in lines]
        numbers = [line.number for line in lines]
        settled = after == texts or not after
        texts = after
        if settled:
            break
    title, dated = heading(lines)
    issued = max(filter(None, (found.issued, dated)), key=len, default=None)
    text = "\n".join(texts)
    return Cleaned(text, title, issued, found.publisher, found.creators, tuple(sorted(removed)))


def _round(texts: list[str], numbers: list[int]) -> tuple[list[Line], Byline, list[Removal]]:
    whole = "\n".join(texts)
    mended = mend(whole)
    normal = normalise(mended)
    bare = strip_pinyin(normal)
    removed = [
        *(Removal(number, "damage", _differing(*pair)) for number, *pair in _changed(numbers, whole, mended)),
        *(
            Removal(number, "pinyin", " ".join(annotations(row)))
            for number, row, _ in _changed(numbers, normal, bare)
        ),
    ]
    rows = zip(numbers, simplify(bare).split("\n"), texts, strict=True)
    lines = [Line(number, tidy(row), row[:1] == " " or before[:1] in " \u3000\t") for number, row, before in rows]
    page = Page(lines)
    return _paragraphs(join(page.kept)), page.found, removed + page.removed


def _paragraphs(lines: list[Line]) -> list[Line]:
    """Return the lines with at most one empty one between two, and none around them."""
    kept: list[Line] = []
    for line in lines:
        if line.text or (kept and kept[-1].text):
            kept.append(line)
    if kept and not kept[-1].text:
        kept.pop()
    return kept


def _changed(numbers: list[int], before: str, after: str) -> list[tuple[int, str, str]]:
    """Return the lines that differ: their numbers in the raw text, before and after."""
    if before == after:
        return []
    rows = zip(numbers, before.split("\n"), after.split("\n"), strict=True)
    return [row for row in rows if row[1] != row[2]]


def _differing(before: str, after: str) -> str:
    """Return `before` without what both begin and end with."""
    start = _agreeing(before, after)
    end = _agreeing(before[start:][::-1], after[start:][::-1])
    return before[start : len(before) - end]


def _agreeing(left: str, right: str) -> int:
    """Return how many characters two different strings begin with alike."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))
