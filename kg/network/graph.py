"""Store → networkx graph: entities as nodes, relation claims as edges.

Everything that a reader sees of a build comes from here: only entities that a document names, only claims that
carry their evidence.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, cast

import networkx as nx
from pyoxigraph import QueryResultsFormat, QuerySolutions

from kg.store import Store
from kg.vocabulary import CLASSES, QUALIFIERS, RELATIONS, TIFA

Network: TypeAlias = "nx.MultiDiGraph[str]"


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
    documents = _documents(store)
    network: Network = nx.MultiDiGraph(
        lang=lang,
        classes=_terms(store, CLASSES),
        properties=_terms(store, RELATIONS),
        qualifiers=_terms(store, QUALIFIERS),
        inverses=_inverses(store),
        documents=documents,
        spans=_spans(store),
        settings=_settings(store, documents),
        run=_run(store),
    )
    sources = dict(_sources(store, documents))
    _add_nodes(network, store, lang)
    _add_figures(network, store, sources)
    _add_edges(network, store, sources)
    return network


def _select(store: Store, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the values of each solution as Python strings, None where unbound."""
    # JSON, because a term at a time takes three times as long to cross from Rust.
    answer = cast(QuerySolutions, store.query(query)).serialize(format=QueryResultsFormat.JSON)
    told = json.loads(answer or b"")
    names = told["head"]["vars"]
    for row in told["results"]["bindings"]:
        yield tuple(row[name]["value"] if name in row else None for name in names)


def _column(store: Store, curie: str) -> dict[str, str]:
    """Return subject → value of a property, of several values the first in order."""
    found: dict[str, str] = {}
    for subject, value in _select(store, f"SELECT ?s ?o {{ ?s {curie} ?o }}"):
        found[subject] = min(value, found.get(subject, value))
    return found


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
    columns = {
        name: _column(store, curie)
        for name, curie in (
            ("title", "dcterms:title"),
            ("issued", "dcterms:issued"),
            ("identifier", "dcterms:identifier"),
            ("publisher", "dcterms:publisher"),
            ("place", "tifa:speaksFor"),
            ("hash", "tifa:textHash"),
        )
    }
    found: dict[str, dict[str, str]] = {}
    for (iri,) in sorted(_select(store, "SELECT DISTINCT ?d { ?d a tifa:SourceDocument }")):
        about = {name: column.get(iri, "") for name, column in columns.items()}
        found[iri] = {**about, "title": about["title"] or about["identifier"] or iri}
    return found


def _settings(store: Store, documents: dict[str, dict[str, str]]) -> dict[str, dict[str, Any]]:
    """Return the labels by language, and the level, of every publisher and place of a document."""
    labels, levels = _texts(store, "skos:prefLabel"), _column(store, "tifa:level")
    named = {about[name] for about in documents.values() for name in ("publisher", "place")} - {""}
    return {
        iri: {
            "labels": {language: texts[0] for language, texts in labels.get(iri, {}).items()},
            "level": levels.get(iri, ""),
        }
        for iri in sorted(named)
    }


def _run(store: Store) -> dict[str, str]:
    """Return what the run that made the claims is called; of several runs the last in order."""
    rows = _select(
        store,
        """SELECT DISTINCT ?run ?label ?hash {
             ?run a prov:Activity ; tifa:ontologyHash ?hash . OPTIONAL { ?run rdfs:label ?label }
           }""",
    )
    told = max(((run, label or "", hash_) for run, label, hash_ in rows), default=("", "", ""))
    return dict(zip(("iri", "label", "ontology"), told, strict=True))


def _spans(store: Store) -> dict[str, list[tuple[int, int, str, str]]]:
    """Return document → start, end, entity and words of each mention, in order."""
    rows = _select(
        store,
        """SELECT DISTINCT ?d ?start ?end ?e ?exact {
             ?m a oa:Annotation ; oa:hasBody ?e ; oa:hasTarget ?target .
             ?target oa:hasSource ?d ; oa:hasSelector ?selector .
             ?selector oa:start ?start ; oa:end ?end ; oa:exact ?exact .
           }""",
    )
    found: dict[str, list[tuple[int, int, str, str]]] = {}
    for document, start, end, entity, exact in rows:
        found.setdefault(document, []).append((int(start), int(end), entity, exact))
    return {document: sorted(found[document]) for document in sorted(found)}


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
    types, mentions, levels = _types(store), _mentions(store), _column(store, "tifa:level")
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
            level=levels.get(entity, ""),
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
