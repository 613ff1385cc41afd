"""A server that runs: the engine, the pages, the build that is watched, the socket, and a clean end."""

import asyncio
import logging
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
import uvloop
from starlette.applications import Starlette

from kg.errors import ServerError, StoreError
from kg.query import Question
from kg.server.app import MAKERS, YASGUI, application
from kg.server.edge.connections import Connection
from kg.server.site import Snapshot, empty, opened, stamp
from kg.server.sparql.engine import Engines
from kg.server.sparql.relay import Limits, Relay

PORT = 7878
LOOPBACK = ("127.0.0.1", "localhost")

_LOG = logging.getLogger("kg.server")
_LOOKS_EVERY = 1.0  # seconds between looks at the manifest
_ENDS_WITHIN = 5  # seconds that running requests get when the server is told to stop
_CONNECTIONS = 1000
_ADDRESS = re.compile(r"https?://[\w.:\[\]-]+")


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve: `port` None for the usual one or, where that is taken, any; 0 for any.

    `url` is the public address; None where that is the host and the port.
    """

    host: str = "127.0.0.1"
    port: int | None = None
    url: str | None = None
    limits: Limits = field(default_factory=Limits)


def serve(
    folder: Path | None, options: Options, *, questions: tuple[Question, ...], ready: Callable[[str, str], None]
) -> None:
    """Serve the build in `folder` until SIGINT or SIGTERM; None for an empty store that may be written to.

    `ready` is told the local and the public address once requests are answered. ServerError where the address cannot be had or a
    writable store is to be shown to others, StoreError where there is no build.
    """
    if folder is None and options.host not in LOOPBACK:
        raise ServerError(
            options.host, "a writable store is served on 127.0.0.1 only", "leave --writable or --host out"
        )
    if options.url is not None and not _ADDRESS.fullmatch(options.url):
        raise ServerError(
            options.url, "is no address of a site", "give scheme and host alone, as https://tifa.example.org"
        )
    # asyncio's own loop answers two fifths of the requests that this one does.
    with _bound(options) as bound, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_Service(folder, options, questions, bound).run(ready))


class _Service:
    """One server from start to end."""

    def __init__(
        self, folder: Path | None, options: Options, questions: tuple[Question, ...], bound: socket.socket
    ) -> None:
        self._folder = folder
        self._questions = questions
        self._bound = bound
        self._url = options.url or _address(bound)
        store = folder / "store" if folder else None
        self._engines = Engines(store, options.limits.memory, options.limits.seconds)
        self._relay = Relay(self._engines, options.limits)
        self._current: Snapshot = empty(questions)

    async def run(self, ready: Callable[[str, str], None]) -> None:
        try:
            seen = await self._open()
            app = application(
                lambda: self._current, url=self._url, relay=self._relay, writable=self._folder is None
            )
            app.state.yasgui = {name: await self._engines.asset(f"/{name}") for name in YASGUI}
            async with asyncio.TaskGroup() as group:
                watch = group.create_task(self._watch(seen)) if self._folder else None
                await self._answer(app, ready)
                if watch:
                    watch.cancel()
        finally:
            await self._relay.close()
            await self._engines.close()

    async def _open(self) -> object:
        """Open the build and start the engine on it; return the stamp of the build."""
        if self._folder is None:
            await self._engines.start()
            return None
        while True:
            seen = stamp(self._folder)
            self._current = await asyncio.to_thread(opened, self._folder, self._questions, MAKERS)
            await self._engines.start()
            if stamp(self._folder) == seen:
                return seen

    async def _watch(self, seen: object) -> None:
        """Go over to a new build as soon as its manifest is there and what its pages need is made."""
        folder = self._folder
        assert folder is not None
        while True:
            await asyncio.sleep(_LOOKS_EVERY)
            now = stamp(folder)
            if now in (None, seen):
                continue
            seen = now
            try:
                fresh = await asyncio.to_thread(opened, folder, self._questions, MAKERS)
                await asyncio.wrap_future(fresh.warm)
                fresh.indexing.result()
                await self._engines.move(folder / "store")
            except Exception as error:
                # Whatever is wrong with a new build, the old one is served on.
                known = isinstance(error, StoreError)
                _LOG.error("the new build is not served: %s", error, exc_info=None if known else error)
                continue
            if stamp(folder) == now:
                self._current = fresh
                _LOG.warning("serving the new build %s", fresh.version)
            else:
                seen = None

    async def _answer(self, app: Starlette, ready: Callable[[str, str], None]) -> None:
        config = uvicorn.Config(
            app,
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=False,
            limit_concurrency=_CONNECTIONS,
            timeout_graceful_shutdown=_ENDS_WITHIN,
            backlog=2048,
        )
        server = _Server(config, lambda: ready(_address(self._bound), self._url))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, server.stop)
        await server.serve(sockets=[self._bound])


class _Server(uvicorn.Server):
    """uvicorn's server with the signals left to us, so that it ends with exit code 0."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer, and say so."""
        await super().startup(sockets)
        self._ready()

    def stop(self) -> None:
        """End in good order; at once where that was asked before."""
        self.force_exit = self.should_exit
        self.should_exit = True


@contextmanager
def _bound(options: Options) -> Iterator[socket.socket]:
    """Give the socket to listen on; ServerError where it cannot be had."""
    try:
        try:
            bound = _listen(options.host, PORT if options.port is None else options.port)
        except OSError:
            if options.port is not None:
                raise
            bound = _listen(options.host, 0)
    except (OSError, OverflowError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        where = f"{options.host}:{PORT if options.port is None else options.port}"
        raise ServerError(
            where, f"cannot be listened on ({reason})", "choose another --port, or 0 for any"
        ) from error
    with bound:
        yield bound


def _listen(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    return socket.create_server((host, port), family=family, backlog=2048)


def _address(bound: socket.socket) -> str:
    """Return the address to open: of all interfaces the loopback one."""
    host, port = bound.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
