"""`kg render`: the explorer page of a build, written again."""

from pathlib import Path

import click

from kg.cli.language import Language, choose


@click.command()
@click.argument("build", type=click.Path(path_type=Path), default=Path("build"))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write [default: explorer.html in the build's folder].",
)
@click.option(
    "--texts",
    type=click.Choice(("all", "quotes")),
    help="Put whole documents into the page, or only the sentences that something rests on [default: all, where they"
    " have at most 20 million characters].",
)
@click.pass_obj
def command(lang: Language, build: Path, output: Path | None, texts: str | None) -> None:
    """Write the explorer page of a build again.

    \b
    Examples:
      kg render                            write build/explorer.html again
      kg render --texts quotes             a smaller page, without whole documents
      kg --lang en render -o page.html     a page that opens in English
    """
    from kg.explorer import render
    from kg.explorer.origin import Origin
    from kg.store import Store

    target = output or build / "explorer.html"
    whole = None if texts is None else texts == "all"
    with Store.open(build / "store") as store:
        page = render(store, target, lang=lang, texts=build / "text", whole=whole, origin=Origin.of(build))
    size = target.stat().st_size / 1_000_000
    click.echo(choose(lang, f"已写出 {target}（{size:.1f} MB）", f"Wrote {target} ({size:.1f} MB)"))
    if page.texts != "whole" and texts != "quotes":
        click.echo(
            choose(
                lang,
                "全文未写入，只有各条结论所据的句子：kg render --texts all 写入现有的全文",
                "Without whole documents, only the sentences that claims rest on: kg render --texts all puts in those there are",
            )
        )
