"""The query page in a real browser, the engine behind it: what a reader does, and what a hostile build tries."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browsers import colours, fits, opened, wait
from playwright.sync_api import Browser, Page, expect
from pyoxigraph import Literal, NamedNode, Quad
from servers import serving

from kg import ontology, query
from kg.store import Store
from kg.vocabulary import ID, term

pytestmark = pytest.mark.browser

HOSTILE = '恶意<img src="https://nowhere.invalid/x.png" onerror="window.__pwned = 1">{{ title }}'
GRAPH = NamedNode(f"{ID}document/hostile")
BAD = NamedNode(f"{ID}slogan/hostile-1")
# A query that says busy is refused.
STUB = """
    const real = window.fetch;
    window.fetch = async (address, options) => {
      if (options?.body?.includes("busy")) return new Response("busy", { status: 429, headers: { "retry-after": "7" } });
      return real(address, options);
    };
"""

# Where the mark of the one node is in the picture: the red of its inside.
MARK = """(it) => {
    const { data } = it.getContext("2d").getImageData(0, 0, it.width, it.height);
    const red = (x, y) => {
      const at = 4 * (y * it.width + x);
      return data[at] > 120 && data[at + 1] < 60 && data[at + 2] < 60;
    };
    const inside = [];
    for (let y = 5; y < it.height - 5; y += 1)
      for (let x = 5; x < it.width - 5; x += 1)
        if (red(x, y) && red(x - 5, y) && red(x + 5, y) && red(x, y - 5) && red(x, y + 5)) inside.push([x, y]);
    const [x, y] = inside[inside.length >> 1];
    return { x: Math.round(x * it.clientWidth / it.width), y: Math.round(y * it.clientHeight / it.height) };
}"""

Open = Callable[..., Page]

# A refused answer is told in the console, by Chromium itself.
REFUSED = ("status of 400", "status of 403", "status of 429", "status of 503")


@pytest.fixture(scope="module")
def folder(sample_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample build with one more entity, whose name tries to break out."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(sample_build / "manifest.json", folder)
    with Store.create(folder / "store") as store:
        store.load(Store.open(sample_build / "store").match())
        store.load(
            [
                Quad(BAD, term("rdf:type"), term("tifa:Slogan"), GRAPH),
                Quad(GRAPH, term("tifa:mentions"), BAD, GRAPH),
                Quad(BAD, term("skos:prefLabel"), Literal(HOSTILE, language="zh"), GRAPH),
            ]
        )
    return folder


@pytest.fixture(scope="module")
def server(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the build; return the address."""
    with serving(tmp_path_factory.mktemp("log") / "log", str(folder)) as it:
        yield it.base


@pytest.fixture
def show(browser: Browser, server: str) -> Iterator[Open]:
    """Return a function that opens the page; afterwards no page has broken the policy or asked another host."""
    with ExitStack() as stack:

        def show(address: str = "", *, base: str = server, **look: Any) -> Page:
            page = stack.enter_context(opened(browser, host=f"{base}/", tolerated=REFUSED, **look))
            page.add_init_script(STUB)
            page.goto(f"{base}/sparql{address}")
            wait(page, lambda: "ready" in dataset(page))
            return page

        yield show


def dataset(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("({...document.getElementById('workbench').dataset})")
    return found


def done(page: Page, times: int = 1) -> None:
    wait(page, lambda: int(dataset(page).get("done", "0")) >= times)


def written(page: Page) -> str:
    found: str = page.evaluate("document.querySelector('.yasqe .CodeMirror').CodeMirror.getValue()")
    return found


def write(page: Page, text: str) -> None:
    """Put a text into the editor and the cursor to the end of its last line."""
    page.evaluate(
        """(text) => {
            const it = document.querySelector(".yasqe .CodeMirror").CodeMirror;
            it.setValue(text);
            it.focus();
            it.setCursor(it.lineCount(), 0);
        }""",
        text,
    )


def hints(page: Page) -> list[str]:
    return page.locator(".CodeMirror-hints li").all_inner_texts()


def ask(page: Page, sparql: str) -> None:
    write(page, sparql)
    before = int(dataset(page).get("done", "0"))
    page.keyboard.press("Control+Enter")
    done(page, before + 1)


def drawn(page: Page) -> None:
    """Wait until the picture is there."""
    expect(page.locator(".canvas[data-ready]")).to_be_visible()


def test_a_stored_question_is_one_click_from_its_rows(show: Open, server: str) -> None:
    page = show("?lang=en")
    expect(page.locator("#examples li")).to_have_count(len(query.stored(ontology.folder())))
    page.get_by_role("link", name="Who implements it?", exact=True).click()
    page.wait_for_url("**question=who-implements*")
    done(page)
    assert "tifa:implements" in written(page)
    assert page.locator(".yasr th").all_inner_texts()[1:3] == ["actor", "quote"]
    expect(page.locator(".yasr tbody tr")).to_have_count(1)
    expect(page.locator("#status")).to_have_text(re.compile("^1 row in "))
    link = page.locator(".yasr tbody a").first
    expect(link).to_have_attribute("href", re.compile("^/id/strategy/"))
    wait(page, lambda: link.inner_text() not in ("", link.get_attribute("title")))
    assert "question=who-implements" in page.url
    page.goto(f"{server}/sparql?question=who-implements&lang=zh")
    done(page)
    assert page.locator(".yasr th").all_inner_texts()[1:3] == ["主体", "原文"]


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_hostile_name_is_text(show: Open, width: int, height: int, scheme: str) -> None:
    page = show("?lang=zh", width=width, height=height, scheme=scheme)
    ask(page, f"SELECT ?it ?name WHERE {{ VALUES ?it {{ {BAD} }} ?it ?p ?name FILTER(isLiteral(?name)) }}")
    expect(page.locator(".yasr tbody td").nth(1)).to_have_text(f"{HOSTILE} @zh")
    expect(page.locator(".yasr tbody a")).to_have_text([HOSTILE])
    ask(page, f"CONSTRUCT {{ {BAD} ?p ?name }} WHERE {{ {BAD} ?p ?name }}")
    drawn(page)
    expect(page.locator("main img, iframe")).to_have_count(0)
    page.locator(".select_response").click()
    expect(page.locator(".yasr_results pre").filter(has_text="onerror").first).to_be_visible()
    assert fits(page)


def test_a_node_that_is_chosen_gives_its_page(show: Open) -> None:
    page = show("?lang=en")
    ask(page, f"CONSTRUCT {{ {BAD} <x:p> {BAD} }} WHERE {{}}")
    drawn(page)
    picture = page.locator(".canvas canvas")
    picture.scroll_into_view_if_needed()
    # The picture moves once more after it is ready.
    page.wait_for_timeout(500)
    picture.click(position=picture.evaluate(MARK), delay=100)
    expect(page.locator(".chosen a").first).to_have_attribute("href", "/id/slogan/hostile-1")


def test_a_construct_is_drawn_with_every_node_and_edge(show: Open) -> None:
    page = show("?lang=en")
    triples = "<x:a> <x:p> <x:b> , <x:c> . <x:b> <x:p> <x:c> ; <x:q> <x:c> , 'text' ."
    ask(page, f"CONSTRUCT {{ {triples} }} WHERE {{}}")
    drawn(page)
    canvas = page.locator(".canvas")
    # Two properties between one pair are one line.
    assert (canvas.get_attribute("data-nodes"), canvas.get_attribute("data-edges")) == ("4", "4")
    assert colours(page, ".canvas canvas") > 20
    page.locator(".select_table").click()
    expect(page.locator(".yasr tbody tr")).to_have_count(5)
    page.locator(".select_response").click()
    expect(page.locator(".yasr_results pre").filter(has_text="<x:a>").first).to_be_visible()


def test_a_large_graph_is_drawn_in_part_and_says_so(show: Open) -> None:
    page = show("?lang=en")
    ask(page, "CONSTRUCT { ?s ?p ?o } WHERE { SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 2000 }")
    expect(page.locator(".canvas")).to_have_attribute("data-nodes", "300")
    expect(page.locator(".yasr_results p").first).to_contain_text("more triples are not drawn")
    drawn(page)


def test_what_is_typed_is_completed(show: Open) -> None:
    page = show("?lang=zh")
    write(page, "SELECT * WHERE {\n  ?s a ")
    page.keyboard.type("tifa:")
    wait(page, lambda: hints(page))
    assert written(page).startswith("PREFIX tifa: <https://w3id.org/tifa/ontology#>\n")
    page.keyboard.type("Camp")
    wait(page, lambda: [it.split()[0] for it in hints(page)][:1] == ["tifa:Campaign"])
    page.keyboard.press("Enter")
    assert written(page).endswith("?s a tifa:Campaign")
    write(page, "SELECT * WHERE {\n  ?s a ")
    page.keyboard.type("活动")
    wait(page, lambda: any(it.startswith("tifa:Campaign") for it in hints(page)))
    page.keyboard.press("Enter")
    assert written(page).endswith("?s a tifa:Campaign")
    assert written(page).startswith("PREFIX tifa:")
    write(page, "")
    page.keyboard.type("PREFIX sko")
    wait(page, lambda: hints(page))
    page.keyboard.press("Enter")
    assert written(page) == "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"


def test_an_entity_is_found_by_its_name_and_put_in_as_its_iri(show: Open) -> None:
    page = show("?lang=zh")
    write(page, "SELECT * WHERE {\n  ")
    page.keyboard.type("恶意")
    wait(page, lambda: any("onerror" in it for it in hints(page)))
    page.keyboard.press("Enter")
    assert written(page) == f"PREFIX slogan: <{ID}slogan/>\nSELECT * WHERE {{\n  slogan:hostile-1"


def test_a_parameter_is_chosen_by_name(show: Open) -> None:
    page = show("?lang=en&question=where-said")
    entity = page.locator("#parameter-entity")
    entity.clear()
    entity.press_sequentially("恶意")
    expect(page.locator("#choices-entity li")).to_have_text([f"{HOSTILE} slogan"])
    entity.press("ArrowDown")
    entity.press("Enter")
    entity.evaluate("(it) => it.form.requestSubmit()")
    page.wait_for_url(lambda url: quote(BAD.value, safe="") in url)
    done(page)
    assert f"VALUES ?entity {{ {BAD} }}" in written(page)
    expect(page.locator("#parameter-entity")).to_have_value(HOSTILE)


@pytest.mark.parametrize(
    ("sparql", "sentence"),
    [
        ("SELECT busy", "Too many queries are running; try again shortly. (in 7 s)"),
        ("SELECT * WHERE { ?s ?p", "The query cannot be understood."),
        ("SELECT * { SERVICE <http://x.invalid/> { ?s ?p ?o } }", "This server does not allow such a query."),
        ("DROP ALL", "This server is read-only; it takes no updates."),
    ],
)
def test_a_failing_query_says_why(show: Open, sparql: str, sentence: str) -> None:
    page = show("?lang=en")
    ask(page, sparql)
    shown = page.locator("#problem")
    assert shown.inner_text().startswith(sentence)
    expect(page.locator("#results")).to_be_hidden()
    ask(page, "ASK {}")
    expect(shown).to_be_hidden()
    expect(page.locator(".truth")).to_have_text("Yes")


def test_the_address_keeps_the_query_and_runs_no_update(show: Open) -> None:
    page = show("?lang=en")
    ask(page, "SELECT (1 AS ?one) WHERE {} # 一 & #")
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    done(page)
    assert written(page) == "SELECT (1 AS ?one) WHERE {} # 一 & #"
    expect(page.locator(".yasr tbody td")).to_have_text(["1"])
    other = show("?lang=en&query=" + quote("DROP ALL"))
    other.wait_for_timeout(300)
    assert "done" not in dataset(other)


def test_long_answers_are_paged_sorted_and_filtered(show: Open) -> None:
    page = show("?lang=en")
    ask(page, "SELECT ?a ?b WHERE { VALUES ?a {1 2 3 4 5 6 7 8 9 10 11 12} VALUES ?b {1 2 3 4 5 6 7 8 9 10} }")
    rows = page.locator(".yasr tbody tr")
    expect(rows).to_have_count(100)
    assert page.locator(".pager").first.inner_text().split() == ["‹", "1–100", "/", "120", "›"]
    page.locator(".pager button").nth(1).click()
    expect(rows).to_have_count(20)
    for _ in range(2):
        page.locator(".yasr th button").first.click()
    expect(page.locator(".yasr tbody td").first).to_have_text("12")
    page.locator(".bar input").fill("11")
    expect(rows).to_have_count(10)


@pytest.mark.parametrize("name", ["CSV", "TSV", "XML", "JSON"])
def test_an_answer_is_downloaded(show: Open, name: str) -> None:
    page = show("?lang=en")
    ask(page, "SELECT ('一,二' AS ?one) {}")
    with page.expect_download() as download:
        page.locator("#downloads").get_by_role("button", name=name, exact=True).click()
    assert download.value.suggested_filename == f"query.{name.lower()}"
    assert "一,二" in download.value.path().read_text(encoding="utf-8")


def test_the_first_line_in_error_is_marked(show: Open) -> None:
    page = show("?lang=en")
    write(page, "SELECT * WHERE {\n  ?s ?p ?o\n}}")
    mark = page.locator(".mistake")
    expect(mark).to_have_count(1)
    expect(mark).to_have_attribute("title", re.compile("."))
    mark.hover()
    write(page, "SELECT * WHERE {\n  ?s ?p ?o\n}")
    expect(mark).to_have_count(0)


def test_the_keyboard_leaves_the_editor(show: Open) -> None:
    page = show("?lang=en")
    write(page, "ASK {}")
    page.keyboard.press("Tab")
    expect(page.locator("#run")).to_be_focused()


def test_a_scratch_store_takes_updates(show: Open, tmp_path: Path) -> None:
    with serving(tmp_path / "log", "--writable") as it:
        page = show("?lang=en", base=it.base)
        assert "writable" in dataset(page)
        ask(page, "INSERT DATA { <x:a> <x:p> 'one' }")
        expect(page.locator("#status")).to_have_text("The update is done.")
        assert "INSERT" not in page.url
        ask(page, "SELECT ?it WHERE { <x:a> <x:p> ?it }")
        expect(page.locator(".yasr tbody td")).to_have_text(["one"])


def test_a_query_that_takes_too_long_says_so(show: Open, folder: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "log", str(folder), "--timeout", "2") as it:
        page = show("?lang=en", base=it.base)
        ask(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        expect(page.locator("#problem")).to_have_text(re.compile("^The query took too long"))
        ask(page, "ASK {}")
        expect(page.locator(".truth")).to_have_text("Yes")
