"""`kg formulas`: numeral phrases, their parts, and how these differ."""

from collections.abc import Iterator
from pathlib import Path

import click

from kg import formulas
from kg.cli import listing, options
from kg.cli.language import Language, choose
from kg.cli.listing import Cell, Column
from kg.corpus import Corpus
from kg.errors import QueryError
from kg.formulas import Formula, Reading


@click.command(short_help="Show numeral phrases, their parts, and who names which.")
@click.argument("phrases", metavar="[PHRASE]…", nargs=-1)
@options.BUILD
@click.option("--place", help="Only documents that speak for this place or what lies in it.")
@click.option("--arity", type=click.IntRange(min=1), help="Only phrases of so many parts.")
@click.option("--changed", is_flag=True, help="Only phrases of which two documents name different parts.")
@click.option("--incomplete", is_flag=True, help="Only phrases whose parts are named, but nowhere all of them.")
@click.option(
    "--top",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="Phrases in the table; 0 for all of them.",
)
@options.formats(*listing.FORMATS)
@listing.plot
@click.pass_obj
def command(
    lang: Language,
    /,
    phrases: tuple[str, ...],
    build: Path,
    place: str | None,
    arity: int | None,
    changed: bool,
    incomplete: bool,
    top: int,
    format_: str,
    plot: Path | None,
) -> None:
    """Show numeral phrases (三大指数, 六稳, 四个全面), their parts, and who names which.

    Without PHRASE: every numeral phrase, the most widely used first, with the documents that use it, those that name parts, and how
    many parts the fullest of these names. Documents that name the same parts are one reading. A phrase has changed where neither of two readings
    is a part of the other. With PHRASE: every reading with its parts, what it adds to and drops from the dated one before, and whose it is.
    What the graph has is told: a document may list parts in words that are not read as such. JSON has the words that name each part.

    \b
    Examples:
      kg formulas
      kg formulas --changed
      kg formulas 三大指数
      kg formulas 三大指数 --format json
      kg formulas --place 浙江 --arity 3
      kg formulas 三位一体 两个确立 --plot parts.svg
    """
    corpus = Corpus.read(build)
    found = formulas.read(build, corpus, place)
    chosen = [formulas.named(found, it) for it in dict.fromkeys(phrases)] or found
    chosen = [it for it in chosen if arity in (None, it.arity)]
    chosen = [it for it in chosen if it.changed or not changed]
    chosen = [it for it in chosen if not incomplete or (it.readings and it.most < it.arity)]
    if plot:
        _draw([it for it in chosen if it.readings], plot, lang)
    if format_ == "json":
        listing.show(_columns(lang), [_row(it, corpus) for it in chosen], format_, lang)
    elif phrases:
        listing.show(_reading_columns(lang), [row for it in chosen for row in _reading_rows(it)], format_, lang)
        if format_ == "table":
            for it in chosen:
                _silence(it, lang)
    else:
        shown = chosen[: top or None] if format_ == "table" else chosen
        listing.show(_columns(lang), [_row(it) for it in shown], format_, lang)
        if left := len(chosen) - len(shown):
            click.echo(choose(lang, f"另有 {left} 个未列出：--top 0", f"{left} more phrases: --top 0"))


def _draw(drawn: list[Formula], plot: Path, lang: Language) -> None:
    if not drawn:
        raise QueryError("--plot", "no document names a part of what was asked for", "ask for other phrases")
    from kg import plots
    from kg.plots.formulas import draw

    # More would be no picture; the table and JSON have them all.
    plots.save(draw(drawn[:8], lang), plot)


def _silence(it: Formula, lang: Language) -> None:
    count = len(it.silent)
    if count:
        plural = "" if count == 1 else "s"
        click.echo(
            choose(
                lang,
                f"{it.name}：另有 {count} 篇用它而未列出各项。",
                f"{it.name}: {count} more document{plural} without its parts.",
            )
        )


def _listed(cell: Cell) -> str:
    return "、".join(map(str, cell)) if isinstance(cell, list) else ""


def _mark(cell: Cell) -> str:
    return "✓" if cell else ""


def _columns(lang: Language) -> tuple[Column, ...]:
    return (
        Column("phrase", "数字概括语", "phrase"),
        Column("types", "类别", "class", None),
        Column("arity", "项数", "arity", right=True),
        Column("arities", "各类项数", "arities", None),
        Column("documents", "文献", "documents", right=True),
        Column("naming", "列项文献", "naming parts", right=True),
        Column("most", "最多列出", "most named", right=True),
        Column("complete", "列全", "complete", _mark),
        Column("readings_count", "说法", "readings", right=True),
        Column("changed", "不一", "changed", _mark),
        Column("first", "首见", "first"),
        Column("last", "末见", "last"),
        Column("places", "地方", "places", lambda it: _short(it, lang)),
        Column("known", "本体所列", "known parts", None),
        Column("readings", "各说法", "readings in full", None),
        Column("without_parts", "未列项的文献", "without parts", None),
    )


def _short(cell: Cell, lang: Language) -> str:
    if not isinstance(cell, list) or len(cell) <= 3:
        return _listed(cell)
    return choose(lang, f"{_listed(cell[:2])}等 {len(cell)} 地", f"{_listed(cell[:2])} and {len(cell) - 2} more")


def _row(it: Formula, corpus: Corpus | None = None) -> dict[str, Cell]:
    dates = [source.issued for source in it.sources if source.issued]
    row: dict[str, Cell] = {
        "phrase": it.name,
        "types": list(it.types),
        "arity": it.arity,
        "arities": list(it.arities),
        "documents": len(it.sources),
        "naming": len(it.sources) - len(it.silent),
        "most": it.most,
        "complete": it.complete,
        "readings_count": len(it.readings),
        "changed": it.changed,
        "first": min(dates, default=None),
        "last": max(dates, default=None),
        "places": list(dict.fromkeys(source.place for source in it.sources if source.place)),
        "known": list(it.known),
        "without_parts": [source.name for source in it.silent],
    }
    if corpus:
        row["readings"] = [{**told, "where": list(_where(corpus, reading))} for told, reading in _told(it)]
    return row


def _told(it: Formula) -> Iterator[tuple[dict[str, Cell], Reading]]:
    for reading, added, dropped in it.steps():
        first, last = reading.dates
        yield (
            {
                "phrase": it.name,
                "first": first or None,
                "last": last or None,
                "places": list(reading.places),
                "named": len(reading.parts),
                "arity": it.arity,
                "parts": list(reading.parts),
                "added": list(added),
                "dropped": list(dropped),
                "documents": [source.name for source in reading.sources],
            },
            reading,
        )


def _where(corpus: Corpus, reading: Reading) -> Iterator[Cell]:
    for it in reading.namings:
        yield {
            "part": it.part,
            "document": it.use.source.name,
            "start": it.use.start,
            "end": it.use.end,
            "words": it.words,
            "sentence": "".join(corpus.sentence(it.use)),
        }


def _reading_rows(it: Formula) -> list[dict[str, Cell]]:
    return [row for row, _ in _told(it)]


def _reading_columns(lang: Language) -> tuple[Column, ...]:
    return (
        Column("phrase", "数字概括语", "phrase"),
        Column("first", "首见", "first"),
        Column("last", "末见", "last"),
        Column("places", "地方", "place", _listed),
        Column("named", "列出", "named", right=True),
        Column("arity", "项数", "arity", right=True),
        Column("parts", "各项", "parts", _listed),
        Column("added", "比前一说增", "added", _listed),
        Column("dropped", "比前一说减", "dropped", _listed),
        Column("documents", "文献", "documents", lambda it: _short(it, lang)),
    )
