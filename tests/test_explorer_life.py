"""The life of a phrase in the explorer's panel, on documents whose first use, peak, revival and acts are planted."""

import base64
import gzip
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from browsers import fits, opened, violations
from coast import CITY, OFFICE, RARE, RUN, Report, link, named, page
from playwright.sync_api import Browser, Locator, Page, expect

from kg import explorer, timeline
from kg.acts import ACTS, MOODS
from kg.explorer.lives import PHRASES
from kg.model import Entity
from kg.quads import quads
from kg.store import Store

PHRASE = Entity("Formulation", "潮头精神")
# Its name holds the other's words.
LONGER = Entity("Campaign", "潮头精神宣讲行动")
ONCE = Entity("Slogan", "向海而兴")
UNDATED = Entity("Strategy", "蓝湾战略")
BODIES = (OFFICE, CITY)

Open = Callable[..., Page]


def report(name: str, issued: str, *sentences: str, long: int = 1000) -> Report:
    """Write a document of `long` characters: {p} the phrase, {q} the longer name, {o} once used, {u} never dated."""
    it = Report(f"{name}.txt", f"{name}的报告", issued)
    it.write(f"{it.title}\n")
    for words in sentences:
        it.write(f"{words}\n", p=PHRASE, q=LONGER, o=ONCE, u=UNDATED, a=OFFICE, c=CITY)
    it.write("潮" * (long - len(it.text)))
    return it


def reports() -> list[Report]:
    """Write of 潮头精神: first use in 2001 or 2001-03, peak 2002, nothing in 2004–2006, revived in 2009, once undated."""
    return [
        report("甲", "2001", f"{RARE}家渡口首次提出{{p}}。", "{c}的{o}写在墙上。"),
        report("乙", "2001-03", "会议提出{p}。", "要坚持{p}。"),
        report("丙", "2002-05-06", *["全面实施{p}。"] * 4, "{p}取得显著成效。", "将大力实施{p}。", "{a}组织{q}。"),
        report("丁", "2002-07-01", "没有新话。", long=2000),
        *(report(f"空{year}", str(year), "{a}开会。") for year in (2004, 2005, 2006)),
        report("戊", "2009-01-02", "坚持{p}。", long=2000),
        report("己", "2010-01-02", "没有新话。", long=12_000),
        report("庚", "", "弘扬{p}。", "实施{u}。"),
    ]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page(tmp_path_factory.mktemp("life"), reports())


@pytest.fixture
def show(browser: Browser, written: Path) -> Iterator[Open]:
    """Return a function that opens the page at an entity."""
    with ExitStack() as stack:

        def show(entity: Entity, lang: str = "en", more: str = "", **options: object) -> Page:
            tab = stack.enter_context(opened(browser, **options))  # type: ignore[arg-type]
            tab.goto(written.as_uri() + link(entity=named(entity), lang=lang) + more)
            tab.wait_for_selector("html[data-ready]")
            return tab

        yield show


def block(path: Path, name: str) -> Any:
    packed = re.search(rf'id="{name}"[^>]*>([^<]*)<', path.read_text("utf-8"))
    assert packed
    return json.loads(gzip.decompress(base64.b64decode(packed[1])))


def lives(path: Path) -> dict[str, dict[str, Any]]:
    """Return name of a phrase → its values in the block of lives."""
    core, found = block(path, "core"), block(path, "lives")
    told: dict[str, dict[str, Any]] = {}
    row = 0
    for place, step in enumerate(found["rows"]):
        row += step
        told[core["entities"]["zh"][row]] = {
            **{name: found[name][place] for name in ("peak", "heats", "acts")},
            **{
                name: dict(zip(found[name]["at"], found[name]["values"], strict=True)).get(place)
                for name in ("revivals", "firsts", "origins")
            },
        }
    return told


def coded(act: str, mood: str = "stated") -> str:
    return f"{len(MOODS) * ACTS.index(act) + MOODS.index(mood):x}"


def test_the_page_holds_the_lives_that_were_planted(written: Path) -> None:
    told = lives(written)
    # An office and a place are no phrases; of what is, one has no date.
    assert told.keys() == {PHRASE.name, LONGER.name, ONCE.name, UNDATED.name}
    found = told[PHRASE.name]
    assert (found["peak"], found["revivals"], found["firsts"]) == (2002, [2009], 2)
    # The undated document stands first, as in the page's columns.
    codes = (
        coded("repeats") + coded("proposes") * 2 + coded("repeats") + coded("implements") * 4 + coded("evaluates")
    )
    assert found["acts"] == codes + coded("implements", "planned") + coded("repeats")
    # 2001 and 2001-03: which comes first nobody knows.
    assert found["origins"] == [1, 2]
    assert told[UNDATED.name]["peak"] == 0 and told[UNDATED.name]["acts"] == coded("implements")


def test_periods_and_heat_are_those_of_the_timeline(written: Path) -> None:
    found = block(written, "lives")
    assert found["years"] == [2001, 2002, 2004, 2005, 2006, 2009, 2010]
    assert (found["documents"][1], found["characters"][1]) == (2, 3000)
    # One of three stretches, and none of twelve.
    then = timeline.Period(2002, 6, 1, 2, 3000, 1, 3).heats
    now = timeline.Period(2010, 0, 0, 1, 12_000, 0, 12).heats
    packed = 0
    for tier in (*then, *now):
        packed = packed * len(timeline.TIERS) + list(timeline.TIERS).index(tier)
    assert lives(written)[PHRASE.name]["heats"] == packed
    counts = found["intervals"]["counts"]
    assert counts == [0, 1, 3, 6]
    low, high = timeline.poisson(6)
    assert found["intervals"]["low"][3] == round(low * 1000) and found["intervals"]["high"][3] == round(
        high * 1000
    )


def test_without_the_texts_the_page_claims_no_life(tmp_path: Path) -> None:
    store = Store.memory()
    for it in reports():
        store.load(quads(it.extraction(), RUN))
    explorer.render(store, tmp_path / "page.html")
    assert block(tmp_path / "page.html", "lives")["rows"] == []


def test_a_page_of_sentences_has_the_same_lives(tmp_path: Path, written: Path) -> None:
    cut = page(tmp_path, reports(), whole=False)
    assert block(cut, "lives") == block(written, "lives")


def life(tab: Page) -> Locator:
    return tab.locator("#panel .layer:not([hidden]) [data-part=life]")


@pytest.mark.browser
def test_the_panel_tells_first_use_peak_last_use_revival_and_heat(show: Open) -> None:
    tab = show(PHRASE)
    shown = life(tab)
    expect(shown.locator("h3")).to_have_text("Life of the phrase 11 uses")
    facts = {it.get_attribute("data-fact"): it.inner_text() for it in shown.locator("[data-fact]").all()}
    assert facts["first"].startswith("2001 甲的报告") and "which of 2 documents" in facts["first"]
    assert facts["peak"].startswith("2002: 6 uses in 1 of 2 documents (3,000 characters); 20 per 10,000")
    low, high = (it * 10_000 / 3000 for it in timeline.poisson(6))
    bounds = re.search(r"interval ([\d.]+)–([\d.]+)", facts["peak"])
    assert bounds and [float(it) for it in bounds.groups()] == pytest.approx([low, high], rel=0.01)
    assert facts["last"] == "2009-01-02 戊的报告"
    assert facts["revivals"] == "2009"
    then = timeline.Period(2002, 6, 1, 2, 3000, 1, 3).heats
    assert len(set(then)) == 2
    assert facts["then"] == f"{then[0]} to {then[1]} (2002)"
    assert facts["now"].endswith("(2010)")
    expect(shown.locator("[data-told=few]")).to_have_count(0)
    expect(shown.locator("[data-told=undated]")).to_contain_text(
        "1 further use in 1 undated document, not in the chart"
    )
    expect(shown.locator("[data-told=undated] li")).to_have_text(["庚的报告"])


@pytest.mark.browser
def test_the_tiers_are_defined_as_the_timeline_has_them(show: Open) -> None:
    tab = show(PHRASE)
    how = life(tab).locator("[data-part=how]")
    how.locator("summary").click()
    text = how.inner_text()
    for name, least in timeline.TIERS.items():
        if least:
            assert re.search(rf"{name} \((from )?{least:.0%}\)", text), name
    assert f"{timeline.STRETCH:,} characters" in text
    assert timeline.REVIVAL == 3 and "three or more years" in text


@pytest.mark.browser
def test_bars_are_years_with_documents_and_gaps_are_gaps(show: Open) -> None:
    tab = show(PHRASE)
    years = life(tab).locator("[data-year]")
    drawn = {
        it.get_attribute("data-year"): (it.locator(".gap").count(), it.locator(".amount").count())
        for it in years.all()
    }
    bars = {"2001", "2002", "2009"}
    empty = {"2004", "2005", "2006", "2010"}
    assert {year for year, (gap, bar) in drawn.items() if bar and not gap} == bars
    assert {year for year, (gap, bar) in drawn.items() if not bar and not gap} == empty
    assert {year for year, (gap, _) in drawn.items() if gap} == {"2003", "2007", "2008"}
    heights = {
        year: float(
            years.locator(f"xpath=self::*[@data-year='{year}']").locator(".amount").get_attribute("height") or 0
        )
        for year in bars
    }
    # 6 in 3,000 characters, 3 in 2,000, 1 in 2,000.
    assert heights["2001"] == pytest.approx(heights["2002"] * 3 / 4)
    assert heights["2009"] == pytest.approx(heights["2002"] / 4)


@pytest.mark.browser
def test_the_course_is_read_by_hand_and_by_keyboard(show: Open) -> None:
    tab = show(PHRASE)
    course, told = life(tab).locator("[role=slider]"), life(tab).locator("[data-told=year]")
    expect(told).to_contain_text("2002: 6 uses")
    life(tab).locator("[data-year='2009']").hover()
    expect(told).to_contain_text("2009: 1 use in 1 of 1 document (2,000 characters); 5 per 10,000")
    tab.locator("#panel h2").first.hover()
    expect(told).to_contain_text("2002: 6 uses")
    course.focus()
    tab.keyboard.press("ArrowRight")
    # 2003 has no document: nothing can be read of it.
    expect(course).to_have_attribute("aria-valuenow", "2004")
    assert (course.get_attribute("aria-valuetext") or "").startswith("2004: 0 uses in 0 of 1 document")
    expect(told.locator("button")).to_have_count(0)
    tab.keyboard.press("End")
    expect(course).to_have_attribute("aria-valuenow", "2010")
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("Enter")
    expect(tab.locator("#panel .text [data-here]")).to_have_text(PHRASE.name)
    assert "document=" in tab.url
    expect(tab.locator("#panel .layer:not([hidden]) h2")).to_contain_text("戊的报告")


@pytest.mark.browser
def test_every_act_has_its_sentences_and_the_first_that_propose_are_shown(show: Open) -> None:
    tab = show(PHRASE)
    shown = life(tab)
    counts = {it.get_attribute("data-act"): it.inner_text().split() for it in shown.locator("[data-act]").all()}
    assert {act: int(words[0]) for act, words in counts.items()} == {
        "proposes": 2,
        "implements": 5,
        "evaluates": 1,
        "repeats": 3,
    }
    assert "(1 planned)" in " ".join(counts["implements"])
    expect(shown.locator("[data-part=origin] .sentence")).to_have_text(
        [f"{RARE}家渡口首次提出潮头精神。", "会议提出潮头精神。"]
    )
    item = shown.locator("[data-act=implements]")
    item.locator("button.act").click()
    expect(item.locator(".sentence")).to_have_text(["全面实施潮头精神。"] * 4)
    item.locator(".more").click()
    expect(item.locator("li").last).to_contain_text("将大力实施潮头精神。")
    expect(item.locator("li").last.locator("footer")).to_contain_text("planned")
    # The fourth of four equal sentences opens at its own place.
    item.locator(".sentence").nth(3).click()
    place = tab.url.rpartition("document=")[2]
    text = reports()[2].text
    starts = [it.start() for it in re.finditer(PHRASE.name, text)]
    assert str(starts[3]) in place


@pytest.mark.browser
def test_few_uses_are_said_to_be_few_and_undated_ones_have_no_course(show: Open) -> None:
    tab = show(ONCE)
    expect(life(tab).locator("[data-told=few]")).to_have_text(
        "Only 1 use in dated documents: too few to tell a rise from a fall."
    )
    tab = show(UNDATED)
    expect(life(tab).locator("[data-told=none]")).to_contain_text("No dated document uses it")
    expect(life(tab).locator("[role=slider], [data-fact]")).to_have_count(0)
    expect(life(tab).locator("[data-told=undated] li")).to_have_text(["庚的报告"])


@pytest.mark.browser
@pytest.mark.parametrize("entity", BODIES)
def test_what_is_no_phrase_has_no_life(show: Open, entity: Entity) -> None:
    assert entity.type not in PHRASES
    tab = show(entity)
    expect(tab.locator("#panel h2").first).to_be_visible()
    # Time for what is read on being asked.
    tab.wait_for_timeout(300)
    expect(life(tab)).to_have_count(0)


@pytest.mark.browser
def test_filters_change_no_life_and_that_is_said(show: Open) -> None:
    tab = show(PHRASE, more="&time=2009/2010")
    expect(life(tab).locator("[data-told=filters]")).to_contain_text("whatever the filters")
    expect(life(tab).locator("h3 small")).to_have_text("11 uses")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_accessible_in_both_languages(show: Open, width: int, scheme: str) -> None:
    for lang, words in (("zh", "提法的一生"), ("en", "Life of the phrase")):
        tab = show(PHRASE, lang, width=width, scheme=scheme)
        expect(life(tab).locator("h3")).to_contain_text(words)
        expect(life(tab).locator("[role=slider] svg")).to_be_visible()
        for it in life(tab).locator("details").all():
            it.evaluate("(it) => { it.open = true; }")
        life(tab).locator("[data-act=repeats] button").first.click()
        expect(life(tab).locator("[data-act=repeats] .sentence").first).to_be_visible()
        assert violations(tab, "#panel") == []
        assert fits(tab)
