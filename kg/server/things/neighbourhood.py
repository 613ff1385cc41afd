"""An entity among its neighbours as a picture: where the template draws what."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from kg.explorer.palette import LOOKS
from kg.labels import Named
from kg.server.things.descriptions import Group
from kg.server.things.excerpts import line

_MOST = 20
WIDTH = 700
_CENTRE, _REACH, _ROW, _EDGE = WIDTH // 2, 140, 42, 30
# In halves of a Chinese character.
_LABEL = 22


@dataclass(frozen=True, slots=True)
class Mark:
    """A class's shape round the origin: points of a polygon, empty for a circle; filled or hollow."""

    points: str
    filled: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A neighbour at x, y, its label on the side `anchor`; `relation` joins it, `outward` from the centre to it.

    The line runs from x1, y1 to x2, y2, in the direction of the relation, and ends short of both marks.
    """

    entity: Named
    label: str
    relation: str
    outward: bool
    mark: Mark
    x: float
    y: float
    anchor: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture: `width` by `height`, the entity's own mark at x, y."""

    width: int
    height: int
    x: int
    y: float
    mark: Mark
    neighbours: tuple[Neighbour, ...]


def picture(entity: Named, groups: Sequence[Group]) -> Picture | None:
    """Place neighbours in turn from every relation, half of them on each side; None where there are none."""
    chosen = _chosen(entity, groups)
    if not chosen:
        return None
    left = len(chosen) // 2
    rows = max(left, len(chosen) - left)
    height = max(170, rows * _ROW + 2 * _EDGE)
    placed = [
        _placed(chosen[number], right, row, count, height)
        for right, first, count in ((True, 0, len(chosen) - left), (False, len(chosen) - left, left))
        for row, number in enumerate(range(first, first + count))
    ]
    return Picture(WIDTH, height, _CENTRE, height / 2, mark(entity.type, 13), tuple(placed))


def mark(type_: str, radius: float = 8) -> Mark:
    """Return the mark of a class as the explorer draws it; a circle for what has no class of ours."""
    look = LOOKS.get(type_)
    shape = look.shape if look else "dot"
    corners = {"square": (4, -math.pi / 4), "diamond": (4, 0.0), "hexagon": (6, 0.0)} | {
        "triangle": (3, -math.pi / 2),
        "triangleDown": (3, math.pi / 2),
        "star": (10, -math.pi / 2),
    }
    if shape not in corners:
        return Mark("", not look or look.filled)
    sides, turn = corners[shape]
    points = []
    for corner in range(sides):
        angle = turn + corner * 2 * math.pi / sides
        reach = radius * (0.45 if shape == "star" and corner % 2 else 1.15)
        points.append(f"{reach * math.cos(angle):.1f},{reach * math.sin(angle):.1f}")
    return Mark(" ".join(points), not look or look.filled)


def _chosen(entity: Named, groups: Sequence[Group]) -> list[tuple[Named, Group]]:
    """Return each neighbour once, with the relation that comes first, one of every relation before the second of any."""
    rows: list[list[tuple[Named, Group]]] = []
    for group in groups:
        ends = dict.fromkeys((*(it.told.other for it in group.records), *group.curated))
        rows.append([(it, group) for it in ends])
    chosen: dict[str, tuple[Named, Group]] = {}
    for rank in range(max(map(len, rows), default=0)):
        for row in rows:
            if rank < len(row) and row[rank][0].iri != entity.iri:
                chosen.setdefault(row[rank][0].iri, row[rank])
    kept = list(chosen.values())[:_MOST]
    order = {id(group): number for number, group in enumerate(groups)}
    return sorted(kept, key=lambda it: (order[id(it[1])], it[0].name, it[0].iri))


def _placed(it: tuple[Named, Group], right: bool, row: int, count: int, height: int) -> Neighbour:
    entity, group = it
    y = height / 2 + (row - (count - 1) / 2) * _ROW
    # On an arc that is flat enough to keep every label on the picture.
    lean = (y - height / 2) / (height / 2 + _ROW)
    x = _CENTRE + (1 if right else -1) * _REACH * math.sqrt(1 - lean * lean)
    dx, dy = x - _CENTRE, y - height / 2
    length = math.hypot(dx, dy)
    near, far = 20 / length, 1 - 14 / length
    ends = [(_CENTRE + dx * part, height / 2 + dy * part) for part in (near, far)]
    start, stop = ends if not group.inward else ends[::-1]
    numbers = (round(value, 1) for value in (*start, *stop))
    anchor = "start" if right else "end"
    placed = (round(x, 1), round(y, 1), anchor)
    return Neighbour(
        entity, _label(entity.name), group.label, not group.inward, mark(entity.type), *placed, *numbers
    )


def _label(name: str) -> str:
    widths = accumulate(2 if ord(it) > 0x2E7F else 1 for it in name)
    return line(name, max(2, sum(width <= _LABEL for width in widths)))
