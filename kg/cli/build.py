"""`kg build`: documents in, a folder with the knowledge graph out."""

import sys
import traceback
from pathlib import Path

import click
from rich.console import Console

from kg import ontology as ontologies
from kg.build import Skipped, Step, build, sample
from kg.cli.language import Language, choose
from kg.cli.progress import Progress
from kg.cli.summary import summary
from kg.cli.terminal import printable
from kg.reader import Columns


@click.command(short_help="Read documents and leave a knowledge graph.")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder for the result; an earlier build there is replaced once the new one is complete.",
)
@click.option("--text-column", metavar="NAME", help="Column or key of the text in CSV and JSONL files.")
@click.option("--title-column", metavar="NAME", help="Column or key of the title.")
@click.option("--date-column", metavar="NAME", help="Column or key of the date.")
@click.option(
    "--ontology",
    "folder",
    type=click.Path(path_type=Path),
    help="Ontology folder to use instead of the one that comes with kg.",
)
@click.option("--without-entities", is_flag=True, help="Find names by rules alone, without the known entities.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no table; errors are still told.")
@click.option("--debug", is_flag=True, help="Show the traceback where a stage fails on a document.")
@click.pass_obj
def command(
    lang: Language,
    paths: tuple[Path, ...],
    output: Path,
    text_column: str | None,
    title_column: str | None,
    date_column: str | None,
    folder: Path | None,
    without_entities: bool,
    quiet: bool,
    debug: bool,
) -> None:
    """Read documents and leave a knowledge graph in a folder: store, graph.ttl, graph.nq, explorer.html, manifest.

    PATH is a file (.txt .md .html .docx .pdf .csv .jsonl) or a folder, which is read with all folders below it.
    Without PATH the sample corpus is built. What cannot be read is left out, named, and makes the exit code 1;
    files of other types in a folder are named and left alone.

    \b
    Examples:
      kg build
      kg build reports/ speeches.csv -o graph
      kg build reports.csv --text-column body --title-column headline
    """
    known = ontologies.load(folder)
    columns = Columns(text=text_column, title=title_column, date=date_column)
    with Progress(lang, quiet=quiet) as progress:

        def report(step: Step) -> None:
            progress.advance(step)
            if step.skipped and step.skipped.kind == "error":
                _tell(step.skipped)
            if step.error and debug:
                click.echo("".join(traceback.format_exception(step.error)), err=True)

        manifest = build(
            paths or (sample(),),
            output,
            columns=columns,
            ontology=known,
            with_entities=not without_entities,
            lang=lang,
            report=report,
        )
    if not quiet:
        Console().print(summary(manifest, known, lang))
        _point(output, lang)
    if manifest.errors:
        sys.exit(1)


def _tell(skipped: Skipped) -> None:
    click.echo(f"kg: {printable(str(skipped))}", err=True)


def _point(output: Path, lang: Language) -> None:
    click.echo(f"{choose(lang, '图谱页面', 'graph page')}  {printable(str(output / 'explorer.html'))}")
    click.echo(f"Turtle  {printable(str(output / 'graph.ttl'))}")
