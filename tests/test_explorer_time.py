"""The explorer's time bar: bars by date, a span of time by keyboard and pointer, played, and what has no date."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browsers import fits, opened, violations
from playwright.sync_api import Browser, Page, expect
from sketch import Sketch

from kg import explorer

pytestmark = pytest.mark.browser

# Claims of each document by its date.
YEARS = {"2018-05-01": 1, "2020-03-01": 3, "2020-11-30": 1, "2022-01-09": 2, "2023-06-06": 1, "": 2}

Open = Callable[..., Page]


def drawn(dates: dict[str, int]) -> Sketch:
    it = Sketch()
    for number, (date, claims) in enumerate(dates.items()):
        it.document(f"d{number}", f"海城市第{number}号通报", date)
        office = it.entity("Organization", "海城市委")
        for claim in range(claims):
            campaign = it.entity("Campaign", f"第{number}之{claim}号行动")
            it.claim(office, "implements", campaign, f"海城市委实施第{number}之{claim}号行动")
    return it


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("time")
    for name, dates in {
        "years": YEARS,
        "months": {"2025-11-02": 1, "2026-02-28": 2},
        "days": {"2026-01-31": 1, "2026-02-02": 2},
        "one": {"2026-01-31": 1, "": 1},
        "none": {"": 3},
    }.items():
        explorer.render(drawn(dates).store, folder / f"{name}.html", lang="zh")
    return folder


@pytest.fixture
def show(browser: Browser, folder: Path) -> Iterator[Open]:
    """Return a function that opens a page from disk and waits until it says that it is ready."""
    with ExitStack() as stack:

        def show(name: str, address: str = "", **options: object) -> Page:
            page = stack.enter_context(opened(browser, **options))  # type: ignore[arg-type]
            page.goto(f"{(folder / name).as_uri()}.html#view=about&{address}")
            page.wait_for_selector("html[data-ready]")
            return page

        yield show


def bars(page: Page) -> dict[str, str]:
    told = page.locator(".bars title").all_text_contents()
    return dict(it.split("：", 1) for it in told)


def heights(page: Page) -> list[float]:
    return [
        float(it or 0)
        for it in page.locator(".bars rect:not(.reach)").evaluate_all(
            "(all) => all.map((it) => it.getAttribute('height'))"
        )
    ]


def when(page: Page) -> str:
    return page.locator(".timebar output").inner_text()


def claims(page: Page) -> str:
    return page.locator(".left").inner_text().split("、")[1]


def test_every_year_has_a_bar_as_high_as_its_claims(show: Open) -> None:
    page = show("years")
    assert bars(page) == {
        "2018年": "1 篇文献，1 条陈述",
        "2019年": "0 篇文献，0 条陈述",
        "2020年": "2 篇文献，4 条陈述",
        "2021年": "0 篇文献，0 条陈述",
        "2022年": "1 篇文献，2 条陈述",
        "2023年": "1 篇文献，1 条陈述",
    }
    assert heights(page) == [25, 0, 100, 0, 50, 25]
    assert when(page) == "2018年至2023年"
    expect(page.locator(".undated")).to_have_text("1 篇未注日期")


def test_bars_count_what_the_other_filters_leave(show: Open) -> None:
    page = show("years", "relation=figure&time=2018/2018")
    assert heights(page) == [2, 0, 2, 0, 2, 2]
    assert bars(page)["2020年"] == "2 篇文献，0 条陈述"
    page.evaluate("location.hash = 'view=about&relation=implements&time=2018/2018'")
    # Its own span takes nothing from the bars.
    expect(page.locator(".bars title").nth(2)).to_have_text("2020年：2 篇文献，4 条陈述")
    expect(page.locator(".bars .in")).to_have_count(1)
    assert claims(page) == "1 条陈述"


def test_the_keyboard_moves_each_end(show: Open) -> None:
    page = show("years")
    first, last = page.get_by_role("slider", name="起始时间"), page.get_by_role("slider", name="结束时间")
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(first).to_have_attribute("aria-valuetext", "2020年，所选时段 7 条陈述")
    expect(first).to_have_attribute("aria-valuenow", "2")
    expect(last).to_have_attribute("aria-valuemin", "2")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    expect(last).to_have_attribute("aria-valuetext", "2022年，所选时段 6 条陈述")
    assert page.url.endswith("time=2020/2022")
    assert claims(page) == "6 条陈述"
    expect(page.locator(".undated")).to_have_text("1 篇未注日期，现不显示")
    # With Shift both go; neither passes the other.
    page.keyboard.press("Shift+ArrowRight")
    assert when(page) == "2021年至2023年"
    page.keyboard.press("Home")
    assert when(page) == "2021年"
    page.keyboard.press("End")
    first.focus()
    page.keyboard.press("Home")
    assert when(page) == "2018年至2023年"
    # All of the time is no filter.
    expect(page.locator(".left")).to_have_count(0)
    assert "time=" not in page.url


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pointer_draws_moves_and_stretches_the_span(show: Open, width: int) -> None:
    page = show("years", width=width, height=844)
    box = page.locator(".bars").bounding_box()
    assert box
    step, middle = box["width"] / 6, box["y"] + 12

    def drag(start: float, end: float) -> None:
        page.mouse.move(box["x"] + start * step, middle)
        page.mouse.down()
        for part in range(1, 6):
            page.mouse.move(box["x"] + (start + (end - start) * part / 5) * step, middle)
        page.mouse.up()

    drag(1.5, 2.5)
    assert when(page) == "2019年至2020年"
    length = page.evaluate("history.length")
    drag(2, 4)
    assert when(page) == "2021年至2022年"
    # All the way is one step back.
    assert page.evaluate("history.length") == length + 1
    # At its end the span is stretched.
    drag(5, 6)
    assert when(page) == "2021年至2023年"
    page.go_back()
    assert when(page) == "2021年至2022年"
    page.locator("[data-do=all-time]").click()
    assert when(page) == "2018年至2023年"


def halted(page: Page) -> Page:
    """Stop the page's clock: from now on it goes on by `run_for` alone, however slow the machine is."""
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))
    return page


def test_played_the_span_goes_to_the_end_and_stops(show: Open) -> None:
    page = halted(show("years"))
    length = page.evaluate("history.length")
    page.locator("[data-do=play]").click()
    expect(page.locator(".timebar output")).to_have_text("2018年")
    expect(page.locator("[data-do=play]")).to_have_text("暂停")
    page.clock.run_for(1000)
    expect(page.locator(".timebar output")).to_have_text("2019年")
    page.locator("[data-do=play]").click()
    expect(page.locator("[data-do=play]")).to_have_text("播放")
    page.clock.run_for(5000)
    assert when(page) == "2019年"
    assert page.evaluate("history.length") == length + 1
    page.locator("[data-do=play]").click()
    page.clock.run_for(10_000)
    expect(page.locator(".timebar output")).to_have_text("2023年")
    expect(page.locator("[data-do=play]")).to_have_text("播放")
    assert page.url.endswith("time=2023/2023")
    # Played once more it begins anew.
    page.locator("[data-do=play]").click()
    expect(page.locator(".timebar output")).to_have_text("2018年")


def test_a_reader_who_wishes_for_less_motion_sees_slower_steps(show: Open) -> None:
    page = halted(show("years"))
    page.emulate_media(reduced_motion="reduce")
    assert page.locator(".handle").first.evaluate("(it) => getComputedStyle(it).transitionDuration") == "0s"
    page.locator("[data-do=play]").click()
    page.clock.run_for(1300)
    assert when(page) == "2018年"
    page.clock.run_for(1000)
    expect(page.locator(".timebar output")).to_have_text("2019年")


def test_a_short_time_is_cut_into_months_or_days(show: Open) -> None:
    assert list(bars(show("months"))) == ["2025年11月", "2025年12月", "2026年1月", "2026年2月"]
    page = show("days", "lang=en&time=2026-02/2026-02")
    assert page.locator(".bars title").all_text_contents() == [
        "31 Jan 2026: 1 document, 1 claim",
        "1 Feb 2026: 0 documents, 0 claims",
        "2 Feb 2026: 1 document, 2 claims",
    ]
    assert when(page) == "1 Feb to 2 Feb 2026"


def test_where_there_is_no_time_to_choose_there_is_no_slider(show: Open) -> None:
    page = show("one")
    expect(page.get_by_role("slider")).to_have_count(0)
    expect(page.locator(".timebar")).to_have_text("1 篇文献，都出自2026年1月31日 1 篇未注日期")
    page = show("none")
    expect(page.locator(".timebar")).to_have_count(0)


@pytest.mark.parametrize(("width", "height", "lang"), [(1280, 800, "zh"), (390, 844, "en")])
def test_the_time_bar_is_fit_for_everybody(show: Open, width: int, height: int, lang: str) -> None:
    page = show("years", f"lang={lang}&time=2020/2022", width=width, height=height)
    assert violations(page, ".timebar") == []
    assert fits(page)
    least = 44 if width < 600 else 24
    for control in page.locator(".timebar :is(button, [role=slider])").all():
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= least
