"""The networkx view of a store: what is in it, and in which order."""

import networkx as nx
import pytest
from sketch import Sketch, harbour, without

from kg import network
from kg.store import Store
from kg.vocabulary import CLASSES, RELATIONS


def by_label(graph: nx.MultiDiGraph, label: str) -> str:
    (found,) = [node for node, data in graph.nodes(data=True) if data["label"] == label]
    return found


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph:
    return network.graph(harbour().store)


def test_a_node_carries_names_definition_documents_and_mentions(graph: nx.MultiDiGraph) -> None:
    drive = graph.nodes[by_label(graph, "灯塔行动")]
    assert drive["type"] == "Campaign"
    assert drive["labels"] == {"zh": "灯塔行动", "en": "Lighthouse Drive"}
    assert drive["names"] == ["Lighthouse Drive", "灯塔行动"]
    assert drive["definition"] == "海城的一项机关党建行动。"
    assert drive["mentions"] == 2
    assert list(drive["documents"].values()) == [1, 1]


def test_a_figure_is_an_attribute_of_what_it_is_about(graph: nx.MultiDiGraph) -> None:
    (figure,) = graph.nodes[by_label(graph, "灯塔行动")]["figures"]
    told = {key: figure[key] for key in ("measure", "value", "unit", "qualifier", "period", "quote", "title")}
    assert told == {
        "measure": "党支部",
        "value": "320",
        "unit": "个",
        "qualifier": "atLeast",
        "period": "2023",
        "quote": "320余个党支部参加",
        "title": "海城市直机关开展灯塔行动",
    }


def test_each_claim_is_an_edge_with_its_evidence(graph: nx.MultiDiGraph) -> None:
    office, drive = by_label(graph, "海城市直机关工委"), by_label(graph, "灯塔行动")
    edges = sorted(graph.get_edge_data(office, drive).values(), key=lambda edge: edge["issued"])
    assert [edge["quote"] for edge in edges] == ["市直机关工委深入实施灯塔行动", "市直机关工委接续推进灯塔行动"]
    assert [edge["issued"] for edge in edges] == ["2024-03-01", "2025-01-09"]
    assert {(edge["property"], edge["rule"], edge["confidence"]) for edge in edges} == {
        ("implements", "relations/implements", 0.9)
    }
    assert all(edge["end"] - edge["start"] == len(edge["quote"]) for edge in edges)


def test_what_is_only_mentioned_is_a_node(graph: nx.MultiDiGraph) -> None:
    place = by_label(graph, "海城")
    assert graph.degree(place) == 0
    assert graph.nodes[place]["mentions"] == 1


def test_the_end_of_a_claim_is_a_node_though_no_words_name_it() -> None:
    store = harbour().store
    known = network.graph(store)
    office, drive = by_label(known, "海城市直机关工委"), by_label(known, "灯塔行动")
    graph = network.graph(without(store, ("tifa:mentions", office), ("oa:hasBody", office)))
    assert graph.nodes[office]["mentions"] == 0
    assert graph.number_of_edges(office, drive) == 2


def test_what_only_the_ontology_knows_is_no_node() -> None:
    sketch = Sketch()
    sketch.entity("Place", "岛县")
    assert len(network.graph(sketch.store)) == 1
    assert len(network.graph(without(sketch.store, ("tifa:mentions", ""), ("oa:hasBody", "")))) == 0


def test_a_claim_without_evidence_is_no_edge() -> None:
    assert network.graph(without(harbour().store, ("oa:exact", ""))).number_of_edges() == 0


def test_the_language_chooses_labels_and_falls_back() -> None:
    graph = network.graph(harbour().store, lang="en")
    assert by_label(graph, "Lighthouse Drive")
    assert by_label(graph, "点亮每一扇窗")
    assert graph.graph["properties"]["hasSlogan"] == {"zh": "口号", "en": "has slogan"}
    assert graph.graph["classes"]["Slogan"] == {"zh": "Slogan", "en": "Slogan"}
    assert tuple(graph.graph["classes"]) == CLASSES
    assert tuple(graph.graph["properties"]) == RELATIONS


def test_order_does_not_depend_on_the_store(graph: nx.MultiDiGraph) -> None:
    again = Store.memory()
    again.load(reversed(list(harbour().store.match())))
    other = network.graph(again)
    assert list(other.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(other.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))
    assert list(graph) == sorted(graph)


def test_foremost_ranks_by_claims_then_mentions_then_iri(graph: nx.MultiDiGraph) -> None:
    labels = [graph.nodes[node]["label"] for node in network.foremost(graph)]
    assert labels == ["灯塔行动", "海城市直机关工委", "点亮每一扇窗", "海城"]
