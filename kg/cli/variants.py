"""`kg variants`: how the wording of a formula varies, and since when."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from kg.cli import answer, listing, options
from kg.cli.language import Language, choose
from kg.cli.listing import Cell, Column
from kg.corpus import Corpus
from kg.reprints import once
from kg.variants import FEW, SHARE, Variant, marked, variants
from kg.variants.wording import KIND_NAMES


@click.command(short_help="Show how the wording of a formula varies, and since when.")
@click.argument("phrase")
@options.BUILD
@click.option(
    "--min-share",
    "share",
    type=float,
    default=SHARE,
    show_default=True,
    help="Part of the phrase's characters that a variant keeps, above 0.5.",
)
@click.option(
    "--inside", is_flag=True, help="Changes within the phrase alone, not what is put before or after it."
)
@click.option("--once", "alone", is_flag=True, help="Leave out documents that nearly repeat an earlier one.")
@click.option("--limit", type=click.IntRange(min=1), default=30, show_default=True, help="Wordings in the table.")
@options.formats(*listing.FORMATS)
@listing.plot
@click.pass_obj
def command(
    lang: Language,
    /,
    phrase: str,
    build: Path,
    share: float,
    inside: bool,
    alone: bool,
    limit: int,
    format_: str,
    plot: Path | None,
) -> None:
    r"""Show every wording of PHRASE, aligned with it, with its first dated use.

    [+列] is put in, [-列] left out, [三→四] exchanged; quotation marks are looked over. The first row is the phrase itself,
    where nothing belongs to it before or after. Words beside it in its clause count where two documents have them, or
    where they are quoted together with it. Table and picture show the most used wordings, CSV and JSON all; JSON has the
    lattice, too: nodes and edges with their uses and first dated evidence. Each printing of a text counts without --once.
    Insertions are nearly all the formula itself; of exchanges and omissions most are something else that is worded like it: read them.

    \b
    Examples:
      kg variants 两个维护
      kg variants 走在前、作表率 --inside
      kg variants 高质量发展 --format json
      kg variants 全面建设小康社会 --inside --plot lattice.svg
    """
    whole = Corpus.read(build)
    corpus, repeated = once(whole) if alone else (whole, {})
    found = variants(corpus, phrase, share, inside=inside)
    shown = found[:limit]
    if plot:
        from kg import plots
        from kg.plots.variants import draw
        from kg.variants.lattice import lattice

        plots.save(draw(lattice(shown), lang), plot)
    rows = [_row(corpus, it) for it in (shown if format_ == "table" else found)]
    if format_ == "json":
        from kg.variants.lattice import lattice, linked

        content = {"variants": rows, "lattice": linked(lattice(found)), "reprints": len(repeated)}
        answer.plain(json.dumps(content, ensure_ascii=False, indent=2).encode())
        return
    listing.show(_columns(lang), rows, format_, lang)
    if format_ == "table":
        _told(found, limit, len(repeated), lang)


def _columns(lang: Language) -> Sequence[Column]:
    return (
        Column("wording", "说法", "wording", None),
        Column("aligned", "比对", "aligned"),
        Column("kinds", "变化", "change", partial(_named, lang)),
        Column("uses", "次数", "uses", right=True),
        Column("documents", "文献", "documents", right=True),
        Column("quoted", "带引号", "quoted", right=True),
        Column("undated", "无日期", "undated", right=True),
        Column("few", "次数很少", "few", None),
        Column("first", "首见", "first"),
        Column("first_document", "首见文献", "in"),
        Column("first_sentence", "首见原句", "sentence", None),
        Column(
            "ties", "可能同样早的", "as early", lambda it: f"+{len(it)}" if isinstance(it, list) and it else ""
        ),
        Column("last", "末见", "last"),
        Column("last_document", "末见文献", "last in", None),
        Column("alignment", "步骤", "steps", None),
        Column("where", "出处", "where", None),
    )


def _named(lang: Language, cell: Cell) -> str:
    return "、".join(choose(lang, *KIND_NAMES[str(it)]) for it in cell) if isinstance(cell, list) else ""


def _row(corpus: Corpus, it: Variant) -> dict[str, Cell]:
    first, last = it.first, it.last
    return {
        "wording": it.wording,
        "aligned": marked(it.alignment),
        "kinds": list(it.kinds),
        "uses": len(it.uses),
        "documents": it.documents,
        "quoted": it.quoted,
        "undated": it.undated,
        "few": it.few,
        "first": first.source.issued if first else None,
        "first_document": first.source.name if first else None,
        "first_sentence": "".join(corpus.sentence(first)) if first else None,
        "ties": [one.name for one in it.ties],
        "last": last.source.issued if last else None,
        "last_document": last.source.name if last else None,
        "alignment": {
            "base": it.alignment.arrangement.text,
            "order": list(it.alignment.arrangement.order) if it.alignment.moved else None,
            "steps": [asdict(op) for op in it.alignment.ops],
        },
        "where": [listing.where(corpus, use) | {"words": corpus.sentence(use)[1]} for use in it.uses],
    }


def _told(found: Sequence[Variant], limit: int, again: int, lang: Language) -> None:
    """Print what the numbers cannot bear, and what was left out."""
    out = answer.console()
    few = sum(it.few for it in found[:limit])
    if few:
        zh, en = (
            f"其中 {few} 行不到 {FEW} 次，不足为据",
            f"{few} of them with fewer than {FEW} uses: too few to conclude from",
        )
        out.print(choose(lang, zh, en), style="dim")
    if again:
        out.print(choose(lang, f"转载 {again} 篇不计", f"{again} reprints left out"), style="dim")
    if len(found) > limit:
        zh, en = f"另有 {len(found) - limit} 种说法：--limit", f"{len(found) - limit} more wordings: --limit"
        out.print(choose(lang, zh, en), style="dim")
