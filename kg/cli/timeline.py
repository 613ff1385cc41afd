"""`kg timeline`: when a phrase comes, peaks, goes and returns."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from kg import labels
from kg.cli import answer, listing, options
from kg.cli.language import Language, choose
from kg.cli.listing import Cell, Column
from kg.cli.terminal import printable
from kg.corpus import Corpus, pattern
from kg.reprints import once
from kg.store import Store
from kg.timeline import Life, Period, life

_YEARS = {"month": 1, "year": 1, "five-years": 5, "decade": 10}
_HEATS = {"absent": "无", "cold": "冷", "tepid": "微温", "warm": "温", "hot": "热", "blazing": "炽热"}
_BARS = "▁▂▃▄▅▆▇█"


@click.command(short_help="Show when phrases come, peak, go and return.")
@click.argument("phrases", metavar="PHRASE…", nargs=-1, required=True)
@options.BUILD
@click.option(
    "--by", type=click.Choice(list(_YEARS)), default="year", show_default=True, help="Length of a period."
)
@click.option("--periods", "detailed", is_flag=True, help="Show a row a period; CSV always has these.")
@click.option("--once", "alone", is_flag=True, help="Leave out documents that nearly repeat an earlier one.")
@options.formats(*listing.FORMATS)
@listing.plot
@click.pass_obj
def command(
    lang: Language,
    /,
    phrases: tuple[str, ...],
    build: Path,
    by: str,
    detailed: bool,
    alone: bool,
    format_: str,
    plot: Path | None,
) -> None:
    """Show when phrases come, peak, go and return, and how hot they are.

    A phrase is counted as it is worded, quotation marks looked over. Rates are uses per 10,000 characters, with an exact
    95 % interval. Heat is the share of all stretches of 1,000 characters that have the phrase: absent, cold, tepid (from 1 %), warm
    (3 %), hot (10 %), blazing (30 %); two tiers where so few texts leave it open. Periods without documents are left out,
    and a phrase that three or more periods had documents without is revived by the next use. JSON has every use.
    By month, what is dated to the year alone is in no period, and counted apart. Labels that the graph knows for the same
    thing are named, and not counted.

    \b
    Examples:
      kg timeline 高质量发展
      kg timeline 高质量发展 共同富裕 --by decade --plot lives.svg
      kg timeline 四个现代化 --periods
      kg timeline 四个现代化 --format json
      kg timeline 高质量发展 --by month --once
    """
    whole = Corpus.read(build)
    corpus, repeated = once(whole) if alone else (whole, {})
    lives = [life(corpus, it, _YEARS[by], months=by == "month") for it in phrases]
    if plot:
        from kg import plots
        from kg.plots.timeline import draw

        plots.save(draw(lives, lang), plot)
    if format_ == "csv" or (detailed and format_ == "table"):
        rows = [_period(found, it) for found in lives for it in found.periods]
        listing.show(_period_columns(lang), rows, format_, lang)
        beside = []
    else:
        beside = _beside(build, whole, phrases, repeated)
        told = [
            {**_summary(corpus, it, whole=format_ == "json"), **more}
            for it, more in zip(lives, beside, strict=True)
        ]
        listing.show(_columns(lang), told, format_, lang)
    if format_ == "table":
        _told(lives, beside, lang)


def _beside(
    build: Path, whole: Corpus, phrases: Sequence[str], repeated: Mapping[str, str]
) -> list[dict[str, Cell]]:
    """Return for each phrase the labels that the graph has for the same thing, and the reprints with it that were left out."""
    names = {it.iri: it.name for it in whole.sources}
    rows: list[dict[str, Cell]] = []
    with Store.open(build / "store") as store:
        for phrase in phrases:
            # A longer label that has the phrase in it is counted with it.
            own = pattern(phrase)
            also = [it for it in labels.others(store, phrase) if not own.search(it)]
            left = {it.source.iri: it.source for it in whole.uses(phrase)} if repeated else {}
            again = [
                {"document": it.name, "repeats": names[repeated[iri]]}
                for iri, it in left.items()
                if iri in repeated
            ]
            rows.append({"also": also, "reprints": again})
    return rows


def _told(lives: Sequence[Life], beside: Sequence[Mapping[str, Cell]], lang: Language) -> None:
    """Print what the rows leave out."""
    for found in lives:
        if found.outside:
            zh = f"{found.phrase}：{found.outside} 篇只知年份，不入各月，其中用了 {len(found.unplaced)} 次"
            en = (
                f"{found.phrase}: {found.outside} documents dated to the year alone are in no month;"
                f" they have {len(found.unplaced)} uses"
            )
            _line(lang, zh, en)
    for found, more in zip(lives, beside, strict=False):
        also, again = more["also"], more["reprints"]
        if isinstance(also, list) and also:
            listed = "、".join(map(str, also))
            _line(lang, f"{found.phrase} 又作：{listed}", f"{found.phrase}: also written {listed}")
        if isinstance(again, list) and again:
            _line(
                lang,
                f"{found.phrase}：转载 {len(again)} 篇不计",
                f"{found.phrase}: {len(again)} reprints left out",
            )


def _line(lang: Language, zh: str, en: str) -> None:
    answer.console().print(printable(choose(lang, zh, en)), style="dim", markup=False)


def _heat(lang: Language) -> Callable[[Cell], str]:
    def written(cell: Cell) -> str:
        tiers = dict.fromkeys(cell) if isinstance(cell, list) else ()
        return "–".join(choose(lang, _HEATS[str(it)], str(it)) for it in tiers)

    return written


def _decimal(cell: Cell) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else ""


def _columns(lang: Language) -> tuple[Column, ...]:
    return (
        Column("phrase", "提法", "phrase"),
        Column("uses", "次数", "uses", right=True),
        Column("undated", "无日期", "undated", right=True),
        Column("first", "首见", "first"),
        Column("first_document", "首见文献", "in"),
        Column("first_sentence", "首见原句", "sentence", None),
        Column("peak", "高峰", "peak"),
        Column("peak_heat", "高峰热度", "heat then", _heat(lang)),
        Column("last", "末见", "last"),
        Column("heat", "今热度", "heat now", _heat(lang)),
        Column("revivals", "复现", "revived", lambda it: ", ".join(map(str, it)) if isinstance(it, list) else ""),
        Column("course", "走势", "course"),
        Column("periods", "各期", "periods", None),
        Column("where", "出处", "where", None),
        Column("unplaced", "只知年份", "year only", None),
        Column("also", "又作", "also written", None),
        Column("reprints", "转载", "reprints", None),
    )


def _period_columns(lang: Language) -> tuple[Column, ...]:
    return (
        Column("phrase", "提法", "phrase"),
        Column("start", "时期", "period"),
        Column("uses", "次数", "uses", right=True),
        Column("using", "用它的文献", "using it", right=True),
        Column("documents", "文献", "documents", right=True),
        Column("characters", "字数", "characters", right=True),
        Column("rate", "每万字", "per 10,000", _decimal, right=True),
        Column("low", "下限", "low", _decimal, right=True),
        Column("high", "上限", "high", _decimal, right=True),
        Column("reach", "占段落", "reach", _decimal, right=True),
        Column("heats", "热度", "heat", _heat(lang)),
        Column("unplaced", "只知年份", "year only", None),
    )


def _period(found: Life, it: Period) -> dict[str, Cell]:
    low, high = it.interval
    counted = {name: getattr(it, name) for name in ("uses", "using", "documents", "characters")}
    told: dict[str, Cell] = {"phrase": found.phrase, "start": it.name, **counted, "unplaced": len(found.unplaced)}
    return {**told, "rate": it.rate, "low": low, "high": high, "reach": it.reach, "heats": list(it.heats)}


def _summary(corpus: Corpus, found: Life, *, whole: bool) -> dict[str, Cell]:
    first = found.dated[0] if found.dated else None
    row: dict[str, Cell] = {
        "phrase": found.phrase,
        "uses": len(found.dated) + len(found.undated),
        "undated": len(found.undated),
        "first": first.source.issued if first else None,
        "first_document": first.source.name if first else None,
        "first_sentence": "".join(corpus.sentence(first)) if first else None,
        "peak": found.peak.name if found.peak else None,
        "peak_heat": list(found.peak.heats) if found.peak else None,
        "last": found.dated[-1].source.issued if found.dated else None,
        "heat": list(found.periods[-1].heats) if found.periods else None,
        "revivals": found.revivals,
        "course": _course(found),
    }
    if whole:
        row["periods"] = [_period(found, it) for it in found.periods]
        row["unplaced"] = len(found.unplaced)
        row["where"] = [listing.where(corpus, it) for it in found.dated + found.undated]
    return row


def _course(found: Life) -> str:
    """Draw the rates in one line, a bar a period that has documents; a period without uses is a dot."""
    highest = max((it.rate for it in found.periods), default=0.0)
    steps = len(_BARS) - 1
    return "".join(_BARS[round(it.rate / highest * steps)] if it.uses else "·" for it in found.periods)
