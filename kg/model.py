"""The few frozen types that cross the borders between rooms."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """A half-open span of a document's cleaned text, in Unicode code points.

    >>> Evidence(2, 6).exact("实施双建争先工程")
    '双建争先'
    """

    start: int
    end: int

    def exact(self, text: str) -> str:
        """Return the characters of `text` that this span covers."""
        return text[self.start : self.end]

    def covers(self, other: "Evidence") -> bool:
        """Say whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True)
class Document:
    """One source text: `text` is cleaned, and every offset anywhere counts in it.

    `name` is the path below the folder that was given, with `#row` for a record of a table; `issued` an
    ISO 8601 date, year-month or year; `place` a place name that the metadata states (a CSV's province column).
    """

    name: str
    text: str
    title: str | None = None
    issued: str | None = None
    publisher: str | None = None
    creators: tuple[str, ...] = ()
    source: str | None = None
    description: str | None = None
    place: str | None = None

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the cleaned text in UTF-8, as 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """What mentions name; the three fields are its identity.

    `type` is a class name of `vocabulary.CLASSES`, `name` the canonical name (no quotation marks, simplified
    characters), `place` what tells it from others of the same name and class: for a county the prefecture it
    lies in, for a body that could not be resolved the document that names it.
    """

    type: str
    name: str
    place: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """What proves which place a deictic name means: a span of the text, or `words` of the document's metadata.

    `kind` is one of `vocabulary.ANCHORS`.
    """

    kind: str
    evidence: Evidence | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an entity is named; `anchor` is what settled a deictic name such as 省委."""

    entity: Entity
    evidence: Evidence
    rule: str
    confidence: float
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation that a document states between two of its entities; `role` is a post's title."""

    subject: Entity
    predicate: str
    object: Entity
    evidence: Evidence
    rule: str
    confidence: float
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure that a document states of an entity.

    `period` is EDTF, `qualifier` one of `vocabulary.QUALIFIERS`.
    """

    about: Entity | None
    measure: str
    value: Decimal
    unit: str
    qualifier: str
    evidence: Evidence
    rule: str
    confidence: float
    period: str | None = None


Claim = Relation | Observation


@dataclass(frozen=True, slots=True)
class Structure:
    """What the layout of a document says before any name is read.

    `sentences`, `plans` (passages in which the verbs state intentions) and `asides` (bylines, captions: named
    there is no actor of the text) are spans of the text, in order; `place` is what 全省 and 我市 mean, `anchor` what
    proves it, `issuer` the body that the document reports on and that acts where a clause names nobody.
    """

    sentences: tuple[Evidence, ...]
    plans: tuple[Evidence, ...] = ()
    asides: tuple[Evidence, ...] = ()
    place: Entity | None = None
    anchor: Anchor | None = None
    issuer: Entity | None = None
    publisher: Entity | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What the stages have taken from a document so far."""

    document: Document
    structure: Structure = Structure(())
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()


# What a stage does to a document: the draft comes back with the stage's own part filled in.
Step = Callable[[Draft], Draft]


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that the pipeline took from one document."""

    document: Document
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    place: Entity | None = None
    publisher: Entity | None = None
