"""`kg validate`: a build against the SHACL shapes."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.language import Language, choose
from kg.cli.options import formats
from kg.cli.terminal import printable

if TYPE_CHECKING:
    from rich.table import Table

    from kg.validate import Report

# So many rows are shown; the other formats give all.
_ROWS = 100


@click.command("validate")
@click.argument("build", type=click.Path(path_type=Path), default=Path("build"))
@formats("table", "json", "turtle")
@click.pass_obj
def command(lang: Language, build: Path, format_: str) -> None:
    """Check a build against the SHACL shapes.

    BUILD is the folder that `kg build` wrote, by default ./build. Every violation is told with its entity, document
    and quote, and every quote is compared with the text. Exit code 1 where something is violated.

    \b
    Examples:
      kg validate
      kg validate graph --format json
    """
    from kg.ontology import load
    from kg.store import Store
    from kg.validate import validate

    with Store.open(build / "store") as store:
        report = validate(store, load(), texts=build / "text")
    if format_ == "json":
        found = [asdict(violation) for violation in report.violations]
        told = {"conforms": report.conforms, "triples": report.triples, "violations": found}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif format_ == "turtle":
        click.echo(report.turtle().decode(), nl=False)
    else:
        _print(report, lang)
    if not report.conforms:
        raise click.exceptions.Exit(1)


def _print(report: Report, lang: Language) -> None:
    from kg.cli import answer

    count = len(report.violations)
    if report.violations:
        answer.console().print(_table(report, lang))
    if count > _ROWS:
        rest = count - _ROWS
        click.echo(
            choose(lang, f"另有 {rest} 条，--format json 全部列出。", f"{rest} more: --format json lists all.")
        )
    zh = "符合全部形状" if report.conforms else f"违反 {count} 处"
    en = "all shapes hold" if report.conforms else f"{count} violations"
    click.echo(
        choose(lang, f"已检查 {report.triples:,} 条三元组：{zh}。", f"{report.triples:,} triples checked: {en}.")
    )


def _table(report: Report, lang: Language) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    headings = (
        ("问题", "problem"),
        ("实体", "entity"),
        ("文献", "document"),
        ("原文", "quote"),
        ("属性", "property"),
        ("值", "value"),
    )
    for zh, en in headings:
        table.add_column(choose(lang, zh, en), overflow="fold")
    for it in report.violations[:_ROWS]:
        subject = it.entity or it.focus
        cells = (it.message(lang), subject, it.document, it.quote, _short(it.property), it.value)
        table.add_row(*(Text(printable(cell or "")) for cell in cells))
    return table


def _short(iri: str | None) -> str:
    return (iri or "").rpartition("#")[2].rpartition("/")[2]
