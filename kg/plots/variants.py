"""The lattice of a formula drawn: the base as a straight line, what is said instead above it, what is left out below."""

from collections.abc import Mapping
from math import log2

import networkx as nx
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kg import plots
from kg.variants.lattice import END, START
from kg.variants.wording import KIND_NAMES

_CHARACTER = 0.34  # Inches that a character of the base takes.
_LEVEL = 0.75  # Inches between two lines of wordings.
_GAP = 1.6  # Characters between two segments.
# The base is drawn in the first of the colours.
_COLOURS = dict(zip(KIND_NAMES, plots.COLOURS[1:], strict=False))
_BEND = 0.35  # How far the control point of an arc lies off, by its width.
_BACK = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}


def draw(graph: "nx.DiGraph[str]", lang: str = "zh") -> Figure:
    """Return a figure of what `kg.variants.lattice.lattice` made, words in `lang` (zh or en).

    Lines are as wide as they are used, changes coloured by their kind, with first date and uses.
    """
    places = _places(graph)
    width = max((x for x, _ in places.values()), default=0.0) + 2
    top = max((y for _, y in places.values()), default=0.0) + 1
    bottom = max((_depth(places, *it) for it in _over(graph)), default=0.0) + 0.8
    figure = plots.figure(max(4.0, width * _CHARACTER), max(2.0, (top + bottom) * _LEVEL))
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(-1.5, width)
    axes.set_ylim(-bottom, top)
    most = max((it["uses"] for _, _, it in graph.edges(data=True)), default=1)
    for tail, head, told in sorted(graph.edges(data=True), key=lambda it: it[:2]):
        _line(axes, (places[tail], places[head]), told, most)
    for name in sorted(graph):
        told = graph.nodes[name]
        colour = _COLOURS.get(told["kind"], plots.INK)
        axes.text(
            *places[name],
            told["text"] or "●",
            ha="center",
            va="center",
            color=colour,
            fontsize=12 if told["text"] else 7,
            bbox={"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": "none"},
        )
        if not told["base"]:
            axes.text(
                places[name][0],
                places[name][1] + 0.42,
                _first(graph, name),
                ha="center",
                va="center",
                color=plots.MUTED,
                fontsize=7,
                bbox=_BACK,
            )
    _keys(axes, graph, lang)
    return figure


def _keys(axes: Axes, graph: "nx.DiGraph[str]", lang: str) -> None:
    """Say which colour is which kind, of those that there are."""
    present = {it["kind"] for _, _, it in graph.edges(data=True)}
    keys = [
        Line2D([], [], color=colour, linewidth=3, label=KIND_NAMES[kind][0 if lang == "zh" else 1])
        for kind, colour in _COLOURS.items()
        if kind in present
    ]
    if keys:
        axes.legend(
            handles=keys,
            loc="upper center",
            bbox_to_anchor=(0.5, 0.02),
            ncols=len(keys),
            fontsize=8,
            frameon=False,
            labelcolor=plots.INK,
        )


def _first(graph: "nx.DiGraph[str]", name: str) -> str:
    """Return the first date of a segment and how often it is used."""
    edges = [it for _, _, it in graph.in_edges(name, data=True)]
    dates = sorted(it["issued"] for it in edges if it["issued"])
    return f"{dates[0] if dates else '?'} · {sum(it['uses'] for it in edges)}"


def _line(
    axes: Axes,
    ends: tuple[tuple[float, float], tuple[float, float]],
    told: Mapping[str, int | str],
    most: int,
) -> None:
    (left, low), (right, high) = ends
    kind = str(told["kind"])
    over = kind == "omission" and low == high == 0
    axes.annotate(
        "",
        ends[1],
        ends[0],
        arrowprops={
            "arrowstyle": "-",
            "linewidth": 1 + 5 * log2(1 + int(told["uses"])) / log2(1 + most),
            "color": _COLOURS.get(kind, plots.COLOURS[0]),
            "alpha": 0.45,
            "connectionstyle": f"arc3,rad={_BEND if over else 0}",
        },
        zorder=0,
    )
    if over:
        label = f"{told['issued'] or '?'} · {told['uses']}"
        axes.text(
            (left + right) / 2,
            -_sag(right - left) - 0.12,
            label,
            ha="center",
            va="top",
            color=plots.MUTED,
            fontsize=7,
        )


def _over(graph: "nx.DiGraph[str]") -> list[tuple[str, str]]:
    """Return the edges from base to base that pass over a part of it."""
    nodes = graph.nodes
    return [
        (tail, head)
        for tail, head, told in graph.edges(data=True)
        if told["kind"] == "omission" and nodes[tail]["base"] and nodes[head]["base"]
    ]


def _depth(places: Mapping[str, tuple[float, float]], tail: str, head: str) -> float:
    return _sag(places[head][0] - places[tail][0])


def _sag(width: float) -> float:
    """Return how far below the base an arc over so many characters goes, in lines: half of what its control point does."""
    return _BEND / 2 * width * _CHARACTER / _LEVEL


def _places(graph: "nx.DiGraph[str]") -> dict[str, tuple[float, float]]:
    """Return where each node lies: across in characters, base at height 0, the most used alternatives nearest above it."""
    if not graph:
        return {}
    others = sorted(
        (it for it in graph if not graph.nodes[it]["base"]),
        key=lambda it: (-graph.in_degree(it, weight="uses"), it),
    )
    room: dict[int, float] = {}
    for it in others:
        told = graph.nodes[it]
        if told["start"] == told["end"]:
            room[told["start"]] = max(room.get(told["start"], 0.0), len(told["text"]) + _GAP)
    size = graph.nodes[END]["end"]
    edge, across = {}, 0.0
    for place in range(size + 1):
        edge[place] = (across, across + room.get(place, _GAP))
        across = edge[place][1] + (1.0 if place < size else 0.0)
    places = {START: (edge[0][0] - 0.8, 0.0), END: (edge[size][1] + 0.8, 0.0)}
    for it in sorted(graph.nodes.keys() - {START, END} - set(others)):
        told = graph.nodes[it]
        places[it] = ((edge[told["start"]][1] + edge[told["end"]][0]) / 2, 0.0)
    taken: dict[int, list[tuple[float, float]]] = {}
    for it in others:
        told = graph.nodes[it]
        middle = (edge[told["start"]][0] + edge[told["end"]][1]) / 2
        half = max(len(told["text"]), 5) / 2 + 0.4
        level = _free(taken, (middle - half, middle + half))
        places[it] = (middle, float(level) * 1.2)
    return places


def _free(taken: dict[int, list[tuple[float, float]]], span: tuple[float, float]) -> int:
    level = 1
    while any(span[0] < end and start < span[1] for start, end in taken.get(level, [])):
        level += 1
    taken.setdefault(level, []).append(span)
    return level
