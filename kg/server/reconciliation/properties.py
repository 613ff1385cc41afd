"""What the reconciliation service can tell of an entity: its relations, both ways, and its simple properties."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from pyoxigraph import Literal, NamedNode

from kg import labels
from kg.server.site import Snapshot
from kg.store import Store
from kg.vocabulary import CLASSES, ID, ONTOLOGY, RELATIONS, TIFA, term

_INVERSE, _SUBCLASS, _DOMAIN = term("owl:inverseOf"), term("rdfs:subClassOf"), term("rdfs:domain")
_RANGE = term("rdfs:range")
_DOMAINS = term("schema:domainIncludes")
_MENTIONS, _DEFINITION, _TITLE = term("tifa:mentions"), term("skos:definition"), term("dcterms:title")
# A hub is named by tens of thousands of documents: so many quads of a property are read, so many values told.
_MOST_READ = 5_000
_MOST_VALUES = 500
_DEEPEST = 6
# Where an entity lies or belongs: a value is then true of what it is part of, too.
_WHEREABOUTS = ("jurisdiction", "takesPlaceIn", "partOf")

# Id -> name in Chinese and in English.
_SIMPLE = {
    "prefLabel": ("名称", "name"),
    "englishLabel": ("英文名称", "English name"),
    "altLabel": ("其他名称", "other names"),
    "definition": ("定义", "definition"),
    "type": ("类别", "class"),
    "documents": ("文献篇数", "number of documents"),
    "mentionedIn": ("见于文献", "documents that name it"),
}


@dataclass(frozen=True, slots=True)
class Property:
    """A property by its id; `predicate` where its values are entities, `inward` where they are subjects of it."""

    id: str
    name: str
    predicate: NamedNode | None = None
    inward: bool = False


_WHOLE = Property("partOf", "", term("tifa:partOf"))

# What a property may hold: the IRI and name of a thing, a text, a number.
Value = tuple[str, str] | str | int


def properties(known: Snapshot, lang: str) -> dict[str, Property]:
    """Return every property by id: the simple ones, the relations, and the relations the other way round."""
    names = known.vocabulary[lang]
    found = {name: Property(name, said[0 if lang == "zh" else 1]) for name, said in _SIMPLE.items()}
    found["mentionedIn"] = replace(found["mentionedIn"], predicate=_MENTIONS, inward=True)
    for name in RELATIONS:
        found[name] = Property(name, names.get(name, name), NamedNode(TIFA + name))
    for quad in known.store.match(predicate=_INVERSE, graph=ONTOLOGY):
        name, inverse = _local(quad.subject), _local(quad.object)
        if name in RELATIONS and inverse:
            found[inverse] = Property(inverse, names.get(inverse, inverse), NamedNode(TIFA + name), inward=True)
    return {name: found[name] for name in (*_SIMPLE, *RELATIONS, *sorted(set(found) - {*_SIMPLE, *RELATIONS}))}


def fitting(known: Snapshot, of: str, lang: str) -> list[Property]:
    """Return the properties that entities of a class may have; all of them for an unknown class."""
    everything = properties(known, lang)
    if of not in known.vocabulary[lang]:
        return list(everything.values())
    classes = {TIFA + of, *_above(known.store, TIFA + of)}
    return [it for it in everything.values() if it.predicate is None or _fits(known.store, it, classes)]


def values(known: Snapshot, node: NamedNode, it: Property, lang: str) -> list[Value]:
    """Return the values that a property of an entity has, each once, sorted."""
    if it.id == "mentionedIn":
        return _documents(known.store, _ends(known.store, node, it))
    if it.predicate:
        return _things(known, _ends(known.store, node, it), lang)
    entry = known.index.entry(node.value)
    if it.id == "definition":
        told = definition(known.store, node, lang)
        return [told] if told else []
    if entry is None:
        return [labels.name(known.store, node)] if it.id == "prefLabel" and labels.types(known.store, node) else []
    others = [label for label in entry.labels if label not in (entry.name, entry.english)]
    simple: dict[str, list[Value]] = {
        "prefLabel": [entry.name],
        "englishLabel": [entry.english] if entry.english else [],
        "altLabel": [*others],
        "type": [known.vocabulary[lang].get(name, name) for name in entry.classes],
        "documents": [entry.documents],
    }
    return simple[it.id]


def definition(store: Store, node: NamedNode, lang: str) -> str:
    """Return what the ontology tells of an entity in a sentence, in `lang` where it can, empty where it does not."""
    told = {
        quad.object.language or "": quad.object.value
        for quad in islice(store.match(subject=node, predicate=_DEFINITION), _MOST_READ)
        if isinstance(quad.object, Literal)
    }
    return told.get(lang) or next((told[it] for it in sorted(told)), "")


def titled(known: Snapshot, node: NamedNode, lang: str) -> tuple[str, str]:
    """Return the name of a thing, or the title of a document, and its class; empty ones for what the store lacks."""
    entry = known.index.entry(node.value)
    if entry:
        return entry.name, entry.classes[0]
    kinds = labels.types(known.store, node)
    if not kinds:
        return "", ""
    return (_title(known.store, node) if "SourceDocument" in kinds else "") or _name(known, node, lang), kinds[0]


def holds(store: Store, node: NamedNode, it: Property, others: Iterable[NamedNode]) -> bool:
    """Say whether one of the others is a value of a relation of an entity.

    Of a relation that says where something lies or belongs, what a value is part of is one, too.
    """
    if it.id not in _WHEREABOUTS:
        return any(_stated(store, node, it, other) for other in others)
    wanted, found = set(others), set[NamedNode]()
    new = _ends(store, node, it)
    for _ in range(_DEEPEST):
        if wanted & new:
            return True
        found |= new
        new = {
            whole for part in sorted(new, key=str)[:_MOST_VALUES] for whole in _ends(store, part, _WHOLE)
        } - found
    return False


def classes(store: Store) -> dict[str, str]:
    """Return the classes that an entity may have, each with the one above it or "": subclasses follow their class."""
    below: dict[str, list[str]] = {name: [] for name in CLASSES}
    for quad in store.match(predicate=_SUBCLASS, graph=ONTOLOGY):
        if _local(quad.object) in below and _local(quad.subject):
            below[_local(quad.object)].append(_local(quad.subject))
    found: dict[str, str] = {}
    for name in CLASSES:
        found[name] = ""
        found |= dict.fromkeys(sorted(below[name]), name)
    return found


def range_of(store: Store, it: Property) -> str | None:
    """Return the class that all values of a relation have, None where they may be of several."""
    found = {_local(quad.object) for quad in store.match(NamedNode(TIFA + it.id), _RANGE, None, ONTOLOGY)}
    return next((name for name in CLASSES if found == {name}), None)


def _stated(store: Store, node: NamedNode, it: Property, other: NamedNode) -> bool:
    subject, object_ = (other, node) if it.inward else (node, other)
    return next(store.match(subject, it.predicate, object_), None) is not None


def _ends(store: Store, node: NamedNode, it: Property) -> set[NamedNode]:
    quads = store.match(predicate=it.predicate, object=node) if it.inward else store.match(node, it.predicate)
    ends = (quad.subject if it.inward else quad.object for quad in islice(quads, _MOST_READ))
    return {end for end in ends if isinstance(end, NamedNode)}


def _things(known: Snapshot, nodes: Iterable[NamedNode], lang: str) -> list[Value]:
    told = sorted(nodes, key=lambda it: it.value)[:_MOST_VALUES]
    return [*sorted(((it.value, _name(known, it, lang)) for it in told), key=lambda pair: (pair[1], pair[0]))]


def _name(known: Snapshot, node: NamedNode, lang: str) -> str:
    # The store has a label of a hub once for each document, the index once.
    entry = known.index.entry(node.value)
    return entry.name if entry else labels.name(known.store, node, lang)


def _documents(store: Store, nodes: Iterable[NamedNode]) -> list[Value]:
    told = sorted(nodes, key=lambda it: it.value)[:_MOST_VALUES]
    return [(it.value, _title(store, it) or it.value.removeprefix(ID)) for it in told]


def _title(store: Store, document: NamedNode) -> str:
    quads = store.match(document, _TITLE, None, document)
    return min((quad.object.value for quad in quads if isinstance(quad.object, Literal)), default="")


def _above(store: Store, of: str) -> Iterator[str]:
    for quad in store.match(NamedNode(of), _SUBCLASS, None, ONTOLOGY):
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(TIFA):
            yield quad.object.value
            yield from _above(store, quad.object.value)


def _fits(store: Store, it: Property, classes: set[str]) -> bool:
    node = NamedNode(TIFA + it.id)
    for predicate in (_DOMAINS, _DOMAIN):
        domains = {str(quad.object).strip("<>") for quad in store.match(node, predicate, None, ONTOLOGY)}
        if domains:
            return bool(domains & classes)
    return True


def _local(node: object) -> str:
    value = node.value if isinstance(node, NamedNode) else ""
    return value.removeprefix(TIFA) if value.startswith(TIFA) else ""
