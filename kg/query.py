"""Stored questions: the `.rq` files of the ontology folder, their parameters bound as terms, never pasted."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pyoxigraph import Literal

from kg import labels
from kg.errors import OntologyError, QueryError
from kg.iri import canonical
from kg.store import Answer, Store, Term
from kg.vocabulary import CLASSES, term

_HEADER = re.compile(r"#\s*(title|column|parameter)\b\s*([a-z]\w*)?\s*(?:@(zh|en))?\s*:\s*(\S.*)")
_DECLARES = re.compile(r"#\s*(title|column|parameter)\b")
# No exponent: written out as the decimal that the graph would hold, 1e999999999 fills the memory.
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})")
# `text` is a Chinese literal as written in the graph; names of classes ask for an entity of one of these.
_KINDS = ("entity", "text", "number")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a stored question asks for: `kind` is entity (of one of `classes`, if any), text or number."""

    name: str
    kind: str
    classes: tuple[str, ...] = ()
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A stored query: `titles` by language, `columns` the headings of its variables by language."""

    name: str
    titles: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Mapping[str, str]]
    sparql: str


def stored(folder: Path) -> tuple[Question, ...]:
    """Read every question below `folder`/queries, sorted by name.

    Comment lines declare it: `# title@zh: …`, `# title@en: …`, `# column NAME@zh: …`, and
    `# parameter NAME: KIND [= DEFAULT]`, KIND being entity, text, number or names of classes of entities.
    OntologyError, naming file and line, where a declaration is broken.
    """
    return tuple(_read(path) for path in sorted(folder.glob("queries/*.rq")))


def named(questions: Iterable[Question], name: str) -> Question:
    """Return the question of that name; QueryError with the nearest names where there is none."""
    known = {question.name: question for question in questions}
    if name in known:
        return known[name]
    from rapidfuzz import process

    near = [it for it, _, _ in process.extract(name, sorted(known), limit=3, score_cutoff=50)]
    remedy = f"did you mean {', '.join(near)}?" if near else "see all with kg query --list"
    raise QueryError(name, "no stored question has this name", remedy)


def run(store: Store, question: Question, values: Mapping[str, str]) -> Answer:
    """Answer a stored question; `values` are parameters as a user writes them, an entity by any of its labels.

    QueryError where one is missing, unknown, of the wrong kind, or names no entity or several.
    """
    return store.query(question.sparql, bindings=bind(store, question, values))


def bind(store: Store, question: Question, values: Mapping[str, str]) -> dict[str, Term]:
    """Return the term that each parameter of a question stands for."""
    known = [parameter.name for parameter in question.parameters]
    for name in values:
        if name not in known:
            takes = ", ".join(f"--{it}" for it in known) or "none"
            raise QueryError(question.name, f"takes no parameter {name!r}", f"its parameters are: {takes}")
    return {it.name: _term(store, question, it, values.get(it.name, it.default)) for it in question.parameters}


def _term(store: Store, question: Question, parameter: Parameter, value: str | None) -> Term:
    if value is None:
        raise QueryError(question.name, f"--{parameter.name} is missing", f"add --{parameter.name} VALUE")
    if parameter.kind == "entity":
        return labels.one(store, value, classes=parameter.classes).node
    if parameter.kind == "text":
        return Literal(value, language="zh")
    if not _NUMBER.fullmatch(value):
        raise QueryError(f"--{parameter.name}", f"{value!r} is no number", "write it as 0.6")
    return Literal(canonical(Decimal(value)), datatype=term("xsd:decimal"))


def _read(path: Path) -> Question:
    try:
        sparql = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(str(path), f"cannot be read ({error})", "save it as UTF-8 text") from error
    titles: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    parameters: list[Parameter] = []
    for number, line in enumerate(sparql.splitlines(), start=1):
        if not _DECLARES.match(line):
            continue
        kind, name, lang, text = _declaration(path, number, line)
        if kind == "title":
            titles[lang] = text
        elif kind == "column":
            columns.setdefault(name, {})[lang] = text
        else:
            parameters.append(_parameter(path, number, name, text))
    if set(titles) != {"zh", "en"}:
        raise OntologyError(str(path), "has not both titles", "add lines `# title@zh: …` and `# title@en: …`")
    return Question(path.stem, titles, tuple(parameters), columns, sparql)


def _declaration(path: Path, number: int, line: str) -> tuple[str, str, str, str]:
    found = _HEADER.fullmatch(line.strip())
    kind, name, lang, text = found.groups(default="") if found else ("", "", "", "")
    if not kind or (kind == "parameter") == bool(lang) or (kind == "title") == bool(name):
        remedy = "write `# title@zh: …`, `# column NAME@zh: …` or `# parameter NAME: KIND`"
        raise OntologyError(f"{path}:{number}", f"not a declaration: {line.strip()}", remedy)
    return kind, name, lang, text.strip()


def _parameter(path: Path, number: int, name: str, text: str) -> Parameter:
    kinds, _, default = (part.strip() for part in text.partition("="))
    words = tuple(kinds.split())
    if len(words) == 1 and words[0] in _KINDS:
        return Parameter(name, words[0], default=default or None)
    if words and set(words) <= set(CLASSES):
        return Parameter(name, "entity", words, default or None)
    remedy = f"write {', '.join(_KINDS)} or classes such as Campaign"
    raise OntologyError(f"{path}:{number}", f"unknown kind of parameter {kinds!r}", remedy)
