"""The explorer page in a real browser, opened from disk: what a reader does, and what a hostile document tries."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from browsers import sized, texts, wait
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from sketch import harbour

from kg import explorer

pytestmark = pytest.mark.browser

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
    "长" * 10_000,
    "🚩红旗\u0001",
)
QUOTE = "市直机关工委接续推进灯塔行动"

Open = Callable[..., Chrome]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two pages: `plain.html`, and `hostile.html` in which every word tries to break out."""
    folder = tmp_path_factory.mktemp("pages")
    explorer.render(harbour().store, folder / "plain.html")
    sketch = harbour()
    sketch.document("hostile", HOSTILE[0] + HOSTILE[2])
    campaign = sketch.entity("Campaign", HOSTILE[0], en=HOSTILE[2], definition=HOSTILE[2], also=HOSTILE[3])
    for number, words in enumerate(HOSTILE):
        other = sketch.entity("Organization", words, en=words + "\u2028", definition=words, also=words + "2")
        sketch.claim(other, "implements", campaign, f"{words}{number}", role=words)
        sketch.figure(campaign, words, str(number), words, words)
    explorer.render(sketch.store, folder / "hostile.html")
    return folder


@pytest.fixture
def show(browser: Chrome, folder: Path) -> Open:
    """Return a function that opens a page from disk and waits until it says that it is ready."""

    def show(
        name: str, *, entity: str = "", width: int = 1280, height: int = 800, scheme: str = "light"
    ) -> Chrome:
        browser.get("about:blank")
        browser.get_log("browser")
        browser.get_log("performance")
        sized(browser, width, height, scheme)
        anchor = f"#entity={quote(entity, safe='')}" if entity else ""
        browser.get((folder / name).as_uri() + anchor)
        wait(browser, lambda: browser.execute_script("return document.documentElement.dataset.ready"))
        return browser

    return show


def text(browser: Chrome, selector: str) -> str:
    return browser.find_element(By.CSS_SELECTOR, selector).text


def requests(browser: Chrome) -> list[str]:
    """Return the addresses that the page asked for since it was opened, without its own data: addresses."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [it["params"]["request"]["url"] for it in messages if it["method"] == "Network.requestWillBeSent"]
    return [url for url in asked if not url.startswith("data:")]


def colours(browser: Chrome) -> int:
    """Count the different pixels of the picture."""
    return browser.execute_script("""
        const canvas = document.querySelector("#canvas canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
    """)


def iri(folder: Path, label: str) -> str:
    page = (folder / "plain.html").read_text("utf-8")
    facts = json.loads(page.split('id="facts-data">')[1].split("</script>")[0])
    (found,) = [entity[0] for entity in facts["entities"] if entity[2] == label]
    return found


def search(browser: Chrome, words: str) -> None:
    browser.find_element(By.ID, "query").send_keys(words)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_hostile_words_run_nothing_and_ask_for_nothing(
    show: Open, folder: Path, width: int, height: int, scheme: str
) -> None:
    browser = show("hostile.html", width=width, height=height, scheme=scheme)
    assert colours(browser) > 20
    for _ in range(2):
        for words in ("window", "长长", "红旗", "右起", "proto"):
            search(browser, words)
            browser.find_element(By.CSS_SELECTOR, "#results [role=option]").click()
            assert browser.find_element(By.CSS_SELECTOR, "#panel h2").is_displayed()
            assert browser.find_elements(By.CSS_SELECTOR, "#panel blockquote")
        browser.find_element(By.ID, "language").click()
    assert browser.execute_script("return window.__pwned") is None
    assert not browser.find_elements(By.CSS_SELECTOR, "img, iframe, a[href^=javascript]")
    assert browser.execute_script("return document.scripts.length") == 4
    assert browser.get_log("browser") == []
    # Not even a request for the page's icon; only the file itself.
    assert {url.partition("#")[0] for url in requests(browser)} == {(folder / "hostile.html").as_uri()}
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_the_policy_is_enforced_and_its_violations_are_seen(show: Open, folder: Path) -> None:
    page = (folder / "plain.html").read_text("utf-8")
    (folder / "changed.html").write_text(
        page.replace("</body>", "<script>window.__pwned = 1</script></body>"), "utf-8"
    )
    browser = show("changed.html")
    assert browser.execute_script("return window.__pwned") is None
    assert any("Content Security Policy" in entry["message"] for entry in browser.get_log("browser"))


def test_search_leads_to_the_words_that_say_it(show: Open) -> None:
    browser = show("plain.html")
    search(browser, "灯塔")
    assert texts(browser, "#results [role=option] span") == ["灯塔行动"]
    browser.find_element(By.CSS_SELECTOR, "#results [role=option]").click()
    assert text(browser, "#panel h2") == "灯塔行动"
    browser.find_element(By.XPATH, "//details[contains(., '另有')]/summary").click()
    assert QUOTE in texts(browser, "#panel blockquote")
    passage = browser.find_element(By.XPATH, f"//blockquote[normalize-space(.)='{QUOTE}']/..")
    assert "海城再推灯塔行动" in passage.text
    assert "2025-01-09" in passage.text
    assert "relations/implements" in passage.text and "0.90" in passage.text
    assert [mark.text for mark in passage.find_elements(By.TAG_NAME, "mark")] == ["市直机关工委", "灯塔行动"]
    assert "320" in text(browser, "#panel .figure strong")


def test_search_by_keyboard_finds_other_names_and_english(show: Open) -> None:
    browser = show("plain.html")
    browser.find_element(By.TAG_NAME, "body").send_keys("/")
    assert browser.switch_to.active_element.get_attribute("id") == "query"
    search(browser, "haicheng")
    browser.switch_to.active_element.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    assert text(browser, "#panel h2") == "海城市直机关工委"
    search(browser, "没有这样的名称")
    assert not browser.find_elements(By.CSS_SELECTOR, "#results [role=option]")
    assert text(browser, "#results") == "没有找到"
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not browser.find_element(By.ID, "results").is_displayed()


def test_a_relation_leads_to_its_other_end_and_back(show: Open, folder: Path) -> None:
    browser = show("plain.html", entity=iri(folder, "灯塔行动"))
    assert text(browser, "#panel h2") == "灯塔行动"
    browser.find_element(By.XPATH, "//aside//button[contains(., '点亮每一扇窗')]").click()
    assert text(browser, "#panel h2") == "点亮每一扇窗"
    assert browser.current_url.endswith(quote(iri(folder, "点亮每一扇窗"), safe=""))
    browser.back()
    wait(browser, lambda: text(browser, "#panel h2") == "灯塔行动")
    assert browser.title.startswith("灯塔行动")


def test_a_link_to_an_unknown_entity_says_so(show: Open) -> None:
    browser = show("plain.html", entity="https://w3id.org/tifa/id/none%")
    assert "https://w3id.org/tifa/id/none%" in text(browser, "#panel [role=alert]")


def test_the_language_is_switched_in_place(show: Open, folder: Path) -> None:
    browser = show("plain.html", entity=iri(folder, "灯塔行动"))
    assert text(browser, "h1") == "提法图谱"
    assert "口号" in " ".join(texts(browser, "#panel h3"))
    browser.find_element(By.ID, "language").click()
    assert text(browser, "h1") == "Tifa graph"
    assert text(browser, "#panel h2") == "Lighthouse Drive"
    assert "has slogan" in " ".join(texts(browser, "#panel h3"))
    assert browser.execute_script("return document.documentElement.lang") == "en"
    browser.find_element(By.ID, "language").click()
    assert text(browser, "#panel h2") == "灯塔行动"
    assert browser.execute_script("return document.documentElement.lang") == "zh-CN"


def test_a_class_is_taken_out_and_comes_back_when_read(show: Open) -> None:
    browser = show("plain.html")
    assert text(browser, "#note") == "图中为全部 4 个条目。"
    full = colours(browser)
    browser.find_element(By.XPATH, "//label[contains(., '行动')]").click()
    assert text(browser, "#note") == "图中有 3 个条目，共 4 个。"
    wait(browser, lambda: colours(browser) != full)
    search(browser, "灯塔")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert text(browser, "#note") == "图中为全部 4 个条目。"


def test_a_click_on_a_mark_opens_it(show: Open) -> None:
    browser = show("plain.html")
    # Where the campaign is drawn, by the middle of the pixels that have its colour.
    point = browser.execute_script("""
        const canvas = document.querySelector("#canvas canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const wanted = getComputedStyle(document.querySelector("#classes .class-Campaign circle")).fill.match(/\\d+/g);
        const hits = [];
        for (let at = 0; at < data.length; at += 4) {
          if (wanted.every((value, part) => data[at + part] === Number(value))) hits.push(at / 4);
        }
        const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
        const box = canvas.getBoundingClientRect();
        const ratio = canvas.width / box.width;
        return [mean(hits.map((at) => at % canvas.width)) / ratio + box.left,
                mean(hits.map((at) => Math.floor(at / canvas.width))) / ratio + box.top];
    """)
    for kind in ("mousePressed", "mouseReleased"):
        event = {"type": kind, "x": point[0], "y": point[1], "button": "left", "clickCount": 1}
        browser.execute_cdp_cmd("Input.dispatchMouseEvent", event)
    wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#panel .class"))
    assert text(browser, "#panel h2") == "灯塔行动"


def test_every_entity_of_the_picture_is_in_a_list_too(show: Open) -> None:
    browser = show("plain.html")
    listed = browser.execute_script(
        "return [...document.querySelectorAll('#panel .listed .way span')].map((it) => it.textContent)"
    )
    assert sorted(listed) == sorted(["灯塔行动", "海城市直机关工委", "点亮每一扇窗", "海城"])
    assert text(browser, "#note") in browser.find_element(By.CSS_SELECTOR, "canvas").get_attribute("aria-label")


def test_a_large_graph_begins_with_its_foremost_and_grows(show: Open, folder: Path) -> None:
    sketch = harbour()
    hub = sketch.entity("Organization", "总站")
    for number in range(450):
        spoke = sketch.entity("Campaign", f"第{number}号行动")
        sketch.claim(hub, "implements", spoke, f"总站实施第{number}号行动")
    explorer.render(sketch.store, folder / "large.html")
    browser = show("large.html")
    assert text(browser, "#note").startswith("条目共 455 个，这里先画出关系最多的 400 个")
    search(browser, "总站")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert text(browser, "#note") == "图中有 430 个条目，共 455 个。"
    assert len(texts(browser, "#panel .ways > li")) == 20
    browser.find_element(By.XPATH, "//button[.='再显示 430 条']").click()
    assert len(browser.find_elements(By.CSS_SELECTOR, "#panel .ways > li")) == 450
    browser.find_element(By.XPATH, "//button[.='画出来']").click()
    assert text(browser, "#note").startswith("图中有 45")
    browser.find_element(By.ID, "reset").click()
    assert text(browser, "#note").startswith("条目共 455 个，这里先画出关系最多的 400 个")
