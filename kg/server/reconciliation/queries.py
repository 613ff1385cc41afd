"""What a client asks of the reconciliation service, read and checked."""

import json
import re
from typing import Any, NoReturn

from starlette.exceptions import HTTPException

from kg.server.reconciliation.candidates import MOST, Query, node
from kg.vocabulary import CLASSES, TIFA

MOST_PROPERTIES = 10
_MOST_VALUES = 10
_FIELDS = ("query", "type", "limit", "properties", "type_strict")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(written: str, what: str) -> Any:
    """Read JSON that a client sent; HTTPException 400 where it is none, or holds what cannot be written again."""
    try:
        value = json.loads(written, parse_constant=_no_number)
        half = _SURROGATE.search(json.dumps(value, ensure_ascii=False))
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, f"{what} is no JSON") from error
    if half:
        raise HTTPException(400, f"{what} has half a character")
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def wrong(key: str, problem: str) -> NoReturn:
    """Refuse what a client sent, in a sentence."""
    raise HTTPException(400, f"{key[:40]} {problem}")


def query(key: str, it: object) -> Query:
    """Check a query of a batch; `key` names it in an error."""
    if not isinstance(it, dict):
        wrong(key, "is no object")
    for name in it:
        if name not in _FIELDS:
            # A misspelt condition must not be left out in silence.
            wrong(key, f"has {name[:40]}, which is none of {', '.join(_FIELDS)}")
    text, wanted, strict = it.get("query", ""), it.get("properties", []), it.get("type_strict", "any")
    if not isinstance(text, str):
        wrong(key, "has a query that is no string")
    if not isinstance(wanted, list) or len(wanted) > MOST_PROPERTIES:
        wrong(key, f"has properties that are no list of {MOST_PROPERTIES} at most")
    if "query" not in it and not wanted:
        wrong(key, "has neither query nor properties")
    if strict not in ("any", "all", "should"):
        wrong(key, "has a type_strict that is none of any, all, should")
    pairs = tuple(_condition(key, one) for one in wanted)
    return Query(text.strip(), _types(key, it.get("type", [])), strict, _limit(key, it.get("limit", 10)), pairs)


def _types(key: str, given: object) -> tuple[str, ...]:
    types = [given] if isinstance(given, str) else given
    if not isinstance(types, list) or not all(isinstance(it, str) for it in types) or len(types) > len(CLASSES):
        wrong(key, "has a type that is neither a string nor a list of strings")
    # Every entity is one.
    return tuple(it.removeprefix(TIFA) for it in types if it and it.removeprefix(TIFA) != "Entity")


def _limit(key: str, given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int | float) or given < 1:
        wrong(key, "has a limit that is no positive number")
    return int(min(given, MOST))


def _condition(key: str, it: object) -> tuple[str, tuple[str, ...]]:
    if not isinstance(it, dict) or not isinstance(it.get("pid"), str) or "v" not in it:
        wrong(key, "has a property without pid or v")
    given = it["v"] if isinstance(it["v"], list) else [it["v"]]
    if len(given) > _MOST_VALUES:
        wrong(key, f"has more than {_MOST_VALUES} values of a property")
    return it["pid"].removeprefix(TIFA), tuple(text for value in given for text in _texts(key, value))


def _texts(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, bool):
        return (str(value).lower(),)
    if isinstance(value, int | float):
        return (f"{value:g}" if isinstance(value, float) else str(value),)
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        # The identifier may be of another service; then only the name tells.
        name = value.get("name", "")
        if not isinstance(name, str):
            wrong(key, "has an entity whose name is no string")
        return (value["id"], *([name] if name and node(value["id"]) is None else []))
    return wrong(key, "has a value that is no string, number, boolean or entity")
