"""`kg rules`: the ledger of what each rule made in a build."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import answer
from kg.cli.language import Language
from kg.cli.messages import tell_what_is_left_out
from kg.cli.options import ONTOLOGY, formats
from kg.cli.terminal import printable

if TYPE_CHECKING:
    from kg.ledger import Entry


@click.command(short_help="Tell what each rule made in a build, and how much of it gold confirms.")
@click.argument("build", metavar="[BUILD]", type=click.Path(path_type=Path), default=Path("build"))
@formats("table", "json", "md")
@click.option(
    "--gold",
    metavar="PATH",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A gold file, or a folder of them, to measure precision on; may be given several times.",
)
@ONTOLOGY
@click.pass_obj
def command(lang: Language, /, build: Path, format_: str, gold: tuple[Path, ...], folder: Path | None) -> None:
    """Tell for every rule how many mentions or claims it made in BUILD, in how many documents, how sure it is on
    average, and an example. With --gold also how much of what gold annotations judge is right.

    Rules that made nothing are listed too.

    \b
    Examples:
      kg rules
      kg rules build --gold tests/gold/sample
      kg --lang zh rules graph --format md
    """
    from kg import ledger, lexicon, ontology
    from kg.gold import load
    from kg.store import Store

    words = lexicon.load((folder or ontology.folder()).resolve())
    annotated = load(gold)
    with Store.open(build / "store") as store:
        entries = ledger.ledger(store, words, annotated)
        tell_what_is_left_out(store, lang)
    if format_ == "json":
        told = [{**asdict(it), "precision": it.precision} for it in entries]
        answer.plain(json.dumps(told, ensure_ascii=False, indent=2).encode())
    elif format_ == "md":
        answer.plain(ledger.markdown(entries, lang, judged=bool(annotated)).encode())
    else:
        _table(entries, lang, judged=bool(annotated))


def _table(entries: Sequence["Entry"], lang: Language, *, judged: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from kg import ledger

    table = Table()
    for number, heading in enumerate(ledger.headings(lang, judged=judged)):
        table.add_column(heading, justify="left" if number in (0, 1, 5) else "right", overflow="fold")
    for it in entries:
        table.add_row(*(Text(printable(cell)) for cell in ledger.cells(it, lang, judged=judged)))
    answer.console().print(table)
