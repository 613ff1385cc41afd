"""The first page, the frame around every page, the explorer and the icon."""

import base64
import dataclasses
import hashlib
import re
from collections.abc import Sequence
from concurrent.futures import Future
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast
from xml.etree import ElementTree

import pytest
from lxml import html
from pyoxigraph import Literal, NamedNode, Quad

from kg import ontology, query
from kg.explorer.page import vis
from kg.search import Found, Hit, Index
from kg.server import home
from kg.server.app import POLICY, application
from kg.server.site import Snapshot, opened
from kg.store import Store
from kg.vocabulary import CLASSES, ID, ONTOLOGY, term

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

HOSTILE = "<script>alert('x')</script>\n\u202e\"&"


NAVIGATION = ("/document/", "/sparql", "/ontology", "/dataset")


class Listed(Index):
    """An index that finds these entities, whatever it is asked."""

    def __init__(self, *iris: str) -> None:
        self._hits = [cast(Hit, SimpleNamespace(iri=it, documents=7)) for it in iris]

    def find(self, text: str, *, classes: Sequence[str] = (), limit: int = 20, offset: int = 0) -> Found:
        assert (text, len(classes), limit, offset) in (("", 1, 8, 0), ("explorer", 0, 5, 0))
        return Found(tuple(self._hits), len(self._hits), {})


@pytest.fixture(scope="module")
def site(sample_build: "Path") -> Snapshot:
    return opened(sample_build, query.stored(ontology.folder()))


def over(site: Snapshot) -> "TestClient":
    from starlette.testclient import TestClient

    return TestClient(application(lambda: site, url="http://kg.test"), "http://kg.test", follow_redirects=False)


def indexed(site: Snapshot, index: Index | None) -> Snapshot:
    indexing: Future[Index] = Future()
    if index is not None:
        indexing.set_result(index)
    return dataclasses.replace(site, indexing=indexing)


@pytest.mark.parametrize(
    ("lang", "heading"),
    [("zh", "党政文献知识图谱"), ("en", "A knowledge graph of party and government documents")],
)
def test_it_tells_what_the_build_holds(pages: "TestClient", site: Snapshot, lang: str, heading: str) -> None:
    document = html.fromstring(pages.get("/", params={"lang": lang}).text)
    assert document.xpath("//h1/text()") == [heading]
    counts = site.manifest["counts"]
    shown = [int(it.replace(",", "")) for it in document.xpath("//ul[@class='counts']//b/text()")]
    relations = sum(counts["relations"].values())
    assert shown == [
        counts["documents"],
        sum(counts["entities"].values()),
        relations,
        counts["figures"],
        counts["mentions"],
    ]
    assert [it.rpartition("=")[2] for it in document.xpath("//ul[@class='classes']//a/@href")] == list(CLASSES)
    assert document.xpath("//a[@href='/download/graph.nq']")


def test_every_stored_question_is_a_link_in_the_readers_language(pages: "TestClient", site: Snapshot) -> None:
    for lang in ("zh", "en"):
        document = html.fromstring(pages.get("/", params={"lang": lang}).text)
        links = {it.get("href"): it.text for it in document.xpath("//a[starts-with(@href, '/sparql?question=')]")}
        assert links == {f"/sparql?question={it.name}": it.titles[lang] for it in site.questions}


def test_the_latest_documents_come_first(pages: "TestClient") -> None:
    document = html.fromstring(pages.get("/").text)
    dates = document.xpath("//time/@datetime")
    assert len(dates) == 10
    assert dates == sorted(dates, reverse=True)
    assert all(it.startswith("/id/document/") for it in document.xpath("//li[time]/a/@href"))


def test_what_is_named_most_is_shown_once_the_index_is_there(
    site: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "_PATIENCE", 0.01)
    assert 'id="foremost"' not in over(indexed(site, Listed())).get("/").text
    unfinished = over(indexed(site, None)).get("/")
    assert 'id="foremost"' not in unfinished.text
    assert unfinished.headers["cache-control"] == "no-store"
    node = NamedNode(f"{ID}campaign/x-1")
    store = Store.memory()
    for lang, name, graph in (("zh", "甲行动", node), ("en", HOSTILE, ONTOLOGY)):
        store.load([Quad(node, term("skos:prefLabel"), Literal(name, language=lang), graph)])
    client = over(dataclasses.replace(indexed(site, Listed(node.value)), store=store, version="named"))
    for lang, name in (("zh", "甲行动"), ("en", HOSTILE)):
        answer = client.get("/", headers={"accept-language": lang})
        document = html.fromstring(answer.text)
        assert document.xpath("//ol/li/a/@href") == ["/id/campaign/x-1"] * 4
        assert document.xpath("//ol/li/a/text()") == [name] * 4
        assert "<script>" not in answer.text
        assert answer.headers["cache-control"] != "no-store"
    assert document.xpath("//ol/li/span/text()") == ["7 docs"] * 4


def test_titles_and_dates_of_documents_are_escaped_or_left_out(site: Snapshot) -> None:
    store = Store.memory()
    for name, date in (("a", "2024-01-02"), ("b", HOSTILE)):
        node = NamedNode(f"{ID}document/{name}")
        store.load(
            [
                Quad(node, term("dcterms:issued"), Literal(date), node),
                Quad(node, term("dcterms:title"), Literal(HOSTILE), node),
            ]
        )
    client = over(dataclasses.replace(indexed(site, Listed()), store=store, version="hostile"))
    text = client.get("/").text
    assert "<script>" not in text
    assert html.fromstring(text).xpath("//time/@datetime") == ["2024-01-02"]
    assert html.fromstring(client.get("/?lang=en").text).xpath("//li[time]/a/@href") == ["/id/document/a"]


def test_a_build_without_dates_or_explorer_is_served_too(site: Snapshot, tmp_path: "Path") -> None:
    bare = dataclasses.replace(
        indexed(site, Listed()), store=Store.memory(), version="bare", folder=tmp_path, questions=()
    )
    client = over(bare)
    assert client.get("/").status_code == 200
    answer = client.get("/explorer")
    assert answer.status_code == 404
    assert "explorer" in answer.text
    for path in ("/dataset", "/.well-known/void", "/sitemap.xml", "/sitemap/1.xml"):
        assert client.get(path).status_code == 200, path


def test_the_explorer_runs_under_exactly_its_own_policy(pages: "TestClient", sample_build: "Path") -> None:
    answer = pages.get("/explorer")
    written = (sample_build / "explorer.html").read_bytes()
    assert answer.content == written
    policy = answer.headers["content-security-policy"]
    assert policy.endswith("; frame-ancestors 'none'")
    assert "unsafe" not in policy
    scripts = re.findall(rb"<script(?: [^>]*)?>(.*?)</script>", written, re.S)
    styles = re.findall(rb"<style(?: [^>]*)?>(.*?)</style>", written, re.S)
    # vis-network lies in the page packed.
    allowed = (*scripts, *styles, vis().encode())
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(it).digest()).decode()}'" for it in allowed}
    assert set(re.findall(r"'sha256-[^']*'", policy)) <= hashes
    assert answer.headers["x-frame-options"] == "DENY"
    assert pages.get("/").headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<html>",
        f"<meta http-equiv='x'>{HOSTILE}",
        '<meta http-equiv="Content-Security-Policy" content="a\r\nX: y">',
    ],
)
def test_an_explorer_without_a_policy_gets_the_strict_one(site: Snapshot, tmp_path: "Path", content: str) -> None:
    (tmp_path / "explorer.html").write_text(content, encoding="utf-8", newline="")
    answer = over(dataclasses.replace(site, folder=tmp_path)).get("/explorer")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == POLICY


def test_the_icon_is_a_drawing(pages: "TestClient") -> None:
    for path in ("/favicon.ico", "/assets/icon.svg"):
        answer = pages.get(path)
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert ElementTree.fromstring(answer.content).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("path", ["/", "/ontology", "/dataset"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_frame_of_every_page(pages: "TestClient", site: Snapshot, path: str, lang: str) -> None:
    answer = pages.get(path, params={"lang": lang, "x": HOSTILE})
    document = html.fromstring(answer.text)
    assert document.get("lang") == answer.headers["content-language"] == lang
    assert document.xpath("//a[@class='skip']/@href") == ["#main"]
    assert document.xpath("//main/@id") == ["main"]
    assert site.version in document.xpath("string(//footer)")
    other = {"zh": "en", "en": "zh"}[lang]
    (link,) = document.xpath("//a[@class='language']/@href")
    assert link.startswith("?")
    assert html.fromstring(pages.get(f"{path}{link}").text).get("lang") == other
    # Nothing inline, nothing from elsewhere, headings in order.
    assert not document.xpath("//script[not(@src)] | //style | //@style | //@onclick")
    assert all(
        it.startswith("/assets/")
        for it in document.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src")
    )
    levels = [
        int(it.tag[1])
        for it in document.xpath("//main//*[self::h1 or self::h2 or self::h3]")
        if it.tag != "h2" or not it.xpath("ancestor::nav")
    ]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert all(it.get("aria-label") or it.get("id") for it in document.xpath("//input[@type='search']"))
    assert document.xpath("//header/nav/a[not(@class)]/@href") == [f"/explorer?lang={lang}", *NAVIGATION]
    # The explorer, a file of its own, is told; elsewhere the cookie says it.
    assert {it for it in document.xpath("//a/@href") if "lang=" in it} == {link, f"/explorer?lang={lang}"}
    assert document.xpath("string(//title)").endswith(" · tifa 提法")
    assert document.xpath("//meta[@name='description']/@content")[0].strip()
    assert document.xpath("//link[@rel='canonical']/@href") == [f"http://kg.test{path}"]


def test_every_link_to_our_own_pages_of_this_room_is_alive(pages: "TestClient") -> None:
    ours = re.compile(r"/(ontology|dataset|download|assets|sitemap|\.well-known|explorer|$)")
    for path in ("/", "/ontology", "/dataset"):
        document = html.fromstring(pages.get(path).text)
        links = {it.partition("#")[0] for it in document.xpath("//@href | //@src") if ours.match(it)}
        assert links
        for it in sorted(links):
            assert pages.get(it).status_code == 200, it


ROOMS = (
    "/",
    "/ontology",
    "/ontology.ttl",
    "/dataset",
    "/.well-known/void",
    "/sitemap.xml",
    "/robots.txt",
    "/explorer",
)


@pytest.mark.parametrize("path", ROOMS)
@pytest.mark.parametrize(
    "accept",
    [
        "",
        ",",
        ";q=1",
        "*/*;q=0",
        "text/html;q=nan",
        "text/html;q=-1",
        "a/" * 9000,
        "*",
        "text/",
        "\xff\xfe/\xfd",
        "text/html,",
    ],
)
def test_no_accept_header_breaks_a_page(pages: "TestClient", path: str, accept: str) -> None:
    raw = accept.encode("latin-1")
    answer = pages.get(path, headers={b"accept": raw, b"accept-language": raw})
    assert answer.status_code in (200, 406)


@pytest.mark.parametrize("path", ROOMS)
@pytest.mark.parametrize(
    "asked",
    ["lang=fr", "lang=%ff%00", "lang=en&lang=zh", "lang", "%" * 50, "a=" + "b" * 20_000, "&&&;=", "%u4e2d"],
)
def test_no_query_string_breaks_a_page(pages: "TestClient", path: str, asked: str) -> None:
    assert pages.get(f"{path}?{asked}").status_code == 200


@pytest.mark.parametrize("path", ROOMS)
def test_pages_are_for_reading(pages: "TestClient", path: str) -> None:
    head, whole = pages.head(path), pages.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert all(pages.request(verb, path).status_code == 405 for verb in ("POST", "PUT", "DELETE", "PATCH"))
    for answer in (head, whole):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
