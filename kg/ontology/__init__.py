"""The ontology folder: classes and relations with labels, domain and range; known entities and their descriptions.

Everything is read from Turtle: `tifa.ttl` for the vocabulary, `entities/*.ttl` for the known entities. A file that
contradicts the vocabulary is refused with the line to mend, so that a domain expert needs no Python. What was read
and checked is kept compiled, by the hash of the files.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg import compiled
from kg.ontology import files, terms
from kg.ontology.files import DIVISIONS
from kg.ontology.known import KnownEntity, Reading
from kg.ontology.tables import Descriptions, Entities
from kg.ontology.terms import RelationTerm, Term, Vocabulary

__all__ = [
    "DIVISIONS",
    "Entities",
    "KnownEntity",
    "Ontology",
    "RelationTerm",
    "Term",
    "Vocabulary",
    "folder",
    "load",
    "vocabulary",
]


class Ontology:
    """What the ontology folder says.

    `digest` is the SHA-256 of every file that affects a build (vocabulary, entities, lexicon, models). `divisions`
    are the administrative divisions and `others` all other known entities, each in the order of their IRIs; `names`
    is the SHA-256 of both, which definitions, translations and sources do not change.
    Vocabulary and descriptions are read when they are first asked for.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.digest = files.digest(folder)
        divisions, others, names = compiled.recall("entities", self.digest, self._compile)
        self.divisions: Sequence[KnownEntity] = Entities(divisions)
        self.others: Sequence[KnownEntity] = Entities(others)
        self.names: str = names

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return vocabulary(self.folder)

    @cached_property
    def _reading(self) -> Reading:
        return Reading(files.described(self.folder), self._vocabulary)

    def _compile(self) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes], str]:
        known = self._reading.entities
        divisions = Entities.pack(it for it in known if it.level is not None)
        others = Entities.pack(it for it in known if it.level is None)
        return divisions, others, hashlib.sha256("\0".join(map(repr, known)).encode()).hexdigest()

    @property
    def entities(self) -> tuple[KnownEntity, ...]:
        """Return all known entities, the divisions first."""
        return (*self.divisions, *self.others)

    @cached_property
    def descriptions(self) -> Mapping[NamedNode, tuple[Triple, ...]]:
        """Return the triples of each known entity by its IRI."""
        packed = compiled.recall(
            "descriptions", self.digest, lambda: Descriptions.pack(self._reading.descriptions())
        )
        return Descriptions(*packed)

    @property
    def terms(self) -> Mapping[str, Term]:
        """Return everything that `tifa.ttl` names, by local name."""
        return self._vocabulary.terms

    @property
    def classes(self) -> Mapping[str, Term]:
        """Return the classes of `tifa.ttl`."""
        return self._vocabulary.classes

    @property
    def relations(self) -> Mapping[str, RelationTerm]:
        """Return the relations of annotation.md."""
        return self._vocabulary.relations

    @property
    def schema(self) -> tuple[Triple, ...]:
        """Return the triples of `tifa.ttl`."""
        return self._vocabulary.schema

    def label(self, local_name: str, lang: str) -> str:
        """Return the label of a term in `lang` (zh or en); KeyError where the vocabulary has no such term."""
        return self.terms[local_name].labels[lang]

    def root(self, class_name: str) -> str:
        """Return the one of `vocabulary.CLASSES` that a class is or refines; KeyError where there is none."""
        return self._vocabulary.root(class_name)


def folder() -> Path:
    """Return the ontology folder: the one inside the installed package, else the checkout's."""
    package = Path(__file__).parent.parent
    packed = package / "_ontology"
    return packed if packed.is_dir() else package.parent / "ontology"


_default = folder


def load(folder: Path | None = None) -> Ontology:
    """Read an ontology folder, by default the one that comes with the program; a folder is read once a process.

    Raises OntologyError naming file, line and remedy where a file is broken or contradicts the vocabulary.
    """
    return _load((folder or _default()).resolve())


def vocabulary(folder: Path | None = None) -> Vocabulary:
    """Read `tifa.ttl` alone; OntologyError as in `load`."""
    return terms.read((folder or _default()) / "tifa.ttl")


@lru_cache(maxsize=4)
def _load(folder: Path) -> Ontology:
    return Ontology(folder)
