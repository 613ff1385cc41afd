"""The journal of a build: one line of JSON a finished document, so that the next build need not do it again."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import IO

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


def opening(made_by: str) -> bytes:
    """Return the first line of a journal: `made_by` is the hash of program, ontology and options."""
    return _line({"made_by": made_by})


def entry(record: Record) -> bytes:
    """Return a document's line."""
    return _line(dict(zip(_FIELDS, _values(record), strict=True)))


def write(stream: IO[bytes], made_by: str, records: Iterable[Record]) -> None:
    """Write a whole journal."""
    stream.write(opening(made_by))
    stream.writelines(map(entry, records))


def read(path: Path, made_by: str) -> list[Record]:
    """Return the documents of a journal; none where it is missing, cut short or of another program or ontology.

    A line that is broken, as the last one of a killed build may be, ends the journal.
    """
    try:
        with path.open("rb") as stream:
            if next(stream, b"") != opening(made_by):
                return []
            return list(_records(stream))
    except OSError:
        return []


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
