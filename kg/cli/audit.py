"""`kg audit`: a document sentence by sentence, with what was taken from it and what led to nothing."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from kg import lexicon, ontology
from kg.audit import Audit, Missed, Sentence, Signs, Taken, audit, find
from kg.cli import answer
from kg.cli.anchors import anchored
from kg.cli.language import Language, choose
from kg.cli.options import BUILD, ONTOLOGY, formats
from kg.cli.terminal import printable
from kg.ontology import Ontology
from kg.store import Store

KINDS = {
    "mention": ("名称", "names"),
    "relation": ("关系", "relations"),
    "figure": ("数字", "figures"),
    "cue": ("线索词", "cues beside a name"),
    "quote": ("引号", "quotes"),
    "number": ("数量", "numerals with a unit"),
    "head": ("中心词", "head nouns"),
    "loose": ("无名称的线索词", "cues without a name"),
}
_TAKEN, _MISSED = ("mention", "relation", "figure"), ("cue", "quote", "number", "head", "loose")


@click.command(short_help="Show a document's sentences with what was taken and what led to nothing.")
@click.argument("document")
@BUILD
@formats("table", "json")
@ONTOLOGY
@click.pass_obj
def command(lang: Language, /, document: str, build: Path, format_: str, folder: Path | None) -> None:
    """Show each sentence of DOCUMENT with the names, relations and figures that the build took from it.

    DOCUMENT is a document's name, its title, or a part of either. Words that announce something and led to nothing
    are marked, in colour in a terminal and by 【】 elsewhere: a cue of the lexicon in no relation, a quoted phrase
    that is no name, a numeral with a unit that is no figure, a head noun that ends no name. Not each of them is a
    mistake: many a quote is a figure of speech. Cues in whose clause no name was found are listed, but not marked.

    \b
    Examples:
      kg audit zhejiang-red-roots
      kg audit 党纪学习教育 --format json
    """
    where = (folder or ontology.folder()).resolve()
    with Store.open(build / "store") as store:
        told = audit(store, find(store, document), build / "text", Signs(lexicon.load(where)))
    if format_ == "json":
        content = {**asdict(told), "summary": _summary(told)}
        answer.plain(json.dumps(content, ensure_ascii=False, indent=2).encode())
        return
    known = ontology.load(where)
    out = answer.console()
    title = f"{told.document.title} {told.document.issued}".strip()
    out.print(Text(printable(title), style="bold"), soft_wrap=not out.is_terminal)
    for number, sentence in enumerate(told.sentences, start=1):
        for line in _lines(number, sentence, known, lang, marked=not out.is_terminal):
            out.print(line, soft_wrap=not out.is_terminal)
    out.print(_table(told, lang))


def _summary(told: Audit) -> dict[str, int | float]:
    return {
        "sentences": len(told.sentences),
        "with_something_taken": told.used,
        "share_with_something_taken": told.share(told.used),
        "with_something_missed": told.missing,
        "share_with_something_missed": told.share(told.missing),
        **{kind: told.count(kind) for kind in KINDS},
    }


def _lines(number: int, it: Sentence, known: Ontology, lang: Language, *, marked: bool) -> Iterator[Text]:
    yield Text.assemble(f"{number:>3} ", *_pieces(it, marked=marked))
    names = dict.fromkeys(_told(one, known, lang) for one in it.taken if one.kind == "mention")
    if names:
        yield Text(printable(f"      {'、'.join(names)}"), style="dim")
    for one in it.taken:
        if one.kind != "mention":
            told = f"    + {_told(one, known, lang)} [{one.rule} {one.confidence}]"
            yield Text(printable(told), style="green")
    if it.missed:
        yield Text(printable("    ? " + "；".join(_grouped(it.missed, lang))), style="yellow")


def _pieces(it: Sentence, *, marked: bool) -> Iterator[str | tuple[str, str]]:
    """Yield the sentence in pieces, what led to nothing marked; where two overlap, the first stands."""
    position = 0
    for one in (one for one in it.missed if one.kind != "loose"):
        start, end = one.start - it.start, one.end - it.start
        if start >= position:
            yield printable(it.text[position:start])
            words = printable(it.text[start:end])
            yield f"【{words}】" if marked else (words, "black on yellow")
            position = end
    yield printable(it.text[position:])


def _told(it: Taken, known: Ontology, lang: Language) -> str:
    label = known.terms[it.term].labels.get(lang, it.term) if it.term in known.terms else it.term
    if it.kind == "mention":
        return f"{it.parts[0]}（{label}{anchored(it.anchor, lang)}）"
    if it.kind == "relation":
        return f"{it.parts[0]} {label} {it.parts[1]}"
    measure, amount, period = it.parts
    qualifier = "" if it.term == "exact" else f"{label} "
    return f"{measure}{f'（{period}）' if period else ''}：{qualifier}{amount}"


def _grouped(missed: tuple[Missed, ...], lang: Language) -> Iterator[str]:
    for kind in _MISSED:
        words = dict.fromkeys(it.words for it in missed if it.kind == kind)
        if words:
            yield f"{choose(lang, *KINDS[kind])} {'、'.join(words)}"


def _table(told: Audit, lang: Language) -> Table:
    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column(justify="right")
    total = len(told.sentences)
    table.add_row(choose(lang, "句子", "sentences"), f"{total:,}", "")
    for zh, en, number in (
        ("其中有所得的", "with something taken", told.used),
        ("其中有遗漏线索的", "with something that led to nothing", told.missing),
    ):
        table.add_row(choose(lang, zh, en), f"{number:,}", f"{told.share(number):.0%}")
    for zh, en, kinds in (("取得", "taken", _TAKEN), ("未有所得", "led to nothing", _MISSED)):
        table.add_section()
        for kind in kinds:
            name = f"{choose(lang, zh, en)}: {choose(lang, *KINDS[kind])}"
            table.add_row(name, f"{told.count(kind):,}", "")
    return table
