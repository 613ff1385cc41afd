"""`kg network`: measures, projections and files of graphs whose answers are known."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from builds import write
from click.testing import CliRunner
from lxml import etree
from sketch import Sketch

from kg import build, network
from kg.cli.main import main
from kg.errors import OutputError
from kg.network import exchange, measures, projections
from kg.network.reading import Span

GEXF = "{http://www.gexf.net/1.2draft}"


def ties(pairs: list[tuple[str, str]], *, directed: bool = False) -> nx.Graph:
    graph: nx.Graph = nx.DiGraph() if directed else nx.Graph()
    told = {"document": "a.txt", "issued": "2024-02", "start": 0, "end": 2, "quote": "", "relation": "r"}
    for pair in pairs:
        graph.add_edge(*pair, weight=1, relations=["r"], evidence=[told])
    for node in graph:
        graph.nodes[node].update(label=node, type="Place", mentions=1, documents={"d": 1})
    graph.graph["documents"] = {"d": {"identifier": "a.txt", "issued": "2024-02"}}
    return graph


def clique(letter: str, size: int) -> list[tuple[str, str]]:
    names = [f"{letter}{number}" for number in range(size)]
    return [(one, other) for one in names for other in names if one < other]


DUMBBELL = [*clique("a", 4), *clique("b", 5), ("a0", "b0")]


def test_the_middle_of_a_star_is_on_every_path() -> None:
    found = {it.node: it for it in measures.measures(ties([("m", leaf) for leaf in "abcd"]))}
    assert (found["m"].degree, found["m"].betweenness, found["m"].core, found["m"].cut) == (4, 1.0, 1, True)
    assert {(found[it].degree, found[it].betweenness, found[it].cut) for it in "abcd"} == {(1, 0.0, False)}
    assert found["m"].pagerank > 2 * found["a"].pagerank
    assert sum(it.pagerank for it in found.values()) == pytest.approx(1)
    assert found["m"].incoming is None


def test_directions_are_counted_where_there_are_some() -> None:
    found = {it.node: it for it in measures.measures(ties([("a", "b"), ("b", "a"), ("c", "b")], directed=True))}
    assert (found["b"].degree, found["b"].incoming, found["b"].outgoing) == (2, 2, 1)
    assert (found["c"].incoming, found["c"].outgoing) == (0, 1)


def test_two_cliques_are_two_communities_and_one_bridge() -> None:
    graph = ties(DUMBBELL)
    assert [set(it) for it in measures.parts(graph)] == [{f"b{n}" for n in range(5)}, {f"a{n}" for n in range(4)}]
    assert measures.bridges(graph) == [("a0", "b0", 4)]
    found = {it.node: it for it in measures.measures(graph)}
    assert {node for node, it in found.items() if it.cut} == {"a0", "b0"}
    assert (found["a1"].core, found["b1"].core) == (3, 4)


def test_the_sizes_beside_bridges_are_those_of_the_graph_cut_there() -> None:
    chance = random.Random(7)
    for _ in range(30):
        pairs = [(f"n{chance.randrange(14)}", f"n{chance.randrange(14)}") for _ in range(13)]
        graph = ties([it for it in pairs if it[0] != it[1]])
        found = measures.bridges(graph)
        assert {frozenset(it[:2]) for it in found} == {frozenset(it) for it in nx.bridges(graph)}
        for one, other, size in found:
            without = nx.Graph(graph)
            without.remove_edge(one, other)
            assert size == min(len(nx.node_connected_component(without, it)) for it in (one, other))


def test_the_order_of_the_ties_changes_nothing() -> None:
    shuffled = [pair[::-1] for pair in DUMBBELL]
    random.Random(3).shuffle(shuffled)
    told = [sorted(measures.measures(ties(it)), key=lambda it: it.node) for it in (DUMBBELL, shuffled)]
    assert told[0] == told[1]


def test_many_nodes_are_estimated_from_some_of_them_the_same_way_each_time() -> None:
    graph = ties(DUMBBELL)
    assert measures.sampled(graph) is None
    assert measures.sampled(graph, exact=5, sample=3) == 3
    once, twice = (measures.measures(graph, exact=5, sample=3) for _ in range(2))
    assert once == twice
    assert [it.betweenness for it in once] != [it.betweenness for it in measures.measures(graph)]


def test_an_empty_graph_has_nothing_to_measure() -> None:
    assert (measures.measures(ties([])), measures.bridges(ties([])), measures.parts(ties([]))) == ([], [], [])


def drives() -> Any:
    sketch = Sketch()
    sketch.document("one", "甲", "2020-01-01")
    a, b, c = (sketch.entity("Organization", it) for it in ("甲委", "乙委", "丙委"))
    dawn, dusk = (sketch.entity("Campaign", it) for it in ("晨光行动", "暮光行动"))
    for actor, drive in ((a, dawn), (a, dusk), (b, dawn), (b, dusk), (c, dusk), (a, dawn)):
        sketch.claim(actor, "implements", drive, "实施")
    return network.graph(sketch.store)


def names(graph: Any) -> dict[frozenset[str], Any]:
    return {
        frozenset((graph.nodes[a]["label"], graph.nodes[b]["label"])): it for a, b, it in graph.edges(data=True)
    }


def test_claims_weigh_what_is_said_and_keep_the_evidence() -> None:
    found = names(projections.claims(drives()))
    twice = found[frozenset(("甲委", "晨光行动"))]
    assert twice["weight"] == 2
    assert [it["document"] for it in twice["evidence"]] == ["one.txt", "one.txt"]
    assert len(found) == 5


def test_shared_campaigns_weigh_the_campaigns() -> None:
    found = names(projections.shared_campaigns(drives()))
    assert {key: it["weight"] for key, it in found.items()} == {
        frozenset(("甲委", "乙委")): 2,
        frozenset(("甲委", "丙委")): 1,
        frozenset(("乙委", "丙委")): 1,
    }
    assert found[frozenset(("甲委", "乙委"))]["relations"] == ["晨光行动", "暮光行动"]
    # Three claims of one office, two of the other.
    assert len(found[frozenset(("甲委", "乙委"))]["evidence"]) == 5


def test_one_sentence_ties_what_it_names_but_not_a_name_within_a_longer_one() -> None:
    text = "苏联政府和中国谈判。中国和苏联。"
    said = ((0, "苏联"), (0, "苏联政府"), (5, "中国"), (10, "中国"), (13, "苏联"))
    graph: Any = nx.MultiDiGraph(
        lang="en",
        classes={},
        documents={"d": {"identifier": "d.txt", "issued": "1955"}},
        spans={"d": [Span(start, start + len(it), it, it) for start, it in said]},
    )
    graph.add_nodes_from((it, {"label": it}) for _, it in said)
    found = names(projections.co_mentions(graph, lambda _: text))
    assert {key: it["weight"] for key, it in found.items()} == {
        frozenset(("苏联政府", "中国")): 1,
        frozenset(("苏联", "中国")): 1,
    }


def test_classes_narrow_the_ties() -> None:
    graph = projections.claims(drives())
    assert len(projections.of_classes(graph, ["Organization"])) == 0
    assert names(projections.of_classes(graph, ["Organization", "Campaign"])).keys() == names(graph).keys()


def test_a_gexf_has_lifetimes_and_says_what_was_widened(tmp_path: Path) -> None:
    graph = ties([("a", "b")])
    graph.nodes["a"]["label"] = "a\x00\ufffe<"
    path = tmp_path / "graph.gexf"
    exchange.write(graph, measures.measures(graph), path)
    root = etree.parse(str(path)).getroot()
    drawn = root.find(f"{GEXF}graph")
    assert (drawn.get("mode"), drawn.get("timeformat")) == ("dynamic", "date")
    nodes = list(root.iter(f"{GEXF}node"))
    assert {(it.get("start"), it.get("end")) for it in nodes} == {("2024-02-01", "2024-02-29")}
    assert {it.get("label") for it in nodes} == {"a��<", "b"}
    (edge,) = root.iter(f"{GEXF}edge")
    assert (edge.get("start"), edge.get("end")) == ("2024-02-01", "2024-02-29")
    assert b"lastmodified" not in path.read_bytes()


def test_a_graphml_reads_back_with_its_attributes(tmp_path: Path) -> None:
    graph = ties(DUMBBELL)
    path = tmp_path / "graph.graphml"
    exchange.write(graph, measures.measures(graph), path)
    back = nx.read_graphml(path)
    told = {name: back.nodes["a0"][name] for name in ("label", "class", "mentions", "first", "widened", "degree")}
    assert told == {
        "label": "a0", "class": "Place", "mentions": 1, "first": "2024-02", "widened": True, "degree": 4
    }  # fmt: skip
    assert back.edges["a0", "b0"]["documents"] == "a.txt"
    assert len(back.edges) == len(DUMBBELL)


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    graph = ties(DUMBBELL)
    for path in (tmp_path / "graph.txt", tmp_path / "none" / "graph.gexf"):
        with pytest.raises(OutputError):
            exchange.write(graph, measures.measures(graph), path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("network")
    texts = {
        "a": "浙江省直机关工委工作综述\n2019年5月1日\n\n浙江省直机关工委深入实施“双建争先”工程。\n",
        "b": "浙江省发改委工作综述\n2021年5月1日\n\n浙江省发改委深入实施“双建争先”工程和“八八战略”。\n",
    }
    build.build([write(folder / "texts", **texts)], folder / "build", page=False)
    return folder / "build"


def run(*words: str) -> Any:
    shown = CliRunner().invoke(main, ["network", *words, "--format", "json"])
    assert shown.exit_code == 0, shown.output
    return json.loads(shown.stdout)


@pytest.mark.parametrize("kind", ["claims", "co-mention"])
def test_every_tie_leads_to_its_words(built: Path, kind: str) -> None:
    rows = run("-b", str(built), "--of", kind)
    told = [it for row in rows for tie in row["ties"] for it in tie["evidence"]]
    assert told
    assert {it["document"] for it in told} <= {"a.txt", "b.txt"}
    for it in told:
        assert any(
            path.read_text(encoding="utf-8")[it["start"] : it["end"]].strip() == it["quote"].strip()
            for path in (built / "text").iterdir()
        )


def test_two_organs_share_a_campaign(built: Path) -> None:
    rows = run("-b", str(built), "--of", "shared-campaign", "--class", "Organization")
    assert [row["degree"] for row in rows] == [1, 1]
    (tie,) = rows[0]["ties"]
    assert tie["weight"] == 1
    assert {it["document"] for it in tie["evidence"]} == {"a.txt", "b.txt"}


def test_bridges_and_communities_are_tables_of_their_own(built: Path) -> None:
    bridges = run("-b", str(built), "--bridges")
    assert bridges
    assert all(it["documents"] and it["evidence"] and it["smaller"] >= 1 for it in bridges)
    communities = run("-b", str(built), "--communities")
    assert sum(it["size"] for it in communities) == len(run("-b", str(built), "--limit", "500"))
    both = CliRunner().invoke(main, ["network", "-b", str(built), "--bridges", "--communities"])
    assert both.exit_code == 2


def test_same_bytes_whatever_the_hash_seed(built: Path, tmp_path: Path) -> None:
    wrote = []
    for seed in ("1", "2"):
        files = [tmp_path / f"{seed}.{suffix}" for suffix in ("gexf", "svg")]
        words = [sys.executable, "-m", "kg", "network", "-b", str(built), "--of", "co-mention", "--format", "json"]
        words += ["-o", str(files[0]), "--plot", str(files[1])]
        done = subprocess.run(words, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True)
        wrote.append([done.stdout, *(it.read_bytes() for it in files)])
    assert wrote[0] == wrote[1]
