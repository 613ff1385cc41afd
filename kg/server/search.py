"""The search page: entities by name, pinyin or initials; the same as JSON."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.search import Found, Hit, marked
from kg.server.pages import HTML, negotiate, page, public
from kg.server.site import snapshot
from kg.vocabulary import CLASSES, ID

_JSON = "application/json"
_LONGEST = 200
_PAGE = 20
_MOST_PAGES = 500


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request asks for: a text, a class or "", a page from 1."""

    text: str
    of: str
    page: int

    def link(self, of: str, page: int = 1) -> str:
        """Return the address of the same search in a class, at a page."""
        values = {"q": self.text, "class": of, "page": str(page) if page > 1 else ""}
        return f"/search?{urlencode({name: value for name, value in values.items() if value or name == 'q'})}"


def _search(request: Request) -> Response:
    asked = _asked(request)
    index = snapshot(request).index
    classes = (asked.of,) if asked.of else ()
    found = index.find(asked.text, classes=classes, limit=_PAGE, offset=_PAGE * (asked.page - 1))
    pages = min(-(-found.total // _PAGE), _MOST_PAGES)
    if asked.page > max(pages, 1):
        raise HTTPException(404, f"this search has {pages} pages")
    if _wants_json(request):
        return JSONResponse(_document(request, asked, found, pages), headers={"vary": "accept"})
    return page(
        request,
        "search.html.j2",
        asked=asked,
        found=found,
        pages=pages,
        first=_PAGE * (asked.page - 1) + 1,
        everything=sum(found.classes.values()),
        shown=[(hit, _parts(hit, asked.text)) for hit in found.hits],
        near=() if found.total else index.near(asked.text),
    )


def _asked(request: Request) -> _Asked:
    values = request.query_params
    text, of, number = values.get("q", ""), values.get("class", ""), values.get("page", "1")
    if len(text) > _LONGEST:
        raise HTTPException(400, f"q is longer than {_LONGEST} characters")
    if of and of not in CLASSES:
        raise HTTPException(400, f"class is none of {', '.join(CLASSES)}")
    if not (number.isascii() and number.isdigit() and len(number) < 5 and 1 <= int(number) <= _MOST_PAGES):
        raise HTTPException(400, f"page is no number from 1 to {_MOST_PAGES}")
    return _Asked(text, of, int(number))


def _wants_json(request: Request) -> bool:
    asked = request.query_params.get("format")
    if asked not in (None, "json", "html"):
        raise HTTPException(400, "format is neither json nor html")
    return asked == "json" or (asked is None and negotiate(request, [HTML, _JSON]) == _JSON)


def _parts(hit: Hit, text: str) -> tuple[str, str, str] | None:
    """Return the label that fits in three parts, the middle one to be marked; None where nothing was asked for."""
    if not text.strip():
        return None
    # Of a label that is merely similar nothing is what was typed.
    return (hit.label, "", "") if hit.how == "near" else marked(hit.label, text)


def _document(request: Request, asked: _Asked, found: Found, pages: int) -> dict[str, object]:
    hits = [
        {
            "iri": it.iri,
            "page": public(request, f"/id/{it.iri.removeprefix(ID)}"),
            "class": it.type,
            "name": it.name,
            "english": it.english,
            "label": it.label,
            "how": it.how,
            "score": it.score,
            "documents": it.documents,
        }
        for it in found.hits
    ]
    return {
        "query": asked.text,
        "class": asked.of,
        "total": found.total,
        "page": asked.page,
        "pages": pages,
        "classes": found.classes,
        "hits": hits,
    }


ROUTES = [Route("/search", _search)]
