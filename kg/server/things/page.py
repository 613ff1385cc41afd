"""Everything that a build mints an IRI for, documents aside: where it is told of, as a page, as data, as a citation."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from pyoxigraph import NamedNode, Quad
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg import labels
from kg.query import Question
from kg.server.dates import dated
from kg.server.formats import ENDINGS, answer, written
from kg.server.memo import PerBuild
from kg.server.pages import HTML, VARY, language, negotiate, page, public
from kg.server.site import Snapshot, snapshot
from kg.server.things import claims, data, descriptions, excerpts
from kg.server.things.citations import DATA_SET, FORMS, Citation, footnote
from kg.server.things.neighbourhood import picture
from kg.turtle import DECLARED
from kg.vocabulary import CLASSES, ID, INSTANCE_PREFIXES, RELATIONS

_SLUG = re.compile(r"[a-z0-9-]{1,120}")
_PAGE = re.compile(r"[1-9][0-9]{0,5}")
_FEW = 20
_RECORDS = ("claim", "observation")
# The prefixes of entities stand first, in the order of the classes.
_CLASSES = dict(zip(INSTANCE_PREFIXES, CLASSES, strict=False))

Handler = Callable[[Request, str, NamedNode, Quad], Response]


def _named(kind: str, handler: Handler, *, endings: tuple[str, ...] = ()) -> Callable[[Request], Response]:
    """Return a route's end that gives `handler` the thing that is asked for; 404 where the build has none."""

    def end(request: Request) -> Response:
        slug, ending = request.path_params["slug"], ""
        if endings:
            slug, _, ending = slug.rpartition(".")
        known = snapshot(request)
        if _SLUG.fullmatch(slug) and (not endings or ending in endings):
            node = NamedNode(f"{INSTANCE_PREFIXES[kind]}{slug}")
            found = data.exists(known, node)
            if found is not None:
                return handler(request, ending, node, found)
        raise HTTPException(404, "this build does not hold it; the address may be of another build, or miscopied")

    return end


def _see_other(request: Request, _: str, node: NamedNode, __: Quad) -> Response:
    media = {HTML: "", **{it: ending for ending, it in ENDINGS.items()}, "application/json": "jsonld"}
    ending = media[negotiate(request, list(media))]
    path = node.value.removeprefix(ID)
    there = f"/data/{path}.{ending}" if ending else f"/page/{path}"
    return RedirectResponse(there, 303, {"vary": "accept"})


def _data(request: Request, ending: str, node: NamedNode, found: Quad) -> Response:
    known, path = snapshot(request), node.value.removeprefix(ID)
    home = public(request, f"/page/{path}")
    sparql = public(request, "/sparql")
    triples = data.entity(known, node, home, sparql) if _class(node) else data.record(known, node, home)
    media = ENDINGS[ending]
    return answer(written(triples, media, DECLARED), media, f"/data/{path}")


def _cite(request: Request, ending: str, node: NamedNode, found: Quad) -> Response:
    media, write = FORMS[ending]
    citation = _citation(request, node, found)
    headers = {"content-disposition": f'attachment; filename="{citation.key}.{ending}"', "vary": VARY}
    return Response(write(citation).encode(), media_type=f"{media}; charset=utf-8", headers=headers)


def _page(request: Request, _: str, node: NamedNode, found: Quad) -> Response:
    if _class(node):
        return _entity(request, node, found)
    lang, known = language(request), snapshot(request)
    if node.value.startswith(INSTANCE_PREFIXES["run"]):
        return _answered(request, "run.html.j2", node, found, it=claims.run(known, node, lang))
    return _answered(request, "claim.html.j2", node, found, it=claims.claim(known, node, _graph(found), lang))


def _entity(request: Request, node: NamedNode, found: Quad) -> Response:
    asked = request.query_params.get("property")
    number = _number(request)
    known, lang = snapshot(request), language(request)
    told = descriptions.profile(known, node, lang)
    shared: dict[str, Any] = {"it": told, "number": number, "size": descriptions.PAGE, "query": _query(node)}
    if asked is None:
        groups = descriptions.groups(known, node, lang)
        return _answered(
            request,
            "entity.html.j2",
            node,
            found,
            **shared,
            groups=groups,
            figures=descriptions.figures(known, node, 0, _FEW),
            mentions=descriptions.mentions(known, node, 0, _FEW),
            picture=picture(told.entity, groups),
            questions=[(it, name) for it in known.questions if (name := _parameter(it, told.entity.type))],
        )
    group = figures = mentions = None
    offset = (number - 1) * descriptions.PAGE
    if asked in RELATIONS:
        inward = request.query_params.get("inward") == "1"
        group = descriptions.group(known, node, asked, inward, number, lang)
        shown = bool(group.records) or number == 1
    elif asked == "figures":
        figures = descriptions.figures(known, node, offset, descriptions.PAGE)
        shown = bool(figures.records) or number == 1
    elif asked == "documents":
        mentions = descriptions.mentions(known, node, offset, descriptions.PAGE)
        shown = bool(mentions.documents) or number == 1
    else:
        raise HTTPException(404, "property is the name of a relation, or figures, or documents")
    if not shown:
        raise HTTPException(404, "the list ends before this page")
    return _answered(
        request, "listing.html.j2", node, found, **shared, group=group, figures=figures, mentions=mentions
    )


def _answered(request: Request, template: str, node: NamedNode, found: Quad, **values: Any) -> Response:
    path = node.value.removeprefix(ID)
    citation = _citation(request, node, found)
    cites = {ending: write(citation) for ending, (_, write) in FORMS.items()}
    links = {ending: f"/data/{path}.{ending}" for ending in ENDINGS}
    answered = page(
        request,
        template,
        node=node.value,
        path=path,
        footnote=footnote(citation, language(request)),
        cites=cites,
        forms=[(ending, media, links[ending]) for ending, media in ENDINGS.items()],
        **values,
    )
    related = [f'<{links[ending]}>; rel="alternate"; type="{media}"' for ending, media in ENDINGS.items()]
    answered.headers["link"] = ", ".join([*related, f'<{node.value}>; rel="describes"'])
    return answered


def _citation(request: Request, node: NamedNode, found: Quad) -> Citation:
    known, lang = snapshot(request), language(request)
    path = node.value.removeprefix(ID)
    kind, _, slug = path.partition("/")
    version = f"tifa {known.manifest.get('version', '')}, {_edition(known)}"
    key = f"tifa-{kind}-{slug}"
    if kind in _RECORDS:
        it = claims.claim(known, node, _graph(found), lang)
        # People count from one, and to the last.
        where = f"{it.passage.start + 1}–{it.passage.end}"
        place = f"第 {where} 字" if lang == "zh" else f"characters {where}"
        return Citation(
            key,
            it.source.title,
            node.value,
            it.source.issued,
            version,
            "zh",
            it.source.creators,
            it.source.publisher,
            quote=it.passage.quote,
            place=place,
            note=it.source.identifier,
        )
    if kind == "run":
        title = claims.run(known, node, lang).name
    else:
        name = excerpts.line(labels.name(known.store, node, lang), 300)
        label = descriptions.label(known, _class(node), lang)
        title = f"{name}（{label}）" if lang == "zh" else f"{name} ({label})"
    newest = next((date for date, _ in dated(known)), "")
    note = f"sources to {newest}" if newest else ""
    return Citation(
        key, title, node.value, newest[:4], version, lang, ("tifa",), container=DATA_SET[lang], note=note
    )


def _told_edition(known: Snapshot) -> str:
    """Return a short hash of what a build was made of: another build of the same, at any time, has the same."""
    made_of = {it: known.manifest.get(it) for it in ("version", "ontology", "options", "inputs")}
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:12]


_edition = PerBuild(_told_edition)


def _parameter(question: Question, class_: str) -> str:
    """Return the parameter by which a stored question asks for an entity of this class, if for nothing else."""
    needed = [it for it in question.parameters if it.default is None]
    fits = (
        len(needed) == 1 and needed[0].kind == "entity" and (not needed[0].classes or class_ in needed[0].classes)
    )
    return needed[0].name if fits else ""


def _query(node: NamedNode) -> str:
    query = (
        f"SELECT ?property ?value ?document\nWHERE {{ GRAPH ?document {{ {node} ?property ?value }} }}\nLIMIT 100"
    )
    return f"/sparql?query={quote(query, safe='')}"


def _number(request: Request) -> int:
    asked = request.query_params.get("page", "1")
    if not _PAGE.fullmatch(asked):
        raise HTTPException(404, "page is a number from 1 on")
    return int(asked)


def _class(node: NamedNode) -> str:
    """Return the class of an entity by the kind in its IRI; empty for a claim or a run."""
    return _CLASSES.get(node.value.removeprefix(ID).partition("/")[0], "")


def _graph(found: Quad) -> NamedNode:
    assert isinstance(found.graph_name, NamedNode)
    return found.graph_name


ROUTES = [
    route
    for kind in INSTANCE_PREFIXES
    for route in (
        Route(f"/id/{kind}/{{slug:path}}", _named(kind, _see_other)),
        Route(f"/page/{kind}/{{slug:path}}", _named(kind, _page)),
        Route(f"/data/{kind}/{{slug:path}}", _named(kind, _data, endings=tuple(ENDINGS))),
        Route(f"/cite/{kind}/{{slug:path}}", _named(kind, _cite, endings=tuple(FORMS))),
    )
]
