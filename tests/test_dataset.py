"""The data set described for portals and crawlers, its files, and the map of the site."""

import dataclasses
import hashlib
import json
import re
from concurrent.futures import Future
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from lxml import html
from pyshacl import validate
from rdflib import DCTERMS, RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from kg import ontology, query
from kg.server.app import application
from kg.server.dataset import metadata, sitemap, statistics
from kg.server.site import Snapshot, opened
from kg.store import Store
from kg.vocabulary import CLASSES, ID, TIFA

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

DCAT = Namespace("http://www.w3.org/ns/dcat#")
VOID = Namespace("http://rdfs.org/ns/void#")
PROV = Namespace("http://www.w3.org/ns/prov#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SITE = "http://kg.test"
DATASET = URIRef(f"{SITE}/dataset")
# What DCAT and the application profile for European portals demand, and what VoID says of types.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <urn:shapes:> .
:named sh:property [ sh:path dcterms:title ; sh:minCount 2 ; sh:uniqueLang true ; sh:languageIn ( "zh" "en" ) ] .
:told sh:property [ sh:path dcterms:description ; sh:minCount 2 ; sh:uniqueLang true ; sh:languageIn ( "zh" "en" ) ] .
:Catalog a sh:NodeShape ; sh:targetClass dcat:Catalog ; sh:node :named , :told ;
    sh:property [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] ,
        [ sh:path dcat:service ; sh:minCount 1 ; sh:class dcat:DataService ] .
:Dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:node :named , :told ; sh:class void:Dataset ;
    sh:property [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] ,
        [ sh:path dcterms:creator ; sh:minCount 1 ; sh:class foaf:Agent ] ,
        [ sh:path dcterms:temporal ; sh:maxCount 1 ; sh:class dcterms:PeriodOfTime ] ,
        [ sh:path dcterms:identifier ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path dcat:keyword ; sh:minCount 1 ; sh:languageIn ( "zh" "en" ) ] ,
        [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] ,
        [ sh:path void:sparqlEndpoint ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path void:dataDump ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path void:vocabulary ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path void:exampleResource ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path void:uriSpace ; sh:minCount 1 ; sh:nodeKind sh:Literal ] .
:Distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ; sh:node :named ;
    sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:downloadURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:mediaType ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:byteSize ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] ,
        [ sh:path dcterms:rights ; sh:minCount 1 ] .
:DataService a sh:NodeShape ; sh:targetClass dcat:DataService ; sh:node :named ;
    sh:property [ sh:path dcat:endpointURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:servesDataset ; sh:minCount 1 ; sh:class dcat:Dataset ] .
:Checksum a sh:NodeShape ; sh:targetClass spdx:Checksum ;
    sh:property [ sh:path spdx:algorithm ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path spdx:checksumValue ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:hexBinary ] .
:class a sh:NodeShape ; sh:targetObjectsOf void:classPartition ;
    sh:property [ sh:path void:class ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path void:entities ; sh:minCount 1 ; sh:maxCount 1 ] .
:property a sh:NodeShape ; sh:targetObjectsOf void:propertyPartition ;
    sh:property [ sh:path void:property ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ] .
"""


@pytest.fixture(scope="module")
def manifest(sample_build: "Path") -> dict[str, dict[str, int]]:
    loaded: dict[str, dict[str, int]] = json.loads((sample_build / "manifest.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def described(pages: "TestClient") -> Graph:
    return Graph().parse(data=pages.get("/.well-known/void").content, format="turtle")


def over(site: Snapshot) -> "TestClient":
    from starlette.testclient import TestClient

    return TestClient(application(lambda: site, url=SITE), SITE, follow_redirects=False)


def test_the_description_meets_the_shapes(described: Graph) -> None:
    conforms, _, report = validate(described, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, report


def test_the_shapes_can_fail(described: Graph) -> None:
    broken = Graph() + described
    broken.remove((None, DCTERMS.title, Literal(metadata.TITLES["zh"], lang="zh")))
    broken.remove((None, DCAT.byteSize, None))
    conforms, results, _ = validate(broken, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert not conforms
    assert isinstance(results, Graph)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize(
    ("ending", "name"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdf", "xml")]
)
def test_all_forms_say_the_same(pages: "TestClient", described: Graph, ending: str, name: str) -> None:
    assert isomorphic(Graph().parse(data=pages.get(f"/dataset.{ending}").content, format=name), described)


def test_the_address_that_void_reserves_gives_turtle_first(pages: "TestClient") -> None:
    for accept in ({}, {"accept": "*/*"}, {"accept": "text/turtle"}):
        assert pages.get("/.well-known/void", headers=accept).headers["content-type"].startswith("text/turtle")
    assert (
        pages.get("/.well-known/void", headers={"accept": "text/html"})
        .headers["content-type"]
        .startswith("text/html")
    )
    assert pages.get("/dataset").headers["content-type"].startswith("text/html")
    assert (
        pages.get("/dataset", headers={"accept": "application/ld+json"}).headers["content-type"]
        == "application/ld+json"
    )
    assert pages.get("/.well-known/void").content == pages.get("/.well-known/void").content


def test_the_counts_are_those_of_the_build(
    described: Graph, manifest: dict[str, dict[str, int]], sample_build: "Path"
) -> None:
    counts = manifest["counts"]
    store = Store.open(sample_build / "store")
    quads = list(store.match())
    wanted = {
        VOID.triples: counts["quads"],
        VOID.documents: counts["documents"],
        VOID.entities: sum(counts["entities"].values()),  # type: ignore[attr-defined]
        VOID.distinctSubjects: len({str(it.subject) for it in quads}),
        VOID.distinctObjects: len({str(it.object) for it in quads}),
        VOID.properties: len({it.predicate for it in quads}),
    }
    for name, number in wanted.items():
        assert described.value(DATASET, name) == Literal(number), name
    parts = {
        described.value(it, VOID.property): described.value(it, VOID.triples)
        for it in described.objects(DATASET, VOID.propertyPartition)
    }
    assert sum(int(str(it)) for it in parts.values()) == counts["quads"]
    classes = {
        str(described.value(it, VOID["class"])): described.value(it, VOID.entities)
        for it in described.objects(DATASET, VOID.classPartition)
    }
    assert classes[f"{TIFA}SourceDocument"] == Literal(counts["documents"])
    # The known entities that others are part of are described too, so a class may have more members than the documents name.
    assert all(int(str(classes[TIFA + name])) >= counts["entities"][name] for name in CLASSES)  # type: ignore[index]


def test_a_large_build_is_described_by_its_manifest(monkeypatch: pytest.MonkeyPatch, sample_build: "Path") -> None:
    monkeypatch.setattr(statistics, "READ", 10)
    site = dataclasses.replace(opened(sample_build, query.stored(ontology.folder())), version="large")
    graph = Graph().parse(data=over(site).get("/.well-known/void").content, format="turtle")
    assert graph.value(DATASET, VOID.triples) == Literal(site.manifest["counts"]["quads"])
    assert graph.value(DATASET, VOID.distinctSubjects) is None
    assert len(list(graph.objects(DATASET, VOID.classPartition))) == 15
    conforms, _, report = validate(graph, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, report


def test_where_it_comes_from_is_said(described: Graph, sample_build: "Path") -> None:
    (run,) = described.objects(DATASET, PROV.wasGeneratedBy)
    assert str(run).startswith(f"{ID}run/")
    digest = hashlib.sha256((sample_build / "manifest.json").read_bytes()).hexdigest()
    assert (None, SPDX.checksumValue, None) in described
    assert {str(it) for it in described.objects(None, SPDX.checksumValue)} == {digest}
    assert digest.startswith(str(described.value(DATASET, DCTERMS.identifier)))
    span = described.value(DATASET, DCTERMS.temporal)
    assert re.fullmatch(r"\d{4}(-\d\d){0,2}", str(described.value(span, DCAT.startDate)))


def test_examples_are_entities_of_the_build(described: Graph, sample_build: "Path") -> None:
    from pyoxigraph import NamedNode

    store = Store.open(sample_build / "store")
    examples = [str(it) for it in described.objects(DATASET, VOID.exampleResource)]
    assert len(examples) == len(CLASSES)
    assert all(any(True for _ in store.match(NamedNode(it))) for it in examples)


def test_downloads_are_the_files_whole_and_in_ranges(
    pages: "TestClient", described: Graph, sample_build: "Path"
) -> None:
    offered = list(described.subjects(RDF.type, DCAT.Distribution))
    assert len(offered) == 3
    for it in offered:
        where = str(described.value(it, DCAT.downloadURL))
        content = pages.get(where).content
        assert content == (sample_build / where.rpartition("/")[2]).read_bytes()
        assert described.value(it, DCAT.byteSize).toPython() == len(content)  # type: ignore[union-attr]
        assert pages.get(where).headers["content-type"].partition(";")[0] in str(
            described.value(it, DCAT.mediaType)
        )
    part = pages.get("/download/graph.nq", headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, (sample_build / "graph.nq").read_bytes()[10:20])
    assert pages.get("/download/graph.nq", headers={"range": "bytes=99999999999-"}).status_code == 416


@pytest.mark.parametrize(
    "name",
    [
        "store",
        "text",
        "explorer.html",
        "../manifest.json",
        "..%2fmanifest.json",
        "%2e%2e/graph.ttl",
        "store/CURRENT",
        "graph.ttl/",
        "%00",
        "%ff",
        "graph.ttl%00.nq",
        "x" * 4000,
        ".",
        "GRAPH.TTL",
    ],
)
def test_nothing_else_can_be_had(pages: "TestClient", name: str) -> None:
    assert pages.get(f"/download/{name}").status_code == 404


def test_a_file_that_is_gone_is_not_offered(sample_build: "Path", tmp_path: "Path") -> None:
    (tmp_path / "graph.ttl").write_text("")
    full = opened(sample_build, ())
    client = over(dataclasses.replace(full, folder=tmp_path))
    graph = Graph().parse(data=client.get("/.well-known/void").content, format="turtle")
    assert len(list(graph.subjects(RDF.type, DCAT.Distribution))) == 1
    assert client.get("/download/graph.nq").status_code == 404
    assert "graph.nq" not in client.get("/dataset").text


@pytest.mark.parametrize(("lang", "title"), [("zh", "下载"), ("en", "Downloads")])
def test_the_page_is_in_both_languages(pages: "TestClient", lang: str, title: str) -> None:
    document = html.fromstring(pages.get("/dataset", params={"lang": lang}).text)
    assert document.get("lang") == lang
    assert title in document.xpath("//h2/text()")
    assert document.xpath("//a[@href='/download/graph.ttl']")
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))


# --- The map of the site -------------------------------------------------------------------------------------------------

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(content: bytes, root: str, entry: str) -> list[str]:
    """Return the addresses of a site map after checking it against the rules of the protocol."""
    assert content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert len(content) <= 50 * 1024 * 1024
    tree = ElementTree.fromstring(content)
    assert tree.tag == SPACE + root
    assert 0 < len(tree) <= 50_000
    found = []
    for it in tree:
        assert it.tag == SPACE + entry
        assert [child.tag for child in it] == [f"{SPACE}loc"]
        found.append(str(it[0].text))
    assert all(it.startswith(f"{SITE}/") and len(it) < 2048 and it.isascii() and " " not in it for it in found)
    assert len(found) == len(set(found))
    return found


def test_the_site_map_lists_every_document_and_entity_once(pages: "TestClient", sample_build: "Path") -> None:
    answer = pages.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    (part,) = locations(answer.content, "sitemapindex", "sitemap")
    found = locations(pages.get(part).content, "urlset", "url")
    assert found[0] == f"{SITE}/"
    assert sum(it.startswith(f"{SITE}/document/") for it in found) == 13 + 1
    assert sum(it.startswith(f"{SITE}/page/campaign/") for it in found) >= 32
    assert not any("/claim/" in it for it in found)
    assert pages.get(part).content == pages.get(part).content


def test_the_site_map_is_cut_into_parts(pages: "TestClient", monkeypatch: pytest.MonkeyPatch) -> None:
    whole = locations(pages.get("/sitemap/1.xml").content, "urlset", "url")
    monkeypatch.setattr(sitemap, "PART", 100)
    parts = locations(pages.get("/sitemap.xml").content, "sitemapindex", "sitemap")
    assert len(parts) == -(-len(whole) // 100)
    cut = [locations(pages.get(it).content, "urlset", "url") for it in parts]
    assert [it for part in cut for it in part] == whole
    assert pages.get(f"/sitemap/{len(parts) + 1}.xml").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "2", "x", "1e3", "9" * 400, "9" * 5000, "01", "%00", "١"])
def test_there_is_no_other_part(pages: "TestClient", number: str) -> None:
    assert pages.get(f"/sitemap/{number}.xml").status_code == 404


def test_addresses_are_escaped(sample_build: "Path") -> None:
    from pyoxigraph import NamedNode, Quad

    from kg.search import Index
    from kg.vocabulary import term

    store = Store.memory()
    store.load([Quad(NamedNode(f"{ID}campaign/a?b=1&c='"), term("rdf:type"), NamedNode(f"{TIFA}Campaign"))])
    indexing: Future[Index] = Future()
    site = dataclasses.replace(opened(sample_build, ()), store=store, version="escaped", indexing=indexing)
    content = over(site).get("/sitemap/1.xml").content
    assert b"&amp;c=" in content
    assert any("&c='" in it for it in locations(content, "urlset", "url"))


def test_robots_may_read_pages_only(pages: "TestClient") -> None:
    from urllib.robotparser import RobotFileParser

    answer = pages.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    assert robots.site_maps() == [f"{SITE}/sitemap.xml"]
    assert all(
        robots.can_fetch("any", f"{SITE}{it}")
        for it in ("/", "/ontology", "/page/campaign/x", "/document/x", "/dataset")
    )
    assert not any(
        robots.can_fetch("any", f"{SITE}{it}") for it in ("/sparql?query=x", "/store", "/reconcile", "/search?q=x")
    )
