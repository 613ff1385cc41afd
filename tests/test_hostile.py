"""Ten thousand hostile requests against a server that is up, and what schemathesis makes of a description of its routes."""

import re
import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import hostile
import httpx
import pytest
import schemathesis
from hostile import Attack
from hypothesis import HealthCheck, Phase, settings
from servers import Server, serving

CLIENTS = 8
WANTED = 10_000
SECRET = "canary-7f3a9c"
MEGABYTE = 1 << 20
# What the server says on one line: a request, or what became of an answer or an engine.
LOGGED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} 127\.0\.0\.1 \S+ \S* \d{3} \d+ \d+ms")
# A line that tells of an engine's end is one of ours; that there is any is checked apart.
TOLD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (the SPARQL engine ended|an answer of more than) [^/]*")
HEADERS = ("content-security-policy:", "x-content-type-options: nosniff", "x-frame-options: deny")
# Traces of a crash or of another folder; none is in any attack.
LEAKS = (SECRET, "Traceback (most recent", "site-packages", "root:x:0:", 'File "', "LD_LIBRARY", "MANIFEST-0")


@pytest.fixture(scope="module")
def under_attack(sample_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server over the sample build, with a file beside the build that nobody may see.

    KG_ATTACKED is the address of one that runs already.
    """
    folder = tmp_path_factory.mktemp("attacked")
    shutil.copytree(sample_build, folder / "build")
    (folder / hostile.CANARY).write_text(SECRET, encoding="utf-8")
    arguments = [str(folder / "build"), "--timeout", "3"]
    with serving(folder / "output", *arguments, variable="KG_ATTACKED") as server:
        yield server


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[int, list[str]]]:
    """Return a port of the loopback and the list of who called there."""
    called: list[str] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as waiting:
        Thread(target=_listen, args=(waiting, called), daemon=True).start()
        yield waiting.getsockname()[1], called


def _listen(waiting: socket.socket, called: list[str]) -> None:
    while True:
        try:
            connection, who = waiting.accept()
        except OSError:
            return
        called.append(str(who))
        connection.close()


def answered(server: Server, attack: Attack) -> bytes:
    """Send an attack and return all that comes back until the server closes or patience ends."""
    parts = []
    with socket.create_connection(("127.0.0.1", server.port), timeout=attack.patience) as connection:
        # It may close before it has read everything, and its answer may be there all the same.
        with suppress(OSError):
            connection.sendall(attack.sent)
        with suppress(OSError):
            while part := connection.recv(1 << 16):
                parts.append(part)
    return b"".join(parts)


def problem(attack: Attack, answer: bytes, private: tuple[str, ...]) -> str | None:
    """Say what is wrong with an answer."""
    text = answer.decode("utf-8", "replace")
    if leaked := [it for it in (*LEAKS, *private) if it in text]:
        return f"leaks {leaked}"
    head, _, body = text.partition("\r\n\r\n")
    status = re.match(r"HTTP/1\.1 (\d{3})", head)
    if status is None:
        # A request that never ends gets no answer, and one that is no HTTP may get none.
        return f"no answer: {head[:80]!r}" if attack.kind not in {"shape", "bytes"} else None
    if status[1] >= "500" and not (status[1] == "503" and _plain(body)):
        return f"status {status[1]}: {body[:200]!r}"
    if "\r\ncontent-type: text/html" in head.lower():
        return _unsafe(head.lower(), body)
    return None


def _plain(body: str) -> bool:
    return bool(re.fullmatch(r"[^<>\n]{10,200}\n", body)) and ("ask again" in body or "narrow it" in body)


def _unsafe(head: str, body: str) -> str | None:
    if missing := [it for it in HEADERS if it not in head]:
        return f"HTML without {missing}"
    if hostile.SCRIPT in body or "<img src=x" in body:
        return "HTML with the script of a request in it"
    return "the template was run" if "49$" in body else None


@pytest.mark.slow
def test_ten_thousand_hostile_requests(under_attack: Server, listener: tuple[int, list[str]]) -> None:
    port, called = listener
    before = _statuses(under_attack)
    memory = under_attack.processes[0].memory_info().rss if under_attack.pid else 0
    private = (str(under_attack.output.parent),) if under_attack.output else ()
    attacks = hostile.attacks(port, WANTED)
    with ExitStack() as stack, ThreadPoolExecutor(CLIENTS) as pool:
        for number in range(60):
            # Clients that never end their request, for as long as the others attack.
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", under_attack.port)))
            slow.sendall(f"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\nX-{number}: ".encode())
        answers = list(pool.map(lambda it: answered(under_attack, it), attacks))
    wrong = Counter[str]()
    for attack, answer in zip(attacks, answers, strict=True):
        if found := problem(attack, answer, private):
            wrong[f"{attack.kind}: {found} -- {attack.sent[:300]!r}"] += 1
    told = "\n".join(it for it, _ in wrong.most_common(15))
    assert not wrong, f"{wrong.total()} of {len(attacks)} attacks succeeded, such as\n{told}"
    assert len(attacks) >= WANTED
    assert called == [], "a query reached the network"
    # The pages, the queries and the limits are what they were.
    assert _statuses(under_attack) == before
    if under_attack.pid:
        grown = under_attack.processes[0].memory_info().rss - memory
        assert grown < 200 * MEGABYTE, f"the front has grown by {grown / MEGABYTE:.0f} MB"
        _check_log(under_attack, answers)


def _statuses(server: Server) -> dict[str, int]:
    """Return the status of every route, and of a query."""
    with httpx.Client(base_url=server.base, timeout=30) as client:
        found = {it: client.get(it).status_code for it in hostile.ROUTES}
        asked = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c }"})
    assert int(asked.json()["results"]["bindings"][0]["n"]["value"]) > 1000
    return found


def _check_log(server: Server, answers: list[bytes]) -> None:
    """Check that each request has one line and that no line is anything else."""
    assert server.output
    # Split as bytes: str would take more than a line's end for one.
    lines = [it.decode("utf-8", "backslashreplace") for it in server.output.read_bytes().split(b"\n")]
    start = next(number for number, line in enumerate(lines) if LOGGED.fullmatch(line))
    logged = [line for line in lines[start:] if LOGGED.fullmatch(line)]
    others = [line for line in lines[start:] if line and not LOGGED.fullmatch(line) and not TOLD.fullmatch(line)]
    assert others == [], f"{len(others)} lines of the log are none of ours, such as {others[:5]}"
    ended = [line for line in lines if "the SPARQL engine ended" in line]
    assert ended == [], f"{len(ended)} requests ended the engine, and with it the queries of others"
    # Every answer that came from the application carries this header; what is no HTTP never reached it.
    reached = sum(it.lower().count(b"referrer-policy: no-referrer") for it in answers)
    assert reached <= len(logged) <= len(answers) * 2


TEXT: dict[str, Any] = {"type": "string"}
OPERATIONS: dict[str, tuple[str, ...]] = {
    # Path -> names of its parameters; those in braces are parts of the path. A new route is one line.
    "/": ("lang",),
    "/search": ("q", "page", "lang", "type"),
    "/sparql": ("query", "default-graph-uri", "named-graph-uri"),
    "/store": ("graph", "default"),
    "/store/{path}": ("path",),
    "/id/{kind}/{name}": ("kind", "name"),
    "/page/{kind}/{name}": ("kind", "name", "lang", "page"),
    "/data/{kind}/{name}.ttl": ("kind", "name"),
    "/document/{name}": ("name", "lang", "page"),
    "/ontology": ("lang",),
    "/reconcile": ("query", "queries", "callback", "extend"),
    "/.well-known/void": (),
    "/sitemap.xml": ("page",),
    "/robots.txt": (),
    "/questions.json": ("lang",),
    "/terms.json": ("lang",),
}


def description() -> dict[str, Any]:
    """Describe the routes as OpenAPI has it; every parameter takes any text."""
    paths: dict[str, Any] = {}
    for path, names in OPERATIONS.items():
        parameters = [
            {"name": it, "in": "path", "required": True, "schema": TEXT | {"minLength": 1}}
            if f"{{{it}}}" in path
            else {"name": it, "in": "query", "schema": TEXT}
            for it in names
        ]
        parameters += [
            {"name": it, "in": "header", "schema": TEXT} for it in ("Accept", "Accept-Language", "Range")
        ]
        operation = {"parameters": parameters, "responses": {"default": {"description": "any"}}}
        paths[path] = {"get": operation, "head": operation}
    return {"openapi": "3.0.3", "info": {"title": "kg serve", "version": "1"}, "paths": paths}


schema = schemathesis.openapi.from_dict(description())


@schema.parametrize()
@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_route_takes_any_text(case: schemathesis.Case[Any], under_attack: Server) -> None:
    response = case.call(base_url=under_attack.base, allow_redirects=False, timeout=30)
    assert response.status_code < 500 or (response.status_code == 503 and _plain(response.text)), response.text[
        :300
    ]
    if response.headers.get("content-type", [""])[0].startswith("text/html"):
        head = "\r\n".join(f"{name}: {', '.join(values)}" for name, values in response.headers.items()).lower()
        assert _unsafe(head, response.text) is None
