"""Every IRI that a build mints answers: a page, data in four forms, a citation, a way to what is near."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path

import pytest
from lxml import etree
from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from reports import RUN, first, phrased, second
from starlette.testclient import TestClient

from kg import iri, ontology, query
from kg.evidence import value
from kg.explorer.palette import LOOKS
from kg.model import Document, Entity, Evidence, Extraction, Mention, Relation
from kg.quads import knowledge, quads
from kg.server.app import application
from kg.server.site import opened
from kg.store import Store
from kg.vocabulary import ID, INSTANCE_PREFIXES, term

FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
HOSTILE = "<script>alert(1)</script>\"'\u202e{{7*7}}&amp;\u2028%" + "长" * 5000
BAD = Entity("Slogan", HOSTILE)
HUB, MANY = Entity("Campaign", "千帆行动"), 320
Client = TestClient


def hostile() -> Extraction:
    text = f"前句\n{HOSTILE}\r远帆行动打出口号。"
    whole = Evidence(3, len(text) - 1)
    document = Document("<b>&.txt", text, title=HOSTILE, issued="2024-01-01", creators=(HOSTILE,), source=HOSTILE)
    drive = Entity("Campaign", "远帆行动")
    claim = Relation(drive, "hasSlogan", BAD, whole, "relations/<i>", 0.5)
    return Extraction(document, (Mention(BAD, Evidence(3, 3 + len(HOSTILE)), "mentions/x", 1.0),), (claim,))


def hub() -> Iterator[Extraction]:
    """Yield as many documents as make a list a long one, the latest first."""
    for number in range(MANY, 0, -1):
        who = Entity("Organization", f"第{number}工委")
        text = f"{who.name}实施千帆行动。"
        end = len(text) - 1
        mentions = (Mention(HUB, Evidence(end - 4, end), "mentions/x", 1.0),)
        claim = Relation(who, "implements", HUB, Evidence(0, end), "relations/x", 0.9)
        yield Extraction(Document(f"{number}.txt", text, issued=f"{1000 + number}"), (*mentions,), (claim,))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """Return a client of a small build of ours: two reports, a numeral phrase, a hub, a hostile text."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "text").mkdir()
    (folder / "manifest.json").write_text('{"program": "tifa", "version": "0.1.0", "counts": {}}')
    extractions = (first(), second(), *phrased(), hostile(), *hub())
    for it in extractions:
        (folder / "text" / f"{it.document.digest}.txt").write_bytes(it.document.text.encode())
    with Store.create(folder / "store") as store:
        store.load(chain(knowledge(ontology.load(), ()), *(quads(it, RUN) for it in extractions)))
    site = opened(folder, query.stored(ontology.folder()))
    return TestClient(application(lambda: site, url="http://kg.test"), "http://kg.test", follow_redirects=False)


def minted(build: Path) -> list[str]:
    """Return the paths below /id/ of everything but documents that a build has."""
    with Store.open(build / "store") as store:
        nodes = {
            it.subject.value for it in store.match(predicate=term("rdf:type")) if isinstance(it.subject, NamedNode)
        }
    known = tuple(INSTANCE_PREFIXES.values())
    return sorted(it.removeprefix(ID) for it in nodes if it.startswith(known))


def path(entity: Entity) -> str:
    return iri.entity(entity).value.removeprefix(ID)


def told(client: Client, address: str, ending: str) -> set[Triple]:
    answer = client.get(f"{address}.{ending}")
    assert answer.status_code == 200
    return {it.triple for it in parse(answer.content, format=FORMATS[ending])}


def one_of(client: Client, kind: str, page: str) -> str:
    found = re.search(rf"/id/({kind}/[0-9a-f]+)", client.get(f"/page/{page}").text)
    assert found
    return found[1]


def well_formed(text: str) -> None:
    """Assert that no element of a document's making stands in a page."""
    tags = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.add(tag)
            assert not any(name == "style" or name.startswith("on") for name, _ in attrs)

    Tags().feed(text)
    assert not tags & {"script", "b", "i", "style"}


def test_every_thing_of_the_sample_has_a_page_data_and_citations(pages: Client, sample_build: Path) -> None:
    things = minted(sample_build)
    assert len(things) > 400 and {it.partition("/")[0] for it in things} >= {
        "claim",
        "observation",
        "run",
        "person",
    }
    for it in things:
        answer = pages.get(f"/page/{it}")
        assert answer.status_code == 200, it
        assert len(answer.content) < 100_000
        assert pages.get(f"/data/{it}.nt").status_code == 200
        assert pages.get(f"/cite/{it}.bib").status_code == 200
        assert pages.get(f"/id/{it}").headers["location"] == f"/page/{it}"


def test_every_link_to_a_thing_leads_somewhere(pages: Client) -> None:
    page = pages.get("/page/place/zhe-jiang-cc180e80").text
    links = set(re.findall(r'href="(/(?:id|data|cite|page|document|ontology)[^"]*)"', page))
    assert len(links) > 30
    for link in sorted(links):
        assert pages.get(link.replace("&amp;", "&")).status_code in (200, 303), link
    assert re.search(r'href="/document/[a-z0-9-]+\?at=\d+,\d+#at"', page)


@pytest.mark.parametrize(
    ("accept", "where"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/page/{}"),
        ("*/*", "/page/{}"),
        ("text/turtle", "/data/{}.ttl"),
        ("application/n-triples", "/data/{}.nt"),
        ("application/ld+json, text/html;q=0.5", "/data/{}.jsonld"),
        ("application/json", "/data/{}.jsonld"),
        ("application/rdf+xml", "/data/{}.rdf"),
    ],
)
def test_a_thing_is_seen_elsewhere_in_the_form_that_is_asked_for(own: Client, accept: str, where: str) -> None:
    answer = own.get(f"/id/{path(HUB)}", headers={"accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, where.format(path(HUB)))
    assert "accept" in answer.headers["vary"].lower()


def test_what_nobody_can_read_is_not_acceptable(own: Client) -> None:
    assert own.get(f"/id/{path(HUB)}", headers={"accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("entity", [HUB, BAD, Entity("Mechanism", "三大指数"), Entity("Person", "张三")])
def test_the_four_forms_say_the_same_and_the_same_bytes_each_time(own: Client, entity: Entity) -> None:
    address = f"/data/{path(entity)}"
    turtle = told(own, address, "ttl")
    assert len(turtle) > 10
    for ending in FORMATS:
        assert own.get(f"{address}.{ending}").content == own.get(f"{address}.{ending}").content
    assert told(own, address, "nt") == told(own, address, "jsonld") == turtle
    # XML writes no control characters and reads a line's end one way; the hostile text has none in its labels.
    assert told(own, address, "rdf") == turtle
    etree.fromstring(own.get(f"{address}.rdf").content)
    json.loads(own.get(f"{address}.jsonld").content)


def test_data_has_relations_claims_and_their_evidence(own: Client) -> None:
    drive = Entity("Campaign", "远帆行动")
    found = told(own, f"/data/{path(drive)}", "nt")
    node = iri.entity(drive)
    assert any(it.predicate == term("tifa:implements") and it.object == node for it in found)
    claims = {it.subject for it in found if it.predicate == term("rdf:object") and it.object == node}
    targets = {it.object for it in found if it.subject in claims and it.predicate == term("oa:hasTarget")}
    selectors = {it.object for it in found if it.subject in targets and it.predicate == term("oa:hasSelector")}
    quotes = {value(it.object) for it in found if it.subject in selectors and it.predicate == term("oa:exact")}
    assert "省委实施“远帆行动”" in quotes
    assert any(it.predicate == term("dcterms:title") for it in found)
    page = NamedNode(f"http://kg.test/page/{path(drive)}")
    assert Triple(page, term("schema:mainEntity"), node) in found
    assert not any(it.predicate == term("rdfs:seeAlso") for it in found)


def test_data_of_a_hub_is_cut_and_says_where_the_rest_is(own: Client) -> None:
    found = told(own, f"/data/{path(HUB)}", "nt")
    assert sum(it.predicate == term("tifa:implements") for it in found) == 100
    (rest,) = (value(it.object) for it in found if it.predicate == term("rdfs:seeAlso"))
    assert rest.startswith("http://kg.test/sparql?query=CONSTRUCT")


def test_a_hub_is_told_in_part_and_all_of_it_page_by_page(own: Client) -> None:
    page = own.get(f"/page/{path(HUB)}?lang=zh").text
    assert f"全部 {MANY} 条" in page and page.count("<blockquote") == 10
    assert page.index("第1工委") < page.index("第2工委")
    seen = []
    for number in range(1, 8):
        listed = own.get(f"/page/{path(HUB)}?property=implements&inward=1&page={number}").text
        seen += re.findall(r">第(\d+)工委</bdi>", listed)
    assert [int(it) for it in seen] == list(range(1, MANY + 1))
    assert own.get(f"/page/{path(HUB)}?property=implements&inward=1&page=8").status_code == 404


def test_a_late_page_is_the_same_whichever_way_it_is_read(own: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/page/{path(HUB)}?property=implements&inward=1&page=4"
    before = own.get(address).content
    monkeypatch.setattr("kg.server.things.listings._DEEP", 0)
    assert own.get(address).content == before


@pytest.mark.parametrize("asked", ["page=0", "page=x", "page=-1", "page=99999999", "property=nothing", "page=٣"])
def test_a_page_that_cannot_be_is_not_found(own: Client, asked: str) -> None:
    assert own.get(f"/page/{path(HUB)}?property=documents&{asked}").status_code in (404,)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_stay_text(own: Client, lang: str) -> None:
    addresses = [path(BAD), path(Entity("Campaign", "远帆行动"))]
    addresses.append(one_of(own, "claim", path(BAD)))
    for it in addresses:
        answer = own.get(f"/page/{it}?lang={lang}")
        assert answer.status_code == 200
        well_formed(answer.text)
        assert "\u202e" not in re.sub(r"<blockquote.*?</blockquote>", "", answer.text, flags=re.S)
        assert len(answer.content) < 60_000
        assert "49" not in re.findall(r"<h1.*?</h1>", answer.text, re.S)[0]
        assert own.get(f"/cite/{it}.ris").status_code == 200


def test_a_statement_reads_from_either_end(own: Client) -> None:
    drive = Entity("Campaign", "远帆行动")
    page = own.get(f"/page/{path(drive)}?lang=zh").text
    assert 'id="implements-of"' in page and "实施者" in page
    assert "<mark>省委实施“远帆行动”</mark>" in page
    assert "口号为" in page
    english = own.get(f"/page/{path(drive)}?lang=en").text
    assert "implemented by" in english and "at least" in english and "7000" in english


def test_a_numeral_phrase_tells_its_parts(own: Client) -> None:
    page = own.get(f"/page/{path(Entity('Mechanism', '三大指数'))}?lang=zh").text
    assert "数字概括语，3 项，已列全" in page and "2 篇文献中 1 篇未列全" in page


def test_the_picture_is_bounded_and_has_words(own: Client) -> None:
    page = own.get(f"/page/{path(HUB)}?lang=zh").text
    found = re.search(r"<svg.*?</svg>", page, re.S)
    assert found
    svg = etree.fromstring(found[0].encode())
    names = {"s": "http://www.w3.org/2000/svg"}
    links = svg.findall(".//s:a", names)
    assert 0 < len(links) <= 20 and all(it.find("s:title", names) is not None for it in links)
    assert "第1工委" in (svg.findtext("s:desc", namespaces=names) or "")
    assert page == own.get(f"/page/{path(HUB)}?lang=zh").text


def test_the_picture_looks_like_the_explorer(own: Client) -> None:
    css = own.get("/assets/site.css").text
    for name, look in LOOKS.items():
        assert re.findall(rf"--{name}: (#\w+);", css) == [look.light, look.dark]
        assert f".s-{name} {{ --kind: var(--{name}); }}" in own.get("/assets/things.css").text


def test_a_claim_shows_its_words_rule_and_run(own: Client) -> None:
    drive = path(Entity("Campaign", "远帆行动"))
    with_cue = set(re.findall(r"/id/(claim/[0-9a-f]+)", own.get(f"/page/{drive}").text))
    texts = [own.get(f"/page/{it}?lang=zh").text for it in sorted(with_cue)]
    (text,) = (it for it in texts if ">“远帆行动”</mark>" in it and ">省委</mark>" in it)
    assert re.search(r'<mark class="subject"[^>]*>省委</mark><mark>实施</mark><mark class="object"', text)
    assert "/document/" in text and "relations/implements" in text and "/id/run/" in text
    assert "李四，《远帆工作综述》" in text


def test_an_observation_and_a_run_have_pages(own: Client, pages: Client, sample_build: Path) -> None:
    figure = own.get(f"/page/{one_of(own, 'observation', path(Entity('Campaign', '远帆行动')))}?lang=zh").text
    assert "支部" in figure and "7000" in figure and "2023" in figure and "所述对象" in figure
    run = next(it for it in minted(sample_build) if it.startswith("run/"))
    text = pages.get(f"/page/{run}?lang=en").text
    assert "0.1.0" in text and "sha256:" in text and "with_entities" in text


def test_a_post_carries_its_title(own: Client) -> None:
    assert "书记" in own.get(f"/page/{path(Entity('Person', '张三'))}").text


def _asked(client: Client, thing: str) -> dict[str, str]:
    found = re.findall(r"/sparql\?question=([\w-]+)&(\w+)=https", client.get(f"/page/{thing}").text)
    return dict(found)


def test_pages_link_to_their_data(own: Client) -> None:
    answer = own.get(f"/page/{path(HUB)}")
    assert f'</data/{path(HUB)}.ttl>; rel="alternate"; type="text/turtle"' in answer.headers["link"]
    assert f'<link rel="alternate" type="application/ld+json" href="/data/{path(HUB)}.jsonld">' in answer.text
    assert "/sparql?query=SELECT" in answer.text
    asked = _asked(own, path(HUB))
    takes = {it.name: {one.name for one in it.parameters} for it in query.stored(ontology.folder())}
    assert asked and all(parameter in takes[name] for name, parameter in asked.items())
    assert any(parameter != "entity" for parameter in _asked(own, path(Entity("Person", "张三"))).values())


@pytest.mark.parametrize(
    "address",
    [
        "/id/campaign/nothing-00000000",
        "/page/campaign/nothing-00000000",
        "/data/campaign/nothing-00000000.ttl",
        "/cite/campaign/nothing-00000000.bib",
        "/data/campaign/yuan-fan.exe",
        "/data/campaign/noending",
        "/id/claim/%00",
        "/id/claim/%ff%fe",
        "/id/claim/<script>",
        "/id/claim/" + "a" * 5000,
        "/page/place/..%2f..%2fetc%2fpasswd",
        "/id/campaign/a/b",
        "/page/run/%E5%8F%8C",
        '/id/person/x"> <y',
    ],
)
def test_what_is_not_there_is_not_found(own: Client, address: str) -> None:
    answer = own.get(address, headers={"accept": "text/html"})
    assert answer.status_code == 404
    well_formed(answer.text)
    plain = own.get(address, headers={"accept": "text/turtle"})
    assert plain.status_code == 404 and plain.headers["content-type"].startswith("text/plain")


def test_what_a_document_means_by_a_common_word_is_told_with_its_proof(pages: Client) -> None:
    page = pages.get("/page/place/zhe-jiang-cc180e80?lang=zh").text
    told = re.search(r'<section id="meant">.*?</section>', page, re.S)
    assert told and re.search(r"全省|我省", told[0]) and "#at" in told[0]


@pytest.mark.parametrize(
    "accept",
    ["", ",", ";", "text/html;q=nan", "text/html;q=-1", "*", "a/b;c=" + "d" * 9000, '";', "text/*"],
)
def test_no_accept_header_makes_an_error(own: Client, accept: str) -> None:
    for address in (f"/id/{path(HUB)}", "/id/campaign/nothing-0"):
        answer = own.get(address, headers={"accept": accept})
        assert answer.status_code in (303, 404, 406)


def test_citations_do_not_depend_on_how_long_a_build_took(pages: Client, sample_build: Path) -> None:
    site = opened(sample_build, ())
    again = replace(site, version="another", manifest={**site.manifest, "seconds": {"read": 99.0}})
    client = TestClient(application(lambda: again, url="http://kg.test"), "http://kg.test")
    address = "/cite/place/zhe-jiang-cc180e80.json?lang=en"
    assert client.get(address).content == pages.get(address).content


def test_downloads_have_a_name_and_a_type(own: Client) -> None:
    answer = own.get(f"/cite/{path(HUB)}.bib")
    assert answer.headers["content-type"].startswith("application/x-bibtex")
    assert answer.headers["content-disposition"].startswith('attachment; filename="tifa-campaign-')
    assert "2024-01-01" in answer.text and "千帆行动" in answer.text
