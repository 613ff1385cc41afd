"""The ontology on the web: a page for people in two languages, RDF for machines, every term with an anchor."""

from rapidfuzz import process
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.server.formats import ENDINGS, answer, written
from kg.server.memo import PerBuild
from kg.server.pages import HTML, negotiate, page
from kg.server.site import Snapshot, snapshot
from kg.server.terms import GROUPS, Terms, curie, read
from kg.server.usage import COUNTED, Use, question, uses
from kg.vocabulary import PREFIXES

_ADDRESS = "/ontology"
_NEAR = 60


def _known(known: Snapshot) -> tuple[Terms, dict[str, Use]]:
    terms = read(known.store)
    return terms, uses(known, terms)


_told = PerBuild(_known)


def _ontology(request: Request) -> Response:
    media = negotiate(request, [HTML, *ENDINGS.values()])
    terms, used = _told(snapshot(request))
    if media != HTML:
        return _rdf(terms, media)
    queries = {local: question(it) for local, it in terms.all.items()}
    return page(
        request,
        "ontology.html.j2",
        terms=terms,
        uses=used,
        queries=queries,
        groups=GROUPS,
        prefixes=PREFIXES,
        endings=ENDINGS,
        counted=COUNTED,
        curie=curie,
    )


def _file(request: Request) -> Response:
    return _rdf(_told(snapshot(request))[0], ENDINGS[request.url.path.rpartition(".")[2]])


def _rdf(terms: Terms, media: str) -> Response:
    return answer(written(terms.triples, media, PREFIXES), media, _ADDRESS)


def _named(request: Request) -> Response:
    """Send the reader of /ontology/NAME on to the term of that name, and that of the version's IRI to the page."""
    name = request.path_params["name"]
    terms, _ = _told(snapshot(request))
    if name in terms.all:
        return RedirectResponse(f"{_ADDRESS}#{name}", 303)
    if name in terms.header.get("owl:versionInfo", {}).values():
        return RedirectResponse(_ADDRESS, 303)
    near = [it for it, _, _ in process.extract(name, sorted(terms.all), limit=3, score_cutoff=_NEAR)]
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise HTTPException(404, f"the ontology has no term of this name{hint}")


ROUTES = [
    Route(_ADDRESS, _ontology),
    *(Route(f"{_ADDRESS}.{ending}", _file) for ending in ENDINGS),
    Route(f"{_ADDRESS}/{{name}}", _named),
]
