"""Names in texts: where the words of a name stand, whether or not the graph has a mention there."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.corpus import Corpus, Source, Use

# Quotation and book-title marks are looked over, as in Corpus.uses.
_MARKS = "“”‘’《》〈〉「」『』"
_ANY_MARKS = re.compile(f"[{_MARKS}]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a document says a name; `type` is the class that the graph gives it there, "" where it has no mention."""

    name: str
    type: str
    use: Use


def everywhere(corpus: Corpus, documents: Iterable[Source], mentions: Collection[Mention]) -> list[Mention]:
    """Return the mentions of the graph and, between them, every other place in `documents` where the words of a name stand.

    A name that one document makes known, by a verb or by quotation marks, is said by others without: were these passed over,
    the silence of a side would be the extractor's. Of names that overlap, the first counts, of those that begin
    together the longest; none counts that touches a mention. A name of one character is not looked for.
    """
    import daachorse

    names = sorted({it.name for it in mentions if len(it.name) > 1})
    taken: dict[str, list[Use]] = {}
    for it in mentions:
        taken.setdefault(it.use.source.iri, []).append(it.use)
    if not names:
        return list(mentions)
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(names, daachorse.MATCH_KIND_LEFTMOST_LONGEST)
    return [*mentions, *_plain(corpus, documents, taken, names, automaton)]


def bare(text: str) -> str:
    """Return a text without quotation and book-title marks.

    >>> bare("“三航”行动")
    '三航行动'
    """
    return _ANY_MARKS.sub("", text)


def _plain(
    corpus: Corpus,
    documents: Iterable[Source],
    taken: Mapping[str, Iterable[Use]],
    names: list[str],
    automaton: Any,
) -> Iterator[Mention]:
    for source in documents:
        text = corpus.text(source)
        covered = bytearray(len(text))
        for it in taken.get(source.iri, ()):
            covered[it.start : it.end] = b"\1" * (it.end - it.start)
        plain = bare(text)
        places = (
            [place for place, it in enumerate(text) if it not in _MARKS] if plain != text else range(len(text))
        )
        for first, last, number in automaton.find(plain):
            start, end = places[first], places[last - 1] + 1
            if not any(covered[start:end]):
                yield Mention(names[number], "", Use(source, start, end))
