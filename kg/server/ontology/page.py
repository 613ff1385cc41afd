"""The ontology on the web: a page for people in two languages, RDF for machines, every term with an anchor."""

from rapidfuzz import process
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.server.formats import ENDINGS, answer, written
from kg.server.memo import PerBuild
from kg.server.ontology.terms import GROUPS, Terms, curie, read
from kg.server.ontology.usage import COUNTED, Use, question, uses
from kg.server.pages import HTML, language, negotiate, page
from kg.server.site import Snapshot, snapshot
from kg.vocabulary import PREFIXES

_ADDRESS = "/ontology"
_NEAR = 60


def _terms_of(known: Snapshot) -> Terms:
    return read(known.store)


def _in_chinese(known: Snapshot) -> dict[str, Use]:
    return uses(known, _terms(known), "zh")


def _in_english(known: Snapshot) -> dict[str, Use]:
    return uses(known, _terms(known), "en")


_terms = PerBuild(_terms_of)
# How a build uses the terms, by the language of the examples' names.
usage = {"zh": PerBuild(_in_chinese), "en": PerBuild(_in_english)}


def _ontology(request: Request) -> Response:
    media = negotiate(request, [HTML, *ENDINGS.values()])
    known = snapshot(request)
    terms = _terms(known)
    if media != HTML:
        return _rdf(terms, media)
    queries = {local: question(it) for local, it in terms.all.items()}
    return page(
        request,
        "ontology.html.j2",
        terms=terms,
        uses=usage[language(request)](known),
        queries=queries,
        groups=GROUPS,
        prefixes=PREFIXES,
        endings=ENDINGS,
        counted=COUNTED,
        curie=curie,
    )


def _file(request: Request) -> Response:
    return _rdf(_terms(snapshot(request)), ENDINGS[request.url.path.rpartition(".")[2]])


def _rdf(terms: Terms, media: str) -> Response:
    return answer(written(terms.triples, media, PREFIXES), media, _ADDRESS)


def _named(request: Request) -> Response:
    """Send the reader of /ontology/NAME on to the term of that name, and that of the version's IRI to the page."""
    name = request.path_params["name"]
    terms = _terms(snapshot(request))
    if name in terms.all:
        return RedirectResponse(f"{_ADDRESS}#{name}", 303)
    if name in terms.header.get("owl:versionInfo", {}).values():
        return RedirectResponse(_ADDRESS, 303)
    near = [it for it, _, _ in process.extract(name, sorted(terms.all), limit=3, score_cutoff=_NEAR)]
    if near:
        raise HTTPException(404, f"the ontology has no such term; did you mean {', '.join(near)}?")
    raise HTTPException(404, "the ontology has no such term")


ROUTES = [
    Route(_ADDRESS, _ontology),
    *(Route(f"{_ADDRESS}.{ending}", _file) for ending in ENDINGS),
    Route(f"{_ADDRESS}/{{name}}", _named),
]
