"""A formula as it is looked for: its characters without quotation marks, its parts, and the orders they can take."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kg.errors import QueryError
from kg.text import simplify

MARKS = frozenset("“”‘’《》〈〉「」『』")
PAUSES = frozenset("、，,")
NUMERALS = frozenset("一二两三四五六七八九十百千万0123456789")
_SHORTEST, _MOST_PARTS = 3, 4


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The characters of a formula with its parts in an `order`: the places that its characters have in the base."""

    text: str
    order: tuple[int, ...] = ()


@dataclass(frozen=True)
class Formula:
    """The wording that variants are measured against, without quotation marks."""

    base: str

    @classmethod
    def read(cls, phrase: str) -> "Formula":
        """Take a phrase as a user writes it; QueryError where it has fewer than three characters.

        >>> Formula.read("“两个维护”").base
        '两个维护'
        """
        base = plain(simplify(phrase).strip()).strip("、，,")
        if len(letters(base)) < _SHORTEST:
            raise QueryError(repr(phrase), "is too short to have variants", "give at least three characters")
        return cls(base)

    @cached_property
    def size(self) -> int:
        """Return how many characters it has, pauses not counted."""
        return len(letters(self.base))

    @cached_property
    def bigrams(self) -> tuple[str, ...]:
        """Return its different pairs of neighbours within a part, in order."""
        pairs = ("".join(it) for part in parts(self.base) for it in itertools.pairwise(part))
        return tuple(dict.fromkeys(pairs))

    @cached_property
    def arrangements(self) -> tuple[Arrangement, ...]:
        """Return the base, then its comma-separated parts (two to four of them) in every other order.

        >>> [it.text for it in Formula("干在实处、走在前列").arrangements]
        ['干在实处、走在前列', '走在前列、干在实处']
        """
        return tuple(dict.fromkeys(_arranged(self.base)))

    @cached_property
    def turned(self) -> dict[str, Arrangement]:
        """Return what a formula without pauses gives when its two halves, cut anywhere, change places.

        >>> sorted(Formula("改革开放").turned)
        ['开放改革']
        """
        if len(parts(self.base)) > 1:
            return {}
        found = {}
        for cut in range(2, len(self.base) - 1):
            text = self.base[cut:] + self.base[:cut]
            found[text] = Arrangement(text, (*range(cut, len(self.base)), *range(cut)))
        found.pop(self.base, None)
        return found


def plain(text: str) -> str:
    """Return a text without quotation and book-title marks."""
    return "".join(it for it in text if it not in MARKS)


def letters(text: str) -> str:
    """Return a text without marks and pauses."""
    return "".join(it for it in text if it not in MARKS and it not in PAUSES)


def parts(text: str) -> list[str]:
    """Return what stands between the pauses.

    >>> parts("走在前、作表率")
    ['走在前', '作表率']
    """
    return "".join("、" if it in PAUSES else it for it in text).split("、")


def _arranged(base: str) -> Iterator[Arrangement]:
    yield Arrangement(base, tuple(range(len(base))))
    pieces, position = [], 0
    for part in parts(base):
        pieces.append(range(position, position + len(part)))
        position += len(part) + 1
    if not 1 < len(pieces) <= _MOST_PARTS:
        return
    pauses = [it.stop for it in pieces[:-1]]
    for order in itertools.permutations(pieces):
        places = [*order[0]]
        for pause, piece in zip(pauses, order[1:], strict=True):
            places += [pause, *piece]
        yield Arrangement("".join(base[it] for it in places), tuple(places))
