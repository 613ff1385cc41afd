"""What all pages share: templates, the reader's language, the form of an answer, the addresses of our IRIs."""

import logging
from functools import cache
from typing import Any, Literal, cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from werkzeug.datastructures import LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

from kg.messages import translate
from kg.server.site import Snapshot, snapshot
from kg.vocabulary import ID, ONTOLOGY

Language = Literal["zh", "en"]

_LOG = logging.getLogger("kg.server")
# What Starlette says of an address or a method that it does not know.
_SAID = {"Not Found": "nothing is at this address", "Method Not Allowed": "this address does not take this method"}
HTML = "text/html"
_WEB = ONTOLOGY.value.removesuffix("/ontology")


def language(request: Request) -> Language:
    """Return the language of a page: `?lang=`, else what the browser prefers, else Chinese."""
    asked = request.query_params.get("lang")
    if asked in ("zh", "en"):
        return cast(Language, asked)
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

    Templates also see `lang`, `say(zh, en)` for words in that language, the filter `address`, `request` and
    `labels` (our terms in that language by local name).
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
            request=request,
            **values,
        )
    )
    headers = {"content-language": lang, "vary": "accept, accept-language"}
    return HTMLResponse(content, code, headers)


def failure(request: Request, error: Exception) -> Response:
    """Return what to answer where a request fails: a page for readers, one plain sentence for programs."""
    status, headers, sentence = 500, None, "this page failed; the server's log has the reason"
    if isinstance(error, HTTPException):
        status, headers, sentence = error.status_code, error.headers, _SAID.get(error.detail, error.detail)
    else:
        _LOG.error("%s %s failed", request.method, request.url.path[:200].encode(), exc_info=error)
    accepted = parse_accept_header(request.headers.get("accept"), MIMEAccept)
    if accepted.quality(HTML) > accepted.quality("application/json"):
        answer: Response = page(
            request, "failure.html.j2", status, status=status, sentence=translate(sentence, language(request))
        )
    else:
        answer = PlainTextResponse(f"{sentence}\n", status)
    answer.headers.update(headers or {})
    return answer


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
