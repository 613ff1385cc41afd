"""Mints every IRI; nothing else makes one.

IRIs are ASCII, readable and stable: a slug in pinyin and a short hash of the identity, so the same input gets
the same IRIs on any machine, in any order, alone or among others.
"""

import hashlib
import re
from decimal import Decimal
from functools import cache, lru_cache

from pyoxigraph import NamedNode

from kg import pinyin
from kg.model import Claim, Document, Entity, Evidence, Observation
from kg.vocabulary import ID

_SLUG_LENGTH = 60
_SYLLABLES = re.compile("[a-z0-9]+")


def _hash(*parts: str, digits: int) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:digits]


@cache
def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def _slug(name: str) -> str:
    slug = "-".join(_SYLLABLES.findall(pinyin.read(name).lower()))
    if len(slug) > _SLUG_LENGTH:
        slug = slug[:_SLUG_LENGTH].rsplit("-", 1)[0]
    return slug or "x"


def canonical(value: Decimal) -> str:
    """Write a figure as the canonical form of xsd:decimal: no exponent, no trailing zeros, no minus zero.

    >>> [canonical(Decimal(it)) for it in ("9.5E4", "95000.0", "0.90", "-0.0")]
    ['95000', '95000', '0.9', '0']
    """
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in ("-0", "") else plain


@lru_cache(maxsize=65536)
def entity(it: Entity) -> NamedNode:
    """Mint the IRI of an entity from its class, name and place.

    >>> entity(Entity("Campaign", "双建争先工程")).value
    'https://w3id.org/tifa/id/campaign/shuang-jian-zheng-xian-gong-cheng-8ed3e70e'
    """
    digits = _hash(it.type, it.name, it.place, digits=8)
    return NamedNode(f"{ID}{_kebab(it.type)}/{_slug(it.name)}-{digits}")


def class_of(entity: str) -> str:
    """Return the class of an entity from its IRI.

    >>> class_of("https://w3id.org/tifa/id/policy-document/x-8ed3e70e")
    'PolicyDocument'
    """
    kebab = entity.removeprefix(ID).partition("/")[0]
    return "".join(word.capitalize() for word in kebab.split("-"))


def document(it: Document) -> NamedNode:
    """Mint the IRI of a source document from its name and the digest of its text."""
    return NamedNode(f"{ID}document/{_slug(it.name)}-{_hash(it.name, it.digest, digits=12)}")


def extent(it: Evidence) -> str:
    """Write a span of a document as the IRIs of what lies over it end."""
    return f"{it.start},{it.end}"


def over(source: str, kind: str, extent: str) -> str:
    """Write the IRI of what lies over a span of a document; `kind` is mention, char or selector."""
    return f"{source}#{kind}={extent}"


def mention(source: NamedNode, it: Evidence) -> NamedNode:
    """Mint the IRI of the annotation over a span of a document."""
    return NamedNode(over(source.value, "mention", extent(it)))


def span(source: NamedNode, it: Evidence) -> NamedNode:
    """Mint the IRI of a span of a document as a specific resource."""
    return NamedNode(over(source.value, "char", extent(it)))


def claim(source: NamedNode, it: Claim) -> NamedNode:
    """Mint the IRI of a claim from its document, its content and its evidence."""
    where = (source.value, str(it.evidence.start), str(it.evidence.end))
    if isinstance(it, Observation):
        about = entity(it.about).value if it.about else ""
        what = (about, it.measure, canonical(it.value), it.unit, it.qualifier, it.period or "")
        return NamedNode(f"{ID}observation/{_hash(*where, *what, digits=16)}")
    said = (entity(it.subject).value, it.predicate, entity(it.object).value)
    # Two posts that one person holds in one body are two claims, though they share subject, object and evidence.
    role = (it.role,) if it.role else ()
    return NamedNode(f"{ID}claim/{_hash(*where, *said, *role, digits=16)}")


def run(version: str, ontology: str, options: str) -> NamedNode:
    """Mint the IRI of a run from the program version, the ontology's digest and the options in canonical form."""
    return NamedNode(f"{ID}run/{_hash(version, ontology, options, digits=16)}")


def note(about: NamedNode, *content: str) -> NamedNode:
    """Mint the IRI of a reader's note on a claim from the claim and what the note says."""
    return NamedNode(f"{about.value}#note-{_hash(*content, digits=12)}")
