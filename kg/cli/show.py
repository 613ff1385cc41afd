"""`kg show`: everything that a build says of one entity."""

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from kg import labels, ontology
from kg.cli import answer
from kg.cli.anchors import anchored
from kg.cli.language import Language, choose
from kg.cli.options import BUILD, formats
from kg.cli.terminal import printable
from kg.ontology import Vocabulary
from kg.show import Description, Figure, Parts, Passage, Statement, describe
from kg.store import Store


@click.command()
@click.argument("label")
@BUILD
@click.option("--class", "class_", help="Only an entity of this class, such as Campaign.")
@formats("table", "json")
@click.pass_obj
def command(lang: Language, label: str, build: Path, class_: str | None, format_: str) -> None:
    """Tell everything that a build says of the entities that LABEL names: any of their names, or an IRI.

    Every relation and figure comes with its document, date and sentence; the words that it rests on are bold in a
    terminal and stand in 【】 elsewhere.

    \b
    Examples:
      kg show 八八战略
      kg show 省委 --class Organization
      kg show 八八战略 --format json
    """
    classes = (class_,) if class_ else ()
    with Store.open(build / "store") as store:
        found = labels.find(store, label, classes=classes) or [labels.one(store, label, classes=classes)]
        told = [describe(store, it, build / "text") for it in found]
    if format_ == "json":
        answer.plain(json.dumps([asdict(it) for it in told], ensure_ascii=False, indent=2).encode())
        return
    out = answer.console()
    known = ontology.vocabulary()
    for it in told:
        _Page(out, known, lang).print(it)


class _Page:
    """Prints one description."""

    def __init__(self, out: Console, known: Vocabulary, lang: Language) -> None:
        self._out = out
        self._known = known
        self._lang = lang

    def print(self, it: Description) -> None:
        self._line(Text.assemble((printable(it.entity.name), "bold"), "  ", self._classes(it.classes)))
        self._line(Text(it.entity.iri, style="dim"))
        names = [printable(name) for _, name in it.names if name != it.entity.name]
        if names:
            self._line(Text(choose(self._lang, "又作：", "also: ") + "、".join(names)))
        for one in it.meant:
            told = f"{one.name}{anchored(one.anchor, self._lang)} —— {one.document}"
            self._line(Text(printable(told), style="dim"))
        for _, definition in it.definitions:
            self._line(Text(printable(definition)))
        if it.parts:
            self._parts(it.parts)
        for (name, inward), group in groupby(it.statements, key=lambda one: (one.property, one.inward)):
            self._heading(self._property(name, inward))
            for statement in group:
                self._statement(statement)
        if it.figures:
            self._heading(choose(self._lang, "数字", "figures"))
        for figure in it.figures:
            self._figure(figure)
        self._out.print()

    def _parts(self, it: Parts) -> None:
        """Say how far the documents spell a numeral phrase out, and where to read what one of them leaves open."""
        if it.complete:
            told = choose(
                self._lang, f"数字概括语：{it.arity} 项，已列全", f"numeral phrase: complete, {it.arity} parts"
            )
        else:
            told = choose(
                self._lang,
                f"数字概括语：{it.arity} 项，列出 {it.named} 项",
                f"numeral phrase: {it.named} of {it.arity} parts",
            )
        if it.incomplete:
            told += choose(
                self._lang,
                f"；{it.documents} 篇文献中 {it.incomplete} 篇未列全（kg query parts-elsewhere）",
                f"; left incomplete in {it.incomplete} of {it.documents} documents (kg query parts-elsewhere)",
            )
        self._line(Text(told))

    def _statement(self, it: Statement) -> None:
        role = f"（{it.role}）" if it.role else ""
        self._line(Text(f"  {printable(it.other.name)}{printable(role)}", style="bold"))
        self._passage(it.passage, it.rule, it.confidence)

    def _figure(self, it: Figure) -> None:
        qualifier = "" if it.qualifier == "exact" else self._label(it.qualifier) + " "
        period = f"（{it.period}）" if it.period else ""
        self._line(Text(printable(f"  {it.measure}{period}：{qualifier}{it.value}{it.unit}"), style="bold"))
        self._passage(it.passage, it.rule, it.confidence)

    def _passage(self, it: Passage, rule: str, confidence: str) -> None:
        quote = (it.quote, "bold") if self._out.is_terminal else f"【{it.quote}】"
        quoted = (printable(quote[0]), quote[1]) if isinstance(quote, tuple) else printable(quote)
        self._line(Text.assemble("    ", printable(it.before), quoted, printable(it.after)))
        self._line(Text(printable(f"    —— {it.title} {it.issued} [{rule} {confidence}]"), style="dim"))

    def _heading(self, text: str) -> None:
        self._out.print()
        self._line(Text(text, style="underline"))

    def _line(self, text: Text) -> None:
        self._out.print(text, soft_wrap=not self._out.is_terminal)

    def _classes(self, names: tuple[str, ...]) -> str:
        return "、".join(self._label(name) for name in names)

    def _property(self, name: str, inward: bool) -> str:
        if not inward:
            return f"{self._label(name)} →"
        return f"{self._label(self._known.relations[name].inverse)} ←"

    def _label(self, name: str) -> str:
        term = self._known.terms.get(name)
        return term.labels.get(self._lang, name) if term else name
