"""The pictures in the README: what the page looks like there, taken anew with --update-golden."""

from pathlib import Path

import pytest
from browsers import opened
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

SCREENS = Path(__file__).parent / "golden" / "screens"


def found(page: Page, words: str, name: str) -> None:
    page.locator("[role=combobox]").first.fill(words)
    page.locator("[role=option]", has_text=name).first.click()
    expect(page.locator("#panel h2").first).to_contain_text(name)


def overview(page: Page) -> None:
    found(page, "bbzl", "八八战略")


def sentence(page: Page) -> None:
    found(page, "八八战略", "八八战略")
    page.locator("#panel .said", has_text="持续实施").get_by_text("看这条陈述").click()
    page.get_by_role("button", name="在全文中阅读").last.click()
    expect(page.locator("#panel .text mark.cue").first).to_be_in_viewport()


def neighbourhood(page: Page) -> None:
    found(page, "双鸭山市直", "双鸭山市直机关工委")
    page.locator("[data-view=neighbourhood]").first.click()


@pytest.mark.parametrize(
    ("take", "address", "scheme"),
    [(overview, "", "light"), (sentence, "", "light"), (neighbourhood, "", "dark")],
)
def test_a_picture_of_the_readme_can_be_taken(
    browser: Browser, sample_build: Path, update_golden: bool, take, address: str, scheme: str
) -> None:
    with opened(browser, scheme=scheme) as page:
        page.goto(f"{(sample_build / 'explorer.html').as_uri()}?lang=zh#{address}")
        page.wait_for_selector("html[data-ready]")
        take(page)
        if update_golden:
            # Whatever glides or fades has come to rest.
            page.wait_for_timeout(1500)
        picture = page.screenshot()
    kept = SCREENS / f"{take.__name__}.png"
    if update_golden:
        kept.write_bytes(picture)
    # Fonts differ from machine to machine: the size is compared, and that neither is blank.
    assert picture[16:24] == kept.read_bytes()[16:24]
    assert min(len(picture), kept.stat().st_size) > 40_000
