"""Where to draw a network: a circle for each community, its strongest entities in the middle with room for labels."""

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.network.circles import pack
from kg.network.communities import Ties, claimed, communities
from kg.network.graph import Network
from kg.vocabulary import CLASSES

_GLYPH = 13  # width of a Chinese character in a label, in the layout's units: pixels at scale 1
_LINE = 44  # height of a mark with its label below
_CORE = 30  # how many of a community have room for their labels
_CONNECTED, _MENTIONED = 62.0, 42.0  # about how far apart the others stand
_SEAT = 15.0  # how far apart the seats are that they may take
_MARGIN = 24.0
_PASSES = 3
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

Position = tuple[int, int]
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Community:
    """What belongs together, the strongest member first, in a circle that nothing else stands in."""

    members: tuple[str, ...]
    x: int
    y: int
    radius: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each node stands, in pixels at scale 1, and the communities, the largest first."""

    positions: dict[str, Position]
    communities: list[Community]


def foremost(network: Network) -> list[str]:
    """Return all nodes, the one with most claims first, then by mentions, then by IRI."""
    nodes, degree = network.nodes, dict(network.degree())
    return sorted(nodes, key=lambda node: (-degree[node], -nodes[node]["mentions"], node))


def layout(network: Network) -> Layout:
    """Return where to draw each node and each community; the same graph gives the same, in any order of insertion.

    The strongest of a community stand in its middle, with room for their labels. Around them stand the others that a
    claim connects, on the side of their neighbours, and around those what is only mentioned, class by class.
    No two nodes stand at one place and no two circles overlap. Linear but for sorting.
    """
    names = sorted(network)
    number = {node: place for place, node in enumerate(names)}
    claims = claimed(network, number)
    neighbours = _neighbours(claims)
    groups = communities(network, number, claims)
    home = {node: place for place, group in enumerate(groups) for node in group}
    drawn = [
        _Territory(network, names, _ranked(network, names, group, neighbours, home), neighbours)
        for group in groups
    ]
    centres = pack([it.radius for it in drawn], _between(claims, home))
    for it, centre in zip(drawn, centres, strict=True):
        it.centre = centre
    spots = {node: centres[place] for node, place in home.items()}
    # Each pass knows better where the neighbours stand.
    for it in drawn * _PASSES:
        it.settle(spots)
    found = [
        Community(tuple(names[node] for node in it.members), *it.centre, it.radius)
        for it in sorted(drawn, key=lambda it: (-len(it.members), it.members[0]))
    ]
    return Layout({node: spots[number[node]] for node in network}, found)


def _neighbours(claims: Ties) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in zip(claims.first.tolist(), claims.second.tolist(), strict=True):
        found[one].append(other)
        found[other].append(one)
    return found


def _ranked(
    network: Network, names: list[str], group: list[int], neighbours: dict[int, list[int]], home: dict[int, int]
) -> list[int]:
    """Return a community's members, first those that most others of it are connected with."""
    place = home[group[0]]

    def rank(node: int) -> tuple[int, int, int, int]:
        around = neighbours.get(node, ())
        inside = sum(home[other] == place for other in around)
        return -inside, -len(around), -network.nodes[names[node]]["mentions"], node

    return sorted(group, key=rank)


def _between(claims: Ties, home: dict[int, int]) -> dict[tuple[int, int], float]:
    """Return how many claims connect two communities, the smaller number first."""
    found: dict[tuple[int, int], float] = defaultdict(float)
    for one, other, weight in zip(
        claims.first.tolist(), claims.second.tolist(), claims.weight.tolist(), strict=True
    ):
        if home[one] != home[other]:
            found[min(home[one], home[other]), max(home[one], home[other])] += weight
    return found


class _Territory:
    """One community being drawn, around its own middle until the circles have their places."""

    def __init__(
        self, network: Network, names: list[str], members: list[int], neighbours: dict[int, list[int]]
    ) -> None:
        self.members = members
        self.centre: Position = (0, 0)
        self._neighbours = neighbours
        connected = [node for node in members if neighbours.get(node)]
        self._core = (connected or members)[:_CORE]
        boxes = np.array([_box(network.nodes[names[node]]["label"]) for node in self._core], dtype=float)
        self._points, middle = _crowd(self._core, neighbours, boxes)
        kind = {node: CLASSES.index(network.nodes[names[node]]["type"]) for node in members}
        inner = set(self._core)
        self._around = [node for node in connected if node not in inner]
        alone = [node for node in members if not neighbours.get(node) and node not in inner]
        self._outer = sorted(alone, key=lambda node: kind[node])
        self._rings, rim = _sunflower(middle, len(self._around), _CONNECTED)
        self._rim, edge = _sunflower(rim, len(self._outer), _MENTIONED)
        self.radius = math.ceil(edge + _MARGIN)

    def settle(self, spots: dict[int, Position]) -> None:
        """Write into `spots` where the members stand; every other node is there, if only as its community's middle."""
        self._put(spots, self._core, self._points)
        self._put(spots, self._outer, self._rim)
        start = 0
        while start < len(self._around):
            # As many as stand once around: they differ in angle more than in distance from the middle.
            count = max(8, round(2 * math.pi * math.hypot(*self._rings[start]) / _CONNECTED))
            self._seat(spots, start, start + count)
            start += count

    def _seat(self, spots: dict[int, Position], start: int, end: int) -> None:
        """Seat a ring of nodes, each on the side on which its neighbours are."""
        ring, seats = self._around[start:end], self._rings[start:end]
        x, y = self.centre
        wanted = []
        for node in ring:
            around = [spots[it] for it in self._neighbours[node]]
            wanted.append(math.atan2(sum(it[1] - y for it in around), sum(it[0] - x for it in around)))
        order = np.argsort(np.round(wanted, 6), kind="stable")
        free = np.argsort(np.arctan2(seats[:, 1], seats[:, 0]), kind="stable")
        self._put(spots, [ring[it] for it in order.tolist()], seats[free])

    def _put(self, spots: dict[int, Position], nodes: list[int], points: Points) -> None:
        for node, (x, y) in zip(nodes, points.tolist(), strict=True):
            spots[node] = (self.centre[0] + round(x), self.centre[1] + round(y))


def _sunflower(inner: float, count: int, step: float) -> tuple[Points, float]:
    """Return `count` places around a circle of radius `inner`, about `step` apart, and the radius around all.

    They turn by the golden angle and leave each place the same area, as the seeds of a sunflower.
    """
    if not count:
        return np.empty((0, 2)), inner
    numbers = np.arange(count)
    # Half a step outside the inner circle.
    radius = np.sqrt((inner + step / 2) ** 2 + numbers * (step**2 / math.pi))
    angle = numbers * _GOLDEN_ANGLE
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), float(radius[-1]) + step / 2


def _box(label: str) -> tuple[int, int]:
    return (30 + _GLYPH * min(len(label), 9), _LINE)


def _crowd(nodes: list[int], neighbours: dict[int, list[int]], boxes: Points) -> tuple[Points, float]:
    """Place labels side by side: the first in the middle, each near its neighbours and the middle.

    Return their places and the radius around all. The room of a label is an ellipse, so that they do not stand in
    columns as boxes do.
    """
    place = {node: number for number, node in enumerate(nodes)}
    points = np.zeros((len(nodes), 2))
    # A seat is free whatever the others take: what n ellipses can keep from one more, and half as much again.
    taken = float((boxes + boxes.max(axis=0)).prod(axis=1).sum())
    seats, _ = _sunflower(0.0, math.ceil(1.5 * taken / _SEAT**2), _SEAT)
    for number, node in enumerate(nodes[1:], 1):
        need = (boxes[:number] + boxes[number]) * 0.56
        off = (seats[:, None] - points[None, :number]) / need
        free = seats[((off**2).sum(axis=2) >= 1).all(axis=1)]
        near = [place[it] for it in neighbours.get(node, ()) if place.get(it, number) < number]
        x, y = points[near].mean(axis=0) if near else (0.0, 0.0)
        cost = np.hypot(free[:, 0] - x, free[:, 1] - y) + _reach(free, boxes[number])
        # Rounded: of seats that are equally good the first is taken, whatever the last digit says.
        points[number] = free[np.round(cost, 3).argmin()]
    return points, float(_reach(points, boxes).max())


def _reach(points: Points, boxes: Points) -> Points:
    """Return how far labels at these places reach from the middle; their ends may stand between other marks."""
    return np.hypot(np.abs(points[:, 0]) + boxes[..., 0] / 4, np.abs(points[:, 1]) + boxes[..., 1] / 2)
