"""Store → networkx graph: entities as nodes, relation claims as edges.

Everything that a reader sees of a build comes from here: only entities that a document names, only claims that
carry their evidence.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import networkx as nx

from kg.network import reading
from kg.network.reading import Span, local
from kg.store import Store
from kg.vocabulary import CLASSES, QUALIFIERS, RELATIONS

Network: TypeAlias = "nx.MultiDiGraph[str]"

_Rows = list[tuple[str, str, str, str]]
_Sources = Mapping[str, dict[str, Any]]
_Texts = Mapping[str, dict[str, list[str]]]

_NAMES = ("skos:prefLabel", "skos:altLabel", "skos:definition")


def graph(store: Store, *, lang: str = "zh") -> Network:
    """Return every entity that a document names as a node, and every relation claim as an edge.

    Nodes are keyed by IRI, in order of IRI: `type` (class name), `label` and `definition` (in `lang` where there
    is one, else in the other language; "" for no definition), `labels` and `definitions` (language → text),
    `names` (all labels), `level` (of a division, else ""), `documents` (document IRI → how often it names the entity), `mentions` (their sum),
    `figures` (a list of dicts: claim, measure, value, unit, qualifier, period, and the source keys below).
    Edges are keyed by claim IRI, in order of it: `property` (local name), `role`, and the source keys `document`,
    `title`, `issued`, `quote`, `start`, `end`, `rule`, `confidence`.
    The graph's own attributes: `lang`, `classes`, `properties` and `qualifiers` (local name → language → label),
    `inverses` (the same, read from the object's end, where the ontology names it), `documents` (IRI → title,
    issued, identifier, publisher, place, hash; the two before the last are IRIs, "" where nothing is known),
    `spans` (document IRI → start, end, entity and words of each mention, in order), `settings` (IRI of a
    publisher or place → `labels` and `level`), `run` (iri, label and ontology of the run that made the claims).
    """
    # The store answers without holding the interpreter: two questions at a time take little longer than one.
    with ThreadPoolExecutor(2) as pool:
        words = pool.submit(reading.words, store)
        rows = pool.submit(reading.relations, store)
        observed = pool.submit(_figures, store)
        listed = pool.submit(reading.mentions, store)
        kinds = pool.submit(reading.types, store)
        names = {curie: pool.submit(reading.texts, store, curie) for curie in _NAMES}
        documents = reading.documents(store)
        exact = words.result()
        placed = pool.submit(reading.spans, store, exact)
        sources = reading.sources(store, documents, exact)
    texts = {curie: read.result() for curie, read in names.items()}
    levels, spans, relations, figures = (
        reading.column(store, "tifa:level"),
        placed.result(),
        rows.result(),
        observed.result(),
    )
    network: Network = nx.MultiDiGraph(
        lang=lang,
        classes=reading.terms(store, CLASSES),
        properties=reading.terms(store, RELATIONS),
        qualifiers=reading.terms(store, QUALIFIERS),
        inverses=reading.inverses(store),
        documents=documents,
        spans=spans,
        settings=_settings(documents, texts["skos:prefLabel"], levels),
        run=reading.run(store),
    )
    named = _named(listed.result(), spans, sources, relations, figures)
    _add_nodes(network, kinds.result(), named, texts, levels)
    _add_figures(network, figures, sources)
    _add_edges(network, relations, reading.column(store, "tifa:role"), sources)
    return network


def _settings(
    documents: Mapping[str, Mapping[str, str]], preferred: _Texts, levels: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Return the labels by language, and the level, of every publisher and place of a document."""
    named = {about[name] for about in documents.values() for name in ("publisher", "place")} - {""}
    return {
        iri: {
            "labels": {language: texts[0] for language, texts in preferred.get(iri, {}).items()},
            "level": levels.get(iri, ""),
        }
        for iri in sorted(named)
    }


def _figures(store: Store) -> list[dict[str, str]]:
    """Return what every figure says, in order of the claims."""
    rows = reading.select(store, "SELECT ?c ?a ?m ?v { ?c tifa:about ?a ; tifa:measure ?m ; tifa:value ?v }")
    optional = {name: reading.column(store, f"tifa:{name}") for name in ("unit", "qualifier", "period")}
    return [
        {
            "claim": claim,
            "about": about,
            "measure": measure,
            "value": value,
            "unit": optional["unit"].get(claim, ""),
            "qualifier": local(optional["qualifier"].get(claim, "exact")),
            "period": optional["period"].get(claim, ""),
        }
        for claim, about, measure, value in sorted(set(rows))
    ]


def _named(
    pairs: set[tuple[str, str]],
    spans: Mapping[str, list[Span]],
    sources: _Sources,
    relations: _Rows,
    figures: list[dict[str, str]],
) -> dict[str, dict[str, int]]:
    """Return entity → document → number of mentions; 0 where it is only carried over as the end of a claim.

    `pairs` are the entities that documents name, each with its document.
    """
    pairs = set(pairs)
    ends: Iterable[tuple[str, str]] = (
        (entity, claim) for claim, subject, _, object_ in relations for entity in (subject, object_)
    )
    pairs.update((entity, sources[claim]["document"]) for entity, claim in ends if claim in sources)
    pairs.update((it["about"], sources[it["claim"]]["document"]) for it in figures if it["claim"] in sources)
    found: dict[str, dict[str, int]] = {}
    for entity, document in sorted(pairs):
        found.setdefault(entity, {})[document] = 0
    for document, of_document in spans.items():
        for span in of_document:
            times = found.setdefault(span.entity, {})
            times[document] = times.get(document, 0) + 1
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


def _add_nodes(
    network: Network,
    types: Mapping[str, str],
    named: Mapping[str, dict[str, int]],
    texts: Mapping[str, _Texts],
    levels: Mapping[str, str],
) -> None:
    preferred, alternative, definitions = (texts[curie] for curie in _NAMES)
    lang = network.graph["lang"]
    for entity in sorted(types.keys() & named.keys()):
        labels, others = preferred.get(entity, {}), alternative.get(entity, {})
        defined = definitions.get(entity, {})
        every = [text for texts in (labels, others) for values in texts.values() for text in values]
        network.add_node(
            entity,
            type=types[entity],
            label=_pick(labels, lang) or _pick(others, lang) or entity.rpartition("/")[2],
            labels={language: values[0] for language, values in labels.items()},
            names=list(dict.fromkeys(every)),
            level=levels.get(entity, ""),
            definition=_pick(defined, lang) or "",
            definitions={language: values[0] for language, values in defined.items()},
            documents=named[entity],
            mentions=sum(named[entity].values()),
            figures=[],
        )


def _add_figures(network: Network, figures: list[dict[str, str]], sources: _Sources) -> None:
    for it in figures:
        if it["about"] in network and it["claim"] in sources:
            told = {name: value for name, value in it.items() if name != "about"}
            network.nodes[it["about"]]["figures"].append(told | sources[it["claim"]])


def _add_edges(network: Network, relations: _Rows, roles: Mapping[str, str], sources: _Sources) -> None:
    for claim, subject, predicate, object_ in relations:
        if subject in network and object_ in network and claim in sources:
            role = roles.get(claim, "")
            network.add_edge(subject, object_, key=claim, property=local(predicate), role=role, **sources[claim])
