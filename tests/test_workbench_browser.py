"""The query page in a real browser, the engine behind it: what a reader does, and what a hostile build tries."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browsers import sized, texts, wait
from pyoxigraph import Literal, NamedNode, Quad
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
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

# Where the mark of the one node is, counted from the middle of the picture: the red of its inside.
MARK = """
    const it = document.querySelector(".canvas canvas");
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
    return [Math.round(x * it.clientWidth / it.width - it.clientWidth / 2), Math.round(y * it.clientHeight / it.height - it.clientHeight / 2)];
"""

Open = Callable[..., Chrome]


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


@pytest.fixture(scope="module")
def browser(browser: Chrome) -> Chrome:
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": STUB})
    return browser


@pytest.fixture
def show(browser: Chrome, server: str) -> Iterator[Open]:
    """Return a function that opens the page; afterwards no page has broken the policy or asked another host."""

    def show(address: str = "", *, width: int = 1280, height: int = 900, scheme: str = "light") -> Chrome:
        sized(browser, width, height, scheme)
        browser.get(f"{server}/sparql{address}")
        wait(browser, lambda: "ready" in dataset(browser))
        return browser

    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    yield show
    refused = ("status of 400", "status of 403", "status of 429", "status of 503")
    messages = [it["message"] for it in browser.get_log("browser")]
    assert [it for it in messages if not any(status in it for status in refused)] == []
    asked = [json.loads(it["message"])["message"] for it in browser.get_log("performance")]
    urls = [it["params"]["request"]["url"] for it in asked if it["method"] == "Network.requestWillBeSent"]
    assert {url for url in urls if not url.startswith((f"{server}/", "data:", "blob:"))} == set()
    assert browser.execute_script("return window.__pwned") is None


def dataset(browser: Chrome) -> dict[str, str]:
    found: dict[str, str] = browser.execute_script("return {...document.getElementById('workbench').dataset}")
    return found


def done(browser: Chrome, times: int = 1) -> None:
    wait(browser, lambda: int(dataset(browser).get("done", "0")) >= times)


def written(browser: Chrome) -> str:
    found: str = browser.execute_script(
        "return document.querySelector('.yasqe .CodeMirror').CodeMirror.getValue()"
    )
    return found


def write(browser: Chrome, text: str) -> None:
    """Put a text into the editor and the cursor to the end of its last line."""
    browser.execute_script(
        "const it = document.querySelector('.yasqe .CodeMirror').CodeMirror;"
        "it.setValue(arguments[0]); it.focus(); it.setCursor(it.lineCount(), 0);",
        text,
    )


def type_(browser: Chrome, text: str) -> None:
    ActionChains(browser).send_keys(text).perform()


def hints(browser: Chrome) -> list[str]:
    return texts(browser, ".CodeMirror-hints li")


def ask(browser: Chrome, sparql: str) -> None:
    write(browser, sparql)
    before = int(dataset(browser).get("done", "0"))
    ActionChains(browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    done(browser, before + 1)


def test_a_stored_question_is_one_click_from_its_rows(show: Open, server: str) -> None:
    browser = show("?lang=en")
    assert len(texts(browser, "#examples li")) == len(query.stored(ontology.folder()))
    browser.find_element(By.LINK_TEXT, "Who implements it?").click()
    wait(browser, lambda: "question=who-implements" in browser.current_url)
    done(browser)
    assert "tifa:implements" in written(browser)
    assert texts(browser, ".yasr th")[1:3] == ["actor", "quote"]
    rows = browser.find_elements(By.CSS_SELECTOR, ".yasr tbody tr")
    assert len(rows) == 2
    assert browser.find_element(By.ID, "status").text.startswith("2 rows in ")
    link = browser.find_element(By.CSS_SELECTOR, ".yasr tbody a")
    assert (link.get_dom_attribute("href") or "").startswith("/id/campaign/")
    wait(browser, lambda: texts(browser, ".yasr tbody a")[0] not in ("", link.get_dom_attribute("title")))
    assert "question=who-implements" in browser.current_url
    browser.get(f"{server}/sparql?question=who-implements&lang=zh")
    done(browser)
    assert texts(browser, ".yasr th")[1:3] == ["主体", "原文"]


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_hostile_name_is_text(show: Open, width: int, height: int, scheme: str) -> None:
    browser = show("?lang=zh", width=width, height=height, scheme=scheme)
    ask(browser, f"SELECT ?it ?name WHERE {{ VALUES ?it {{ {BAD} }} ?it ?p ?name FILTER(isLiteral(?name)) }}")
    assert texts(browser, ".yasr tbody td")[1] == f"{HOSTILE} @zh"
    wait(browser, lambda: texts(browser, ".yasr tbody a") == [HOSTILE])
    ask(browser, f"CONSTRUCT {{ {BAD} ?p ?name }} WHERE {{ {BAD} ?p ?name }}")
    wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".canvas[data-ready]"))
    assert not browser.find_elements(By.CSS_SELECTOR, "main img, iframe")
    browser.find_element(By.CSS_SELECTOR, ".select_response").click()
    wait(browser, lambda: any("onerror" in it for it in texts(browser, ".yasr_results pre")))
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_a_node_that_is_chosen_gives_its_page(show: Open) -> None:
    browser = show("?lang=en")
    ask(browser, f"CONSTRUCT {{ {BAD} <x:p> {BAD} }} WHERE {{}}")
    wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".canvas[data-ready]"))
    canvas = browser.find_element(By.CLASS_NAME, "canvas")
    browser.execute_script("arguments[0].scrollIntoView({ block: 'center' })", canvas)
    # The picture moves once more after it is ready.
    time.sleep(0.5)
    x, y = browser.execute_script(MARK)
    mouse = ActionChains(browser).move_to_element_with_offset(canvas, x, y).pause(0.3)
    mouse.click_and_hold().pause(0.1).release().perform()
    wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".chosen a"))
    link = browser.find_element(By.CSS_SELECTOR, ".chosen a")
    assert link.get_dom_attribute("href") == "/id/slogan/hostile-1"


def test_a_construct_is_drawn_with_every_node_and_edge(show: Open) -> None:
    browser = show("?lang=en")
    triples = "<x:a> <x:p> <x:b> , <x:c> . <x:b> <x:p> <x:c> ; <x:q> <x:c> , 'text' ."
    ask(browser, f"CONSTRUCT {{ {triples} }} WHERE {{}}")
    wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".canvas[data-ready]"))
    canvas = browser.find_element(By.CLASS_NAME, "canvas")
    # Two properties between one pair are one line.
    assert (canvas.get_attribute("data-nodes"), canvas.get_attribute("data-edges")) == ("4", "4")
    colours = browser.execute_script("""
        const it = document.querySelector(".canvas canvas");
        const { data } = it.getContext("2d").getImageData(0, 0, it.width, it.height);
        return new Set(new Uint32Array(data.buffer)).size;
    """)
    assert colours > 20
    browser.find_element(By.CSS_SELECTOR, ".select_table").click()
    wait(browser, lambda: len(texts(browser, ".yasr tbody tr")) == 5)
    browser.find_element(By.CSS_SELECTOR, ".select_response").click()
    wait(browser, lambda: any("<x:a>" in it for it in texts(browser, ".yasr_results pre")))


def test_a_large_graph_is_drawn_in_part_and_says_so(show: Open) -> None:
    browser = show("?lang=en")
    ask(browser, "CONSTRUCT { ?s ?p ?o } WHERE { SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 2000 }")
    canvas = browser.find_element(By.CLASS_NAME, "canvas")
    assert canvas.get_attribute("data-nodes") == "300"
    assert "more triples are not drawn" in browser.find_element(By.CSS_SELECTOR, ".yasr_results p").text
    wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".canvas[data-ready]"))


def test_what_is_typed_is_completed(show: Open) -> None:
    browser = show("?lang=zh")
    write(browser, "SELECT * WHERE {\n  ?s a ")
    type_(browser, "tifa:")
    wait(browser, lambda: hints(browser))
    assert written(browser).startswith("PREFIX tifa: <https://w3id.org/tifa/ontology#>\n")
    type_(browser, "Camp")
    wait(browser, lambda: [it.split()[0] for it in hints(browser)][:1] == ["tifa:Campaign"])
    type_(browser, Keys.ENTER)
    assert written(browser).endswith("?s a tifa:Campaign")
    write(browser, "SELECT * WHERE {\n  ?s a ")
    type_(browser, "活动")
    wait(browser, lambda: any(it.startswith("tifa:Campaign") for it in hints(browser)))
    type_(browser, Keys.ENTER)
    assert written(browser).endswith("?s a tifa:Campaign")
    assert written(browser).startswith("PREFIX tifa:")
    write(browser, "")
    type_(browser, "PREFIX sko")
    wait(browser, lambda: hints(browser))
    type_(browser, Keys.ENTER)
    assert written(browser) == "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"


def test_an_entity_is_found_by_its_name_and_put_in_as_its_iri(show: Open) -> None:
    browser = show("?lang=zh")
    write(browser, "SELECT * WHERE {\n  ")
    type_(browser, "恶意")
    wait(browser, lambda: any("onerror" in it for it in hints(browser)))
    type_(browser, Keys.ENTER)
    assert written(browser) == f"PREFIX slogan: <{ID}slogan/>\nSELECT * WHERE {{\n  slogan:hostile-1"


def test_a_parameter_is_chosen_by_name(show: Open) -> None:
    browser = show("?lang=en&question=where-said")
    entity = browser.find_element(By.ID, "parameter-entity")
    entity.clear()
    entity.send_keys("恶意")
    wait(browser, lambda: texts(browser, "#choices-entity li") == [f"{HOSTILE} slogan"])
    entity.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    entity.submit()
    wait(browser, lambda: quote(BAD.value, safe="") in browser.current_url)
    done(browser)
    assert f"VALUES ?entity {{ {BAD} }}" in written(browser)
    assert browser.find_element(By.ID, "parameter-entity").get_attribute("value") == HOSTILE


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
    browser = show("?lang=en")
    ask(browser, sparql)
    shown = browser.find_element(By.ID, "problem")
    assert shown.text.startswith(sentence)
    assert not browser.find_element(By.ID, "results").is_displayed()
    ask(browser, "ASK {}")
    assert not shown.is_displayed()
    assert browser.find_element(By.CLASS_NAME, "truth").text == "Yes"


def test_the_address_keeps_the_query_and_runs_no_update(show: Open) -> None:
    browser = show("?lang=en")
    ask(browser, "SELECT (1 AS ?one) WHERE {} # 一 & #")
    address = browser.current_url
    browser.get("about:blank")
    browser.get(address)
    done(browser)
    assert written(browser) == "SELECT (1 AS ?one) WHERE {} # 一 & #"
    assert texts(browser, ".yasr tbody td") == ["1"]
    show("?lang=en&query=" + quote("DROP ALL"))
    time.sleep(0.3)
    assert "done" not in dataset(browser)


def test_long_answers_are_paged_sorted_and_filtered(show: Open) -> None:
    browser = show("?lang=en")
    ask(browser, "SELECT ?a ?b WHERE { VALUES ?a {1 2 3 4 5 6 7 8 9 10 11 12} VALUES ?b {1 2 3 4 5 6 7 8 9 10} }")
    assert len(texts(browser, ".yasr tbody tr")) == 100
    assert texts(browser, ".pager")[0].split() == ["‹", "1–100", "/", "120", "›"]
    browser.find_elements(By.CSS_SELECTOR, ".pager button")[1].click()
    assert len(texts(browser, ".yasr tbody tr")) == 20
    for _ in range(2):
        browser.find_element(By.CSS_SELECTOR, ".yasr th button").click()
    assert texts(browser, ".yasr tbody td")[0] == "12"
    browser.find_element(By.CSS_SELECTOR, ".bar input").send_keys("11")
    assert len(texts(browser, ".yasr tbody tr")) == 10


@pytest.mark.parametrize("name", ["CSV", "TSV", "XML", "JSON"])
def test_an_answer_is_downloaded(show: Open, tmp_path: Path, name: str) -> None:
    browser = show("?lang=en")
    where = {"behavior": "allow", "downloadPath": str(tmp_path)}
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", where)
    ask(browser, "SELECT ('一,二' AS ?one) {}")
    browser.find_element(By.XPATH, f"//div[@id='downloads']/button[.='{name}']").click()
    file = tmp_path / f"query.{name.lower()}"
    wait(browser, file.exists)
    assert "一,二" in file.read_text(encoding="utf-8")


def test_the_first_line_in_error_is_marked(show: Open) -> None:
    browser = show("?lang=en")
    write(browser, "SELECT * WHERE {\n  ?s ?p ?o\n}}")
    wait(browser, lambda: browser.find_elements(By.CLASS_NAME, "mistake"))
    (mark,) = browser.find_elements(By.CLASS_NAME, "mistake")
    assert mark.get_attribute("title")
    ActionChains(browser).move_to_element(mark).perform()
    write(browser, "SELECT * WHERE {\n  ?s ?p ?o\n}")
    wait(browser, lambda: not browser.find_elements(By.CLASS_NAME, "mistake"))


def test_the_keyboard_leaves_the_editor(show: Open) -> None:
    browser = show("?lang=en")
    write(browser, "ASK {}")
    type_(browser, Keys.TAB)
    assert browser.switch_to.active_element.get_attribute("id") == "run"


def test_a_scratch_store_takes_updates(browser: Chrome, tmp_path: Path) -> None:
    with serving(tmp_path / "log", "--writable") as it:
        browser.get(f"{it.base}/sparql?lang=en")
        wait(browser, lambda: "ready" in dataset(browser))
        assert "writable" in dataset(browser)
        ask(browser, "INSERT DATA { <x:a> <x:p> 'one' }")
        assert browser.find_element(By.ID, "status").text == "The update is done."
        assert "INSERT" not in browser.current_url
        ask(browser, "SELECT ?it WHERE { <x:a> <x:p> ?it }")
        assert texts(browser, ".yasr tbody td") == ["one"]


def test_a_query_that_takes_too_long_says_so(browser: Chrome, folder: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "log", str(folder), "--timeout", "2") as it:
        browser.get(f"{it.base}/sparql?lang=en")
        wait(browser, lambda: "ready" in dataset(browser))
        ask(browser, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        assert browser.find_element(By.ID, "problem").text.startswith("The query took too long")
        ask(browser, "ASK {}")
        assert browser.find_element(By.CLASS_NAME, "truth").text == "Yes"
