"""The W3C's suites against `kg serve`: SPARQL Protocol, Graph Store Protocol, Service Description."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import graph_store_protocol
import httpx
import pytest
import service_description
from rdflib import Graph
from servers import Server, serving
from service_description import SD


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Server]:
    """Return a writable server over an empty store; KG_SCRATCH is the address of one that runs already."""
    with serving(tmp_path / "output", "--writable", variable="KG_SCRATCH") as server:
        yield server


@pytest.fixture(scope="module")
def published(sample_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a read-only server over the sample build; KG_PUBLISHED is the address of one that runs already."""
    output = tmp_path_factory.mktemp("published") / "output"
    with serving(output, str(sample_build), variable="KG_PUBLISHED") as server:
        yield server


def _suite(shared: Path, name: str) -> Path:
    folder = shared / "w3c" / name
    if not folder.is_dir():
        pytest.skip(f"the suite {folder} is not there")
    return folder


def test_every_test_of_the_protocol_passes(shared: Path, scratch: Server) -> None:
    _suite(shared, "protocol")
    runner = [sys.executable, str(shared / "eval/w3c_protocol.py"), scratch.base]
    paths = ["--query", "/sparql", "--update", "/sparql", "--gsp", "/store"]
    done = subprocess.run([*runner, *paths], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.splitlines()[-1:] == ["34 passed, 0 failed, 0 skipped"], done.stdout + done.stderr[-2000:]


def test_every_test_of_the_graph_store_passes(shared: Path, scratch: Server) -> None:
    manifest = _suite(shared, "http-rdf-update") / "manifest.ttl"
    outcomes = list(graph_store_protocol.run(scratch.base, manifest))
    assert len(outcomes) == 18
    assert {it.name: it.unlawful for it in outcomes if it.unlawful} == {}
    # Three writes answer 204 where 200 is printed, and so does the default graph, which needs no creating.
    assert sum(not it.inexact for it in outcomes) >= 14


def test_every_test_of_the_service_description_passes(shared: Path, scratch: Server) -> None:
    manifest = _suite(shared, "service-description") / "manifest.ttl"
    known = {str(it).rpartition("#")[2] for it in graph_store_protocol.entries(manifest)}
    assert known == set(service_description.TESTS)
    assert service_description.run(f"{scratch.base}/sparql") == {it: [] for it in service_description.TESTS}


def test_a_published_build_passes_too(published: Server) -> None:
    assert service_description.run(f"{published.base}/sparql") == {it: [] for it in service_description.TESTS}


def test_the_description_promises_only_what_is_kept(published: Server) -> None:
    graph = service_description.parsed(service_description.fetch(f"{published.base}/sparql"))
    assert set(graph.objects(None, SD.supportedLanguage)) == {SD.SPARQL10Query, SD.SPARQL11Query}
    features = set(graph.objects(None, SD.feature))
    assert SD.UnionDefaultGraph in features
    # No SERVICE: nothing goes out from here.
    assert SD.BasicFederatedQuery not in features


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_published_build_refuses_writes_to_its_store(published: Server, method: str) -> None:
    body = None if method == "DELETE" else b"<a:a> <a:b> <a:c> ."
    for target in ("/store?default", "/store/person/1.ttl", "/store?graph=http://example.org/g"):
        got = httpx.request(method, published.base + target, content=body, headers={"content-type": "text/turtle"})
        assert got.status_code == 403, target


@pytest.mark.parametrize(
    "update", ["DROP ALL", "CLEAR DEFAULT", "LOAD <http://example.org/>", "INSERT DATA { <a:a> <a:b> 1 }"]
)
def test_a_published_build_refuses_updates(published: Server, update: str) -> None:
    direct = httpx.post(
        f"{published.base}/sparql", content=update, headers={"content-type": "application/sparql-update"}
    )
    form = httpx.post(f"{published.base}/sparql", data={"update": update})
    assert (direct.status_code, form.status_code) == (403, 403)


DESCRIPTION = """
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX formats: <http://www.w3.org/ns/formats/>
<#service> a sd:Service ; sd:endpoint </sparql> ; sd:feature sd:UnionDefaultGraph ; sd:resultFormat formats:Turtle ;
  sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ; sd:namedGraph [ a sd:NamedGraph ; sd:name <g> ] ] .
"""


def _problems(added: str) -> list[str]:
    text = f"{DESCRIPTION} {added}"
    return list(
        service_description.problems(Graph().parse(data=text, format="turtle", publicID="http://kg.test/d"))
    )


def test_a_good_description_breaks_no_rule() -> None:
    assert _problems("") == []


@pytest.mark.parametrize(
    "added",
    [
        "<#service> sd:feature sd:SPARQL11Query .",
        "<#service> sd:feature 'union' .",
        "<#service> sd:endpoints <x> .",
        "<#service> sd:feature sd:TimeTravel .",
        "<#service> sd:endpoint <other> .",
        "<#other> a sd:Service ; sd:endpoint </sparql> .",
        "<#other> a sd:Service .",
        "<#other> sd:endpoint <x> .",
        "<#service> sd:namedGraph <g> .",
        "[] a sd:NamedGraph .",
        "[] a sd:NamedGraph ; sd:name 'g' .",
        "<#service> sd:resultFormat sd:SPARQL11Query .",
        "<#service> sd:inputFormat sd:UnionDefaultGraph .",
    ],
)
def test_a_description_that_breaks_a_rule_is_told(added: str) -> None:
    assert _problems(added)
