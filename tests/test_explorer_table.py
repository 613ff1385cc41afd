"""The table view, used as a reader does: sorted, paged, read, saved as CSV, and the CSV compared with the store."""

import csv
import io
from pathlib import Path

import pytest
from browsers import fits, opened, violations
from playwright.sync_api import Browser, Page, expect
from sketch import Sketch

from kg import explorer
from kg.store import Store

pytestmark = pytest.mark.browser

_RELATIONS = """
    select ?claim ?subject ?object ?document ?quote ?start ?confidence where {
        ?claim a tifa:Claim ; rdf:subject ?subject ; rdf:object ?object ; prov:wasDerivedFrom ?document ;
            tifa:confidence ?confidence ; oa:hasTarget/oa:hasSelector [ oa:exact ?quote ; oa:start ?start ] .
    }"""
_FIGURES = """
    select ?claim ?about ?value ?measure ?quote where {
        ?claim a tifa:Observation ; tifa:about ?about ; tifa:value ?value ; tifa:measure ?measure ;
            oa:hasTarget/oa:hasSelector/oa:exact ?quote .
    }"""

# What a spreadsheet would run, and what would end a cell or a line.
FORMULAS = ("=1+1", "+86", "-甲", "@乙", "\t丙", "＝丁")
AWKWARD = ('说“好”，"再说"', "一行\n两行", "逗,号")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a page with 130 campaigns, of which the n-th is named n times, and awkward words."""
    it = Sketch()
    it.labels("implements", "实施", "implements")
    it.document("early", "较早的文献", "2019-05")
    office = it.entity("Organization", "海城市委")
    for number in range(1, 131):
        campaign = it.entity("Campaign", f"行动{number:03}")
        for _ in range(number - 1):
            it.mention(campaign, f"行动{number:03}")
    it.document("late", "较晚的文献", "2024-03-01")
    for words in FORMULAS + AWKWARD:
        it.claim(office, "implements", it.entity("Campaign", words), f"{words}。", role=words)
    # Each has words of its own, so that no two figures are one.
    for value in ("-5.5", "12", "9", "100"):
        it.figure(office, f"-指标{value}", value, "%", f"{value}的数")
    target = tmp_path_factory.mktemp("table") / "many.html"
    explorer.render(it.store, target, lang="en")
    return target.as_uri()


def column(tab: Page, name: str) -> list[str]:
    return tab.locator(f"tbody [data-column={name}]").all_inner_texts()


def saved(tab: Page) -> tuple[str, list[dict[str, str]]]:
    """Save the table as a reader does; return the file's name, and its records as Python's csv module reads them."""
    with tab.expect_download() as started:
        tab.locator("[data-do=csv]").click()
    content = Path(started.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "Excel reads UTF-8 only behind a byte order mark"
    text = content.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return started.value.suggested_filename, list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def rows(build: Path, question: str) -> list[dict[str, str]]:
    with Store.open(build / "store") as store:
        answer = store.query(question)
        return [{name.value: row[name].value for name in answer.variables} for row in answer]


def test_saved_relations_are_those_of_the_store_with_their_quotes(
    sample: str, tab: Page, sample_build: Path
) -> None:
    tab.goto(f"{sample}#view=table&table=relations")
    name, records = saved(tab)
    assert name.startswith("tifa-") and name.endswith("-relations.csv")
    known = {it["claim"]: it for it in rows(sample_build, _RELATIONS)}
    assert {it["IRI"] for it in records} == set(known) and len(records) == len(known)
    for it in records:
        claim = known[it["IRI"]]
        assert (it["Subject IRI"], it["Object IRI"]) == (claim["subject"], claim["object"])
        assert (it["Document IRI"], it["Start"]) == (claim["document"], claim["start"])
        assert it["Evidence"].removeprefix("'") == claim["quote"]
        assert float(it["Confidence"]) == pytest.approx(float(claim["confidence"]), abs=0.005)


def test_saved_figures_are_those_of_the_store(sample: str, tab: Page, sample_build: Path) -> None:
    tab.goto(f"{sample}#view=table&table=figures")
    _, records = saved(tab)
    known = {it["claim"]: it for it in rows(sample_build, _FIGURES)}
    assert {it["IRI"] for it in records} == set(known) and len(records) == len(known)
    for it in records:
        figure = known[it["IRI"]]
        assert (it["Subject IRI"], it["Value"]) == (figure["about"], figure["value"])
        assert it["Measure"].removeprefix("'") == figure["measure"]
        assert it["Evidence"].removeprefix("'") == figure["quote"]


def test_saved_are_all_rows_that_pass_the_sieve_in_the_order_of_the_table(sample: str, tab: Page) -> None:
    tab.goto(f"{sample}#view=table&class=Campaign&sort=name")
    shown = column(tab, "name")
    _, records = saved(tab)
    assert [it["Name"] for it in records] == shown
    assert {it["Class"] for it in records} == {"campaign"}
    tab.goto(f"{sample}#view=table&table=documents&time=2024/2024")
    _, records = saved(tab)
    assert records and all(it["Date"].startswith("2024") for it in records)


def test_a_spreadsheet_runs_nothing_of_what_was_saved(many: str, tab: Page) -> None:
    tab.goto(f"{many}#view=table&table=relations")
    _, records = saved(tab)
    roles = [it["Role"] for it in records]
    assert roles == [f"'{it}" for it in FORMULAS] + list(AWKWARD)
    tab.locator("[data-table=figures]").click()
    _, records = saved(tab)
    # A number below zero is a number, and a text that begins like one is none.
    assert sorted(it["Value"] for it in records) == ["-5.5", "100", "12", "9"]
    assert all(it["Measure"].startswith("'-指标") for it in records)


def test_numbers_are_sorted_as_numbers_over_all_pages(many: str, tab: Page) -> None:
    tab.goto(f"{many}#view=table")
    head = tab.locator("thead [data-column=mentions]")
    assert head.get_attribute("aria-sort") is None
    head.locator("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert column(tab, "mentions")[:3] == ["130", "129", "128"]
    tab.locator("[data-turn=next]").click()
    assert column(tab, "mentions")[0] == "80"
    assert "page=2" in tab.url and "sort=-mentions" in tab.url
    head.locator("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert column(tab, "mentions")[0] == "1"
    expect(tab.locator("tbody tr")).to_have_count(50)
    tab.locator("[data-table=figures]").click()
    tab.locator("thead [data-column=value] button").click()
    assert column(tab, "value") == ["100", "12", "9", "-5.5"]


def test_chinese_is_sorted_by_pinyin_and_what_is_empty_comes_last_either_way(sample: str, tab: Page) -> None:
    tab.goto(f"{sample}#view=table&lang=zh&class=Place")
    tab.locator("thead [data-column=name] button").click()
    names = column(tab, "name")
    assert len(names) > 10
    assert names == tab.evaluate("(it) => it.toSorted(new Intl.Collator('zh-u-co-pinyin').compare)", names)
    assert names != sorted(names)
    for _ in range(2):
        tab.locator("thead [data-column=english] button").click()
        given = [it != "" for it in column(tab, "english")]
        assert True in given and False in given
        assert given == sorted(given, reverse=True)


def test_a_row_opens_its_entity_its_claim_and_its_document(sample: str, tab: Page) -> None:
    tab.goto(f"{sample}#view=table&lang=zh")
    first = tab.locator("tbody th .way").first
    name = first.inner_text()
    first.click()
    expect(tab.locator("#panel h2").first).to_contain_text(name)
    assert "entity=" in tab.url
    tab.locator("[data-table=relations]").click()
    quote = tab.locator("tbody .quote .sentence").first
    expect(quote).to_be_visible()
    expect(quote.locator("mark").first).to_be_visible()
    tab.locator("tbody [data-opens]").first.click()
    assert "claim=" in tab.url
    expect(tab.locator("#panel [data-sentence]")).to_have_text(quote.inner_text())
    tab.go_back()
    tab.locator("[data-table=documents]").click()
    tab.locator("tbody [data-document]").first.click()
    assert "document=" in tab.url


def test_counts_are_of_what_passes(many: str, tab: Page) -> None:
    tab.goto(f"{many}#view=table&table=documents")
    assert column(tab, "relations") == ["0", str(len(FORMULAS + AWKWARD))]
    tab.goto(f"{many}#view=table&time=2024/2024")
    expect(tab.locator("tbody tr")).to_have_count(len(FORMULAS + AWKWARD) + 1)
    assert column(tab, "first")[0] == "2024-03-01"
    tab.goto(f"{many}#view=table&class=Slogan")
    expect(tab.locator("main")).to_contain_text("Nothing passes the filters.")
    expect(tab.locator("[data-do=csv]")).to_be_disabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_table_is_accessible_in_both_languages(sample: str, browser: Browser, width: int, scheme: str) -> None:
    with opened(browser, width=width, scheme=scheme) as tab:
        for lang, words in (("zh", "主体"), ("en", "Subject")):
            tab.goto(f"{sample}#view=table&table=relations&lang={lang}")
            expect(tab.locator("thead [data-column=subject]")).to_have_text(words)
            assert violations(tab, "main") == []
            assert fits(tab)
