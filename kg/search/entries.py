"""The entities that the documents of a store name, with all their labels."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.store import Store
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
    documents = Counter(
        it.object.value for it in store.match(predicate=_MENTIONS) if isinstance(it.object, NamedNode)
    )
    preferred: defaultdict[str, dict[str, str]] = defaultdict(dict)
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for predicate in (_PREFERRED, *_OTHERS):
        for quad in store.match(predicate=predicate):
            iri = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
            if iri in documents and isinstance(quad.object, Literal):
                label = quad.object.value
                labels[iri].add(label)
                if predicate == _PREFERRED:
                    language = quad.object.language or ""
                    preferred[iri][language] = min(label, preferred[iri].get(language, label))
    found = []
    for iri, classes in _classes(store, documents).items():
        names = preferred[iri]
        name = names.get("zh") or next((names[it] for it in sorted(names)), iri.rpartition("/")[2])
        known = tuple(sorted(labels[iri] | {name}))
        found.append(Entry(iri, classes, name, names.get("en", ""), known, documents[iri]))
    return sorted(found, key=lambda it: (-it.documents, len(it.name), it.name, it.iri))


def _classes(store: Store, named: Counter[str]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quad in store.match(predicate=_TYPE):
        if (
            isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
            and quad.object.value.startswith(TIFA)
            and quad.subject.value in named
        ):
            found[quad.subject.value].add(quad.object.value.removeprefix(TIFA))
    order = {name: number for number, name in enumerate(CLASSES)}
    ordered = {iri: tuple(sorted(it, key=lambda name: (order.get(name, 99), name))) for iri, it in found.items()}
    return {iri: it for iri, it in ordered.items() if it[0] in order}
