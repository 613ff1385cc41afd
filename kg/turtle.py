"""Readable Turtle and TriG: our prefixes, a block a subject, class and names first; same input, same bytes."""

import mmap
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import IO

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from kg.vocabulary import INSTANCE_PREFIXES, PREFIXES, term

DECLARED = {**PREFIXES, **INSTANCE_PREFIXES}
# What a reader looks for first about a subject; every other property follows by its IRI.
_FIRST = (
    "rdf:type",
    "skos:prefLabel",
    "rdfs:label",
    "skos:altLabel",
    "dcterms:title",
    "skos:definition",
    "rdf:subject",
    "rdf:predicate",
    "rdf:object",
)
_RANK = {str(term(curie)).encode(): rank for rank, curie in enumerate(_FIRST)}
_TYPE = str(term("rdf:type")).encode()
_HEAD = (
    b"".join(b"@prefix %s: <%s> .\n" % (name.encode(), iri.encode()) for name, iri in sorted(DECLARED.items()))
    + b"\n"
)
# A namespace with the angle bracket before it -> its prefix.
_PREFIXES = {f"<{iri}".encode(): f"{name}:".encode() for name, iri in DECLARED.items()}
_NAMESPACES = {f"{name}:".encode(): f"<{iri}".encode() for name, iri in DECLARED.items()}
# A local name that stands as it is.
_LOCAL = re.compile(rb"([A-Za-z0-9_](?:[\w.:-]*[\w:-])?)>")
# Literals that Turtle writes without quotation marks and datatype.
_BARE = {
    str(term(f"xsd:{name}")).encode(): re.compile(rb'"(%s)"' % pattern)
    for name, pattern in (
        ("boolean", rb"true|false"),
        ("integer", rb"[+-]?[0-9]+"),
        ("decimal", rb"[+-]?[0-9]*\.[0-9]+"),
        ("double", rb"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
    )
}
# Lines that are parsed at once.
_CHUNK = 10_000
# Bytes that are copied at once.
_PIECE = 1 << 20


def write(lines: Iterable[bytes], stream: IO[bytes]) -> None:
    """Write sorted lines of N-Triples, each once, as Turtle in UTF-8."""
    stream.write(_HEAD)
    stream.writelines(_blocks(lines))


def write_trig(graphs: Iterable[tuple[NamedNode, Iterable[bytes]]], stream: IO[bytes]) -> None:
    """Write named graphs of sorted lines of N-Triples, each once, as TriG in UTF-8."""
    stream.write(_HEAD)
    for graph, lines in graphs:
        stream.write(_short(str(graph).encode()) + b" {\n")
        stream.writelines(_blocks(lines, indent=b"\t"))
        stream.write(b"}\n")


def splice(old: Path, changed: Mapping[bytes, Sequence[bytes]], stream: IO[bytes]) -> None:
    """Write the Turtle of `old` with the blocks of some subjects replaced, as fast as a file is copied.

    `old` is what `write` wrote; `changed` maps a subject in N-Triples, `<…>` or `_:…`, to all its lines, sorted and
    each once, and to none where the subject is gone. The bytes are those that `write` makes of the graph so changed.
    ValueError where `old` was written with other prefixes or broke off, OSError where a file cannot be read or
    written.
    """
    with old.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data[: len(_HEAD)] != _HEAD or data[-2:] != b"\n\n":
            raise ValueError(f"{old} is not a whole file of ours")
        done, at = 0, len(_HEAD)
        for subject in sorted(changed):
            at = _place(data, subject, at)
            _copy(file, done, at, stream)
            stream.writelines(_blocks(changed[subject]))
            if _subject(data, at) == subject:
                at = _after(data, at)
            done = at
        _copy(file, done, len(data), stream)


def _place(data: mmap.mmap, subject: bytes, low: int) -> int:
    """Return where the block of a subject starts or would start, from `low`, where a block starts, on."""
    high = len(data)
    while low < high:
        middle = (low + high) // 2
        start = max(low, data.rfind(b"\n\n", low, middle) + 2)
        if _subject(data, start) < subject:
            low = _after(data, start)
        else:
            high = start
    return low


def _after(data: mmap.mmap, start: int) -> int:
    """Return where the block that starts at `start` ends: line breaks in literals are escaped."""
    return data.find(b"\n\n", start) + 2


def _subject(data: mmap.mmap, start: int) -> bytes:
    """Return the subject of the block that starts at `start` in N-Triples; nothing at the end of the file."""
    written = data[start : data.find(b" ", start)]
    prefix, colon, local = written.partition(b":")
    namespace = _NAMESPACES.get(prefix + colon)
    return namespace + re.sub(rb"\\(.)", rb"\1", local) + b">" if namespace else written


def _copy(file: IO[bytes], start: int, end: int, stream: IO[bytes]) -> None:
    file.seek(start)
    for place in range(start, end, _PIECE):
        stream.write(file.read(min(_PIECE, end - place)))


def _blocks(lines: Iterable[bytes], indent: bytes = b"") -> Iterator[bytes]:
    """Yield a subject's statements at a time, with a blank line after them.

    Lines are cut and joined rather than parsed: that takes half the time.
    """
    # The last three bytes are the end of a statement.
    statements = (line[:-3].split(b" ", 2) for line in lines)
    between = b" ;\n\t" + indent
    for subject, block in groupby(statements, key=itemgetter(0)):
        objects: dict[bytes, bytes] = {}
        for _, predicate, it in block:
            # What ends otherwise is a blank node or a literal without a datatype.
            written = _short(it) if it.endswith(b">") else it
            objects[predicate] = objects[predicate] + b" , " + written if predicate in objects else written
        rows = [verb + objects[predicate] for predicate, verb in _verbs(tuple(objects))]
        yield b"%s%s %s .\n\n" % (indent, _short(subject), between.join(rows))


@lru_cache
def _verbs(predicates: tuple[bytes, ...]) -> list[tuple[bytes, bytes]]:
    """Return predicates in reading order, each with how it is written."""
    ordered = sorted(predicates, key=lambda it: _RANK.get(it, len(_RANK)))
    return [(it, b"a " if it == _TYPE else _short(it) + b" ") for it in ordered]


# Most names and numbers come again soon.
@lru_cache(1 << 12)
def _short(term: bytes) -> bytes:
    """Write a term of N-Triples as Turtle does: by its prefix, or as a bare number."""
    if term.startswith(b'"'):
        value, _, datatype = term.rpartition(b"^^")
        bare = _BARE[datatype].fullmatch(value) if datatype in _BARE else None
        return bare[1] if bare else value + b"^^" + _short(datatype)
    namespace, mark, local = term.rpartition(b"#" if b"#" in term else b"/")
    prefix = _prefix(namespace + mark)
    if prefix is None:
        return term
    plain = _LOCAL.fullmatch(local)
    return prefix + plain[1] if prefix and plain else _odd(term)


@lru_cache
def _prefix(namespace: bytes) -> bytes | None:
    """Return a namespace's prefix, with its colon; nothing if it goes on below one that has a prefix, None elsewhere."""
    return _PREFIXES.get(namespace, b"" if namespace.startswith(tuple(_PREFIXES)) else None)


def _odd(term: bytes) -> bytes:
    """Write an IRI of our namespaces whose local name is none or takes escapes."""
    triples = (quad.triple for quad in parse(b"%b %b %b ." % (term, term, term), format=RdfFormat.N_TRIPLES))
    written = serialize(triples, format=RdfFormat.TURTLE, prefixes=DECLARED) or b""
    return written.splitlines()[-1].partition(b" ")[0]


def readable(lines: Iterable[bytes]) -> Iterator[Triple]:
    """Yield sorted lines of N-Triples as triples in reading order: by subject, what tells most of it, the rest.

    Lines are sorted rather than terms: that takes a tenth of the time.
    """
    blocks = groupby(lines, key=lambda line: line.partition(b" ")[0])
    ordered = chain.from_iterable(sorted(block, key=_rank) for _, block in blocks)
    while chunk := b"".join(islice(ordered, _CHUNK)):
        yield from (quad.triple for quad in parse(chunk, format=RdfFormat.N_TRIPLES))


def _rank(line: bytes) -> int:
    return _RANK.get(line.split(b" ", 2)[1], len(_RANK))
