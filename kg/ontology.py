"""The ontology folder: classes and relations with labels, domain and range; known entities and their descriptions.

Everything is read from Turtle: `tifa.ttl` for the vocabulary, `entities/*.ttl` for the known entities. A file that
contradicts the vocabulary is refused with the line to mend, so that a domain expert needs no Python.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg import iri
from kg.errors import OntologyError
from kg.model import Entity
from kg.vocabulary import CLASSES, ID, RELATIONS, TIFA, term

DIVISIONS = "divisions.ttl"

_TYPE = term("rdf:type")
_PREF = term("skos:prefLabel")
_ALT = term("skos:altLabel")
_ABBREVIATION = term("tifa:abbreviation")
_PART_OF = term("tifa:partOf")
_LEVEL = term("tifa:level")
_QUOTES = frozenset("“”‘’「」『』《》〈〉\"'")

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


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """What `tifa.ttl` says, in the words of Ontology."""

    terms: Mapping[str, Term]
    classes: Mapping[str, Term]
    relations: Mapping[str, RelationTerm]
    schema: tuple[Triple, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ontology:
    """What the ontology folder says.

    `terms` holds everything that `tifa.ttl` names, by local name, `classes` and `relations` its classes and the
    relations of annotation.md. `digest` is the SHA-256 of every file that affects a build (vocabulary, entities,
    lexicon, models). `schema` holds the triples of `tifa.ttl`, `descriptions` those of each known entity by its IRI.
    """

    folder: Path
    digest: str
    terms: Mapping[str, Term]
    classes: Mapping[str, Term]
    relations: Mapping[str, RelationTerm]
    entities: tuple[KnownEntity, ...]
    schema: tuple[Triple, ...]
    descriptions: _Told

    def label(self, local_name: str, lang: str) -> str:
        """Return the label of a term in `lang` (zh or en); KeyError where the vocabulary has no such term."""
        return self.terms[local_name].labels[lang]

    def root(self, class_name: str) -> str:
        """Return the one of `vocabulary.CLASSES` that a class is or refines; KeyError where there is none."""
        return _root(self.classes, class_name)


def folder() -> Path:
    """Return the ontology folder: the one inside the installed package, else the checkout's."""
    package = Path(__file__).parent
    packed = package / "_ontology"
    return packed if packed.is_dir() else package.parent / "ontology"


_default = folder


def load(folder: Path | None = None) -> Ontology:
    """Read an ontology folder, by default the one that comes with the program; a folder is read once a process.

    Raises OntologyError naming file, line and remedy where a file is broken or contradicts the vocabulary.
    """
    return _load((folder or _default()).resolve())


def vocabulary(folder: Path | None = None) -> Vocabulary:
    """Read `tifa.ttl` alone, in a tenth of the time that the known entities take; OntologyError as in `load`."""
    path = (folder or _default()) / "tifa.ttl"
    schema = tuple(_parse(path))
    told = _by_subject(schema)
    terms = {subject.value.removeprefix(TIFA): _term(subject, about) for subject, about in _own(told)}
    classes = {name: terms[name] for name in _names_of_type(told, "owl:Class")}
    for name in (*CLASSES, *RELATIONS):
        if name not in terms:
            raise OntologyError(str(path), f"tifa:{name} is missing", "declare it again, with labels in zh and en")
    relations = {name: _relation(terms[name], told, classes) for name in RELATIONS}
    return Vocabulary(terms, classes, relations, schema)


@lru_cache(maxsize=4)
def _load(folder: Path) -> Ontology:
    it = vocabulary(folder)
    sources = _sources(folder)
    descriptions = _by_subject(triple for _, triples in sources for triple in triples)
    files = {subject: path for path, triples in sources for subject in _by_subject(triples)}
    entities = _EntityReader(it.classes, it.relations, descriptions, files).read()
    for known in entities:
        # A query for the class finds what is described under a class below it.
        kind = Triple(known.iri, _TYPE, term(f"tifa:{known.entity.type}"))
        descriptions[known.iri] = tuple(dict.fromkeys((*descriptions[known.iri], kind)))
    return Ontology(folder, _digest(folder), it.terms, it.classes, it.relations, entities, it.schema, descriptions)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    patterns = ("tifa.ttl", "entities/*.ttl", "lexicon/*.tsv", "models/*.npz")
    paths = [path for pattern in patterns for path in folder.glob(pattern)]
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources(folder: Path) -> list[tuple[Path, tuple[Triple, ...]]]:
    """Return the triples of each file below `entities/`, the divisions first: a hand-made file outranks them."""
    paths = sorted(folder.glob("entities/*.ttl"), key=lambda path: (path.name != DIVISIONS, path.name))
    return [(path, tuple(_parse(path))) for path in paths]


def _parse(path: Path) -> Iterator[Triple]:
    """Yield the triples of a Turtle file; relative IRIs are resolved against the entities' namespace."""
    try:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=ID):
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, (BlankNode, Triple)):
                raise OntologyError(str(path), "holds a blank node ([…], (…))", "give everything an IRI")
            yield quad.triple
    except SyntaxError as error:
        raise OntologyError(
            f"{path}:{error.lineno or 1}", f"not Turtle ({error.msg})", "mend this line"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(str(path), f"cannot be read ({error})", "restore it, as UTF-8 text") from error


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


def _root(classes: Mapping[str, Term], name: str) -> str:
    for candidate in (name, *_above(classes, name)):
        if candidate in CLASSES:
            return candidate
    raise KeyError(name)


def _local(about: Iterable[Triple], curie: str) -> tuple[str, ...]:
    """Return the local names of the vocabulary's own terms that a property leads to, sorted."""
    found = (node.value for node in _nodes(about, term(curie)))
    return tuple(sorted(value.removeprefix(TIFA) for value in found if value.startswith(TIFA)))


def _by_language(about: Iterable[Triple], predicate: NamedNode) -> dict[str, str]:
    return {it.language or "": it.value for it in _values(about, predicate)}


class _EntityReader:
    """Turns descriptions into known entities and refuses what contradicts the vocabulary.

    The converted divisions are only read: their script mints their IRIs, and a test checks them.
    """

    def __init__(
        self,
        classes: Mapping[str, Term],
        relations: Mapping[str, RelationTerm],
        descriptions: _Told,
        files: Mapping[NamedNode, Path],
    ) -> None:
        self._classes = classes
        self._relations = relations
        self._descriptions = descriptions
        self._files = files
        self._entities: dict[NamedNode, Entity] = {}

    def read(self) -> tuple[KnownEntity, ...]:
        """Return the known entities in the order of their IRIs."""
        for subject in self._descriptions:
            self._entity(subject)
        found = [self._known(subject, about) for subject, about in self._descriptions.items()]
        for known in found:
            if known.curated:
                self._check(known)
        return tuple(sorted(found, key=lambda known: known.iri.value))

    def _entity(self, subject: NamedNode) -> Entity:
        """Return the identity that a description gives; a county is told from namesakes by what it is part of."""
        if subject in self._entities:
            return self._entities[subject]
        about = self._descriptions[subject]
        names = [it.value for it in _values(about, _PREF) if it.language == "zh"]
        if len(names) != 1:
            raise self._error(subject, f"{len(names)} Chinese skos:prefLabel", "write exactly one, with @zh")
        county = any(it.value == "county" for it in _values(about, _LEVEL))
        entity = Entity(self._class(subject), names[0], self._name_above(about) if county else "")
        self._entities[subject] = entity
        return entity

    def _name_above(self, about: Iterable[Triple]) -> str:
        wholes = (self._descriptions.get(whole, ()) for whole in _nodes(about, _PART_OF))
        return min((it.value for told in wholes for it in _values(told, _PREF) if it.language == "zh"), default="")

    def _class(self, subject: NamedNode) -> str:
        for name in _local(self._descriptions[subject], "rdf:type"):
            if name in self._classes and {name, *_above(self._classes, name)} & set(CLASSES):
                return _root(self._classes, name)
        known = ", ".join(f"tifa:{name}" for name in CLASSES)
        raise self._error(subject, "has no class of tifa.ttl", f"write one of {known} or a class below these")

    def _part_of(self, about: Iterable[Triple]) -> Entity | None:
        wholes = (whole for whole in _nodes(about, _PART_OF) if whole in self._descriptions)
        return min((self._entity(whole) for whole in wholes), default=None)

    def _known(self, subject: NamedNode, about: tuple[Triple, ...]) -> KnownEntity:
        entity = self._entity(subject)
        others = sorted(it.value for it in _values(about, _ALT) if it.language == "zh")
        level = next((it.value for it in _values(about, _LEVEL)), None)
        return KnownEntity(
            entity=entity,
            iri=subject,
            labels=(entity.name, *others),
            file=self._files[subject].name,
            part_of=self._part_of(about),
            level=level,
            abbreviations=tuple(sorted(it.value for it in _values(about, _ABBREVIATION))),
        )

    def _check(self, known: KnownEntity) -> None:
        about = self._descriptions[known.iri]
        english = [it for it in _values(about, _PREF) if it.language == "en"]
        right = iri.entity(known.entity)
        if known.iri != right:
            raise self._error(
                known.iri, "is not the IRI of this entity", f"write <{right.value.removeprefix(ID)}>"
            )
        if len(english) != 1:
            raise self._error(known.iri, f"{len(english)} English skos:prefLabel", "write exactly one, with @en")
        if _QUOTES & set("".join(known.labels)):
            raise self._error(known.iri, "a label holds quotation or book-title marks", "leave them out")
        for name, relation in self._relations.items():
            for other in _nodes(about, term(f"tifa:{name}")):
                self._check_relation(known, relation, other)

    def _check_relation(self, known: KnownEntity, relation: RelationTerm, other: NamedNode) -> None:
        name = f"tifa:{relation.term.name}"
        if other not in self._descriptions:
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


def _values(about: Iterable[Triple], predicate: NamedNode) -> Iterator[Literal]:
    return (t.object for t in about if t.predicate == predicate and isinstance(t.object, Literal))


def _nodes(about: Iterable[Triple], predicate: NamedNode) -> Iterator[NamedNode]:
    return (t.object for t in about if t.predicate == predicate and isinstance(t.object, NamedNode))


def _list(names: Iterable[str]) -> str:
    return " or ".join(sorted(names))
