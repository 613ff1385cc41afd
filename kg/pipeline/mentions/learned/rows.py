"""Which row of a model's weights belongs to each feature of a text: look-ups, as few as will do."""

from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.pipeline.mentions.learned.columns import TEMPLATES, Codes, Pile, Window, mixed, seed

Rows = NDArray[np.int32]

# Rows are kept for the templates that can have no more values than this, or no more than that for one of the first column.
_MOST, _WIDEST = 1 << 16, 8
# So many bits of a feature tell most of those that the model does not know.
_SIEVED = np.uint64(64 - 20)


class _Kept(NamedTuple):
    """The rows of a template by the values of its columns, the first `counts` of each."""

    values: list[Pile[np.uint64]]
    counts: list[int]
    table: Pile[np.int32]


class RowFinder:
    """Finds features in a hash table with open addressing; row 0 is that of all features which the model does not know."""

    def __init__(self, keys: Codes, rows: Rows) -> None:
        bits = max(8, int(4 * len(keys)).bit_length())
        self._slots = np.zeros(1 << bits, np.uint64)
        self._rows = np.zeros(1 << bits, np.int32)
        self._shift = np.uint64(64 - bits)
        self._sieve = np.zeros(1 << 20, np.bool_)
        self._sieve[(keys >> _SIEVED).astype(np.intp)] = True
        self._kept: dict[int, _Kept] = {}
        waiting = np.arange(len(keys))
        at = (keys >> self._shift).astype(np.intp)
        while len(waiting):
            free = self._slots[at] == 0
            self._slots[at[free]] = keys[waiting[free]]
            placed = self._slots[at] == keys[waiting]
            self._rows[at[placed]] = rows[waiting[placed]]
            waiting, at = waiting[~placed], (at[~placed] + 1) & (len(self._slots) - 1)

    def rows(self, features: Codes) -> Rows:
        """Return the row of each feature, in an array of the same shape."""
        flat = features.ravel()
        found = np.zeros(len(flat), np.int32)
        waiting = np.flatnonzero(self._sieve.take((flat >> _SIEVED).view(np.intp)))
        wanted = flat.take(waiting)
        at = (wanted >> self._shift).view(np.intp)
        while len(waiting):
            held = self._slots.take(at)
            hit = held == wanted
            found[waiting] = self._rows.take(at) * hit
            on = np.flatnonzero((held != 0) > hit)
            waiting, wanted, at = waiting.take(on), wanted.take(on), (at.take(on) + 1) & (len(self._slots) - 1)
        return found.reshape(features.shape)

    def all_rows(self, window: Window) -> Rows:
        """Return the row of every template at every character, of shape (templates, characters)."""
        found = np.empty((len(TEMPLATES), len(window)), np.int32)
        sought = []
        for number in range(len(TEMPLATES)):
            values = window.values(number)
            width = prod(map(len, values[1:]))
            if width <= _WIDEST or width * len(values[0]) <= _MOST:
                np.take(self._table(number, values), window.together(number), out=found[number], mode="clip")
            else:
                sought.append(number)
        features = np.empty((len(sought), len(window)), np.uint64)
        for number, row in zip(sought, features, strict=True):
            row[:] = window.features(number)
        found[sought] = self.rows(features)
        return found

    def _table(self, number: int, values: list[Pile[np.uint64]]) -> Rows:
        """Return the rows of a template for each combination of the values that its columns can have."""
        counts = [len(it) for it in values]
        kept = self._kept.get(number)
        if (
            kept is None
            or any(a is not b for a, b in zip(kept.values, values, strict=True))
            or kept.counts[1:] != counts[1:]
        ):
            kept = _Kept(values, [0, *counts[1:]], Pile(np.zeros(0, np.int32)))
        if kept.counts != counts:
            value = np.array([seed(number)], np.uint64)
            for column in (values[0].rows[kept.counts[0] :], *(it.rows for it in values[1:])):
                value = mixed(value[:, None], column).ravel()
            kept.table.add(self.rows(value))
            self._kept[number] = kept._replace(counts=counts)
        return kept.table.rows
