"""Entities, relation claims and figures as flat tables and as graphs with plain attributes: CSV, GraphML, GEXF."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from kg import exchange
from kg.store import Store

if TYPE_CHECKING:
    import networkx as nx

Cell = str | int | float | Decimal
Row = dict[str, Cell]
About = Mapping[str, Any]

_SEPARATOR = " | "
_NODE = ("id", "label", "label_en", "class", "names", "definition", "documents", "mentions", "figures")
# `start` and `end` would mean times in GEXF, so offsets have names of their own.
_SAID = ("title", "issued", "quote", "span_start", "span_end", "rule", "confidence", "document")
_EDGE = ("id", "label", "source", "target", "source_label", "target_label", "role", *_SAID)
_FIGURE = ("id", "about", "about_label", "measure", "value", "unit", "qualifier", "period", *_SAID)
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def tables(store: Store, lang: str) -> Iterator[tuple[str, tuple[str, ...], list[Row]]]:
    """Yield name, columns and rows of the tables nodes, edges and figures, in the order of IRIs."""
    # Imported on use, here and below: networkx takes a third of a second, and every build imports this module.
    from kg import network

    graph = network.graph(store, lang=lang)
    nodes = graph.nodes(data=True)
    edges = graph.edges(keys=True, data=True)
    yield "nodes", _NODE, [_node(iri, about) for iri, about in nodes]
    yield "edges", _EDGE, sorted((_edge(it, graph.nodes) for it in edges), key=lambda row: str(row["id"]))
    yield "figures", _FIGURE, [_figure(iri, about, it) for iri, about in nodes for it in about["figures"]]


def write_csv(columns: tuple[str, ...], rows: Iterable[Row], stream: IO[bytes]) -> None:
    """Write rows as CSV in UTF-8 with a byte order mark, by which Excel knows the encoding.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([harmless(row[name]) for name in columns] for row in rows)
    text.detach()


def write_graphml(store: Store, stream: IO[bytes], lang: str) -> None:
    """Write entities and relation claims as GraphML."""
    stream.write(exchange.graphml(_plain(store, lang)))


def write_gexf(store: Store, stream: IO[bytes], lang: str) -> None:
    """Write entities and relation claims as GEXF 1.2, without the date that networkx puts in."""
    stream.write(exchange.gexf(_plain(store, lang)))


def _plain(store: Store, lang: str) -> "nx.MultiDiGraph[str]":
    import networkx as nx

    named = {name: rows for name, _, rows in tables(store, lang)}
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in named["nodes"]:
        graph.add_node(row["id"], **_xml(row, without=("id",)))
    for row in named["edges"]:
        graph.add_edge(
            row["source"], row["target"], key=row["id"], **_xml(row, without=("id", "source", "target"))
        )
    return graph


def _xml(row: Row, *, without: tuple[str, ...]) -> Row:
    return {
        name: exchange.legal(value) if isinstance(value, str) else value
        for name, value in row.items()
        if name not in without
    }


def _node(iri: str, about: About) -> Row:
    values = (
        iri,
        about["label"],
        about["labels"].get("en", ""),
        about["type"],
        _SEPARATOR.join(about["names"]),
        about["definition"],
        len(about["documents"]),
        about["mentions"],
        len(about["figures"]),
    )
    return dict(zip(_NODE, values, strict=True))


def _edge(edge: tuple[str, str, str, About], nodes: Mapping[str, About]) -> Row:
    source, target, claim, about = edge
    ends = (source, target, nodes[source]["label"], nodes[target]["label"])
    values = (claim, about["property"], *ends, about["role"], *_said(about))
    return dict(zip(_EDGE, values, strict=True))


def _figure(iri: str, node: About, about: About) -> Row:
    told = (about["measure"], Decimal(about["value"]), about["unit"], about["qualifier"], about["period"])
    return dict(zip(_FIGURE, (about["claim"], iri, node["label"], *told, *_said(about)), strict=True))


def _said(about: About) -> Iterator[Cell]:
    return (about[name] for name in ("title", "issued", "quote", "start", "end", "rule", "confidence", "document"))


def harmless(value: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe stands before what looks like one."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
