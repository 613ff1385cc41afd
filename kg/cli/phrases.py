"""`kg phrases`: set phrases that a build's documents repeat and nobody listed, and a curator's acceptance of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from kg import lexicon, ontology
from kg.cli import answer, listing
from kg.cli.language import Language, choose
from kg.cli.listing import Cell, Column
from kg.cli.options import BUILD, ONTOLOGY, formats
from kg.cli.terminal import printable
from kg.corpus import Corpus, Use

if TYPE_CHECKING:
    from kg.discovery.selection import Selection

_CLASSES = ("Formulation", "Slogan", "Campaign", "Strategy", "Mechanism")
_SAMPLES = 3
# Below this a corpus is small.
_FEW = 10


def _decimal(cell: Cell) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else ""


def _yes(cell: Cell) -> str:
    return "✓" if cell else ""


_COLUMNS = (
    Column("phrase", "提法", "phrase"),
    Column("uses", "次数", "uses", right=True),
    Column("documents", "文件数", "documents", right=True),
    Column("first", "最早", "first"),
    Column("first_document", "最早文件", "first document", None),
    Column("last", "最晚", "last"),
    Column("last_document", "最晚文件", "last document", None),
    Column("undated", "无日期次数", "undated", None),
    Column("score", "得分", "score", _decimal, right=True),
    Column("cohesion", "内聚", "cohesion", _decimal, right=True),
    Column("left", "左邻熵", "left", None),
    Column("right", "右邻熵", "right", None),
    Column("bound", "词界", "bound", None),
    Column("burst", "突现", "burst", _decimal, right=True),
    Column("quoted", "加引号", "quoted", _decimal, right=True),
    Column("led", "受奉行", "taken up", None),
    Column("named", "有称名", "named", None),
    Column("arity", "项数", "parts", right=True),
    Column("known", "已知", "known", _yes),
    Column("samples", "例句", "samples", None),
)


@click.command(short_help="Find the set phrases that a build's documents repeat.")
@BUILD
@ONTOLOGY
@formats(*listing.FORMATS)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many phrases to list.")
@click.option("--min-count", type=click.IntRange(2), default=3, show_default=True, help="Least uses of a phrase.")
@click.option(
    "--min-documents", type=click.IntRange(1), default=2, show_default=True, help="Least documents it stands in."
)
@click.option("--place", help="Only documents that speak for this place or one within it.")
@click.option("--from", "since", metavar="DATE", help="Only documents from this year, month or day on.")
@click.option("--to", "until", metavar="DATE", help="Only documents up to this year, month or day.")
@click.option("--accept", "accepted", metavar="PHRASE", help="Write a phrase into the ontology folder instead.")
@click.option("--note", help="What you say of the accepted phrase; needed with --accept.")
@click.option(
    "--class",
    "class_name",
    type=click.Choice(_CLASSES),
    default="Formulation",
    show_default=True,
    help="What the accepted phrase is.",
)
@click.pass_obj
def command(
    lang: Language,
    /,
    build: Path,
    folder: Path | None,
    format_: str,
    limit: int,
    min_count: int,
    min_documents: int,
    place: str | None,
    since: str | None,
    until: str | None,
    accepted: str | None,
    note: str | None,
    class_name: str,
) -> None:
    """List phrases that the documents of a build repeat as fixed units, the likeliest set phrase first.

    A set phrase is what a scholar of official language would list: a named policy, slogan, doctrine, campaign, formula or
    fixed ideological expression, not a topic. They are found unaided; the column known marks those that the ontology has.
    A score, 0 to 1, adds up what speaks for a phrase and is no probability. Few uses are weak evidence.
    A text that is printed again counts once. Documents whose date is not known to lie within --from and --to are left out.
    With --accept a phrase becomes a known entity of its class in every later build with that ontology folder;
    a folder that is not there yet becomes a copy of the one that comes with kg.

    \b
    Examples:
      kg phrases
      kg phrases --limit 200 --min-count 5 --format csv
      kg phrases --place 浙江 --from 2020 --to 2024-06
      kg phrases --accept 新质生产力 --note "2023年9月提出" --ontology my-ontology
    """
    if accepted is not None:
        _accept(accepted, class_name, note, folder, lang)
        return
    if note is not None:
        raise click.UsageError("--note needs --accept")
    from kg.discovery import discover
    from kg.discovery.selection import select

    where = (folder or ontology.folder()).resolve()
    known = ontology.load(where)
    corpus = Corpus.read(build, known)
    taken = select(corpus, place, since, until)
    labels = {label for it in known.others for label in it.labels}
    found = discover(
        corpus, lexicon.load(where), sources=taken.sources, uses=min_count, documents=min_documents, limit=limit
    )
    rows = []
    for it in found:
        row: dict[str, Cell] = {name: getattr(it, name) for name in _TOLD}
        row |= {"uses": len(it.uses), "known": it.phrase in labels, **_dates(it.uses)}
        row["samples"] = [_sample(corpus, use) for use in _spread(it.uses)]
        rows.append(row)
    listing.show(_COLUMNS, rows, format_, lang)
    for line in _notes(taken, lang):
        click.echo(line, err=True)


def _notes(taken: "Selection", lang: Language) -> Iterator[str]:
    number = len(taken.sources)
    yield choose(
        lang,
        f"{number} 篇文件；另有重印 {taken.reprints} 篇不计",
        f"{number} documents; {taken.reprints} reprints left out",
    )
    if taken.undated:
        yield choose(
            lang,
            f"{taken.undated} 篇日期不明或不能确定在所限时间之内，未计入",
            f"{taken.undated} documents left out: not dated, or perhaps outside the time asked for",
        )
    if number < _FEW:
        yield choose(
            lang,
            f"文件不足 {_FEW} 篇：重复少，排序不可靠；可用 --min-count 2 --min-documents 1 放宽",
            f"fewer than {_FEW} documents: little is repeated and the order is weak; try --min-count 2 --min-documents 1",
        )


_TOLD = (
    "phrase",
    "documents",
    "score",
    "cohesion",
    "left",
    "right",
    "bound",
    "burst",
    "quoted",
    "led",
    "named",
    "arity",
)


def _dates(uses: tuple[Use, ...]) -> Mapping[str, Cell]:
    dated = [it.source for it in uses if it.source.issued]
    first, last = (dated[0], dated[-1]) if dated else (None, None)
    return {
        "first": first.issued if first else None,
        "first_document": first.name if first else None,
        "last": last.issued if last else None,
        "last_document": last.name if last else None,
        "undated": len(uses) - len(dated),
    }


def _spread(uses: tuple[Use, ...]) -> list[Use]:
    """Return the first use, one in the middle and the last."""
    last = len(uses) - 1
    return [uses[it] for it in dict.fromkeys(last * step // (_SAMPLES - 1) for step in range(_SAMPLES))]


def _sample(corpus: Corpus, use: Use) -> Mapping[str, Cell]:
    return {
        "document": use.source.name,
        "issued": use.source.issued,
        "start": use.start,
        "end": use.end,
        "sentence": "".join(corpus.sentence(use)),
    }


def _accept(phrase: str, class_name: str, note: str | None, folder: Path | None, lang: Language) -> None:
    from kg.discovery.acceptance import accept

    if note is None:
        raise click.UsageError("--accept needs --note")
    path = accept(phrase, class_name, note, folder)
    told = choose(lang, f"已写入 {path}", f"written to {path}")
    answer.console().print(Text(printable(told)), soft_wrap=True)
