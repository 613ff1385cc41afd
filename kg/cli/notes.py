"""`kg notes`: what a reader noted in the explorer page, beside what a build says."""

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from kg.cli import answer
from kg.cli.language import Language, choose
from kg.cli.options import formats
from kg.cli.terminal import printable
from kg.notes import Judged, Notes, Review, read, review, write_turtle
from kg.store import Store

# As the page says them.
_VERDICTS = {"keep": ("采信", "keep"), "doubt": ("存疑", "doubt"), "reject": ("不采", "reject")}
_STYLES = {"keep": "green", "doubt": "yellow", "reject": "red"}
_HEADINGS = (
    ("判断", "verdict"),
    ("说法", "claim"),
    ("理由", "why"),
    ("原文", "sentence"),
    ("文献", "document"),
    ("日期", "date"),
)
_COLUMNS = (
    "claim",
    "verdict",
    "why",
    "modified",
    "words",
    "sentence",
    "quote",
    "title",
    "issued",
    "gone",
    "document",
    "start",
    "end",
)


@click.command(short_help="Show a reader's notes beside what a build says.")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("build", type=click.Path(path_type=Path), default=Path("build"))
@formats("table", "json", "csv", "ttl")
@click.pass_obj
def command(lang: Language, file: Path, build: Path, format_: str) -> None:
    """Show the notes in FILE, which the explorer page exports, beside what a build says of their claims.

    BUILD is the folder that kg build wrote, by default ./build. A claim that this build does not have is told, and so
    is whether it was made from the same documents. The format ttl gives Web Annotations, and needs no build.

    \b
    Examples:
      kg notes tifa-notes.json
      kg notes tifa-notes.json graph --format csv > notes.csv
      kg notes tifa-notes.json --format ttl > notes.ttl
    """
    notes = read(file)
    if format_ == "ttl":
        buffer = io.BytesIO()
        write_turtle(notes, buffer)
        answer.plain(buffer.getvalue())
        return
    with Store.open(build / "store") as store:
        found = review(store, notes, build / "text", lang=lang)
    if format_ == "json":
        answer.plain(json.dumps(_content(notes, found), ensure_ascii=False, indent=2).encode())
    elif format_ == "csv":
        _csv(found)
    else:
        _print(found, lang)


def _content(notes: Notes, found: Review) -> dict[str, Any]:
    return {
        "build": notes.build,
        "corpus": notes.corpus,
        "same_build": found.same_build,
        "same_corpus": found.same_corpus,
        "verdicts": dict(found.verdicts),
        "gone": found.gone,
        "notes": [{**asdict(it.note), **_row(it)} for it in found.judged],
    }


def _row(it: Judged) -> dict[str, Any]:
    passage = it.passage
    return {
        "words": it.words or "",
        "sentence": f"{passage.before}{passage.quote}{passage.after}" if passage else "",
        "quote": passage.quote if passage else it.note.exact,
        "title": it.title,
        "issued": it.issued,
        "gone": it.words is None,
    }


def _csv(found: Review) -> None:
    # Not at the head: it brings networkx, which the other formats do not need.
    from kg.export.flat import write_csv

    buffer = io.BytesIO()
    rows = [{**asdict(it.note), **_row(it), "gone": int(it.words is None)} for it in found.judged]
    write_csv(_COLUMNS, rows, buffer)
    answer.plain(buffer.getvalue())


def _print(found: Review, lang: Language) -> None:
    out = answer.console()
    table = Table()
    for zh, en in _HEADINGS:
        # A quote goes on in the next line; cut short it would be none.
        table.add_column(choose(lang, zh, en), overflow="fold")
    for it in found.judged:
        table.add_row(*_cells(it, lang, marked=not out.is_terminal))
    if found.judged:
        out.print(table)
    for line in _summary(found, lang):
        out.print(Text(line), soft_wrap=not out.is_terminal)


def _cells(it: Judged, lang: Language, *, marked: bool) -> tuple[Text, ...]:
    note, passage = it.note, it.passage
    verdict = Text(choose(lang, *_VERDICTS[note.verdict]), style=_STYLES[note.verdict])
    why, document, issued = (Text(printable(text)) for text in (note.why, it.title or note.document, it.issued))
    if it.words is None or passage is None:
        gone = Text(choose(lang, "本图谱没有", "not in this build"), style="dim")
        return verdict, gone, why, Text(printable(note.exact)), document, issued
    quote = f"【{printable(passage.quote)}】" if marked else (printable(passage.quote), "bold")
    sentence = Text.assemble(printable(passage.before), quote, printable(passage.after))
    return verdict, Text(printable(it.words)), why, sentence, document, issued


def _summary(found: Review, lang: Language) -> list[str]:
    total = len(found.judged)
    each = (f"{choose(lang, *_VERDICTS[name])} {count}" for name, count in found.verdicts.items())
    counts = choose(lang, "、", ", ").join(each)
    lines = [choose(lang, f"{total} 条批注：{counts}。", f"{total} notes: {counts}.")]
    if found.gone:
        zh = f"其中 {found.gone} 条所批的说法不在本图谱中。"
        lines.append(choose(lang, zh, f"This build does not have the claims of {found.gone} of them."))
    if found.same_corpus:
        zh, en = "批注所据的文献与本图谱相同", "They were made on the documents of this build"
    else:
        zh, en = "批注所据的文献或其正文与本图谱不同", "They were made on other documents, or other texts of them"
    if not found.same_build:
        zh, en = f"{zh}，版本、选项或知识库不同", f"{en}, with another version, options or ontology"
    return [*lines, choose(lang, f"{zh}。", f"{en}.")]
