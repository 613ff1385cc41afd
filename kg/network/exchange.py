"""Ties and measures as GraphML and GEXF, as Gephi opens them: names, numbers, and when each was there."""

import dataclasses
import io
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import networkx as nx

from kg.corpus import Source
from kg.errors import OutputError
from kg.network.measures import Measured
from kg.network.projections import Ties

SUFFIXES = (".graphml", ".gexf")

# What XML 1.0 has no place for.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_Row = dict[str, str | int | float | bool]


def check(path: Path) -> None:
    """Raise OutputError where the suffix of `path` is none of SUFFIXES."""
    if path.suffix.lower() not in SUFFIXES:
        raise OutputError(str(path), "ends neither in .graphml nor in .gexf", "give it one of the two endings")


def write(ties: Ties, measured: Sequence[Measured], path: Path) -> None:
    """Write a graph as .graphml or .gexf, by the suffix of `path`, aside and then renamed; the same bytes each time.

    `first` and `last` are dates as they are known, "" where none is. GEXF 1.2 has them as a lifetime, too: from the first
    day that the first may be to the last day that the last may be; `widened` says that a day was not known, and
    `undated` how many documents have no date. OutputError on another suffix, or where it cannot be written.
    """
    check(path)
    dynamic = path.suffix.lower() == ".gexf"
    plain = _plain(ties, measured, dynamic=dynamic)
    written = _gexf(plain) if dynamic else _graphml(plain)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_bytes(written)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OutputError(
            str(path),
            "the graph cannot be written there",
            "check that the folder exists, is writable and has room",
        ) from error


def _plain(ties: Ties, measured: Sequence[Measured], *, dynamic: bool) -> Ties:
    plain: Ties = ties.__class__()
    issued = {iri: about["issued"] for iri, about in ties.graph["documents"].items()}
    for it in measured:
        about = ties.nodes[it.node]
        row: dict[str, Any] = {"label": about["label"], "class": about["type"], "mentions": about["mentions"]}
        numbers = {name: value for name, value in dataclasses.asdict(it).items() if value is not None}
        del numbers["node"]
        times = _times((issued.get(document, "") for document in about["documents"]), dynamic=dynamic)
        plain.add_node(it.node, **_legal({**row, **numbers, "documents": len(about["documents"]), **times}))
    for number, (one, other, about) in enumerate(ties.edges(data=True)):
        dates = dict(sorted((it["document"], it["issued"]) for it in about["evidence"]))
        row = {"id": str(number), "weight": about["weight"], "relation": "; ".join(about["relations"])}
        row |= {"documents": "; ".join(dates), **_times(dates.values(), dynamic=dynamic)}
        plain.add_edge(one, other, **_legal(row))
    return plain


def _times(issued: Iterable[str], *, dynamic: bool) -> _Row:
    """Return the first and last of some dates.

    >>> _times(["2020", "", "2024-02"], dynamic=True)
    {'first': '2020', 'last': '2024-02', 'undated': 1, 'widened': True, 'start': '2020-01-01', 'end': '2024-02-29'}
    """
    listed = list(issued)
    known = [(days, it) for it in listed if (days := Source("", "", "", it, "").days)]
    undated = len(listed) - len(known)
    if not known:
        return {"first": "", "last": "", "undated": undated, "widened": False}
    first = min(known, key=lambda it: (it[0][0], it[1]))
    last = max(known, key=lambda it: (it[0][1], it[1]))
    widened = any(len(it[1]) < len("2024-01-01") for it in (first, last))
    row: _Row = {"first": first[1], "last": last[1], "undated": undated, "widened": widened}
    return row | {"start": first[0][0].isoformat(), "end": last[0][1].isoformat()} if dynamic else row


def _legal(row: _Row) -> _Row:
    return {name: _ILLEGAL.sub("", it) if isinstance(it, str) else it for name, it in row.items()}


def _graphml(plain: Ties) -> bytes:
    stream = io.BytesIO()
    nx.write_graphml_xml(plain, stream)
    return stream.getvalue()


def _gexf(plain: Ties) -> bytes:
    written = "\n".join(nx.generate_gexf(plain))
    # The writer asks the clock.
    head = re.sub(r' lastmodifieddate="[^"]*"', "", written, count=1)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}\n'.encode()
