"""The SPARQL engine: Oxigraph's own server as a child process, exchanged whenever it fails, hangs or has an old build.

A query cannot be stopped inside the engine, so a query that has had its time costs the whole process: a fresh one
takes over at once, and the old one ends when the other queries it still answers have ended.
"""

import asyncio
import ctypes
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from subprocess import SubprocessError

from kg.errors import StoreError

_LOG = logging.getLogger("kg.server")
_LISTENING = b"Listening for requests"
_STARTS_WITHIN = 20.0  # seconds; a store of ten million triples opens in less than one
# Bytes of each of its threads: with the usual two million, a query of a few thousand operators ends the process.
_STACK = 16 << 20
_PAUSE = 0.5  # seconds between attempts to start an engine that does not come up
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h


@dataclass(slots=True, eq=False)
class Engine:
    """One process over one store; `running` counts the requests that it answers, `leaving` that it gets no more."""

    process: asyncio.subprocess.Process
    address: str
    location: Path | None
    running: int = 0
    leaving: bool = False


@dataclass(slots=True, eq=False)
class Engines:
    """The engine that answers now, and those that are leaving.

    `location` is the folder of the store, None for a scratch store in memory that may be written to. `memory`
    bounds each process in bytes; `patience` is how many seconds an engine that leaves may still take.
    """

    location: Path | None
    memory: int
    patience: float
    _current: Engine | None = None
    _ready: asyncio.Event = field(default_factory=asyncio.Event)
    _all: set[Engine] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _closed: bool = False

    async def start(self) -> None:
        """Start the first engine; StoreError where it does not come up."""
        self._take_over(await self._launch(self.location))

    async def move(self, location: Path) -> None:
        """Go over to another build; what runs on the old one is answered by it."""
        engine = await self._launch(location)
        self.location = location
        self._take_over(engine)

    async def close(self) -> None:
        """End every process."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(_stop(engine) for engine in self._all))

    @asynccontextmanager
    async def lease(self, *, wait: float) -> AsyncIterator[Engine]:
        """Lend the engine that answers now; TimeoutError where none is up within `wait` seconds."""
        async with asyncio.timeout(wait):
            await self._ready.wait()
        engine = self._current
        assert engine is not None
        engine.running += 1
        try:
            yield engine
        finally:
            engine.running -= 1
            if engine.leaving and not engine.running:
                self._spawn(_stop(engine))

    def discard(self, engine: Engine) -> None:
        """Replace an engine on which a query runs that nobody waits for any more."""
        if not engine.leaving:
            engine.leaving = True
            self._spawn(self._replace(engine))

    async def asset(self, path: str) -> bytes:
        """Return one of the files that the engine carries, such as /yasgui.min.js."""
        async with self.lease(wait=_STARTS_WITHIN) as engine:
            host, port = engine.address.removeprefix("http://").split(":")
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(f"GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
            answer = await reader.read(-1)
            writer.close()
        return answer.partition(b"\r\n\r\n")[2]

    def _take_over(self, engine: Engine) -> None:
        old, self._current = self._current, engine
        self._ready.set()
        self._spawn(self._watch(engine))
        if old is not None and old is not engine:
            self._retire(old)

    def _retire(self, engine: Engine) -> None:
        engine.leaving = True
        self._spawn(_stop(engine, after=self.patience if engine.running else 0))

    async def _replace(self, engine: Engine) -> None:
        """Put a fresh engine in the place of one that is broken or busy for nothing."""
        if self._current is engine and engine.process.returncode is not None:
            self._ready.clear()
        while self._current is engine and not self._closed:
            try:
                fresh = await self._launch(self.location)
            except StoreError as error:
                _LOG.error("%s", error)
                await asyncio.sleep(_PAUSE)
                continue
            if self._current is engine:
                self._take_over(fresh)
            else:
                # Another build came in meanwhile.
                await self._end(fresh)

    async def _watch(self, engine: Engine) -> None:
        """Replace an engine that ends of itself or is killed."""
        code = await engine.process.wait()
        self._all.discard(engine)
        if not engine.leaving and not self._closed:
            _LOG.warning("the SPARQL engine ended (%s); starting it again", code)
            engine.leaving = True
            await self._replace(engine)

    async def _end(self, engine: Engine) -> None:
        """Stop an engine that was never lent."""
        await _stop(engine)
        self._all.discard(engine)

    def _spawn(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _launch(self, location: Path | None) -> Engine:
        for _ in range(3):
            port = _free_port()
            process = await _process(_command(location, port), self.memory)
            engine = Engine(process, f"http://127.0.0.1:{port}", location)
            self._all.add(engine)
            said = await _first_line(process)
            if said.startswith(_LISTENING):
                self._spawn(_drain(process))
                return engine
            await self._end(engine)
        where = str(location or "memory")
        said_ = said.decode(errors="replace").strip() or "it said nothing"
        raise StoreError(where, f"the SPARQL engine does not start ({said_})", "run kg build again")


async def _process(command: list[str], memory: int) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            # Signals of the terminal are ours to handle.
            start_new_session=True,
            env={**os.environ, "RUST_MIN_STACK": str(_STACK)},
            preexec_fn=_confined(memory),
        )
    except (OSError, SubprocessError) as error:
        remedy = "free memory, or allow more processes and open files"
        raise StoreError(command[0], f"the SPARQL engine does not start ({error})", remedy) from error


def _command(location: Path | None, port: int) -> list[str]:
    bind = ("--bind", f"127.0.0.1:{port}")
    if location is None:
        return [_program(), "serve", *bind]
    return [_program(), "serve-read-only", "--location", str(location), *bind]


def _program() -> str:
    """Return the path of the engine, where pip has put it; StoreError where it is not installed."""
    with suppress(PackageNotFoundError):
        for file in distribution("oxigraph").files or ():
            if file.name in ("oxigraph", "oxigraph.exe"):
                return str(Path(str(file.locate())).resolve())
    raise StoreError("oxigraph", "the SPARQL engine is not installed", "pip install oxigraph")


def _free_port() -> int:
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        port: int = it.getsockname()[1]
        return port


def _confined(memory: int) -> Callable[[], None]:
    """Return what a child does before it becomes the engine: bound its memory, and end when we end, however we do."""
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def confine() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if prctl is not None:
            prctl(_DEATH_SIGNAL, signal.SIGKILL)

    return confine


async def _first_line(process: asyncio.subprocess.Process) -> bytes:
    assert process.stderr is not None
    with suppress(TimeoutError):
        async with asyncio.timeout(_STARTS_WITHIN):
            return await process.stderr.readline()
    return b""


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Read what the engine says, so that it never waits for a reader; it tells each client that went away."""
    assert process.stderr is not None
    while await process.stderr.read(65536):
        pass


async def _stop(engine: Engine, *, after: float = 0) -> None:
    if after:
        with suppress(TimeoutError):
            async with asyncio.timeout(after):
                await engine.process.wait()
    if engine.process.returncode is None:
        with suppress(ProcessLookupError):
            # It only reads, or keeps nothing: there is nothing for it to finish.
            engine.process.kill()
        await engine.process.wait()
