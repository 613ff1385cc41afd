"""`kg export`: a build in another format."""

import sys
from pathlib import Path

import click

from kg.cli.language import Language, choose
from kg.cli.options import BUILD
from kg.export import FORMATS, export
from kg.store import Store


@click.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@BUILD
@click.option(
    "-o", "--output", help="File to write (csv: folder), - for standard output [default: graph.* in the build]."
)
@click.pass_obj
def command(lang: Language, format_: str, build: Path, output: str | None) -> None:
    """Write a build as turtle, nquads, trig, ntriples, jsonld, graphml, gexf or csv (nodes, edges, figures).

    \b
    Examples:
      kg export gexf                       write build/graph.gexf, for Gephi
      kg export csv -o tables              write tables/nodes.csv, edges.csv and figures.csv
      kg export nquads -o - | wc -l        count the quads
    """
    target = Path(output) if output else build / f"graph{FORMATS[format_] or '.csv'}"
    with Store.open(build / "store") as store:
        if output == "-":
            if format_ == "csv":
                raise click.UsageError(
                    choose(lang, "csv 是多个文件：请给出文件夹", "csv is several files: give a folder")
                )
            export(store, format_, sys.stdout.buffer, lang=lang)
            return
        export(store, format_, target, lang=lang)
    click.echo(choose(lang, f"已写出 {target}", f"Wrote {target}"))
