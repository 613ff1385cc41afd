"""Paths to documents, one at a time; what cannot be read is handed on as an error."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.errors import InputError
from kg.model import Document
from kg.reader.columns import Columns
from kg.reader.encoding import decode, decode_html
from kg.reader.files import Source, sources
from kg.reader.html import html_page
from kg.reader.office import docx_page, pdf_page
from kg.reader.page import Page, document
from kg.reader.tables import csv_pages, json_pages, jsonl_pages, parquet_pages
from kg.reader.texts import markdown_page, text_page

_TEXTS = (".txt", ".text")
_MARKDOWN = (".md", ".markdown")
_PAGES = (".html", ".htm")
_TABLES = (".csv", ".tsv")
_LINES = (".jsonl", ".ndjson")
SUFFIXES = (*_TEXTS, *_MARKDOWN, *_PAGES, ".docx", ".pdf", *_TABLES, *_LINES, ".json", ".parquet")

# A file is read whole; above this, memory rather than patience gives out first.
LARGEST = 512 * 2**20


def read(paths: Sequence[Path], *, columns: Columns | None = None) -> Iterator[Document | InputError]:
    """Yield the documents of files and folders in a fixed order; an unreadable one as an InputError.

    Folders are walked recursively. A document's name is its path below the folder that was given, `path#n` for
    the n-th record of a table or line of a JSONL file.
    """
    for source in sources(paths):
        if isinstance(source, InputError):
            yield source
        else:
            yield from documents(source, columns=columns)


def documents(source: Source, *, columns: Columns | None = None) -> Iterator[Document | InputError]:
    """Yield the documents of one file; an unreadable one as an InputError."""
    for page in pages(source, columns=columns):
        yield page if isinstance(page, InputError) else document_of(source, page)


def is_table(source: Source) -> bool:
    """Say whether a file holds records, each of which is a document."""
    return source.path.suffix.lower() in (*_TABLES, *_LINES, ".json", ".parquet")


def raw(path: Path, *, columns: Columns | None = None, encoding: str | None = None) -> Iterator[Page | InputError]:
    """Yield the uncleaned texts of one file; `encoding` overrides what would be found."""
    for source in sources([path]):
        if isinstance(source, InputError):
            yield source
        else:
            yield from pages(source, columns=columns, encoding=encoding)


def document_of(source: Source, page: Page) -> Document | InputError:
    """Return a page of a file cleaned into a document, or why that is none."""
    try:
        return document(source.name + page.suffix, page)
    except InputError as error:
        return error


def pages(
    source: Source, *, columns: Columns | None = None, encoding: str | None = None
) -> Iterator[Page | InputError]:
    """Yield the uncleaned texts of one file; what cannot be read as an InputError."""
    try:
        yield from _parsed(source, columns or Columns(), encoding)
    except InputError as error:
        yield error
    except OSError as error:
        yield InputError(source.name, f"cannot be read ({error.strerror})", "give yourself the right to read it")


def _parsed(source: Source, columns: Columns, encoding: str | None) -> Iterator[Page | InputError]:
    path, name = source
    suffix = path.suffix.lower()
    check(name, path.stat().st_size)
    if suffix == ".docx":
        yield docx_page(path, name)
    elif suffix == ".pdf":
        yield pdf_page(path, name)
    elif suffix == ".parquet":
        yield from parquet_pages(path, name, columns)
    else:
        yield from _decoded(path.read_bytes(), suffix, name, columns, encoding)


def check(name: str, size: int) -> None:
    """Raise InputError where a file of this name and of `size` bytes is none that can be read."""
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        problem = f"is of an unknown type {suffix}".rstrip()
        raise InputError(name, problem, f"convert it to one of {' '.join(SUFFIXES)}")
    if size == 0:
        raise InputError(name, "is empty", "leave it out")
    if size > LARGEST:
        raise InputError(name, f"is larger than {LARGEST >> 20} MB", "split it into smaller files")


def _decoded(
    data: bytes, suffix: str, name: str, columns: Columns, encoding: str | None
) -> Iterator[Page | InputError]:
    if suffix in _PAGES:
        yield html_page(decode_html(data, name, encoding), name)
        return
    text = decode(data, name, encoding)
    if suffix in _TABLES:
        yield from csv_pages(text, name, columns, "\t" if suffix == ".tsv" else ",")
    elif suffix in _LINES:
        yield from jsonl_pages(text, name, columns)
    elif suffix == ".json":
        yield from json_pages(text, name, columns)
    else:
        yield markdown_page(text) if suffix in _MARKDOWN else text_page(text)
