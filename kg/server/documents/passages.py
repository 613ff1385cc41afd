"""A text cut where its marks begin and end, and where a page of it ends; offsets are code points, half-open."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

# What would reorder or hide the words around it, and what no page can hold as it is.
CONTROL = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_RANGE = re.compile(r"([0-9]{1,9}),([0-9]{1,9})", re.ASCII)


class Range(NamedTuple):
    """The characters from `start` up to, not including, `end`."""

    start: int
    end: int

    def meets(self, other: "Range") -> bool:
        """Say whether the two have a character in common."""
        return max(self.start, other.start) < min(self.end, other.end)

    def covers(self, other: "Range") -> bool:
        """Say whether `other` lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end


class Segment(NamedTuple):
    """Characters that the same spans cover: `over` are their numbers, the longest first."""

    start: int
    end: int
    over: tuple[int, ...]


def written(words: str, length: int) -> Range | None:
    """Read `START,END`; None where that is no range of at least one character within a text of `length`.

    >>> written("2,6", 8)
    Range(start=2, end=6)
    >>> [written(words, 8) for words in ("6,2", "2,2", "2,9", "a,b", "²,6", "")]
    [None, None, None, None, None, None]
    """
    found = _RANGE.fullmatch(words)
    if found is None:
        return None
    start, end = int(found[1]), int(found[2])
    return Range(start, end) if start < end <= length else None


def segments(whole: Range, spans: Sequence[Range], cuts: Iterable[int] = ()) -> list[Segment]:
    """Cut `whole` wherever a span begins or ends, and at `cuts`; what lies outside it is left out.

    Spans may overlap, nest and repeat. Of spans equally long the earlier in `spans` comes first.

    >>> segments(Range(0, 8), [Range(0, 6), Range(2, 4)])
    [Segment(start=0, end=2, over=(0,)), Segment(start=2, end=4, over=(0, 1)), Segment(start=4, end=6, over=(0,)), \
Segment(start=6, end=8, over=())]
    """
    kept = [number for number, span in enumerate(spans) if whole.meets(span)]
    at = {it for number in kept for it in spans[number]} | set(cuts)
    edges = sorted({whole.start, *(it for it in at if whole.start < it < whole.end), whole.end})
    waiting = sorted(kept, key=lambda number: spans[number].start, reverse=True)
    # By length, then number: the order in which they are told.
    over: list[tuple[int, int]] = []
    found = []
    for start, end in pairwise(edges):
        over = [it for it in over if spans[it[1]].end > start]
        while waiting and spans[waiting[-1]].start <= start:
            number = waiting.pop()
            insort(over, (spans[number].start - spans[number].end, number))
        found.append(Segment(start, end, tuple(number for _, number in over)))
    return found


def paragraphs(text: str, whole: Range) -> list[Range]:
    """Return the lines of a part of a text, each with the line feed that ends it.

    >>> paragraphs("甲\\n\\n乙", Range(0, 4))
    [Range(start=0, end=2), Range(start=2, end=3), Range(start=3, end=4)]
    """
    ends = [it.end() for it in re.finditer("\n", text[whole.start : whole.end])]
    edges = [whole.start, *(whole.start + it for it in ends)]
    if edges[-1] != whole.end:
        edges.append(whole.end)
    return [Range(start, end) for start, end in pairwise(edges)]


def leaves(text: str, most: int) -> list[Range]:
    """Cut a text into leaves of at most `most` characters, at the ends of lines where there are any.

    >>> leaves("甲乙\\n丙丁戊己庚", 4)
    [Range(start=0, end=3), Range(start=3, end=7), Range(start=7, end=8)]
    """
    found, start = [], 0
    while len(text) - start > most:
        end = text.rfind("\n", start, start + most) + 1 or start + most
        found.append(Range(start, end))
        start = end
    return [*found, Range(start, len(text))]


def within(ranges: Sequence[Range], offset: int) -> int:
    """Return the number of the range that holds an offset, of ranges that follow one another; else the last.

    >>> [within([Range(0, 3), Range(3, 9)], it) for it in (0, 2, 3, 8, 9)]
    [0, 0, 1, 1, 1]
    """
    return min(max(bisect_left(ranges, Range(offset + 1, 0)) - 1, 0), len(ranges) - 1)
