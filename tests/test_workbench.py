"""The stored questions and the vocabulary as JSON, and the query page as it is served."""

import re
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kg import ontology, query
from kg.query import Question, named
from kg.server.app import _OneSnapshot
from kg.server.site import Snapshot, opened
from kg.server.sparql import examples, workbench
from kg.vocabulary import CLASSES, INSTANCE_PREFIXES, PREFIXES, RELATIONS, TIFA

NAMES = [it.name for it in query.stored(ontology.folder())]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture(scope="module")
def site(sample_build: Path) -> Snapshot:
    return opened(sample_build, query.stored(ontology.folder()))


@pytest.fixture(scope="module")
def client(site: Snapshot) -> TestClient:
    """Return a client of the page, with `/sparql` going to it where a reader asks, as the real route does."""

    def sparql(request: Request) -> Response:
        return workbench.workbench(request) if workbench.wanted(request) else PlainTextResponse("engine")

    app = Starlette(
        routes=[Route("/sparql", sparql, methods=["GET", "POST"]), *workbench.ROUTES],
        middleware=[Middleware(_OneSnapshot, current=lambda: site)],
    )
    app.state.url = "http://kg.test"
    return TestClient(app, headers={"accept": BROWSER, "accept-language": "zh"})


@pytest.fixture(scope="module")
def questions(pages: TestClient) -> dict[str, Any]:
    return {it["name"]: it for it in pages.get("/questions.json").json()}


@pytest.mark.parametrize("name", NAMES)
def test_every_question_is_a_query_of_its_own_with_an_answer_in_the_sample(
    site: Snapshot, questions: dict[str, Any], name: str
) -> None:
    sparql = questions[name]["sparql"]
    # What declares itself needs nothing predeclared, so another server takes it too.
    bare = re.sub(r"<[^>]*>|#.*", "", sparql)
    used = set(re.findall(r"(?<![?:\w-])([a-z][\w-]*):(?=\w)", bare))
    assert used <= set(re.findall(r"^PREFIX ([\w-]+):", sparql, re.MULTILINE))
    assert "# parameter" not in sparql and "# title" not in sparql
    found = site.store.query(sparql)
    assert isinstance(found, QuerySolutions)
    rows = [tuple(map(str, row)) for row in found]
    assert rows or name in {"incomplete-phrases", "parts-elsewhere", "shared-campaigns", "shared-phrases"}
    question = named(site.questions, name)
    values = {it["name"]: it["value"] for it in questions[name]["parameters"]}
    assert rows == [tuple(map(str, row)) for row in query.run(site.store, question, values)]  # type: ignore[union-attr]


def test_questions_say_what_they_ask_in_both_languages(questions: dict[str, Any]) -> None:
    assert list(questions) == sorted(NAMES)
    for it in questions.values():
        assert it["titles"].keys() == {"zh", "en"}
        assert all(parameter["value"] for parameter in it["parameters"])
    assert questions["who-implements"]["parameters"][0]["classes"] == ["Campaign", "Mechanism", "Strategy"]
    assert questions["who-implements"]["columns"]["actor"] == {"zh": "主体", "en": "actor"}
    assert questions["low-confidence"]["parameters"][0]["value"] == "0.7"


@pytest.mark.parametrize(
    "text", ['" } } DROP ALL #', "'''\n", "\\", '"@en . ?s ?p ?o', "\u202e名\u0000", "$1 \\g<0>", "长" * 5000]
)
def test_a_text_parameter_stays_a_literal(site: Snapshot, text: str) -> None:
    question = Question("q", {}, (), {}, 'SELECT ?measure WHERE {\n  BIND("x" AS ?y)\n}')
    sparql = examples.whole(question, {"measure": Literal(text, language="zh")})
    (row,) = site.store.query(sparql)  # type: ignore[misc]
    assert row[0] == Literal(text, language="zh")


def test_values_go_into_the_query_and_not_into_a_comment(site: Snapshot) -> None:
    sparql = "# title@zh: 问\n# WHERE { is said here\nSELECT ?it WHERE {\n  BIND(1 AS ?x)\n}"
    whole = examples.whole(Question("q", {}, (), {}, sparql), {"it": NamedNode("https://w3id.org/tifa/id/run/1")})
    assert "问" not in whole
    assert len(list(site.store.query(whole))) == 1  # type: ignore[arg-type]


def test_terms_are_all_of_our_vocabulary_with_labels_and_definitions(pages: TestClient) -> None:
    found = pages.get("/terms.json").json()
    assert found["prefixes"] == PREFIXES | INSTANCE_PREFIXES
    terms = {it["name"]: it for it in found["terms"]}
    assert {f"tifa:{it}" for it in (*CLASSES, *RELATIONS)} <= set(terms)
    assert terms["tifa:Campaign"]["iri"] == f"{TIFA}Campaign"
    assert terms["tifa:Campaign"]["kind"] == "class" and terms["tifa:implements"]["kind"] == "property"
    assert terms["tifa:Campaign"]["labels"]["zh"].startswith("活动")
    assert terms["tifa:Campaign"]["definitions"].keys() == {"zh", "en"}
    assert "skos:prefLabel" in terms


@pytest.mark.parametrize("path", ["/questions.json", "/terms.json"])
def test_json_is_sent_once_a_build(pages: TestClient, path: str) -> None:
    first = pages.get(path)
    again = pages.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert pages.get(path, headers={"if-none-match": '"other"'}).content == first.content


@pytest.mark.parametrize(
    ("accept", "reader"),
    [
        (BROWSER, True),
        ("*/*", False),
        ("", False),
        ("application/sparql-results+json", False),
        ("text/turtle, */*;q=0.1", False),
        ("text/html;q=0.5, text/turtle", False),
        ("text/html", True),
        ("text/html;q=x,,;;", False),
        ("audio/ogg", False),
    ],
)
def test_a_reader_gets_the_page_and_a_program_the_answer(client: TestClient, accept: str, reader: bool) -> None:
    page = client.get("/sparql", headers={"accept": accept})
    assert page.status_code == 200
    assert (page.text == "engine") is not reader


def test_the_page_lists_every_question_and_fills_in_the_asked_one(client: TestClient) -> None:
    page = client.get("/sparql?question=who-implements&lang=en").text
    assert all(f'href="/sparql?question={name}"' in page for name in NAMES)
    assert re.findall(r'href="([^"]*)" aria-current="page">Who', page) == ["/sparql?question=who-implements"]
    assert "Who implements it?" in page and "谁在实施它" not in page
    assert "VALUES ?entity { &lt;https://w3id.org/tifa/id/" in page
    assert "谁在实施它" in client.get("/sparql?question=who-implements&lang=zh").text
    assert client.get("/sparql?question=none").status_code == 404


def test_a_parameter_is_an_entity_by_name_or_iri(client: TestClient, questions: dict[str, Any]) -> None:
    by_name = client.get("/sparql?question=who-proposed&entity=八八战略")
    assert by_name.status_code == 200
    iri = re.findall(r"VALUES \?entity \{ &lt;([^&]+)&gt;", by_name.text)[0]
    assert f"VALUES ?entity {{ &lt;{iri}&gt; }}" in client.get(f"/sparql?question=who-proposed&entity={iri}").text
    unknown = client.get("/sparql", params={"question": "who-proposed", "entity": '<img onerror="x">"} DROP'})
    assert unknown.status_code == 400
    assert "<img on" not in unknown.text and 'role="alert"' in unknown.text
    assert client.get("/sparql?question=low-confidence&below=many").status_code == 400


@pytest.mark.parametrize(
    "value", ["https://[", "https://%25", "https://w3id.org/%ed%a0%80", "%00", "%ff", "长" * 3000]
)
def test_a_name_of_nothing_is_refused_in_a_sentence(client: TestClient, value: str) -> None:
    page = client.get(f"/sparql?question=who-implements&entity={value}")
    assert page.status_code == 400
    assert 'role="alert"' in page.text


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999999999", "1_0", "１", "9" * 400, "0x1", "-"])
def test_a_number_is_plain_digits(client: TestClient, value: str) -> None:
    page = client.get(f"/sparql?question=low-confidence&below={value}")
    assert page.status_code == 400
    assert 'role="alert"' in page.text


@pytest.mark.parametrize(
    "text", ["</textarea><script>x</script>", '"><b>', "\u202e{{ 7*7 }}", "x" * 20_000, "%ff"]
)
def test_a_query_in_the_address_is_text(client: TestClient, text: str) -> None:
    page = client.get("/sparql", params={"query": text}).text
    assert page.count("<script") == 2
    assert page.count("</textarea>") == 1


def test_without_an_engine_there_is_no_editor(pages: TestClient) -> None:
    assert pages.get("/assets/yasgui.min.js").status_code == 404
    assert pages.get("/assets/site.css").status_code == 200
    assert pages.get("/assets/vis-network.min.js").headers["content-type"].startswith("text/javascript")


def test_the_page_needs_no_inline_script_or_style_and_no_other_host(client: TestClient) -> None:
    page = client.get("/sparql").text
    page = page.partition("<main")[2].partition("</main>")[0]
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", page)
    assert not re.search(r'(?:src|href|action)="(?!/|data:,)', page)
