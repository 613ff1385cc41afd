"""`kg clean`: the cleaned text of a file, or what cleaning removes."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.language import Language, choose
from kg.cli.terminal import printable
from kg.errors import InputError

if TYPE_CHECKING:
    from kg.reader import Page
    from kg.text import Cleaned

# What a kind of removal is called, in Chinese and in English.
KINDS = {
    "breadcrumb": ("导航路径", "breadcrumb"),
    "byline": ("署名日期", "byline"),
    "damage": ("坏字", "damage"),
    "footer": ("页脚", "footer"),
    "jump": ("转版", "jump"),
    "licence": ("版权说明", "licence"),
    "note": ("注号", "note"),
    "page": ("页码", "page number"),
    "pinyin": ("夹注拼音", "pinyin"),
    "tools": ("页面按钮", "page tools"),
}


@click.command(short_help="Show a file's cleaned text, or what cleaning removes.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--diff", is_flag=True, help="Show what is removed, by line and kind, instead of the text.")
@click.option("--encoding", metavar="NAME", help="Encoding of the file [default: found by itself].")
@click.option("--text-column", metavar="NAME", help="Column or key of the text in tables of documents.")
@click.pass_obj
def command(lang: Language, /, file: Path, diff: bool, encoding: str | None, text_column: str | None) -> None:
    """Show the cleaned text of FILE, as the build would use it, or with --diff what cleaning removes.

    \b
    Examples:
      kg clean report.html
      kg clean report.txt --diff
      kg clean old.txt --encoding big5
    """
    from kg.reader import Columns, raw
    from kg.text import clean

    pages = list(raw(file, columns=Columns(text=text_column), encoding=encoding))
    failed = [page for page in pages if isinstance(page, InputError)]
    if len(failed) == len(pages) == 1:
        raise failed[0]
    for page in pages:
        if isinstance(page, InputError):
            click.echo(f"kg: {printable(str(page))}", err=True)
            continue
        if len(pages) > 1:
            click.secho(f"== {printable(file.name)}{page.suffix} ==", bold=True)
        cleaned = clean(page.text)
        for line in _removals(page, cleaned, lang) if diff else (cleaned.text,):
            click.echo(line)
    if failed:
        click.get_current_context().exit(1)


def _removals(page: "Page", cleaned: "Cleaned", lang: Language) -> Iterator[str]:
    """Yield a line for each removal, then what was found in them and how much is left."""
    width = max((len(str(it.line)) for it in cleaned.removed), default=1)
    for it in cleaned.removed:
        kind = click.style(choose(lang, *KINDS[it.kind]), fg="cyan")
        yield f"{it.line:>{width}} {kind} {click.style('- ' + printable(it.text), fg='red')}"
    found = {
        choose(lang, "标题", "title"): cleaned.title,
        choose(lang, "日期", "date"): cleaned.issued,
        choose(lang, "来源", "publisher"): cleaned.publisher,
        choose(lang, "作者", "author"): "、".join(cleaned.creators),
    }
    for name, value in found.items():
        if value:
            yield click.style(f"+ {name}: {printable(value)}", fg="green")
    before, after = len(page.text), len(cleaned.text)
    yield choose(lang, f"{before} 字，清洗后 {after} 字", f"{before:,} characters, {after:,} after cleaning")
