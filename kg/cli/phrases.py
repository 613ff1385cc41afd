"""`kg phrases`: set phrases that a build's documents repeat and nobody listed, and a curator's acceptance of them."""

from collections.abc import Mapping
from pathlib import Path

import click
from rich.text import Text

from kg import lexicon, ontology
from kg.cli import answer, listing
from kg.cli.language import Language, choose
from kg.cli.listing import Cell, Column
from kg.cli.options import BUILD, ONTOLOGY, formats
from kg.cli.terminal import printable
from kg.corpus import Corpus, Use

_CLASSES = ("Formulation", "Slogan", "Campaign", "Strategy", "Mechanism")
_SAMPLES = 3


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
    accepted: str | None,
    note: str | None,
    class_name: str,
) -> None:
    """List phrases that the documents of a build repeat as fixed units, the likeliest set phrase first.

    They are found unaided, without the list of known entities; the column known marks those that the ontology has.
    A score, 0 to 1, ranks phrases within one corpus and says nothing across corpora. Few uses are weak evidence.
    With --accept a phrase becomes a known entity of its class in every later build with that ontology folder;
    a folder that is not there yet becomes a copy of the one that comes with kg.

    \b
    Examples:
      kg phrases
      kg phrases --limit 200 --min-count 5 --format csv
      kg phrases --accept 新质生产力 --note "2023年9月提出" --ontology my-ontology
    """
    if accepted is not None:
        _accept(accepted, class_name, note, folder, lang)
        return
    if note is not None:
        raise click.UsageError("--note needs --accept")
    from kg.discovery import discover

    where = (folder or ontology.folder()).resolve()
    known = ontology.load(where)
    corpus = Corpus.read(build, known)
    labels = {label for it in known.others for label in it.labels}
    found = discover(corpus, lexicon.load(where), uses=min_count, documents=min_documents, limit=limit)
    rows = []
    for it in found:
        row: dict[str, Cell] = {name: getattr(it, name) for name in _TOLD}
        row |= {"uses": len(it.uses), "known": it.phrase in labels, **_dates(it.uses)}
        row["samples"] = [_sample(corpus, use) for use in _spread(it.uses)]
        rows.append(row)
    listing.show(_COLUMNS, rows, format_, lang)


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
