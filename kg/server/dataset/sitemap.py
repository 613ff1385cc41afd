"""What a search engine may read: the addresses of all pages, and which to leave alone."""

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg.server.memo import PerBuild
from kg.server.pages import public
from kg.server.site import Snapshot, snapshot
from kg.vocabulary import CLASSES, ID, TIFA, term

# The most that the protocol allows in one file.
PART = 50_000
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES = ("/", "/dataset", "/document/", "/explorer", "/ontology")
_CLOSED = ("/sparql", "/store", "/reconcile", "/search")
_TYPE = term("rdf:type")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


def _listed(known: Snapshot) -> tuple[str, ...]:
    documents = _members(known, "SourceDocument")
    things = set().union(*(_members(known, name) for name in CLASSES))
    return (*_PAGES, *(f"/{it}" for it in sorted(documents)), *(f"/page/{it}" for it in sorted(things)))


def _members(known: Snapshot, name: str) -> set[str]:
    quads = known.store.match(predicate=_TYPE, object=NamedNode(TIFA + name))
    iris = (it.subject.value for it in quads if isinstance(it.subject, NamedNode))
    return {it.removeprefix(ID) for it in iris if it.startswith(ID)}


# The paths of all pages that are for people, in the order of the map.
mapped = PerBuild(_listed)


def _index(request: Request) -> Response:
    parts = -(-len(mapped(snapshot(request))) // PART)
    return _xml("sitemapindex", "sitemap", (public(request, f"/sitemap/{it + 1}.xml") for it in range(parts)))


def _part(request: Request) -> Response:
    paths = mapped(snapshot(request))
    # A number of thousands of digits is no int to Python; none that is longer than this can be a part.
    found = _NUMBER.fullmatch(request.path_params["number"])
    start = (int(found[0]) - 1) * PART if found else len(paths)
    if start >= len(paths):
        raise HTTPException(404, "the site map has no such part")
    return _xml("urlset", "url", (public(request, it) for it in paths[start : start + PART]))


def _xml(root: str, entry: str, addresses: Iterable[str]) -> Response:
    tree = ElementTree.Element(root, xmlns=_SPACE)
    for it in addresses:
        ElementTree.SubElement(ElementTree.SubElement(tree, entry), "loc").text = it
    ElementTree.indent(tree, "")
    content = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return Response(content, media_type="application/xml")


def _robots(request: Request) -> Response:
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    return PlainTextResponse(f"User-agent: *\n{closed}\nSitemap: {public(request, '/sitemap.xml')}\n")


ROUTES = [
    Route("/sitemap.xml", _index),
    Route("/sitemap/{number}.xml", _part),
    Route("/robots.txt", _robots),
]
