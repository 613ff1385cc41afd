"""What is known of each character of a text, as columns; and the features that the templates make of them.

A feature is 64 bits: the hash of its template and of the values that the template reads around the character. Training
and recognition compute them here, so that they agree.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
Numbers = NDArray[np.intp]
Kind = TypeVar("Kind", bound=np.generic)

# Words are grouped thrice, ever finer.
GROUPINGS = 3
# What a column holds beyond the text.
BEYOND = 11

# A template names the columns that it reads, each with how many characters away.
Template = tuple[tuple[str, int], ...]


def _templates() -> tuple[Template, ...]:
    """Return the templates: characters and runs of them, words, parts of speech, the lexicon, the rules' mentions."""
    found: list[Template] = [(("char", at),) for at in range(-3, 4)]
    found += [(("char", at), ("char", at + 1)) for at in range(-2, 2)]
    found += [(("char", at), ("char", at + 1), ("char", at + 2)) for at in range(-2, 1)]
    found += [tuple(("char", at) for at in range(-3, 1)), tuple(("char", at) for at in range(4))]
    found += [(("kind", at),) for at in (-1, 0, 1)]
    place = ("place", 0)
    words = ("word0",), ("tag0",), ("word-1", "tag0"), ("word1", "tag0"), ("word2",)
    tags = ("tag-1", "tag0"), ("tag0", "tag1"), ("tag-1", "tag0", "tag1"), ("tag-2", "tag-1"), ("tag1", "tag2")
    groups: list[tuple[str, ...]] = [(f"group{number}",) for number in range(GROUPINGS)]
    groups += [(f"group{number}{away}",) for number in (0, 1) for away in ("-1", "+1")]
    groups += [("group0-1", "group0"), ("group0", "group0+1"), ("group0-2",), ("group0+2",)]
    found += [(*((name, 0) for name in names), place) for names in (*words, *tags, *groups)]
    found += [(("word-1", 0),), (("word1", 0),)]
    found += [(("quoted", 0),), (("next", 0),), (("next", 0), ("away", 0))]
    for name, reach in (("head", (-1, 0, 1, 2)), ("cut", (-1, 0, 1)), ("area", (-1, 0, 1)), ("organ", (0, 1))):
        found += [((name, at),) for at in reach]
    ruled = ("ruled", 0)
    found += [(("ruled", at),) for at in (-1, 0, 1)] + [(("rule", 0),)]
    found += [(("ruled", -1), ruled), (ruled, ("ruled", 1)), (ruled, ("word0", 0)), (("rule", 0), ("next", 0))]
    found += [(ruled, ("tag0", 0), place), (ruled, ("rule", 0), ("cut", -1))]
    return tuple(found)


TEMPLATES = _templates()
# The columns that they read, and how far from a character.
READ = frozenset(name for template in TEMPLATES for name, _ in template)
REACH = max(abs(away) for template in TEMPLATES for _, away in template)

_MIX, _SPREAD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_LEFT, _RIGHT, _FOLD = np.uint64(6), np.uint64(2), np.uint64(29)


@lru_cache(maxsize=1 << 16)
def code(value: str) -> int:
    """Return a stable number of up to 64 bits for a string."""
    data = value.encode()
    return (crc32(data) << 32) | crc32(data, 0x5BD1E995)


def mixed(left: Codes | np.uint64, right: Codes) -> Codes:
    """Return the hash of each pair of codes; one `left` may go with all."""
    turned = left << _LEFT
    turned += left >> _RIGHT
    turned += _MIX
    found: Codes = right + turned
    found ^= left
    found *= _SPREAD
    found ^= found >> _FOLD
    return found


def seed(number: int) -> np.uint64:
    """Return what the features of a template begin with."""
    return np.uint64((number + 1) * 1_000_003)


class Pile(Generic[Kind]):
    """An array to which rows can be added without copying it each time."""

    def __init__(self, rows: NDArray[Kind]) -> None:
        self._held = rows
        self._count = len(rows)

    @property
    def rows(self) -> NDArray[Kind]:
        """Return all rows added so far."""
        return self._held[: self._count]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._count

    def add(self, rows: NDArray[Kind]) -> None:
        """Add some rows at the end."""
        count = self._count + len(rows)
        if count > len(self._held):
            held = np.empty((2 * count, *rows.shape[1:]), rows.dtype)
            held[: self._count] = self.rows
            self._held = held
        self._held[self._count : count] = rows
        self._count = count


class Column(NamedTuple):
    """What is known of each character in one respect: the `numbers` of its `values`, and of places beyond the text.

    Value 0 is that of places beyond the text. The values may become more from text to text, but never others.
    """

    numbers: Numbers
    values: Pile[np.uint64]

    @classmethod
    def of(cls, numbers: Numbers, values: Pile[np.uint64]) -> "Column":
        """Return the column of a text, given the number of each of its characters."""
        around = np.zeros(len(numbers) + 2 * REACH, np.intp)
        around[REACH:-REACH] = numbers
        return cls(around, values)


class Window:
    """Columns as a part of the text sees them."""

    def __init__(self, columns: Mapping[str, Column], start: int, end: int) -> None:
        self._columns = columns
        self._start, self._end = start + REACH, end + REACH
        self._codes: dict[tuple[str, int], Codes] = {}

    def __len__(self) -> int:
        """Return how many characters the part has."""
        return self._end - self._start

    def numbers(self, name: str, away: int) -> Numbers:
        """Return the numbers of a column's values so many characters from each."""
        return self._columns[name].numbers[self._start + away : self._end + away]

    def values(self, number: int) -> list[Pile[np.uint64]]:
        """Return the values of the columns that a template reads."""
        return [self._columns[name].values for name, _ in TEMPLATES[number]]

    def features(self, number: int) -> Codes:
        """Return the features of every character that a template makes."""
        value: Codes | np.uint64 = seed(number)
        for place in TEMPLATES[number]:
            if place not in self._codes:
                self._codes[place] = self._columns[place[0]].values.rows[self.numbers(*place)]
            value = mixed(value, self._codes[place])
        return np.asarray(value)

    def together(self, number: int) -> Numbers:
        """Return for each character which combination of its columns' values a template reads there."""
        first, *others = TEMPLATES[number]
        found = self.numbers(*first)
        for place in others:
            found = found * len(self._columns[place[0]].values) + self.numbers(*place)
        return found
