"""The coverage grid: what is counted, what is silent, and what cannot be known."""

import pytest
from browsers import fits, opened, violations
from playwright.sync_api import Browser, Page, expect
from sketch import Sketch

from kg import explorer
from kg.vocabulary import term

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a page: 海城 has documents of 2020 and 2022, 山城 of 2020; one has neither place nor date."""
    it = Sketch()
    for local, zh, en in (
        ("Place", "地方", "place"),
        ("Campaign", "活动工程", "campaign"),
        ("Organization", "机构", "organization"),
        ("implements", "实施", "implements"),
    ):
        it.labels(local, zh, en)

    def begin(name: str, place: str, issued: str) -> None:
        document = it.document(name, f"文献{name}", issued)
        if place:
            it.add(document, term("tifa:speaksFor"), it.entity("Place", place))

    begin("a", "海城", "2020-01-01")
    shared = it.entity("Campaign", "共同行动")
    office = it.entity("Organization", "海城市委")
    it.claim(office, "implements", shared, "海城市委实施共同行动")
    it.figure(shared, "党支部", "320", "个", "320个党支部")
    begin("b", "海城", "2022-01-01")
    it.mention(shared, "共同行动")
    it.mention(shared, "行动")
    it.entity("Campaign", "第二行动")
    begin("c", "山城", "2020-05-01")
    begin("d", "", "")
    it.mention(shared, "共同行动")
    target = tmp_path_factory.mktemp("coverage") / "page.html"
    explorer.render(it.store, target, lang="en")
    return target.as_uri()


def table(tab: Page) -> dict[str, list[str]]:
    """Return row → what its cells say, totals last."""
    lines = tab.locator(".grid tbody tr, .grid tfoot tr")
    return {
        line.locator("th").inner_text(): [it.strip() for it in line.locator("td").all_text_contents()]
        for line in lines.all()
    }


def test_silence_is_told_from_what_cannot_be_known(grid: str, tab: Page) -> None:
    tab.goto(f"{grid}#view=coverage&rows=place&columns=year&counted=figures")
    assert tab.locator(".grid thead th").all_inner_texts() == ["2020", "2021", "2022", "undated", "Total"]
    none = "no document"
    assert table(tab) == {
        "海城": ["1", none, "0", none, "1"],
        "山城": ["0", none, none, none, "0"],
        "unknown place": [none, none, none, "0", "0"],
        "Total": ["1", none, "0", "0", "1"],
    }
    # By name, in the order of the language at hand.
    assert list(table(tab))[:2] == ["山城", "海城"]
    # Nothing can be opened where there is nothing; the hatching is told in words.
    assert tab.locator(".unread button").count() == 0
    expect(tab.locator(".grid caption")).to_contain_text("Hatched: there is no document to read")
    expect(tab.locator(".grid caption")).to_contain_text("8 cells without a document")
    assert tab.locator(".grid .unread").first.evaluate("(it) => getComputedStyle(it).backgroundImage") != "none"
    label = tab.locator("[data-cell='0,2022'], [data-cell='1,2022']").first.get_attribute("aria-label")
    assert label == "海城, 2022: no figures in 1 document. Filter and open the documents"


@pytest.mark.parametrize(
    ("counted", "campaigns", "total"),
    [
        # 共同行动 is one entity, in whichever of its three documents it is counted.
        ("entities", ["2", "0", "1"], "2"),
        ("mentions", ["4", "0", "1"], "5"),
        ("documents", ["2", "0", "1"], "3"),
        ("relations", ["1", "0", "0"], "1"),
        ("figures", ["1", "0", "0"], "1"),
    ],
)
def test_totals_count_each_thing_once(
    grid: str, tab: Page, counted: str, campaigns: list[str], total: str
) -> None:
    tab.goto(f"{grid}#view=coverage&rows=class&columns=place&counted={counted}")
    places = tab.locator(".grid thead th").all_inner_texts()
    assert sorted(places[:2]) == ["山城", "海城"] and places[2:] == ["unknown place", "Total"]
    found = dict(zip(places, table(tab)["campaign"], strict=True))
    assert [found["海城"], found["山城"], found["unknown place"]] == campaigns
    assert found["Total"] == total


def test_a_cell_filters_and_opens_the_table_with_as_many_rows(sample: str, tab: Page) -> None:
    for counted, rows, columns in (
        ("entities", "place", "class"),
        ("relations", "place", "year"),
        ("figures", "year", "class"),
        ("documents", "place", "year"),
    ):
        tab.goto(f"{sample}#view=coverage&rows={rows}&columns={columns}&counted={counted}")
        cell = tab.locator(".grid td:not(.heat-0) button").first
        count = cell.inner_text()
        cell.click()
        expect(tab.locator(f"table[data-shows={counted}]")).to_be_visible()
        expect(tab.locator(".pages [role=status]")).to_contain_text(f"of {count}")
        tab.go_back()
        expect(tab.locator(".grid")).to_be_visible()


def test_a_silent_cell_opens_the_documents_that_say_nothing(grid: str, tab: Page) -> None:
    tab.goto(f"{grid}#view=coverage&rows=place&columns=class&counted=entities")
    line = tab.locator(".grid tbody tr").filter(has_text="山城")
    line.locator(".heat-0 button").first.click()
    expect(tab.locator("tbody [data-column=title]")).to_have_text(["文献c"])
    assert "class=" not in tab.url
    tab.go_back()
    tab.locator(".grid tbody tr").filter(has_text="unknown place").locator("td:not(.heat-0) button").first.click()
    expect(tab.locator("tbody [data-column=name]")).to_have_text(["共同行动"])


def test_what_each_place_has_nothing_of_is_told(grid: str, tab: Page) -> None:
    tab.goto(f"{grid}#view=coverage&class=Campaign,Organization,Slogan")
    expect(tab.locator("[data-place]").filter(has_text="山城").locator("dd")).to_have_text(
        "organization · campaign · Slogan"
    )
    expect(tab.locator("[data-place]").filter(has_text="海城").locator("dd")).to_have_text("Slogan")
    tab.goto(f"{grid}#view=coverage&class=Place")
    expect(tab.locator(".silences p")).to_contain_text("The other 2 places name something of every class.")


def test_rows_and_columns_change_places_where_one_takes_the_other(sample: str, tab: Page) -> None:
    tab.goto(f"{sample}#view=coverage&rows=place&columns=class")
    tab.locator("[data-set=rows]").select_option("class")
    expect(tab.locator("[data-set=columns]")).to_have_value("place")
    assert "rows=class" in tab.url and "columns=place" in tab.url
    tab.locator("[data-set=columns]").select_option("year")
    expect(tab.locator("[data-set=rows]")).to_have_value("class")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_coverage_is_accessible_in_both_languages(sample: str, browser: Browser, width: int, scheme: str) -> None:
    with opened(browser, width=width, scheme=scheme) as tab:
        for lang, words in (("zh", "斜线格"), ("en", "Hatched")):
            tab.goto(f"{sample}#view=coverage&lang={lang}")
            expect(tab.locator(".grid caption")).to_contain_text(words)
            assert violations(tab, "main") == []
            assert fits(tab)
