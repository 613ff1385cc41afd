"""Which entities a reconciliation query may mean, and how sure that is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode
from rapidfuzz import fuzz

from kg import labels
from kg.search import Hit
from kg.search.entries import Entry
from kg.search.folding import fold
from kg.server.reconciliation.properties import Property, definition, holds, properties, values
from kg.server.site import Snapshot
from kg.vocabulary import ID

# No name is longer.
LONGEST = 200
MOST = 50
_LOOKED_AT = 50
_FEW = 5
_ENTITY = re.compile(r"[a-z]+(?:-[a-z]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
# What the values of properties are worth beside the name, and what a name is worth where none was given.
_SHARE = 0.3
_NAMELESS = 60.0
_WRONG_TYPE = 15.0


@dataclass(frozen=True, slots=True)
class Query:
    """A reconciliation query: `types` are local names; `wanted` pairs ids of properties with texts or ids."""

    text: str
    types: tuple[str, ...]
    strict: str
    limit: int
    wanted: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    entry: Entry
    score: float
    similarity: float
    exact: bool
    fits: bool
    told: tuple[tuple[str, bool], ...]

    @property
    def sure(self) -> bool:
        return self.exact and self.fits and all(has for _, has in self.told)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Values that a candidate is to have, as texts and as the entities that they may mean."""

    property: Property
    texts: tuple[str, ...]
    things: tuple[NamedNode, ...]


def node(identifier: str) -> NamedNode | None:
    """Return the entity of an identifier (`campaign/…`) or of an IRI, None where it cannot be one."""
    local = identifier.removeprefix(ID)
    return NamedNode(ID + local) if len(local) <= LONGEST and _ENTITY.fullmatch(local) else None


def identifier(iri: str) -> str:
    """Return what stands for an IRI of ours in answers."""
    return iri.removeprefix(ID)


def candidates(known: Snapshot, query: Query, lang: str) -> list[dict[str, Any]]:
    """Return what a query may mean, the likeliest first.

    `match` is true for one at most: the only one of the types asked for that has the name as a label of its own, and
    every property that was asked for.
    """
    found = [it for it in _found(known, query, lang) if query.strict == "should" or it.fits]
    found.sort(key=lambda it: (-it.score, -it.entry.documents, it.entry.iri))
    sure = [it for it in found if it.sure]
    return [_answer(known, it, sure == [it], lang) for it in found[: query.limit]]


def typed(known: Snapshot, entry: Entry, lang: str) -> list[dict[str, str]]:
    """Return the classes of an entity as types."""
    return [{"id": it, "name": known.vocabulary[lang].get(it, it)} for it in entry.classes]


def described(known: Snapshot, entry: Entry, lang: str) -> str:
    """Return a line that tells an entity from its namesakes."""
    kind = known.vocabulary[lang].get(entry.classes[0], entry.classes[0])
    count = f"{entry.documents} 篇文献" if lang == "zh" else f"{entry.documents} documents"
    if lang == "en" and entry.documents == 1:
        count = "1 document"
    name = entry.english if lang == "en" else ""
    parts = (kind, name, definition(known.store, NamedNode(entry.iri), lang), count)
    return " · ".join(it for it in parts if it)


def _found(known: Snapshot, query: Query, lang: str) -> Iterable[_Candidate]:
    asked = properties(known, lang)
    wanted = [_Wanted(asked[name], texts, _meant(known, texts)) for name, texts in query.wanted if name in asked]
    unknown = tuple((name, False) for name, _ in query.wanted if name not in asked)
    for entry, hit in _named(known, query) if query.text else _related(known, wanted):
        told = (*((it.property.id, _has(known, entry, it, lang)) for it in wanted), *unknown)
        yield _weighed(query, entry, hit, told)


def _named(known: Snapshot, query: Query) -> Iterable[tuple[Entry, Hit | None]]:
    """Return entities by name, with the hit; None for one that the query names by its identifier."""
    if len(query.text) > LONGEST or not query.text.strip():
        return []
    itself = node(query.text.strip())
    entry = known.index.entry(itself.value) if itself else None
    if entry:
        return [(entry, None)]
    classes = () if query.strict == "should" else query.types
    hits = list(known.index.find(query.text, classes=classes, limit=_LOOKED_AT).hits)
    if len(hits) < _FEW:
        have = {it.iri for it in hits}
        near = known.index.near(query.text, classes=classes, limit=2 * _FEW)
        hits += [it for it in near if it.iri not in have]
    entries = ((known.index.entry(it.iri), it) for it in hits)
    return [(entry, it) for entry, it in entries if entry]


def _related(known: Snapshot, wanted: Sequence[_Wanted]) -> Iterable[tuple[Entry, Hit | None]]:
    """Return the entities that stand in the first relation asked for, where no name was given."""
    for it in wanted:
        if it.property.predicate is None:
            continue
        back = Property(it.property.id, "", it.property.predicate, inward=not it.property.inward)
        told = [value for end in it.things for value in values(known, end, back, "zh")]
        entries = (
            known.index.entry(iri) for iri in sorted({value[0] for value in told if isinstance(value, tuple)})
        )
        return [(entry, None) for entry in entries if entry][:_LOOKED_AT]
    return []


def _meant(known: Snapshot, texts: Iterable[str]) -> tuple[NamedNode, ...]:
    """Return the entities that values stand for: by identifier or by any label, whether documents name them or not."""
    found: set[NamedNode] = set()
    for text in texts:
        itself = node(text)
        if itself:
            found.add(itself)
        elif len(text) <= LONGEST and text.strip() and "://" not in text:
            named = [NamedNode(it.iri) for it in known.index.named(text)]
            # A label that no document uses has few quads; one that the index knows may have as many as documents.
            found.update(named or (it.node for it in labels.find(known.store, text)))
    return tuple(sorted(found, key=str))


def _weighed(query: Query, entry: Entry, hit: Hit | None, told: tuple[tuple[str, bool], ...]) -> _Candidate:
    name = fold(query.text)
    if hit is None:
        similarity, score, exact = (100.0, 100.0, True) if query.text else (0.0, 0.0, False)
    else:
        similarity = fuzz.ratio("".join(name), "".join(fold(hit.label)))
        exact = hit.how == "exact"
        # A name that was found by its sound has no letter in common with it.
        score = hit.score if hit.how in ("pinyin", "initials") else (hit.score + similarity) / 2
    have = [it in entry.classes for it in query.types]
    fits = not have or (all(have) if query.strict == "all" else any(have))
    if told:
        share = sum(has for _, has in told) / len(told)
        score = score * (1 - _SHARE) + 100 * _SHARE * share if query.text else _NAMELESS * share
    if not fits:
        score = max(score - _WRONG_TYPE, 0.0)
    return _Candidate(entry, round(score, 1), round(similarity, 1), exact, fits, told)


def _has(known: Snapshot, entry: Entry, it: _Wanted, lang: str) -> bool:
    """Say whether an entity has one of these values of a property."""
    if it.property.predicate:
        return holds(known.store, NamedNode(entry.iri), it.property, it.things)
    told = values(known, NamedNode(entry.iri), it.property, lang)
    have = {fold(value[1] if isinstance(value, tuple) else str(value)) for value in told}
    if it.property.id == "type":
        have |= {fold(name) for name in entry.classes}
    return any(fold(text) in have for text in it.texts if len(text) <= LONGEST)


def _answer(known: Snapshot, it: _Candidate, match: bool, lang: str) -> dict[str, Any]:
    features: list[Mapping[str, object]] = [
        {"id": "name_similarity", "value": it.similarity},
        {"id": "exact_label", "value": it.exact},
        {"id": "type", "value": it.fits},
        {"id": "documents", "value": it.entry.documents},
        *({"id": f"property_{name}", "value": has} for name, has in dict(it.told).items()),
    ]
    return {
        "id": identifier(it.entry.iri),
        "name": it.entry.name,
        "description": described(known, it.entry, lang),
        "type": typed(known, it.entry, lang),
        "score": it.score,
        "match": match,
        "features": features,
    }
