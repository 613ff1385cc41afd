"""The page of a document in a real browser: an address leads to the words, and lights exactly these."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any
from urllib.parse import quote

import pytest
import uvicorn
from browsers import fits, opened, wait
from playwright.sync_api import Browser, Page, expect
from shelf import claim_key, named, path, shelved
from test_documents import DRIVE, HOSTILE, OFFICE, harbour

from kg.model import Document, Entity, Evidence, Extraction, Mention, Relation
from kg.server.app import application

pytestmark = pytest.mark.browser

LINE = "𠮷🚩第{}段：海城市直机关工委深入实施灯塔行动，👨‍👩‍👧各支部响应。\n"
LONG = "".join(LINE.format(number) for number in range(4_000))
TALL = LONG[:8_000]
Open = Callable[..., Page]


def tall() -> Extraction:
    """Draw a document of many screens that says one thing in every line."""
    lines = TALL.count("\n")
    mentions = [named(TALL, "灯塔行动", DRIVE, nth=it) for it in range(lines)]
    claims = [
        Relation(OFFICE, "implements", DRIVE, Evidence(it.evidence.start - 13, it.evidence.end), "r/i", 0.9)
        for it in mentions
    ]
    return Extraction(Document("tall.txt", TALL), tuple(mentions), tuple(claims))


def hostile() -> Extraction:
    bad = Entity("Campaign", "</a><img src=x onerror='window.__pwned = 1'>\u202e\"'")
    mention = Mention(bad, Evidence(0, 30), "<b>", 0.5)
    claim = Relation(bad, "implements", bad, Evidence(0, len(HOSTILE)), "<script>", 0.5, "<script>6</script>")
    return Extraction(
        Document("hostile.txt", HOSTILE, title="<img src=x onerror='window.__pwned = 1'>"), (mention,), (claim,)
    )


DOCUMENTS = {
    "harbour": harbour(),
    "tall": tall(),
    "hostile": hostile(),
    "long": Extraction(Document("long.txt", LONG), (), ()),
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the documents on a free port."""
    known = shelved(tmp_path_factory.mktemp("shelf"), *DOCUMENTS.values())
    app = application(lambda: known, url="http://127.0.0.1")
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def show(browser: Browser, url: str) -> Iterator[Open]:
    """Return a function that opens a document's page; afterwards nobody else was asked and no script complained."""
    with ExitStack() as stack:

        def show(name: str, rest: str = "", *, ready: bool = True, **look: Any) -> Page:
            page = stack.enter_context(opened(browser, host=f"{url}/", **look))
            page.goto(f"{url}{path(DOCUMENTS[name])}{rest}")
            if ready:
                page.wait_for_function("document.documentElement.dataset.ready")
            return page

        yield show


def joined(page: Page, selector: str) -> str:
    """Return the words of all elements that fit, put together."""
    return "".join(page.locator(selector).all_text_contents())


def marked(page: Page) -> str:
    return joined(page, "#text mark")


def words(page: Page) -> str:
    return joined(page, ".text")


def in_view(page: Page) -> bool:
    """Say whether the first mark lies on the screen, with nothing of the page before it."""
    found: bool = page.evaluate("""() => {
        const [box] = document.querySelector("#text mark").getClientRects();
        const top = document.elementFromPoint(box.left + 2, box.top + box.height / 2);
        return box.top >= 0 && box.bottom <= innerHeight && top.closest("#text mark") !== null;
    }""")
    return found


@pytest.mark.parametrize("kind", ["char", "mention", "selector"])
@pytest.mark.parametrize("at", ["mention", "claim", "anywhere"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_fragment_leads_to_its_words(show: Open, kind: str, at: str, width: int) -> None:
    it = tall()
    spans = {
        "mention": it.mentions[90].evidence,
        "claim": it.claims[90].evidence,
        "anywhere": Evidence(4_001, 4_090),
    }
    span = spans[at]
    page = show("tall", f"#{kind}={span.start},{span.end}", width=width)
    assert marked(page) == span.exact(TALL)
    wait(page, lambda: in_view(page))
    assert page.evaluate("scrollY") > 1000
    assert words(page) == TALL


def test_another_fragment_takes_the_place_of_the_first(show: Open) -> None:
    first, second = tall().mentions[3].evidence, tall().claims[100].evidence
    page = show("tall", f"#char={first.start},{first.end}")
    page.evaluate(f"location.hash = 'char={second.start}%2C{second.end}'")
    wait(page, lambda: marked(page) == second.exact(TALL))
    wait(page, lambda: in_view(page))
    for odd in ("char=5,3", "char=0,999999", "%E0%A4", "mention=,", "at"):
        page.evaluate(f"location.hash = '{odd}'")
        wait(page, lambda: marked(page) == "")
    assert words(page) == TALL


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_link_to_a_claim_leads_to_its_words_and_its_statement(show: Open, width: int, scheme: str) -> None:
    it = tall()
    page = show("tall", f"?claim={claim_key(it, 100)}&lang=en#at", width=width, scheme=scheme)
    assert marked(page) == it.claims[100].evidence.exact(TALL)
    wait(page, lambda: in_view(page))
    told = page.locator(".told")
    expect(told).to_contain_text("implements 灯塔行动")
    expect(told).to_be_in_viewport()
    colours = {
        name: page.locator(name).first.evaluate("(it) => getComputedStyle(it).backgroundColor")
        for name in ("mark.at", "mark.at .object", ".key .object")
    }
    assert colours["mark.at"] != colours["mark.at .object"] == colours[".key .object"]


def test_without_a_script_the_address_leads_there_too(show: Open) -> None:
    span = tall().mentions[90].evidence
    for rest in (f"?claim={claim_key(tall(), 100)}#at", f"#mention={span.start},{span.end}"):
        page = show("tall", rest, ready=False, scripts=False)
        found = page.locator(":target, :target + i + a").first
        expect(found).to_be_in_viewport()
        assert found.inner_text() in TALL and page.evaluate("scrollY") > 1000
        assert page.evaluate("document.documentElement.dataset.ready") is None


def test_pointer_and_keyboard_light_the_words_of_a_claim(show: Open) -> None:
    it = harbour()
    page = show("harbour")
    claims = page.locator(".claim")
    claims.nth(0).hover()
    wait(page, lambda: joined(page, ".lit") == it.claims[0].evidence.exact(it.document.text))
    place = claims.nth(1).locator(".place")
    place.focus()
    wait(page, lambda: joined(page, ".lit") == it.claims[1].evidence.exact(it.document.text))
    place.click()
    wait(page, lambda: marked(page) == it.claims[1].evidence.exact(it.document.text))


def test_a_class_is_taken_out_without_a_script(show: Open) -> None:
    page = show("harbour", ready=False, scripts=False)
    campaign, organization = (page.locator(f".text .m.{it}").first for it in ("Campaign", "Organization"))
    expect(campaign).to_have_css("text-decoration-line", "underline")
    page.locator("#show-Campaign").click()
    expect(campaign).to_have_css("text-decoration-line", "none")
    expect(organization).to_have_css("text-decoration-line", "underline")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_hostile_text_runs_nothing_and_keeps_its_offsets(show: Open, width: int) -> None:
    start = HOSTILE.index("𠮷")
    page = show("hostile", f"?claim={claim_key(hostile())}&lang=en#char={start},{start + 3}", width=width)
    assert words(page) == HOSTILE.replace("\0", "\ufffd")
    assert joined(page, "mark.here") == HOSTILE[start : start + 3]
    expect(page.locator("main img, iframe, #text script")).to_have_count(0)
    assert fits(page)


def test_a_fragment_on_another_leaf_is_found(show: Open) -> None:
    start = LONG.index("第3900段")
    page = show("long", f"?lang=en#{quote(f'char={start},{start + 5}')}")
    wait(page, lambda: f"at={start},{start + 5}" in page.url.replace("%2C", ","))
    wait(page, lambda: page.locator("#at").count() and in_view(page))
    assert marked(page) == "第3900" and "at=" in page.url
    assert Path(page.url).name.endswith("#at")
