"""What there is to do: every document of the inputs in order, told apart by hash before anything of it is read."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg import reader
from kg.build.files import digest, files, is_foreign, size
from kg.build.skipped import Skipped, fault
from kg.errors import InputError
from kg.reader import Columns, Page, Source


@dataclass(frozen=True, slots=True)
class Task:
    """One document to make: all of the file `source`, or with `page` one record of it.

    `key` is the SHA-256 of what it is made of, name and bytes or record; `file` that of its file, None where the
    file is gone.
    """

    source: Source
    page: Page | None
    key: str
    file: str | None

    @property
    def name(self) -> str:
        """The name of the document."""
        return self.source.name + (self.page.suffix if self.page else "")


class Item(NamedTuple):
    """A task, or what is left out in its place; `reached` is how many bytes of the inputs lie up to here."""

    reached: int
    what: Task | Skipped


def tasks(inputs: Sequence[Path], output: Path, columns: Columns) -> Iterator[Item]:
    """Yield what there is to do for the files and folders of `inputs`, without those of the build in `output`."""
    before = 0
    for source in files(inputs, output):
        if isinstance(source, InputError):
            yield Item(before, Skipped.of(source))
        elif is_foreign(source, inputs):
            why = Skipped(source.name, "is of an unknown type", "convert it if it is a document", "note")
            yield Item(before + size(source), why)
        elif reader.is_table(source):
            yield from _records(source, columns, before)
        else:
            hashed = digest(source)
            yield Item(before + size(source), Task(source, None, _key(source.name, hashed or ""), hashed))
        before += size(source)


def _records(source: Source, columns: Columns, before: int) -> Iterator[Item]:
    hashed = digest(source)
    whole = size(source)
    read = 0
    pages = reader.pages(source, columns=columns)
    while True:
        try:
            page = next(pages, None)
        except Exception as error:
            yield Item(before + whole, fault(source.name, "reading", error))
            return
        if page is None:
            return
        if isinstance(page, InputError):
            yield Item(before + read, Skipped.of(page))
            continue
        # How far into the file a record reaches is guessed from its length.
        read = min(read + len(page.text.encode(errors="replace")), whole)
        stated = (f"{name}\0{value}" for name, value in sorted(page.stated.items()))
        key = _key(source.name + page.suffix, page.text, *stated)
        yield Item(before + read, Task(source, page, key, hashed))


def _key(*parts: str) -> str:
    hashed = hashlib.sha256()
    for part in parts:
        data = part.encode(errors="surrogatepass")
        hashed.update(b"%d\0" % len(data))
        hashed.update(data)
    return hashed.hexdigest()
