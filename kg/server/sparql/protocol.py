"""A request to /sparql as the SPARQL 1.1 Protocol has it: what is asked, and of which graphs."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from werkzeug.http import parse_options_header

QUERY, UPDATE, FORM = "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded"
_DATASET = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}
_FIELDS = 200


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or an update, with the parameters that name its graphs."""

    kind: Literal["query", "update"]
    text: str
    dataset: tuple[tuple[str, str], ...]


def operation(request: Request, body: bytes) -> Operation | None:
    """Read an operation from a request; None for a bare GET, which asks for the service description.

    HTTPException 400 or 415 where the request is none of the protocol's.
    """
    asked = _pairs(request.url.query)
    if request.method in ("GET", "HEAD"):
        if any(name == "update" for name, _ in asked):
            raise HTTPException(400, "an update is sent by POST")
        return _one(asked) if any(name == "query" for name, _ in asked) else None
    type_, options = parse_options_header(request.headers.get("content-type"))
    if options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise HTTPException(415, "send the request in UTF-8")
    if type_ == FORM:
        return _one(_pairs(_utf8(body)))
    if type_ not in (QUERY, UPDATE):
        raise HTTPException(415, f"send {QUERY}, {UPDATE} or {FORM}")
    kind: Literal["query", "update"] = "query" if type_ == QUERY else "update"
    return Operation(kind, _utf8(body), _dataset(kind, asked))


def _one(pairs: list[tuple[str, str]]) -> Operation:
    given = [(name, value) for name, value in pairs if name in _DATASET]
    if len(given) != 1:
        raise HTTPException(400, "send exactly one query or one update")
    kind: Literal["query", "update"] = "query" if given[0][0] == "query" else "update"
    return Operation(kind, given[0][1], _dataset(kind, pairs))


def _dataset(kind: str, pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs if name in _DATASET[kind])


def _pairs(encoded: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError as error:
        raise HTTPException(400, f"the parameters must be UTF-8, and at most {_FIELDS}") from error


def _utf8(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, "send the request in UTF-8") from error
