"""Labels laid end to end as numbers, so that a search is a few steps over whole arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

# Nothing longer is looked for; as many zeros stand after the last label.
LONGEST = 200


class Column:
    """Codes in a row, a zero before, between and after labels; `owner` is the label of each place."""

    def __init__(self, codes: Numbers, owner: Numbers) -> None:
        self.codes = codes
        self.owner = owner
        self._places = np.argsort(codes, kind="stable").astype(np.int32)
        counts = np.bincount(codes)
        self._ends = np.cumsum(counts)
        self._counts = counts

    def count(self, code: int) -> int:
        """Return how often a code stands anywhere."""
        return int(self._counts[code]) if 0 < code < len(self._counts) else 0

    def places(self, code: int) -> Numbers:
        """Return the places of a code, ascending."""
        if not self.count(code):
            return self._places[:0]
        end = int(self._ends[code])
        found: Numbers = self._places[end - int(self._counts[code]) : end]
        return found

    def find(self, wanted: Sequence[int]) -> Numbers:
        """Return the places where these codes begin to stand one after the other, ascending."""
        # The rarest first: the places that are left to look at are then few.
        order = sorted(range(len(wanted)), key=lambda at: self.count(wanted[at]))
        places = self.places(wanted[order[0]]) - order[0]
        if order[0]:
            places = places[places > 0]
        for at in order[1:]:
            places = places[self.codes[places + at] == wanted[at]]
        return places

    def starts(self, places: Numbers) -> NDArray[np.bool_]:
        """Say of each place whether a label begins there."""
        first: NDArray[np.bool_] = self.codes[places - 1] == 0
        return first

    def ends(self, places: Numbers) -> NDArray[np.bool_]:
        """Say of each place whether it stands right behind a label."""
        behind: NDArray[np.bool_] = self.codes[places] == 0
        return behind


def laid(labels: Sequence[Sequence[str]]) -> tuple[Numbers, NDArray[np.bool_], Numbers]:
    """Return the characters of labels, each a sequence of words, as code points with zeros between the labels.

    With them, of each place: whether a letter there begins its word (what is no letter always does), and its label.
    """
    joined = "\0" + "".join("\1".join(words) + "\0" for words in labels) + "\0" * LONGEST
    points = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)
    alphabet = np.flatnonzero(np.bincount(points))
    letters = np.zeros(int(alphabet[-1]) + 1, dtype=np.bool_)
    letters[[int(it) for it in alphabet if it < 0x2E80 and chr(it).isalpha()]] = True
    letter = letters[points]
    begins = ~letter
    begins[1:] |= ~letter[:-1]
    kept = points != 1
    owner = np.cumsum(points == 0, dtype=np.int32) - 1
    return points[kept], begins[kept], owner[kept]


def coded(points: Numbers) -> tuple[Numbers, dict[str, int]]:
    """Return code points as small numbers, zero staying zero, and the number of each character."""
    alphabet = np.flatnonzero(np.bincount(points))
    kind = np.uint16 if len(alphabet) < 2**16 else np.uint32
    table = np.zeros(int(alphabet[-1]) + 1, dtype=kind)
    table[alphabet] = np.arange(len(alphabet), dtype=kind)
    return table[points], {chr(it): number for number, it in enumerate(alphabet) if it}
