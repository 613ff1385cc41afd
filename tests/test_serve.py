"""`kg serve` as a user runs it: its limits, what it survives, how it ends, how a rebuild comes in."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest
from servers import Server, serving

COUNT = "SELECT (COUNT(*) AS ?n) { ?x a tifa:Campaign }"
# What no engine finishes: every triple with every other with every other.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SECONDS = 1.5


@pytest.fixture(scope="module")
def server(sample_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server over the sample build with a short time limit and few places."""
    output = tmp_path_factory.mktemp("serve") / "output"
    limits = ["--timeout", str(SECONDS), "--queries", "4", "--max-request", "1", "--max-answer", "2"]
    with serving(output, str(sample_build), *limits) as it:
        yield it


def ask(server: Server, sparql: str, *, accept: str = "*/*", timeout: float = 20) -> httpx.Response:
    return httpx.post(f"{server.base}/sparql", data={"query": sparql}, headers={"accept": accept}, timeout=timeout)


def count(server: Server) -> int:
    return int(ask(server, COUNT).raise_for_status().json()["results"]["bindings"][0]["n"]["value"])


def engines(server: Server) -> list[psutil.Process]:
    return [it for it in server.processes if it.name() == "oxigraph"]


def eventually(told: object, *, within: float = 10) -> None:
    assert callable(told)
    end = time.monotonic() + within
    while not told():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("sparql", "accept", "start"),
    [
        (COUNT, "application/sparql-results+json", '{"head"'),
        (COUNT, "application/sparql-results+xml", "<?xml"),
        (COUNT, "text/csv", "n\r\n"),
        (COUNT, "text/tab-separated-values", "?n\n"),
        ("CONSTRUCT WHERE { ?x a tifa:Campaign }", "text/turtle", "<https://w3id.org/tifa/id/campaign/"),
        ("CONSTRUCT WHERE { ?x a tifa:Campaign }", "application/n-triples", "<https://w3id.org/tifa/id/campaign/"),
        ("CONSTRUCT WHERE { ?x a tifa:Campaign }", "application/ld+json", "["),
        ("CONSTRUCT WHERE { ?x a tifa:Campaign }", "application/rdf+xml", "<?xml"),
        ("ASK { ?x a tifa:Campaign }", "application/sparql-results+json", '{"head":{},"boolean":true}'),
    ],
)
def test_every_format(server: Server, sparql: str, accept: str, start: str) -> None:
    answer = ask(server, sparql, accept=accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == accept
    assert answer.text.startswith(start)
    assert answer.headers["access-control-allow-origin"] == "*"


def test_without_a_wish_rows_are_json_and_triples_turtle(server: Server) -> None:
    assert ask(server, COUNT).headers["content-type"] == "application/sparql-results+json"
    assert ask(server, "CONSTRUCT WHERE { ?x a tifa:Campaign }").headers["content-type"] == "text/turtle"


def test_the_default_graph_is_the_union_unless_a_query_chooses(server: Server) -> None:
    everything = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    chosen = "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/tifa/ontology> { ?s ?p ?o }"
    named = httpx.get(
        f"{server.base}/sparql",
        params={"query": everything, "default-graph-uri": "https://w3id.org/tifa/ontology"},
    ).json()["results"]
    one = ask(server, chosen).json()["results"]
    assert named == one
    assert int(one["bindings"][0]["n"]["value"]) < int(
        ask(server, everything).json()["results"]["bindings"][0]["n"]["value"]
    )


@pytest.mark.parametrize(
    ("sparql", "status", "sentence"),
    [
        ("SELECT * { ?x a nope:Campaign }", 400, "the prefix nope: is not declared"),
        ("SELECT *\n{ ?x a tifa:Campaign ", 400, "line 2 column 22: ends too early"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }", 403, "SERVICE would reach the network"),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }", 403, "SERVICE would reach the network"),
        ("#" + "x" * 1_100_000, 413, "1000000 bytes at most"),
    ],
)
def test_a_bad_query_is_told_in_a_sentence(server: Server, sparql: str, status: int, sentence: str) -> None:
    answer = ask(server, sparql)
    assert (answer.status_code, answer.text.count("\n")) == (status, 1)
    assert sentence in answer.text


@pytest.mark.parametrize(
    "update", ["CLEAR ALL", "LOAD <http://127.0.0.1:1/>", "INSERT DATA { <a:a> <a:b> <a:c> }"]
)
def test_every_update_is_forbidden(server: Server, update: str) -> None:
    address = f"{server.base}/sparql"
    direct = {"content-type": "application/sparql-update"}
    assert httpx.post(address, data={"update": update}).status_code == 403
    assert httpx.post(address, content=update, headers=direct).status_code == 403
    for method in ("PUT", "POST", "DELETE"):
        assert httpx.request(method, f"{server.base}/store?graph=a:b").status_code == 403


def test_a_query_over_its_time_is_refused_and_the_next_one_unaffected(server: Server) -> None:
    before = {it.pid for it in engines(server)}
    start = time.monotonic()
    answer = ask(server, ENDLESS)
    took = time.monotonic() - start
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.text == f"the query took longer than the {SECONDS} seconds that one may take; narrow it\n"
    assert SECONDS <= took < SECONDS + 2
    assert count(server) > 0
    # The process that would have gone on computing for ever is gone.
    eventually(lambda: not before & {it.pid for it in engines(server)})
    assert len(engines(server)) == 1


def test_a_cut_answer_never_looks_whole(server: Server) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
        ask(server, LONG)
    old = b"POST /sparql HTTP/1.0\r\ncontent-type: application/sparql-query\r\ncontent-length: %d\r\n\r\n" % len(
        LONG
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(old + LONG.encode())
        assert connection.recv(4096).split(b" ")[1] == b"505"
    assert count(server) > 0


def test_hanging_up_frees_no_place(server: Server) -> None:
    before = {it.pid for it in engines(server)}
    for _ in range(4):
        with pytest.raises(httpx.ReadTimeout):
            ask(server, ENDLESS, timeout=0.2)
    assert ask(server, COUNT).status_code == 429
    eventually(lambda: ask(server, COUNT).status_code == 200)
    eventually(lambda: not before & {it.pid for it in engines(server)})


def test_too_many_queries_at_a_time_are_told_to_wait(server: Server) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(server, ENDLESS), range(8)))
    assert sorted(it.status_code for it in answers) == [429] * 4 + [503] * 4
    assert {it.headers["retry-after"] for it in answers} == {"1"}
    assert count(server) > 0


def test_a_killed_engine_is_started_again(server: Server) -> None:
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(ask, server, ENDLESS)
        time.sleep(0.3)
        for engine in engines(server):
            engine.send_signal(signal.SIGKILL)
        assert running.result().status_code == 503
    assert count(server) > 0


def test_answers_are_compressed_for_who_can_read_that(server: Server) -> None:
    plain = httpx.get(f"{server.base}/sparql", params={"query": "SELECT * { ?x a tifa:Campaign }"})
    raw = httpx.get(
        f"{server.base}/sparql",
        params={"query": "SELECT * { ?x a tifa:Campaign }"},
        headers={"accept-encoding": "identity"},
    )
    assert plain.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in raw.headers
    assert plain.text == raw.text


def test_two_servers_stand_beside_each_other_and_a_taken_port_is_told(
    server: Server, sample_build: Path, tmp_path: Path
) -> None:
    with serving(tmp_path / "output", str(sample_build)) as other:
        assert count(other) == count(server)
    taken = [sys.executable, "-m", "kg", "--lang", "en", "serve", str(sample_build), "--port", str(server.port)]
    done = subprocess.run(taken, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        f"kg: 127.0.0.1:{server.port}: cannot be listened on (Address already in use); choose another --port, or 0 for any\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere/store: no store here; run kg build first, or name the build's folder"),
        (["--writable", "--host", "0.0.0.0"], "a writable store is served on 127.0.0.1 only"),
        (["--host", "203.0.113.7"], "203.0.113.7:7878: cannot be listened on"),
        (["--url", "https://example.org/tifa"], "https://example.org/tifa: is no address of a site"),
    ],
)
def test_what_cannot_be_served_is_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    command = [sys.executable, "-m", "kg", "--lang", "en", "serve", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert said in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_end_leaves_an_engine_behind(sample_build: Path, tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "kg", "--lang", "en", "serve", str(sample_build), "--port", "0"]
    with (tmp_path / "output").open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
    eventually(lambda: "Ctrl-C" in (tmp_path / "output").read_text())
    children = psutil.Process(process.pid).children()
    assert [it.name() for it in children] == ["oxigraph"]
    process.send_signal(number)
    assert process.wait(10) == (0 if number != signal.SIGKILL else -signal.SIGKILL)
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []


def test_a_rebuild_comes_in_without_a_pause(sample_build: Path, tmp_path: Path) -> None:
    from kg.build import build, sample

    folder = tmp_path / "build"
    shutil.copytree(sample_build, folder)
    with serving(tmp_path / "output", str(folder), "--timeout", "4") as server, ThreadPoolExecutor(2) as pool:
        before = count(server)
        (old,) = engines(server)
        running = pool.submit(ask, server, ENDLESS)
        time.sleep(0.2)
        build([sample() / "zhejiang-model-organs.md"], folder)
        statuses = []
        end = time.monotonic() + 20
        while (now := count(server)) == before:
            statuses.append(now)
            assert time.monotonic() < end, "the new build never came in"
            time.sleep(0.05)
        assert 0 < now < before
        # The query that began on the old build ended there, by its own limit.
        assert running.result().status_code == 503
        assert "4 seconds" in running.result().text
        eventually(lambda: not old.is_running())
        assert httpx.get(server.base).status_code == 200


def test_a_broken_rebuild_changes_nothing(sample_build: Path, tmp_path: Path) -> None:
    folder = tmp_path / "build"
    shutil.copytree(sample_build, folder)
    with serving(tmp_path / "output", str(folder)) as server:
        before = count(server)
        shutil.rmtree(folder / "store")
        os.utime(folder / "manifest.json", (1, 1))
        eventually(lambda: "the new build is not served" in (tmp_path / "output").read_text())
        assert count(server) == before
        # A copy may bring the manifest first and the store after it.
        shutil.copytree(sample_build / "store", folder / "store")
        eventually(lambda: "serving the new build" in (tmp_path / "output").read_text())
        assert count(server) == before


def test_a_page_of_another_site_neither_writes_nor_reads_a_scratch_store(tmp_path: Path) -> None:
    with serving(tmp_path / "output", "--writable") as server:
        own = {"content-type": "application/sparql-update", "origin": server.base}
        insert = "INSERT DATA { <a:a> <a:b> <a:c> }"
        graph, triple = f"{server.base}/store?default", "<a:a> <a:b> <a:c> ."
        for origin in ("null", "https://example.org", "http://[::1", server.base.replace("http:", "https:"), ""):
            for kind in ("application/sparql-update", "application/x-www-form-urlencoded", "text/plain"):
                headers = {"content-type": kind, "origin": origin}
                assert httpx.post(f"{server.base}/sparql", content=insert, headers=headers).status_code >= 400
            for kind in ("text/turtle", "multipart/form-data; boundary=x", "text/plain"):
                headers = {"content-type": kind, "origin": origin}
                assert httpx.post(graph, content=triple, headers=headers).status_code == 403
        rebound = {"host": f"example.org:{server.port}", "content-type": "application/sparql-update"}
        assert httpx.post(f"{server.base}/sparql", content=insert, headers=rebound).status_code == 400
        assert ask(server, "ASK { ?a ?b ?c }").json()["boolean"] is False
        assert httpx.post(f"{server.base}/sparql", content=insert, headers=own).status_code == 204
        for answer in (
            ask(server, "ASK {}"),
            ask(server, "ASK"),
            httpx.get(graph),
            httpx.options(f"{server.base}/sparql", headers={"origin": "null"}),
        ):
            assert "access-control-allow-origin" not in answer.headers


def test_a_scratch_store_has_no_build(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "serve", str(tmp_path), "--writable"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert "leave BUILD out" in done.stderr


def test_pages_name_the_public_address(sample_build: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "output", str(sample_build), "--url", "https://tifa.example.org/") as server:
        assert server.base.startswith("http://127.0.0.1:")
        assert "Sitemap: https://tifa.example.org/sitemap.xml" in httpx.get(f"{server.base}/robots.txt").text
        described = httpx.get(f"{server.base}/.well-known/void", headers={"accept": "text/turtle"}).text
        assert "<https://tifa.example.org/sparql>" in described and "127.0.0.1" not in described
