"""What all pages share: templates, the reader's language, the form of an answer, the addresses of our IRIs."""

import logging
import re
from functools import cache
from typing import Any, Literal, cast
from urllib.parse import unquote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from werkzeug.datastructures import LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

from kg.messages import translate
from kg.search import Hit
from kg.server.site import Snapshot, snapshot
from kg.vocabulary import ID, ONTOLOGY

Language = Literal["zh", "en"]

_LOG = logging.getLogger("kg.server")
# What Starlette says of an address or a method that it does not know.
_SAID = {"Not Found": "nothing is at this address", "Method Not Allowed": "this address does not take this method"}
HTML = "text/html"
# What the answer at an address can depend on besides the build.
VARY = "accept, accept-language, cookie"
_YEAR = 365 * 24 * 60 * 60
_NEAREST = 5
# Of the words of an address that is not there.
_LONGEST = 60
_WORD = re.compile(r"[^\W_]+")
_HASH = re.compile(r"-?[0-9a-f]{8}$")
_WEB = ONTOLOGY.value.removesuffix("/ontology")


def language(request: Request) -> Language:
    """Return the language of a page: `?lang=`, else what was chosen before, else what the browser prefers, else Chinese."""
    for chosen in (request.query_params.get("lang"), request.cookies.get("lang")):
        if chosen in ("zh", "en"):
            return cast(Language, chosen)
    accepted = parse_accept_header(request.headers.get("accept-language"), LanguageAccept)
    return cast(Language, accepted.best_match(["zh", "en"], default="zh"))


def negotiate(request: Request, offers: list[str]) -> str:
    """Return the media type of `offers` that the client likes best, the first where it has no preference.

    HTTPException 406 where it takes none of them.
    """
    accepted = parse_accept_header(request.headers.get("accept"), MIMEAccept)
    found = accepted.best_match(offers) if accepted else offers[0]
    if found is None:
        raise HTTPException(406, f"this can be had as {', '.join(offers)}")
    return found


def public(request: Request, path: str) -> str:
    """Return the absolute address of a path of this server."""
    return f"{request.app.state.url}{path}"


def address(iri: str) -> str:
    """Return where this server tells of an IRI: a path for our own, the IRI itself for others.

    >>> address("https://w3id.org/tifa/id/campaign/x-1"), address("https://w3id.org/tifa/ontology#Campaign")
    ('/id/campaign/x-1', '/ontology#Campaign')
    >>> address("https://schema.org/Person")
    'https://schema.org/Person'
    """
    if iri.startswith((ID, f"{ONTOLOGY.value}#")) or iri == ONTOLOGY.value:
        return iri.removeprefix(_WEB)
    return iri


def page(request: Request, template: str, code: int = 200, /, **values: Any) -> HTMLResponse:
    """Return a page in the reader's language.

    Templates also see `lang`, `say(zh, en)` for words in that language, the filter `address`, `public(path)`,
    `request` and `labels` (our terms in that language by local name). A language that `?lang=` chooses is
    remembered.
    """
    lang = language(request)
    known = snapshot(request)
    content = (
        _environment()
        .get_template(template)
        .render(
            lang=lang,
            say=lambda zh, en: zh if lang == "zh" else en,
            labels=known.vocabulary[lang],
            public=lambda path: public(request, path),
            request=request,
            **values,
        )
    )
    answer = HTMLResponse(content, code, {"content-language": lang, "vary": VARY})
    if request.query_params.get("lang") == lang != request.cookies.get("lang"):
        secure = request.app.state.url.startswith("https:")
        answer.set_cookie("lang", lang, max_age=_YEAR, secure=secure, httponly=True, samesite="lax")
        # A copy that is kept would set nothing.
        answer.headers["cache-control"] = "no-store"
    return answer


def failure(request: Request, error: Exception) -> Response:
    """Return what to answer where a request fails: a page for readers, one plain sentence for programs.

    Where nothing is at an address, the entities whose names are near it are told.
    """
    status, headers, sentence = 500, None, "this page failed; the server's log has the reason"
    if isinstance(error, HTTPException):
        status, headers, sentence = error.status_code, error.headers, _SAID.get(error.detail, error.detail)
    else:
        _LOG.error("%s %s failed", request.method, request.url.path[:200].encode(), exc_info=error)
    words = _words(request.url.path) if status == 404 else ""
    near = _near(request, words)
    accepted = parse_accept_header(request.headers.get("accept"), MIMEAccept)
    if accepted.quality(HTML) > accepted.quality("application/json"):
        answer: Response = page(
            request,
            "failure.html.j2",
            status,
            status=status,
            sentence=translate(sentence, language(request)),
            words=words,
            near=[(address(it.iri), it.name, it.type) for it in near],
        )
    else:
        lines = [sentence, *(f"{it.name} {it.iri}" for it in near)]
        answer = PlainTextResponse("".join(f"{it}\n" for it in lines), status, {"vary": VARY})
    answer.headers.update(headers or {})
    return answer


def _words(path: str) -> str:
    """Return the words of an address's last part without the hash of an IRI.

    >>> _words("/id/place/zhe-jiang-cc180e80")
    'zhe jiang'
    """
    return " ".join(_WORD.findall(_HASH.sub("", unquote(path).rstrip("/").rpartition("/")[2])))[:_LONGEST]


def _near(request: Request, words: str) -> tuple[Hit, ...]:
    index = snapshot(request).indexing
    # Whoever asks for what is not there does not wait for the index.
    if not words or not index.done() or index.exception() is not None:
        return ()
    return tuple(index.result().find(words, limit=_NEAREST).hits)


def compiled(_: Snapshot) -> None:
    """Compile every template, so that the first reader of a page does not wait for it."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kg.server"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["address"] = address
    return environment
