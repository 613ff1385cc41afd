"""Rows on a terminal or in a pipe: one table as people, spreadsheets or programs read it."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from kg.cli import answer
from kg.cli.language import Language, choose
from kg.cli.terminal import printable
from kg.corpus import Corpus, Use
from kg.export.flat import harmless

FORMATS = ("table", "csv", "json")
Cell = str | int | float | bool | None | Sequence["Cell"] | Mapping[str, "Cell"]
_Option = Callable[[Callable[..., None]], Callable[..., None]]


class Column(NamedTuple):
    """A column: its `name` in CSV and JSON, its headings, and how a cell is written in a table; None leaves it out there."""

    name: str
    zh: str
    en: str
    written: Callable[[Cell], str] | None = lambda it: "" if it is None else str(it)
    right: bool = False


def show(columns: Sequence[Column], rows: Iterable[Mapping[str, Cell]], format_: str, lang: Language) -> None:
    """Print rows in one of FORMATS, which hold the same: a list of objects in JSON, nested cells as JSON in CSV."""
    listed = list(rows)
    if format_ == "json":
        told = [{it.name: row.get(it.name) for it in columns} for row in listed]
        answer.plain(json.dumps(told, ensure_ascii=False, indent=2).encode())
    elif format_ == "csv":
        answer.plain(_csv(columns, listed).encode())
    else:
        table(columns, listed, lang)


def table(columns: Sequence[Column], rows: Sequence[Mapping[str, Cell]], lang: Language) -> None:
    """Print rows as a table, with what they count to."""
    from rich.table import Table
    from rich.text import Text

    shown = [it for it in columns if it.written is not None]
    drawn = Table()
    for it in shown:
        drawn.add_column(choose(lang, it.zh, it.en), overflow="fold", justify="right" if it.right else "left")
    for row in rows:
        drawn.add_row(*(Text(printable(it.written(row.get(it.name)))) for it in shown if it.written))
    out = answer.console()
    if rows:
        out.print(drawn)
    out.print(choose(lang, f"{len(rows)} 行", f"{len(rows)} row{'' if len(rows) == 1 else 's'}"), style="dim")


def where(corpus: Corpus, use: Use) -> dict[str, Cell]:
    """Return what leads to a use: document, date, offsets in its text, and the sentence."""
    return {
        "document": use.source.name,
        "date": use.source.issued,
        "start": use.start,
        "end": use.end,
        "sentence": "".join(corpus.sentence(use)),
    }


def _csv(columns: Sequence[Column], rows: Sequence[Mapping[str, Cell]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([it.name for it in columns])
    writer.writerows([_plain(row.get(it.name)) for it in columns] for row in rows)
    return buffer.getvalue()


def _plain(cell: Cell) -> object:
    if cell is None or isinstance(cell, str | int | float):
        return "" if cell is None else harmless(cell)
    return json.dumps(cell, ensure_ascii=False)


def plot(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option --plot, which the command takes as `plot`."""
    option: _Option = click.option(
        "--plot",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Draw it, too: a file that ends in .svg or .png.",
    )
    return option(command)
