"""One line of log a request, which nothing in the request can forge."""

import logging
import time

from h11 import LocalProtocolError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger("kg.server.edge.access")
_LONGEST = 500


class Logged:
    """Logs who asked for what, the status, the bytes sent and the milliseconds taken."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and log it when it has been answered."""
        status, size, start = 0, 0, time.perf_counter()

        async def counted(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        except LocalProtocolError:
            # The client broke the protocol in its body and takes no answer.
            status = 400
        finally:
            took = (time.perf_counter() - start) * 1000
            _LOG.info("%s %s %s %d %d %.0fms", _client(scope), scope["method"], _target(scope), status, size, took)


def _client(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else "-"


def _target(scope: Scope) -> str:
    query = scope.get("query_string", b"")
    target = scope.get("raw_path", b"") + (b"?" + query if query else b"")
    return printable(target[:_LONGEST])


def printable(target: bytes) -> str:
    r"""Return the bytes of an address as one word of ASCII.

    >>> printable(b"/x\r\n127.0.0.1 GET /y \xe4")
    '/x\\x0d\\x0a127.0.0.1\\x20GET\\x20/y\\x20\\xe4'
    """
    return "".join(chr(it) if 0x20 < it < 0x7F else f"\\x{it:02x}" for it in target)
