"""The Reconciliation Service API 0.2: a column of names in OpenRefine is matched with the entities of a build."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import __version__
from kg.search.folding import fold
from kg.server.pages import VARY, language, page, public
from kg.server.reconciliation.candidates import LONGEST, candidates, described, identifier, node, typed
from kg.server.reconciliation.properties import (
    Property,
    Value,
    classes,
    definition,
    fitting,
    properties,
    range_of,
    titled,
    values,
)
from kg.server.reconciliation.queries import MOST_PROPERTIES, query, read, wrong
from kg.server.site import Snapshot, snapshot
from kg.vocabulary import CLASSES, ID, TIFA

_BATCH = 25
_MOST_IDS = 50
_LARGEST_BODY = 1 << 20
_SUGGESTED = 10
_MOST_SKIPPED = 10_000
_WIDTH, _HEIGHT = 430, 260
# The preview, and only it, is made to stand in another page.
_FRAMED = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"

_Form = Mapping[str, str]


def _open(handler: Callable[[Request, _Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Make a handler one that pages of any origin may call, and whose errors they may read."""

    async def endpoint(request: Request) -> Response:
        try:
            if request.method == "OPTIONS":
                response = Response(status_code=204)
                response.headers["access-control-allow-methods"] = "GET, POST, OPTIONS"
                response.headers["access-control-allow-headers"] = "content-type"
            else:
                response = await run_in_threadpool(handler, request, await _form(request))
        except HTTPException as error:
            response = JSONResponse({"error": error.detail}, error.status_code, error.headers)
        response.headers["access-control-allow-origin"] = "*"
        response.headers["vary"] = VARY
        return response

    return endpoint


async def _form(request: Request) -> _Form:
    """Return the fields of a request, in its address or posted."""
    if request.method != "POST":
        return dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "post a form, as application/x-www-form-urlencoded")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST_BODY:
            raise HTTPException(413, f"the form is larger than {_LARGEST_BODY} bytes")
    try:
        posted = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=20)
    except ValueError as error:
        raise HTTPException(400, "the form is not URL-encoded, or has too many fields") from error
    return {**request.query_params, **dict(posted)}


def _reconcile(request: Request, form: _Form) -> Response:
    known, lang = snapshot(request), language(request)
    if "queries" in form:
        return JSONResponse(_results(known, form["queries"], lang))
    if "extend" in form:
        return JSONResponse(_extension(known, form["extend"], lang))
    if request.method == "POST" or "query" in form:
        raise HTTPException(400, "give a batch of queries as queries=, or a data extension query as extend=")
    return JSONResponse(_manifest(request, known, lang))


def _manifest(request: Request, known: Snapshot, lang: str) -> dict[str, Any]:
    def service(path: str) -> dict[str, str]:
        return {"service_url": public(request, ""), "service_path": path}

    names = known.vocabulary[lang]
    zh = lang == "zh"
    return {
        "versions": ["0.2"],
        "name": "提法 tifa：党政文献知识图谱" if zh else "tifa: party and government documents",
        "identifierSpace": ID,
        "schemaSpace": TIFA,
        "documentation": public(request, "/"),
        "serviceVersion": __version__,
        "defaultTypes": [{"id": it, "name": names.get(it, it)} for it in CLASSES],
        "view": {"url": public(request, "/id/{{id}}")},
        "suggest": {it: service(f"/reconcile/suggest/{it}") for it in ("entity", "type", "property")},
        "preview": {"url": public(request, "/reconcile/preview?id={{id}}"), "width": _WIDTH, "height": _HEIGHT},
        "extend": {
            "propose_properties": service("/reconcile/properties"),
            "property_settings": [
                {
                    "name": "limit",
                    "label": "最多取几个值" if zh else "Values at most",
                    "type": "number",
                    "default": 0,
                    "help_text": "0 表示全部" if zh else "0 means all of them",
                },
                {
                    "name": "content",
                    "label": "取值形式" if zh else "Content",
                    "type": "select",
                    "default": "entity",
                    "help_text": "实体可以继续匹配" if zh else "Entities stay matched in the new column",
                    "choices": [
                        {"value": "entity", "name": "实体" if zh else "entities"},
                        {"value": "name", "name": "名称" if zh else "names"},
                    ],
                },
            ],
        },
        "batchSize": _BATCH,
    }


def _results(known: Snapshot, written: str, lang: str) -> dict[str, Any]:
    batch = read(written, "queries")
    if not isinstance(batch, dict):
        wrong("queries", "is no object")
    if len(batch) > _BATCH:
        raise HTTPException(413, f"a batch has {_BATCH} queries at most")
    asked = {key: query(key, it) for key, it in batch.items()}
    return {key: {"result": candidates(known, it, lang)} for key, it in asked.items()}


def _extension(known: Snapshot, written: str, lang: str) -> dict[str, Any]:
    asked = read(written, "extend")
    if not isinstance(asked, dict):
        wrong("extend", "is no object")
    ids, wanted = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not all(isinstance(it, str) for it in ids):
        wrong("extend", "has ids that are no list of strings")
    if not isinstance(wanted, list) or not all(
        isinstance(it, dict) and isinstance(it.get("id"), str) for it in wanted
    ):
        wrong("extend", "has properties that are no list of objects with an id")
    if len(ids) > _MOST_IDS or len(wanted) > MOST_PROPERTIES:
        raise HTTPException(413, f"{_MOST_IDS} ids and {MOST_PROPERTIES} properties at most are told at a time")
    everything = properties(known, lang)
    columns = [(it["id"], everything.get(it["id"].removeprefix(TIFA)), _settings(it)) for it in wanted]
    meta = [_told(known, name, it, lang) for name, it, _ in columns]
    rows = {one: {name: _cells(known, one, it, how, lang) for name, it, how in columns} for one in ids}
    return {"meta": meta, "rows": rows}


def _settings(wanted: Mapping[str, Any]) -> tuple[int | None, bool]:
    """Return how many values a column is to have, None for all of them, and whether they are names only."""
    given = wanted.get("settings", {})
    if not isinstance(given, dict):
        wrong("extend", "has settings that are no object")
    limit = str(given.get("limit") or 0)
    if not re.fullmatch(r"[0-9]{1,6}(\.0+)?", limit):
        wrong("extend", "has a limit that is no number")
    return int(limit.partition(".")[0]) or None, given.get("content") == "name"


def _told(known: Snapshot, name: str, it: Property | None, lang: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": name, "name": it.name if it else name}
    of = range_of(known.store, it) if it else None
    if of:
        told["type"] = {"id": of, "name": known.vocabulary[lang].get(of, of)}
    return told


def _cells(
    known: Snapshot, one: str, it: Property | None, how: tuple[int | None, bool], lang: str
) -> list[dict[str, Any]]:
    entity = node(one)
    if it is None or entity is None:
        return []
    most, names = how
    return [_cell(value, names) for value in values(known, entity, it, lang)[:most]]


def _cell(value: Value, names: bool) -> dict[str, Any]:
    if isinstance(value, tuple):
        iri, name = value
        return {"str": name} if names else {"id": identifier(iri), "name": name}
    return {"int": value} if isinstance(value, int) else {"str": value}


def _suggest_entity(request: Request, form: _Form) -> Response:
    known, lang = snapshot(request), language(request)
    prefix, skipped = _prefix(form), _skipped(form)
    itself = node(prefix.strip())
    entry = known.index.entry(itself.value) if itself else None
    of = tuple(it for it in [form.get("type", "").removeprefix(TIFA)] if it and it != "Entity")
    hits = () if entry else known.index.find(prefix, classes=of, limit=_SUGGESTED, offset=skipped).hits
    found = [entry] if entry and not skipped else [known.index.entry(it.iri) for it in hits]
    result = [
        {
            "id": identifier(it.iri),
            "name": it.name,
            "description": described(known, it, lang),
            "notable": typed(known, it, lang),
        }
        for it in found
        if it
    ]
    return JSONResponse({"result": result})


def _suggest_type(request: Request, form: _Form) -> Response:
    known, lang = snapshot(request), language(request)
    names = known.vocabulary[lang]
    found = []
    for name, above in classes(known.store).items():
        it: dict[str, Any] = {"id": name, "name": names.get(name, name)}
        if above:
            it["broader"] = [{"id": above, "name": names.get(above, above)}]
        found.append(it)
    return JSONResponse({"result": _beginning(known, found, form)})


def _suggest_property(request: Request, form: _Form) -> Response:
    known = snapshot(request)
    found = [_named(it) for it in properties(known, language(request)).values()]
    return JSONResponse({"result": _beginning(known, found, form)})


def _propose(request: Request, form: _Form) -> Response:
    of, limit = form.get("type", ""), form.get("limit", "")
    if limit and not re.fullmatch("[0-9]{1,6}", limit):
        raise HTTPException(400, "limit is no number")
    found = fitting(snapshot(request), of.removeprefix(TIFA), language(request))
    answer: dict[str, Any] = {"type": of, "properties": [_named(it) for it in found]}
    if limit:
        answer |= {"limit": int(limit), "properties": answer["properties"][: int(limit)]}
    return JSONResponse(answer)


def _preview(request: Request, form: _Form) -> Response:
    known, lang = snapshot(request), language(request)
    entity = node(form.get("id", ""))
    name, kind = titled(known, entity, lang) if entity else ("", "")
    if entity is None or not kind:
        raise HTTPException(404, "nothing has this identifier")
    entry = known.index.entry(entity.value)
    response = page(
        request,
        "preview.html.j2",
        iri=entity.value,
        name=name,
        kind=kind,
        entry=entry,
        definition=definition(known.store, entity, lang),
        others=[it for it in entry.labels if it not in (entry.name, entry.english)][:6] if entry else [],
        documents=values(known, entity, properties(known, lang)["mentionedIn"], lang)[:3],
    )
    response.headers["content-security-policy"] = _FRAMED
    return response


def _beginning(known: Snapshot, items: list[dict[str, Any]], form: _Form) -> list[dict[str, Any]]:
    """Return the items whose id or name, in either language, has the prefix; first those that begin so."""
    prefix, skipped = "".join(fold(_prefix(form).removeprefix(TIFA))), _skipped(form)
    ranked: list[tuple[bool, dict[str, Any]]] = []
    for it in items:
        names = ("".join(fold(name)) for name in (it["id"], it["name"], *_labels(known, it["id"])))
        fitting = [name for name in names if prefix in name]
        if fitting:
            ranked.append((not any(name.startswith(prefix) for name in fitting), it))
    ranked.sort(key=lambda pair: pair[0])
    return [it for _, it in ranked][skipped : skipped + _SUGGESTED]


def _labels(known: Snapshot, name: str) -> Sequence[str]:
    return [known.vocabulary[lang][name] for lang in ("zh", "en") if name in known.vocabulary[lang]]


def _named(it: Property) -> dict[str, Any]:
    return {"id": it.id, "name": it.name}


def _prefix(form: _Form) -> str:
    prefix = form.get("prefix", "")
    if len(prefix) > LONGEST:
        raise HTTPException(400, f"prefix is longer than {LONGEST} characters")
    return prefix


def _skipped(form: _Form) -> int:
    cursor = form.get("cursor") or "0"
    if not re.fullmatch("[0-9]{1,5}", cursor) or int(cursor) > _MOST_SKIPPED:
        raise HTTPException(400, f"cursor is no number from 0 to {_MOST_SKIPPED}")
    return int(cursor)


_BOTH = ["GET", "POST", "OPTIONS"]
ROUTES = [
    Route("/reconcile", _open(_reconcile), methods=_BOTH),
    Route("/reconcile/suggest/entity", _open(_suggest_entity), methods=_BOTH),
    Route("/reconcile/suggest/type", _open(_suggest_type), methods=_BOTH),
    Route("/reconcile/suggest/property", _open(_suggest_property), methods=_BOTH),
    Route("/reconcile/properties", _open(_propose), methods=_BOTH),
    Route("/reconcile/preview", _open(_preview), methods=["GET", "OPTIONS"]),
]
