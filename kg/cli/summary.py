"""The table at the end of a build: what was read, what was found, what was left out and why."""

from collections.abc import Iterator

from rich.console import Group
from rich.table import Table
from rich.text import Text

from kg.build import Manifest, Skipped
from kg.cli.language import Language, choose
from kg.cli.terminal import printable
from kg.messages import translate
from kg.ontology import Ontology

_SKIPPED_SHOWN = 20


def summary(manifest: Manifest, ontology: Ontology, lang: Language) -> Group:
    """Return the tables to print, in the language asked for, classes and properties by the ontology's labels."""
    parts = [_counts(manifest, ontology, lang)]
    if manifest.skipped:
        parts.append(_skipped(manifest.skipped, lang))
    return Group(*parts)


def _counts(manifest: Manifest, ontology: Ontology, lang: Language) -> Table:
    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    sections = (_totals(manifest, lang), _entities(manifest, ontology, lang), _relations(manifest, ontology, lang))
    for rows in sections:
        for label, value in rows:
            table.add_row(Text(label), value)
        table.add_section()
    return table


def _totals(manifest: Manifest, lang: Language) -> Iterator[tuple[str, str]]:
    counts = manifest.counts
    yield choose(lang, "文档", "documents"), f"{counts.documents:,}"
    yield choose(lang, "字符", "characters"), f"{counts.characters:,}"
    yield choose(lang, "提及", "mentions"), f"{counts.mentions:,}"
    yield choose(lang, "数据", "figures"), f"{counts.figures:,}"
    yield choose(lang, "四元组", "quads"), f"{counts.quads:,}"
    yield choose(lang, "秒", "seconds"), f"{sum(manifest.seconds.values()):.1f}"
    yield choose(lang, "跳过", "skipped"), f"{len(manifest.skipped):,}"


def _entities(manifest: Manifest, ontology: Ontology, lang: Language) -> Iterator[tuple[str, str]]:
    found = manifest.counts.entities
    yield choose(lang, "实体", "entities"), f"{found.total():,}"
    for name, number in found.most_common():
        yield f"  {ontology.label(name, lang)}", f"{number:,}"


def _relations(manifest: Manifest, ontology: Ontology, lang: Language) -> Iterator[tuple[str, str]]:
    found = manifest.counts.relations
    yield choose(lang, "关系", "relations"), f"{found.total():,}"
    for name, number in found.most_common():
        yield f"  {ontology.label(name, lang)}", f"{number:,}"


def _skipped(skipped: list[Skipped], lang: Language) -> Table:
    table = Table(title=choose(lang, "跳过", "Skipped"), title_justify="left")
    for heading in (choose(lang, "何处", "where"), choose(lang, "原因", "why"), choose(lang, "办法", "remedy")):
        table.add_column(heading, overflow="fold")
    # Errors first: they are what made the exit code.
    ordered = sorted(skipped, key=lambda it: it.kind)
    for it in ordered[:_SKIPPED_SHOWN]:
        cells = (it.where, translate(it.problem, lang), translate(it.remedy, lang))
        table.add_row(*(Text(printable(cell)) for cell in cells))
    if len(skipped) > _SKIPPED_SHOWN:
        more = len(skipped) - _SKIPPED_SHOWN
        table.add_row(
            choose(lang, f"另有 {more} 项", f"{more} more"), "", choose(lang, "见", "see") + " manifest.json"
        )
    return table
