"""`kg timeline`: when a phrase comes, peaks, goes and returns."""

from collections.abc import Iterator
from pathlib import Path

import click

from kg.cli import listing, options
from kg.cli.language import Language
from kg.cli.listing import Cell, Column
from kg.corpus import Corpus, Use
from kg.timeline import Life, life

_YEARS = {"year": 1, "five-years": 5, "decade": 10}
_COLUMNS = (
    Column("phrase", "提法", "phrase"),
    Column("uses", "次数", "uses", right=True),
    Column("undated", "无日期", "undated", right=True),
    Column("first", "首见", "first"),
    Column("first_document", "首见文献", "in"),
    Column("first_sentence", "首见原句", "sentence", None),
    Column("peak", "高峰", "peak"),
    Column("last", "末见", "last"),
    Column("revivals", "复现", "revived", lambda it: ", ".join(map(str, it)) if isinstance(it, list) else ""),
    Column("periods", "各期", "periods", None),
    Column("where", "出处", "where", None),
)


@click.command(short_help="Show when phrases come, peak, go and return.")
@click.argument("phrases", metavar="PHRASE…", nargs=-1, required=True)
@options.BUILD
@click.option(
    "--by", type=click.Choice(list(_YEARS)), default="year", show_default=True, help="Length of a period."
)
@options.formats(*listing.FORMATS)
@listing.plot
@click.pass_obj
def command(
    lang: Language, /, phrases: tuple[str, ...], build: Path, by: str, format_: str, plot: Path | None
) -> None:
    r"""Show when phrases come, peak, go and return.

    Rates are per 10,000 characters, with exact 95 % Poisson intervals; periods without documents are left out.
    A revival comes after three or more periods that had documents but not the phrase.

    \b
    Examples:
      kg timeline 高质量发展
      kg timeline 高质量发展 共同富裕 --by decade --format json
    """
    corpus = Corpus.read(build)
    lives = [life(corpus, it, _YEARS[by]) for it in phrases]
    if plot:
        from kg import plots
        from kg.plots.timeline import draw

        plots.save(draw(lives), plot)
    listing.show(_COLUMNS, [_row(corpus, it) for it in lives], format_, lang)


def _row(corpus: Corpus, found: Life) -> dict[str, Cell]:
    first = found.dated[0] if found.dated else None
    return {
        "phrase": found.phrase,
        "uses": len(found.dated) + len(found.undated),
        "undated": len(found.undated),
        "first": first.source.issued if first else None,
        "first_document": first.source.name if first else None,
        "first_sentence": "".join(corpus.sentence(first)) if first else None,
        "peak": found.peak.start if found.peak else None,
        "last": found.dated[-1].source.issued if found.dated else None,
        "revivals": found.revivals,
        "periods": [{name: getattr(it, name) for name in it.__slots__} for it in found.periods],
        "where": list(_where(corpus, found.dated + found.undated)),
    }


def _where(corpus: Corpus, uses: tuple[Use, ...]) -> Iterator[Cell]:
    for it in uses:
        yield {
            "document": it.source.name,
            "date": it.source.issued,
            "start": it.start,
            "end": it.end,
            "sentence": "".join(corpus.sentence(it)),
        }
