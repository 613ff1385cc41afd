"""`kg formulas`: numeral phrases, the parts that documents give them, and how these differ."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from kg import labels
from kg.cli import answer, listing, options
from kg.cli.language import Language, choose
from kg.cli.listing import Cell, Column
from kg.cli.terminal import printable
from kg.corpus import Corpus, Source
from kg.errors import QueryError
from kg.formulas import Formula, Reading, formulas, named
from kg.store import Store

_SHOWN = 3  # Places and documents that a cell of the table names.


@click.command(short_help="Show the parts that documents give numeral phrases.")
@click.argument("phrases", metavar="[PHRASE…]", nargs=-1)
@options.BUILD
@click.option("--place", help="Only documents that speak for this place, or for one in it.")
@click.option("--arity", type=click.IntRange(2), help="Only phrases that announce so many parts.")
@click.option(
    "--changed", is_flag=True, help="Only phrases of which two readings differ, neither holding the other."
)
@click.option("--incomplete", is_flag=True, help="Only phrases that no document spells out exactly.")
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
    format_: str,
    plot: Path | None,
) -> None:
    """Show numeral phrases and their parts: which 六稳, whose 三个年.

    A reading is a set of parts that one or more documents list, in whatever order. Without PHRASE there is a row a
    numeral phrase; with it, a row a reading, and what that adds, drops and rewords against the reading that came up last before it.
    Readings whose dates leave open which is earlier are not compared. Parts are those that the build states;
    a document that lists them twice has all of them in one reading. Complete means as many parts as announced, not that
    they are the right ones: JSON has the words behind each.

    \b
    Examples:
      kg formulas
      kg formulas --changed --arity 3
      kg formulas --incomplete --place 浙江 --format csv
      kg formulas 三大指数 --plot parts.svg
      kg formulas 六稳 --format json
    """
    if plot and not phrases:
        raise QueryError("--plot", "has no figure without a phrase", "name the phrases to draw")
    corpus = _corpus(build, place)
    with Store.open(build / "store") as store:
        found = formulas(store, corpus)
        classes = labels.vocabulary(store, lang)
    if phrases:
        found = list({it.iri: it for phrase in phrases for it in named(found, phrase)}.values())
    found = [
        it
        for it in found
        if arity in (None, it.arity) and it.changed >= changed and not (incomplete and it.complete)
    ]
    if plot:
        from kg import plots
        from kg.plots.formulas import draw

        plots.save(draw(found, lang), plot)
    if phrases and format_ != "json":
        rows = [row for it in found for row in _readings(corpus, it)]
        listing.show(_reading_columns(lang), rows, format_, lang)
        if format_ == "table":
            _curated(found, lang)
    else:
        listing.show(
            _columns(lang, classes), [_summary(corpus, it, whole=bool(phrases)) for it in found], format_, lang
        )


def _corpus(build: Path, place: str | None) -> Corpus:
    corpus = Corpus.read(build)
    if place is None:
        return corpus
    return corpus.only(corpus.within(place))


def _curated(found: Sequence[Formula], lang: Language) -> None:
    """Print the parts that the ontology gives phrases, which rest on no document of the build."""
    for it in (it for it in found if it.known):
        parts = "、".join(it.known)
        zh, en = (
            f"本体所列“{it.name}”（非文献所述）：{parts}",
            f"The ontology, not a document, gives {it.name}: {parts}",
        )
        answer.console().print(printable(choose(lang, zh, en)), style="dim", markup=False)


def _few(lang: Language) -> Callable[[Cell], str]:
    """Return what writes the first of a list, or of place → documents, and how many more there are."""

    def written(cell: Cell) -> str:
        if isinstance(cell, dict):
            unknown = choose(lang, "不明", "unknown")
            names = [f"{name or unknown} {count}" for name, count in cell.items()]
        else:
            names = [str(it) for it in cell] if isinstance(cell, list) else []
        more = len(names) - _SHOWN
        tail = choose(lang, f" 等 {len(names)} 个", f" +{more}") if more > 0 else ""
        return "、".join(names[:_SHOWN]) + tail

    return written


def _all(cell: Cell) -> str:
    return "、".join(map(str, cell)) if isinstance(cell, list) else ""


def _pairs(cell: Cell) -> str:
    return "、".join(f"{it[0]}→{it[1]}" for it in cell if isinstance(it, list)) if isinstance(cell, list) else ""


def _state(lang: Language) -> Callable[[Cell], str]:
    names = {
        "complete": choose(lang, "全", "complete"),
        "incomplete": choose(lang, "不全", "incomplete"),
        "too many": choose(lang, "多于其数", "too many"),
        "never listed": choose(lang, "未列", "never listed"),
    }
    return lambda it: names.get(str(it), "")


def _columns(lang: Language, classes: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        Column("phrase", "数字概括语", "phrase"),
        Column("class", "类", "class", lambda it: classes.get(str(it), str(it))),
        Column("iri", "IRI", "IRI", None),
        Column("places", "地方", "places", _few(lang)),
        Column("arity", "项数", "arity", right=True),
        Column("state", "列全", "parts", _state(lang)),
        Column("readings", "列法", "readings", right=True),
        Column("uses", "次数", "uses", right=True),
        Column("documents", "文献", "documents", right=True),
        Column("silent", "未列项的文献", "listing none", right=True),
        Column("first", "首见", "first"),
        Column("last", "末见", "last"),
        Column("undated", "无日期", "undated", right=True),
        Column("changed", "有变", "changed", None),
        Column("known", "本体所列", "in the ontology", None),
        Column("detail", "各列法", "detail", None),
        Column("where", "出处", "where", None),
    )


def _reading_columns(lang: Language) -> tuple[Column, ...]:
    return (
        Column("phrase", "数字概括语", "phrase"),
        Column("class", "类", "class", None),
        Column("iri", "IRI", "IRI", None),
        Column("first", "首见", "first"),
        Column("last", "末见", "last"),
        Column("places", "地方", "places", _few(lang)),
        Column("parts", "各项", "parts", _all),
        Column("count", "列出", "listed", None, right=True),
        Column("arity", "项数", "arity", None, right=True),
        Column("state", "列全", "whole", _state(lang)),
        Column("against", "比较对象", "against"),
        Column("added", "增", "added", _all),
        Column("dropped", "减", "dropped", _all),
        Column("reworded", "改写", "reworded", _pairs),
        Column("documents", "文献", "documents", _few(lang)),
        Column("known", "本体所列", "in the ontology", None),
        Column("evidence", "出处", "evidence", None),
    )


def _dates(sources: Sequence[Source]) -> tuple[str | None, str | None, int]:
    """Return the first and the last date, as they are known, and how many documents have none."""
    dated = [it.issued for it in sources if it.issued]
    return (dated[0], dated[-1], len(sources) - len(dated)) if dated else (None, None, len(sources))


def _of(parts: int, arity: int) -> str:
    if parts == arity:
        return "complete"
    return "incomplete" if parts < arity else "too many"


def _summary(corpus: Corpus, it: Formula, *, whole: bool) -> dict[str, Cell]:
    first, last, undated = _dates(it.sources)
    uses = it.uses(corpus)
    most = max((len(one.parts) for one in it.readings), default=0)
    row: dict[str, Cell] = {
        "phrase": it.name,
        "class": it.type,
        "iri": it.iri,
        "places": it.places,
        "arity": it.arity,
        "state": "complete" if it.complete else _of(most, it.arity) if most else "never listed",
        "readings": len(it.readings),
        "uses": len(uses),
        "documents": len(it.sources),
        "silent": len(it.silent),
        "first": first,
        "last": last,
        "undated": undated,
        "changed": it.changed,
        "known": list(it.known),
        "detail": _readings(corpus, it) if it.readings else [],
    }
    if whole:
        row["where"] = [listing.where(corpus, one) for one in uses]
    else:
        row["where"] = [one.name for one in it.sources]
    return row


def _readings(corpus: Corpus, it: Formula) -> list[dict[str, Cell]]:
    if not it.readings:
        whole: dict[str, Cell] = {"phrase": it.name, "class": it.type, "iri": it.iri, "arity": it.arity}
        first, last, _ = _dates(it.sources)
        return [
            {
                **whole,
                "first": first,
                "last": last,
                "places": it.places,
                "count": 0,
                "state": "never listed",
                "known": list(it.known),
                "documents": [one.name for one in it.sources],
            }
        ]
    return [_reading(corpus, it, one) for one in it.readings]


def _reading(corpus: Corpus, formula: Formula, it: Reading) -> dict[str, Cell]:
    change = formula.change(it)
    first, last, _ = _dates([one.source for one in it.enumerations])
    return {
        "phrase": formula.name,
        "class": formula.type,
        "iri": formula.iri,
        "first": first,
        "last": last,
        "places": it.places,
        "parts": list(it.parts),
        "count": len(it.parts),
        "arity": formula.arity,
        "state": _of(len(it.parts), formula.arity),
        "known": list(formula.known),
        "against": change.earlier.first.issued if change else None,
        "added": list(change.added) if change else [],
        "dropped": list(change.dropped) if change else [],
        "reworded": [list(one) for one in change.reworded] if change else [],
        "documents": [one.source.name for one in it.enumerations],
        "evidence": [
            listing.where(corpus, part.use) | {"place": one.source.place, "part": part.name}
            for one in it.enumerations
            for part in one.parts
        ],
    }
