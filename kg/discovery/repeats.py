"""Substrings that are used again and again, by suffix array: how often, and how freely their neighbours vary.

The suffix array is that of Mori's divsufsort, the longest common prefixes are Kasai's (Kasai et al., CPM 2001). Substrings of one
length that are equal are an interval of the suffix array whose inner prefixes are that long (Abouelhoda, Kurtz and
Ohlebusch, J. Discrete Algorithms 2, 2004); every length is one pass over arrays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from pydivsufsort import divsufsort, kasai

from kg.discovery.line import Line

# What quotation marks mark off in this share of its uses needs no other sign of where it begins and ends.
MARKED = 0.5


@dataclass(frozen=True, eq=False)
class Repeats:
    """Equal substrings of one length: `first` and `last` (exclusive) number the suffixes of each."""

    length: int
    first: Any
    last: Any
    right: Any
    left: Any
    bound: Any
    quoted: Any


class Suffixes:
    """The suffixes of a line in order."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.array = divsufsort(line.codes)
        common = kasai(line.codes, self.array)
        runs = line.runs[self.array]
        common[:-1] = np.minimum(common[:-1], np.minimum(runs[:-1], runs[1:]))
        common[-1:] = 0
        self._common = common

    @cached_property
    def ranks(self) -> Any:
        """Return the number of the suffix that begins at each place (int32)."""
        ranks = np.empty_like(self.array)
        ranks[self.array] = np.arange(len(self.array), dtype=self.array.dtype)
        return ranks

    def starts(self, length: int) -> Any:
        """Return where the intervals of a length begin, and one past the last."""
        return np.concatenate(([0], np.flatnonzero(self._common < length) + 1))

    def counts(self, places: Any, lengths: Any) -> Any:
        """Return how often the substrings from `places`, of `lengths` characters, stand in the line."""
        found = np.zeros(len(places), dtype=np.int64)
        ranks = self.ranks[places]
        for length in np.unique(lengths):
            mine = lengths == length
            starts = self.starts(int(length))
            at = np.searchsorted(starts, ranks[mine], side="right")
            found[mine] = starts[at] - starts[at - 1]
        return found

    def repeats(self, lengths: range, uses: int, bound: float, freedom: float) -> Iterator[Repeats]:
        """Yield by length what stands `uses` times or more, within limits.

        `bound` is the least share of its uses that begin and end where words do; `freedom` the least entropy, in nats,
        of what stands before it and of what stands after it (Huang and Powers 2003; Jin and Tanaka-Ishii 2006).
        Punctuation or the end of a text is a neighbour unlike any other; what is quoted in MARKED of its uses is free.
        """
        bounds = np.concatenate((self.line.bounds, [True]))
        inner = self.starts(lengths.start)
        for length in lengths:
            starts, inner = inner, self.starts(length + 1)
            wanted = np.flatnonzero(np.diff(starts) >= uses)
            first, last = starts[wanted], starts[wanted + 1]
            inside = self.line.runs[self.array[first]] >= length
            first, last = first[inside], last[inside]
            if not len(first):
                continue
            right = _entropy_of_parts(inner, first, last)
            shares, lefts, quotes = (np.empty(len(first)) for _ in range(3))
            for chunk in _chunks(last - first):
                a, b = first[chunk], last[chunk]
                places, group = self.places(a, b)
                ok = bounds[places] & bounds[places + length]
                shares[chunk] = np.bincount(group, ok, len(a)) / (b - a)
                lefts[chunk] = self._left(places, group, b - a)
                quoted = self.line.opened[places] & self.line.closed[places + length - 1]
                quotes[chunk] = np.bincount(group, quoted, len(a)) / (b - a)
            free = (np.minimum(lefts, right) >= freedom) | (quotes >= MARKED)
            kept = free & (shares >= bound)
            yield Repeats(length, *(it[kept] for it in (first, last, right, lefts, shares, quotes)))

    def places(self, first: Any, last: Any) -> tuple[Any, Any]:
        """Return all places of some intervals and the number of the interval that each is of."""
        sizes = last - first
        group = np.repeat(np.arange(len(first)), sizes)
        offset = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self.array[first[group] + offset].astype(np.int64), group

    def _left(self, places: Any, group: Any, sizes: Any) -> Any:
        before = np.where(places > 0, self.line.codes[places - 1], 0).astype(np.int64)
        told = before > 0
        keys, many = np.unique((group[told] << 16) | before[told], return_counts=True)
        spent = np.bincount(keys >> 16, many * np.log(many), len(sizes))
        return np.log(sizes) - spent / sizes


def _entropy_of_parts(parts: Any, first: Any, last: Any) -> Any:
    many = np.diff(parts)
    summed = np.concatenate(([0.0], np.cumsum(many * np.log(many))))
    spent = summed[np.searchsorted(parts, last)] - summed[np.searchsorted(parts, first)]
    return np.log(last - first) - spent / (last - first)


def _chunks(sizes: Any, most: int = 1 << 20) -> Iterator[slice]:
    """Yield slices of intervals that together have about `most` places: what bounds the memory."""
    ends = np.cumsum(sizes)
    cuts = np.unique(
        np.concatenate(([0], np.searchsorted(ends, np.arange(most, ends[-1], most)) + 1, [len(sizes)]))
    )
    for a, b in pairwise(cuts):
        yield slice(int(a), int(b))
