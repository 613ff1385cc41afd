"""The explorer's search as readers use it: what they type, what is found, by keyboard and by an input method."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import fits, opened, violations
from playwright.sync_api import Browser, Page, expect
from sketch import Sketch

from kg import explorer
from kg.search import Index
from kg.store import Store

pytestmark = pytest.mark.browser

FIELD = "input[role=combobox]"
CAMPAIGNS = (
    "绿水青山行动",
    "长江大保护行动",
    "校长论坛活动",
    "数字化改革“一号”工程",
    "暖心行动",
    "暖心行动二期",
    "送暖心行动",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample_build: Path) -> Path:
    folder = tmp_path_factory.mktemp("search")
    with Store.open(sample_build / "store") as store:
        explorer.render(store, folder / "sample.html", lang="zh", texts=sample_build / "text")
    it = Sketch()
    it.document("one", "海城市推进绿水青山行动", "2024-03-01")
    office = it.entity("Organization", "海城市委", en="Haicheng Party Committee", also="市委")
    strategy = it.entity("Strategy", "八八战略", en="Double-Eight Strategy")
    for name in CAMPAIGNS:
        it.claim(office, "implements", it.entity("Campaign", name), f"海城市委实施{name}")
    it.claim(office, "implements", strategy, "海城市委深入实施八八战略")
    explorer.render(it.store, folder / "harbour.html", lang="zh")
    return folder


@pytest.fixture(scope="module")
def kept(browser: Browser, folder: Path) -> Iterator[Page]:
    """Return a page for tests that only type and read."""
    with opened(browser) as page:
        page.goto((folder / "harbour.html").as_uri())
        page.wait_for_selector("html[data-ready]")
        yield page


@pytest.fixture(scope="module")
def sample(browser: Browser, folder: Path) -> Iterator[Page]:
    with opened(browser) as page:
        page.goto((folder / "sample.html").as_uri())
        page.wait_for_selector("html[data-ready]")
        yield page


@pytest.fixture(scope="module")
def index(sample_build: Path) -> Index:
    with Store.open(sample_build / "store") as store:
        return Index.of(store)


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Page]:
    with opened(browser) as page:
        page.goto((folder / "harbour.html").as_uri())
        page.wait_for_selector("html[data-ready]")
        yield page


def found(page: Page) -> list[str]:
    return page.locator(".search [role=option] > span").all_inner_texts()


@pytest.mark.parametrize(
    ("typed", "name", "marked"),
    [
        ("青山", "绿水青山行动", "青山"),
        ("綠水", "绿水青山行动", "绿水"),
        ("lvshuiqingshan", "绿水青山行动", "绿水青山"),
        ("lushui", "绿水青山行动", "绿水"),
        ("lüshui", "绿水青山行动", "绿水"),
        ("lv shui q", "绿水青山行动", "绿水青"),
        ("changjiang", "长江大保护行动", "长江"),
        ("xiaozhang", "校长论坛活动", "校长"),
        ("xiao长", "校长论坛活动", "校长"),
        ("bbzl", "八八战略", "八八战略"),
        ("BaBa", "八八战略", "八八"),
        ("dbh", "长江大保护行动", "大保护"),
        ("改革一号", "数字化改革“一号”工程", "改革“一号"),
    ],
)
def test_a_name_is_found_as_it_is_typed(kept: Page, typed: str, name: str, marked: str) -> None:
    kept.fill(FIELD, typed)
    first = kept.locator("[role=option]").first
    expect(first.locator("span").first).to_have_text(name)
    expect(first.locator("mark")).to_have_text(marked)


@pytest.mark.parametrize(
    ("typed", "marked"),
    [("double", "Double"), ("EIGHT", "Eight"), ("ｄｏｕｂｌｅ-ｅ", "Double-E"), ("des", "Double-Eight S")],
)
def test_a_name_is_found_by_its_english_label(kept: Page, typed: str, marked: str) -> None:
    kept.fill(FIELD, typed)
    first = kept.locator("[role=option]").first
    expect(first.locator("> span")).to_have_text("八八战略")
    expect(first.locator("small mark")).to_have_text(marked)


@pytest.mark.parametrize("typed", ["oubl", "xi zh", "yqqz", "changshui", "“”"])
def test_what_no_name_has_is_not_found(kept: Page, typed: str) -> None:
    kept.fill(FIELD, typed)
    expect(kept.locator(".search [role=status]")).to_have_text("没有找到")
    expect(kept.locator("[role=option]")).to_have_count(0)


def test_the_best_comes_first(kept: Page) -> None:
    kept.fill(FIELD, "暖心行动")
    assert found(kept) == ["暖心行动", "暖心行动二期", "送暖心行动"]
    # A name that is written so comes before one that is read so; of those read so, the beginning before a part.
    kept.fill(FIELD, "hai")
    assert found(kept)[0] == "海城市委"


# What has five hits, or one that fits as a whole: the server then looks for no slips.
@pytest.mark.parametrize(
    "typed", ["战略", "zhejiang", "行动", "xd", "gongcheng", "zj", "机关", "a", "党", "工委", "sheng", "民"]
)
def test_the_page_finds_what_the_server_finds(sample: Page, index: Index, typed: str) -> None:
    answer = index.find(typed)
    assert answer.total
    assert all(it.how != "near" for it in answer.hits)
    sample.fill(FIELD, typed)
    counts = sample.locator(".search [role=group]").evaluate_all(
        "(all) => all.map((it) => [it.dataset.group, Number(it.querySelector('small').textContent.replace(',', ''))])"
    )
    assert {name: count for name, count in counts if name != "documents"} == dict(answer.classes)
    # In the same order: what fits alike by its documents, then by its length.
    for name in answer.classes:
        shown = sample.locator(f".search [data-group={name}] [role=option]:not(.rest) > span").all_inner_texts()
        assert shown == [it.name for it in index.find(typed, classes=[name], limit=len(shown)).hits]


def test_the_keyboard_is_enough(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type("nuanxin")
    expect(page.locator(FIELD)).to_have_attribute("aria-expanded", "true")
    first, second, *_ = found(page)
    for key, name in (("ArrowDown", first), ("ArrowDown", second), ("ArrowUp", first), ("ArrowDown", second)):
        page.keyboard.press(key)
        active = page.locator(FIELD).get_attribute("aria-activedescendant")
        expect(page.locator(f"[id='{active}'][aria-selected=true]")).to_have_text(name)
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2").first).to_have_text(second)
    expect(page.locator("[role=option]")).to_have_count(0)
    assert page.evaluate("document.getElementById('panel').contains(document.activeElement)")
    # What is typed first and chosen by Enter alone is the best.
    page.keyboard.press("/")
    page.keyboard.type("bbzl")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2").first).to_have_text("八八战略")


def test_escape_closes_the_list_and_then_empties_the_field(page: Page) -> None:
    page.fill(FIELD, "行动")
    expect(page.locator("[role=listbox]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[role=listbox]")).to_be_hidden()
    expect(page.locator(FIELD)).to_have_value("行动")
    page.keyboard.press("Escape")
    expect(page.locator(FIELD)).to_have_value("")


def test_an_input_method_is_left_alone_until_it_is_done(page: Page) -> None:
    page.locator(FIELD).focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "nuan'xin", "selectionStart": 8, "selectionEnd": 8})
    expect(page.locator(FIELD)).to_have_value("nuan'xin")
    expect(page.locator("[role=option]")).to_have_count(0)
    # Enter and the arrows belong to the list of the input method.
    page.locator(FIELD).evaluate(
        """(it) => ["ArrowDown", "Enter"].forEach((key) =>
            it.dispatchEvent(new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true })))"""
    )
    assert "entity=" not in page.url
    keyboard.send("Input.insertText", {"text": "暖心"})
    expect(page.locator("[data-group=Campaign] [role=option]")).to_have_count(3)


def test_the_rest_of_a_class_is_listed_in_the_table(page: Page) -> None:
    page.fill(FIELD, "行动")
    campaigns = page.locator("[data-group=Campaign]")
    expect(campaigns.locator(".kind small")).to_have_text("5")
    page.fill(FIELD, "d")
    page.fill(FIELD, "海")
    page.fill(FIELD, "动")
    expect(campaigns.locator(".kind small")).to_have_text("6")
    expect(campaigns.locator("[role=option]")).to_have_count(6)
    campaigns.locator("[role=option]").last.click()
    expect(page.locator(".frame")).to_have_attribute("data-view", "table")
    expect(page.locator(".chips li")).to_contain_text(["名称：动", "类别：", "全部清除"])
    expect(page.locator(".left")).to_have_text("筛选后：6 个实体、0 条陈述")
    for name in CAMPAIGNS:
        shown = page.locator("#view").get_by_text(name, exact=True)
        expect(shown).to_have_count(1 if "动" in name else 0)
    page.go_back()
    expect(page.locator(".chips")).to_have_count(0)
    expect(page.locator(".frame")).to_have_attribute("data-view", "overview")


def test_a_document_is_found_by_its_title(page: Page) -> None:
    page.fill(FIELD, "tuijinlvshui")
    option = page.locator("[data-group=documents] [role=option]")
    expect(option.locator("mark")).to_have_text("推进绿水")
    option.click()
    expect(page.locator("#panel")).to_contain_text("海城市推进绿水青山行动")
    assert "document=" in page.url


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_is_fit_for_everybody(browser: Browser, folder: Path, width: int, height: int, lang: str) -> None:
    with opened(browser, width=width, height=height, scheme="dark" if lang == "en" else "light") as page:
        page.goto(f"{(folder / 'harbour.html').as_uri()}#lang={lang}")
        page.wait_for_selector("html[data-ready]")
        page.fill(FIELD, "动")
        page.keyboard.press("ArrowDown")
        expect(page.locator("[data-group=Campaign] .rest")).to_contain_text(
            "1 more" if lang == "en" else "另有 1 个"
        )
        assert violations(page, ".head") == []
        assert fits(page)
