"""Every wording of a formula in one graph: its characters as the base line, what is said instead beside them."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import networkx as nx

from kg.variants.findings import Variant

START, END = "start", "end"


def lattice(found: Sequence[Variant]) -> "nx.DiGraph[str]":
    """Return the variant graph of what `kg.variants.variants` found: each wording is a path from START to END.

    A node is a segment (`text`, the `start` and `end` that it takes in the base, `base`: whether it is the base's own,
    `kind`: the change that it is, one of KINDS or ""); segments that several wordings share are one node. An edge has
    the `uses` and `documents` of the wordings that take it, and of the first dated one the `issued` date, `document`,
    `place_start` and `place_end` (offsets in its text), "" and -1 where none is dated; its `kind` is "omission" where it
    passes over a part of the base, else that of the segment it leads to or from. A wording whose parts are moved takes
    one segment over all of the base. After Schmidt and Colomb, A data structure for representing multi-version texts
    online (2009), as CollateX draws it.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    if not found:
        return graph
    size = len(found[0].alignment.arrangement.text)
    cuts = {0, size}
    for it in found:
        if not it.alignment.moved:
            cuts |= {place for op in it.alignment.ops for place in (op.start, op.end)}
    graph.add_node(START, text="", start=0, end=0, base=True, kind="")
    graph.add_node(END, text="", start=size, end=size, base=True, kind="")
    travelled: dict[tuple[str, str], list[Variant]] = {}
    for it in found:
        path = [START, *_path(graph, it, sorted(cuts)), END]
        for edge in itertools.pairwise(path):
            travelled.setdefault(edge, []).append(it)
    for (tail, head), users in travelled.items():
        graph.add_edge(tail, head, kind=_kind(graph, tail, head), **_evidence(users))
    return graph


def linked(graph: "nx.DiGraph[str]") -> dict[str, Any]:
    """Return its `nodes` and `edges`, each a mapping, as networkx writes node-link data."""
    told = nx.node_link_data(graph, edges="edges")
    return {"nodes": told["nodes"], "edges": told["edges"]}


def _kind(graph: "nx.DiGraph[str]", tail: str, head: str) -> str:
    """Return the kind of change of an edge, "" where it goes along the base."""
    one, other = graph.nodes[tail], graph.nodes[head]
    if one["end"] < other["start"]:
        return "omission"
    return str(other["kind"] or one["kind"])


def _path(graph: "nx.DiGraph[str]", variant: Variant, cuts: Sequence[int]) -> Iterator[str]:
    """Add the segments of one wording, and yield their names."""
    if variant.alignment.moved:
        yield _node(graph, variant.wording, 0, cuts[-1], "reordering")
        return
    for it in variant.alignment.ops:
        if it.kind == "equal":
            inner = [place for place in cuts if it.start <= place <= it.end]
            for start, end in itertools.pairwise(inner):
                yield _node(graph, it.base[start - it.start : end - it.start], start, end, "")
        elif it.wording:
            yield _node(graph, it.wording, it.start, it.end, it.change)


def _node(graph: "nx.DiGraph[str]", text: str, start: int, end: int, kind: str) -> str:
    name = f"{start}-{end}:{text}"
    graph.add_node(name, text=text, start=start, end=end, base=not kind, kind=kind)
    return name


def _evidence(users: Sequence[Variant]) -> dict[str, str | int]:
    uses = [use for it in users for use in it.uses]
    firsts = [it.first for it in users if it.first is not None]
    first = min(firsts, key=lambda it: (it.source.order, it.start), default=None)
    return {
        "uses": len(uses),
        "documents": len({it.source.iri for it in uses}),
        "issued": first.source.issued if first else "",
        "document": first.source.name if first else "",
        "place_start": first.start if first else -1,
        "place_end": first.end if first else -1,
    }
