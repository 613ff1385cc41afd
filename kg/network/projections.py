"""The graph of a build seen as simple ties: by claims, by what one sentence names, by campaigns that are shared."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

import networkx as nx
from networkx.algorithms import bipartite

from kg.network.graph import Network

# A directed graph for claims, an undirected one for the projections.
Ties: TypeAlias = "nx.Graph[str]"
_Evidence = dict[str, Any]
_Pair = tuple[str, str]

_SENTENCE_END = re.compile(r"[。！？；\n]")
_ACTORS = ("Organization", "Place")
_TAKES_PART = ("implements", "holds", "guidedBy")


def claims(network: Network) -> Ties:
    """Return who claims something of whom: directed, `weight` being the number of claims.

    As for each projection: nodes and edges stand in order of IRI; nodes without a tie, and ties of a node to itself,
    are left out. Nodes carry what `network` has of them; edges carry `weight`, `relations` (labels, sorted) and
    `evidence` (dicts of document, issued, start, end, quote and relation, in order).
    """
    labels, lang = network.graph["properties"], network.graph["lang"]
    found: dict[_Pair, list[_Evidence]] = {}
    for subject, object_, about in network.edges(data=True):
        found.setdefault((subject, object_), []).append(_claim(network, about, labels[about["property"]][lang]))
    return _ties(network, found, nx.DiGraph())


def co_mentions(network: Network, text: Callable[[str], str]) -> Ties:
    """Return what one sentence names together: undirected, `weight` being the number of such sentences.

    `text` gives the text of a document by its IRI. A sentence ends at 。！？； or at the end of a line. No weight
    is pruned: a single sentence is a tie of weight 1. A name within a longer one (苏联 in 苏联政府) is not named beside it.
    """
    word = "同句" if network.graph["lang"] == "zh" else "same sentence"
    found: dict[_Pair, list[_Evidence]] = {}
    for document, spans in sorted(network.graph["spans"].items()):
        words = text(document)
        ends = [it.end() for it in _SENTENCE_END.finditer(words)]
        source = _source(network, document)
        for start, end, entities in _sentences(spans, [*ends, len(words)]):
            told = {
                **source,
                "start": start,
                "end": end,
                "quote": words[start:end].strip(),
                "relation": word,
            }
            for pair in itertools.combinations(sorted(entities & network.nodes), 2):
                found.setdefault(pair, []).append(told)
    return _ties(network, found, nx.Graph())


def shared_campaigns(network: Network) -> Ties:
    """Return the actors that take part in one campaign: undirected, `weight` being the number of campaigns.

    An actor (an organization, or a place whose authorities act) takes part in what it implements,
    holds or is guided by. `relations` are the names of the campaigns.
    """
    both: nx.Graph[str] = nx.Graph()
    part: dict[_Pair, list[_Evidence]] = {}
    actors: set[str] = set()
    for subject, object_, about in network.edges(data=True):
        node = network.nodes[object_]
        acts = network.nodes[subject]["type"] in _ACTORS and about["property"] in _TAKES_PART
        if acts and node["type"] == "Campaign":
            both.add_edge(subject, object_)
            actors.add(subject)
            part.setdefault((subject, object_), []).append(_claim(network, about, node["label"]))
    projected = bipartite.weighted_projected_graph(both, sorted(actors))
    found = {
        pair: [
            told
            for campaign in sorted(both[one].keys() & both[other].keys())
            for actor in pair
            for told in part[actor, campaign]
        ]
        for one, other in projected.edges()
        if (pair := (min(one, other), max(one, other)))
    }
    ties = _ties(network, found, nx.Graph())
    for one, other, about in ties.edges(data=True):
        about["weight"] = projected[one][other]["weight"]
    return ties


def of_classes(ties: Ties, classes: Iterable[str]) -> Ties:
    """Return the ties between nodes of these classes (local names), without nodes that then have none; all for none."""
    wanted = set(classes)
    if not wanted:
        return ties
    kept: Ties = ties.__class__(**ties.graph)
    for one, other, about in ties.edges(data=True):
        if {ties.nodes[one]["type"], ties.nodes[other]["type"]} <= wanted:
            kept.add_edge(one, other, **about)
    return _ordered(kept, ties)


def _sentences(spans: Iterable[Any], ends: list[int]) -> Iterator[tuple[int, int, set[str]]]:
    """Yield start, end and entities of each sentence that names two or more, without names within longer ones."""
    start, at, entities, reached = 0, 0, set[str](), 0
    for span in sorted(spans, key=lambda it: (it.start, -it.end)):
        if span.end <= reached:
            continue
        reached = span.end
        while span.start >= ends[at] and at + 1 < len(ends):
            if len(entities) > 1:
                yield start, ends[at], entities
            start, at, entities = ends[at], at + 1, set()
        entities.add(span.entity)
    if len(entities) > 1:
        yield start, ends[at], entities


def _source(network: Network, document: str) -> _Evidence:
    about = network.graph["documents"].get(document, {})
    return {"document": about.get("identifier") or document, "issued": about.get("issued", "")}


def _claim(network: Network, about: _Evidence, relation: str) -> _Evidence:
    span = {name: about[name] for name in ("start", "end", "quote")}
    return {**_source(network, about["document"]), **span, "relation": relation}


def _order(told: _Evidence) -> tuple[Any, ...]:
    return not told["issued"], told["issued"], told["document"], told["start"], told["end"], told["relation"]


def _ties(network: Network, found: dict[_Pair, list[_Evidence]], empty: Ties) -> Ties:
    for (one, other), evidence in sorted(found.items()):
        if one != other:
            evidence.sort(key=_order)
            relations = sorted({it["relation"] for it in evidence})
            empty.add_edge(one, other, weight=len(evidence), relations=relations, evidence=evidence)
    empty.graph |= {"lang": network.graph["lang"], "documents": network.graph["documents"]}
    empty.graph["classes"] = network.graph["classes"]
    return _ordered(empty, network)


def _ordered(ties: Ties, known: "Network | Ties") -> Ties:
    """Return the same graph with nodes and edges in order of IRI: no measure then depends on who came first."""
    ordered: Ties = ties.__class__(**ties.graph)
    ordered.add_nodes_from((node, known.nodes[node]) for node in sorted(ties))
    edges = ties.edges(data=True)
    pairs = edges if ties.is_directed() else ((min(a, b), max(a, b), it) for a, b, it in edges)
    ordered.add_edges_from(sorted(pairs, key=lambda it: it[:2]))
    return ordered
