"""What the browser tests lean on: a page that misbehaves is caught, and nothing of the browser is left behind."""

import asyncio
import os
from pathlib import Path

import psutil
import pytest
from browsers import chromium, colours, fits, opened, violations
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>page</title>'
    '<meta name="viewport" content="width=device-width">'
    '<meta http-equiv="Content-Security-Policy" content="{policy}"><main><h1>heading</h1>{body}</main></html>'
)
OPEN = "default-src * data: 'unsafe-inline'"
CLOSED = "default-src 'none'"


# First: while the fixture `browser` lives, no second one can be started.
def test_nothing_of_the_browser_is_left_behind() -> None:
    before = set(psutil.Process(os.getpid()).children(recursive=True))
    with chromium() as browser:
        assert browser.version
        started = set(psutil.Process(os.getpid()).children(recursive=True)) - before
        assert len(started) > 2
    _, alive = psutil.wait_procs(started, timeout=5)
    assert [it for it in alive if it.status() != psutil.STATUS_ZOMBIE] == []
    assert asyncio.run(asyncio.sleep(0, "another loop runs")) == "another loop runs"


@pytest.mark.parametrize(
    ("policy", "body", "word"),
    [
        (OPEN, "<script>window.__pwned = 1</script>", "bad.html"),
        (OPEN, "<iframe srcdoc='<script>window.__pwned = 1</script>'></iframe>", "srcdoc"),
        (OPEN, "<img alt='' src='http://127.0.0.1:9/x.png'>", "127.0.0.1"),
        (OPEN, "<script>console.info('told')</script>", "told"),
        (OPEN, "<script>throw new Error('thrown')</script>", "thrown"),
        (CLOSED, "<script>window.__pwned = 1</script>", "Content Security Policy"),
    ],
)
def test_a_page_that_misbehaves_is_caught(
    browser: Browser, tmp_path: Path, policy: str, body: str, word: str
) -> None:
    (tmp_path / "bad.html").write_text(PAGE.format(policy=policy, body=body), "utf-8")
    with pytest.raises(AssertionError, match=word), opened(browser) as page:
        page.goto((tmp_path / "bad.html").as_uri())
        page.wait_for_load_state("networkidle")


def test_axe_looks_at_a_page_whose_policy_lets_nothing_run(browser: Browser, tmp_path: Path) -> None:
    for name, body in (("good", "<p>words"), ("bad", "<p><button></button>")):
        (tmp_path / f"{name}.html").write_text(PAGE.format(policy=CLOSED, body=body), "utf-8")
    with opened(browser) as page:
        page.goto((tmp_path / "good.html").as_uri())
        assert violations(page) == []
        page.goto((tmp_path / "bad.html").as_uri())
        (line,) = violations(page)
        assert line.startswith("button-name: button: ")


def test_size_and_colours_are_the_ones_asked_for(browser: Browser, tmp_path: Path) -> None:
    wide = "<canvas></canvas><div style='width: 500px'>wide</div>"
    (tmp_path / "wide.html").write_text(PAGE.format(policy=OPEN, body=wide), "utf-8")
    for width, scheme in ((1280, "light"), (390, "dark")):
        with opened(browser, width=width, scheme=scheme) as page:
            page.goto((tmp_path / "wide.html").as_uri())
            assert page.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
            assert fits(page) == (width == 1280)
            assert colours(page, "canvas") == 1
