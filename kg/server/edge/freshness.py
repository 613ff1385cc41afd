"""Pages change with the build alone: a reader who has one already is told so, and nothing is made again."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg import __version__
from kg.server.pages import VARY
from kg.server.site import snapshot


class Fresh:
    """Gives every answer of 200 an entity tag and answers 304 to who has it; below `apart` nothing is tagged."""

    def __init__(self, app: ASGIApp, apart: tuple[str, ...]) -> None:
        self._app = app
        self._apart = apart

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 304, or pass the request on."""
        if scope["method"] not in ("GET", "HEAD") or scope["path"].startswith(self._apart):
            await self._app(scope, receive, send)
            return
        asked = Request(scope)
        tag = _tag(asked)

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                had = {name for name, _ in message["headers"]}
                added = ((b"etag", tag.encode()), (b"cache-control", b"no-cache"))
                message["headers"] = [*message["headers"], *(it for it in added if it[0] not in had)]
            await send(message)

        # Weak comparison: a proxy may have made the tag a strong one.
        had = asked.headers.get("if-none-match", "").split(",")
        if tag.removeprefix("W/") in (it.strip().removeprefix("W/") for it in had):
            headers = {"etag": tag, "cache-control": "no-cache", "vary": VARY}
            await Response(status_code=304, headers=headers)(scope, receive, send)
        else:
            await self._app(scope, receive, tagged)


def _tag(asked: Request) -> str:
    # Of the cookies only the language makes a difference.
    reader = (
        asked.headers.get("accept", ""),
        asked.headers.get("accept-language", ""),
        asked.cookies.get("lang", ""),
    )
    address = (asked.scope["raw_path"].hex(), asked.scope["query_string"].hex())
    parts = (__version__, snapshot(asked).version, *address, *reader)
    return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]}"'
