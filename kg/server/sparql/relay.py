"""An answer of the engine on its way to a client: bounded in time, size and number, whole or visibly broken off."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from kg.server.sparql.engine import Engine, Engines

_LOG = logging.getLogger("kg.server")
_T = TypeVar("_T")
# What is held back before the first byte goes out: an answer that fails within it is an error, not half an answer.
_HELD = 256 * 1024
_ERROR_LENGTH = 64 * 1024
_ENGINE_WITHIN = 10.0  # seconds to wait for an engine that is being started
_RETRY = 0.05
_PASSED = ("content-type", "location")
_AGAIN = {"retry-after": "1"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server gives: seconds a query, queries at once, bytes a request, an answer and of the engine's memory."""

    seconds: float = 30
    queries: int = 32
    request: int = 1 << 20
    answer: int = 256 << 20
    memory: int = 4 << 30


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to the engine; `explain` turns what it says of a bad one into a plain sentence."""

    method: str
    path: str
    headers: Mapping[str, str]
    params: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    explain: Callable[[str], str] = str.strip


class _TooLongError(Exception):
    """The engine has had its time."""


class Relay:
    """Passes requests to the engine and answers back, at most `limits.queries` at a time."""

    def __init__(self, engines: Engines, limits: Limits) -> None:
        self.engines = engines
        self.limits = limits
        self._running = 0
        self._session: aiohttp.ClientSession | None = None

    def answer(self, asked: Asked, headers: Mapping[str, str] | None = None) -> Response:
        """Return the response that asks the engine when it is sent, with these headers added."""
        return _Answer(self, asked, headers or {})

    async def close(self) -> None:
        """Close the connections to the engine."""
        if self._session is not None:
            await self._session.close()

    @contextmanager
    def place(self) -> Iterator[bool]:
        """Take one of the places for queries; false where none is free."""
        free = self._running < self.limits.queries
        self._running += free
        try:
            yield free
        finally:
            self._running -= free

    @property
    def session(self) -> aiohttp.ClientSession:
        """Return the connections to the engine, opened on use because that needs the running loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=None),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=("user-agent", "accept-encoding", "accept"),
            )
        return self._session


class _Answer(Response):
    """The engine's answer: sent whole with its length where it is short, else streamed, else broken off.

    A client that goes away changes nothing: the query keeps its place until it ends or its time is over, so
    nobody gets around the limits by hanging up.
    """

    def __init__(self, relay: Relay, asked: Asked, headers: Mapping[str, str]) -> None:
        self._relay = relay
        self._asked = asked
        self._extra = dict(headers)
        # Seconds that the engine may still take; the time that a client takes to read does not count.
        self._left = relay.limits.seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._relay.place() as free:
            if free:
                failed = await self._pass(scope, receive, send)
            else:
                failed = _problem(429, "this server answers no more queries at a time; ask again", _AGAIN)
        if failed is not None:
            failed.headers.update(self._extra)
            await failed(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> Response | None:
        """Send the engine's answer; return what to say instead where nothing has been sent yet."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _ENGINE_WITHIN
        while loop.time() < until:
            try:
                async with self._relay.engines.lease(wait=until - loop.time()) as engine:
                    return await self._exchange(engine, scope, receive, send)
            except aiohttp.ClientConnectorError:
                # It has just ended, and nothing was asked yet: the next one is on its way.
                await asyncio.sleep(_RETRY)
            except TimeoutError:
                break
        return _problem(503, "the SPARQL engine is being started; ask again", _AGAIN)

    async def _exchange(self, engine: Engine, scope: Scope, receive: Receive, send: Send) -> Response | None:
        sent = False
        try:
            async with await self._ask(engine) as upstream:
                if upstream.status >= 400:
                    return await self._refused(upstream)
                held, ended = await self._hold(upstream)
                headers = {
                    name: upstream.headers[name] for name in _PASSED if name in upstream.headers
                } | self._extra
                if not ended and scope["http_version"] == "1.0":
                    return _problem(505, "so long an answer needs HTTP/1.1, which shows where one is cut off")
                sent = True
                if ended:
                    await Response(held, upstream.status, headers)(scope, receive, send)
                else:
                    await self._stream(upstream, held, headers, send)
                return None
        except _TooLongError:
            self._relay.engines.discard(engine)
            limit = f"{self._relay.limits.seconds:g} seconds"
            problem = _problem(503, f"the query took longer than the {limit} that one may take; narrow it", _AGAIN)
        except aiohttp.ClientConnectorError:
            raise
        except aiohttp.ClientError:
            problem = _problem(503, "the SPARQL engine was stopped while it answered; ask again", _AGAIN)
        return None if sent else problem

    async def _ask(self, engine: Engine) -> aiohttp.ClientResponse:
        return await self._timed(
            self._relay.session.request(
                self._asked.method,
                f"{engine.address}{self._asked.path}",
                params=self._asked.params,
                headers=self._asked.headers,
                data=self._asked.body,
                allow_redirects=False,
            )
        )

    async def _timed(self, work: Awaitable[_T]) -> _T:
        loop = asyncio.get_running_loop()
        start = loop.time()
        try:
            async with asyncio.timeout(max(self._left, 0)):
                return await work
        except TimeoutError as error:
            raise _TooLongError from error
        finally:
            self._left -= loop.time() - start

    async def _hold(self, upstream: aiohttp.ClientResponse) -> tuple[bytes, bool]:
        """Return the first part of an answer, and whether that is all."""
        held = bytearray()
        while len(held) < _HELD:
            part = await self._timed(upstream.content.readany())
            if not part:
                return bytes(held), True
            held += part
        return bytes(held), False

    async def _refused(self, upstream: aiohttp.ClientResponse) -> Response:
        said = bytearray()
        while len(said) < _ERROR_LENGTH and (part := await self._timed(upstream.content.readany())):
            said += part
        status = upstream.status if upstream.status < 500 else 503
        return _problem(status, self._asked.explain(said.decode(errors="replace")))

    async def _stream(
        self, upstream: aiohttp.ClientResponse, held: bytes, headers: Mapping[str, str], send: Send
    ) -> None:
        """Send on until the end; returning before the last part makes the server break the connection."""
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": upstream.status, "headers": raw})
        size, part = 0, held
        while part:
            size += len(part)
            if size > self._relay.limits.answer:
                _LOG.warning("an answer of more than %d bytes was broken off", self._relay.limits.answer)
                return
            await send({"type": "http.response.body", "body": part, "more_body": True})
            part = await self._timed(upstream.content.readany())
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _problem(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{sentence}\n", status, headers)
