"""Known entities: read from the files below `entities/`, which are refused where they contradict the vocabulary."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg import iri
from kg.errors import OntologyError
from kg.model import Entity
from kg.ontology.files import ACCEPTED, DIVISIONS, parsed
from kg.ontology.terms import RelationTerm, Vocabulary
from kg.vocabulary import CLASSES, ID, TIFA, term

_TYPE = term("rdf:type")
_PREF = term("skos:prefLabel")
_ALT = term("skos:altLabel")
_ABBREVIATION = term("tifa:abbreviation")
_PART_OF = term("tifa:partOf")
_LEVEL = term("tifa:level")
_QUOTES = frozenset("“”‘’「」『』《》〈〉\"'")

# What the files say of one entity: objects by predicate.
_About = dict[NamedNode, list[NamedNode | Literal]]


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """An entity that the ontology describes.

    `labels` are all Chinese surface forms, the name first; `abbreviations` the one-character forms of provinces;
    `level` is country, province, prefecture or county for a division; `file` is the file below `entities/` that
    describes it.
    """

    entity: Entity
    iri: NamedNode
    labels: tuple[str, ...]
    file: str
    part_of: Entity | None = None
    level: str | None = None
    abbreviations: tuple[str, ...] = ()

    @property
    def curated(self) -> bool:
        """Say whether the entity was described by hand, not converted from the list of divisions."""
        return self.file != DIVISIONS


class Reading:
    """What some files describe, checked: a contradiction is refused with the line to mend.

    The converted divisions are only read: their script mints their IRIs, and a test checks them.
    """

    def __init__(self, paths: Iterable[Path], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._relations = {NamedNode(TIFA + name): it for name, it in vocabulary.relations.items()}
        self._told: dict[NamedNode, _About] = {}
        self._files: dict[NamedNode, Path] = {}
        for path in paths:
            self._take(path)
        self._entities: dict[NamedNode, Entity] = {}
        # Classes in all files are few; each set of them is resolved once.
        self._root = cache(self._root_of)

    def _take(self, path: Path) -> None:
        for subject, predicate, object_ in parsed(path):
            about = self._told.get(subject)
            if about is None:
                about = self._told[subject] = {}
            self._files[subject] = path
            about.setdefault(predicate, []).append(object_)

    @cached_property
    def entities(self) -> tuple[KnownEntity, ...]:
        """Return the entities in the order of their IRIs; OntologyError where one is not as it must be."""
        for subject in self._told:
            self._entity(subject)
        found = [self._known(subject, about) for subject, about in self._told.items()]
        for known in found:
            if known.curated:
                self._check(known)
        return tuple(sorted(found, key=lambda known: known.iri.value))

    def descriptions(self) -> Iterator[tuple[NamedNode, tuple[Triple, ...]]]:
        """Yield each entity's IRI and what the files say of it."""
        for known in self.entities:
            about = self._told[known.iri]
            told = [Triple(known.iri, predicate, it) for predicate, objects in about.items() for it in objects]
            # A query for the class finds what is described under a class below it.
            told.append(Triple(known.iri, _TYPE, term(f"tifa:{known.entity.type}")))
            yield known.iri, tuple(dict.fromkeys(told))

    def _entity(self, subject: NamedNode) -> Entity:
        """Return the identity that a description gives; a county is told from namesakes by what it is part of."""
        if subject in self._entities:
            return self._entities[subject]
        about = self._told[subject]
        names = _values(about, _PREF, "zh")
        if len(names) != 1:
            raise self._error(subject, f"{len(names)} Chinese skos:prefLabel", "write exactly one, with @zh")
        county = any(it.value == "county" for it in about.get(_LEVEL, ()))
        entity = Entity(self._class(subject), names[0], self._name_above(about) if county else "")
        self._entities[subject] = entity
        return entity

    def _name_above(self, about: _About) -> str:
        wholes = (self._told[whole] for whole in _nodes(about, _PART_OF) if whole in self._told)
        return min((name for told in wholes for name in _values(told, _PREF, "zh")), default="")

    def _class(self, subject: NamedNode) -> str:
        names = sorted(it.value.removeprefix(TIFA) for it in _nodes(self._told[subject], _TYPE))
        root = self._root(tuple(names))
        if root is None:
            known = ", ".join(f"tifa:{name}" for name in CLASSES)
            raise self._error(subject, "has no class of tifa.ttl", f"write one of {known} or a class below these")
        return root

    def _root_of(self, names: tuple[str, ...]) -> str | None:
        for name in names:
            if name in self._vocabulary.classes:
                try:
                    return self._vocabulary.root(name)
                except KeyError:
                    continue
        return None

    def _part_of(self, about: _About) -> Entity | None:
        wholes = (whole for whole in _nodes(about, _PART_OF) if whole in self._told)
        return min((self._entity(whole) for whole in wholes), default=None)

    def _known(self, subject: NamedNode, about: _About) -> KnownEntity:
        entity = self._entity(subject)
        return KnownEntity(
            entity=entity,
            iri=subject,
            labels=(entity.name, *sorted(_values(about, _ALT, "zh"))),
            file=self._files[subject].name,
            part_of=self._part_of(about),
            level=next(iter(_values(about, _LEVEL)), None),
            abbreviations=tuple(sorted(_values(about, _ABBREVIATION))),
        )

    def _check(self, known: KnownEntity) -> None:
        about = self._told[known.iri]
        english = _values(about, _PREF, "en")
        right = iri.entity(known.entity)
        if known.iri != right:
            raise self._error(
                known.iri, "is not the IRI of this entity", f"write <{right.value.removeprefix(ID)}>"
            )
        # A phrase that a curator accepted has no translation yet.
        if len(english) != 1 and known.file != ACCEPTED:
            raise self._error(known.iri, f"{len(english)} English skos:prefLabel", "write exactly one, with @en")
        if not _QUOTES.isdisjoint("".join(known.labels)):
            raise self._error(known.iri, "a label holds quotation or book-title marks", "leave them out")
        for predicate in about.keys() & self._relations.keys():
            for other in _nodes(about, predicate):
                self._check_relation(known, self._relations[predicate], other)

    def _check_relation(self, known: KnownEntity, relation: RelationTerm, other: NamedNode) -> None:
        name = f"tifa:{relation.term.name}"
        if other not in self._told:
            problem = f"{name} leads to <{other.value.removeprefix(ID)}>, which no file describes"
            raise self._error(known.iri, problem, "correct that IRI or describe the entity")
        here, there = known.entity.type, self._entity(other).type
        if not relation.allows(here, there):
            same = ", both of one class" if relation.same_class else ""
            remedy = f"it leads from {_list(relation.domain)} to {_list(relation.range)}{same}"
            raise self._error(known.iri, f"{name} may not lead from {here} to {there}", remedy)

    def _error(self, subject: NamedNode, problem: str, remedy: str) -> OntologyError:
        path = self._files[subject]
        short = subject.value.removeprefix(ID)
        lines = path.read_text(encoding="utf-8").splitlines()
        spots = [number for number, line in enumerate(lines, start=1) if f"{short}>" in line]
        # An entity is described where its IRI opens the line; elsewhere it is only referred to.
        opening = [number for number in spots if lines[number - 1].startswith("<")]
        where = f"{path}:{(opening or spots or [1])[0]}"
        return OntologyError(where, f"<{short}> {problem}", remedy)


def _values(about: _About, predicate: NamedNode, language: str | None = None) -> list[str]:
    """Return the literals of a predicate in one language, or all of them."""
    found = (it for it in about.get(predicate, ()) if isinstance(it, Literal))
    return [it.value for it in found if language is None or it.language == language]


def _nodes(about: _About, predicate: NamedNode) -> list[NamedNode]:
    return [it for it in about.get(predicate, ()) if isinstance(it, NamedNode)]


def _list(names: Iterable[str]) -> str:
    return " or ".join(sorted(names))
