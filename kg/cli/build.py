"""`kg build`: documents in, a folder with the knowledge graph out."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypedDict, get_args

import click
from rich.console import Console

from kg import ontology as ontologies
from kg.build import Manifest, Skipped, Step, build, sample
from kg.cli.language import Language, choose
from kg.cli.messages import line
from kg.cli.progress import Progress
from kg.cli.summary import summary
from kg.cli.terminal import printable
from kg.errors import ClusterError
from kg.ontology import Ontology
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
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(readable=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    default="build",
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
@click.option(
    "--engine",
    type=click.Choice(("local", "spark")),
    default="local",
    show_default=True,
    help="spark: on Apache Spark, from and to any file system that it reads, as parts for kg load"
    " (pip install 'tifa[spark]').",
)
@click.option("--master", metavar="URL", help="Spark's cluster [default: the one of Spark's own configuration].")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no table; errors are still told.")
@click.option("--debug", is_flag=True, help="Show the traceback where a stage fails on a document.")
@click.pass_obj
def command(
    lang: Language,
    /,
    paths: tuple[str, ...],
    output: str,
    folder: Path | None,
    without_entities: bool,
    models: tuple[str, ...],
    evidence: Evidenced,
    jobs: int | None,
    timeout: float | None,
    force: bool,
    page: bool,
    engine: str,
    master: str | None,
    quiet: bool,
    debug: bool,
    **columns: str | None,
) -> None:
    """Read documents and leave a knowledge graph in a folder: store, graph.ttl, graph.nq, explorer.html, text,
    manifest.json.

    PATH is a file (.txt .md .html .docx .pdf .csv .jsonl .parquet) or a folder, which is read with all folders below it.
    Without PATH the sample corpus is built. What cannot be read is left out, named, and makes the exit code 1;
    files of other types in a folder are named and left alone.

    \b
    Examples:
      kg build
      kg build reports/ speeches.csv -o graph
      kg build reports/ --model none
      kg build archive/ -o archive.kg -j 8 --timeout 300 --evidence claims --no-page
      kg build reports.csv --text-column body --title-column headline
      kg build hdfs://host/reports -o hdfs://host/graph --engine spark
    """
    known = ontologies.load(folder)
    options = _Options(
        columns=Columns(**columns),
        ontology=known,
        with_entities=not without_entities,
        models=[model for model in MODELS if model in models],
        evidence=evidence,
    )
    if engine == "spark":
        manifest = _distributed(paths, output, master, options)
        _tell(manifest.errors, lang)
    else:
        ways = _Ways(jobs=jobs, timeout=timeout, force=force, page=page)
        manifest = _local(paths, output, options, ways, lang, quiet=quiet, debug=debug)
    if not quiet:
        Console().print(summary(manifest, known, lang))
        _point(output, engine, lang, page=page)
    if manifest.errors:
        sys.exit(1)


class _Options(TypedDict):
    """What the user chose of a build, wherever it runs."""

    columns: Columns
    ontology: Ontology
    with_entities: bool
    models: list[str]
    evidence: Evidenced


class _Ways(TypedDict):
    """How it is done on this machine."""

    jobs: int | None
    timeout: float | None
    force: bool
    page: bool


def _local(
    paths: tuple[str, ...],
    output: str,
    options: _Options,
    ways: _Ways,
    lang: Language,
    *,
    quiet: bool,
    debug: bool,
) -> Manifest:
    with Progress(lang, quiet=quiet) as progress:

        def report(step: Step) -> None:
            progress.advance(step)
            if step.skipped and step.skipped.kind == "error":
                _tell([step.skipped], lang)
                if debug:
                    click.echo(step.skipped.trace, err=True)

        inputs = [Path(path) for path in paths] or [sample()]
        return build(inputs, Path(output), lang=lang, report=report, **options, **ways)


def _distributed(paths: tuple[str, ...], output: str, master: str | None, options: _Options) -> Manifest:
    try:
        from kg import spark
    except ImportError as error:
        raise ClusterError("--engine spark", "Spark is not installed", "pip install 'tifa[spark]'") from error
    session = spark.session(master)
    try:
        return spark.build(session, paths or (str(sample()),), output, **options)
    finally:
        session.stop()


def _tell(errors: Iterable[Skipped], lang: Language) -> None:
    for it in errors:
        click.echo(f"kg: {line(it, lang)}", err=True)


def _point(output: str, engine: str, lang: Language, *, page: bool) -> None:
    """Say where the result is; names in Chinese are padded, for a Chinese character takes two columns."""
    if engine == "spark":
        parts = printable(f"{output}/graph")
        click.echo(choose(lang, f"N-Quads 各部分  {parts}", f"N-Quads parts  {parts}"))
        return
    drawn, turtle = printable(str(Path(output) / "explorer.html")), printable(str(Path(output) / "graph.ttl"))
    if page:
        click.echo(choose(lang, f"图谱页面     {drawn}", f"Graph page   {drawn}"))
    click.echo(choose(lang, f"Turtle 文件  {turtle}", f"Turtle file  {turtle}"))
