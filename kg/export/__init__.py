"""Every serialization of a build, in fixed order: the same store gives the same bytes."""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from kg import turtle
from kg.errors import OutputError
from kg.export import flat, jsonld
from kg.store import Store

__all__ = ["FORMATS", "export"]


def export(store: Store, format: str, target: Path | IO[bytes], *, lang: str = "zh") -> None:
    """Write the whole store in one of FORMATS to a file, or to a binary stream.

    Turtle and N-Triples hold the union of all graphs, N-Quads, TriG and JSON-LD every graph by name; GraphML and
    GEXF hold entities and relation claims, with names in `lang`, and so does `csv`, whose target is a folder. A
    file is written aside and renamed, so it is whole or absent. OutputError where that fails; ValueError on an
    unknown format, and on `csv` into a stream.
    """
    if format not in FORMATS:
        raise ValueError(f"unknown format {format!r}")
    try:
        if format == "csv":
            if not isinstance(target, Path):
                raise ValueError("csv is several files: give a folder")
            _tables(store, target, lang)
        elif isinstance(target, Path):
            _aside(target, lambda stream: _WRITERS[format](store, stream, lang))
        else:
            _WRITERS[format](store, target, lang)
    except OSError as error:
        remedy = "free space on the disk or choose another place"
        raise OutputError(str(target), f"cannot be written ({error})", remedy) from error


def _aside(target: Path, write: Callable[[IO[bytes]], None]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            write(stream)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _tables(store: Store, folder: Path, lang: str) -> None:
    for name, columns, rows in flat.tables(store, lang):
        _aside(folder / f"{name}.csv", partial(flat.write_csv, columns, rows))


def _turtle(store: Store, stream: IO[bytes], lang: str) -> None:
    del lang
    statements = (it for triples in store.triples() for it in sorted(triples, key=turtle.reading_order))
    turtle.write(statements, stream, RdfFormat.TURTLE)


def _trig(store: Store, stream: IO[bytes], lang: str) -> None:
    del lang
    turtle.write(_readable_quads(store), stream, RdfFormat.TRIG)


def _ntriples(store: Store, stream: IO[bytes], lang: str) -> None:
    del lang
    serialize(_all_triples(store), stream, RdfFormat.N_TRIPLES)


def _nquads(store: Store, stream: IO[bytes], lang: str) -> None:
    del lang
    serialize(store.quads(), stream, RdfFormat.N_QUADS)


def _jsonld(store: Store, stream: IO[bytes], lang: str) -> None:
    del lang
    jsonld.write(_readable_quads(store), stream)


def _all_triples(store: Store) -> Iterator[Triple]:
    return (it for triples in store.triples() for it in triples)


def _readable_quads(store: Store) -> Iterator[Quad]:
    for graph in store.graphs():
        yield from sorted(store.match(graph=graph), key=turtle.reading_order)


_WRITERS: Mapping[str, Callable[[Store, IO[bytes], str], None]] = {
    "turtle": _turtle,
    "nquads": _nquads,
    "trig": _trig,
    "ntriples": _ntriples,
    "jsonld": _jsonld,
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
