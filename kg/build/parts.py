"""The graphs of a build's documents: written down as each is done, taken over from earlier builds, put together at the end."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from pyoxigraph import NamedNode

from kg.build import journal
from kg.build.journal import Making, Record
from kg.build.tasks import Task
from kg.build.work import Part

QUADS = "graph.nq"
TEXTS = "text"
# What a build keeps while it is under way, and what the next one finds where it was killed.
_PARTS, _DONE = "parts.nq", "parts.jsonl"


class Kept(NamedTuple):
    """A finished document, the file that holds its lines, and the IRI of the run in them.

    Its text lies in `text/` beside that file.
    """

    record: Record
    file: Path
    run: str

    def quads(self) -> bytes:
        """Return the lines of its graph; OSError where the file was cut short."""
        with self.file.open("rb", buffering=0) as source:
            data = os.pread(source.fileno(), self.record.length, self.record.start)
        if len(data) != self.record.length:
            raise OSError(f"{self.file} was cut short while it was read")
        return data


def tidy(folder: Path, *, everything: bool) -> None:
    """Clear a folder that a killed build may have left, but for the documents that it has done, or of `everything`."""
    for path in folder.iterdir():
        if not everything and path.name in (_PARTS, _DONE, TEXTS):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def earlier(build: Path, made_by: str) -> dict[str, Kept]:
    """Return the documents of a complete build by their keys, where the same program and ontology made them."""
    return _whole(build / journal.JOURNAL, made_by, build / QUADS)


def _whole(path: Path, made_by: str, file: Path) -> dict[str, Kept]:
    """Return by key those documents of a journal of which both the lines, in `file`, and the text are there."""
    run, records = journal.read(path, made_by)
    try:
        size = file.stat().st_size
        texts = {entry.name for entry in os.scandir(file.parent / TEXTS)}
    except OSError:
        return {}
    there = (it for it in records if it.start + it.length <= size and f"{it.text}.txt" in texts)
    return {it.key: Kept(it, file, run) for it in there}


class Parts:
    """The documents that this build has done, in two files of its folder that only grow; a context manager."""

    def __init__(self, folder: Path, making: Making) -> None:
        """Go on with what a killed build has left in `folder`, as far as it is whole and of the same making."""
        self._folder = folder
        self._run = making.run
        self._texts = folder / TEXTS
        self._texts.mkdir(exist_ok=True)
        found = _whole(folder / _DONE, making.made_by, folder / _PARTS)
        self.found = {key: it for key, it in found.items() if it.run == making.run}
        done = [it.record for it in self.found.values()]
        self._end = max((it.start + it.length for it in done), default=0)
        # Unbuffered: what is written outlives a kill.
        self._lines = (folder / _PARTS).open("r+b" if done else "w+b", buffering=0)
        self._lines.truncate(self._end)
        self._lines.seek(self._end)
        aside = folder / f"{_DONE}.new"
        with aside.open("wb") as stream:
            journal.write(stream, making, done)
        aside.replace(folder / _DONE)
        self._journal = (folder / _DONE).open("ab", buffering=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()
        self._journal.close()

    def add(self, task: Task, part: Part) -> Kept:
        """Write a document down: first its text, then its lines, then that it is done."""
        text = self._texts / f"{part.digest}.txt"
        text.write_text(part.text, encoding="utf-8", newline="")
        record = Record(
            key=task.key,
            name=part.name,
            file=task.file,
            text=part.digest,
            graph=part.graph,
            characters=len(part.text),
            mentions=part.mentions,
            figures=part.figures,
            relations=part.relations,
            entities=part.entities,
            quads=part.lines.count(b"\n"),
            start=self._end,
            length=len(part.lines),
        )
        _write(self._lines, part.lines)
        self._end += len(part.lines)
        _write(self._journal, journal.entry(record))
        return Kept(record, self._folder / _PARTS, self._run)

    def take(self, kept: Kept, task: Task) -> Kept:
        """Take over a document that is done already, with its text."""
        text = f"{kept.record.text}.txt"
        _link(kept.file.parent / TEXTS / text, self._texts / text)
        return kept._replace(record=replace(kept.record, file=task.file))

    def clear(self, texts: Iterable[str]) -> None:
        """Remove what only a build under way needs, and all texts but those of the hashes `texts`."""
        (self._folder / _PARTS).unlink()
        (self._folder / _DONE).unlink()
        wanted = {f"{it}.txt" for it in texts}
        for path in self._texts.iterdir():
            if path.name not in wanted:
                path.unlink()


class GraphFile:
    """Named graphs in a file of N-Quads, each as sorted lines side by side: what exports are written from."""

    def __init__(self, path: Path, places: Mapping[str, tuple[int, int]]) -> None:
        self.path = path
        self._file = path.open("rb")
        self._places = places

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def graphs(self) -> list[NamedNode]:
        """List the names of the graphs, sorted."""
        return [NamedNode(name) for name in sorted(self._places)]

    def quads(self, graph: NamedNode) -> bytes:
        """Return a graph as sorted lines of N-Quads, each once."""
        start, length = self._places[graph.value]
        return os.pread(self._file.fileno(), length, start)

    def lines(self, graph: NamedNode) -> list[bytes]:
        """Return a graph as sorted lines of N-Triples, each once."""
        # An escaped literal holds no line break, so this ends a line and nothing else.
        return self.quads(graph).replace(f" {graph} .\n".encode(), b" .\n").splitlines(keepends=True)


def assemble(
    kept: Iterable[Kept], others: Mapping[str, bytes], run: str, target: Path
) -> dict[str, tuple[int, int]]:
    """Write all graphs into one file of N-Quads in order of their names; return where each lies, and how long it is.

    `others` are the graphs that are no document's, as lines; all lines tell of the run `run`.
    """
    segments: dict[str, Kept | bytes] = {it.record.graph: it for it in kept} | dict(others)
    places: dict[str, tuple[int, int]] = {}
    end = 0
    with target.open("wb") as stream:
        for graph in sorted(segments):
            segment = segments[graph]
            data = segment if isinstance(segment, bytes) else _told_by(segment, run)
            stream.write(data)
            places[graph] = end, len(data)
            end += len(data)
    return places


def _told_by(kept: Kept, run: str) -> bytes:
    # Both IRIs are of one length, so that neither places nor the order of lines change.
    data = kept.quads()
    return data if kept.run == run else data.replace(f"<{kept.run}>".encode(), f"<{run}>".encode())


def placed(kept: Iterable[Kept], places: Mapping[str, tuple[int, int]]) -> Iterator[Record]:
    """Yield the documents in order of their graphs, with where these lie in the assembled file."""
    for it in sorted((it.record for it in kept), key=lambda it: it.graph):
        start, length = places[it.graph]
        yield replace(it, start=start, length=length)


def _write(stream: IO[bytes], data: bytes) -> None:
    """Write all of `data` to an unbuffered stream, which may take it in pieces."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]


def _link(source: Path, target: Path) -> None:
    if source == target or target.exists():
        return
    try:
        os.link(source, target)
    except OSError:
        target.write_bytes(source.read_bytes())
