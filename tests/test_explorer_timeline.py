"""The timeline, used as a reader does: phrases year by year, gaps told from zeros, sentences opened, files saved."""

import csv
import io
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browsers import fits, opened, violations
from playwright.sync_api import Browser, Page, expect
from sketch import Sketch

from kg import explorer

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a page: 两个务必 is named once in 2019, thrice in 2022 and once in an undated document."""
    it = Sketch()
    it.labels("proposes", "提出", "proposes")
    it.document("a", "二〇一九年的文献", "2019-03-01")
    phrase = it.entity("Formulation", "两个务必", en="Two Musts")
    other = it.entity("Slogan", "实干兴邦")
    office = it.entity("Organization", "海城市委", en="Haicheng Committee")
    it.claim(office, "proposes", phrase, "海城市委提出两个务必")
    it.document("b", "二〇二〇年的文献", "2020-03-01")
    it.mention(other, "实干兴邦")
    it.document("c", "二〇二二年的文献", "2022-03-01")
    for words in ("两个务必", "两个务必", "两个“务必”"):
        it.mention(phrase, words)
    it.document("d", "未注日期的文献")
    it.mention(phrase, "两个务必")
    target = tmp_path_factory.mktemp("timeline") / "years.html"
    explorer.render(it.store, target, lang="en")
    return target.as_uri()


def panel(tab: Page, name: str) -> dict[str, str]:
    """Return year → what the bar of a phrase says, for the years that have one."""
    expect(tab.locator("[data-panel]").first).to_be_visible()
    bars = tab.locator("[data-panel]").filter(has_text=name).locator("[data-slot]")
    return {bar.get_attribute("data-slot") or "": bar.locator("title").text_content() or "" for bar in bars.all()}


def numbers(tab: Page) -> list[list[str]]:
    tab.locator(".numbers summary").click()
    lines = tab.locator(".numbers tbody tr")
    return [line.locator("th, td").all_inner_texts() for line in lines.all()]


def test_a_year_without_a_document_is_a_gap_and_not_a_zero(years: str, tab: Page) -> None:
    tab.goto(f"{years}#view=timeline&per=plain")
    assert {year: it.split(" ")[1] for year, it in panel(tab, "Two Musts").items()} == {"2019": "1", "2022": "3"}
    assert [it.text_content() for it in tab.locator("[data-panel]").first.locator(".gap title").all()] == [
        "2021: no document"
    ]
    expect(tab.locator("[data-told=gaps]")).to_contain_text("1 year hatched")
    expect(tab.locator("[data-told=outside]")).to_contain_text("1 further document without a date, with 1 use")
    table = numbers(tab)
    assert [(row[0], row[3]) for row in table] == [("2019", "1"), ("2020", "0"), ("2021", ""), ("2022", "3")]
    assert table[2][1] == "no document"


def test_counts_are_set_against_the_length_of_the_text(years: str, tab: Page) -> None:
    tab.goto(f"{years}#view=timeline")
    expect(tab.locator(".timeline h3").first).to_have_text("Mentions per 10,000 characters")
    for year, documents, characters, rate, _ in numbers(tab):
        if documents == "1" and rate != "0":
            times = {"2019": 1, "2022": 3}[year]
            assert float(rate.replace(",", "")) == pytest.approx(times * 10_000 / int(characters), rel=0.01)
    tab.locator("[data-set=claims]").click()
    tab.locator("[data-set=plain]").click()
    assert panel(tab, "Two Musts").keys() == {"2019"}
    assert "count=claims" in tab.url and "per=plain" in tab.url


def test_phrases_are_chosen_removed_and_kept_in_the_address(years: str, tab: Page) -> None:
    tab.goto(f"{years}#view=timeline")
    shown = tab.locator(".phrases-shown li")
    expect(shown).to_have_count(2)
    tab.locator("[data-remove]").last.click()
    expect(shown).to_have_count(1)
    tab.locator("[data-choose=phrase] input").fill("haicheng")
    tab.locator("[data-choose=phrase] input").press("Enter")
    expect(shown).to_have_text(["Two Musts×", "Haicheng Committee×"])
    expect(tab.locator("[data-panel]")).to_have_count(2)
    tab.reload()
    expect(shown).to_have_count(2)
    tab.go_back()
    expect(shown).to_have_count(1)
    tab.locator("[data-do=foremost]").click()
    expect(shown).to_have_count(2)


def test_lines_differ_without_colour_and_break_at_gaps(years: str, tab: Page) -> None:
    tab.goto(f"{years}#view=timeline")
    tab.locator("[data-set=lines]").click()
    lines = tab.locator("[data-line] > path.series:first-child")
    expect(lines).to_have_count(2)
    assert all((it.get_attribute("d") or "").count("M") == 2 for it in lines.all())
    dashes = [it.evaluate("(it) => getComputedStyle(it).strokeDasharray") for it in lines.all()]
    shapes = [it.locator("path.series").last.get_attribute("d") for it in tab.locator("[data-line]").all()]
    assert len(set(dashes)) == len(set(shapes)) == 2
    expect(tab.locator("[data-line] text")).to_have_text(["Two Musts", "实干兴邦"])


def test_the_first_and_the_last_use_are_sentences_that_open_their_document(sample: str, tab: Page) -> None:
    tab.goto(f"{sample}#view=timeline")
    uses = tab.locator("[data-uses]").filter(has_text="Last").first
    expect(uses.locator(".sentence mark")).to_have_count(2)
    dates = uses.locator("footer > span").all_inner_texts()
    assert dates == sorted(dates) and len(set(dates)) == 2
    sentence = uses.locator(".sentence").first
    words = sentence.inner_text()
    sentence.click()
    assert "document=" in tab.url
    expect(tab.locator("#panel")).to_contain_text(words)


def test_a_bar_opens_a_sentence_of_its_year(sample: str, tab: Page) -> None:
    tab.goto(f"{sample}#view=timeline")
    bar = tab.locator("[data-slot]").first
    year = bar.get_attribute("data-slot") or "no year"
    bar.click()
    expect(tab.locator("#panel")).to_contain_text(year)
    assert "document=" in tab.url


def test_a_corpus_of_one_year_is_shown_by_document(sample: str, tab: Page) -> None:
    tab.goto(f"{sample}#view=timeline&time=2024/2024&per=plain")
    expect(tab.locator("[data-told=one]")).to_contain_text("All documents here are of one year (2024)")
    expect(tab.locator("[data-panel] [data-slot]").first).to_be_attached()
    assert tab.locator(".gap").count() == 0
    places = tab.locator(".place").all_text_contents()
    assert len(places) > 1 and not any(it.isdigit() for it in places)


def test_the_chart_is_saved_as_svg_png_and_csv(years: str, tab: Page) -> None:
    tab.goto(f"{years}#view=timeline&per=plain")
    files = {}
    for kind in ("svg", "png", "csv"):
        with tab.expect_download() as started:
            tab.locator(f"[data-do={kind}]").click()
        assert started.value.suggested_filename.endswith(f"-timeline.{kind}")
        files[kind] = Path(started.value.path()).read_bytes()
    svg = ElementTree.fromstring(files["svg"])
    # It needs nothing of the page: colours and fonts are written into it.
    assert b"var(" not in files["svg"] and b"class=" not in files["svg"]
    bars = [it for it in svg.iter("{http://www.w3.org/2000/svg}rect") if it.get("data-slot")]
    assert bars and all((it.get("fill") or "").startswith("rgb") for it in bars)
    assert files["png"].startswith(b"\x89PNG")
    assert int.from_bytes(files["png"][16:20]) == 2 * int(svg.get("width") or 0)
    records = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"), newline=""), strict=True))
    assert [(it["Year"], it["Documents"], it["Two Musts"]) for it in records] == [
        ("2019", "1", "1"),
        ("2020", "1", "0"),
        ("2021", "0", "0"),
        ("2022", "1", "3"),
    ]
    # Where there is no document there is no value either.
    assert [it["Two Musts (Mentions)"] for it in records] == ["1", "0", "", "3"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_timeline_is_accessible_in_both_languages(
    sample: str, browser: Browser, width: int, scheme: str
) -> None:
    with opened(browser, width=width, scheme=scheme) as tab:
        for lang, words in (("zh", "每万字提及次数"), ("en", "Mentions per 10,000 characters")):
            for chart in ("multiples", "lines"):
                tab.goto(f"{sample}#view=timeline&chart={chart}&lang={lang}")
                expect(tab.locator(".timeline h3").first).to_have_text(words)
                expect(tab.locator("svg.chart")).to_be_visible()
                assert (tab.locator("svg.chart").get_attribute("aria-label") or "").startswith(words)
                tab.locator(".numbers").evaluate("(it) => { it.open = true; }")
                assert violations(tab, "main") == []
                assert fits(tab)
