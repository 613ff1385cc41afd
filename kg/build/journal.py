"""The journal of a build: one line of JSON a finished document, so that the next build need not do it again."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import IO, NamedTuple

JOURNAL = "documents.jsonl"


@dataclass(frozen=True, slots=True)
class Record:
    """One finished document.

    `key` is the hash of what it was made of, `file` that of the file it lies in, `text` that of its cleaned text. Its
    graph has `quads` lines, which are the bytes from `start` to `start + length` of the file that the journal goes
    with. `entities` are those that it describes.
    """

    key: str
    name: str
    file: str | None
    text: str
    graph: str
    characters: int
    mentions: int
    figures: int
    relations: dict[str, int]
    entities: tuple[str, ...]
    quads: int
    start: int
    length: int


_FIELDS = tuple(it.name for it in fields(Record))
_values = attrgetter(*_FIELDS)


class Making(NamedTuple):
    """What a journal's documents have in common: the IRI of the run in their graphs, and the hash `Run.made_by`."""

    run: str
    made_by: str


def entry(record: Record) -> bytes:
    """Return a document's line."""
    return _line(dict(zip(_FIELDS, _values(record), strict=True)))


def write(stream: IO[bytes], making: Making, records: Iterable[Record]) -> None:
    """Write a whole journal: what the documents have in common, then each."""
    stream.write(_line(making._asdict()))
    stream.writelines(map(entry, records))


def read(path: Path, made_by: str) -> tuple[str, list[Record]]:
    """Return the run of a journal and its documents; none where it is missing or was made by another hash.

    A line that is broken, as the last one of a killed build may be, ends the journal.
    """
    try:
        with path.open("rb") as stream:
            making = Making(**json.loads(next(stream, b"{}")))
            return making.run, list(_records(stream)) if making.made_by == made_by else []
    except (OSError, ValueError, TypeError):
        return "", []


def _records(lines: Iterable[bytes]) -> Iterator[Record]:
    for line in lines:
        try:
            told = json.loads(line)
            record = Record(**{**told, "entities": tuple(told["entities"])})
        except (ValueError, TypeError, KeyError):
            return
        if not line.endswith(b"\n"):
            return
        yield record


def _line(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace") + b"\n"
