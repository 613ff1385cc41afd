"""Entities found by any of their labels, and near labels where none fits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import QueryError
from kg.quads import plain_name
from kg.store import Store
from kg.vocabulary import CLASSES, ONTOLOGY, TIFA, term

_TYPE, _PREFERRED, _ALTERNATIVE = term("rdf:type"), term("skos:prefLabel"), term("skos:altLabel")
_LABEL = term("rdfs:label")
_IRI = re.compile(r"https?://[^\s<>\"{}|^`\\]+")
_LANGUAGES = ("zh", "en")
_NEAR = 45


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """An entity of the store: its class (local name), its name and its IRI."""

    type: str
    name: str
    iri: str

    @property
    def node(self) -> NamedNode:
        """Return the IRI as a term."""
        return NamedNode(self.iri)


def find(store: Store, label: str, *, classes: tuple[str, ...] = ()) -> list[Named]:
    """Return the entities that `label` names, sorted: by preferred label where one has it, else by any other.

    `label` may also be an entity's IRI. `classes` are local names; none means every class.
    """
    if _IRI.fullmatch(label):
        try:
            return _of_classes(store, {NamedNode(label)}, classes)
        except ValueError:
            # It begins like an IRI and is none.
            return []
    names = {label, plain_name(label)}
    for predicate in (_PREFERRED, _ALTERNATIVE):
        literals = [Literal(name, language=language) for name in names for language in _LANGUAGES]
        nodes = {node for it in literals for node in store.subjects(predicate, it)}
        found = _of_classes(store, nodes, classes)
        if found:
            return found
    return []


def others(store: Store, label: str, lang: str = "zh") -> list[str]:
    """Return the other labels in `lang` of the entities that `label` names, sorted; none where it names none."""
    nodes = [it.node for it in find(store, label)]
    found = {
        quad.object.value
        for node in nodes
        for predicate in (_PREFERRED, _ALTERNATIVE)
        for quad in store.match(node, predicate)
        if isinstance(quad.object, Literal) and quad.object.language == lang
    }
    return sorted(found - {label, plain_name(label)})


def one(store: Store, label: str, *, classes: tuple[str, ...] = ()) -> Named:
    """Return the one entity that `label` names; else QueryError with near labels or with the choices."""
    found = find(store, label, classes=classes)
    if len(found) == 1:
        return found[0]
    if found:
        choices = "; ".join(f"{it.name} ({it.type}) {it.iri}" for it in found)
        raise QueryError(label, f"names {len(found)} entities", f"give the IRI of one: {choices}")
    others = find(store, label)
    if others:
        has = "|".join(dict.fromkeys(it.type for it in others))
        raise QueryError(label, f"is {has}, not {'|'.join(classes)}", "give the name of one of these")
    near = suggest(store, label, classes=classes)
    remedy = f"did you mean {', '.join(near)}?" if near else "check the spelling, or give its IRI"
    raise QueryError(label, "no entity has this label", remedy)


def suggest(store: Store, label: str, *, classes: tuple[str, ...] = (), limit: int = 5) -> list[str]:
    """Return the labels most like `label`, the nearest first; this reads every label of the store."""
    from rapidfuzz import fuzz, process

    known = {it.value for it in _labels(store)}
    near = process.extract(
        plain_name(label), sorted(known), scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=limit * 10
    )
    fitting = (name for name, _, _ in near if find(store, name, classes=classes))
    return [name for name, _ in zip(fitting, range(limit), strict=False)]


def name(store: Store, node: NamedNode, lang: str = "zh") -> str:
    """Return an entity's preferred label in `lang`, else in any language, else the end of its IRI."""
    labels = {
        it.object.language: it.object.value
        for it in _told(store, node, _PREFERRED)
        if isinstance(it.object, Literal)
    }
    return labels.get(lang) or next((labels[it] for it in sorted(labels, key=str)), node.value.rpartition("/")[2])


def named(store: Store, node: NamedNode, lang: str = "zh") -> Named:
    """Return an entity with its class and its name in `lang`."""
    kinds = types(store, node)
    return Named(kinds[0] if kinds else "", name(store, node, lang), node.value)


def vocabulary(store: Store, lang: str) -> dict[str, str]:
    """Return the labels in `lang` of our own classes, properties and qualifiers, by local name."""
    return {
        quad.subject.value.removeprefix(TIFA): quad.object.value
        for quad in store.match(predicate=_LABEL, graph=ONTOLOGY)
        if isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(TIFA)
        and isinstance(quad.object, Literal)
        and quad.object.language == lang
    }


def types(store: Store, node: NamedNode) -> list[str]:
    """Return the local names of an entity's classes in our vocabulary, the class of annotation.md first."""
    found = {str(it.object).strip("<>") for it in _told(store, node, _TYPE)}
    local = {it.removeprefix(TIFA) for it in found if it.startswith(TIFA)}
    return sorted(local, key=lambda it: (it not in CLASSES, it))


def _told(store: Store, node: NamedNode, predicate: NamedNode) -> Iterator[Quad]:
    """Yield what the ontology says of an entity, and one document: all documents give it one class and one name.

    A hub is named by tens of thousands, and this is asked of every entity that a page shows.
    """
    yield from store.match(node, predicate, graph=ONTOLOGY)
    elsewhere = (quad for quad in store.match(node, predicate) if quad.graph_name != ONTOLOGY)
    yield from islice(elsewhere, 1)


def _labels(store: Store) -> Iterator[Literal]:
    for predicate in (_PREFERRED, _ALTERNATIVE):
        yield from (it for it in store.objects(predicate) if isinstance(it, Literal))


def _of_classes(store: Store, nodes: set[NamedNode], classes: tuple[str, ...]) -> list[Named]:
    found = []
    for node in nodes:
        of = types(store, node)
        if any(it in CLASSES for it in of) and (not classes or set(classes) & set(of)):
            found.append(Named(of[0], name(store, node), node.value))
    return sorted(found)
