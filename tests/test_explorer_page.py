"""The explorer page as a whole: the walk to a sentence, hostile words, accessibility, languages, links, print."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from browsers import fits, opened, violations
from playwright.sync_api import Browser, Page, expect
from sketch import harbour

from kg import explorer

pytestmark = pytest.mark.browser

VIEWS = ("overview", "neighbourhood", "table", "timeline", "coverage", "paths", "compare", "notes", "about")
HOSTILE = (
    "</script><script>window.__pwned = 1</script>",
    '"onerror="window.__pwned = 1" x="',
    '<img src="https://nowhere.invalid/x.png" onerror="window.__pwned = 1">',
    '<a href="javascript:window.__pwned = 1">名</a>',
    "javascript:window.__pwned = 1",
    "分行\u2028分段\u2029之名",
    "\u202e右起\u202c之名",
    "{{ 7 * 7 }}{% include 'template.html' %}",
    "__proto__",
    '=HYPERLINK("https://nowhere.invalid")',
    "长" * 10_000,
    "🚩红旗\u0001\u0000空",
)

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample_build: Path) -> Path:
    """Return a folder with two pages: `sample.html`, and `hostile.html` in which every word tries to break out."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "sample.html").write_bytes((sample_build / "explorer.html").read_bytes())
    sketch = harbour()
    sketch.document("hostile", HOSTILE[0] + HOSTILE[2], "2024-05-06")
    campaign = sketch.entity("Campaign", HOSTILE[0], en=HOSTILE[2], definition=HOSTILE[2], also=HOSTILE[3])
    for number, words in enumerate(HOSTILE):
        other = sketch.entity("Organization", words, en=words + "\u2028", definition=words, also=words + "2")
        sketch.claim(other, "implements", campaign, f"{words}{number}", role=words)
        sketch.figure(campaign, words, str(number), words, words)
    explorer.render(sketch.store, folder / "hostile.html")
    return folder


@pytest.fixture
def show(browser: Browser, folder: Path) -> Iterator[Open]:
    """Return a function that opens a page from disk and waits until it says that it is ready."""
    with ExitStack() as stack:

        def show(name: str, address: str = "", **options: object) -> Page:
            page = stack.enter_context(opened(browser, **options))  # type: ignore[arg-type]
            page.goto(f"{(folder / name).as_uri()}#{address}")
            page.wait_for_selector("html[data-ready]")
            return page

        yield show


def drawn(page: Page) -> None:
    """Wait until what was asked for stands on the screen: nothing waits, and nothing glides."""
    expect(page.locator(".near-note")).to_have_count(0)
    page.evaluate("Promise.all(document.getAnimations().map((it) => it.finished.catch(() => null)))")
    page.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_hostile_words_run_nothing_in_any_view(show: Open, width: int, height: int, scheme: str) -> None:
    page = show("hostile.html", width=width, height=height, scheme=scheme)
    for view in VIEWS:
        page.locator(f"[data-view={view}]").first.click()
        drawn(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert fits(page), f"{view} is {wide} wide"
    for words in ("window", "长长", "红旗", "右起", "proto", "HYPERLINK"):
        page.locator("[role=combobox]").first.fill(words)
        page.locator("[role=option]").first.click()
        expect(page.locator("#panel h2").first).to_be_visible()
        assert fits(page), words
    # Every claim and every text of the hostile document is shown.
    page.locator("[role=combobox]").first.fill("</script>")
    page.locator("[role=option]").first.click()
    for folded in page.locator("#panel [aria-expanded=false]").all()[:6]:
        folded.click()
    page.locator("#panel blockquote .sentence").first.click()
    expect(page.locator("#panel .text")).to_contain_text("window.__pwned")
    page.locator("[data-do=language]").click()
    assert page.locator("img, iframe, a[href^=javascript]").count() == 0
    # The bundle, and vis-network since the neighbourhood was opened.
    assert page.evaluate("[...document.scripts].filter((it) => it.type === '').length") == 2


def test_four_clicks_lead_from_a_strategy_to_the_sentence_that_says_who_carries_it_out(show: Open) -> None:
    page = show("sample.html")
    page.locator("[role=combobox]").first.click()
    page.keyboard.type("八八战略")
    page.locator("[role=option]", has_text="八八战略").first.click()
    expect(page.locator("#panel h2").first).to_have_text("八八战略")
    said = page.locator("#panel .said", has_text="持续实施")
    expect(said.locator("mark.subject")).to_have_text("省委")
    expect(said.locator("mark.cue")).to_have_text("持续实施")
    expect(said.locator("mark.object")).to_contain_text("八八战略")
    said.get_by_text("看这条陈述").click()
    expect(page.locator("#panel")).to_contain_text("relations/implements-verb")
    page.get_by_role("button", name="在全文中阅读").last.click()
    expect(page.locator("#panel")).to_contain_text("从“千万工程”看乡村之变")
    lit = page.locator("#panel .text mark.cue").first
    expect(lit).to_have_text("持续实施")
    expect(lit).to_be_in_viewport()


@pytest.mark.parametrize(
    ("width", "scheme", "lang"), [(1280, "light", "zh"), (1280, "dark", "en"), (390, "light", "en")]
)
def test_axe_finds_nothing(show: Open, width: int, scheme: str, lang: str) -> None:
    height = 844 if width < 600 else 800
    page = show("sample.html", f"lang={lang}", width=width, height=height, scheme=scheme)
    found: dict[str, list[str]] = {}
    for view in VIEWS:
        page.locator(f"[data-view={view}]").first.click()
        drawn(page)
        found[view] = violations(page)
    # The same over every view.
    page.locator(".filters-toggle").click()
    expect(page.locator("#filters")).to_be_visible()
    found["filters"] = violations(page)
    page.keyboard.press("Escape")
    page.locator("[role=combobox]").first.fill("浙江")
    expect(page.locator("[role=option]").first).to_be_visible()
    found["search"] = violations(page)
    page.locator("[role=option]").first.click()
    expect(page.locator("#panel h2").first).to_contain_text("浙江" if lang == "zh" else "Zhejiang")
    found["panel"] = violations(page)
    # Some views draw what is read.
    for view in VIEWS:
        page.locator(f"[data-view={view}]").first.click()
        drawn(page)
        found[f"{view} with an entity"] = violations(page, "#view")
    assert {name: it for name, it in found.items() if it} == {}


def test_the_language_changes_in_place_and_stays_in_the_link(show: Open) -> None:
    page = show("sample.html", "entity=nowhere/at-all")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    expect(page.locator(".notice")).to_contain_text("nowhere/at-all")
    page.locator("[data-do=language]").click()
    assert page.evaluate("document.documentElement.lang") == "en"
    expect(page.locator("h1")).to_have_text("Tifa graph")
    address = page.url
    assert "lang=en" in address
    again = show("sample.html", address.partition("#")[2])
    expect(again.locator("h1")).to_have_text("Tifa graph")


def test_back_and_forward_walk_the_way_that_was_read(show: Open) -> None:
    page = show("sample.html")
    for name in ("八八战略", "双建争先"):
        page.locator("[role=combobox]").first.fill(name)
        page.locator("[role=option]").first.click()
        expect(page.locator("#panel h2").first).to_contain_text(name)
    page.locator("[data-view=table]").first.click()
    page.go_back()
    expect(page.locator("[data-view=overview]").first).to_be_visible()
    expect(page.locator("#panel h2").first).to_contain_text("双建争先")
    page.go_back()
    expect(page.locator("#panel h2").first).to_contain_text("八八战略")
    page.go_forward()
    expect(page.locator("#panel h2").first).to_contain_text("双建争先")


def test_everything_can_be_reached_by_keyboard(show: Open) -> None:
    page = show("sample.html")
    page.keyboard.press("/")
    page.keyboard.type("sjzx")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2").first).to_contain_text("双建争先")
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate("(document.activeElement.closest('header, nav, main, #panel') ?? {}).tagName ?? ''")
        )
    assert {"HEADER", "NAV", "MAIN"} <= seen
    focused = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert focused != "none"


def test_the_printed_page_has_the_reading_and_no_buttons(show: Open) -> None:
    page = show("sample.html")
    page.locator("[role=combobox]").first.fill("党纪学习教育")
    page.locator("[role=option]").first.click()
    expect(page.locator("#panel blockquote").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#panel blockquote").first).to_be_visible()
    for hidden in (".views", "[data-do=language]", "[role=combobox]"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert len(page.pdf()) > 10_000


def test_without_scripts_the_page_says_what_it_needs(browser: Browser, folder: Path) -> None:
    with opened(browser, scripts=False) as page:
        page.goto((folder / "sample.html").as_uri())
        assert "JavaScript" in page.locator("noscript").inner_text()


def test_a_served_page_leads_back_to_its_site_and_a_file_does_not(
    show: Open, browser: Browser, folder: Path
) -> None:
    expect(show("sample.html").locator(".site")).to_have_count(0)
    with opened(browser, host="http://site.invalid/") as page:
        page.route("**/*", lambda it: it.fulfill(path=folder / "sample.html", content_type="text/html"))
        page.goto("http://site.invalid/explorer#lang=en")
        page.wait_for_selector("html[data-ready]")
        expect(page.locator(".site")).to_have_text("Site")
        assert page.locator(".site").evaluate("(it) => it.href") == "http://site.invalid/"
        assert violations(page, ".head") == []


def broken(page: str, block: str) -> str:
    """Return a page of which a block lost its second half."""
    head, tag, rest = page.partition(f' id="{block}">')
    packed, end, tail = rest.partition("</script>")
    assert tag and len(packed) > 40
    return f"{head}{tag}{packed[: len(packed) // 8 * 4]}{end}{tail}"


@pytest.fixture
def damaged(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that gives the address of a small page of which a block is broken."""

    def damaged(block: str) -> str:
        target = tmp_path / f"{block}.html"
        explorer.render(harbour().store, target)
        target.write_text(broken(target.read_text("utf-8"), block), "utf-8")
        return target.as_uri()

    return damaged


@pytest.mark.parametrize("block", ["block-0", "iris", "vis"])
def test_a_block_that_cannot_be_unpacked_is_told_and_the_rest_goes_on(
    browser: Browser, damaged: Callable[[str], str], block: str
) -> None:
    with opened(browser, tolerated=("cannot be read",)) as page:
        page.goto(damaged(block))
        page.wait_for_selector("html[data-ready]")
        page.locator("[role=combobox]").first.fill("灯塔行动")
        page.locator("[role=option]").first.click()
        if block == "vis":
            page.locator("[data-view=neighbourhood]").first.click()
        else:
            page.locator("#panel .said").get_by_text("看这条陈述").first.click()
        told = page.locator(".notice [role=alert]")
        expect(told).to_contain_text("已损坏，读不出来")
        page.locator("[data-do=language]").click()
        expect(told).to_contain_text("damaged and cannot be read")
        page.locator("[data-view=table]").first.click()
        expect(page.locator("main table")).to_be_visible()
        told.get_by_role("button").click()
        expect(told).to_be_empty()


@pytest.mark.parametrize(
    ("address", "words"), [("", "已损坏，读不出来"), ("#lang=en", "damaged and cannot be read")]
)
def test_a_page_whose_core_is_broken_says_so(
    browser: Browser, damaged: Callable[[str], str], address: str, words: str
) -> None:
    with opened(browser, tolerated=("cannot be read",)) as page:
        page.goto(damaged("core") + address)
        expect(page.locator("#app")).to_contain_text(words)
        expect(page.locator("h1")).to_have_text("提法图谱")


def test_a_browser_that_cannot_unpack_is_told_so(browser: Browser, folder: Path) -> None:
    with opened(browser, tolerated=("cannot be read",)) as page:
        page.add_init_script("delete window.DecompressionStream")
        page.goto((folder / "hostile.html").as_uri())
        expect(page.locator("#app")).to_contain_text("这个浏览器太旧")
        page.goto((folder / "hostile.html").as_uri() + "?lang=en")
        expect(page.locator("#app")).to_contain_text("This browser is too old")
