"""`kg diffusion`: who uses a phrase first, who follows, and after how many days."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from kg import lexicon, ontology
from kg.cli import answer, listing
from kg.cli.language import Language, choose
from kg.cli.listing import Cell, Column
from kg.cli.options import BUILD, formats
from kg.corpus import Corpus
from kg.diffusion import BY, Adopter, Diffusion, diffusion
from kg.diffusion.provinces import provinces
from kg.diffusion.transmission import transmission, write
from kg.diffusion.wording import KIND_NAMES, LEVEL_NAMES


@click.command(short_help="Show who uses a phrase first, who follows, and how many days later.")
@click.argument("phrase")
@BUILD
@click.option("--by", type=click.Choice(BY), default="place", show_default=True, help="Who adopts.")
@click.option("--reprints", is_flag=True, help="Count a text each time it is printed, not once.")
@formats("table", "csv", "json")
@listing.plot
@click.option(
    "--graph",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write who may have it from whom, too: a file that ends in .graphml, .gexf or .json.",
)
@click.pass_obj
def command(
    lang: Language,
    /,
    phrase: str,
    build: Path,
    by: str,
    reprints: bool,
    format_: str,
    plot: Path | None,
    graph: Path | None,
) -> None:
    """Show which places use PHRASE first, which follow, how many days later, and from whom each may have it.

    Dates known to the month or year give ranks and days from–to. Whoever has no dated use has no rank. Documents
    that nearly repeat an earlier one do not count. The likeliest source of an adopter is the nearest enclosing
    place that used the phrase on an earlier day, else the neighbour that did last (below provinces whatever lies in
    the same province: no borders are known there), else a place within it, else the first of all: a reading of dates
    and places in this corpus, no proof. The picture is a map of tiles where provinces have documents, else a line of
    time for each user.

    \b
    Examples:
      kg diffusion 高质量发展
      kg diffusion 八八战略 --by publisher
      kg diffusion 乡村振兴 --format json
      kg diffusion 乡村振兴 --plot map.svg --graph spread.gexf
    """
    units = provinces(lexicon.load(ontology.folder()))
    told = diffusion(Corpus.read(build), phrase, units, by, reprints=reprints)
    if plot:
        from kg import plots
        from kg.plots.diffusion import draw

        plots.save(draw(told, units, lang), plot)
    if graph:
        write(transmission(told), graph)
    rows = [_row(told, it) for it in (*told.adopters, *told.undated)]
    if format_ == "json":
        answer.plain(json.dumps(_content(told, rows), ensure_ascii=False, indent=2).encode())
        return
    listing.show(_columns(lang), rows, format_, lang)
    if format_ == "table":
        answer.console().print(_summary(told, lang), style="dim")


def _columns(lang: Language) -> Sequence[Column]:
    return (
        Column("rank", "次序", "rank", lambda it: _interval(it) or "–", right=True),
        Column("name", "使用者", "adopter"),
        Column("level", "层级", "level", lambda it: choose(lang, *LEVEL_NAMES[str(it)]) if it else ""),
        Column("first", "首用", "first use", lambda it: str(it or "?")),
        Column("lag", "晚几天", "days later", _interval, right=True),
        Column("uses", "次", "uses", right=True),
        Column("documents", "篇", "documents", right=True),
        Column("sources", "可能来自", "likely from", lambda it: _from(it, lang)),
        Column("document", "文件", "document"),
        Column("start", "", "", None),
        Column("end", "", "", None),
        Column("sentence", "句子", "sentence", None),
        Column("since", "", "", None),
        Column("until", "", "", None),
    )


def _row(told: Diffusion, it: Adopter) -> dict[str, Cell]:
    use = it.first
    links = [asdict(link) for link in told.links if link.target == it.name]
    return {
        "rank": it.rank,
        "name": it.name,
        "level": it.level,
        "first": use.source.issued,
        "lag": it.lag,
        "uses": len(it.uses),
        "documents": len(it.documents),
        "sources": links,
        "document": use.source.name,
        "start": use.start,
        "end": use.end,
        "sentence": told.sentences[it.name],
        "since": it.since.isoformat() if it.since else None,
        "until": it.until.isoformat() if it.until else None,
    }


def _content(told: Diffusion, rows: list[dict[str, Cell]]) -> dict[str, Cell]:
    return {
        "phrase": told.phrase,
        "by": told.by,
        "adopters": rows,
        "present": len(told.present),
        "share": told.share,
        "levels": {
            name: {"adopters": users, "present": present} for name, (users, present) in told.levels.items()
        },
        "curve": [
            {"day": day.isoformat(), "certainly": sure, "perhaps": maybe} for day, sure, maybe in told.curve
        ],
        "reprints": told.reprints,
        "reprinting": told.reprinting,
        "nameless": [it.name for it in told.nameless],
    }


def _interval(cell: Cell) -> str:
    if not isinstance(cell, tuple):
        return ""
    return str(cell[0]) if cell[0] == cell[1] else f"{cell[0]}–{cell[1]}"


def _from(cell: Cell, lang: Language) -> str:
    links = cell if isinstance(cell, list) else []
    return ", ".join(f"{it['source']} ({choose(lang, *KIND_NAMES[it['kind']])})" for it in links)


def _summary(told: Diffusion, lang: Language) -> str:
    users, present = len(told.adopters) + len(told.undated), len(told.present)
    left, again, nameless = len(told.undated), len(told.reprints), len(told.nameless)
    return choose(
        lang,
        f"语料中有文件的 {present} 个使用者里有 {users} 个用过，其中 {left} 个没有日期；转载 {again} 篇；"
        f"不知何处的文件 {nameless} 篇。来源是按日期和地点的推断，不是证明。",
        f"{users} of {present} with documents in the corpus use it, {left} of them undated; {again} reprints; {nameless}"
        " documents of nobody known. Likely sources are read from dates and places: no proof.",
    )
