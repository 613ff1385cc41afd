"""Every serialization of a build, in fixed order: the same store gives the same bytes."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Protocol

from pyoxigraph import NamedNode, Quad

from kg import turtle
from kg.errors import OutputError
from kg.export import flat, jsonld
from kg.export.runs import LIMIT, merged
from kg.store import Store

__all__ = ["FORMATS", "Graphs", "export", "rdf"]


class Graphs(Protocol):
    """What holds named graphs as lines: a Store, or what a build keeps of the graphs that it makes."""

    def graphs(self) -> list[NamedNode]:
        """List the names of the graphs, sorted."""

    def lines(self, graph: NamedNode) -> list[bytes]:
        """Return a graph as sorted lines of N-Triples, each once."""


def export(store: Store, format: str, target: Path | IO[bytes], *, lang: str = "zh") -> None:
    """Write the whole store in one of FORMATS to a file, or to a binary stream.

    Turtle and N-Triples hold the union of all graphs, N-Quads, TriG and JSON-LD every graph by name; GraphML and
    GEXF hold entities and relation claims, with names in `lang`, and so does `csv`, whose target is a folder. A
    file is written aside and renamed, so it is whole or absent. OutputError where that fails; ValueError on an
    unknown format, and on `csv` into a stream.
    """
    if format in _DATASETS or format in _UNIONS:
        rdf(store, format, target)
    elif format in _NETWORKS:
        _to(target, lambda stream: _NETWORKS[format](store, stream, lang))
    elif format != "csv":
        raise ValueError(f"unknown format {format!r}")
    elif isinstance(target, Path):
        for name, columns, rows in flat.tables(store, lang):
            _to(target / f"{name}.csv", partial(flat.write_csv, columns, rows))
    else:
        raise ValueError("csv is several files: give a folder")


def rdf(source: Graphs, format: str, target: Path | IO[bytes], *, limit: int = LIMIT) -> None:
    """Write graphs in one of the formats that are RDF, like `export`.

    No more is in memory than a graph and, of a union, `limit` bytes of lines; the rest waits on the disk, beside
    the target where that is a file.
    """
    if format in _DATASETS:
        _to(target, lambda stream: _DATASETS[format](source, stream))
    else:
        beside = target.parent if isinstance(target, Path) else None
        batches = map(source.lines, source.graphs())
        _to(target, lambda stream: _UNIONS[format](merged(batches, beside=beside, limit=limit), stream))


def _to(target: Path | IO[bytes], write: Callable[[IO[bytes]], None]) -> None:
    try:
        if isinstance(target, Path):
            _aside(target, write)
        else:
            write(target)
    except BrokenPipeError:
        # Who reads from the pipe has read enough.
        raise
    except OSError as error:
        remedy = "free space on the disk or choose another place"
        raise OutputError(str(target), f"cannot be written ({error.strerror})", remedy) from error


def _aside(target: Path, write: Callable[[IO[bytes]], None]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            write(stream)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _ntriples(lines: Iterable[bytes], stream: IO[bytes]) -> None:
    stream.writelines(lines)


def _nquads(source: Graphs, stream: IO[bytes]) -> None:
    for graph in source.graphs():
        # An escaped literal holds no line break, so this ends a line and nothing else.
        stream.write(b"".join(source.lines(graph)).replace(b" .\n", f" {graph} .\n".encode()))


def _trig(source: Graphs, stream: IO[bytes]) -> None:
    turtle.write_trig(((graph, source.lines(graph)) for graph in source.graphs()), stream)


def _jsonld(source: Graphs, stream: IO[bytes]) -> None:
    jsonld.write(_readable_quads(source), stream)


def _readable_quads(source: Graphs) -> Iterator[Quad]:
    for graph in source.graphs():
        for triple in turtle.readable(source.lines(graph)):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)


_UNIONS: Mapping[str, Callable[[Iterable[bytes], IO[bytes]], None]] = {
    "turtle": turtle.write,
    "ntriples": _ntriples,
}
_DATASETS: Mapping[str, Callable[[Graphs, IO[bytes]], None]] = {
    "nquads": _nquads,
    "trig": _trig,
    "jsonld": _jsonld,
}
_NETWORKS: Mapping[str, Callable[[Store, IO[bytes], str], None]] = {
    "graphml": flat.write_graphml,
    "gexf": flat.write_gexf,
}
# Format -> the ending of its file's name; csv is a folder.
FORMATS: Mapping[str, str] = {
    "turtle": ".ttl",
    "nquads": ".nq",
    "trig": ".trig",
    "ntriples": ".nt",
    "jsonld": ".jsonld",
    "graphml": ".graphml",
    "gexf": ".gexf",
    "csv": "",
}
