"""Answers on a terminal or in a pipe: tables, CSV, TSV, SPARQL results in JSON, Turtle."""

import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import click
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
)

from kg import turtle
from kg.cli.language import Language, choose
from kg.cli.terminal import printable
from kg.errors import QueryError
from kg.store import Answer

if TYPE_CHECKING:
    from rich.console import Console

_RESULTS = {"csv": QueryResultsFormat.CSV, "tsv": QueryResultsFormat.TSV, "json": QueryResultsFormat.JSON}
FORMATS = ("table", *_RESULTS, "turtle")
_PIPE_WIDTH = 160
# Variables of stored questions that stand for local names of our vocabulary, not for words of a document.
_TERM_COLUMNS = ("class", "qualifier", "relation")
_NO_TERMS: Mapping[str, str] = {}


def console() -> "Console":
    """Return a console on standard output that is wide where it leads into a pipe."""
    # Imported on use, here and below: what goes into another program as CSV or JSON needs no tables.
    from rich.console import Console

    wide = Console(highlight=False)
    return wide if wide.is_terminal else Console(highlight=False, width=_PIPE_WIDTH)


def show(
    answer: Answer,
    format: str | None,
    lang: Language,
    headings: Mapping[str, str],
    hidden: Iterable[str],
    terms: Mapping[str, str] = _NO_TERMS,
) -> None:
    """Print an answer; by default rows as a table and triples as Turtle.

    `headings` name the variables in the table, which leaves `hidden` ones out; `terms` are the labels that it
    shows for names of our vocabulary. QueryError where the format does not fit the answer.
    """
    if isinstance(answer, QueryTriples):
        _triples(answer, format)
    elif format == "turtle":
        remedy = "choose table, csv, tsv or json, or ask with CONSTRUCT"
        raise QueryError("--format turtle", "the answer has rows, not triples", remedy)
    elif format in _RESULTS and not (isinstance(answer, QueryBoolean) and format == "tsv"):
        _serialized(answer, format)
    elif isinstance(answer, QueryBoolean):
        click.echo(choose(lang, "是", "yes") if answer else choose(lang, "否", "no"))
    else:
        _table(answer, lang, headings, set(hidden), terms)


def _serialized(answer: QuerySolutions | QueryBoolean, format: str) -> None:
    buffer = io.BytesIO()
    answer.serialize(buffer, _RESULTS[format])
    plain(buffer.getvalue())


def _triples(answer: QueryTriples, format: str | None) -> None:
    if format not in (None, "turtle"):
        raise QueryError(f"--format {format}", "the answer has triples, not rows", "choose turtle")
    buffer = io.BytesIO()
    lines = {b"%s .\n" % str(triple).encode() for triple in answer}
    turtle.write(sorted(lines), buffer)
    plain(buffer.getvalue())


def plain(data: bytes) -> None:
    """Print text in UTF-8, made harmless where it reaches a terminal."""
    text = data.decode()
    if sys.stdout.isatty():
        text = "\n".join(printable(line) for line in text.replace("\r\n", "\n").split("\n"))
    click.echo(text, nl=not text.endswith("\n"))


def _table(
    answer: QuerySolutions, lang: Language, headings: Mapping[str, str], hidden: set[str], terms: Mapping[str, str]
) -> None:
    from rich.table import Table
    from rich.text import Text

    names = [it.value for it in answer.variables if it.value not in hidden]
    rows = [
        [_cell(solution[name], terms if name in _TERM_COLUMNS else _NO_TERMS) for name in names]
        for solution in cast(Iterator[Any], answer)
    ]
    table = Table()
    for name in names:
        # A quote goes on in the next line; cut short it would be none.
        table.add_column(headings.get(name, name), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out = console()
    if rows:
        out.print(table)
    out.print(choose(lang, f"{len(rows)} 行", f"{len(rows)} rows"), style="dim")


def _cell(value: object, terms: Mapping[str, str]) -> str:
    if isinstance(value, Literal):
        return printable(terms.get(value.value, value.value))
    if not isinstance(value, NamedNode):
        return "" if value is None else printable(str(value))
    for name, iri in turtle.DECLARED.items():
        if value.value.startswith(iri):
            return f"{name}:{value.value.removeprefix(iri)}"
    return printable(value.value)
