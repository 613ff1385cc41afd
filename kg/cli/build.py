"""`kg build`: documents in, a folder with the knowledge graph out."""

import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import click
from rich.console import Console

from kg import ontology as ontologies
from kg.build import Step, build, sample
from kg.cli.language import Language, choose
from kg.cli.messages import line
from kg.cli.progress import Progress
from kg.cli.summary import summary
from kg.cli.terminal import printable
from kg.pipeline import DEFAULT_MODELS, MODELS
from kg.quads import Evidenced
from kg.reader import Columns


def column_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command one option for each column that a table of documents may have."""
    for it in reversed(fields(Columns)):
        about = f"Column or key of the {it.name} in tables of documents."
        command = click.option(f"--{it.name}-column", it.name, metavar="NAME", help=about)(command)
    return command


@click.command(short_help="Read documents and leave a knowledge graph.")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, readable=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder for the result; an earlier build there is replaced once the new one is complete.",
)
@column_options
@click.option(
    "--ontology",
    "folder",
    type=click.Path(path_type=Path),
    help="Ontology folder to use instead of the one that comes with kg.",
)
@click.option(
    "--without-entities", is_flag=True, help="Know only administrative divisions by name, no other entity."
)
@click.option(
    "--model",
    "models",
    type=click.Choice((*MODELS, "none")),
    multiple=True,
    default=DEFAULT_MODELS,
    show_default=True,
    help="Model that votes with the rules on names; may be given twice. none: rules alone. lac: persons, places and"
    " bodies as Baidu's LAC sees them (pip install 'tifa[lac]').",
)
@click.option(
    "--evidence",
    type=click.Choice(get_args(Evidenced)),
    default="all",
    show_default=True,
    help="Keep the words that names, claims and figures rest on, or those of claims and figures alone: less than half"
    " the size, without the marks on names, kg audit, and the questions who said a phrase first and where it spread.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    help="Processes that annotate; without it as many as there are cores, where there is enough to do.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Leave out a document that takes longer.",
)
@click.option("--force", is_flag=True, help="Do every document again, also those that an earlier build has done.")
@click.option(
    "--page/--no-page", default=True, show_default=True, help="Draw explorer.html, or leave it to kg render."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress and no table; errors are still told.")
@click.option("--debug", is_flag=True, help="Show the traceback where a stage fails on a document.")
@click.pass_obj
def command(
    lang: Language,
    /,
    paths: tuple[Path, ...],
    output: Path,
    folder: Path | None,
    without_entities: bool,
    models: tuple[str, ...],
    evidence: Evidenced,
    jobs: int | None,
    timeout: float | None,
    force: bool,
    page: bool,
    quiet: bool,
    debug: bool,
    **columns: str | None,
) -> None:
    """Read documents and leave a knowledge graph in a folder: store, graph.ttl, graph.nq, explorer.html, text,
    manifest.json.

    PATH is a file (.txt .md .html .docx .pdf .csv .jsonl) or a folder, which is read with all folders below it.
    Without PATH the sample corpus is built. What cannot be read is left out, named, and makes the exit code 1;
    files of other types in a folder are named and left alone.

    \b
    Examples:
      kg build
      kg build reports/ speeches.csv -o graph
      kg build reports/ --model none
      kg build archive/ -o archive.kg -j 8 --timeout 300 --evidence claims --no-page
      kg build reports.csv --text-column body --title-column headline
    """
    known = ontologies.load(folder)
    with Progress(lang, quiet=quiet) as progress:

        def report(step: Step) -> None:
            progress.advance(step)
            if step.skipped and step.skipped.kind == "error":
                click.echo(f"kg: {line(step.skipped, lang)}", err=True)
            if step.skipped and step.skipped.trace and debug:
                click.echo(step.skipped.trace, err=True)

        manifest = build(
            paths or (sample(),),
            output,
            columns=Columns(**columns),
            ontology=known,
            with_entities=not without_entities,
            models=[model for model in MODELS if model in models],
            evidence=evidence,
            lang=lang,
            jobs=jobs,
            timeout=timeout,
            force=force,
            page=page,
            report=report,
        )
    if not quiet:
        Console().print(summary(manifest, known, lang))
        # Padded to one width: a Chinese character takes two columns.
        drawn, turtle = printable(str(output / "explorer.html")), printable(str(output / "graph.ttl"))
        if page:
            click.echo(choose(lang, f"图谱页面     {drawn}", f"Graph page   {drawn}"))
        click.echo(choose(lang, f"Turtle 文件  {turtle}", f"Turtle file  {turtle}"))
    if manifest.errors:
        sys.exit(1)
