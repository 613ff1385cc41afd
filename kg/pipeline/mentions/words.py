"""The words of a text with their parts of speech, as a general segmenter sees them."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import rjieba
from numpy.typing import NDArray

# With more words than this their parts of speech are forgotten, lest they fill the memory.
_MOST_WORDS = 1 << 17
# So many words on either side mostly show how a word came to be one.
_AROUND = 16


class Word(NamedTuple):
    """A word where it stands, and its part of speech in the ICTCLAS tag set (ns place, nr person, v verb, n noun …)."""

    start: int
    end: int
    tag: str


class _Speech(dict[str, str]):
    """The part of speech of each word that texts have held: the word alone decides it, wherever it stands."""

    def __missing__(self, word: str) -> str:
        """Learn a word's part of speech; "" where it only comes to light around other words (年来 in 近年来看)."""
        tagged = rjieba.tag(word)
        if len(tagged) != 1:
            return ""
        self[word] = tagged[0][1]
        return self[word]

    def of(self, text: str, words: Sequence[str]) -> list[str]:
        """Return the part of speech of every word of a text."""
        if len(self) > _MOST_WORDS:
            self.clear()
        found = [*map(self.__getitem__, words)]
        if "" not in found:
            return found
        for number in [number for number, tag in enumerate(found) if not tag]:
            for around in ("".join(words[max(0, number - _AROUND) : number + _AROUND]), text):
                if words[number] not in self:
                    self.update(rjieba.tag(around))
        return [*map(self.__getitem__, words)]


_SPEECH = _Speech()


class Words:
    """The segmented words of one text; the text is segmented when it is first asked for.

    >>> Words("推动永定河治理").at(3)
    Word(start=2, end=5, tag='ns')
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def spelled(self) -> list[str]:
        """Return every word and mark of the text in order; they cover it without a gap."""
        return rjieba.cut(self._text)

    @cached_property
    def tags(self) -> list[str]:
        """Return the part of speech of every word."""
        return _SPEECH.of(self._text, self.spelled)

    @cached_property
    def edges(self) -> NDArray[np.intp]:
        """Return where every word starts, and at last where the text ends."""
        edges = np.zeros(len(self.spelled) + 1, np.intp)
        np.cumsum(np.fromiter(map(len, self.spelled), np.intp, len(self.spelled)), out=edges[1:])
        return edges

    @cached_property
    def bounds(self) -> list[int]:
        """Return the edges of the words as a list."""
        bounds: list[int] = self.edges.tolist()
        return bounds

    def __getitem__(self, number: int) -> Word:
        """Return the word of a number, made on demand: most words of a text are never asked for."""
        return Word(self.bounds[number], self.bounds[number + 1], self.tags[number])

    def number(self, position: int) -> int:
        """Return the number of the word that the character at `position` belongs to."""
        return min(bisect_right(self.bounds, position), len(self.tags)) - 1

    def at(self, position: int) -> Word:
        """Return the word that the character at `position` belongs to."""
        return self[self.number(position)]

    def between(self, start: int, end: int) -> list[Word]:
        """Return the words that lie within a span, whole; [] where its start lies within a word."""
        if not self.tags or self.bounds[first := self.number(start)] != start:
            return []
        return [self[number] for number in range(first, bisect_right(self.bounds, end) - 1)]
