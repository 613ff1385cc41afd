"""`kg compare`: what two places, spans of years or sets of documents share, and what each says alone or more."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import click

from kg import labels
from kg.cli import answer, listing, options
from kg.cli.language import Language, choose
from kg.cli.listing import Cell, Column
from kg.cli.terminal import printable
from kg.comparison import DEFAULT, GROUPS, Comparison, Item, compare, read
from kg.comparison.sides import Side, sides
from kg.comparison.words import Mention
from kg.corpus import Corpus
from kg.errors import QueryError
from kg.store import Store
from kg.vocabulary import CLASSES

_COUNTED = ("mentions", "documents", "rate", "low", "high")
_NAMES = (
    *("group", "name", "classes", *(f"one_{it}" for it in _COUNTED), *(f"other_{it}" for it in _COUNTED)),
    *("delta", "low", "high", "z", "q", "caution", "mentions"),
)
# So many of the ordinary words are named below the table; JSON has all.
_WORDS = 8
_CAUTIONS = {"few": "次数少", "one document": "只一篇"}


@click.command(short_help="Show what two places, times or sets of documents share, and what sets them apart.")
@click.argument("names", metavar="ONE OTHER", nargs=-1, required=True)
@options.BUILD
@click.option(
    "--class",
    "classes",
    type=click.Choice(CLASSES),
    multiple=True,
    default=DEFAULT,
    show_default=True,
    help="Compare things of this class; may be repeated.",
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=15,
    show_default=True,
    help="Show so many rows of a group in the table.",
)
@options.formats(*listing.FORMATS)
@listing.plot
@click.pass_obj
def command(
    lang: Language,
    /,
    names: tuple[str, ...],
    build: Path,
    classes: tuple[str, ...],
    limit: int,
    format_: str,
    plot: Path | None,
) -> None:
    """Show which campaigns, strategies, mechanisms, phrases and slogans two sides share, which one alone has, which it says more.

    A side is a place, with all that lies in it; a year or a span of years (2016-2020); or a pattern of document names with
    *, ? or [ in it. No document may lie on both. A document that repeats an earlier one of its side does not count.
    Names come from the graph of both sides' documents and count wherever their words stand in these; left out are ordinary words,
    which the graph has as a name in fewer than 1 in 10 of these places.

    A side's cell has mentions, documents and, of 1,000 mentions compared, how many these are. Where it never says a name, ≤ is
    what its silence can hide, the upper end of the exact 95 % interval. The log-odds ratio with an informative Dirichlet
    prior (Monroe, Colaresi and Quinn 2008) is above 0 where the first side says it more. A name is said "more" where q < 0.05: at most
    5 % of such names are so by chance (exact test of two rates; Benjamini and Hochberg). What is said fewer than
    5 times is not tested. Mentions count as if independent: mind the documents. CSV and JSON have every row and mention.

    \b
    Examples:
      kg compare 山东 湖南
      kg compare 1978-1992 2013-2025 --class Formulation --class Slogan
      kg compare 'provincial/*' 'national/*' --format csv
      kg compare 山东 湖南 --plot compared.svg
    """
    if len(names) != 2:
        raise QueryError(" ".join(names), f"{len(names)} sides are given, not two", "name two, each in one word")
    corpus = Corpus.read(build)
    pair = sides(corpus, *names)
    documents = [document for it in pair for document in it.counted]
    told = compare(corpus, pair, read(build, documents, classes))
    if plot:
        from kg import plots
        from kg.plots.comparison import draw

        plots.save(draw(told, lang), plot)
    if format_ == "table":
        with Store.open(build / "store") as store:
            _table(told, labels.vocabulary(store, lang), limit, lang)
        return
    rows = [_whole(corpus, pair, it) for it in told.items]
    if format_ == "csv":
        listing.show([Column(it, it, it) for it in _NAMES], rows, format_, lang)
    else:
        content = {"sides": _sides(told), "classes": list(classes), "ordinary": list(told.ordinary), "items": rows}
        answer.plain(json.dumps(content, ensure_ascii=False, indent=2).encode())


def _columns(pair: tuple[Side, Side], lang: Language) -> tuple[Column, ...]:
    from rich.markup import escape

    one, other = (escape(printable(it.name)) for it in pair)
    return (
        Column("group", "类别", "group", _group(pair, lang)),
        Column("name", "名称", "name"),
        Column("classes", "类", "class"),
        Column("one", one, one, right=True),
        Column("other", other, other, right=True),
        Column("delta", "对数优势比", "log-odds", _signed, right=True),
        Column("interval", "95% 区间", "95 % interval", right=True),
        Column("q", "q", "q", _chance, right=True),
        Column("caution", "当心", "mind", _caution(lang)),
    )


def _group(pair: tuple[Side, Side], lang: Language) -> Callable[[Cell], str]:
    one, other = (it.name for it in pair)
    words = {
        "only one": choose(lang, f"仅{one}", f"only {one}"),
        "only other": choose(lang, f"仅{other}", f"only {other}"),
        "one more": choose(lang, f"{one}更多", f"{one} more"),
        "other more": choose(lang, f"{other}更多", f"{other} more"),
        "shared": choose(lang, "共有", "shared"),
    }
    return lambda it: words[str(it)]


def _signed(cell: Cell) -> str:
    return f"{cell:+.2f}" if isinstance(cell, float) else ""


def _chance(cell: Cell) -> str:
    if not isinstance(cell, float):
        return ""
    return "< 0.001" if cell < 0.001 else f"{cell:.3f}"


def _caution(lang: Language) -> Callable[[Cell], str]:
    return lambda it: choose(lang, _CAUTIONS[str(it)], str(it)) if it else ""


def _row(it: Item) -> dict[str, Cell]:
    low, high = it.odds.interval
    row: dict[str, Cell] = {"group": it.group, "name": it.name, "classes": list(it.types)}
    for number, side in enumerate(("one", "other")):
        least, most = it.intervals[number]
        row |= {f"{side}_mentions": it.counts[number], f"{side}_documents": it.documents[number]}
        row |= {f"{side}_rate": it.rates[number], f"{side}_low": least, f"{side}_high": most}
    return row | {
        "delta": it.odds.delta,
        "low": low,
        "high": high,
        "z": it.odds.z,
        "q": it.q,
        "caution": it.caution,
    }


def _shown(it: Item, terms: Mapping[str, str]) -> dict[str, Cell]:
    """Return a row of the table, where mentions, documents and rate of a side are one cell; `terms` are labels of classes."""
    low, high = map(_signed, it.odds.interval)
    row = _row(it) | {
        "interval": f"{low} … {high}",
        "classes": ", ".join(terms.get(name, name) for name in it.types),
    }
    for number, side in enumerate(("one", "other")):
        # Of a side that never says it, what its silence can hide.
        told = f"{it.counts[number]} / {it.documents[number]} ({it.rates[number]:.1f}‰)"
        row[side] = told if it.counts[number] else f"0 (≤ {it.intervals[number][1]:.1f}‰)"
    return row


def _whole(corpus: Corpus, pair: tuple[Side, Side], it: Item) -> dict[str, Cell]:
    both = zip(pair, it.mentions, strict=True)
    return _row(it) | {"mentions": [where for side, said in both for where in _where(corpus, side.name, said)]}


def _where(corpus: Corpus, side: str, said: Iterable[Mention]) -> Iterator[Cell]:
    for it in said:
        yield {"side": side, **listing.where(corpus, it.use), "class": it.type or None}


def _sides(told: Comparison) -> list[Cell]:
    return [
        {
            "name": side.name,
            "documents": [it.name for it in side.counted],
            "reprints": [it.name for it in side.reprints],
            "undated": side.undated,
            "mentions": total,
        }
        for side, total in zip(told.sides, told.totals, strict=True)
    ]


def _table(told: Comparison, terms: Mapping[str, str], limit: int, lang: Language) -> None:
    groups = {it: told.group(it) for it in GROUPS}
    rows = [_shown(it, terms) for them in groups.values() for it in them[:limit]]
    _say(_heading(side, total, lang) for side, total in zip(told.sides, told.totals, strict=True))
    listing.table(_columns(told.sides, lang), rows, lang)
    named = _group(told.sides, lang)
    more = [f"{named(name)} {len(them) - limit}" for name, them in groups.items() if len(them) > limit]
    if more:
        _say([choose(lang, f"另有：{'，'.join(more)}", f"not shown: {', '.join(more)}")])
    if told.ordinary:
        words = "、".join(told.ordinary[:_WORDS]) + ("…" if len(told.ordinary) > _WORDS else "")
        number = len(told.ordinary)
        _say([choose(lang, f"常用词 {number} 个不计：{words}", f"{number} ordinary words left out: {words}")])


def _say(lines: Iterable[str]) -> None:
    out = answer.console()
    for it in lines:
        out.print(printable(it), markup=False, style="dim")


def _heading(side: Side, total: int, lang: Language) -> str:
    counted, again, undated = len(side.counted), len(side.reprints), side.undated
    told = choose(
        lang,
        f"{side.name}：文献 {counted} 篇，转载 {again} 篇不计；所比的提及 {total} 处",
        f"{side.name}: {counted} documents, {again} reprints left out; {total} mentions compared",
    )
    if not undated:
        return told
    return told + choose(lang, f"；另有 {undated} 篇没有日期", f"; {undated} others have no date")
