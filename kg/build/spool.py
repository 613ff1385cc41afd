"""The lines of every graph of a build, kept on disk until the exports: reading them back from the store is slow."""

from collections.abc import Iterable
from typing import IO

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize


class Spool:
    """Named graphs as sorted lines of N-Triples in an empty `file`; `size` counts the lines."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[NamedNode, tuple[int, int]] = {}
        self.size = 0

    def add(self, graph: NamedNode, quads: Iterable[Quad]) -> None:
        """Keep a whole graph, which is new here; OSError where the disk is full."""
        written = serialize(quads, format=RdfFormat.N_QUADS) or b""
        lines = set(written.replace(f" {graph} .\n".encode(), b" .\n").splitlines(keepends=True))
        self.size += len(lines)
        data = b"".join(sorted(lines))
        self._places[graph] = self._file.tell(), len(data)
        self._file.write(data)

    def graphs(self) -> list[NamedNode]:
        """List the names of the graphs, sorted."""
        return sorted(self._places, key=lambda name: name.value)

    def lines(self, graph: NamedNode) -> list[bytes]:
        """Return a graph as sorted lines of N-Triples, each once."""
        start, length = self._places[graph]
        self._file.seek(start)
        return self._file.read(length).splitlines(keepends=True)
