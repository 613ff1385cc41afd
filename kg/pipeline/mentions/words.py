"""The words of a text with their parts of speech, as a general segmenter sees them."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import rjieba


class Word(NamedTuple):
    """A word where it stands, and its part of speech in the ICTCLAS tag set (ns place, nr person, v verb, n noun …)."""

    start: int
    end: int
    tag: str


class Words:
    """The segmented words of one text; the text is segmented when it is first asked for.

    >>> [text[w.start : w.end] for text in ["推动永定河治理"] for w in Words(text).tagged("ns")]
    ['永定河']
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def all(self) -> tuple[Word, ...]:
        """Return every word and mark of the text in order; they cover it without a gap."""
        found, start = [], 0
        for word, tag in rjieba.tag(self._text):
            found.append(Word(start, start + len(word), tag))
            start += len(word)
        return tuple(found)

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.all]

    def at(self, position: int) -> Word:
        """Return the word that the character at `position` belongs to."""
        return self.all[bisect_right(self._starts, position) - 1]

    def between(self, start: int, end: int) -> list[Word]:
        """Return the words that lie within a span, whole; [] where its start lies within a word."""
        first = bisect_right(self._starts, start) - 1
        if not self.all or self.all[first].start != start:
            return []
        return [word for word in self.all[first : bisect_right(self._starts, end)] if word.end <= end]

    def tagged(self, *tags: str) -> Iterator[Word]:
        """Yield the words with one of the tags, in order."""
        return (word for word in self.all if word.tag in tags)
