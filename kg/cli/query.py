"""`kg query`: SPARQL or a stored question over a build."""

import re
import sys
from pathlib import Path

import click

from kg import labels, ontology, query
from kg.cli import answer
from kg.cli.language import Language, choose
from kg.cli.messages import tell_what_is_left_out
from kg.cli.options import BUILD
from kg.errors import InputError, QueryError
from kg.query import Parameter, Question
from kg.store import Store

_NAME = re.compile(r"[\w-]+")
_ASKS_FOR_MENTIONS = re.compile(r"oa:(?:hasBody|Annotation)\b|oa#(?:hasBody|Annotation)>")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("question", required=False)
@click.argument("parameters", nargs=-1, type=click.UNPROCESSED, metavar="[--PARAMETER VALUE]...")
@click.option("-f", "--file", "path", type=click.Path(path_type=Path), help="Read the SPARQL query from a file.")
@BUILD
@click.option(
    "--format", "format_", type=click.Choice(answer.FORMATS), help="[default: table; turtle for triples]"
)
@click.option("--list", "listed", is_flag=True, help="List the stored questions and their parameters.")
@click.pass_obj
def command(
    lang: Language,
    question: str | None,
    parameters: tuple[str, ...],
    path: Path | None,
    build: Path,
    format_: str | None,
    listed: bool,
) -> None:
    """Ask a build: QUESTION is the name of a stored question, a SPARQL query, or - for standard input.

    In SPARQL the default graph is the union of all documents' graphs, in which a triple that two documents state
    counts twice: write DISTINCT. Prefixes such as tifa:, skos: and campaign: are declared.

    \b
    Examples:
      kg query --list
      kg query who-implements --entity 三航行动
      kg query 'SELECT ?name { ?x a tifa:Campaign ; skos:prefLabel ?name } LIMIT 10'
      kg query -f question.rq --format csv > answer.csv
    """
    questions = query.stored(ontology.folder())
    if listed:
        _list(questions, lang)
        return
    sparql = _sparql(question, path)
    if sparql is not None:
        if parameters:
            raise QueryError(parameters[0], "only stored questions take parameters", "leave it out")
        with Store.open(build / "store") as store:
            if _ASKS_FOR_MENTIONS.search(sparql):
                tell_what_is_left_out(store, lang)
            answer.show(store.query(sparql), format_, lang, {}, ())
        return
    found = query.named(questions, question or "")
    with Store.open(build / "store") as store:
        if _ASKS_FOR_MENTIONS.search(found.sparql):
            tell_what_is_left_out(store, lang)
        result = query.run(store, found, _values(found, parameters))
        headings = {name: titles.get(lang, name) for name, titles in found.columns.items()}
        hidden = [it.name for it in found.parameters]
        answer.show(result, format_, lang, headings, hidden, labels.vocabulary(store, lang))


def _sparql(question: str | None, path: Path | None) -> str | None:
    """Return the query text, or None where the name of a stored question is given."""
    if path is not None:
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise InputError(str(path), f"cannot be read ({error.strerror})", "check the path") from error
        except UnicodeDecodeError as error:
            raise InputError(str(path), "is not UTF-8 text", "save the query as UTF-8 text") from error
    if question is None:
        raise QueryError("query", "nothing is asked", "give a question, or see kg query --list")
    if question == "-":
        return sys.stdin.read()
    return None if _NAME.fullmatch(question) else question


def _values(question: Question, words: tuple[str, ...]) -> dict[str, str]:
    """Read `--name value` and `--name=value`."""
    values: dict[str, str] = {}
    rest = list(words)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if not name.startswith("--"):
            raise QueryError(question.name, f"{name!r} belongs to no parameter", "write --PARAMETER VALUE")
        if not equals and not rest:
            raise QueryError(question.name, f"{name} has no value", f"write {name} VALUE")
        values[name.removeprefix("--")] = value if equals else rest.pop(0)
    return values


def _list(questions: tuple[Question, ...], lang: Language) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(
        choose(lang, "问题", "question"), choose(lang, "说明", "asks"), choose(lang, "参数", "parameters")
    )
    for it in questions:
        title = f"{it.titles['zh']}\n{it.titles['en']}"
        table.add_row(it.name, Text(title), Text("\n".join(_usage(parameter) for parameter in it.parameters)))
    answer.console().print(table)


def _usage(parameter: Parameter) -> str:
    kind = "|".join(parameter.classes) or parameter.kind
    default = f" [{parameter.default}]" if parameter.default else ""
    return f"--{parameter.name} {kind}{default}"
