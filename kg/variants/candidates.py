"""Where a text has words like a formula: pairs of its characters are found first, and what stands around them is aligned."""

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

import rjieba

from kg.corpus import pattern
from kg.variants.alignment import Alignment, align
from kg.variants.formula import MARKS, NUMERALS, PAUSES, Formula, letters, parts, plain

_STOP = re.compile(r"[。！？；：\n（）()]")
_SHORT = 4  # A phrase of so many characters has too few to lose more than one of them.
_EDGE = 0.25  # The part of a phrase that may be missing at its edges.
_AROUND = 12  # Characters on either side that tell where words end.
_MARKED = 6  # So many quotation marks may stand in a span.


class Hit(NamedTuple):
    """A span of a text that words the formula in its own way."""

    start: int
    end: int
    alignment: Alignment


class Search:
    """Finds the variants of one formula, text by text; `share` is what a variant must keep of its characters."""

    def __init__(self, formula: Formula, share: float) -> None:
        """Compile what is looked for."""
        self.formula = formula
        self.share = share
        self._same = align(formula, formula.base)
        self._exact = pattern(formula.base)
        self._letters = letters(formula.base)
        self._least = max(3, share * formula.size)
        self._need = 1 if formula.size <= _SHORT else 2
        self._longest = int(formula.size / share + 1e-9)
        pieces = parts(formula.base)
        self._first = frozenset(_class({it[0] for it in pieces if it}))
        self._last = frozenset(_class({it[-1] for it in pieces if it}))
        self._judged = lru_cache(maxsize=None)(self._judge)

    def hits(self, text: str) -> list[Hit]:
        """Return the spans of a text, in order, none of which overlap."""
        present = [it for it in self.formula.bigrams if it in text]
        if len(present) < self._need:
            return []
        exact = [Hit(it.start(), it.end(), self._same) for it in self._exact.finditer(text)]
        taken = [range(it.start, it.end) for it in exact]
        found = list(exact)
        for cluster in self._clusters(text, present, taken):
            found += self._cut(text, cluster)
        return sorted(found, key=lambda it: it.start)

    def _clusters(
        self, text: str, present: Sequence[str], taken: Sequence[range]
    ) -> Iterator[list[tuple[int, str]]]:
        """Yield runs of pairs near each other, outside what is the formula itself."""
        places = sorted((it, pair) for pair in present for it in _places(text, pair))
        reach = self._longest + _MARKED
        run: list[tuple[int, str]] = []
        spans = iter(taken)
        span = next(spans, None)
        for place, pair in places:
            while span and place >= span.stop:
                span = next(spans, None)
            if span and place + 1 >= span.start:
                continue
            if run and place - run[-1][0] > reach:
                if len({it for _, it in run}) >= self._need:
                    yield run
                run = []
            run.append((place, pair))
        if len({it for _, it in run}) >= self._need:
            yield run

    def _cut(self, text: str, run: Sequence[tuple[int, str]]) -> Iterator[Hit]:
        """Yield the spans around a run that are most like the formula."""
        reach = self._longest + _MARKED
        low, high = max(0, run[0][0] - reach), run[-1][0] + 2 + reach
        window = text[low:high]
        if not self._enough({pair for _, pair in run}, window):
            return
        starts = sorted({it - low for it, _ in run} | {at for at, it in enumerate(window) if it in self._first})
        ends = sorted(
            {it - low + 2 for it, _ in run} | {at + 1 for at, it in enumerate(window) if it in self._last}
        )
        pairs = [(place - low, pair) for place, pair in run]
        found = []
        for start in starts:
            for end in ends:
                if not self._least <= end - start <= reach:
                    continue
                inside = {pair for place, pair in pairs if start <= place and place + 2 <= end}
                if len(inside) < self._need:
                    continue
                judged = self._judged(window[start:end])
                if judged and _whole(window, start, end, judged[1]):
                    found.append((-judged[0], start, end, judged[1]))
        taken: list[tuple[int, int]] = []
        for _, start, end, alignment in sorted(found, key=lambda it: it[:3]):
            if all(end <= a or start >= b for a, b in taken):
                taken.append((start, end))
                yield Hit(low + start, low + end, alignment)

    def _enough(self, pairs: Set[str], window: str) -> bool:
        """Say whether a window can hold a variant at all, before every span in it is looked at.

        What is kept beside another character is in the pairs, but for one that a mark or a pause stands next to.
        """
        covered = {it for pair in pairs for it in pair}
        most = sum(it in covered for it in self._letters) + 1
        return most >= self.share * self.formula.size or all(it in window for it in self._letters)

    def _judge(self, span: str) -> tuple[float, Alignment] | None:
        """Return how like the formula a span is, and how it aligns; None where it is no variant."""
        if _STOP.search(span) or span[0] in MARKS or span[-1] in MARKS:
            return None
        words = plain(span)
        size, whole = len(letters(words)), self.formula.size
        if not self.share * whole <= size <= self._longest:
            return None
        alignment = align(self.formula, words)
        if not (_held(alignment) and _even(alignment) and self._kept(alignment, size) and self._paused(words)):
            return None
        return 2 * alignment.kept / (size + whole), alignment

    def _kept(self, alignment: Alignment, size: int) -> bool:
        """Say whether enough of the formula is left: of a short one all but one character, and that not at its edge."""
        whole = self.formula.size
        lost = whole - alignment.kept
        edge = sum(len(letters(it.base)) for it in (alignment.ops[0], alignment.ops[-1]) if it.kind == "omission")
        if whole <= _SHORT and lost:
            return lost == 1 and size <= whole and not edge and (whole == _SHORT or _numeric(alignment))
        pieces = parts(self.formula.base)
        if len(pieces) > 1 and not _balanced(alignment):
            return False
        like = 2 * alignment.kept / (size + whole)
        held = whole if not lost else _together(alignment)
        return min(held / whole, like) >= self.share and edge <= _EDGE * min(map(len, pieces))

    def _paused(self, words: str) -> bool:
        """Say whether a pause in a span may be there: the formula has one, or differs in nothing else."""
        if not PAUSES & set(words) or PAUSES & set(self.formula.base):
            return True
        return letters(words) == self.formula.base


def _class(edges: set[str]) -> set[str]:
    return edges | NUMERALS if edges & NUMERALS else edges


def _together(alignment: Alignment) -> int:
    """Return how many characters are kept beside another: one that stands alone is there by accident as often as not."""
    runs = (len(letters(it.base)) for it in alignment.ops if it.kind == "equal")
    return sum(it for it in runs if it > 1)


def _balanced(alignment: Alignment) -> bool:
    """Say whether at least half of every comma-separated part is left, and a pause after each but the last."""
    position = 0
    kept = [place for it in alignment.ops if it.kind == "equal" for place in range(it.start, it.end)]
    pieces = parts(alignment.arrangement.text)
    for part in pieces:
        if 2 * sum(position <= it < position + len(part) for it in kept) < len(part):
            return False
        position += len(part) + 1
    words = parts(alignment.wording)
    return len(words) >= len(pieces) or not alignment.moved


def _whole(window: str, start: int, end: int, alignment: Alignment) -> bool:
    """Say whether a wording that lost something begins and ends where words do, as jieba cuts them.

    全面建设社会主义 has the characters of 全面建设小康社会 but for two, and yet not the word 社会.
    """
    if not {"omission", "substitution"} & set(alignment.kinds):
        return True
    low = max(0, start - _AROUND)
    place, ends = low, {low}
    for it in rjieba.cut(window[low : end + _AROUND]):
        place += len(it)
        ends.add(place)
    return {start, end, *_exchanged(window, start, end, alignment)} <= ends


def _exchanged(window: str, start: int, end: int, alignment: Alignment) -> Iterator[int]:
    """Yield where in the window words stand for others, one character for one left aside: 建成 is 建设 but for its end.

    坚决把党的领导 has no word for the 持 of 坚持党的领导, only letters that follow the same 坚.
    """
    place = 0
    # Where each character of the wording stands: quotation marks are no part of it.
    places = [it for it in range(start, end) if window[it] not in MARKS]
    for it in alignment.ops:
        if it.kind == "substitution" and len(it.wording) > 1:
            yield places[place]
            yield places[place + len(it.wording) - 1] + 1
        place += len(it.wording)


def _even(alignment: Alignment) -> bool:
    """Say whether what stands for other words is no longer than they are by more than a character.

    Formulas are changed in their rhythm: what is much longer is a sentence that has some of their characters.
    """
    return all(len(it.wording) <= len(it.base) + 1 for it in alignment.ops if it.kind == "substitution")


def _places(text: str, pair: str) -> Iterator[int]:
    place = text.find(pair)
    while place >= 0:
        yield place
        place = text.find(pair, place + 1)


def _held(alignment: Alignment) -> bool:
    """Say whether a wording begins and ends on a character of the formula, or on a numeral for a numeral."""
    words = [it for it in alignment.ops if it.wording]
    return all(it.kind == "equal" or _number(it.base, it.wording) for it in (words[0], words[-1]))


def _number(base: str, wording: str) -> bool:
    return bool(base and wording) and set(base) <= NUMERALS and set(wording) <= NUMERALS


def _numeric(alignment: Alignment) -> bool:
    return all(it.kind == "equal" or _number(it.base, it.wording) for it in alignment.ops)
