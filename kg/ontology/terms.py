"""The vocabulary of `tifa.ttl`: its terms, classes and relations."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import OntologyError
from kg.ontology.files import parsed
from kg.vocabulary import CLASSES, RELATIONS, TIFA, term

_TYPE = term("rdf:type")

_Told = Mapping[NamedNode, tuple[Triple, ...]]


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or individual of the vocabulary; `labels` and `definitions` are by language.

    `parents` are the local names of the superclasses or superproperties within the vocabulary.
    """

    name: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationTerm:
    """A relation: `domain` and `range` hold names of `vocabulary.CLASSES`.

    `inverse` is the local name of the property that reads it from the object's side; where `same_class` is true,
    subject and object must be of one class.
    """

    term: Term
    domain: frozenset[str]
    range: frozenset[str]
    inverse: str
    same_class: bool

    def allows(self, subject: str, object: str) -> bool:
        """Say whether the relation may hold between entities of these two classes."""
        same = subject == object or not self.same_class
        return subject in self.domain and object in self.range and same


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """What `tifa.ttl` says.

    `terms` holds everything that it names, by local name, `classes` and `relations` its classes and the relations
    of annotation.md, `schema` its triples.
    """

    terms: Mapping[str, Term]
    classes: Mapping[str, Term]
    relations: Mapping[str, RelationTerm]
    schema: tuple[Triple, ...]

    def root(self, class_name: str) -> str:
        """Return the one of `vocabulary.CLASSES` that a class is or refines; KeyError where there is none."""
        for candidate in (class_name, *_above(self.classes, class_name)):
            if candidate in CLASSES:
                return candidate
        raise KeyError(class_name)


def read(path: Path) -> Vocabulary:
    """Read a vocabulary; OntologyError where it is broken or lacks a class or relation that the program knows."""
    schema = tuple(Triple(*statement) for statement in parsed(path))
    told = _by_subject(schema)
    terms = {subject.value.removeprefix(TIFA): _term(subject, about) for subject, about in _own(told)}
    classes = {name: terms[name] for name in _names_of_type(told, "owl:Class")}
    for name in (*CLASSES, *RELATIONS):
        if name not in terms:
            raise OntologyError(str(path), f"tifa:{name} is missing", "declare it again, with labels in zh and en")
    relations = {name: _relation(terms[name], told, classes) for name in RELATIONS}
    return Vocabulary(terms, classes, relations, schema)


def _by_subject(triples: Iterable[Triple]) -> dict[NamedNode, tuple[Triple, ...]]:
    grouped: dict[NamedNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            grouped[triple.subject].append(triple)
    return {subject: tuple(found) for subject, found in grouped.items()}


def _own(told: _Told) -> Iterator[tuple[NamedNode, tuple[Triple, ...]]]:
    return ((subject, about) for subject, about in told.items() if subject.value.startswith(TIFA))


def _names_of_type(told: _Told, curie: str) -> list[str]:
    kind = term(curie)
    return [
        subject.value.removeprefix(TIFA)
        for subject, about in _own(told)
        if any(triple.predicate == _TYPE and triple.object == kind for triple in about)
    ]


def _term(subject: NamedNode, about: tuple[Triple, ...]) -> Term:
    above = _local(about, "rdfs:subClassOf") + _local(about, "rdfs:subPropertyOf")
    return Term(
        name=subject.value.removeprefix(TIFA),
        labels=_by_language(about, term("rdfs:label")),
        definitions=_by_language(about, term("skos:definition")),
        parents=above,
    )


def _relation(it: Term, told: _Told, classes: Mapping[str, Term]) -> RelationTerm:
    about = told[NamedNode(TIFA + it.name)]
    same = any(value.value == "true" for value in _values(about, term("tifa:sameClass")))
    inverse = _local(about, "owl:inverseOf")
    return RelationTerm(
        term=it,
        domain=_spread(_local(about, "schema:domainIncludes"), classes),
        range=_spread(_local(about, "schema:rangeIncludes"), classes),
        inverse=inverse[0] if inverse else it.name,
        same_class=same,
    )


def _spread(names: Iterable[str], classes: Mapping[str, Term]) -> frozenset[str]:
    """Return the `vocabulary.CLASSES` that are one of `names` or below: Actor is Organization and Place."""
    wanted = set(names)
    return frozenset(name for name in CLASSES if wanted & {name, *_above(classes, name)})


def _above(classes: Mapping[str, Term], name: str) -> tuple[str, ...]:
    """Return the names of all classes above one, nearest first; a circle of classes ends."""
    found = [name]
    for each in found:
        found += [parent for parent in classes[each].parents if parent in classes and parent not in found]
    return tuple(found[1:])


def _local(about: Iterable[Triple], curie: str) -> tuple[str, ...]:
    """Return the local names of the vocabulary's own terms that a property leads to, sorted."""
    found = (node.value for node in _nodes(about, term(curie)))
    return tuple(sorted(value.removeprefix(TIFA) for value in found if value.startswith(TIFA)))


def _by_language(about: Iterable[Triple], predicate: NamedNode) -> dict[str, str]:
    return {it.language or "": it.value for it in _values(about, predicate)}


def _values(about: Iterable[Triple], predicate: NamedNode) -> Iterator[Literal]:
    return (t.object for t in about if t.predicate == predicate and isinstance(t.object, Literal))


def _nodes(about: Iterable[Triple], predicate: NamedNode) -> Iterator[NamedNode]:
    return (t.object for t in about if t.predicate == predicate and isinstance(t.object, NamedNode))
