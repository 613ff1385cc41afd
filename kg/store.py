"""The embedded store: replace a named graph, load in bulk, query, iterate in fixed order."""

import os
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    Variable,
)

from kg.errors import QueryError, StoreError
from kg.sparql import chooses_graphs, explained, refuse_federated
from kg.vocabulary import INSTANCE_PREFIXES, PREFIXES

Term = NamedNode | BlankNode | Literal | Triple
# Bytes of N-Quads that one thread loads at once, and how many do: more is hardly faster.
_LOT, _LOADERS = 2**25, 2
Answer = QuerySolutions | QueryBoolean | QueryTriples


class Store:
    """A container of quads on disk, or in memory; a context manager that closes it.

    Opened read-only it may be read by many processes at once; one process at a time may write.
    """

    def __init__(self, inner: pyoxigraph.Store, where: str, *, writable: bool) -> None:
        self._inner: pyoxigraph.Store | None = inner
        self._where = where
        self._writable = writable

    @classmethod
    def create(cls, path: Path) -> Self:
        """Open the store in folder `path` for writing, made where missing; StoreError where that fails."""
        try:
            path.mkdir(parents=True, exist_ok=True)
            return cls(pyoxigraph.Store(str(path)), str(path), writable=True)
        except OSError as error:
            remedy = "close the other program that writes to it, or choose another folder"
            raise StoreError(str(path), f"cannot be opened for writing ({_line(error)})", remedy) from error

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the store in folder `path` for reading only; StoreError where it is missing or broken."""
        if not (path / "CURRENT").is_file():
            raise StoreError(str(path), "no store here", "run kg build first, or name the build's folder")
        try:
            return cls(pyoxigraph.Store.read_only(str(path)), str(path), writable=False)
        except OSError as error:
            raise StoreError(str(path), f"cannot be read ({_line(error)})", "run kg build again") from error

    @classmethod
    def grown(cls, earlier: Path, path: Path) -> Self:
        """Open for writing, in the new folder `path`, a store that begins with all that the one in `earlier` holds.

        The other store stays as it is, and may be read meanwhile. StoreError where it is missing or broken.
        """
        if not (earlier / "CURRENT").is_file():
            raise StoreError(str(earlier), "no store here", "run kg build --force")
        path.mkdir(parents=True)
        for file in earlier.iterdir():
            # The engine never writes again to a table of sorted keys; everything else is small.
            if file.suffix == ".sst":
                _link(file, path / file.name)
            elif file.name != "LOCK" and not file.name.startswith("LOG"):
                shutil.copyfile(file, path / file.name)
        return cls.create(path)

    @classmethod
    def memory(cls) -> Self:
        """Make an empty store that lives in memory only."""
        return cls(pyoxigraph.Store(), "memory", writable=True)

    def close(self) -> None:
        """Write everything to disk and let the folder go; closing twice does nothing."""
        if self._inner is not None and self._writable:
            self._inner.flush()
        self._inner = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """Count the quads; this reads the whole store."""
        return len(self._opened())

    def replace(self, graph: NamedNode, quads: Iterable[Quad]) -> None:
        """Make `quads` the whole content of the named graph `graph`, all or nothing.

        A failure, be it of `quads` or of the disk, leaves the graph as it was. ValueError where a quad lies in
        another graph, StoreError where the disk fails.
        """
        inner = self._opened()
        if not self._writable:
            raise StoreError(self._where, "the store is open for reading only", "open it with Store.create")
        new = set(quads)
        if any(quad.graph_name != graph for quad in new):
            raise ValueError(f"a quad lies outside {graph}")
        old = set(inner.quads_for_pattern(None, None, None, graph))
        try:
            if not old:
                inner.extend(new)
            elif old != new:
                # One update is one transaction; only what differs goes through the parser.
                inner.update(f"{_data('DELETE', graph, old - new)}{_data('INSERT', graph, new - old)}")
        except OSError as error:
            raise self._unwritable(error) from error

    def remove(self, graph: NamedNode) -> None:
        """Remove a named graph with all that it holds."""
        try:
            self._opened().remove_graph(graph)
        except OSError as error:
            raise self._unwritable(error) from error

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads in bulk, without holding them all in memory; a failure may leave a part of them."""
        try:
            self._opened().bulk_extend(quads)
        except OSError as error:
            raise self._unwritable(error) from error

    def load_lines(self, stream: IO[bytes], told: Callable[[int], None] = lambda size: None) -> None:
        """Add well-formed lines of N-Quads in bulk; `told` hears the size of each lot that is in.

        A failure may leave a part of them. Memory is some ten times `_LOT`.
        """
        # What we wrote ourselves need not be checked again.
        load = partial(self._opened().bulk_load, format=RdfFormat.N_QUADS, lenient=True)
        try:
            with ThreadPoolExecutor(_LOADERS) as loaders:
                waiting: deque[tuple[int, Future[None]]] = deque()
                while lot := stream.read(_LOT):
                    lot += stream.readline()
                    waiting.append((len(lot), loaders.submit(load, lot)))
                    del lot
                    if len(waiting) > _LOADERS:
                        size, loaded = waiting.popleft()
                        loaded.result()
                        told(size)
                for size, loaded in waiting:
                    loaded.result()
                    told(size)
        except OSError as error:
            raise self._unwritable(error) from error

    def read(self, stream: IO[bytes]) -> None:
        """Add the N-Quads of a stream in bulk; a failure may leave a part of them.

        SyntaxError where they are none, and whatever the stream raises.
        """
        self._opened().bulk_load(stream, RdfFormat.N_QUADS)

    def optimize(self) -> None:
        """Compact the files on disk for reading; worth it once, after the last load."""
        try:
            self._opened().optimize()
        except OSError as error:
            raise self._unwritable(error) from error

    def query(self, sparql: str, *, bindings: Mapping[str, Term] | None = None) -> Answer:
        """Answer a SPARQL 1.1 query; the default graph is the union of all, our prefixes are predeclared.

        FROM and FROM NAMED choose other graphs, as the standard has it.
        `bindings` maps names of variables to the terms that stand for them, so nothing is pasted into the query.
        QueryError on a syntax error and on SERVICE: a query never reaches the network.
        """
        refuse_federated(sparql)
        values = {Variable(name): value for name, value in (bindings or {}).items()}
        try:
            return self._opened().query(
                sparql,
                prefixes=PREFIXES | INSTANCE_PREFIXES,
                use_default_graph_as_union=not chooses_graphs(sparql),
                substitutions=values or None,
            )
        except SyntaxError as error:
            raise explained(sparql, str(error)) from error
        except RuntimeError as error:
            # A bound variable that the query does not select.
            raise QueryError("query", _line(error), "select every variable that is bound") from error
        except OSError as error:
            raise StoreError(self._where, f"cannot be read ({_line(error)})", "run kg build again") from error

    def match(
        self,
        subject: NamedNode | BlankNode | Triple | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit, in no fixed order; None stands for any term."""
        yield from self._opened().quads_for_pattern(subject, predicate, object, graph)

    def subjects(self, predicate: NamedNode, object: Term) -> list[NamedNode]:
        """List the IRIs of which any graph states the pair; that 10,000 graphs state it costs 5 ms, as each is read once."""
        # A term's own notation is N-Triples, escaped and checked, so it cannot break out of the pattern.
        return [it for it in self._distinct(f"?it {predicate} {object}") if isinstance(it, NamedNode)]

    def objects(self, predicate: NamedNode) -> list[Term]:
        """List what any graph states by a predicate, each once."""
        return self._distinct(f"?s {predicate} ?it")

    def _distinct(self, pattern: str) -> list[Term]:
        found = self._opened().query(f"SELECT DISTINCT ?it {{ GRAPH ?g {{ {pattern} }} }}")
        return [row["it"] for row in cast(QuerySolutions, found)]

    def count(
        self,
        *,
        predicate: NamedNode,
        subject: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | None = None,
        limit: int = 10**9,
    ) -> int:
        """Count the quads that fit, up to `limit`, without reading their terms: 50,000 take 15 ms."""
        pattern = f"GRAPH {graph or '?g'} {{ {subject or '?s'} {predicate} {object or '?o'} }}"
        found = self._opened().query(f"SELECT (COUNT(*) AS ?n) {{ SELECT * {{ {pattern} }} LIMIT {limit} }}")
        return sum(int(row["n"].value) for row in cast(QuerySolutions, found))

    def __contains__(self, quad: Quad) -> bool:
        """Say whether the store has a quad; much faster than `match`."""
        return quad in self._opened()

    def graphs(self) -> list[NamedNode]:
        """List the names of the named graphs, sorted."""
        names = (name for name in self._opened().named_graphs() if isinstance(name, NamedNode))
        return sorted(names, key=lambda name: name.value)

    def lines(self, graph: NamedNode) -> list[bytes]:
        """Return a named graph as lines of N-Triples in fixed order: by subject, predicate, object."""
        dumped = self._opened().dump(format=RdfFormat.N_TRIPLES, from_graph=graph) or b""
        return sorted(dumped.splitlines(keepends=True))

    def _opened(self) -> pyoxigraph.Store:
        if self._inner is None:
            raise StoreError(self._where, "the store is closed", "open it again")
        return self._inner

    def _unwritable(self, error: OSError) -> StoreError:
        remedy = "free space on the disk or choose another folder"
        return StoreError(self._where, f"cannot be written ({_line(error)})", remedy)


def _link(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)


def _data(verb: str, graph: NamedNode, quads: Iterable[Quad]) -> str:
    lines = "".join(f"{quad.triple} .\n" for quad in quads)
    return f"{verb} DATA {{ GRAPH {graph} {{\n{lines}}} }};\n" if lines else ""


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
