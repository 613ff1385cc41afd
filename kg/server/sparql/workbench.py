"""The query page: YASGUI with our prefixes, terms and stored questions; the same for machines as JSON."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import labels, query
from kg.errors import QueryError
from kg.messages import translate
from kg.query import Question
from kg.server.memo import PerBuild
from kg.server.ontology.terms import curie
from kg.server.pages import HTML, language, negotiate, page
from kg.server.site import Snapshot, snapshot
from kg.server.sparql import examples
from kg.store import Store
from kg.vocabulary import INSTANCE_PREFIXES, ONTOLOGY, PREFIXES, term

_TYPE, _LABEL, _DEFINITION = term("rdf:type"), term("rdfs:label"), term("skos:definition")
_KINDS = {
    term("owl:Class"): "class",
    term("owl:ObjectProperty"): "property",
    term("owl:DatatypeProperty"): "property",
    term("owl:AnnotationProperty"): "property",
}
_LONGEST = 500
_YASGUI = {"yasgui.min.js": "text/javascript", "yasgui.min.css": "text/css"}


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What the page and the JSON files hold of one build, made at the first request for any of them."""

    examples: Mapping[str, Mapping[str, str]]
    questions: bytes
    terms: bytes


def wanted(request: Request) -> bool:
    """Say whether a request for /sparql is a reader's who is to get the page, not a program's."""
    if request.method not in ("GET", "HEAD") or not request.headers.get("accept"):
        return False
    others = ["application/sparql-results+json", "application/sparql-results+xml", "text/turtle", "text/csv"]
    try:
        # The first offer wins where the client takes anything, as curl does.
        return negotiate(request, [*others, HTML]) == HTML
    except HTTPException:
        return False


def workbench(request: Request) -> Response:
    """Return the query page, its editor holding `?query=`, or the stored question `?question=` with its parameters."""
    known = snapshot(request)
    asked = request.query_params.get("question")
    question = next((it for it in known.questions if it.name == asked), None)
    if asked is not None and question is None:
        raise HTTPException(404, "no stored question has this name")
    sparql, values, mistake = request.query_params.get("query", ""), dict[str, str](), ""
    if question:
        values = _values(request, question)
        sparql, mistake = _sparql(known.store, question, values)
    lang = language(request)
    return page(
        request,
        "workbench.html.j2",
        400 if mistake else 200,
        questions=sorted(known.questions, key=lambda it: it.titles[lang]),
        question=question,
        values={name: _shown(known.store, value, lang) for name, value in values.items()},
        columns=_headings(question, lang),
        problem=translate(mistake, lang),
        sparql=sparql,
        writable=bool(getattr(request.app.state, "writable", False)),
    )


def _values(request: Request, question: Question) -> dict[str, str]:
    """Return what stands for each parameter: what the address says, else the build's example."""
    defaults = prepared(snapshot(request)).examples[question.name]
    given = {it.name: request.query_params.get(it.name, "").strip()[:_LONGEST] for it in question.parameters}
    return {name: value or defaults.get(name, "") for name, value in given.items()}


def _sparql(store: Store, question: Question, values: Mapping[str, str]) -> tuple[str, str]:
    """Return a question's query, or what is wrong with its parameters."""
    empty = [name for name, value in values.items() if not value]
    try:
        terms = query.bind(store, question, {name: value for name, value in values.items() if value})
        return examples.whole(question, terms), ""
    except QueryError as error:
        return examples.whole(question, {}), "" if empty else str(error)


def _shown(store: Store, value: str, lang: str) -> dict[str, str]:
    """Return a parameter's value and how it reads: the name of an entity that is given by its IRI."""
    found = labels.find(store, value) if value.startswith("https://") else []
    return {"value": value, "name": labels.name(store, found[0].node, lang) if found else value}


def _headings(question: Question | None, lang: str) -> dict[str, str]:
    if question is None:
        return {}
    entity = {"zh": "实体", "en": "entity"}[lang]
    asked = {it.name: entity for it in question.parameters if it.kind == "entity"}
    return {**asked, **{name: it[lang] for name, it in question.columns.items() if lang in it}}


def _questions(request: Request) -> Response:
    return _json(request, lambda it: it.questions)


def _terms(request: Request) -> Response:
    return _json(request, lambda it: it.terms)


def _json(request: Request, part: Callable[[_Prepared], bytes]) -> Response:
    headers = {"access-control-allow-origin": "*"}
    return Response(part(prepared(snapshot(request))), headers=headers, media_type="application/json")


def _prepare(known: Snapshot) -> _Prepared:
    values = examples.values(known.store, known.questions)
    questions = [_described(known.store, it, values[it.name]) for it in known.questions]
    prefixes = {**PREFIXES, **INSTANCE_PREFIXES}
    terms = {"prefixes": dict(sorted(prefixes.items())), "terms": _vocabulary(known.store)}
    return _Prepared(values, _dumped(questions), _dumped(terms))


# For the query page.
prepared = PerBuild(_prepare)


def _described(store: Store, question: Question, values: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": question.name,
        "titles": dict(question.titles),
        "columns": {name: dict(it) for name, it in question.columns.items()},
        "parameters": [
            {"name": it.name, "kind": it.kind, "classes": list(it.classes), "value": values.get(it.name)}
            for it in question.parameters
        ],
        "sparql": _sparql(store, question, {it.name: values.get(it.name, "") for it in question.parameters})[0],
    }


def _vocabulary(store: Store) -> list[dict[str, Any]]:
    """List the classes and properties that the ontology's graph declares, ours and those of others, by prefixed name."""
    found = []
    for type_, kind in _KINDS.items():
        for quad in store.match(predicate=_TYPE, object=type_, graph=ONTOLOGY):
            name = curie(quad.subject.value) if isinstance(quad.subject, NamedNode) else ""
            if isinstance(quad.subject, NamedNode) and name != quad.subject.value:
                about = {
                    "labels": _said(store, quad.subject, _LABEL),
                    "definitions": _said(store, quad.subject, _DEFINITION),
                }
                found.append({"name": name, "iri": quad.subject.value, "kind": kind, **about})
    return sorted(found, key=lambda it: (not it["name"].startswith("tifa:"), it["name"], it["kind"]))


def _said(store: Store, subject: NamedNode, predicate: NamedNode) -> dict[str, str]:
    quads = store.match(subject=subject, predicate=predicate, graph=ONTOLOGY)
    said = {it.object.language: it.object.value for it in quads if isinstance(it.object, Literal)}
    return {lang: said[lang] for lang in ("zh", "en") if lang in said}


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _editor(request: Request) -> Response:
    """Serve YASGUI as the engine carries it; `app.state.yasgui` holds its files by name."""
    name = request.url.path.rpartition("/")[2]
    carried: Mapping[str, bytes] = getattr(request.app.state, "yasgui", {})
    if name not in carried:
        raise HTTPException(404)
    return Response(carried[name], media_type=_YASGUI[name])


def _picture(_: Request) -> Response:
    """Serve vis-network, which draws the answer to a CONSTRUCT."""
    # Not at the head: pyvis, which carries it, takes longer to import than the server to start.
    from kg.explorer.page import vis

    return Response(vis(), media_type="text/javascript")


ROUTES = [
    Route("/questions.json", _questions),
    Route("/terms.json", _terms),
    *(Route(f"/assets/{name}", _editor) for name in _YASGUI),
    Route("/assets/vis-network.min.js", _picture),
]
