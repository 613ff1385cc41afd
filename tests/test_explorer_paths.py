"""Paths: the search against networkx, and the view as a reader uses it."""

import json
import random
import subprocess
from itertools import islice, pairwise
from math import exp, log
from pathlib import Path
from typing import Any

import networkx
import pytest
from browsers import FRONT, absent, fits, opened, violations
from playwright.sync_api import Browser, Page, expect
from sketch import Sketch

from kg import explorer

_CALL = """
import { readFileSync } from "node:fs";
import { Search, strengthOf } from "./search.mjs";
const { web, ends, most } = JSON.parse(readFileSync(0, "utf8"));
const search = new Search({ ...web, claims: (link) => web.claims[link] });
process.stdout.write(JSON.stringify({
  strengths: web.claims.map(strengthOf),
  paths: ends.map(([from, to]) => ({ shortest: search.shortest(from, to), strongest: search.strongest(from, to, most), reach: search.reach(from) })),
}));
"""


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a script that searches a graph which it reads from its input."""
    esbuild = FRONT / "node_modules" / ".bin" / "esbuild"
    if not esbuild.exists():
        absent("the packages of the front end are missing; with node and npm: make front")
    folder = tmp_path_factory.mktemp("paths")
    made = [
        esbuild,
        "src/paths/search.ts",
        "--format=esm",
        f"--outfile={folder / 'search.mjs'}",
        "--log-level=error",
    ]
    subprocess.run(made, cwd=FRONT, check=True, timeout=60)
    script = folder / "call.mjs"
    script.write_text(_CALL, "utf-8")
    return script


def searched(script: Path, web: dict[str, Any], ends: list[tuple[int, int]], most: int = 4) -> dict[str, Any]:
    given = json.dumps({"web": web, "ends": ends, "most": most})
    done = subprocess.run(["node", script], input=given, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def links(
    size: int, claims: dict[tuple[int, int], list[tuple[int, float]]], closed: set[int] = frozenset()
) -> dict:
    """Return the columns of a graph: a pair from subject to object has claims, each a document and a confidence."""
    pairs = sorted(claims)
    of = [[at for at, pair in enumerate(pairs) if row in pair] for row in range(size)]
    return {
        "size": size,
        "from": [a for a, _ in pairs],
        "to": [b for _, b in pairs],
        "offsets": [sum(len(it) for it in of[:row]) for row in range(size + 1)],
        "items": [at for it in of for at in it],
        "open": [int(at not in closed) for at in range(len(pairs))],
        "claims": [[{"document": d, "confidence": c} for d, c in claims[pair]] for pair in pairs],
    }


@pytest.mark.parametrize(
    ("said", "strength"),
    [
        ([(1, 0.8)], 0.8),
        ([(1, 0.8), (2, 0.5)], 0.9),
        # Further claims of one document count half, whichever is read first.
        ([(1, 0.6), (1, 0.8)], 1 - 0.2 * 0.7),
        # Nothing is certain: another claim still counts.
        ([(1, 1.0)], 0.99),
        ([(1, 1.0), (2, 1.0)], 0.9999),
    ],
)
def test_strength_of_a_pair(search: Path, said: list[tuple[int, float]], strength: float) -> None:
    assert searched(search, links(2, {(0, 1): said}), [])["strengths"] == [pytest.approx(strength)]


def drawn(seed: int) -> tuple[dict[tuple[int, int], list[tuple[int, float]]], networkx.Graph]:
    """Draw a graph of forty entities with loops and pairs in both directions, and the same for networkx."""
    made = random.Random(seed)
    claims = {
        (made.randrange(40), made.randrange(40)): [
            (made.randrange(9), made.randrange(60, 100) / 100) for _ in range(made.randrange(1, 4))
        ]
        for _ in range(45)
    }
    graph = networkx.Graph()
    graph.add_nodes_from(range(40))
    for a, b in claims:
        if a == b:
            continue
        wrong = 1.0
        known: set[int] = set()
        for document, right in sorted([*claims[a, b], *claims.get((b, a), [])], key=lambda it: -it[1]):
            wrong *= 1 - (right / 2 if document in known else right)
            known.add(document)
        graph.add_edge(a, b, cost=-log(1 - wrong))
    return claims, graph


@pytest.mark.parametrize("seed", range(6))
def test_paths_are_those_of_networkx(search: Path, seed: int) -> None:
    claims, graph = drawn(seed)
    made = random.Random(seed)
    ends = [(a, b) for a, b in ((made.randrange(40), made.randrange(40)) for _ in range(40)) if a != b]

    def cost(rows: list[int]) -> float:
        return sum(graph.edges[pair]["cost"] for pair in pairwise(rows))

    found = searched(search, links(40, claims), ends)["paths"]
    joined = [it for it in ends if networkx.has_path(graph, *it)]
    assert 0 < len(joined) < len(ends)
    for (source, target), paths in zip(ends, found, strict=True):
        assert paths["reach"] == len(networkx.node_connected_component(graph, source))
        if (source, target) not in joined:
            assert (paths["shortest"], paths["strongest"]) == (None, [])
            continue
        # Of the paths with fewest steps, the strongest.
        shortest = networkx.all_shortest_paths(graph, source, target)
        assert paths["shortest"]["strength"] == pytest.approx(exp(-min(map(cost, shortest))))
        assert len(paths["shortest"]["rows"]) - 1 == networkx.shortest_path_length(graph, source, target)
        best = networkx.shortest_simple_paths(graph, source, target, weight="cost")
        few = (it for it in best if len(it) <= len(paths["shortest"]["rows"]) + 2)
        assert [it["strength"] for it in paths["strongest"]] == [
            pytest.approx(exp(-cost(it))) for it in islice(few, 4)
        ]
        for path in [paths["shortest"], *paths["strongest"]]:
            rows = path["rows"]
            assert (rows[0], rows[-1], len(set(rows))) == (source, target, len(rows))
            assert path["strength"] == pytest.approx(exp(-cost(rows)))


def test_a_link_that_does_not_pass_leads_nowhere(search: Path) -> None:
    claims = {(0, 1): [(1, 0.9)], (1, 2): [(1, 0.9)], (0, 3): [(1, 0.9)], (2, 4): [(1, 0.9)], (3, 4): [(1, 0.9)]}
    around = searched(search, links(5, claims), [(0, 2)])["paths"][0]
    assert around["shortest"]["rows"] == [0, 1, 2]
    (path,) = searched(search, links(5, claims, {2}), [(0, 2)])["paths"]
    assert path["shortest"]["rows"] == [0, 3, 4, 2]
    assert [it["rows"] for it in path["strongest"]] == [[0, 3, 4, 2]]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a page on which a committee and a school are connected by one document or by three."""
    it = Sketch()
    for local, zh, en in (("implements", "实施", "implements"), ("partOf", "属于", "part of")):
        it.labels(local, zh, en)
    it.document("one", "第一份文献", "2024-03-01")
    office = it.entity("Organization", "海城市直机关工委", en="Haicheng Work Committee")
    drive = it.entity("Campaign", "灯塔行动", en="Lighthouse Drive")
    school = it.entity("Platform", "灯塔学堂", en="Lighthouse School")
    plan = it.entity("Campaign", "先锋计划", en="Vanguard Plan")
    base = it.entity("Platform", "先锋基地", en="Vanguard Base")
    far = it.entity("Campaign", "远山行动", en="Far Hills Drive")
    lake = it.entity("Place", "远湖", en="Far Lake")
    fleet = it.entity("Organization", "远湖船队", en="Lake Fleet")
    bay = it.entity("Place", "远湾", en="Far Bay")
    it.entity("Slogan", "点亮每一扇窗", en="Light every window")
    it.mention(lake, "远湖。")
    it.claim(office, "implements", drive, "市直机关工委实施灯塔行动。")
    it.claim(school, "partOf", drive, "灯塔学堂是灯塔行动的一部分。")
    it.claim(far, "partOf", lake, "远山行动在远湖展开。")
    it.claim(fleet, "implements", lake, "远湖船队守护远湖。")
    it.claim(fleet, "partOf", bay, "远湖船队驻在远湾。")
    for name in ("two", "three", "four"):
        it.document(name, f"文献{name}", "2025-01-09")
        for entity, surface in (
            (office, "市直机关工委"),
            (plan, "先锋计划"),
            (base, "先锋基地"),
            (school, "灯塔学堂"),
        ):
            it.mention(entity, surface)
        it.claim(office, "implements", plan, f"市直机关工委实施先锋计划（{name}）。")
        it.claim(base, "partOf", plan, f"先锋基地属于先锋计划（{name}）。")
        it.claim(school, "partOf", base, f"灯塔学堂属于先锋基地（{name}）。")
    target = tmp_path_factory.mktemp("paths") / "page.html"
    explorer.render(it.store, target)
    return target.as_uri()


def choose(tab: Page, end: str, text: str) -> None:
    """Choose an end as a reader with a keyboard does."""
    field = tab.locator(f"[data-choose={end}] input")
    field.focus()
    field.fill(text)
    expect(tab.locator(f"[data-choose={end}] [role=option]").first).to_be_visible()
    field.press("Enter")


def test_two_entities_are_connected_by_sentences_with_their_quotes(page: str, tab: Page) -> None:
    tab.goto(f"{page}#view=paths")
    choose(tab, "from", "工委")
    choose(tab, "to", "灯塔学堂")
    choices = tab.locator(".path-choices button")
    expect(choices).to_have_count(2)
    # One document: .9 × .9. Three: (1 − .1³)³.
    expect(choices.nth(0)).to_contain_text("2 步 · 最短 · 强度 0.81")
    expect(choices.nth(1)).to_contain_text("3 步 · 强度 0.9970")
    expect(choices.nth(0)).to_have_attribute("aria-current", "true")
    expect(tab.locator(".path-steps .path-says")).to_have_text(
        ["海城市直机关工委 实施 → 灯塔行动 (1)", "灯塔学堂 属于 → 灯塔行动 (1)"]
    )
    expect(tab.locator(".path-steps .quote")).to_have_text(
        ["市直机关工委实施灯塔行动。", "灯塔学堂是灯塔行动的一部分。"]
    )
    expect(choices.nth(0).locator(".arrow")).to_have_text([" → ", " ← "])
    choices.nth(1).click()
    expect(tab.locator(".path-steps > li")).to_have_count(3)
    expect(tab.locator(".path-steps .path-says").first).to_contain_text("(3)")
    expect(tab.locator(".path-steps [data-do=all]").first).to_have_text("两者之间的全部 3 条陈述")
    assert violations(tab, "main") == []


def test_a_link_to_a_path_opens_it_and_back_goes_back(page: str, tab: Page) -> None:
    tab.goto(f"{page}#view=paths&lang=en")
    choose(tab, "from", "Haicheng")
    choose(tab, "to", "Lighthouse School")
    tab.locator(".path-choices button").nth(1).click()
    link = tab.url
    tab.go_back()
    expect(tab.locator(".path-steps > li")).to_have_count(2)
    tab.go_back()
    expect(tab.locator(".path-choices")).to_have_count(0)
    tab.goto("about:blank")
    tab.goto(link)
    expect(tab.locator(".path-steps > li")).to_have_count(3)
    expect(tab.locator(".path-steps .path-says").first).to_contain_text("Haicheng Work Committee implements")


@pytest.mark.parametrize(
    ("start", "to", "filters", "said"),
    [
        ("Haicheng", "Light every window", "", "No path: no document states a relation of Light every window."),
        (
            "Haicheng",
            "Far Lake",
            "",
            "No path: Haicheng Work Committee is connected with 4 entities, Far Lake with 3 others,",
        ),
        (
            "Haicheng",
            "Lighthouse School",
            "&time=2026/",
            "No path: the filters leave out Haicheng Work Committee.",
        ),
        (
            "Far Hills",
            "Far Bay",
            "&relation=partOf",
            "No path passes the filters; without them there is one of 3 steps.",
        ),
        ("Haicheng", "Haicheng", "", "Both ends are the same entity."),
    ],
)
def test_where_there_is_none_the_reason_is_told(
    page: str, tab: Page, start: str, to: str, filters: str, said: str
) -> None:
    tab.goto(f"{page}#view=paths&lang=en{filters}")
    choose(tab, "from", start)
    choose(tab, "to", to)
    expect(tab.locator(".path-none[role=status]")).to_contain_text(said)


def test_filters_leave_only_paths_that_pass(page: str, tab: Page) -> None:
    tab.goto(f"{page}#view=paths&lang=en&time=2025/")
    choose(tab, "from", "Haicheng")
    choose(tab, "to", "Lighthouse School")
    expect(tab.locator(".path-choices button")).to_have_count(1)
    expect(tab.locator(".path-choices button")).to_contain_text("3 steps · shortest")


def test_a_path_is_shown_in_the_neighbourhood(page: str, tab: Page) -> None:
    tab.goto(f"{page}#view=paths&lang=en")
    choose(tab, "from", "Haicheng")
    choose(tab, "to", "Lighthouse School")
    tab.locator("[data-do=picture]").click()
    expect(tab.locator(".near[data-drawn='3'] h2")).to_have_text("Neighbourhood of Haicheng Work Committee")


def test_ends_can_be_swapped_and_cleared(page: str, tab: Page) -> None:
    tab.goto(f"{page}#view=paths&lang=en")
    choose(tab, "from", "Haicheng")
    choose(tab, "to", "Lighthouse School")
    tab.locator("[data-do=swap]").click()
    expect(tab.locator("[data-choose=from] input")).to_have_value("Lighthouse School")
    expect(tab.locator(".path-steps .path-says").first).to_contain_text("Lighthouse School part of")
    tab.locator("[data-choose=from]").get_by_role("button").click()
    expect(tab.locator("[data-choose=from] input")).to_have_value("")
    expect(tab.locator(".path-steps")).to_have_count(0)


def test_on_a_phone_nothing_is_wider_than_the_screen(page: str, browser: Browser) -> None:
    with opened(browser, width=390, height=844, scheme="dark") as tab:
        tab.goto(f"{page}#view=paths")
        choose(tab, "from", "工委")
        choose(tab, "to", "灯塔学堂")
        expect(tab.locator(".path-steps > li")).to_have_count(2)
        assert fits(tab)
        assert violations(tab, "main") == []
