"""CSV, TSV, JSON lines, JSON and Parquet: one page a record."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.errors import InputError
from kg.reader.columns import FIELDS, Columns, as_text, pick
from kg.reader.page import Page

LONGEST_FIELD = 2**31 - 1
_HEAD = 2**16
# Of a Parquet file, held at once.
_ROWS = 1000


def csv_pages(text: str, name: str, columns: Columns, delimiter: str) -> Iterator[Page | InputError]:
    """Yield a page a row, numbered from 1 below the header; another delimiter is tried where this gives no text."""
    csv.field_size_limit(LONGEST_FIELD)
    head = text[:_HEAD]
    # Spreadsheets of some countries separate by semicolons, and tables with tabs are called .csv too.
    signs = dict.fromkeys((delimiter, ",", ";", "\t", "|"))
    found = next((sign for sign in signs if columns.named("text", _header(head, sign))), None)
    if found is None:
        raise _no_text(name, _header(head, delimiter), columns)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=found, strict=False)
    for number, row in enumerate(rows, start=1):
        yield _page({key: value for key, value in row.items() if key is not None}, name, number, columns)


def _header(head: str, delimiter: str) -> tuple[str, ...]:
    return tuple(next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), ()))


def jsonl_pages(text: str, name: str, columns: Columns) -> Iterator[Page | InputError]:
    """Yield a page a line, numbered by its line; a broken line is yielded as an error."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield InputError(f"{name}#{number}", f"is no JSON ({_reason(error)})", "mend or delete this line")
            continue
        yield _record(record, name, number, columns)


def json_pages(text: str, name: str, columns: Columns) -> Iterator[Page | InputError]:
    """Yield a page a record of a list, or the one of a lone object."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            name, f"is no JSON ({_reason(error)})", "mend the file; one record a line is .jsonl"
        ) from None
    for number, record in enumerate(data if isinstance(data, list) else [data], start=1):
        yield _record(record, name, number, columns)


def parquet_pages(path: Path, name: str, columns: Columns) -> Iterator[Page | InputError]:
    """Yield a page a row, numbered from 1; only the columns that hold something for a document are read."""
    try:
        # Imported on use: it is an extra, as large as everything else together.
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise InputError(name, "is Parquet", "pip install 'tifa[parquet]' to read it") from None
    try:
        with parquet.ParquetFile(path) as file:
            names = tuple(file.schema_arrow.names)
            if not columns.named("text", names):
                raise _no_text(name, names, columns)
            wanted = {column for it in FIELDS for column in columns.named(it, names)}
            batches = file.iter_batches(batch_size=_ROWS, columns=sorted(wanted))
            rows = (row for batch in batches for row in batch.to_pylist())
            for number, row in enumerate(rows, start=1):
                # Where two columns hold a field, the order of the file decides.
                yield _page({it: row[it] for it in names if it in wanted}, name, number, columns)
    except (ArrowException, OSError) as error:
        raise InputError(name, f"is no whole Parquet ({_reason(error)})", "write it again") from None


def _record(record: object, name: str, number: int, columns: Columns) -> Page | InputError:
    if not isinstance(record, Mapping):
        return InputError(f"{name}#{number}", "is no JSON object", "give each record as an object with keys")
    if not columns.named("text", tuple(record)):
        return _no_text(f"{name}#{number}", tuple(record), columns)
    return _page(record, name, number, columns)


def _page(record: Mapping[str, object], name: str, number: int, columns: Columns) -> Page | InputError:
    stated = pick(record, columns)
    text = stated.pop("text", "")
    if not text.strip():
        title = f" ({as_text(stated['title'])[:40]})" if "title" in stated else ""
        return InputError(f"{name}#{number}", f"has no text{title}", "fill in its text, or leave the record out")
    return Page(text, stated, f"#{number}")


def _no_text(where: str, names: tuple[str, ...], columns: Columns) -> InputError:
    wanted = f"no column {columns.text}" if columns.text else "no text column"
    shown = ", ".join(names[:12]) or "none"
    return InputError(where, f"{wanted} (columns: {shown})", "name the one that holds the text with --text-column")


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0] if not isinstance(error, RecursionError) else "nested too deep"
