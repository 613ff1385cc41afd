"""A document as a page that answers where it says what is claimed, as its graph in RDF and as its plain text."""

import hashlib
import re
from collections import Counter
from typing import Any

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from kg import turtle
from kg.evidence import value
from kg.messages import translate
from kg.server.documents.annotations import Annotations, Thing, read, things
from kg.server.documents.article import Asked, article
from kg.server.documents.catalogue import listing, near
from kg.server.documents.passages import leaves, within
from kg.server.documents.passages import written as range_written
from kg.server.formats import ENDINGS, answer, written
from kg.server.pages import HTML, VARY, address, language, negotiate, page
from kg.server.site import Snapshot, snapshot
from kg.store import Store
from kg.vocabulary import CLASSES, ID, PREFIXES, term

_PLAIN = "text/plain"
_ENDINGS = {**ENDINGS, "txt": _PLAIN}
_SLUG = re.compile(r"[a-z0-9-]{1,120}", re.ASCII)
_HASH = re.compile(r"sha256:([0-9a-f]{64})", re.ASCII)
# Characters on one page, and quotes on the page of a text that is missing.
_LEAF = 100_000
_QUOTES = 500


def _document(request: Request) -> Response:
    slug, dot, ending = request.path_params["slug"].partition(".")
    known = snapshot(request)
    graph = NamedNode(f"{ID}document/{slug}") if _SLUG.fullmatch(slug) else None
    if graph is None or not _values(known.store, graph, "tifa:textHash"):
        return _unknown(request, slug)
    if dot and ending not in _ENDINGS:
        raise HTTPException(404, f"a document can be had as {', '.join(f'.{it}' for it in _ENDINGS)}")
    media = _ENDINGS[ending] if dot else negotiate(request, [HTML, *_ENDINGS.values()])
    path = f"/document/{slug}"
    if media == HTML:
        given, content = path, _html(request, graph, slug)
    elif media == _PLAIN:
        given, content = f"{path}.txt", _plain(known, graph)
    else:
        triples = turtle.readable(known.store.lines(graph))
        content = answer(written(triples, media, PREFIXES), media, path)
        given = f"{path}.{next(it for it, other in ENDINGS.items() if other == media)}"
    content.headers["content-location"] = given
    return content


def _plain(known: Snapshot, graph: NamedNode) -> Response:
    content = _text(known, graph)
    if content is None:
        raise HTTPException(404, "the cleaned text of this document is missing from the build")
    headers = {"vary": VARY, "access-control-allow-origin": "*"}
    return PlainTextResponse(content, headers=headers)


def _html(request: Request, graph: NamedNode, slug: str) -> Response:
    known, lang = snapshot(request), language(request)
    content = _text(known, graph)
    said = read(known.store, graph, lang, content)
    asked, unknown = _asked(request, said, len(content or ""))
    values: dict[str, Any] = {
        "about": _about(known.store, graph, lang),
        "iri": graph.value,
        "path": f"/document/{slug}",
        "slug": slug,
        "said": said,
        "asked": asked,
        "unknown": unknown,
        "classes": _classes(said),
        "endings": _ENDINGS,
        "length": len(content or ""),
    }
    status = 400 if unknown else 200
    if content is None:
        return page(request, "document_missing.html.j2", status, most=_QUOTES, **values)
    parts = leaves(content, _LEAF)
    number = within(parts, asked.range.start) if asked else _leaf(request, len(parts))
    named = {it.thing for it in said.mentions}
    terms = known.vocabulary[lang]
    values |= {
        # Worked out once an entity, since a page may name one a thousand times.
        "addresses": {it.iri: address(it.iri) for it in named},
        "captions": {it.iri: f"{terms.get(it.type, it.type)} {it.name}" for it in named},
        "paragraphs": article(content, parts[number], said, asked),
        "leaf": number + 1,
        "leaves": len(parts),
        "part": parts[number],
    }
    return page(request, "document.html.j2", status, **values)


def _leaf(request: Request, many: int) -> int:
    asked = request.query_params.get("leaf", "")
    return min(max(int(asked), 1), many) - 1 if re.fullmatch("[0-9]{1,6}", asked) else 0


def _asked(request: Request, said: Annotations, length: int) -> tuple[Asked | None, str]:
    """Return what a link points at, and what it names that this document has not: a `claim` or a `range`."""
    key = request.query_params.get("claim")
    if key is not None:
        end = key.rpartition("/")[2]
        claim = next((it for it in said.claims if it.key == end), None)
        return (Asked(claim.range, claim), "") if claim else (None, "claim")
    at = request.query_params.get("at")
    if at is None:
        return None, ""
    found = range_written(at, length)
    return (Asked(found), "") if found else (None, "range")


def _classes(said: Annotations) -> list[tuple[str, int]]:
    """Return the classes that a document names and how often."""
    counts = Counter(it.thing.type for it in said.mentions)
    return [(it, counts[it]) for it in CLASSES if counts[it]]


def _about(store: Store, graph: NamedNode, lang: str) -> dict[str, Any]:
    def first(curie: str) -> str:
        return next(iter(_values(store, graph, curie)), "")

    def entities(curie: str) -> list[Thing]:
        return things(store, graph, _values(store, graph, curie), lang)

    identifier = first("dcterms:identifier")
    return {
        "title": first("dcterms:title") or identifier,
        "identifier": identifier,
        "issued": first("dcterms:issued"),
        "publishers": entities("dcterms:publisher"),
        "places": entities("tifa:speaksFor"),
        "creators": _values(store, graph, "dcterms:creator"),
        "source": first("dcterms:source"),
        "description": first("dcterms:description"),
        "hash": first("tifa:textHash"),
    }


def _values(store: Store, graph: NamedNode, curie: str) -> list[str]:
    return sorted(value(it.object) for it in store.match(subject=graph, predicate=term(curie), graph=graph))


def _text(known: Snapshot, graph: NamedNode) -> str | None:
    """Return a document's cleaned text; None where the build has not the text that its hash names."""
    found = _HASH.fullmatch(next(iter(_values(known.store, graph, "tifa:textHash")), ""))
    if found is None:
        return None
    try:
        content = (known.texts / f"{found[1]}.txt").read_bytes()
        return content.decode() if hashlib.sha256(content).hexdigest() == found[1] else None
    except (OSError, ValueError):
        return None


def _unknown(request: Request, slug: str) -> Response:
    found = near(snapshot(request), slug)
    if negotiate(request, [HTML, *_ENDINGS.values()]) == HTML and "." not in request.path_params["slug"]:
        return page(
            request,
            "failure.html.j2",
            404,
            status=404,
            sentence=translate("no document has this name", language(request)),
            words="",
            near=[(f"/document/{it.slug}", it.title, it.identifier) for it in found],
        )
    names = f"; near: {', '.join(it.slug for it in found)}" if found else ""
    raise HTTPException(404, f"no document has this name{names}")


def _list(request: Request) -> Response:
    return page(
        request, "documents.html.j2", **listing(snapshot(request), request.query_params, language(request))
    )


ROUTES = [
    Route("/document", lambda request: RedirectResponse("/document/", 301)),
    Route("/document/", _list),
    Route("/document/{slug}", _document),
    Route("/id/document/{slug}", _document),
]
