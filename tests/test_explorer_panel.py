"""The reading panel of the explorer page: from nothing chosen to the sentence, and what a second look finds."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from browsers import fits, opened, violations
from coast import CITY, DRIVE, HIDDEN, LINE, OFFICE, PATROL, coast, hub, link, named, page
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of two reports of one city and of one in which a body does very much."""
    return page(tmp_path_factory.mktemp("coast"), [*coast(), hub()])


@pytest.fixture
def show(browser: Browser, written: Path) -> Iterator[Open]:
    """Return a function that opens the page at an address and waits until it says that it is ready."""
    with ExitStack() as stack:

        def show(address: str = "", **options: object) -> Page:
            tab = stack.enter_context(opened(browser, **options))  # type: ignore[arg-type]
            tab.goto(written.as_uri() + address)
            tab.wait_for_selector("html[data-ready]")
            return tab

        yield show


def layer(tab: Page) -> Locator:
    """Return what the panel shows at the moment."""
    return tab.locator("#panel .layer:not([hidden])")


def ends(tab: Page, property_: str, *, out: bool) -> Locator:
    return layer(tab).locator(f"[data-property={property_}][data-out={str(out).lower()}] .ends > li")


def marks(quote: Locator) -> dict[str, str]:
    """Return the words of a quote that are marked, by role."""
    expect(quote.locator("mark").first).to_be_visible()
    return {
        role: "".join(quote.locator(f"mark.{role}").all_inner_texts()) for role in ("subject", "cue", "object")
    }


def test_with_nothing_chosen_it_says_how_to_read_and_where_to_begin(show: Open) -> None:
    tab = show()
    expect(layer(tab)).to_contain_text("未必不存在")
    expect(layer(tab).locator("[data-part=begin] [data-type=Campaign] .way").first).to_have_text("灯塔行动")
    counts = [int(it) for it in layer(tab).locator("[data-part=begin] h4 small").all_inner_texts()]
    assert len(counts) > 1 and counts == sorted(counts, reverse=True)
    first = layer(tab).locator("[data-part=documents] li").first
    # The latest stands first, with its place and date.
    expect(first).to_contain_text("海城市直机关一年里的工作")
    expect(first.locator("small")).to_have_text("海城市 · 2025-06-01")
    first.locator("a").click()
    expect(layer(tab).locator(".text")).to_contain_text("第59号行动")
    tab.locator("[data-do=back]").click()
    expect(layer(tab).locator("[data-part=begin]")).to_be_visible()


def test_an_entity_tells_its_names_its_class_and_what_is_curated(show: Open) -> None:
    tab = show(link(entity=named(LINE), lang="en"))
    shown = layer(tab)
    expect(shown.locator("h2")).to_have_text("Eight-Eight Strategy")
    expect(shown.locator(".names").first).to_have_text("八八战略")
    expect(shown.locator(".class")).to_have_text("strategy")
    expect(shown.locator(".definition small")).to_contain_text("ontology")
    tab.locator("[data-do=language]").click()
    expect(shown.locator("h2")).to_have_text("八八战略")
    expect(shown.locator(".definition small")).to_contain_text("不是文献的话")
    # Nobody is said to have curated what only a document names.
    tab.evaluate(f"location.hash = {link(entity=named(PATROL))!r}")
    expect(shown.locator("h2")).to_have_text("巡堤行动")
    expect(shown.locator(".definition")).to_have_count(0)


def test_relations_stand_by_property_and_direction_and_open_their_quotes(show: Open) -> None:
    tab = show(link(entity=named(DRIVE)))
    heading = layer(tab).locator("[data-property=implements][data-out=false] h3")
    expect(heading).to_contain_text("实施者")
    end = ends(tab, "implements", out=False).first
    expect(end.locator(".way")).to_have_text("海城市直机关工委")
    expect(end.locator(".opens")).to_have_text("2 处原文")
    expect(end.locator(".said")).to_have_count(2)
    end.locator(".opens").click()
    expect(end.locator(".said")).to_have_count(0)
    assert end.locator(".opens").get_attribute("aria-expanded") == "false"
    expect(ends(tab, "guidedBy", out=True).first.locator(".way")).to_have_text("八八战略")


def test_marks_fall_on_the_very_words_after_characters_that_count_twice(show: Open) -> None:
    tab = show(link(entity=named(DRIVE)))
    quotes = ends(tab, "implements", out=False).first.locator(".quote")
    assert marks(quotes.nth(0)) == {"subject": "海城市直机关工委", "cue": "深入实施", "object": "灯塔行动"}
    assert marks(quotes.nth(1)) == {"subject": "海城市直机关工委", "cue": "推进", "object": "灯塔行动"}
    assert (
        quotes.nth(0).inner_text()
        == "𠮷家渡口灯火通明，海城市直机关工委深入实施灯塔行动，同时以八八战略为总牵引。"
    )
    # Another claim of the same sentence marks its own words; its subject is carried over.
    guided = ends(tab, "guidedBy", out=True).first.locator(".quote")
    assert marks(guided)["object"] == "八八战略"
    assert guided.inner_text() == quotes.nth(0).inner_text()


def test_a_very_long_sentence_is_cut_around_its_marks_and_whole_where_it_is_read(show: Open) -> None:
    tab = show(link(entity=named(PATROL)))
    quote = layer(tab).locator(".said .quote").first
    assert marks(quote) == {"subject": "海城市直机关工委", "cue": "开展", "object": "巡堤行动"}
    assert "…" in quote.inner_text() and "到第30个渡口" not in quote.inner_text()
    layer(tab).locator(".said footer .plain").first.click()
    whole = layer(tab).locator(".quote.whole .lit")
    expect(whole).to_contain_text("到第30个渡口")
    assert "…" not in whole.inner_text()


def test_where_it_is_named_opens_at_the_first_mention(show: Open) -> None:
    tab = show(link(entity=named(CITY)))
    mentioned = layer(tab).locator(".mentioned")
    expect(mentioned.locator("summary")).to_have_text("文中提到 1 次，见于 1 篇文献")
    mentioned.locator("summary").click()
    mentioned.locator("button.title").click()
    expect(layer(tab).locator(".text [data-here]")).to_have_text("海城市")


def test_figures_stand_by_what_is_counted_with_period_and_quote(show: Open) -> None:
    tab = show(link(entity=named(DRIVE)))
    figures = layer(tab).locator("[data-part=figures] .measures > li")
    first = figures.filter(has_text="党支部")
    expect(first.locator(".figure strong")).to_have_text(["320个", "350个"])
    expect(first.locator(".figure small").first).to_have_text("2023")
    first.locator(".figure").first.click()
    assert marks(first.locator(".quote").first) == {"subject": "灯塔行动", "cue": "党支部", "object": "320个"}
    volunteers = figures.filter(has_text="志愿者").locator(".figure strong").first
    expect(volunteers).to_have_text("9.5万名")
    tab.locator("[data-do=language]").click()
    expect(volunteers).to_have_text("95,000 名")


def test_only_figures_that_cannot_both_be_right_disagree(show: Open) -> None:
    tab = show(link(entity=named(DRIVE)))
    figures = layer(tab).locator("[data-part=figures] .measures > li")
    # One rounds, and one says the same in another unit.
    expect(figures.filter(has_text="党支部").locator(".badge.conflict")).to_have_count(2)
    expect(figures.filter(has_text="志愿者").locator(".badge.conflict")).to_have_count(0)
    expect(figures.filter(has_text="堤坝").locator(".badge.conflict")).to_have_count(0)
    first = figures.filter(has_text="党支部")
    first.locator(".figure").first.click()
    first.locator(".said footer .plain").first.click()
    sides = layer(tab).locator("[data-part=against] .sides > li > strong")
    expect(sides).to_have_text(["320个", "350个"])


def test_long_lists_are_folded_and_reading_goes_on_where_they_unfold(show: Open) -> None:
    tab = show(link(entity=named(OFFICE)))
    listed = ends(tab, "implements", out=True)
    expect(listed).to_have_count(8)
    more = layer(tab).locator("[data-property=implements] > .more")
    expect(more).to_have_text("还有 54 项")
    more.focus()
    tab.keyboard.press("Enter")
    expect(listed).to_have_count(48)
    assert tab.evaluate("document.activeElement.closest('li') === document.querySelectorAll('.ends > li')[8]")
    more.click()
    expect(listed).to_have_count(62)
    expect(more).to_have_count(0)


def test_what_the_filters_hide_is_counted_and_can_be_seen(show: Open) -> None:
    tab = show(link(entity=named(DRIVE), confidence="85"))
    note = layer(tab).locator(".hidden-note")
    # One relation that is unsure, and six figures.
    expect(note).to_contain_text("隐去了这里的 7 条陈述")
    expect(ends(tab, "guidedBy", out=True)).to_have_count(0)
    note.locator("button").click()
    expect(ends(tab, "guidedBy", out=True)).to_have_count(1)
    expect(layer(tab).locator("[data-part=figures]")).to_be_visible()
    note.locator("button").click()
    expect(ends(tab, "guidedBy", out=True)).to_have_count(0)


def test_from_an_entity_lead_a_neighbourhood_a_path_and_a_comparison(show: Open) -> None:
    tab = show(link(entity=named(DRIVE)))
    layer(tab).locator("[data-do=path]").click()
    expect(tab.locator("[data-view=paths][aria-current]")).to_be_visible()
    assert f"from={named(DRIVE).rpartition('/id/')[2]}" in tab.evaluate("location.hash")
    layer(tab).locator("[data-do=compare]").click()
    expect(tab.locator("[data-view=compare][aria-current]")).to_be_visible()
    assert f"left={named(DRIVE).rpartition('/id/')[2]}" in tab.evaluate("location.hash")
    expect(tab.locator("#view")).not_to_contain_text("两边相同")
    layer(tab).locator("[data-do=neighbourhood]").click()
    expect(tab.locator("[data-view=neighbourhood][aria-current]")).to_be_visible()
    # The panel goes on showing what it showed.
    expect(layer(tab).locator("h2")).to_have_text("灯塔行动")


def test_a_pair_shows_its_claims(show: Open) -> None:
    tab = show(link(pair=f"{named(DRIVE)},{named(OFFICE)}"))
    expect(layer(tab).locator("h2 .way")).to_have_text(["灯塔行动", "海城市直机关工委"])
    # The claims lead from the office to the drive, whichever end was named first.
    expect(layer(tab).locator("section h3 .way")).to_have_text(["海城市直机关工委", "灯塔行动"])
    expect(layer(tab).locator(".said")).to_have_count(2)
    layer(tab).locator(".said footer .plain").first.click()
    expect(layer(tab).locator(".quote.whole")).to_be_visible()
    tab.locator("[data-do=back]").click()
    expect(layer(tab).locator("h2 .way").first).to_have_text("灯塔行动")


def test_a_claim_tells_all_about_itself(show: Open) -> None:
    tab = show(link(entity=named(DRIVE)))
    ends(tab, "implements", out=False).first.locator(".said footer .plain").first.click()
    shown = layer(tab)
    assert marks(shown.locator(".quote.whole")) == {
        "subject": "海城市直机关工委",
        "cue": "深入实施",
        "object": "灯塔行动",
    }
    expect(shown.locator(".legend mark")).to_have_text(["主体", "提示语", "对象"])
    facts = shown.locator(".facts")
    expect(facts).to_contain_text("relations/implements-verb")
    expect(facts).to_contain_text("置信度 高 0.90")
    expect(facts).to_contain_text("2024-03-01")
    expect(facts).to_contain_text("海城市")
    # What the rule does is said in words, not by its name alone.
    assert len(facts.locator("dd:has(code)").inner_text()) > len("relations/implements-verb") + 5
    elsewhere = shown.locator("[data-part=alike]")
    expect(elsewhere.locator("h3")).to_have_text("其他地方也这样说：1 处")
    expect(elsewhere.locator("cite")).to_have_text("海城再推灯塔行动")
    expect(shown.locator("fieldset.note")).to_be_visible()
    expect(shown.locator("details.cite")).to_be_visible()


def test_an_end_that_the_sentence_does_not_name_is_said_to_be_carried_over(show: Open) -> None:
    tab = show(link(entity=named(LINE)))
    layer(tab).locator(".said footer .plain").first.click()
    expect(layer(tab).locator(".legend")).to_contain_text("主体在这一句里没有写出")
    expect(layer(tab).locator(".facts")).to_contain_text("置信度 低 0.60")
    expect(layer(tab).locator(".facts .badge.unsure")).to_be_visible()


def test_a_link_to_a_claim_opens_its_sentence(show: Open) -> None:
    tab = show(link(entity=named(DRIVE)))
    ends(tab, "guidedBy", out=True).first.locator(".said footer .plain").first.click()
    expect(layer(tab).locator(".quote.whole")).to_be_visible()
    again = show(tab.evaluate("location.hash"))
    expect(layer(again).locator(".quote.whole .lit")).to_have_text(
        "𠮷家渡口灯火通明，海城市直机关工委深入实施灯塔行动，同时以八八战略为总牵引。"
    )
    assert marks(layer(again).locator(".quote.whole"))["object"] == "八八战略"


def test_what_was_unfolded_is_found_again_on_the_way_back(show: Open) -> None:
    tab = show(link(entity=named(OFFICE)))
    layer(tab).locator("[data-property=implements] > .more").click()
    end = ends(tab, "implements", out=True).nth(20)
    end.locator(".opens").click()
    end.locator(".sentence").click()
    expect(layer(tab).locator(".text [data-here]")).to_be_in_viewport()
    tab.locator("[data-do=back]").click()
    expect(end.locator(".sentence")).to_be_in_viewport()
    tab.go_back()
    expect(layer(tab).locator(".text")).to_be_visible()
    tab.go_forward()
    expect(end.locator(".sentence")).to_be_visible()


def test_the_lens_counts_and_lists_what_it_finds(show: Open) -> None:
    tab = show()
    chooser = layer(tab).locator(".lenses")
    expect(chooser.locator("[data-lens=conflict] small")).to_have_text("2")
    expect(chooser.locator("[data-lens=unsure] small")).to_have_text("1")
    chooser.locator("[data-lens=conflict]").click()
    expect(layer(tab).locator(".disagreements .sides > li > strong")).to_have_text(["320个", "350个"])
    chooser.locator("[data-lens=unsure]").click()
    expect(layer(tab).locator("[data-part=lens] .lines li")).to_have_count(1)
    layer(tab).locator("[data-part=lens] .line").click()
    expect(layer(tab).locator(".quote.whole")).to_be_visible()
    # A lens is a filter: what it hides is counted.
    tab.evaluate(f"location.hash = {link(entity=named(DRIVE), lens='unsure')!r}")
    expect(layer(tab).locator(".hidden-note")).to_contain_text("8 条陈述")
    tab.locator(".lens-note button").click()
    expect(layer(tab).locator(".hidden-note")).to_have_count(0)


def test_a_quote_is_copied_with_its_source(show: Open) -> None:
    tab = show(link(entity=named(LINE)))
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    layer(tab).locator(".said [data-do=copy]").first.click()
    expect(layer(tab).locator(".said .told").first).to_have_text("已复制")
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“𠮷家渡口灯火通明，") and copied.endswith(
        "—— 海城市直机关开展灯塔行动，海城市，2024-03-01"
    )


def test_on_a_phone_what_opens_takes_the_reader_along(show: Open) -> None:
    tab = show(width=390, height=844)
    layer(tab).locator("[data-type=Campaign] .way").first.click()
    heading = layer(tab).locator("h2")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    assert fits(tab)


def test_on_a_phone_what_is_chosen_in_the_picture_leaves_it_in_sight(show: Open) -> None:
    tab = show(width=390, height=844)
    tab.locator(".overview .canvas").focus()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    heading = layer(tab).locator("h2")
    expect(heading).to_be_in_viewport()
    expect(tab.locator(".overview .canvas")).to_be_in_viewport(ratio=0.5)
    # Further down, a press leads back to the picture.
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(tab.locator(".overview .canvas")).not_to_be_in_viewport()
    tab.evaluate("document.querySelector('.to-view').scrollIntoView()")
    tab.locator(".to-view").click()
    expect(tab.locator(".overview .canvas")).to_be_in_viewport(ratio=0.95)


def test_on_a_phone_a_view_that_is_chosen_comes_into_sight(show: Open) -> None:
    tab = show(width=390, height=844)
    filters = tab.locator(".filters-toggle")
    expect(filters).to_be_in_viewport(ratio=1)
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    # The bar of time goes with the picture that it belongs to.
    expect(tab.locator(".timebar")).not_to_be_in_viewport()
    tab.locator("[data-view=table]").click()
    expect(tab.locator(".table-rows")).to_be_in_viewport()
    expect(filters).to_be_in_viewport(ratio=1)


def test_a_lens_takes_the_reader_along(show: Open) -> None:
    tab = show()
    unsure = layer(tab).locator("[data-lens=unsure]")
    unsure.click()
    expect(unsure).to_have_attribute("aria-pressed", "true")
    expect(unsure).to_be_in_viewport()
    expect(unsure).to_be_focused()


def test_a_reader_who_goes_through_the_picture_or_a_list_is_left_there(show: Open) -> None:
    tab = show()
    tab.locator("[data-do=theme]").focus()
    tab.evaluate(f"location.hash = {link(entity=named(DRIVE))!r}")
    expect(layer(tab).locator("h2")).to_have_text("灯塔行动")
    expect(tab.locator("[data-do=theme]")).to_be_focused()
    expect(tab.locator("#panel [role=status]").first).to_have_text("阅读栏：灯塔行动")


@pytest.mark.parametrize(("width", "scheme", "lang"), [(1280, "light", "zh"), (390, "dark", "en")])
def test_axe_finds_nothing_in_any_part(show: Open, width: int, scheme: str, lang: str) -> None:
    tab = show(f"#lang={lang}&lens=conflict", width=width, height=844, scheme=scheme)
    assert violations(tab, "#panel") == []
    tab.evaluate(f"location.hash = {link(entity=named(DRIVE), lang=lang)!r}")
    expect(layer(tab).locator("mark").first).to_be_visible()
    assert violations(tab, "#panel") == []
    layer(tab).locator(".said footer .plain").first.click()
    expect(layer(tab).locator(".quote.whole mark").first).to_be_visible()
    assert violations(tab, "#panel") == []
    layer(tab).locator("[data-do=read]").click()
    expect(layer(tab).locator(".text [data-here]")).to_be_visible()
    assert violations(tab, "#panel") == []
    assert fits(tab)


def test_no_control_character_reaches_the_page(show: Open) -> None:
    tab = show(link(entity=named(DRIVE)))
    layer(tab).locator(".sentence").first.click()
    expect(layer(tab).locator(".text")).to_contain_text("他说：U+202E明天再来")
    assert HIDDEN not in tab.evaluate("document.body.textContent")
