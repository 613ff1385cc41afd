"""The entities that the documents of a store name, with all their labels."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg.store import Store, Term
from kg.vocabulary import CLASSES, TIFA, term

_TYPE, _MENTIONS = term("rdf:type"), term("tifa:mentions")
_PREFERRED = term("skos:prefLabel")
# An abbreviation (沪) is no name to be shown, but one to be found by.
_OTHERS = (term("skos:altLabel"), term("tifa:abbreviation"))


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity: its classes by local name, that of annotation.md first, and how many documents name it."""

    iri: str
    classes: tuple[str, ...]
    name: str
    english: str
    labels: tuple[str, ...]
    documents: int


def entries(store: Store) -> list[Entry]:
    """Read every entity that a document names, sorted by how many do, then by length of name, name and IRI."""
    documents = {
        it.value: int(count.value)
        for it, count in _rows(
            store, f"SELECT ?it (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?d {_MENTIONS} ?it }} }} GROUP BY ?it"
        )
        if isinstance(it, NamedNode)
    }
    preferred: defaultdict[str, dict[str, str]] = defaultdict(dict)
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for predicate in (_PREFERRED, *_OTHERS):
        for node, label in _stated(store, predicate):
            if node.value in documents and isinstance(label, Literal):
                labels[node.value].add(label.value)
                if predicate == _PREFERRED:
                    names, language = preferred[node.value], label.language or ""
                    names[language] = min(label.value, names.get(language, label.value))
    found = []
    for iri, classes in _classes(store, documents).items():
        names = preferred[iri]
        name = names.get("zh") or next((names[it] for it in sorted(names)), iri.rpartition("/")[2])
        known = tuple(sorted(labels[iri] | {name}))
        found.append(Entry(iri, classes, name, names.get("en", ""), known, documents[iri]))
    return sorted(found, key=lambda it: (-it.documents, len(it.name), it.name, it.iri))


def _classes(store: Store, named: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    # Class by class: most of what has a type is a mention or its span.
    for (of,) in _rows(store, f"SELECT DISTINCT ?of {{ GRAPH ?g {{ ?a {_TYPE} ?of }} }}"):
        if isinstance(of, NamedNode) and of.value.startswith(TIFA):
            for (node,) in _rows(store, f"SELECT DISTINCT ?a {{ GRAPH ?g {{ ?a {_TYPE} {of} }} }}"):
                if isinstance(node, NamedNode) and node.value in named:
                    found[node.value].add(of.value.removeprefix(TIFA))
    order = {name: number for number, name in enumerate(CLASSES)}
    ordered = {iri: tuple(sorted(it, key=lambda name: (order.get(name, 99), name))) for iri, it in found.items()}
    return {iri: it for iri, it in ordered.items() if it[0] in order}


def _stated(store: Store, predicate: NamedNode) -> Iterator[tuple[NamedNode, Term]]:
    """Yield what has a property and its value, once for all documents that state it: a hub is named by thousands."""
    for node, value in _rows(store, f"SELECT DISTINCT ?a ?b {{ GRAPH ?g {{ ?a {predicate} ?b }} }}"):
        if isinstance(node, NamedNode):
            yield node, value


def _rows(store: Store, sparql: str) -> QuerySolutions:
    return cast(QuerySolutions, store.query(sparql))
