"""The likeliest ways of a phrase from adopter to adopter as a directed graph, and that graph in a file."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import exchange
from kg.diffusion import Adopter, Diffusion
from kg.errors import OutputError

if TYPE_CHECKING:
    import networkx as nx

SUFFIXES = (".graphml", ".gexf", ".json")


def transmission(told: Diffusion) -> "nx.DiGraph[str]":
    """Return a networkx graph with a node an adopter, by name, and an edge from each likeliest source.

    A node has `level` and `province` ("" where not known), `first` as its date is known, `since` and `until` as ISO days and
    `rank_best` and `rank_worst` where it is dated, `uses`, the `documents` with a use in order, and the `sentence` of its first.
    An edge has `kind`, `lag_least` and `lag_most` in days, `tied`: how many sources are equally likely, and
    the documents of the first uses, `source_document` and `target_document`. Edges are read from dates and places, no proof.
    """
    # Imported on use: the table needs no graph.
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(phrase=told.phrase, by=told.by)
    for it in (*told.adopters, *told.undated):
        graph.add_node(it.name, **_node(it, told.sentences[it.name]))
    documents = {it.name: it.first.source.name for it in told.adopters}
    for link in told.links:
        graph.add_edge(
            link.source,
            link.target,
            kind=link.kind,
            lag_least=link.lag[0],
            lag_most=link.lag[1],
            tied=link.tied,
            source_document=documents[link.source],
            target_document=documents[link.target],
        )
    return graph


def write(graph: "nx.DiGraph[str]", path: Path) -> None:
    """Write a graph as .graphml, .gexf or .json (networkx's node-link data) by the suffix of `path`, whole or not at all.

    The same graph is written as the same bytes. Lists are JSON in the two forms of XML. OutputError on any other suffix, or
    where the file cannot be written.
    """
    exchange.write(_written(graph, path), path)


def _written(graph: "nx.DiGraph[str]", path: Path) -> bytes:
    import networkx as nx

    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise OutputError(
            str(path), "ends neither in .graphml nor in .gexf nor in .json", "give it one of these endings"
        )
    if suffix == ".json":
        return (json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False, indent=2) + "\n").encode()
    plain = _plain(graph)
    return exchange.graphml(plain) if suffix == ".graphml" else exchange.gexf(plain)


def _plain(graph: "nx.DiGraph[str]") -> "nx.DiGraph[str]":
    """Return the graph with nothing that XML or GraphML has no place for."""
    import networkx as nx

    plain: nx.DiGraph[str] = nx.DiGraph(**{name: _value(it) for name, it in graph.graph.items()})
    for name, about in graph.nodes(data=True):
        plain.add_node(_value(name), label=_value(name), **{key: _value(it) for key, it in about.items()})
    for source, target, about in graph.edges(data=True):
        plain.add_edge(_value(source), _value(target), **{key: _value(it) for key, it in about.items()})
    return plain


def _value(value: Any) -> Any:
    told = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
    return exchange.legal(told) if isinstance(told, str) else told


def _node(it: Adopter, sentence: str) -> dict[str, Any]:
    about: dict[str, Any] = {"level": it.level, "province": it.province, "first": it.first.source.issued}
    if it.since and it.until and it.rank:
        about |= {
            "since": it.since.isoformat(),
            "until": it.until.isoformat(),
            "rank_best": it.rank[0],
            "rank_worst": it.rank[1],
        }
    documents = [source.name for source in it.documents]
    return {**about, "uses": len(it.uses), "documents": documents, "sentence": sentence}
