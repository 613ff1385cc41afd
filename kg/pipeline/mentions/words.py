"""The words of a text with their parts of speech, as a general segmenter sees them."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import numpy as np
import rjieba
from numpy.typing import NDArray

# With more words than this the numbers begin anew, lest they fill the memory.
_MOST_WORDS = 1 << 17
# So many words on either side mostly show how a word came to be one.
_AROUND = 16

Numbers = NDArray[np.intp]


class Word(NamedTuple):
    """A word where it stands, and its part of speech in the ICTCLAS tag set (ns place, nr person, v verb, n noun …)."""

    start: int
    end: int
    tag: str


class _Numbering(dict[str, int]):
    """The number of each word, given when it is first asked for."""

    def __missing__(self, word: str) -> int:
        """Number a word."""
        number = self[word] = len(self)
        return number


class Vocabulary:
    """The words of texts as they come: `words` maps each to its number, `tags` are the parts of speech by number.

    The word alone decides its part of speech, wherever it stands.
    """

    def __init__(self) -> None:
        self.words: dict[str, int] = _Numbering()
        self.tags: list[str] = []

    def numbers(self, text: str, words: Sequence[str]) -> Numbers:
        """Return the number of every word of a text."""
        found = np.fromiter(map(self.words.__getitem__, words), np.intp, len(words))
        fresh = [*islice(self.words, len(self.tags), None)]
        told = dict(rjieba.tag("\n".join(fresh)))
        # Some words only come to light among others: 年来 in 近年来看.
        for word in fresh:
            at = words.index(word) if word not in told and word in words else 0
            for around in ("".join(words[max(0, at - _AROUND) : at + _AROUND]), text):
                if word not in told:
                    told.update(rjieba.tag(around))
        self.tags += [told.get(word, "") for word in fresh]
        return found


class Words:
    """The segmented words of one text; the text is segmented when it is first asked for.

    >>> Words("推动永定河治理").at(3)
    Word(start=2, end=5, tag='ns')
    """

    _shared = Vocabulary()

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def spelled(self) -> list[str]:
        """Return every word and mark of the text in order; they cover it without a gap."""
        return rjieba.cut(self._text)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Return the vocabulary that numbers the words."""
        if len(Words._shared.words) > _MOST_WORDS:
            Words._shared = Vocabulary()
        return Words._shared

    @cached_property
    def numbers(self) -> Numbers:
        """Return the number of every word in the vocabulary."""
        return self.vocabulary.numbers(self._text, self.spelled)

    @cached_property
    def edges(self) -> Numbers:
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
        return Word(self.bounds[number], self.bounds[number + 1], self.tag(number))

    def tag(self, number: int) -> str:
        """Return the part of speech of the word of a number."""
        return self.vocabulary.tags[int(self.numbers[number])]

    def number(self, position: int) -> int:
        """Return the number of the word that the character at `position` belongs to."""
        return min(bisect_right(self.bounds, position), len(self.spelled)) - 1

    def at(self, position: int) -> Word:
        """Return the word that the character at `position` belongs to."""
        return self[self.number(position)]

    def between(self, start: int, end: int) -> list[Word]:
        """Return the words that lie within a span, whole; [] where its start lies within a word."""
        if not self.spelled or self.bounds[first := self.number(start)] != start:
            return []
        return [self[number] for number in range(first, bisect_right(self.bounds, end) - 1)]
