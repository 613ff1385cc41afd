"""What all pages share: the language that a reader chose, what a page says of itself, what stands where nothing is."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import html

if TYPE_CHECKING:
    from starlette.testclient import TestClient

READER = {"accept": "text/html", "accept-language": "zh"}
PLACE = "/page/place/zhe-jiang-cc180e80"
ADDRESSES = (
    "/",
    "/search",
    "/search?q=%3Cscript%3E%22",
    "/document/",
    "/ontology",
    "/dataset",
    PLACE,
    f"{PLACE}?property=documents",
)


@pytest.fixture(scope="module")
def writable() -> "TestClient":
    """Return a client of a server over an open store, where the query page is all there is."""
    from starlette.testclient import TestClient

    from kg.server.app import application
    from kg.server.site import empty

    nothing = empty(())
    app = application(lambda: nothing, url="http://127.0.0.1", writable=True)
    return TestClient(app, "http://127.0.0.1", headers=READER, follow_redirects=False)


def test_a_chosen_language_is_remembered(pages: "TestClient") -> None:
    chosen = pages.get("/ontology?lang=en", headers=READER)
    cookie = chosen.headers["set-cookie"]
    assert cookie.startswith("lang=en;")
    assert {it.strip().lower() for it in cookie.split(";")[1:]} == {
        "httponly",
        "max-age=31536000",
        "path=/",
        "samesite=lax",
    }
    # Who is given it from a cache would not be given the cookie.
    assert chosen.headers["cache-control"] == "no-store"
    later = pages.get("/dataset", headers={**READER, "cookie": "lang=en"})
    assert later.headers["content-language"] == "en" and "set-cookie" not in later.headers
    again = pages.get("/dataset?lang=en", headers={**READER, "cookie": "lang=en"})
    assert "set-cookie" not in again.headers and again.headers["cache-control"] == "no-cache"
    other = pages.get("/dataset?lang=zh", headers={**READER, "cookie": "lang=en"})
    assert other.headers["content-language"] == "zh" and other.headers["set-cookie"].startswith("lang=zh;")


@pytest.mark.parametrize("value", ["fr", "", "en; lang=fr", '"><script>', "en" * 4000, "\xff\xfe"])
def test_no_other_language_is_taken_or_remembered(pages: "TestClient", value: str) -> None:
    answer = pages.get("/", headers={**READER, "cookie": f"lang={value}".encode("latin-1")})
    assert answer.status_code == 200 and answer.headers["content-language"] in ("zh", "en")
    assert "set-cookie" not in pages.get("/", params={"lang": value}, headers=READER).headers


def test_a_client_of_the_tests_keeps_no_cookie(pages: "TestClient") -> None:
    pages.get("/?lang=en", headers=READER)
    assert pages.get("/", headers=READER).headers["content-language"] == "zh"


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_page_says_what_it_is(pages: "TestClient", path: str) -> None:
    said = set()
    for lang in ("zh", "en"):
        document = html.fromstring(pages.get(path, headers={**READER, "cookie": f"lang={lang}"}).text)
        title, (description,) = (
            document.xpath("string(//title)"),
            document.xpath("//meta[@name='description']/@content"),
        )
        assert title.endswith(" · tifa 提法") and len(title) > len(" · tifa 提法") and len(description) > 10
        said.add(description)
        (canonical,) = document.xpath("//link[@rel='canonical']/@href")
        assert canonical.startswith("http://kg.test/")
        assert pages.get(canonical, headers=READER).status_code == 200
    assert len(said) == 2


@pytest.mark.parametrize(
    ("path", "room", "current"),
    [
        ("/document/", "/document/", "page"),
        ("/document/nothing", "/document/", "true"),
        ("/id/document/nothing", "/document/", "true"),
        ("/ontology", "/ontology", "page"),
        ("/ontology/Nothing", "/ontology", "true"),
        ("/dataset", "/dataset", "page"),
    ],
)
def test_the_frame_shows_where_the_reader_is(pages: "TestClient", path: str, room: str, current: str) -> None:
    document = html.fromstring(pages.get(path, headers=READER).text)
    marked = [(it.get("href"), it.get("aria-current")) for it in document.xpath("//header/nav/a[@aria-current]")]
    assert marked == [(room, current)]


def test_an_entity_and_a_document_are_said_in_the_terms_of_schema_org(pages: "TestClient") -> None:
    place = html.fromstring(pages.get(PLACE, headers=READER).text)
    (item,) = place.xpath("//*[@itemscope]")
    assert item.get("itemtype") == "https://schema.org/Place"
    assert item.xpath("string(.//*[@itemprop='name'])") == "浙江"
    (link, *_) = html.fromstring(pages.get("/document/", headers=READER).text).xpath("//td/a/@href")
    (item,) = html.fromstring(pages.get(link, headers=READER).text).xpath("//*[@itemscope]")
    assert item.get("itemtype") == "https://schema.org/CreativeWork"
    assert item.xpath(".//*[@itemprop='datePublished']/text()")


@pytest.mark.parametrize("address", ["/id/place/zhe-jang-00000000", "/page/campaign/zhe-jiang", "/浙江"])
@pytest.mark.parametrize(("lang", "heading"), [("zh", "没有找到"), ("en", "Not found")])
def test_where_nothing_is_there_are_near_names_and_a_search(
    pages: "TestClient", address: str, lang: str, heading: str
) -> None:
    pages.get("/search")
    answer = pages.get(address, headers={**READER, "cookie": f"lang={lang}"})
    document = html.fromstring(answer.text)
    assert answer.status_code == 404 and document.xpath("//h1/text()") == [heading]
    assert "/id/place/zhe-jiang-cc180e80" in document.xpath("//main//li/a/@href")
    assert document.xpath("//main//form[@action='/search']//input[@name='q']/@value")[0].strip()
    assert document.xpath("//meta[@name='robots']/@content") == ["noindex"] and not document.xpath(
        "//link[@rel='canonical']"
    )
    plain = pages.get(address, headers={"accept": "text/turtle"})
    assert plain.status_code == 404 and "浙江 https://w3id.org/tifa/id/place/" in plain.text


@pytest.mark.parametrize("name", ["%3Cscript%3E", "x" * 5000, "%E2%80%AE%00%0A", "%ff", "'\";--", "a%2Fb"])
def test_no_address_breaks_the_page_of_what_is_not_there(pages: "TestClient", name: str) -> None:
    answer = pages.get(f"/{name}", headers=READER)
    assert answer.status_code == 404 and "<script>" not in answer.text
    (value,) = html.fromstring(answer.text).xpath("//main//input[@name='q']/@value")
    assert len(value) <= 60 and value.isprintable()


def test_an_open_store_has_the_query_page_alone(writable: "TestClient") -> None:
    first = writable.get("/")
    assert (first.status_code, first.headers["location"]) == (303, "/sparql")
    answer = writable.get("/nowhere")
    assert answer.status_code == 404
    document = html.fromstring(answer.text)
    assert document.xpath("//nav/a[not(@class)]/@href") == ["/sparql"]
    assert not document.xpath("//form[@action='/search']")


def test_every_template_is_used() -> None:
    from kg.server import pages as room

    folder = Path(room.__file__).parent
    code = "".join(it.read_text("utf-8") for it in sorted(folder.rglob("*.py")))
    written = "".join(it.read_text("utf-8") for it in sorted((folder / "templates").iterdir()))
    for it in sorted((folder / "templates").iterdir()):
        assert f'"{it.name}"' in code + written, it.name
