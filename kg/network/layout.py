"""Where to draw each entity, and what stands together."""

import math
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.network.graph import Network
from kg.vocabulary import CLASSES

# How many nodes the force-directed layout spreads.
_FOREMOST = 400

_SEED = 2012
_ITERATIONS = 120
_GLYPH = 13  # width of a Chinese character in a label, in the layout's units: pixels at scale 1
_LINE = 44  # height of a mark with its label below
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Community:
    """Nodes that stand together, the strongest first, within a circle."""

    members: tuple[str, ...]
    x: int
    y: int
    radius: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each node stands, and the communities, of which every node belongs to one."""

    positions: dict[str, Position]
    communities: list[Community]


def foremost(network: Network) -> list[str]:
    """Return all nodes, the one with most claims first, then by mentions, then by IRI."""
    nodes = network.nodes
    return sorted(nodes, key=lambda node: (-network.degree(node), -nodes[node]["mentions"], node))


def layout(network: Network) -> Layout:
    """Return places and communities, one a class; the same graph gives the same."""
    places = positions(network)
    groups: dict[str, list[str]] = {}
    for node in foremost(network):
        groups.setdefault(network.nodes[node]["type"], []).append(node)
    return Layout(places, [_community(members, places) for _, members in sorted(groups.items())])


def _community(members: list[str], places: dict[str, Position]) -> Community:
    points = np.array([places[node] for node in members], dtype=float)
    x, y = points.mean(axis=0)
    radius = float(np.hypot(points[:, 0] - x, points[:, 1] - y).max())
    return Community(tuple(members), round(float(x)), round(float(y)), math.ceil(radius))


def positions(network: Network) -> dict[str, Position]:
    """Return where to draw each node, in pixels at scale 1; the same graph gives the same positions.

    The foremost nodes are spread by forces and then moved apart until their labels have room; every other
    connected node stands near a neighbour that is already placed; what no claim connects stands in rows by class
    below. Linear beyond the first 400 nodes.
    """
    ranked = foremost(network)
    connected = [node for node in ranked if network.degree(node)]
    alone = [node for node in ranked if not network.degree(node)]
    placed = _spread(network, connected[:_FOREMOST])
    _gather(network, connected, placed)
    _shelve(network, alone, placed)
    return {node: placed[node] for node in network.nodes}


def _spread(network: Network, nodes: list[str]) -> dict[str, Position]:
    """Lay out the given nodes by forces, then give every label room."""
    if not nodes:
        return {}
    index = {node: number for number, node in enumerate(nodes)}
    simple: nx.Graph[int] = nx.Graph()
    simple.add_nodes_from(range(len(nodes)))
    simple.add_edges_from(
        sorted(
            {
                (min(index[a], index[b]), max(index[a], index[b]))
                for a, b in network.edges(nodes)
                if a in index and b in index and a != b
            }
        )
    )
    boxes = np.array([_box(network.nodes[node]["label"]) for node in nodes], dtype=float)
    if simple.number_of_edges():
        # networkx divides by each node's distance to itself before it blanks that diagonal.
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn = nx.forceatlas2_layout(simple, max_iter=_ITERATIONS, linlog=True, gravity=5.0, seed=_SEED)
        points = np.array([drawn[number] for number in range(len(nodes))], dtype=float)
    else:
        points = np.array([_spiral(number, 1.0) for number in range(len(nodes))], dtype=float)
    points -= points.mean(axis=0)
    radius = math.sqrt(float(np.mean(np.sum(points**2, axis=1)))) or 1.0
    room = math.sqrt(float(np.sum(boxes[:, 0] * boxes[:, 1])) * 0.5)
    # Screens and labels are wider than high.
    apart = _part(points * (room / radius) * np.array([1.25, 0.85]), boxes)
    return {node: (round(float(x)), round(float(y))) for node, (x, y) in zip(nodes, apart, strict=True)}


def _box(label: str) -> tuple[int, int]:
    return (30 + _GLYPH * min(len(label), 9), _LINE)


def _spiral(number: int, step: float) -> tuple[float, float]:
    """Return the place of a sunflower's n-th seed.

    >>> _spiral(0, 10.0)
    (0.0, 0.0)
    """
    radius, angle = step * math.sqrt(number), number * _GOLDEN_ANGLE
    return (radius * math.cos(angle), radius * math.sin(angle))


def _part(points: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move boxes of the given widths and heights apart, each pair along the axis on which it overlaps less."""
    moved, need = points.copy(), (boxes[:, None] + boxes[None]) / 2
    for _ in range(_ITERATIONS):
        apart = np.abs(moved[:, None] - moved[None])
        close = apart < need
        first, second = np.nonzero(np.triu(close[..., 0] & close[..., 1], 1))
        if not first.size:
            break
        overlap = need[first, second] - apart[first, second]
        axis = overlap.argmin(axis=1)
        pair = np.arange(first.size)
        # Two at one spot have no direction: the earlier goes one way, the later the other.
        sign = np.where(moved[first, axis] < moved[second, axis], -1.0, 1.0)
        push = overlap[pair, axis] * sign * 0.4
        np.add.at(moved, (first, axis), push)
        np.add.at(moved, (second, axis), -push)
    return moved


def _gather(network: Network, connected: list[str], placed: dict[str, Position]) -> None:
    """Place every connected node that has no place around the placed neighbour that comes first."""
    rank = {node: number for number, node in enumerate(connected)}
    below = max((y for _, y in placed.values()), default=0) + 4 * _LINE
    queue = list(placed)
    seeds = iter(connected)
    lonely = 0
    while len(placed) < len(connected):
        for node in queue:
            around = {*network.successors(node), *network.predecessors(node)} - placed.keys()
            for number, other in enumerate(sorted(around, key=rank.__getitem__)):
                dx, dy = _spiral(number + 2, 60.0)
                placed[other] = (placed[node][0] + round(dx), placed[node][1] + round(dy))
                queue.append(other)
        seed = next((node for node in seeds if node not in placed), None)
        if seed is None:
            break
        placed[seed] = (300 * (lonely % 20 - 10), below + 300 * (lonely // 20))
        lonely += 1
        queue = [seed]


def _shelve(network: Network, alone: list[str], placed: dict[str, Position]) -> None:
    """Place what no claim connects in rows below, class after class."""
    left = min((x for x, _ in placed.values()), default=-900)
    width = max(max((x for x, _ in placed.values()), default=900) - left, 1800)
    x, y = 0, max((y for _, y in placed.values()), default=0) + 3 * _LINE
    for node in sorted(alone, key=lambda node: CLASSES.index(network.nodes[node]["type"])):
        # Half as much again: these rows are read from afar.
        wide, high = (side * 3 // 2 for side in _box(network.nodes[node]["label"]))
        if x + wide > width:
            x, y = 0, y + high
        placed[node] = (left + x + wide // 2, y)
        x += wide
