"""The first page, which tells what the build holds and where to begin; the explorer; the icon."""

import html
import re
from pathlib import Path

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from kg import labels
from kg.evidence import value
from kg.server.dates import dated
from kg.server.pages import language, page, public
from kg.server.site import Snapshot, snapshot
from kg.store import Store
from kg.vocabulary import CLASSES, term

_ICON = Path(__file__).parent / "assets" / "icon.svg"
_LATEST = 10
_FOREMOST = 8
_FEATURED = ("Campaign", "Slogan", "Formulation", "Organization")
# For how long the first page waits for the index of a build that was opened just now.
_PATIENCE = 0.5
_TITLES = (term("dcterms:title"), term("dcterms:identifier"))
# The policy that the explorer's page carries stands in its first lines; it names the hash of each script and style.
_HEAD = 4096
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([\x20-\x7e]*?)">')


def _home(request: Request) -> Response:
    known = snapshot(request)
    counts = known.manifest["counts"]
    latest = [(date, it.value, _title(known.store, it)) for date, it in dated(known)[:_LATEST]]
    featured = _featured(known, language(request))
    answer = page(
        request,
        "home.html.j2",
        counts=counts,
        classes=[(name, counts["entities"].get(name, 0)) for name in CLASSES],
        relations=sum(counts["relations"].values()),
        featured=featured or [],
        latest=latest,
        questions=known.questions,
        site=public(request, "/"),
        reconcile=public(request, "/reconcile"),
        sparql=public(request, "/sparql"),
    )
    if featured is None:
        # Not to be kept: the whole page comes with the index, and the build that names it in caches stays the same.
        answer.headers["cache-control"] = "no-store"
    return answer


def _title(store: Store, document: NamedNode) -> str:
    for about in _TITLES:
        for quad in store.match(document, about):
            return value(quad.object)
    return document.value.rpartition("/")[2]


def _featured(known: Snapshot, lang: str) -> list[tuple[str, list[tuple[str, str, int]]]] | None:
    """Return IRI, name and number of documents of what most documents name, by class.

    None where there is no index, or not yet.
    """
    try:
        index = known.indexing.result(timeout=_PATIENCE)
    except Exception:
        # Not there yet, or never; what failed stands in the log.
        return None
    featured = []
    for name in _FEATURED:
        hits = index.find("", classes=(name,), limit=_FOREMOST).hits
        rows = [(it.iri, labels.name(known.store, NamedNode(it.iri), lang), it.documents) for it in hits]
        featured += [(name, rows)] if rows else []
    return featured


def _explorer(request: Request) -> Response:
    path = snapshot(request).folder / "explorer.html"
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD).decode("utf-8", "replace")
    except OSError as error:
        raise HTTPException(404, "this build has no explorer page") from error
    found = _POLICY.search(head)
    headers = {"content-security-policy": f"{html.unescape(found[1])}; frame-ancestors 'none'"} if found else {}
    return FileResponse(path, media_type="text/html", headers=headers)


def _icon(request: Request) -> Response:
    return FileResponse(_ICON, media_type="image/svg+xml")


ROUTES = [Route("/", _home), Route("/explorer", _explorer), Route("/favicon.ico", _icon)]
