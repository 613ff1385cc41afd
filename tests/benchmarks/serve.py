"""Measure `kg serve` beside rdflib-endpoint on one build and one machine, and print a Markdown table.

    python -m venv /tmp/peer && /tmp/peer/bin/pip install 'rdflib-endpoint[cli,oxigraph]'
    python tests/benchmarks/serve.py BUILD --peer-python /tmp/peer/bin/python [--seconds 60] [--kill] [--json FILE]

Protocol: the shared runner's tests, each on a connection of its own, against an empty writable server. Questions: every
stored question that this build can answer, one client, one request after the other. Load: wrk at 32 connections, with
the same questions for both, and for us also the mixture of pages that a reader asks for; statuses are counted in a run of
their own, because counting costs wrk some speed. `--kill` ends the engine by SIGKILL amid another run. The peer is
measured with both stores that it offers; its default is rdflib's own, in memory.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from servers import Server, free_port, serving  # noqa: E402

RESULTS = "application/sparql-results+json"
CONNECTIONS = 32
# A question is asked so often, or for so many seconds, whichever ends first.
TIMES, BUDGET = 200, 3.0
PATIENCE = 60.0
SETTLES = 3.0

Row = dict[str, Any]
Start = Callable[[bool], Any]


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server to be measured: `start(writable)` is a context that gives it, `path` its endpoint, `store` its graph store."""

    name: str
    start: Start
    path: str
    store: str | None = None


def ours(build: Path) -> Contestant:
    """Return `kg serve`, over the build or over an empty scratch store."""

    @contextmanager
    def start(writable: bool) -> Iterator[Server]:
        with tempfile.TemporaryDirectory() as folder:
            arguments = ["--writable"] if writable else [str(build)]
            with serving(Path(folder) / "output", *arguments) as server:
                yield server

    return Contestant("kg serve", start, "/sparql", "/store")


def peer(python: Path, store: str, build: Path) -> Contestant:
    """Return rdflib-endpoint with one of its stores, over the build's quads or over nothing."""

    @contextmanager
    def start(writable: bool) -> Iterator[Server]:
        port = free_port()
        command: list[str | Path] = [
            python,
            "-m",
            "rdflib_endpoint",
            "serve",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ]
        command += ["--store", store, *(["--enable-update"] if writable else [build / "graph.nq"])]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        server = Server(f"http://127.0.0.1:{port}", process.pid)
        try:
            _wait(server, "/")
            yield server
        finally:
            process.kill()
            process.wait()

    return Contestant(f"rdflib-endpoint, {store} store", start, "/")


def _wait(server: Server, path: str) -> None:
    end = time.monotonic() + 300
    while time.monotonic() < end:
        try:
            httpx.get(server.base + path, timeout=5)
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise SystemExit(f"{server.base} does not come up")


def protocol(contestant: Contestant) -> str:
    """Return how many of the protocol tests pass, `n of m`."""
    runner = _runner()
    graph = runner.Graph().parse(runner.HERE / "manifest.ttl", publicID=f"{runner.HERE.as_uri()}/manifest.ttl")
    entries = list(graph.items(next(graph.objects(None, runner.MF.entries))))
    path = contestant.path
    asked = argparse.Namespace(query=path, update=path, gsp=contestant.store or path, queries_only=False)
    kind = httpx.Client if contestant.store else _Loading
    passed = 0
    with contestant.start(True) as server:
        for entry in entries:
            try:
                with kind(base_url=server.base, timeout=30) as client:
                    passed += runner.run(graph, entry, client, asked) is None
            except httpx.TransportError:
                continue
    return f"{passed} of {len(entries)}"


class _Loading(httpx.Client):
    """Loads the tests' graphs by updates: the peer has no graph store, and is to be given its best."""

    def put(self, url: httpx.URL | str, **request: Any) -> httpx.Response:
        name, triples = request["params"]["graph"], request["content"].decode()
        update = f"INSERT DATA {{ GRAPH <{name}> {{ {triples} }} }}"
        return self.post(url, content=update, headers={"content-type": "application/sparql-update"})


def _runner() -> ModuleType:
    spec = spec_from_file_location("w3c_protocol", ROOT.parent / "shared/eval/w3c_protocol.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def questions(build: Path) -> dict[str, str]:
    """Return the stored questions that the build can answer, as whole queries."""
    from kg import ontology, query
    from kg.server.sparql import examples
    from kg.store import Store

    found = {}
    with Store.open(build / "store") as store:
        stored = query.stored(ontology.folder())
        able = examples.values(store, stored)
        for question in stored:
            values = able[question.name]
            if len(values) == len(question.parameters):
                found[question.name] = examples.whole(question, query.bind(store, question, values))
    return found


def closed_loop(contestant: Contestant, asked: dict[str, str]) -> dict[str, Row]:
    """Ask every question many times on one connection; times are milliseconds.

    A question without an answer within PATIENCE is counted as such, and the server started anew.
    """
    rows: dict[str, Row] = {}
    left = dict(asked)
    while left:
        with contestant.start(False) as server, httpx.Client(base_url=server.base, timeout=PATIENCE) as client:
            for name in list(left):
                rows[name] = _timed(client, contestant.path, left.pop(name))
                if "error" in rows[name]:
                    break
    return rows


def _timed(client: httpx.Client, path: str, sparql: str) -> Row:
    times: list[float] = []
    end = time.monotonic() + BUDGET
    headers = {"accept": RESULTS}
    while len(times) < TIMES and (not times or time.monotonic() < end):
        before = time.perf_counter()
        try:
            got = client.get(path, params={"query": sparql}, headers=headers)
        except httpx.TransportError as error:
            return {"error": type(error).__name__}
        if got.status_code != 200:
            return {"error": f"status {got.status_code}"}
        times.append((time.perf_counter() - before) * 1000)
    rows = len(got.json()["results"]["bindings"]) if "json" in got.headers["content-type"] else 0
    return {"rows": rows, "times": [round(it, 2) for it in times]}


def targets(contestant: Contestant, asked: dict[str, str]) -> list[tuple[str, str]]:
    """Return path and Accept of each stored question."""
    return [(f"{contestant.path}?{urlencode({'query': it})}", RESULTS) for it in asked.values()]


def mixture(build: Path) -> list[tuple[str, str]]:
    """Return what a reader asks for besides: pages, documents, search, RDF; as many of each kind."""
    from pyoxigraph import Literal, NamedNode

    from kg.store import Store
    from kg.vocabulary import CLASSES, ID, term

    with Store.open(build / "store") as store:
        things = sorted(
            {
                quad.subject.value.removeprefix(ID)
                for name in CLASSES
                for quad in store.match(predicate=term("rdf:type"), object=term(f"tifa:{name}"))
                if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(ID)
            }
        )
        documents = [it.value.removeprefix(ID) for it in store.graphs() if it.value.startswith(f"{ID}document/")]
        objects = [it.object for it in store.match(predicate=term("skos:prefLabel"))]
        labels = sorted({it.value for it in objects if isinstance(it, Literal)})
    some = [things[i * len(things) // 12] for i in range(12)] if things else []
    words = [labels[i * len(labels) // 9] for i in range(9)] + ["shuangjian", "sjzx", "双减争先"]
    return [
        *((f"/page/{quote(it)}", "text/html") for it in some),
        *((f"/document/{quote(it.removeprefix('document/'))}", "text/html") for it in (documents * 12)[:12]),
        *((f"/search?{urlencode({'q': it})}", "text/html") for it in words),
        *((f"/id/{quote(it)}", "text/turtle") for it in some[::2]),
        *((f"/data/{quote(it)}.ttl", "text/turtle") for it in some[1::2]),
    ]


def load(server: Server, wanted: list[tuple[str, str]], seconds: int, *, statuses: bool = False) -> Row:
    """Run wrk; times are milliseconds, memory is in bytes for the front and its children."""
    # Queries whose clients have gone keep their places until they end.
    time.sleep(SETTLES)
    before = _memory(server)
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
        file.write("".join(f"{path}\t{accept}\n" for path, accept in wanted))
        file.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "60s"]
        command += ["-s", str(Path(__file__).parent / "load.lua"), server.base, "--", file.name]
        done = subprocess.run(
            [*command, *(["statuses"] if statuses else [])], capture_output=True, text=True, check=True
        )
    (line,) = (it for it in done.stdout.splitlines() if it.startswith("RESULT "))
    row: Row = json.loads(line.removeprefix("RESULT "))
    row["rate"] = row["requests"] / row["seconds"]
    return row | {"before": before, "after": _memory(server)}


def _memory(server: Server) -> list[int]:
    """Return the resident bytes of the front and of its children."""
    front, *children = (process.memory_info().rss for process in server.processes)
    return [front, sum(children)]


def killed(server: Server, wanted: list[tuple[str, str]], seconds: int) -> Row:
    """Kill the engine amid a load; `down` is the seconds until the endpoint answers again."""
    down: list[float] = []

    def strike() -> None:
        time.sleep(seconds / 2)
        for child in psutil.Process(server.pid).children(recursive=True):
            os.kill(child.pid, signal.SIGKILL)
        struck = time.monotonic()
        while time.monotonic() < struck + 60:
            got = httpx.get(f"{server.base}/sparql", params={"query": "ASK { ?a ?b ?c }"}, timeout=60)
            if got.status_code == 200:
                down.append(time.monotonic() - struck)
                return
            time.sleep(0.01)

    thread = Thread(target=strike)
    thread.start()
    row = load(server, wanted, seconds, statuses=True)
    thread.join()
    return row | {"down": down[0] if down else None}


def measure(
    contestant: Contestant, asked: dict[str, str], seconds: int, mixed: list[tuple[str, str]], kill: bool
) -> Row:
    """Take every measure of one server."""
    wanted = targets(contestant, asked)
    row: Row = {"protocol": protocol(contestant), "questions": closed_loop(contestant, asked), "loads": {}}
    # What it cannot answer alone it need not answer in a crowd.
    able = [it for it, one in zip(wanted, row["questions"].values(), strict=True) if "error" not in one]
    for name, what in {"questions": able, "mixed": [*able[:12], *mixed] if mixed else []}.items():
        if what:
            with contestant.start(False) as server:
                row["loads"][name] = load(server, what, seconds)
                row["loads"][f"{name}, statuses counted"] = load(server, what, max(seconds // 4, 5), statuses=True)
                if kill and mixed:
                    row["loads"][f"{name}, engine killed"] = killed(server, what, max(seconds // 2, 10))
    return row


def machine(build: Path, python: Path | None) -> str:
    """Return what the figures depend on, in a sentence."""
    manifest = json.loads((build / "manifest.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((build / "graph.nq").read_bytes()).hexdigest()[:16]
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    cpu = names[0].partition(": ")[2] if names else platform.processor()
    packages = ", ".join(f"{it} {version(it)}" for it in ("oxigraph", "starlette", "uvicorn"))
    if python:
        code = (
            "from importlib.metadata import version as v; print(v('rdflib-endpoint'), 'with rdflib', v('rdflib'))"
        )
        said = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
        packages += f", rdflib-endpoint {said.stdout.strip()}"
    quads, size = manifest["counts"]["quads"], psutil.virtual_memory().total >> 30
    return (
        f"{cpu}, {os.cpu_count()} cores, {size} GB; Python {platform.python_version()}, {packages}; "
        f"{quads:,} quads, SHA-256 of graph.nq {digest}…"
    )


def table(rows: dict[str, Row]) -> list[str]:
    """Return the measures as two Markdown tables, a column for each server."""
    names = list(rows)

    def head(first: str) -> list[str]:
        return [f"| {first} | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]

    lines = [*head(""), "| protocol tests | " + " | ".join(rows[it]["protocol"] for it in names) + " |"]
    lines.append(
        "| every question, one client: requests/s, p50 / p99 | "
        + " | ".join(_alone(rows[it]["questions"]) for it in names)
        + " |"
    )
    lines += _lines(rows, "loads", _load)
    return [*lines, "", *head("p50 / p99 in ms, one client"), *_lines(rows, "questions", _cell)]


def _lines(rows: dict[str, Row], part: str, shown: Callable[[Row | None], str]) -> list[str]:
    kinds = dict.fromkeys(kind for row in rows.values() for kind in row[part])
    return [
        f"| {kind} | " + " | ".join(shown(row[part].get(kind)) for row in rows.values()) + " |" for kind in kinds
    ]


def _alone(asked: dict[str, Row]) -> str:
    times = [time for it in asked.values() for time in it.get("times", ())]
    return f"{len(times) / (sum(times) / 1000):.0f}/s, {_quantiles(times)} ms" if times else "–"


def _quantiles(times: list[float]) -> str:
    last = statistics.quantiles(times, n=100)[98] if len(times) > 1 else times[0]
    return f"{statistics.median(times):.1f} / {last:.1f}"


def _load(row: Row | None) -> str:
    if row is None:
        return "–"
    errors = {it: row[it] for it in ("connect", "read", "write", "timeout", "status") if row[it]}
    text = f"{row['rate']:.0f}/s, p50 {row['p50']:.1f} ms, p99 {row['p99']:.1f} ms, errors {errors or 'none'}"
    if row["statuses"]:
        text += f", statuses {dict(sorted(row['statuses'].items()))}"
    if "down" in row:
        text += f", back after {row['down']:.2f} s" if row["down"] is not None else ", not back within 60 s"
    memory = zip(("front", "engine"), row["before"], row["after"], strict=True)
    return text + "".join(f", {name} {old >> 20} → {new >> 20} MB" for name, old, new in memory if old)


def _cell(row: Row | None) -> str:
    if row is None:
        return "–"
    return row["error"] if "error" in row else _quantiles(row["times"])


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--peer-python", type=Path, help="interpreter of an environment with rdflib-endpoint")
    parser.add_argument("--peer-only", action="store_true")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--kill", action="store_true", help="also kill the engine amid a load")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    asked = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk")
    known = questions(asked.build)
    rows: dict[str, Row] = {}
    if not asked.peer_only:
        rows["kg serve"] = measure(ours(asked.build), known, asked.seconds, mixture(asked.build), asked.kill)
    for store in ("oxigraph", "default") if asked.peer_python else ():
        contestant = peer(asked.peer_python, store, asked.build)
        rows[contestant.name] = measure(contestant, known, asked.seconds, [], False)
    where = machine(asked.build, asked.peer_python)
    if asked.json:
        asked.json.write_text(json.dumps({"machine": where, "rows": rows}, ensure_ascii=False, indent=1))
    sys.stdout.write("\n".join([where, "", *table(rows), ""]))


if __name__ == "__main__":
    main()
