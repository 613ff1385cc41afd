"""A real browser: Debian's Chromium without a window, driven by Playwright, and what a page does in it.

While it runs, Playwright's event loop runs in this thread, and asyncio can start no other one here: the fixture
`browser` ends with its module, and no module uses both.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
FRONT = Path(__file__).parent.parent / "kg" / "explorer" / "front"

# What a page may ask for without asking anybody else.
_OWN = ("file:", "data:", "blob:")
_AXE = FRONT / "node_modules" / "axe-core" / "axe.min.js"
_WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def absent(reason: str) -> NoReturn:
    """Skip the test; fail it where KG_REQUIRE_BROWSER=1 says that nothing may be missing."""
    if os.environ.get("KG_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium; skip where it is missing."""
    program = shutil.which("chromium")
    if program is None:
        absent("chromium is missing; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS.split())
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Browser,
    *,
    width: int = 1280,
    height: int = 800,
    scheme: str = "light",
    scripts: bool = True,
    host: str = "file:",
    tolerated: tuple[str, ...] = (),
) -> Iterator[Page]:
    """Open an empty page of a size, a phone's below 600 pixels, for a reader who wishes for "light" or "dark".

    At its end no script of a document has run, nobody but `host` was asked for anything, and nothing stands in the
    console except messages with one of the words that are `tolerated`. Storage is the page's own.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        is_mobile=width < 600,
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=scripts,
    )
    try:
        asked, complaints = requests(context), messages(context)
        yield context.new_page()
        problems = [f"a document's script ran: {it}" for it in pwned(context)]
        problems += [f"asked for: {it}" for it in asked if not it.startswith((host, *_OWN))]
        problems += [f"told: {it}" for it in complaints if not any(word in it for word in tolerated)]
        assert not problems, "\n".join(problems)
    finally:
        context.close()


def requests(context: BrowserContext) -> list[str]:
    """Return a list that grows by the address of every request."""
    found: list[str] = []
    context.on("request", lambda it: found.append(it.url))
    return found


def messages(context: BrowserContext) -> list[str]:
    """Return a list that grows by every message in the console and every error that no script caught."""
    found: list[str] = []
    context.on("console", lambda it: found.append(it.text))
    context.on("weberror", lambda it: found.append(str(it.error)))
    return found


def pwned(context: BrowserContext) -> list[str]:
    """Return the addresses of the frames in which a document's script ran: each of them sets `window.__pwned`."""
    frames = [frame for page in context.pages for frame in page.frames]
    return [frame.url for frame in frames if frame.evaluate("window.__pwned") is not None]


def wait(page: Page, until: Callable[[], object]) -> None:
    """Wait until something holds, twenty seconds at most.

    What a locator can say is waited for by Playwright's `expect`.
    """
    for _ in range(400):
        if until():
            return
        page.wait_for_timeout(50)
    raise AssertionError("what was waited for did not come within twenty seconds")


def violations(page: Page, part: str = "html") -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA in a part of the page, a line a place: rule, place, what is wrong."""
    if not _AXE.exists():
        absent("axe-core is missing; with node and npm: make front")
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text("utf-8"))
    # What passes is not handed over: it is the most by far.
    found = page.evaluate(
        """async ([part, tags]) => {
            const { passes, violations } = await axe.run(part, { runOnly: tags, resultTypes: ["violations"], preload: false });
            return { passes: passes.length, violations };
        }""",
        [part, _WCAG],
    )
    assert found["passes"], "axe-core found nothing to look at"
    return [
        f"{rule['id']}: {node['target'][0]}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def fits(page: Page) -> bool:
    """Say whether nothing of the page is wider than the screen; innerWidth would grow with it on a phone."""
    assert page.viewport_size
    return bool(page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"])


def colours(page: Page, selector: str) -> int:
    """Count the different pixels of a canvas."""
    found: int = page.locator(selector).evaluate("""(it) => {
        const { data } = it.getContext("2d").getImageData(0, 0, it.width, it.height);
        return new Set(new Uint32Array(data.buffer)).size;
    }""")
    return found
