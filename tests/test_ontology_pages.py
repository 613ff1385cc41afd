"""The ontology on the web: every term has its place, in both languages, and the RDF is the ontology itself."""

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Triple, parse
from rdflib import RDFS, Graph, URIRef
from rdflib.compare import isomorphic

from kg.evidence import value
from kg.server.formats import written
from kg.server.ontology import terms, usage
from kg.store import Store
from kg.vocabulary import CLASSES, ONTOLOGY, PREFIXES, RELATIONS, TIFA, term

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

FORMATS = {
    "ttl": ("text/turtle", "turtle"),
    "nt": ("application/n-triples", "nt"),
    "jsonld": ("application/ld+json", "json-ld"),
    "rdf": ("application/rdf+xml", "xml"),
}


@pytest.fixture(scope="module")
def source(root: "Path") -> Graph:
    return Graph().parse(root / "ontology" / "tifa.ttl")


@pytest.fixture(scope="module")
def store(sample_build: "Path") -> Store:
    return Store.open(sample_build / "store")


@pytest.fixture(scope="module", params=["zh", "en"])
def document(request: pytest.FixtureRequest, pages: "TestClient") -> html.HtmlElement:
    return html.fromstring(pages.get("/ontology", params={"lang": request.param}).text)


# rdflib's own reader of JSON-LD still uses what it warns of.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("ending", FORMATS)
def test_each_form_holds_the_ontology_and_nothing_else(pages: "TestClient", source: Graph, ending: str) -> None:
    media, name = FORMATS[ending]
    by_address = pages.get(f"/ontology.{ending}", headers={"accept": "text/html"})
    by_accept = pages.get("/ontology", headers={"accept": media})
    assert by_address.headers["content-type"].partition(";")[0] == media
    assert by_address.content == by_accept.content == pages.get(f"/ontology.{ending}").content
    assert isomorphic(Graph().parse(data=by_accept.content, format=name), source)
    assert 'rel="alternate"' in by_accept.headers["link"]
    assert "accept" in by_accept.headers["vary"]


def test_browsers_get_the_page_and_strangers_a_refusal(pages: "TestClient") -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert pages.get("/ontology", headers={"accept": browser}).headers["content-type"].startswith("text/html")
    assert pages.get("/ontology", headers={"accept": "image/png"}).status_code == 406


def test_every_term_has_an_anchor_and_both_labels(document: html.HtmlElement, source: Graph) -> None:
    ours = {str(it).removeprefix(TIFA) for it in source.subjects() if str(it).startswith(TIFA)}
    sections = {it.get("id"): it for it in document.xpath("//section[@class='term']")}
    assert set(sections) == ours
    for local, section in sections.items():
        text = section.text_content()
        assert TIFA + local in text
        for label in source.objects(URIRef(TIFA + local), RDFS.label):
            assert str(label) in text


def test_no_link_within_the_page_is_broken_and_no_id_is_twice(document: html.HtmlElement) -> None:
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {it[1:] for it in document.xpath("//a/@href") if it.startswith("#")}
    assert targets <= set(ids)


def test_the_tree_nests_classes_as_the_ontology_does(document: html.HtmlElement) -> None:
    above = document.xpath("//nav[@class='contents']//a[@href='#PartyOrgan']/ancestor::li/a/@href")
    assert above == ["#Entity", "#Actor", "#Organization", "#PartyOrgan"]
    assert len(document.xpath("//nav[@class='contents']/details[1]//li")) == 33


@pytest.mark.parametrize(
    ("local", "links"),
    [
        ("Organization", {"#Actor", "#Entity", "#PartyOrgan", "#jurisdiction", "#implements", "#Slogan"}),
        ("Slogan", {"#Campaign", "#hasSlogan", "#sloganOf", "#guidedBy"}),
        ("implements", {"#Actor", "#Campaign", "#Mechanism", "#Strategy", "#implementedBy"}),
        ("implementedBy", {"#implements", "#Entity"}),
        ("exact", {"#Qualifier", "#atLeast"}),
        ("Qualifier", {"#exact", "#atMost", "#Claim"}),
        ("about", {"#Observation", "#Entity", "https://schema.org/observationAbout"}),
        ("Person", {"http://www.w3.org/ns/prov#Person", "https://schema.org/Person"}),
    ],
)
def test_terms_link_to_what_they_are_tied_to(document: html.HtmlElement, local: str, links: set[str]) -> None:
    assert links <= set(document.xpath(f"//section[@id='{local}']//a/@href"))


def test_traits_are_named(pages: "TestClient") -> None:
    document = html.fromstring(pages.get("/ontology?lang=en").text)
    said = {
        it: document.xpath(f"//section[@id='{it}']//em/text()")
        for it in ("partOf", "collaboratesWith", "textHash")
    }
    assert said["partOf"] == ["transitive"]
    assert said["collaboratesWith"] == ["symmetric"]
    assert said["textHash"] == ["functional (one value at most)"]


def test_use_in_the_build_is_counted(pages: "TestClient", sample_build: "Path", store: Store) -> None:
    document = html.fromstring(pages.get("/ontology?lang=en").text)
    claims = {it: len(list(store.match(None, term("rdf:predicate"), NamedNode(TIFA + it)))) for it in RELATIONS}
    rows = document.xpath("//table[1]/tbody/tr")[: len(RELATIONS)]
    assert [int(row.xpath("td[last()]/text()")[0]) for row in rows] == [claims[it] for it in RELATIONS]
    entity = document.xpath("//section[@id='Campaign']//a[starts-with(@href, '/id/campaign/')]/@href")
    assert len(entity) == 3
    assert document.xpath("//section[@id='implements']//a[starts-with(@href, '/id/claim/')]")


def test_examples_bear_names_in_the_readers_language(pages: "TestClient") -> None:
    path = "//section[@id='PartyOrgan']//dd/a[starts-with(@href, '/id/organization/dang-zhong-yang')]/text()"
    named = {
        lang: html.fromstring(pages.get("/ontology", params={"lang": lang}).text).xpath(path)
        for lang in ("zh", "en")
    }
    assert named == {"zh": ["党中央"], "en": ["CPC Central Committee"]}


def test_every_query_link_is_a_query_that_finds_what_was_counted(pages: "TestClient", store: Store) -> None:
    document = html.fromstring(pages.get("/ontology").text)
    known = terms.read(store)
    asked = 0
    for section in document.xpath("//section[@class='term']"):
        local = section.get("id")
        for link in section.xpath(".//a[starts-with(@href, '/sparql?query=')]/@href"):
            query = parse_qs(urlsplit(link).query)["query"][0]
            # The public endpoint knows no prefix by itself, so the query must declare what it uses.
            assert (
                not re.search(r"\b[a-z]+:", re.sub(r"PREFIX \w+: <\S+>|https?:", "", query))
                or "PREFIX tifa:" in query
            )
            answer = store.query(query)
            assert isinstance(answer, QuerySolutions)
            rows = len(list(answer))
            asked += 1
            if local in CLASSES or local in RELATIONS:
                assert rows > 0, local
    assert asked == sum(1 for it in known.all.values() if it.group != "annotations")


def test_names_lead_to_terms_and_near_names_are_suggested(pages: "TestClient") -> None:
    found = pages.get("/ontology/Campaign")
    assert (found.status_code, found.headers["location"]) == (303, "/ontology#Campaign")
    assert pages.get("/ontology/0.1.0").headers["location"] == "/ontology"
    near = pages.get("/ontology/Campaigns")
    assert near.status_code == 404
    assert "Campaign" in near.text


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "a" * 5000, "%ff%fe", "%00", "..%2f..%2fetc", "%E2%80%AEx", "'\"", "%0d%0aX: y"],
)
def test_hostile_names_are_not_found(pages: "TestClient", name: str) -> None:
    answer = pages.get(f"/ontology/{name}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text
    assert "x" not in answer.headers


def test_words_of_documents_are_escaped(sample_build: "Path") -> None:
    store = Store.memory()
    store.load(Store.open(sample_build / "store").match())
    node, graph = (
        NamedNode("https://w3id.org/tifa/id/campaign/a-1"),
        NamedNode("https://w3id.org/tifa/id/document/d-1"),
    )
    hostile = "<script>alert(1)</script>\n\u202e'\""
    about: list[tuple[NamedNode, NamedNode | Literal]] = [
        (term("rdf:type"), NamedNode(f"{TIFA}Team")),
        (term("skos:prefLabel"), Literal(hostile, language="zh")),
    ]
    store.load(Quad(node, predicate, it, place) for predicate, it in about for place in (ONTOLOGY, graph))
    client = over(store, sample_build, "hostile")
    text = client.get("/ontology").text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>" not in text


def over(store: Store, folder: "Path", version: str) -> "TestClient":
    """Return a client of the pages over a store of our own making, with the manifest of another build."""
    import json
    from concurrent.futures import Future

    from starlette.testclient import TestClient

    from kg import labels
    from kg.search import Index
    from kg.server.app import application
    from kg.server.site import Snapshot

    indexing: Future[Index] = Future()
    indexing.set_result(Index.of(store))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    vocabulary = {lang: labels.vocabulary(store, lang) for lang in ("zh", "en")}
    site = Snapshot(folder, version, manifest, store, vocabulary, (), indexing)
    return TestClient(application(lambda: site, url="http://kg.test"), "http://kg.test", follow_redirects=False)


def test_counting_stops_at_a_bound(monkeypatch: pytest.MonkeyPatch, sample_build: "Path") -> None:
    monkeypatch.setattr(usage, "COUNTED", 10)
    store = Store.open(sample_build / "store")
    client = over(store, sample_build, "bounded")
    assert "more than 10" in client.get("/ontology?lang=en").text


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("ending", FORMATS)
def test_odd_literals_are_read_back_as_they_were(ending: str) -> None:
    media, name = FORMATS[ending]
    subject = NamedNode("https://w3id.org/tifa/id/campaign/a-1")
    odd = "@prefix x .\n <&>\"'\\ \u2028\u2029\x85\x0c .\r\n\u202e\U0001f600"
    # XML has no way to write a form feed.
    told = odd if name != "xml" else odd.replace("\x0c", "")
    content = written([Triple(subject, term("skos:prefLabel"), Literal(odd, language="zh"))], media, PREFIXES)
    assert [str(it) for it in Graph().parse(data=content, format=name).objects()] == [told]
    if name != "xml":
        assert [value(it.object) for it in parse(content, format=_form(media))] == [told]


def _form(media: str) -> RdfFormat:
    found = RdfFormat.from_media_type(media)
    assert found
    return found


def test_turtle_parses_strictly(pages: "TestClient") -> None:
    content = pages.get("/ontology.ttl").content
    assert sum(1 for _ in parse(content, format=RdfFormat.TURTLE)) > 700
