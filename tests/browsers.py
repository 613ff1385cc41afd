"""A real browser: Chromium without a window, its sizes and colours."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@contextmanager
def chromium(profile: Path) -> Iterator[Chrome]:
    """Start Chromium; skip where it is missing, unless KG_REQUIRE_BROWSER=1 says that it must be there."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not driver:
        reason = "chromium or chromedriver is missing; on Debian: apt-get install chromium chromium-driver"
        if os.environ.get("KG_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    options = ChromeOptions()
    options.binary_location = program
    for flag in (*FLAGS.split(), f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = Chrome(options=options, service=Service(driver))
    try:
        yield chrome
    finally:
        chrome.quit()


def sized(browser: Chrome, width: int, height: int, scheme: str) -> None:
    """Give the window a size, a phone's below 600 pixels, and the reader a wish for "light" or "dark"."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)


def wait(browser: Chrome, until: Callable[[], object]) -> None:
    """Wait until something holds, twenty seconds at most."""
    WebDriverWait(browser, 20, poll_frequency=0.05).until(lambda _: until())


def texts(browser: Chrome, selector: str) -> list[str]:
    """Return the text of each element that fits."""
    return [element.text for element in browser.find_elements(By.CSS_SELECTOR, selector)]
