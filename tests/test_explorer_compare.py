"""Two things side by side: what both have, what only one has, evidence on both sides, and how much text there is."""

import pytest
from browsers import fits, opened, violations
from playwright.sync_api import Browser, Page, expect
from sketch import Sketch

from kg import explorer
from kg.vocabulary import term

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a page: 海城 (2020) and 山城 (2024) both carry out 共同行动; each has an action of its own."""
    it = Sketch()
    it.labels("implements", "实施", "implements")
    it.document("sea", "海城的报告", "2020-01-01")
    sea = it.entity("Place", "海城")
    it.add(it.graph, term("tifa:speaksFor"), sea)
    shared = it.entity("Campaign", "共同行动", en="Joint Drive")
    tide = it.entity("Campaign", "潮汐行动")
    it.claim(sea, "implements", shared, "海城实施共同行动。")
    it.claim(sea, "implements", tide, "海城实施潮汐行动。")
    it.document("hill", "山城的报告", "2024-01-01")
    hill = it.entity("Place", "山城")
    it.add(it.graph, term("tifa:speaksFor"), hill)
    peak = it.entity("Campaign", "高峰行动")
    for number in range(3):
        it.mention(shared, "共同行动")
        it.claim(hill, "implements", shared, f"山城第{number}次实施共同行动。")
    it.claim(hill, "implements", peak, "山城实施高峰行动。" + "此外没有别的。" * 20)
    target = tmp_path_factory.mktemp("compare") / "page.html"
    explorer.render(it.store, target, lang="en")
    return target.as_uri()


def part(tab: Page, name: str) -> list[str]:
    """Return the items of a part with their counts."""
    return [" ".join(it.split()) for it in tab.locator(f"[data-part={name}] summary").all_inner_texts()]


@pytest.mark.parametrize(
    "sides",
    ["between=place&left=海城&right=山城", "between=year&left=2020&right=2024", "between=document"],
)
def test_what_both_have_and_what_one_has(two: str, tab: Page, sides: str) -> None:
    tab.goto(f"{two}#view=compare&{sides}")
    if "document" in sides:
        left = tab.locator("[data-pick=side-0]")
        if "海城" not in (left.locator("option:checked").inner_text()):
            tab.locator("[data-do=swap]").click()
    # Entities and how often each is named, then relations by their object and how many claims each has.
    assert part(tab, "shared") == ["Joint Drive 1 : 3", "Joint Drive 1 : 3"]
    assert part(tab, "left") == ["海城 1", "潮汐行动 1", "潮汐行动 1"]
    assert part(tab, "right") == ["山城 1", "高峰行动 1", "高峰行动 1"]
    expect(tab.locator("[data-part=left] [data-count=entities]")).to_have_text("2")
    expect(tab.locator("[data-part=left] [data-count=relations]")).to_have_text("1")


def test_entities_are_compared_by_relation_and_other_end(two: str, tab: Page) -> None:
    tab.goto(f"{two}#view=compare&between=entity")
    for side, name in enumerate(("海城", "山城")):
        field = tab.locator(f"[data-choose=side-{side}] input")
        field.fill(name)
        field.press("Enter")
    assert part(tab, "shared") == ["Joint Drive 1 : 3", "Joint Drive 1 : 3"]
    assert part(tab, "left") == ["潮汐行动 1", "潮汐行动 1"]
    assert part(tab, "right") == ["高峰行动 1", "高峰行动 1"]
    assert "left=place/" in tab.url and "right=place/" in tab.url


def test_each_item_leads_to_evidence_on_both_sides(two: str, tab: Page) -> None:
    tab.goto(f"{two}#view=compare&between=place&left=海城&right=山城")
    item = tab.locator("[data-part=shared] details").last
    item.locator("summary").click()
    expect(item.locator(".rests h5")).to_have_text(["海城", "山城"])
    expect(item.locator(".rests").first.locator(".sentence")).to_contain_text(["海城实施共同行动。"])
    expect(item.locator(".rests").last.locator(".sentence")).to_have_count(3)
    item.locator(".rests").last.locator("footer button").first.click()
    assert "claim=" in tab.url
    expect(tab.locator("#panel [data-sentence]")).to_contain_text("山城第0次实施共同行动。")
    # An entity leads to the words that name it.
    item = tab.locator("[data-part=shared] details").first
    item.locator("summary").click()
    expect(item.locator(".occurrence mark")).to_have_text(["共同行动", "共同行动"])
    expect(item.locator(".rests h5").first).to_contain_text("per 10,000 characters")


def test_sides_are_swapped_and_stand_in_the_address(two: str, tab: Page) -> None:
    tab.goto(f"{two}#view=compare&between=place&left=海城&right=山城")
    tab.locator("[data-do=swap]").click()
    assert part(tab, "shared")[0] == "Joint Drive 3 : 1"
    assert part(tab, "left")[0] == "山城 1"
    tab.go_back()
    expect(tab.locator("[data-part=shared] summary").first).to_contain_text("1 : 3")


def test_how_much_text_a_side_rests_on_is_told(two: str, tab: Page) -> None:
    tab.goto(f"{two}#view=compare&between=year&left=2020&right=2024")
    expect(tab.locator("[data-weight='0']")).to_contain_text("2020 1 document,")
    expect(tab.locator(".uneven")).to_contain_text("2024 has")
    expect(tab.locator(".uneven")).to_contain_text("times as much text")
    tab.goto(f"{two}#view=compare&between=year&left=2020&right=2020")
    expect(tab.locator("main")).to_contain_text("Both sides are the same.")
    # What the filters leave out is not compared.
    tab.goto(f"{two}#view=compare&between=place&left=海城&right=山城&time=2020/2020")
    expect(tab.locator("main")).to_contain_text("Choose two to compare")
    tab.goto(f"{two}#view=compare&between=place&left=海城&right=山城&class=Place")
    assert part(tab, "shared") == []


def test_a_corpus_is_compared_by_what_it_has_two_of(sample: str, tab: Page) -> None:
    tab.goto(f"{sample}#view=compare")
    expect(tab.locator("[data-kind=place]")).to_have_attribute("aria-pressed", "true")
    right = tab.locator("[data-pick=side-1]")
    name = right.locator("option").last.inner_text()
    right.select_option(name)
    expect(tab.locator("[data-part=right] h3").first).to_have_text(f"Only {name}")
    tab.locator("[data-kind=year]").click()
    expect(tab.locator("[data-weight='0']")).to_be_visible()
    assert "between=year" in tab.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_comparing_is_accessible_in_both_languages(sample: str, browser: Browser, width: int, scheme: str) -> None:
    with opened(browser, width=width, scheme=scheme) as tab:
        for lang, words in (("zh", "两者共有"), ("en", "Both")):
            for kind in ("place", "entity", "document"):
                tab.goto(f"{sample}#view=compare&between={kind}&lang={lang}")
                expect(tab.locator("[data-part=shared] h3").first).to_have_text(words)
                tab.locator(".items summary").first.click()
                expect(tab.locator(".rests .sentence").first).to_be_visible()
                assert violations(tab, "main") == []
                assert fits(tab)
