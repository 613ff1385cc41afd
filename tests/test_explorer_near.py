"""The neighbourhood view, used with the mouse, with the keyboard alone, by its address, and taken home as a file."""

import struct
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browsers import colours, fits, opened, violations, wait
from playwright.sync_api import Browser, Page, expect
from sketch import Sketch

from kg import explorer

HOSTILE = '</script><img src=x onerror="window.__pwned = 1">\u202e\x07' + "长" * 10_000


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a page on which a committee carries out forty drives, the first of them with a school."""
    it = Sketch()
    for local, zh, en in (
        ("implements", "实施", "implements"),
        ("partOf", "属于", "part of"),
        ("hasSlogan", "口号", "has slogan"),
    ):
        it.labels(local, zh, en)
    it.labels("Campaign", "行动", "campaign")
    it.document("one", "第一份文献", "2024-03-01")
    office = it.entity("Organization", "海城市直机关工委", en="Haicheng Work Committee")
    drives = [it.entity("Campaign", f"灯塔行动{number}", en=f"Lighthouse Drive {number}") for number in range(40)]
    school = it.entity("Platform", "灯塔学堂", en="Lighthouse School")
    league = it.entity("Organization", "灯塔联盟", en="Lighthouse League")
    strange = it.entity("Slogan", HOSTILE, en=f"Strange {HOSTILE}")
    for number, drive in enumerate(drives):
        it.claim(office, "implements", drive, f"工委实施灯塔行动{number}。")
    for surface in ("灯塔行动一再实施。", "工委又实施灯塔行动。"):
        it.claim(office, "implements", drives[0], surface)
    it.claim(drives[0], "partOf", office, "灯塔行动属于工委。")
    it.claim(school, "partOf", drives[0], "灯塔学堂属于灯塔行动。")
    it.claim(drives[0], "hasSlogan", drives[0], "灯塔行动继续灯塔行动。")
    it.claim(league, "implements", strange, "联盟喊出口号。")
    it.document("two", "第二份文献", "2025-01-09")
    it.mention(drives[1], "灯塔行动1")
    it.claim(office, "implements", drives[1], "工委继续实施灯塔行动1。")
    target = tmp_path_factory.mktemp("near") / "page.html"
    explorer.render(it.store, target)
    return target.as_uri()


def iri(tab: Page, name: str) -> str:
    """Return how an entity stands in the address, from the way to it on the page."""
    tab.locator(".near-list .row", has_text=name).first.click()
    wait(tab, lambda: "entity=" in tab.url)
    return tab.url.split("entity=")[1].split("&")[0]


def start(tab: Page, page: str, name: str = "Haicheng", more: str = "") -> None:
    """Open the neighbourhood of an entity, its list beside it, by choosing it in the list of the foremost."""
    tab.goto(f"{page}#view=neighbourhood&lang=en&list=1{more}")
    tab.locator(".near-list .row", has_text=name).first.click()
    tab.locator(".near [data-do=anew]").click()
    expect(tab.locator(".near h2")).to_contain_text(f"Neighbourhood of {name}")
    expect(tab.locator(".near-canvas canvas")).to_be_visible()


def count(tab: Page, entities: int) -> None:
    expect(tab.locator(f".near[data-drawn='{entities}']")).to_be_attached()


# Where on a canvas anything is drawn, in pixels of the page: a grid finer than any mark.
DRAWN = """(it) => {
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [it.width, it.height];
    const brush = copy.getContext("2d", { willReadFrequently: true });
    brush.drawImage(it, 0, 0);
    const pixels = new Uint32Array(brush.getImageData(0, 0, copy.width, copy.height).data.buffer);
    const { left, top, width } = it.getBoundingClientRect();
    const scale = it.width / width;
    const found = [];
    for (let y = 6; y * scale < copy.height; y += 12) {
        for (let x = 6; x * scale < copy.width; x += 12) {
            if (pixels[Math.floor(y * scale) * copy.width + Math.floor(x * scale)] !== pixels[0]) found.push([left + x, top + y]);
        }
    }
    return found;
}"""


def find(tab: Page, name: str) -> tuple[float, float]:
    """Move the mouse over what the picture shows until it tells of an entity, and say where that was."""
    for _ in range(20):
        for x, y in tab.locator(".near-canvas canvas").evaluate(DRAWN):
            tab.mouse.move(x, y)
            told = tab.locator(".near-pointed").inner_text()
            if told.startswith(name) and "—" not in told:
                return x, y
        # It is not drawn yet.
        tab.wait_for_timeout(100)
    raise AssertionError(f"{name} is nowhere in the picture")


def test_it_opens_with_the_foremost_and_then_on_what_is_chosen(page: str, tab: Page) -> None:
    tab.goto(f"{page}#view=neighbourhood&lang=en")
    count(tab, 44)
    expect(tab.locator(".near h2")).to_have_text("The 44 foremost entities")
    wait(tab, lambda: colours(tab, ".near-canvas canvas") > 5)
    start(tab, page)
    # The committee and the first of its forty neighbours.
    count(tab, 25)
    expect(tab.locator(".near [data-do=grow]")).to_contain_text("+16")


def test_an_address_with_an_entity_opens_on_it(page: str, tab: Page) -> None:
    tab.goto(f"{page}#view=neighbourhood&lang=en&list=1")
    office = iri(tab, "Haicheng")
    tab.goto("about:blank")
    tab.goto(f"{page}#view=neighbourhood&lang=en&entity={office}")
    count(tab, 25)
    expect(tab.locator(".near h2")).to_have_text("Neighbourhood of Haicheng Work Committee")


def test_a_click_reads_and_a_double_click_grows(page: str, tab: Page) -> None:
    start(tab, page, "Lighthouse School")
    count(tab, 2)
    x, y = find(tab, "Lighthouse Drive 0")
    tab.mouse.click(x, y)
    expect(tab.locator(".near-chosen strong")).to_have_text("Lighthouse Drive 0")
    tab.mouse.dblclick(x, y)
    count(tab, 3)
    tab.locator(".near [data-do=undo]").click()
    count(tab, 2)
    tab.locator(".near [data-do=redo]").click()
    count(tab, 3)
    tab.go_back()
    count(tab, 2)


def test_a_click_on_a_line_opens_what_is_claimed_between_both(page: str, tab: Page) -> None:
    start(tab, page, "Lighthouse School")
    one, other = find(tab, "Lighthouse School"), find(tab, "Lighthouse Drive 0")
    x, y = (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
    for dy in (0, 3, -3, 6, -6, 9, -9, 12, -12):
        tab.mouse.move(x, y + dy)
        if "part of" in tab.locator(".near-pointed").inner_text():
            tab.mouse.click(x, y + dy)
            break
    wait(tab, lambda: "pair=" in tab.url)
    ends = tab.url.split("pair=")[1].split("&")[0].split(",")
    assert [it.split("/")[0] for it in ends] == ["platform", "campaign"]


def test_the_rest_comes_when_asked_for_and_what_was_taken_out_comes_back(page: str, tab: Page) -> None:
    start(tab, page, "Lighthouse Drive 0")
    count(tab, 3)
    tab.locator(".near-list .row", has_text="Haicheng").first.click()
    expect(tab.locator(".near [data-do=rest]")).to_have_text("The other 39")
    tab.locator(".near [data-do=grow]").click()
    count(tab, 27)
    tab.locator(".near [data-do=grow]").click()
    count(tab, 42)
    expect(tab.locator(".near [data-do=grow]")).to_have_count(0)
    tab.locator(".near [data-do=out]").click()
    count(tab, 41)
    expect(tab.locator(".near-list .row", has_text="Haicheng")).to_have_count(0)
    tab.locator(".near [data-do=back]").click()
    count(tab, 42)


def test_the_address_opens_the_same_picture(page: str, tab: Page) -> None:
    start(tab, page, "Lighthouse School")
    tab.locator(".near-list .row", has_text="Lighthouse Drive 0").first.click()
    tab.locator(".near [data-do=grow]").click()
    tab.locator(".near-list .row", has_text="Lighthouse School").first.click()
    tab.locator(".near [data-do=out]").click()
    count(tab, 2)
    link, told = tab.url, tab.locator(".near-list").inner_text()
    tab.goto("about:blank")
    tab.goto(link)
    count(tab, 2)
    assert tab.locator(".near-list").inner_text() == told


def test_the_keyboard_alone_grows_and_reads(page: str, tab: Page) -> None:
    start(tab, page, "Lighthouse School")
    first = tab.locator(".near-list .row").first
    first.focus()
    expect(first).to_contain_text("Lighthouse Drive 0")
    # One stop for the whole list: the arrow keys move within it.
    expect(tab.locator("[aria-labelledby=near-entities] .row[tabindex='0']")).to_have_count(1)
    tab.keyboard.press("Enter")
    expect(tab.locator(".near-chosen strong")).to_have_text("Lighthouse Drive 0")
    tab.keyboard.press("Enter")
    count(tab, 3)
    tab.keyboard.press("End")
    tab.keyboard.press("Delete")
    count(tab, 2)
    # The picture itself is moved by keys.
    canvas = tab.locator(".near-canvas canvas")
    before = canvas.evaluate("it => it.toDataURL()")
    tab.get_by_role("group", name="Picture: arrow keys").focus()
    tab.keyboard.down("ArrowRight")
    wait(tab, lambda: canvas.evaluate("it => it.toDataURL()") != before)
    tab.keyboard.up("ArrowRight")


def test_the_list_tells_what_the_picture_shows(page: str, tab: Page) -> None:
    start(tab, page, "Lighthouse Drive 0")
    relations = tab.locator("[aria-labelledby=near-relations] li")
    # Both directions, and what an entity has to do with itself.
    expect(relations).to_have_text(
        [
            "Haicheng Work Committee implements Lighthouse Drive 0 (3)",
            "Lighthouse Drive 0 part of Haicheng Work Committee (1)",
            "Lighthouse Drive 0 has slogan Lighthouse Drive 0 (1)",
            "Lighthouse School part of Lighthouse Drive 0 (1)",
        ]
    )
    label = tab.locator(".near-canvas canvas").get_attribute("aria-label")
    assert label == (
        "Neighbourhood of Lighthouse Drive 0. "
        "Picture of a neighbourhood: 3 entities, 3 connected pairs. The list has the same."
    )
    relations.first.get_by_role("button").click()
    wait(tab, lambda: "pair=organization/" in tab.url)


def test_only_what_passes_the_filters_is_drawn(page: str, tab: Page) -> None:
    start(tab, page, more="&time=2025/")
    count(tab, 2)
    expect(tab.locator("[aria-labelledby=near-relations] li")).to_have_text(
        ["Haicheng Work Committee implements Lighthouse Drive 1 (1)"]
    )
    expect(tab.locator(".near [data-do=grow]")).to_have_count(0)


def test_what_is_read_but_not_drawn_can_be_added(page: str, tab: Page) -> None:
    tab.goto(f"{page}#view=neighbourhood&lang=en&list=1")
    office, league = iri(tab, "Haicheng"), iri(tab, "Lighthouse League")
    tab.goto("about:blank")
    tab.goto(f"{page}#view=neighbourhood&lang=en&near={office}@&entity={league}")
    count(tab, 1)
    expect(tab.locator(".near-chosen")).to_contain_text("is not in the picture")
    tab.locator(".near [data-do=join]").click()
    count(tab, 2)
    tab.locator(".near [data-do=anew]").click()
    expect(tab.locator(".near h2")).to_have_text("Neighbourhood of Lighthouse League")


def test_an_address_that_names_nothing_known_is_told(page: str, tab: Page) -> None:
    tab.goto(f"{page}#view=neighbourhood&lang=en&near=campaign/no-such-thing@")
    expect(tab.locator(".notice")).to_contain_text("campaign/no-such-thing")
    count(tab, 44)


def test_the_picture_is_taken_home_as_svg_and_png(page: str, tab: Page, tmp_path: Path) -> None:
    start(tab, page, "Lighthouse League")
    tab.locator("[data-do=export]").click()
    with tab.expect_download() as svg:
        tab.locator("[data-do=svg]").click()
    file = tmp_path / "picture.svg"
    svg.value.save_as(file)
    # What a document calls a thing can neither break the file nor run in it.
    drawing = ElementTree.parse(file).getroot()
    texts = [it.text for it in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert "Lighthouse League" in " ".join(filter(None, texts))
    assert "implements" in texts
    assert {it.tag.split("}")[1] for it in drawing.iter()} <= {
        "svg",
        "title",
        "rect",
        "path",
        "polygon",
        "circle",
        "g",
        "text",
    }
    tab.locator("[data-do=export]").click()
    with tab.expect_download() as png:
        tab.locator("[data-do=png]").click()
    png.value.save_as(tmp_path / "picture.png")
    head = (tmp_path / "picture.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    assert (width, height) == (2 * int(drawing.attrib["width"]), 2 * int(drawing.attrib["height"]))
    assert (svg.value.suggested_filename, png.value.suggested_filename) == (
        "tifa-neighbourhood.svg",
        "tifa-neighbourhood.png",
    )


def centres(file: Path) -> list[tuple[float, float]]:
    """Return the middles of the marks in a picture's SVG."""
    found = []
    for it in ElementTree.parse(file).getroot():
        if it.tag.endswith("circle"):
            found.append((float(it.attrib["cx"]), float(it.attrib["cy"])))
        elif it.tag.endswith("polygon"):
            corners = [tuple(map(float, corner.split(","))) for corner in it.attrib["points"].split()]
            found.append((sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)))
    return found


@pytest.mark.parametrize("opening", [True, False])
def test_nothing_stands_on_anything_else(page: str, tab: Page, tmp_path: Path, opening: bool) -> None:
    if opening:
        tab.goto(f"{page}#view=neighbourhood&lang=en")
        count(tab, 44)
    else:
        start(tab, page)
        tab.locator(".near [data-do=rest], .near [data-do=grow]").last.click()
        count(tab, 41)
    tab.locator("[data-do=export]").click()
    with tab.expect_download() as svg:
        tab.locator("[data-do=svg]").click()
    file = tmp_path / "picture.svg"
    svg.value.save_as(file)
    marks = centres(file)
    assert len(marks) == (44 if opening else 41)
    close = [(a, b) for a, b in combinations(marks, 2) if abs(a[0] - b[0]) < 18 and abs(a[1] - b[1]) < 18]
    assert close == []


def test_language_and_colours_change_in_place(page: str, tab: Page) -> None:
    start(tab, page, "Lighthouse School")
    before = tab.locator(".near-canvas canvas").evaluate("it => it.toDataURL()")
    tab.locator("[data-do=language]").click()
    expect(tab.locator(".near h2")).to_have_text("灯塔学堂 的邻域")
    expect(tab.locator("[aria-labelledby=near-relations] li")).to_have_text(
        ["灯塔行动0 口号 灯塔行动0 (1)", "灯塔学堂 属于 灯塔行动0 (1)"]
    )
    wait(tab, lambda: tab.locator(".near-canvas canvas").evaluate("it => it.toDataURL()") != before)
    chinese = tab.locator(".near-canvas canvas").evaluate("it => it.toDataURL()")
    tab.locator("[data-do=theme]").click()
    wait(tab, lambda: tab.locator(".near-canvas canvas").evaluate("it => it.toDataURL()") != chinese)
    count(tab, 2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_it_can_be_used_by_everybody(page: str, browser: Browser, width: int, height: int, scheme: str) -> None:
    with opened(browser, width=width, height=height, scheme=scheme) as tab:
        start(tab, page)
        count(tab, 25)
        assert fits(tab)
        assert violations(tab, "main") == []
