"""Pages change with the build alone: a reader who has one already is told so, and nothing is made again."""

import hashlib

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg import __version__

# What a page can depend on besides its address and the build.
_DEPENDS_ON = ("accept", "accept-language")


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
        asked = Headers(scope=scope)
        tag = _tag(scope["state"]["snapshot"].version, scope["raw_path"], scope["query_string"], asked)

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                had = {name for name, _ in message["headers"]}
                added = ((b"etag", tag.encode()), (b"cache-control", b"no-cache"))
                message["headers"] = [*message["headers"], *(it for it in added if it[0] not in had)]
            await send(message)

        # Weak comparison: a proxy may have made the tag a strong one.
        had = asked.get("if-none-match", "").split(",")
        if tag.removeprefix("W/") in (it.strip().removeprefix("W/") for it in had):
            headers = {"etag": tag, "cache-control": "no-cache", "vary": ", ".join(_DEPENDS_ON)}
            await Response(status_code=304, headers=headers)(scope, receive, send)
        else:
            await self._app(scope, receive, tagged)


def _tag(version: str, path: bytes, query: bytes, asked: Headers) -> str:
    parts = (__version__, version, path.hex(), query.hex(), *(asked.get(name, "") for name in _DEPENDS_ON))
    return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]}"'
