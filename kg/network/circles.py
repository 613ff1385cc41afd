"""Circles laid side by side: close together, none over another, those that are tied near each other."""

import numpy as np
from numpy.typing import NDArray

_GAP = 45.0
# A picture beside its panel is a little wider than high: a step up or down counts as this much more than one aside.
_FLAT = 1.45


def pack(radii: list[int], tied: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Return the centre of each circle, the largest first in the middle, in whole numbers.

    `tied` says how much two circles, the smaller number first, want to be near. Each circle is put where it touches
    two others, at the place that is nearest to the middle and to what it is tied to. The work grows with the fourth
    power of the number of circles: 60 take a tenth of a second.
    """
    ties = np.zeros((len(radii), len(radii)))
    for (one, other), weight in tied.items():
        ties[one, other] = ties[other, one] = weight
    order = sorted(range(len(radii)), key=lambda it: (-radii[it], it))
    centres = np.zeros((len(radii), 2))
    for count, circle in enumerate(order):
        placed = order[:count]
        if placed:
            reach = np.array([radii[it] for it in placed], dtype=float) + radii[circle] + _GAP
            centres[circle] = _best(centres[placed], reach, ties[circle, placed])
    if radii:
        size = np.array(radii, dtype=float)[:, None]
        centres -= ((centres + size).max(axis=0) + (centres - size).min(axis=0)) / 2
    return [(round(x), round(y)) for x, y in centres.tolist()]


def _best(
    centres: NDArray[np.float64], reach: NDArray[np.float64], ties: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the free place at `reach` of two centres that is nearest to the middle and to what ties pull to."""
    seats = _touching(centres, reach)
    away = np.hypot(seats[:, None, 0] - centres[None, :, 0], seats[:, None, 1] - centres[None, :, 1])
    seats, away = seats[free := (away >= reach - 1e-6).all(axis=1)], away[free]
    flat = np.hypot(seats[:, 0], seats[:, 1] * _FLAT)
    pull = (away * ties).sum(axis=1) / ties.sum() if ties.any() else 0.0
    # Rounded: of places that are equally good the first is taken, whatever the last digit says.
    found: NDArray[np.float64] = seats[np.round(flat + pull, 3).argmin()]
    return found


def _touching(centres: NDArray[np.float64], reach: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return every point that is at `reach` of two centres at once, and one right of each centre.

    The farthest of these to the right is free for certain.
    """
    one, other = np.triu_indices(len(centres), 1)
    step = centres[other] - centres[one]
    apart = np.hypot(step[:, 0], step[:, 1])
    along = (reach[one] ** 2 - reach[other] ** 2 + apart**2) / (2 * apart)
    square = reach[one] ** 2 - along**2
    meet = square >= 0
    unit = step[meet] / apart[meet, None]
    foot = centres[one[meet]] + unit * along[meet, None]
    aside = unit[:, ::-1] * np.array([-1.0, 1.0]) * np.sqrt(square[meet])[:, None]
    right = centres + np.column_stack([reach, np.zeros_like(reach)])
    return np.concatenate([right, foot + aside, foot - aside])
