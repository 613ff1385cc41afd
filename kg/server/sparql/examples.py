"""Stored questions as whole queries: their parameters bound as terms, an example for each from the build itself."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import islice, product

from pyoxigraph import Literal, NamedNode

from kg import labels
from kg.query import Parameter, Question, bind
from kg.sparql import prologue
from kg.store import Store, Term
from kg.vocabulary import CLASSES, term

_TYPE, _MENTIONS, _MEASURE = term("rdf:type"), term("tifa:mentions"), term("tifa:measure")
_DECLARED = re.compile(r"^#\s*(?:title|column|parameter)\b.*\n", re.MULTILINE)
# A query, or a query inside it, up to its group; what it selects is what it lets out of and what must be bound in it.
_FILTER = re.compile(r"\bFILTER\b.*")
_SELECT = re.compile(r"^[^#\n]*\bSELECT\b([^{}]*)\{", re.MULTILINE)
# How much of a store an example may cost: entities looked at, mentions counted of each, and trials of the question.
_SEEN, _COUNTED, _TRIED = 300, 1000, 60
_PAIRED = 16

_Foremost = Callable[[str], set[tuple[int, str]]]


def whole(question: Question, terms: Mapping[str, Term]) -> str:
    """Return a question as a query that any SPARQL server takes: its prefixes declared, `terms` in VALUES."""
    body = _filled(question, terms)
    return prologue(body).replace(" PREFIX", "\nPREFIX") + body


def values(store: Store, questions: Iterable[Question]) -> dict[str, dict[str, str]]:
    """Return by each question's name values of its parameters to which this build has an answer, or the likeliest ones.

    An entity is given by its IRI. A parameter is missing where the build has nothing that could stand for it.
    """
    foremost = cache(partial(_foremost, store))
    return {it.name: _example(store, it, foremost) for it in questions}


def _example(store: Store, question: Question, foremost: _Foremost) -> dict[str, str]:
    choices = [list(_choices(store, it, foremost)) for it in question.parameters]
    tried = [dict(zip((it.name for it in question.parameters), them, strict=True)) for them in _mixed(choices)]
    good = (them for them in tried if _answered(store, question, them))
    return next(good, tried[0] if tried else {})


def _filled(question: Question, terms: Mapping[str, Term]) -> str:
    """Bind a question's parameters in every group that selects them or filters by them: VALUES reach no further."""

    def bound(found: re.Match[str]) -> str:
        indent = " " * (len(found[0]) - len(found[0].lstrip(" ")) + 2)
        return found[0] + "".join(f"\n{indent}{it}" for it in _bindings(found[1], terms))

    def filtered(found: re.Match[str]) -> str:
        return "".join(f"{it} " for it in _bindings(found[0], terms)) + found[0]

    return _SELECT.sub(bound, _FILTER.sub(filtered, _DECLARED.sub("", question.sparql)))


def _bindings(text: str, terms: Mapping[str, Term]) -> list[str]:
    """Return VALUES for the parameters among the variables of a piece of a query."""
    named = set(re.findall(r"[?$](\w+)", text))
    return [f"VALUES ?{name} {{ {terms[name]} }}" for name in sorted(named & set(terms))]


def _answered(store: Store, question: Question, values: Mapping[str, str]) -> bool:
    """Ask whether there is any answer, which costs less than all of them in order."""
    body = _filled(question, bind(store, question, values))
    start = _SELECT.search(body)
    return start is not None and bool(store.query("ASK " + body[start.end() - 1 : body.rindex("}") + 1]))


def _mixed(choices: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Yield combinations of the first few choices, never one value twice."""
    each = _TRIED if len(choices) == 1 else _PAIRED
    mixed = product(*(them[:each] for them in choices))
    return islice((them for them in mixed if len(set(them)) == len(them)), _PAIRED**2)


def _choices(store: Store, parameter: Parameter, foremost: _Foremost) -> Iterator[str]:
    if parameter.default is not None:
        yield parameter.default
    elif parameter.kind == "entity":
        counted = set().union(*(foremost(it) for it in parameter.classes or CLASSES))
        yield from (iri for _, iri in sorted(counted))
    elif parameter.kind == "text":
        objects = [it.object for it in islice(store.match(predicate=_MEASURE), _SEEN)]
        values = [it.value for it in objects if isinstance(it, Literal)]
        yield from sorted(set(values), key=lambda it: (-values.count(it), it))


def _foremost(store: Store, name: str) -> set[tuple[int, str]]:
    """Return some entities of a class, each after how many documents mention it, counted down."""
    quads = islice(store.match(predicate=_TYPE, object=term(f"tifa:{name}")), _SEEN)
    found = {it.subject for it in quads if isinstance(it.subject, NamedNode)}
    return {
        (-store.count(predicate=_MENTIONS, object=it, limit=_COUNTED), it.value)
        for it in found
        if labels.find(store, it.value)
    }
