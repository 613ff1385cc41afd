"""`kg load`: N-Quads in, the folder of a build out."""

from pathlib import Path

import click
from rich.console import Console

from kg import ontology as ontologies
from kg.build import load
from kg.cli.language import Language, choose
from kg.cli.progress import Progress
from kg.cli.summary import summary
from kg.cli.terminal import printable


@click.command()
@click.argument("parts", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder for the build; an earlier build there is replaced once the new one is complete.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress and no table.")
@click.pass_obj
def command(lang: Language, parts: tuple[Path, ...], output: Path, quiet: bool) -> None:
    """Load N-Quads into the folder of a build, for every other command to read.

    PARTS are folders that kg build --engine spark left, folders of builds, or files of N-Quads (.nq .nq.gz). The
    texts are taken from the folder text/ of each folder; without them documents cannot be read, only asked for.

    \b
    Examples:
      kg load parts/ -o build              what a cluster left
      kg load one/ other/ -o both          two builds as one
      kg load graph.nq.gz -o build         a graph alone
    """
    with Progress(lang, quiet=quiet) as progress:
        manifest = load(parts, output, lang=lang, report=progress.advance)
    if not quiet:
        Console().print(summary(manifest, ontologies.load(), lang))
        page = printable(str(output / "explorer.html"))
        click.echo(choose(lang, f"图谱页面     {page}", f"Graph page   {page}"))
