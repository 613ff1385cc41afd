"""Lines in order, each once, however many: what is more than memory may hold is sorted in runs on disk."""

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

# Bytes of lines that are sorted at once; as objects they take a third more.
LIMIT = 128 << 20


def merged(batches: Iterable[list[bytes]], *, beside: Path | None, limit: int = LIMIT) -> Iterator[bytes]:
    """Yield the lines of all batches sorted, each once, with about `limit` bytes of them and a batch in memory.

    The rest waits in a temporary file in the folder `beside`, or where the system keeps such files. A line ends
    with its only line break. OSError where the disk is full.
    """
    with TemporaryFile(dir=beside) as file:
        yield from map(itemgetter(0), groupby(heapq.merge(*_runs(batches, file, limit))))


def _runs(batches: Iterable[list[bytes]], file: IO[bytes], limit: int) -> Iterator[Iterable[bytes]]:
    """Yield sorted runs; they lie in `file` unless there is but one."""
    places: list[tuple[int, int]] = []
    lines: list[bytes] = []
    size = 0
    for batch in batches:
        lines += batch
        size += sum(map(len, batch))
        if size >= limit:
            places.append(_spill(lines, file))
            lines, size = [], 0
    if places:
        places.append(_spill(lines, file))
        yield from (_read(file, start, end, limit // len(places) + 1) for start, end in places)
    else:
        lines.sort()
        yield lines


def _spill(lines: list[bytes], file: IO[bytes]) -> tuple[int, int]:
    lines.sort()
    start = file.tell()
    file.writelines(lines)
    return start, file.tell()


def _read(file: IO[bytes], start: int, end: int, size: int) -> Iterator[bytes]:
    """Yield the lines of a stretch of the file, of which about `size` bytes are in memory."""
    while start < end:
        # Other stretches are read meanwhile.
        file.seek(start)
        lines = _piece(file, min(size, end - start))
        start = file.tell()
        yield from lines


def _piece(file: IO[bytes], size: int) -> list[bytes]:
    """Read whole lines: `size` bytes and what the last line goes on."""
    data = file.read(size)
    return (data if data.endswith(b"\n") else data + file.readline()).splitlines(keepends=True)
