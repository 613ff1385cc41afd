"""Store → networkx graph: entities as nodes, relation claims as edges, and where to draw them.

Everything that a reader sees of a build comes from here: only entities that a document names, only claims that
carry their evidence.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, cast

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from pyoxigraph import QuerySolutions

from kg.store import Store
from kg.vocabulary import CLASSES, RELATIONS, TIFA

# How many nodes a first picture shows, and so how many the force-directed layout spreads.
FOREMOST = 400

_SEED = 2012
_ITERATIONS = 120
_GLYPH = 13  # width of a Chinese character in a label, in the layout's units: pixels at scale 1
_LINE = 44  # height of a mark with its label below
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

Network: TypeAlias = "nx.MultiDiGraph[str]"
Position = tuple[int, int]


def graph(store: Store, *, lang: str = "zh") -> Network:
    """Return every entity that a document names as a node, and every relation claim as an edge.

    Nodes are keyed by IRI, in order of IRI: `type` (class name), `label` and `definition` (in `lang` where there
    is one, else in the other language; "" for no definition), `labels` and `definitions` (language → text),
    `names` (all labels), `documents` (document IRI → how often it names the entity), `mentions` (their sum),
    `figures` (a list of dicts: claim, measure, value, unit, qualifier, period, and the source keys below).
    Edges are keyed by claim IRI, in order of it: `property` (local name), `role`, and the source keys `document`,
    `title`, `issued`, `quote`, `start`, `end`, `rule`, `confidence`.
    The graph's own attributes: `lang`, `classes` and `properties` (local name → language → label), `inverses`
    (the same, read from the object's end, where the ontology names it), `documents` (IRI → title, issued,
    identifier).
    """
    documents = _documents(store)
    network: Network = nx.MultiDiGraph(
        lang=lang,
        classes=_terms(store, CLASSES),
        properties=_terms(store, RELATIONS),
        inverses=_inverses(store),
        documents=documents,
    )
    sources = dict(_sources(store, documents))
    _add_nodes(network, store, lang)
    _add_figures(network, store, sources)
    _add_edges(network, store, sources)
    return network


def foremost(network: Network) -> list[str]:
    """Return all nodes, the one with most claims first, then by mentions, then by IRI."""
    nodes = network.nodes
    return sorted(nodes, key=lambda node: (-network.degree(node), -nodes[node]["mentions"], node))


def positions(network: Network) -> dict[str, Position]:
    """Return where to draw each node, in pixels at scale 1; the same graph gives the same positions.

    The foremost nodes are spread by forces and then moved apart until their labels have room; every other
    connected node stands near a neighbour that is already placed; what no claim connects stands in rows by class
    below. Linear beyond the first FOREMOST nodes.
    """
    ranked = foremost(network)
    connected = [node for node in ranked if network.degree(node)]
    alone = [node for node in ranked if not network.degree(node)]
    placed = _spread(network, connected[:FOREMOST])
    _gather(network, connected, placed)
    _shelve(network, alone, placed)
    return {node: placed[node] for node in network.nodes}


def _select(store: Store, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the values of each solution as Python strings, None where unbound."""
    for solution in cast(QuerySolutions, store.query(query)):
        yield tuple(None if value is None else value.value for value in solution)


def _local(iri: str) -> str:
    return iri.removeprefix(TIFA)


def _terms(store: Store, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return local name → language → label of the ontology's terms, the local name where it has no label."""
    labels: dict[str, dict[str, str]] = {name: {} for name in names}
    rows = _select(store, "SELECT DISTINCT ?t (LANG(?l) AS ?lang) ?l { ?t rdfs:label ?l FILTER(LANG(?l) != '') }")
    for iri, language, label in sorted(rows, reverse=True):
        if _local(iri) in labels:
            labels[_local(iri)][language] = label
    return {name: {"zh": name, "en": name} | known for name, known in labels.items()}


def _inverses(store: Store) -> dict[str, dict[str, str]]:
    """Return local name → language → label of the property that says the same from the object's end."""
    rows = _select(
        store,
        """SELECT DISTINCT ?p (LANG(?l) AS ?lang) ?l {
             { ?p owl:inverseOf ?i } UNION { ?i owl:inverseOf ?p } ?i rdfs:label ?l FILTER(LANG(?l) != '')
           }""",
    )
    found: dict[str, dict[str, str]] = {}
    for iri, language, label in sorted(rows, reverse=True):
        if _local(iri) in RELATIONS:
            found.setdefault(_local(iri), {})[language] = label
    return found


def _documents(store: Store) -> dict[str, dict[str, str]]:
    rows = _select(
        store,
        """SELECT DISTINCT ?d ?title ?issued ?name {
             ?d a tifa:SourceDocument .
             OPTIONAL { ?d dcterms:title ?title }
             OPTIONAL { ?d dcterms:issued ?issued }
             OPTIONAL { ?d dcterms:identifier ?name }
           } ORDER BY ?d ?title ?issued ?name""",
    )
    found: dict[str, dict[str, str]] = {}
    for iri, title, issued, name in rows:
        found.setdefault(iri, {"title": title or name or iri, "issued": issued or "", "identifier": name or ""})
    return found


def _sources(store: Store, documents: dict[str, dict[str, str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each claim's IRI with where it is said; a claim without evidence does not exist here."""
    rows = _select(
        store,
        """SELECT DISTINCT ?c ?d ?rule ?confidence ?start ?end ?exact {
             ?c prov:wasDerivedFrom ?d ; tifa:rule ?rule ; tifa:confidence ?confidence ;
                oa:hasTarget ?target .
             ?target oa:hasSelector ?selector .
             ?selector oa:start ?start ; oa:end ?end ; oa:exact ?exact .
           }""",
    )
    unknown = {"title": "", "issued": ""}
    for claim, document, rule, confidence, start, end, exact in rows:
        about = documents.get(document, unknown)
        yield (
            claim,
            {
                "document": document,
                "title": about["title"],
                "issued": about["issued"],
                "quote": exact,
                "start": int(start),
                "end": int(end),
                "rule": rule,
                "confidence": float(confidence),
            },
        )


def _texts(store: Store, predicate: str) -> dict[str, dict[str, list[str]]]:
    """Return subject → language → values of a property with language-tagged values, in order."""
    found: dict[str, dict[str, list[str]]] = {}
    rows = _select(store, f"SELECT DISTINCT ?s (LANG(?l) AS ?lang) ?l {{ ?s {predicate} ?l }}")
    for subject, language, text in sorted(rows):
        found.setdefault(subject, {}).setdefault(language, []).append(text)
    return found


def _types(store: Store) -> dict[str, str]:
    values = " ".join(f"tifa:{name}" for name in CLASSES)
    found: dict[str, str] = {}
    for entity, type_ in _select(store, f"SELECT DISTINCT ?e ?c {{ VALUES ?c {{ {values} }} ?e a ?c }}"):
        name = _local(type_)
        if entity not in found or CLASSES.index(name) < CLASSES.index(found[entity]):
            found[entity] = name
    return found


def _mentions(store: Store) -> dict[str, dict[str, int]]:
    """Return entity → document → number of mentions; 0 where it is only carried over as the end of a claim."""
    found: dict[str, dict[str, int]] = {}
    listed = _select(
        store,
        """SELECT DISTINCT ?e ?d {
             { ?d tifa:mentions ?e }
             UNION { ?c prov:wasDerivedFrom ?d ; rdf:subject|rdf:object|tifa:about ?e }
           }""",
    )
    for entity, document in sorted(listed):
        found.setdefault(entity, {})[document] = 0
    rows = _select(
        store,
        """SELECT ?e ?d (COUNT(DISTINCT ?m) AS ?n) {
             ?m a oa:Annotation ; oa:hasBody ?e ; oa:hasTarget ?target . ?target oa:hasSource ?d .
           } GROUP BY ?e ?d""",
    )
    for entity, document, number in sorted(rows):
        found.setdefault(entity, {})[document] = int(number)
    return found


def _pick(texts: dict[str, list[str]], lang: str) -> str | None:
    """Return the first text in `lang`, else in whatever language there is.

    >>> _pick({"en": ["Zhejiang"]}, "zh")
    'Zhejiang'
    """
    for language in (lang, *sorted(texts, reverse=True)):
        if texts.get(language):
            return texts[language][0]
    return None


def _add_nodes(network: Network, store: Store, lang: str) -> None:
    preferred, alternative = _texts(store, "skos:prefLabel"), _texts(store, "skos:altLabel")
    definitions = _texts(store, "skos:definition")
    types, mentions = _types(store), _mentions(store)
    for entity in sorted(types.keys() & mentions.keys()):
        labels, others = preferred.get(entity, {}), alternative.get(entity, {})
        defined = definitions.get(entity, {})
        every = [text for texts in (labels, others) for values in texts.values() for text in values]
        network.add_node(
            entity,
            type=types[entity],
            label=_pick(labels, lang) or _pick(others, lang) or entity.rpartition("/")[2],
            labels={language: values[0] for language, values in labels.items()},
            names=list(dict.fromkeys(every)),
            definition=_pick(defined, lang) or "",
            definitions={language: values[0] for language, values in defined.items()},
            documents=mentions[entity],
            mentions=sum(mentions[entity].values()),
            figures=[],
        )


def _add_figures(network: Network, store: Store, sources: dict[str, dict[str, Any]]) -> None:
    rows = _select(
        store,
        """SELECT DISTINCT ?c ?about ?measure ?value ?unit ?qualifier ?period {
             ?c a tifa:Observation ; tifa:about ?about ; tifa:measure ?measure ; tifa:value ?value .
             OPTIONAL { ?c tifa:unit ?unit }
             OPTIONAL { ?c tifa:qualifier ?qualifier }
             OPTIONAL { ?c tifa:period ?period }
           }""",
    )
    for claim, about, measure, value, unit, qualifier, period in sorted(rows, key=lambda row: row[0]):
        if about not in network or claim not in sources:
            continue
        network.nodes[about]["figures"].append(
            {
                "claim": claim,
                "measure": measure,
                "value": value,
                "unit": unit or "",
                "qualifier": _local(qualifier or "exact"),
                "period": period or "",
                **sources[claim],
            }
        )


def _add_edges(network: Network, store: Store, sources: dict[str, dict[str, Any]]) -> None:
    rows = _select(
        store,
        """SELECT DISTINCT ?c ?s ?p ?o ?role {
             ?c a tifa:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
             OPTIONAL { ?c tifa:role ?role }
           }""",
    )
    for claim, subject, predicate, object_, role in sorted(rows, key=lambda row: row[0]):
        if subject in network and object_ in network and claim in sources:
            network.add_edge(
                subject, object_, key=claim, property=_local(predicate), role=role or "", **sources[claim]
            )


def _spread(network: Network, nodes: list[str]) -> dict[str, Position]:
    """Lay out the given nodes by forces, then give every label room."""
    if not nodes:
        return {}
    index = {node: number for number, node in enumerate(nodes)}
    simple: nx.Graph[int] = nx.Graph()
    simple.add_nodes_from(range(len(nodes)))
    simple.add_edges_from(
        sorted(
            {
                (min(index[a], index[b]), max(index[a], index[b]))
                for a, b in network.edges(nodes)
                if a in index and b in index and a != b
            }
        )
    )
    boxes = np.array([_box(network.nodes[node]["label"]) for node in nodes], dtype=float)
    if simple.number_of_edges():
        # networkx divides by each node's distance to itself before it blanks that diagonal.
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn = nx.forceatlas2_layout(simple, max_iter=_ITERATIONS, linlog=True, gravity=5.0, seed=_SEED)
        points = np.array([drawn[number] for number in range(len(nodes))], dtype=float)
    else:
        points = np.array([_spiral(number, 1.0) for number in range(len(nodes))], dtype=float)
    points -= points.mean(axis=0)
    radius = math.sqrt(float(np.mean(np.sum(points**2, axis=1)))) or 1.0
    room = math.sqrt(float(np.sum(boxes[:, 0] * boxes[:, 1])) * 0.5)
    # Screens and labels are wider than high.
    apart = _part(points * (room / radius) * np.array([1.25, 0.85]), boxes)
    return {node: (round(float(x)), round(float(y))) for node, (x, y) in zip(nodes, apart, strict=True)}


def _box(label: str) -> tuple[int, int]:
    return (30 + _GLYPH * min(len(label), 9), _LINE)


def _spiral(number: int, step: float) -> tuple[float, float]:
    """Return the place of a sunflower's n-th seed.

    >>> _spiral(0, 10.0)
    (0.0, 0.0)
    """
    radius, angle = step * math.sqrt(number), number * _GOLDEN_ANGLE
    return (radius * math.cos(angle), radius * math.sin(angle))


def _part(points: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move boxes of the given widths and heights apart, each pair along the axis on which it overlaps less."""
    moved, need = points.copy(), (boxes[:, None] + boxes[None]) / 2
    for _ in range(_ITERATIONS):
        apart = np.abs(moved[:, None] - moved[None])
        close = apart < need
        first, second = np.nonzero(np.triu(close[..., 0] & close[..., 1], 1))
        if not first.size:
            break
        overlap = need[first, second] - apart[first, second]
        axis = overlap.argmin(axis=1)
        pair = np.arange(first.size)
        # Two at one spot have no direction: the earlier goes one way, the later the other.
        sign = np.where(moved[first, axis] < moved[second, axis], -1.0, 1.0)
        push = overlap[pair, axis] * sign * 0.4
        np.add.at(moved, (first, axis), push)
        np.add.at(moved, (second, axis), -push)
    return moved


def _gather(network: Network, connected: list[str], placed: dict[str, Position]) -> None:
    """Place every connected node that has no place around the placed neighbour that comes first."""
    rank = {node: number for number, node in enumerate(connected)}
    below = max((y for _, y in placed.values()), default=0) + 4 * _LINE
    queue = list(placed)
    seeds = iter(connected)
    lonely = 0
    while len(placed) < len(connected):
        for node in queue:
            around = {*network.successors(node), *network.predecessors(node)} - placed.keys()
            for number, other in enumerate(sorted(around, key=rank.__getitem__)):
                dx, dy = _spiral(number + 2, 60.0)
                placed[other] = (placed[node][0] + round(dx), placed[node][1] + round(dy))
                queue.append(other)
        seed = next((node for node in seeds if node not in placed), None)
        if seed is None:
            break
        placed[seed] = (300 * (lonely % 20 - 10), below + 300 * (lonely // 20))
        lonely += 1
        queue = [seed]


def _shelve(network: Network, alone: list[str], placed: dict[str, Position]) -> None:
    """Place what no claim connects in rows below, class after class."""
    left = min((x for x, _ in placed.values()), default=-900)
    width = max(max((x for x, _ in placed.values()), default=900) - left, 1800)
    x, y = 0, max((y for _, y in placed.values()), default=0) + 3 * _LINE
    for node in sorted(alone, key=lambda node: CLASSES.index(network.nodes[node]["type"])):
        # Half as much again: these rows are read from afar.
        wide, high = (side * 3 // 2 for side in _box(network.nodes[node]["label"]))
        if x + wide > width:
            x, y = 0, y + high
        placed[node] = (left + x + wide // 2, y)
        x += wide
