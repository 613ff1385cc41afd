"""The explorer's filters: what they leave and what they count is what a plain reading of the data gives."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import fits, opened, violations
from playwright.sync_api import Browser, Page, expect

from kg import explorer
from kg.explorer.packing import unpack
from kg.store import Store

pytestmark = pytest.mark.browser

FACETS = ("class", "relation", "place", "level", "publisher", "in")
BOXES = dict(zip(FACETS, ("classes", "relations", "places", "levels", "publishers", "documents"), strict=True))


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory, sample_build: Path) -> Path:
    target = tmp_path_factory.mktemp("filters") / "sample.html"
    with Store.open(sample_build / "store") as store:
        explorer.render(store, target, lang="zh", texts=sample_build / "text")
    return target


class Reading:
    """The page's data read row by row; what passes is worked out as the sieve's rules are written, one row at a time."""

    def __init__(self, core: dict[str, Any]) -> None:
        self.core = core
        documents, claims, figures = core["documents"], core["claims"], core["figures"]
        self.documents = [
            {
                "in": documents["iri"][row],
                "place": core["places"][place]["name"]["zh"] if (place := documents["place"][row]) >= 0 else "?",
                "level": core["levels"][core["places"][place]["level"]]["name"] if place >= 0 else "?",
                "publisher": core["publishers"][it]["zh"] if (it := documents["publisher"][row]) >= 0 else "?",
                "issued": documents["issued"][row],
            }
            for row in range(len(documents["iri"]))
        ]
        self.classes = [core["classes"][it]["name"] for it in core["entities"]["type"]]
        properties = [it["name"] for it in core["properties"]]
        self.claims = [
            (document, properties[property_], (subject, object_), confidence)
            for document, property_, subject, object_, confidence in zip(
                *(claims[it] for it in ("document", "property", "subject", "object", "confidence")), strict=True
            )
        ] + [
            (document, "figure", (about, about), confidence)
            for document, about, confidence in zip(
                *(figures[it] for it in ("document", "about", "confidence")), strict=True
            )
        ]
        lists = core["entities"]["documents"]
        self.named = [lists["items"][a:b] for a, b in zip(lists["offsets"], lists["offsets"][1:], strict=False)]

    def passing(self, filters: dict[str, Any], but: str = "") -> tuple[set[int], list[tuple[Any, ...]]]:
        """Return the entities and claims that pass, one filter left out of account."""
        chosen = {name: it for name, it in filters.items() if name != but}

        def lets(name: str, value: str) -> bool:
            return not chosen.get(name) or value in chosen[name]

        def document_passes(row: int) -> bool:
            it = self.documents[row]
            first, last = chosen.get("time", ("", "9999"))
            dated = "time" not in chosen or (it["issued"] != "" and first <= it["issued"][:4] <= last)
            return dated and all(lets(name, it[name]) for name in ("place", "level", "publisher", "in"))

        least = chosen.get("confidence", 0)
        claims = [
            it for it in self.claims if document_passes(it[0]) and lets("relation", it[1]) and it[3] >= least
        ]
        entities = {end for it in claims for end in it[2]}
        if chosen.get("mentions", True) and not least and not chosen.get("relation"):
            entities |= {row for row, named in enumerate(self.named) if any(map(document_passes, named))}
        entities = {row for row in entities if lets("class", self.classes[row])}
        return entities, [it for it in claims if all(lets("class", self.classes[end]) for end in it[2])]

    def counts(self, filters: dict[str, Any], name: str) -> Counter[str]:
        """Count under all filters but one, by what that one chooses from: entities by class, else claims."""
        entities, claims = self.passing(filters, but=name)
        if name == "class":
            return Counter(self.classes[row] for row in entities)
        return Counter(it[1] if name == "relation" else self.documents[it[0]][name] for it in claims)


@pytest.fixture(scope="module")
def reading(page_file: Path) -> Reading:
    packed = re.search(r'id="core"[^>]*>([^<]+)<', page_file.read_text("utf-8"))
    assert packed
    return Reading(unpack(packed[1]))


@pytest.fixture(scope="module")
def kept(browser: Browser, page_file: Path) -> Iterator[Page]:
    """Return a page that goes from address to address."""
    with opened(browser) as page:
        page.goto(f"{page_file.as_uri()}#view=about&filters=1")
        page.wait_for_selector("html[data-ready]")
        yield page


@pytest.fixture
def page(browser: Browser, page_file: Path) -> Iterator[Page]:
    with opened(browser) as page:
        page.goto(f"{page_file.as_uri()}#view=about")
        page.wait_for_selector("html[data-ready]")
        yield page


def some(reading: Reading, seed: int) -> dict[str, Any]:
    """Choose some filters at random, that leave something."""
    chance = random.Random(seed)
    while True:
        filters: dict[str, Any] = {}
        for name in chance.sample(FACETS, chance.randint(1, 3)):
            options = sorted(reading.counts({}, name))
            filters[name] = set(chance.sample(options, min(len(options), chance.randint(1, 4))))
        if chance.random() < 0.4:
            filters["confidence"] = chance.choice([70, 80, 90])
        if chance.random() < 0.4:
            filters["mentions"] = False
        if chance.random() < 0.4:
            years = sorted({it["issued"][:4] for it in reading.documents} - {""})
            filters["time"] = tuple(sorted(chance.choices(years, k=2)))
        if reading.passing(filters)[1]:
            return filters


def address(filters: dict[str, Any]) -> str:
    said = {
        **{name: ",".join(sorted(filters[name])) for name in FACETS if name in filters},
        **({"confidence": str(filters["confidence"])} if "confidence" in filters else {}),
        **({"mentions": "0"} if "mentions" in filters else {}),
        **({"time": "/".join(filters["time"])} if "time" in filters else {}),
    }
    return "&".join(["view=about", "filters=1", *(f"{name}={value}" for name, value in said.items())])


def left(page: Page) -> tuple[int, int]:
    """Return how many entities and claims the page says are left."""
    entities, claims = re.findall(r"\d[\d,]*", page.locator(".left").inner_text())
    return int(entities.replace(",", "")), int(claims.replace(",", ""))


def counted(page: Page, reading: Reading, name: str) -> dict[str, int]:
    """Return the counts of a facet's options, by name in the data."""
    core = reading.core
    names = {
        "class": [it["name"] for it in core["classes"]],
        "relation": [*(it["name"] for it in core["properties"]), "figure"],
        "place": [it["name"]["zh"] for it in core["places"]],
        "level": [it["name"] for it in core["levels"]],
        "publisher": [it["zh"] for it in core["publishers"]],
        "in": core["documents"]["iri"],
    }[name]
    box = page.locator(f"[data-facet={BOXES[name]}]")
    if not box.count():
        return {}
    shown = box.locator("li").evaluate_all(
        "(all) => all.map((it) => [Number(it.querySelector('input').dataset.row),"
        " Number(it.querySelector('.counted').textContent.replace(',', ''))])"
    )
    return {names[row] if row >= 0 else "?": count for row, count in shown}


@pytest.mark.parametrize("seed", range(12))
def test_filters_leave_and_count_what_a_plain_reading_does(kept: Page, reading: Reading, seed: int) -> None:
    filters = some(reading, seed)
    kept.evaluate("(hash) => { location.hash = hash; }", address(filters))
    entities, claims = reading.passing(filters)
    expect(kept.locator(".left")).to_be_visible()
    assert left(kept) == (len(entities), len(claims)), filters
    for name in FACETS:
        counts = counted(kept, reading, name)
        assert counts == {option: reading.counts(filters, name)[option] for option in counts}, (filters, name)
        # The most telling options are those that are shown.
        most = sorted(reading.counts(filters, name).values(), reverse=True)
        assert not counts or sorted(counts.values(), reverse=True)[: len(most)][:3] == most[:3]


def test_a_count_is_the_effect_of_a_choice(page: Page) -> None:
    page.click(".filters-toggle")
    option = page.locator("[data-facet=classes] label").nth(1)
    count = int(option.locator(".counted").inner_text().replace(",", ""))
    option.click()
    assert left(page)[0] == count
    # A second choice of the same filter adds what it counts.
    other = page.locator("[data-facet=classes] label").nth(2)
    more = int(other.locator(".counted").inner_text().replace(",", ""))
    other.click()
    assert left(page)[0] == count + more
    # A choice of another filter takes away all but what it counts.
    relation = page.locator("[data-facet=relations] label").first
    claims = int(relation.locator(".counted").inner_text().replace(",", ""))
    relation.click()
    assert left(page)[1] == claims


def test_what_is_set_can_be_dropped_again(page: Page) -> None:
    page.click(".filters-toggle")
    page.locator("[data-facet=classes] input").first.check()
    page.locator("[data-facet=relations] input").first.check()
    page.locator("[data-facet=confidence] input").last.check()
    page.locator("[data-facet=scope] input").last.check()
    expect(page.locator(".chip")).to_have_count(4)
    expect(page.locator("[data-facet=classes]")).to_contain_text("已选 1 项")
    page.locator("[data-facet=classes] .clear").click()
    expect(page.locator(".chip")).to_have_count(3)
    page.locator("[data-chip=confidence]").click()
    expect(page.locator(".chip")).to_have_count(2)
    # The keyboard goes on at the next chip.
    assert page.evaluate("document.activeElement.closest('.chips') !== null")
    assert "confidence" not in page.url
    page.locator("[data-chip=all]").click()
    expect(page.locator(".chips")).to_have_count(0)
    expect(page.locator(".left")).to_have_count(0)
    expect(page.locator("[data-facet] input[type=checkbox]:checked")).to_have_count(0)
    page.go_back()
    expect(page.locator(".chip")).to_have_count(2)


def test_lenses_leave_what_deserves_a_second_look(page: Page, reading: Reading) -> None:
    page.click(".filters-toggle")
    page.locator("summary", has_text="透镜").click()
    unsure = page.locator("[data-facet=lens] label", has_text="存疑")
    few = sum(it[3] < 75 for it in reading.claims)
    expect(unsure.locator(".counted")).to_have_text(str(few))
    unsure.locator("input").check()
    assert left(page)[1] == few
    assert "lens=unsure" in page.url


def test_a_choice_without_effect_is_dimmed(kept: Page, reading: Reading) -> None:
    unused = next(
        it["name"]
        for it in reading.core["classes"]
        if not reading.counts({"relation": {"figure"}}, "class")[it["name"]]
    )
    row = [it["name"] for it in reading.core["classes"]].index(unused)
    kept.evaluate("location.hash = 'view=about&filters=1&relation=figure'")
    box = kept.locator("[data-facet=classes]")
    if box.locator("button[aria-expanded=false]").count():
        box.locator("button[aria-expanded=false]").click()
    option = box.locator(f"label:has([data-row='{row}'])")
    expect(option.locator(".counted")).to_have_text("0")
    told = box.locator("label:not(.without)").first
    assert option.evaluate("(it) => getComputedStyle(it).color") != told.evaluate(
        "(it) => getComputedStyle(it).color"
    )


def test_a_long_list_is_folded_and_searched(page: Page, reading: Reading) -> None:
    assert len(reading.documents) > 12
    page.click(".filters-toggle")
    box = page.locator("[data-facet=documents]")
    box.locator("summary").click()
    expect(box.locator("li")).to_have_count(8)
    box.locator("button").click()
    expect(box.locator("li")).to_have_count(min(100, len(reading.documents)))
    counts = [int(it.replace(",", "")) for it in box.locator(".counted").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    box.locator("input[type=search]").fill("没有这样的题目")
    expect(box.locator("li")).to_have_count(0)
    title = reading.core["documents"]["title"][3]
    box.locator("input[type=search]").fill(title)
    expect(box.locator("li").first).to_contain_text(title[:20])
    box.locator("li input").first.check()
    expect(page.locator(".chip")).to_have_count(1)


def test_what_the_graph_does_not_have_is_told(page: Page) -> None:
    page.evaluate("location.hash = 'view=about&publisher=没有这家报社'")
    expect(page.locator(".notice")).to_contain_text("没有这家报社")
    expect(page.locator(".chips")).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_the_filters_are_a_sheet(browser: Browser, page_file: Path, lang: str) -> None:
    with opened(browser, width=390, height=844, scheme="dark" if lang == "en" else "light") as page:
        page.goto(f"{page_file.as_uri()}#view=about&lang={lang}")
        page.wait_for_selector("html[data-ready]")
        page.click(".filters-toggle")
        sheet = page.locator("dialog#filters")
        expect(sheet).to_be_visible()
        assert violations(page, "#filters") == []
        assert fits(page)
        small = page.locator("#filters :is(button, label, summary)").evaluate_all(
            "(all) => all.filter((it) => it.offsetHeight > 0 && it.offsetHeight < 44).map((it) => it.outerHTML)"
        )
        assert small == []
        page.locator("[data-facet=classes] label").first.click()
        shown = page.locator("[data-do=show]").inner_text()
        page.locator("[data-do=show]").click()
        expect(sheet).to_have_count(0)
        assert f"{left(page)[0]:,}" in shown
        page.click(".filters-toggle")
        expect(sheet).to_be_visible()
        page.keyboard.press("Escape")
        expect(sheet).to_have_count(0)
        expect(page.locator(".filters-toggle")).to_be_focused()


def test_the_drawer_is_fit_for_everybody(page: Page) -> None:
    page.click(".filters-toggle")
    page.locator("[data-facet=classes] input").first.check()
    page.locator("details").evaluate_all("(all) => all.forEach((it) => { it.open = true; })")
    assert violations(page, ".body") == []
    assert violations(page, ".notice") == []
