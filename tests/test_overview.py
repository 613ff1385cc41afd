"""The overview's canvas in a real browser: moved, zoomed, picked and walked as a reader does it."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from browsers import FRONT, absent, opened, wait
from playwright.sync_api import Browser, Page

from kg.explorer.palette import LOOKS

pytestmark = pytest.mark.browser

HOSTILE = "</text><script>window.__pwned = 1</script>\u0000\u202e&\"'"
# Rows from the foremost: a hub with four around it, and one far away.
DATA: dict[str, Any] = {
    "x": [0, 200, -200, 0, 0, 4000],
    "y": [0, 0, 0, 150, -150, 3000],
    "type": [6, 7, 2, 3, 5, 11],
    "degree": [4, 1, 1, 1, 1, 0],
    "community": [0, 0, 0, 0, 0, 1],
    "from": [0, 0, 0, 0],
    "to": [1, 2, 3, 4],
    "weight": [1, 2, 3, 4],
    "communities": [
        {"entities": [0, 1, 2], "x": 0, "y": 0, "radius": 260, "size": 5},
        {"entities": [5], "x": 4000, "y": 3000, "radius": 30, "size": 1},
    ],
    "looks": [
        {"shape": look.shape, "filled": look.filled, "light": look.light, "dark": look.dark}
        for look in LOOKS.values()
    ],
    "labels": ["八八战略", "千万工程", HOSTILE, "浙江", "省优", "枫桥经验"],
}
CLOSE = "overview.go({ x: 0, y: 0, scale: 1 })"


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page with the overview alone, filling the window."""
    esbuild = FRONT / "node_modules" / ".bin" / "esbuild"
    if not esbuild.exists():
        absent("the front end's packages are missing; with node and npm: make front")
    command = [esbuild, FRONT / "tests" / "harness.ts", "--bundle", "--format=iife", "--charset=utf8"]
    script = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    data = json.dumps(DATA).replace("<", "\\u003c")
    page = tmp_path_factory.mktemp("overview") / "overview.html"
    page.write_text(
        '<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<style>html, body, #host { margin: 0; width: 100%; height: 100% }</style>"
        '<div id="host" aria-label="总览"></div><button style="position: fixed; top: 0">next</button>'
        f'<script type="application/json" id="data">{data}</script>'
        f"<script>{script}</script>",
        encoding="utf-8",
    )
    return page


@pytest.fixture
def page(browser: Browser, harness: Path) -> Iterator[Page]:
    """Return the page, the hub in the middle of 1280 × 800 pixels at scale 1.

    A test reads pixels more often than a page would; Chromium remarks on it.
    """
    with opened(browser, tolerated=("willReadFrequently",)) as page:
        page.emulate_media(reduced_motion="reduce")
        yield near(page, harness)


def near(page: Page, harness: Path) -> Page:
    page.goto(harness.as_uri())
    page.wait_for_function("document.documentElement.dataset.ready")
    page.evaluate(CLOSE)
    rested(page)
    return page


def rested(page: Page) -> None:
    """Wait until the picture stands still and is sharp."""
    page.wait_for_timeout(120)
    wait(
        page,
        lambda: page.evaluate(
            "document.querySelector('canvas:nth-of-type(2)').style.transform.endsWith('scale(1)')"
        ),
    )


def view(page: Page) -> dict[str, float]:
    found: dict[str, float] = page.evaluate("overview.view()")
    return found


def heard(page: Page) -> list[list[Any]]:
    found: list[list[Any]] = page.evaluate("heard.splice(0)")
    return found


def test_a_click_picks_what_is_under_it(page: Page) -> None:
    """A mark, a line between two marks, and the empty ground."""
    for x, y, expected in (
        (640, 400, ["pick", 0]),
        (840, 400, ["pick", 1]),
        (740, 400, ["pickLink", 0]),
        (900, 700, ["pick", None]),
    ):
        heard(page)
        page.mouse.click(x, y)
        assert expected in heard(page)


def test_the_pointer_tells_what_it_is_over(page: Page) -> None:
    """And that it left."""
    heard(page)
    page.mouse.move(641, 401)
    page.mouse.move(640, 475)
    page.mouse.move(1000, 700)
    assert heard(page) == [["hover", 0, None], ["hover", None, 2], ["hover", None, None]]


def test_dragging_moves_the_map_with_the_hand(page: Page) -> None:
    """No pick comes of it."""
    heard(page)
    page.mouse.move(900, 600)
    page.mouse.down()
    page.mouse.move(910, 600)
    page.mouse.move(800, 550, steps=5)
    page.mouse.up()
    assert (view(page)["x"], view(page)["y"]) == (110, 50)
    assert not [call for call in heard(page) if call[0].startswith("pick")]
    rested(page)
    page.mouse.click(530, 350)
    assert ["pick", 0] in heard(page)


def test_the_wheel_zooms_at_the_pointer(page: Page) -> None:
    """What is under the pointer stays under it."""
    page.mouse.move(840, 400)
    page.mouse.wheel(0, -300)
    wait(page, lambda: view(page)["scale"] > 1.5)
    rested(page)
    heard(page)
    page.mouse.click(840, 400)
    assert ["pick", 1] in heard(page)


def test_a_double_click_comes_closer(page: Page) -> None:
    """Twice as near, in one step for a reader who wants no motion."""
    page.mouse.dblclick(900, 700)
    wait(page, lambda: view(page)["scale"] == 2)


def test_the_keyboard_moves_zooms_and_walks(page: Page) -> None:
    """Arrows pan, + and − zoom, 0 shows all; Tab goes from mark to mark, Enter picks, at the end Tab leaves the map."""
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert view(page)["x"] == 80
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("+")
    assert view(page)["scale"] == 1.5
    page.keyboard.press("-")
    assert round(view(page)["scale"], 6) == 1
    rested(page)
    heard(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    calls = heard(page)
    assert [call for call in calls if call[0] != "moved"] == [["hover", 0, None], ["hover", 1, None], ["pick", 1]]
    page.keyboard.press("Shift+Tab")
    assert heard(page) == [["hover", 0, None]]
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "host"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.focus("#host")
    page.keyboard.press("0")
    rested(page)
    assert view(page)["scale"] < 0.3
    assert page.evaluate("overview.describe()") == [0, 1, 2, 3, 4, 5]


def test_two_fingers_zoom(browser: Browser, harness: Path) -> None:
    """A pinch on a phone zooms between the fingers and picks nothing; a tap picks."""
    with opened(browser, width=390, height=844) as page:
        near(page, harness)
        heard(page)
        session = page.context.new_cdp_session(page)

        def touch(kind: str, *points: tuple[int, int]) -> None:
            fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

        touch("touchStart", (175, 422), (215, 422))
        for step in range(1, 9):
            touch("touchMove", (175 - 5 * step, 422), (215 + 5 * step, 422))
        touch("touchEnd")
        wait(page, lambda: 2.5 < view(page)["scale"] < 3.5)
        assert abs(view(page)["x"]) < 6
        assert not [call for call in heard(page) if call[0].startswith("pick")]
        rested(page)
        touch("touchStart", (195, 422))
        touch("touchEnd")
        wait(page, lambda: ["pick", 0] in heard(page))


def test_filters_hide_and_a_selection_dims(page: Page) -> None:
    """A hidden node is neither picked nor described."""
    page.evaluate("overview.show(Uint8Array.of(1, 0, 1, 1, 1, 1), Uint8Array.of(1, 1, 1, 0))")
    rested(page)
    heard(page)
    page.mouse.click(840, 400)
    page.mouse.click(740, 400)
    page.mouse.click(640, 325)
    assert heard(page)[-1] == ["pick", None]
    assert not [call for call in heard(page) if call[0] == "pickLink"]
    assert page.evaluate("overview.describe()") == [0, 2, 3, 4]


def test_escape_ends_the_walk(page: Page) -> None:
    """The next Tab leaves the map, however many marks are left; who comes back walks anew."""
    page.focus("#host")
    page.keyboard.press("Tab")
    heard(page)
    page.keyboard.press("Escape")
    assert heard(page) == [["hover", None, None]]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert heard(page) == [["hover", 0, None]]


def test_what_is_chosen_elsewhere_comes_into_sight(page: Page) -> None:
    """The map moves for what is out of sight alone, and keeps its scale."""
    before = view(page)
    page.evaluate("overview.reveal(1)")
    page.wait_for_timeout(60)
    assert view(page) == before
    page.evaluate("overview.go({ x: 5000, y: 5000, scale: 1.5 })")
    page.evaluate("overview.reveal(1)")
    wait(page, lambda: view(page) == {"x": 200, "y": 0, "scale": 1.5})
    assert page.evaluate("[data.x[1], data.y[1]]") == [200, 0]


def test_the_whole_stays_whole_in_a_smaller_window(page: Page) -> None:
    """But what the reader moved stays where it was put."""
    page.evaluate("overview.fit()")
    wait(page, lambda: page.evaluate("overview.describe()") == [0, 1, 2, 3, 4, 5])
    whole = view(page)
    page.evaluate("document.getElementById('host').style.width = '400px'; overview.resize()")
    assert view(page)["scale"] < whole["scale"]
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    moved = view(page)
    page.evaluate("document.getElementById('host').style.width = '900px'; overview.resize()")
    assert view(page) == moved


def test_the_file_is_the_picture_and_hostile_names_stay_names(page: Page) -> None:
    """The SVG is well-formed, has names and shapes and no script; the PNG is a picture."""
    root = ElementTree.fromstring(page.evaluate("overview.svg()"))
    names = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"八八战略", "千万工程", "浙江"} <= set(names)
    assert any(name and name.startswith("</text><script>") for name in names)
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "总览"
    size, kind = page.evaluate("overview.png().then((blob) => [blob.size, blob.type])")
    assert kind == "image/png" and size > 5000


def test_dark_and_light_are_different_pictures(page: Page) -> None:
    """The ground of the bitmap follows the theme."""
    ground = (
        "() => [...document.querySelectorAll('canvas')][1].getContext('2d').getImageData(3, 3, 1, 1).data.join()"
    )
    assert page.evaluate(ground) == "251,250,247,255"
    page.evaluate("overview.theme(true)")
    wait(page, lambda: page.evaluate(ground) == "27,28,32,255")


def test_nothing_is_left_behind(page: Page) -> None:
    """After its end the host is empty and the keys do nothing."""
    page.evaluate("overview.destroy()")
    assert page.locator("canvas").count() == 0
    heard(page)
    page.mouse.click(640, 400)
    assert heard(page) == []


def test_an_empty_graph_is_an_empty_map(browser: Browser, harness: Path, tmp_path: Path) -> None:
    """Nothing fails, nothing is picked."""
    empty = {key: [] if isinstance(value, list) and key != "looks" else value for key, value in DATA.items()}
    text = harness.read_text("utf-8").replace(json.dumps(DATA).replace("<", "\\u003c"), json.dumps(empty))
    page_file = tmp_path / "empty.html"
    page_file.write_text(text, encoding="utf-8")
    with opened(browser) as page:
        near(page, page_file)
        page.mouse.click(640, 400)
        assert heard(page)[-1] == ["pick", None]
        assert page.evaluate("overview.describe()") == []
