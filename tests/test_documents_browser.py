"""The page of a document in a real browser: an address leads to the words, and lights exactly these."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from time import sleep
from urllib.parse import quote

import pytest
import uvicorn
from browsers import sized, wait
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from shelf import claim_key, named, path, shelved
from test_documents import DRIVE, HOSTILE, OFFICE, harbour

from kg.model import Document, Entity, Evidence, Extraction, Mention, Relation
from kg.server.app import application

pytestmark = pytest.mark.browser

LINE = "𠮷🚩第{}段：海城市直机关工委深入实施灯塔行动，👨‍👩‍👧各支部响应。\n"
LONG = "".join(LINE.format(number) for number in range(4_000))
TALL = LONG[:8_000]
Open = Callable[..., Chrome]


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
def show(request: pytest.FixtureRequest, url: str) -> Iterator[Open]:
    """Return a function that opens a document's page; afterwards nothing may stand in the console."""
    chrome: Chrome = request.getfixturevalue("browser")

    def show(name: str, rest: str = "", *, width: int = 1280, height: int = 800, scheme: str = "light") -> Chrome:
        chrome.get("about:blank")
        sized(chrome, width, height, scheme)
        chrome.get(f"{url}{path(DOCUMENTS[name])}{rest}")
        wait(chrome, lambda: chrome.execute_script("return document.documentElement.dataset.ready"))
        return chrome

    chrome.get_log("browser")
    yield show
    assert [it["message"] for it in chrome.get_log("browser") if "favicon.ico" not in it["message"]] == []


def marked(chrome: Chrome) -> str:
    return chrome.execute_script(
        "return [...document.querySelectorAll('#text mark')].map((it) => it.textContent).join('')"
    )


def words(chrome: Chrome) -> str:
    return chrome.execute_script(
        "return [...document.querySelectorAll('.text')].map((it) => it.textContent).join('')"
    )


def in_view(chrome: Chrome) -> bool:
    """Say whether the first mark lies on the screen, with nothing of the page before it."""
    return chrome.execute_script("""
        const [box] = document.querySelector("#text mark").getClientRects();
        const top = document.elementFromPoint(box.left + 2, box.top + box.height / 2);
        return box.top >= 0 && box.bottom <= innerHeight && top.closest("#text mark") !== null;
    """)


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
    chrome = show("tall", f"#{kind}={span.start},{span.end}", width=width)
    assert marked(chrome) == span.exact(TALL)
    wait(chrome, lambda: in_view(chrome))
    assert chrome.execute_script("return scrollY") > 1000
    assert words(chrome) == TALL


def test_another_fragment_takes_the_place_of_the_first(show: Open) -> None:
    first, second = tall().mentions[3].evidence, tall().claims[100].evidence
    chrome = show("tall", f"#char={first.start},{first.end}")
    chrome.execute_script(f"location.hash = 'char={second.start}%2C{second.end}'")
    wait(chrome, lambda: marked(chrome) == second.exact(TALL))
    wait(chrome, lambda: in_view(chrome))
    for odd in ("char=5,3", "char=0,999999", "%E0%A4", "mention=,", "at"):
        chrome.execute_script(f"location.hash = '{odd}'")
        wait(chrome, lambda: marked(chrome) == "")
    assert words(chrome) == TALL


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_link_to_a_claim_leads_to_its_words_and_its_statement(show: Open, width: int, scheme: str) -> None:
    it = tall()
    chrome = show("tall", f"?claim={claim_key(it, 100)}&lang=en#at", width=width, scheme=scheme)
    assert marked(chrome) == it.claims[100].evidence.exact(TALL)
    wait(chrome, lambda: in_view(chrome))
    told = chrome.find_element(By.CSS_SELECTOR, ".told")
    assert "implements 灯塔行动" in told.text
    assert chrome.execute_script("return arguments[0].getBoundingClientRect().top < innerHeight", told)
    colours = {
        name: chrome.execute_script(f"return getComputedStyle(document.querySelector('{name}')).backgroundColor")
        for name in ("mark.at", "mark.at .object", ".key .object")
    }
    assert colours["mark.at"] != colours["mark.at .object"] == colours[".key .object"]


def test_without_a_script_the_address_leads_there_too(show: Open) -> None:
    chrome = show("tall")
    chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        base = chrome.current_url
        span = tall().mentions[90].evidence
        for rest in (f"?claim={claim_key(tall(), 100)}#at", f"#mention={span.start},{span.end}"):
            chrome.get("about:blank")
            chrome.get(base + rest)
            found = chrome.find_element(By.CSS_SELECTOR, ":target, :target + i + a")
            wait(chrome, lambda found=found: 0 <= found.rect["y"] - _scrolled(chrome) < 800)
            assert found.text in TALL and _scrolled(chrome) > 1000
    finally:
        chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def _scrolled(chrome: Chrome) -> float:
    return chrome.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssVisualViewport"]["pageY"]


def test_pointer_and_keyboard_light_the_words_of_a_claim(show: Open) -> None:
    it = harbour()
    chrome = show("harbour")
    lit = "return [...document.querySelectorAll('.lit')].map((it) => it.textContent).join('')"
    claims = chrome.find_elements(By.CSS_SELECTOR, ".claim")
    ActionChains(chrome).move_to_element(claims[0]).perform()
    wait(chrome, lambda: chrome.execute_script(lit) == it.claims[0].evidence.exact(it.document.text))
    chrome.execute_script("arguments[0].focus()", claims[1].find_element(By.CSS_SELECTOR, ".place"))
    wait(chrome, lambda: chrome.execute_script(lit) == it.claims[1].evidence.exact(it.document.text))
    claims[1].find_element(By.CSS_SELECTOR, ".place").click()
    wait(chrome, lambda: marked(chrome) == it.claims[1].evidence.exact(it.document.text))


def test_a_class_is_taken_out_without_a_script(show: Open) -> None:
    chrome = show("harbour")
    line = "return getComputedStyle(document.querySelector('.text .m.Campaign')).textDecorationLine"
    assert chrome.execute_script(line) == "underline"
    chrome.find_element(By.ID, "show-Campaign").click()
    assert chrome.execute_script(line) == "none"
    other = line.replace("Campaign", "Organization")
    assert chrome.execute_script(other) == "underline"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_hostile_text_runs_nothing_and_keeps_its_offsets(show: Open, width: int) -> None:
    start = HOSTILE.index("𠮷")
    chrome = show("hostile", f"?claim={claim_key(hostile())}&lang=en#char={start},{start + 3}", width=width)
    assert words(chrome) == HOSTILE.replace("\0", "\ufffd")
    here = chrome.execute_script(
        "return [...document.querySelectorAll('mark.here')].map((it) => it.textContent).join('')"
    )
    assert here == HOSTILE[start : start + 3]
    assert chrome.execute_script("return window.__pwned") is None
    assert not chrome.find_elements(By.CSS_SELECTOR, "main img, iframe, #text script")
    assert chrome.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_a_fragment_on_another_leaf_is_found(show: Open) -> None:
    start = LONG.index("第3900段")
    chrome = show("long", f"?lang=en#{quote(f'char={start},{start + 5}')}")
    wait(chrome, lambda: f"at={start},{start + 5}" in chrome.current_url.replace("%2C", ","))
    wait(chrome, lambda: chrome.find_elements(By.ID, "at") and in_view(chrome))
    assert marked(chrome) == "第3900" and "at=" in chrome.current_url
    assert Path(chrome.current_url).name.endswith("#at")
