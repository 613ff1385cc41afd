"""/sparql and /store: the SPARQL 1.1 Protocol, the Graph Store Protocol, the service description."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from urllib.parse import quote

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from kg.errors import QueryError
from kg.server.edge.bodies import read
from kg.server.formats import ENDINGS, written
from kg.server.pages import negotiate, public
from kg.server.sparql.protocol import UPDATE, Operation, operation
from kg.server.sparql.relay import Asked, Relay
from kg.server.sparql.workbench import wanted, workbench
from kg.sparql import chooses_graphs, explained, prologue, refuse_deep, refuse_federated, refuse_load
from kg.vocabulary import PREFIXES, term

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
# What a client gets that has no wish of its own.
_PREFERRED = "application/sparql-results+json, text/turtle;q=0.9, */*;q=0.1"
_SHARED = {"access-control-allow-origin": "*", "vary": "accept"}
_PREFLIGHT = {
    "access-control-allow-methods": "GET, HEAD, POST",
    "access-control-allow-headers": "accept, content-type",
    "access-control-max-age": "86400",
}
_STORED = 256 << 20  # bytes that one request may put into the scratch store
_PLACE = re.compile(r"error at (\d+):")


async def _sparql(request: Request) -> Response:
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={**_shared(request), **_PREFLIGHT})
    if wanted(request):
        return await run_in_threadpool(workbench, request)
    relay: Relay = request.app.state.relay
    try:
        asked = operation(request, await read(request, relay.limits.request))
        if asked is None:
            return _description(request)
        return _update(request, relay, asked) if asked.kind == "update" else _query(request, relay, asked)
    except HTTPException as error:
        return PlainTextResponse(f"{error.detail}\n", error.status_code, _shared(request))


def _query(request: Request, relay: Relay, asked: Operation) -> Response:
    _refuse(400, refuse_deep, asked.text)
    _refuse(403, refuse_federated, asked.text)
    declared = prologue(asked.text)
    ahead = declared.count("\n")

    def explain(said: str) -> str:
        return str(explained(asked.text, _PLACE.sub(lambda it: f"error at {int(it[1]) - ahead}:", said, count=1)))

    # Over a build the default graph is the union of all documents, unless a query chooses for itself.
    union = not request.app.state.writable and not asked.dataset and not chooses_graphs(asked.text)
    params = (*asked.dataset, ("union-default-graph", "")) if union else asked.dataset
    headers = {"accept": _accepted(request, _PREFERRED), "content-type": "application/sparql-query"}
    body = f"{declared}{asked.text}".encode()
    return relay.answer(Asked("POST", "/sparql", headers, params, body, explain), _shared(request))


def _update(request: Request, relay: Relay, asked: Operation) -> Response:
    _require_writable(request)
    _refuse(400, refuse_deep, asked.text)
    _refuse(403, refuse_federated, asked.text)
    _refuse(403, refuse_load, asked.text)
    headers = {"content-type": UPDATE, "host": request.headers.get("host", "")}
    return relay.answer(Asked("POST", "/sparql", headers, asked.dataset, asked.text.encode()))


def _refuse(status: int, check: Callable[[str], None], sparql: str) -> None:
    try:
        check(sparql)
    except QueryError as error:
        raise HTTPException(status, f"{error.problem}; {error.remedy}") from error


def _require_writable(request: Request) -> None:
    if not request.app.state.writable:
        raise HTTPException(403, "this server is read-only")
    origin = request.headers.get("origin")
    if origin not in (None, f"http://{request.headers.get('host')}"):
        # A page of another site that a reader has open must not write here through the reader's browser.
        raise HTTPException(403, "a page of another site may not write here")


def _shared(request: Request) -> Mapping[str, str]:
    """Return what lets pages of other sites read an answer: a build is public, a reader's scratch store is not."""
    return {} if request.app.state.writable else _SHARED


def _accepted(request: Request, preferred: str) -> str:
    asked = request.headers.get("accept", "*/*")
    return preferred if asked.strip() in ("", "*/*") else asked


async def _store(request: Request) -> Response:
    relay: Relay = request.app.state.relay
    path = quote(request.url.path, safe="/%:@!$&'()*+,;=~-._")
    target = f"{path}?{request.url.query}" if request.url.query else path
    headers = {"host": request.headers.get("host", "127.0.0.1")}
    try:
        if request.method in ("GET", "HEAD"):
            # The engine answers HEAD without a type and with the length 0.
            accept = {"accept": _accepted(request, "text/turtle")}
            return relay.answer(Asked("GET", target, headers | accept), _shared(request))
        _require_writable(request)
        body = await read(request, _STORED)
        type_ = request.headers.get("content-type", "")
        if parse_options_header(type_)[0] == "multipart/form-data":
            type_, body = "application/n-triples", _joined(request, type_, body)
        sent = headers | ({"content-type": type_} if type_ else {})
        return relay.answer(Asked(request.method, target, sent, body=body))
    except HTTPException as error:
        return PlainTextResponse(f"{error.detail}\n", error.status_code, _shared(request))


def _joined(request: Request, type_: str, body: bytes) -> bytes:
    """Return the files of a form as one: the engine takes one file, and so all of them or none are stored."""
    mimetype, options = parse_options_header(type_)
    base = request.query_params.get("graph") or str(request.url.replace(query=""))
    try:
        _, _, files = FormDataParser(silent=False).parse(BytesIO(body), mimetype, len(body), options)
        triples = [
            quad.triple
            for file in files.values()
            for quad in parse(file.read(), format=RdfFormat.from_media_type(file.mimetype), base_iri=base)
        ]
    except (ValueError, SyntaxError) as error:
        raise HTTPException(400, f"a part of the form cannot be read ({' '.join(str(error).split())})") from error
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _description(request: Request) -> Response:
    type_ = negotiate(request, list(ENDINGS.values()))
    service = NamedNode(public(request, "/sparql"))
    writable = request.app.state.writable
    dataset, graph = NamedNode(f"{service.value}#dataset"), NamedNode(f"{service.value}#default")
    said = [
        (service, term("rdf:type"), _sd("Service")),
        (service, _sd("endpoint"), service),
        (service, _sd("supportedLanguage"), _sd("SPARQL10Query")),
        (service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        *((service, _sd("resultFormat"), NamedNode(f"{FORMATS}{name}")) for name in (*_RESULTS, *_GRAPHS)),
        (service, _sd("defaultDataset"), dataset),
        (dataset, term("rdf:type"), _sd("Dataset")),
        (dataset, _sd("defaultGraph"), graph),
        (graph, term("rdf:type"), _sd("Graph")),
    ]
    if writable:
        said.append((service, _sd("supportedLanguage"), _sd("SPARQL11Update")))
    else:
        said.append((service, _sd("feature"), _sd("UnionDefaultGraph")))
        said.append((dataset, term("rdfs:seeAlso"), NamedNode(public(request, "/.well-known/void"))))
    triples = sorted((Triple(*it) for it in said), key=str)
    body = written(triples, type_, {"sd": SD, "rdfs": PREFIXES["rdfs"]})
    return Response(body, media_type=type_, headers={"vary": "accept", **_shared(request)})


def _sd(name: str) -> NamedNode:
    return NamedNode(f"{SD}{name}")


ROUTES = [
    Route("/sparql", _sparql, methods=["GET", "HEAD", "POST", "OPTIONS"]),
    Route("/store", _store, methods=["GET", "HEAD", "PUT", "POST", "DELETE"]),
    Route("/store/{path:path}", _store, methods=["GET", "HEAD", "PUT", "POST", "DELETE"]),
]
