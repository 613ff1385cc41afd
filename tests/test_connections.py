"""Slow clients are cut, in asking and in taking; others are not."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
import uvloop
from starlette.types import Receive, Scope, Send

from kg.server.edge import connections

PATIENCE = 0.6
PARTS = 400
PART = b"x" * 65536


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer /big with 26 MB, anything else with the body that was sent."""
    if scope["path"] == "/big":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(PARTS):
            await send({"type": "http.response.body", "body": PART, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _run(server: uvicorn.Server, bound: socket.socket) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(server.serve([bound]))


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Return the port of a server whose patience is short."""
    monkeypatch.setattr(connections, "_ASKS_WITHIN", PATIENCE)
    monkeypatch.setattr(connections, "_TAKES_WITHIN", PATIENCE)
    with socket.create_server(("127.0.0.1", 0)) as bound:
        config = uvicorn.Config(_app, http=connections.Connection, ws="none", lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: _run(server, bound))
        thread.start()
        try:
            yield bound.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)
    assert not thread.is_alive()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def ended(connection: socket.socket) -> float:
    """Return after how many seconds the server cuts the connection."""
    start = time.monotonic()
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return time.monotonic() - start


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc",
    ],
)
def test_who_does_not_finish_asking_is_cut(port: int, sent: bytes) -> None:
    with connect(port) as connection:
        connection.sendall(sent)
        assert PATIENCE / 2 < ended(connection) < PATIENCE * 4


def test_a_trickle_of_headers_is_no_progress(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n")
        start = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - start < PATIENCE * 6:
                connection.sendall(b"x-a: b\r\n")
                time.sleep(PATIENCE / 6)
        assert time.monotonic() - start < PATIENCE * 4


def test_who_does_not_take_the_answer_is_cut(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(b"GET /big HTTP/1.1\r\nhost: x\r\n\r\n")
        time.sleep(PATIENCE * 2)
        taken = 0
        try:
            while part := connection.recv(1 << 20):
                taken += len(part)
        except ConnectionResetError:
            pass
        assert taken < PARTS * len(PART)


def test_who_asks_several_times_with_pauses_is_served(port: int) -> None:
    with connect(port) as connection:
        for _ in range(4):
            connection.sendall(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\n")
            time.sleep(PATIENCE / 3)
            connection.sendall(b"abc")
            assert connection.recv(65536).endswith(b"abc")


def test_who_takes_a_long_answer_steadily_gets_all_of_it(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(b"GET /big HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        taken = 0
        start = time.monotonic()
        while part := connection.recv(1 << 18):
            taken += len(part)
            time.sleep(PATIENCE / 60)
        assert taken > PARTS * len(PART)
        assert time.monotonic() - start > PATIENCE
