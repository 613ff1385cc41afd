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
@click.pass_obj
def command(lang: Language, build: Path, output: Path | None) -> None:
    """Write the explorer page of a build again.

    \b
    Examples:
      kg render                            write build/explorer.html again
      kg --lang en render -o page.html     a page that opens in English
    """
    from kg.explorer import render
    from kg.store import Store

    target = output or build / "explorer.html"
    with Store.open(build / "store") as store:
        render(store, target, lang=lang)
    size = target.stat().st_size / 1_000_000
    click.echo(choose(lang, f"已写出 {target}（{size:.1f} MB）", f"Wrote {target} ({size:.1f} MB)"))
