"""A document in the explorer page: its whole text at a place, mentions underlined, claims one step apart."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from browsers import fits, opened
from coast import CITY, DRIVE, FLAG, OFFICE, coast, link, named, page, tome
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a page of whole documents, one of sentences alone, and one with a very long document."""
    folder = tmp_path_factory.mktemp("coast")
    page(folder, coast(), "whole.html")
    page(folder, coast(), "quotes.html", whole=False)
    page(folder, [tome()], "tome.html")
    return folder


@pytest.fixture
def show(browser: Browser, folder: Path) -> Iterator[Open]:
    """Return a function that opens a page at an address and waits until it says that it is ready."""
    with ExitStack() as stack:

        def show(name: str, address: str = "", **options: object) -> Page:
            tab = stack.enter_context(opened(browser, **options))  # type: ignore[arg-type]
            tab.goto((folder / name).as_uri() + address)
            tab.wait_for_selector("html[data-ready]")
            return tab

        yield show


def layer(tab: Page) -> Locator:
    """Return what the panel shows at the moment."""
    return tab.locator("#panel .layer:not([hidden])")


def text(tab: Page) -> Locator:
    return layer(tab).locator(".text")


def read(tab: Page) -> None:
    """Open the first quote of what is shown in its document."""
    layer(tab).locator(".sentence").first.click()
    expect(text(tab).locator("[data-here]")).to_be_in_viewport()


def test_a_quote_opens_the_whole_text_at_its_sentence(show: Open) -> None:
    tab = show("whole.html", link(entity=named(DRIVE)))
    read(tab)
    here = text(tab).locator("[data-here]")
    words = "有320个党支部参加"
    layer(tab).locator(".contents summary").click()
    layer(tab).locator(".contents .line", has_text="实施").first.click()
    expect(here).to_have_text("𠮷家渡口灯火通明，海城市直机关工委深入实施灯塔行动，同时以八八战略为总牵引。")
    # The subject is cut where the city's name ends inside it.
    assert "".join(here.locator("mark.subject").all_inner_texts()) == "海城市直机关工委"
    expect(here.locator("mark.cue")).to_have_text("深入实施")
    expect(here.locator("mark.object")).to_have_text("灯塔行动")
    expect(text(tab)).to_contain_text(words)
    expect(text(tab)).to_contain_text("问题当场登记")
    assert "".join(text(tab).locator("p").all_inner_texts()).startswith(f"海城市直机关开展灯塔行动{FLAG}各地干部")


def test_mentions_are_underlined_and_open_what_they_name(show: Open) -> None:
    tab = show("whole.html", link(entity=named(DRIVE)))
    read(tab)
    mentions = text(tab).locator(".mention")
    assert {"灯塔行动", "八八战略", "巡堤行动", "海城市", "直机关工委"} <= set(mentions.all_inner_texts())
    assert "underline" in mentions.first.evaluate("(it) => getComputedStyle(it).textDecorationLine")
    # What the panel was opened for stands out among them.
    assert set(text(tab).locator(".mention.own").all_inner_texts()) == {"灯塔行动"}
    mentions.filter(has_text="八八战略").first.click()
    expect(layer(tab).locator("h2")).to_have_text("八八战略")


def test_names_within_names_ask_which_is_meant(show: Open) -> None:
    tab = show("whole.html", link(entity=named(DRIVE)))
    read(tab)
    inner = text(tab).locator(".mention.deep").first
    assert inner.inner_text() == "海城市"
    inner.click()
    choice = text(tab).locator(".choice")
    expect(choice.locator(".way")).to_have_text(["海城市", "海城市直机关工委"])
    expect(choice.locator(".way").first).to_be_focused()
    tab.keyboard.press("Escape")
    expect(choice).to_have_count(0)
    expect(inner).to_be_focused()
    inner.click()
    choice.locator(".way").nth(1).click()
    expect(layer(tab).locator("h2")).to_have_text("海城市直机关工委")


def test_claims_are_one_step_apart(show: Open) -> None:
    tab = show("whole.html", link(entity=named(DRIVE)))
    read(tab)
    layer(tab).locator(".contents summary").click()
    listed = layer(tab).locator(".contents .line")
    expect(listed).to_have_count(6)
    listed.first.click()
    steps = layer(tab).locator(".steps")
    expect(steps).to_contain_text("第 1 条，共 6 条")
    expect(steps.locator("button").first).to_be_disabled()
    steps.locator("button").last.click()
    # The next claim rests on the same sentence, and marks other words of it.
    expect(steps).to_contain_text("第 2 条，共 6 条")
    expect(text(tab).locator("[data-here] mark.object")).to_have_text("八八战略")
    assert listed.nth(1).get_attribute("aria-current") == "true"
    tab.go_back()
    expect(text(tab).locator("[data-here] mark.object")).to_have_text("灯塔行动")


def test_a_link_keeps_the_claim_that_is_read(show: Open) -> None:
    tab = show("whole.html", link(entity=named(DRIVE)))
    read(tab)
    layer(tab).locator(".contents summary").click()
    layer(tab).locator(".contents .line").nth(1).click()
    expect(text(tab).locator("[data-here] mark.object")).to_have_text("八八战略")
    again = show("whole.html", tab.evaluate("location.hash"))
    expect(text(again).locator("[data-here] mark.object")).to_have_text("八八战略")
    expect(text(again).locator("[data-here]")).to_be_in_viewport()


def test_words_are_found_in_the_text(show: Open) -> None:
    tab = show("whole.html", link(entity=named(DRIVE)))
    read(tab)
    field = layer(tab).locator(".in-text input")
    field.fill("渡口")
    expect(layer(tab).locator(".in-text [role=status]")).to_have_text("1 / 61")
    expect(text(tab).locator("mark.found")).to_have_count(61)
    assert set(text(tab).locator("mark.found").all_inner_texts()) == {"渡口"}
    for _ in range(41):
        field.press("Enter")
    expect(text(tab).locator("mark.found.at")).to_be_in_viewport()
    assert (
        text(tab)
        .locator("mark.found.at")
        .evaluate("(it) => it.nextSibling.textContent")
        .startswith("听取意见，到第41个")
    )
    # Words that regular expressions read otherwise are words; one may lie across a mention's edge.
    field.fill("(.*)")
    expect(layer(tab).locator(".in-text [role=status]")).to_have_text("没有找到")
    field.fill("施灯塔")
    assert "".join(text(tab).locator("mark.found").all_inner_texts()) == "施灯塔"


def test_characters_that_hide_or_reorder_show_their_code(show: Open) -> None:
    tab = show("whole.html", link(entity=named(DRIVE)))
    read(tab)
    expect(text(tab).locator(".control")).to_have_text("U+202E")
    expect(text(tab)).to_contain_text("他说：U+202E明天再来。")


def test_a_page_of_sentences_says_so_and_shows_its_gaps(show: Open) -> None:
    tab = show("quotes.html", link(entity=named(DRIVE)))
    read(tab)
    expect(layer(tab).locator("[data-part=excerpt]")).to_contain_text("不是全文")
    expect(text(tab).locator(".gap").first).to_be_attached()
    expect(text(tab)).not_to_contain_text("问题当场登记")
    expect(text(tab).locator("[data-here]")).to_contain_text("灯塔行动")


def test_a_place_that_the_page_does_not_have_is_told(show: Open) -> None:
    tab = show("quotes.html", link(entity=named(DRIVE)))
    read(tab)
    document = tab.evaluate("location.hash.match(/document=([^:]*)/)[1]")
    tab.evaluate(f"location.hash = 'document={document}:0,9000000'")
    expect(layer(tab).locator("[data-part=lost]")).to_be_visible()


def test_a_very_long_document_opens_at_its_end_and_is_drawn_as_it_is_read(show: Open) -> None:
    tab = show("tome.html", link(entity=named(DRIVE)))
    layer(tab).locator(".sentence").first.wait_for()
    took = tab.evaluate(
        """() => new Promise((done) => {
            const start = performance.now();
            const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
            const look = () => document.querySelector("[data-here]") ? painted() : setTimeout(look);
            document.querySelector("#panel .layer:not([hidden]) .sentence").click();
            look();
        })"""
    )
    expect(text(tab).locator("[data-here]")).to_be_in_viewport()
    expect(text(tab).locator("[data-here]")).to_have_text(f"{FLAG}海城市直机关工委坚持灯塔行动。")
    # Five times the hundred milliseconds of a quiet machine.
    assert took < 500, took
    # All of it is there, but only what is near is drawn with its mentions.
    assert text(tab).evaluate("(it) => it.textContent.length") > 59_000
    drawn = text(tab).locator(".mention").count()
    assert 0 < drawn < 1_500
    tab.locator("#panel").evaluate("(it) => { it.scrollTop = it.scrollHeight / 3; }")
    middle = """() => {
        const box = document.getElementById("panel").getBoundingClientRect();
        const leaf = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).closest(".leaf");
        return leaf.nextElementSibling !== null && leaf.querySelectorAll(".mention").length > 50;
    }"""
    tab.wait_for_function(middle)


def test_on_a_phone_the_sentence_is_in_sight_and_nothing_is_wider(show: Open) -> None:
    tab = show("whole.html", link(entity=named(OFFICE)), width=390, height=844)
    layer(tab).locator(".opens").first.click()
    read(tab)
    assert fits(tab)
    assert CITY.name in text(tab).inner_text()
