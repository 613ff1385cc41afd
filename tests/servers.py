"""Servers as a user starts them: `kg serve` in a process of its own, its address read from what it prints."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address without a slash at its end, its process, the file of what it prints.

    A server that somebody else started has no process and no file.
    """

    base: str
    pid: int | None = None
    output: Path | None = None

    @property
    def port(self) -> int:
        """Return the port of the address."""
        return int(self.base.rpartition(":")[2])

    @property
    def processes(self) -> list[psutil.Process]:
        """Return the front and its children, the front first."""
        if self.pid is None:
            return []
        front = psutil.Process(self.pid)
        return [front, *front.children(recursive=True)]

    @property
    def memory(self) -> int:
        """Return the resident bytes of the front and its children; what they share counts more than once."""
        return sum(it.memory_info().rss for it in self.processes)


def free_port() -> int:
    """Return a port of the loopback that nobody listens at."""
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        port: int = it.getsockname()[1]
        return port


@contextmanager
def serving(
    output: Path,
    *arguments: str,
    variable: str = "",
    program: tuple[str, ...] = (sys.executable, "-m", "kg"),
    cwd: Path | None = None,
) -> Iterator[Server]:
    """Run `kg serve --port 0` with further arguments; end it by SIGTERM, by force where that does not help.

    What it prints goes to the file `output`. Where the environment variable `variable` holds an address, the server
    that runs there is taken instead.
    """
    if started := os.environ.get(variable):
        yield Server(started.rstrip("/"))
        return
    command = [*program, "serve", "--port", "0", *arguments]
    with output.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, cwd=cwd)
    try:
        yield Server(_address(process, output), process.pid, output)
    finally:
        children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _, left = psutil.wait_procs(children, timeout=3)
        for child in left:
            child.kill()
    assert process.returncode == 0, f"SIGTERM did not stop the server cleanly: {process.returncode}"
    assert not left, "the server left its child behind"


def _address(process: "subprocess.Popen[bytes]", output: Path) -> str:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        printed = output.read_text(encoding="utf-8", errors="replace")
        if found := _ADDRESS.search(printed):
            return found[0]
        assert process.poll() is None, f"the server ended at once:\n{printed}"
        time.sleep(0.02)
    raise AssertionError(
        f"no address within {_PATIENCE:.0f} s:\n{output.read_text(encoding='utf-8', errors='replace')}"
    )
