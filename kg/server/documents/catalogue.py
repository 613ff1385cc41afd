"""The documents of a build as a list: filtered, sorted, a page at a time."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode
from rapidfuzz import fuzz, process

from kg import labels
from kg.evidence import value
from kg.server.memo import PerBuild
from kg.server.site import Snapshot
from kg.store import Store
from kg.vocabulary import ID, term

_DOCUMENTS = f"{ID}document/"
_PAGE = 50
_NEAR, _CUTOFF = 8, 60
# Counting more of one document would be felt on a page of fifty.
_COUNTED = 2_000
_PLACES = 200
_LONGEST = 200
_SORTS = ("date", "-date", "title", "-title")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the list; `place` is the IRI of the place that it speaks for, empty where it is unknown."""

    slug: str
    identifier: str
    title: str
    issued: str
    place: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with its counts, which stop at a bound and then carry a plus."""

    entry: Entry
    mentions: str
    claims: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All documents in the order of their slugs, and the names of their places by IRI and language."""

    entries: tuple[Entry, ...]
    places: Mapping[str, Mapping[str, str]]


def _catalogue(known: Snapshot) -> Catalogue:
    store = known.store
    identifiers, titles, dates, places = (
        _column(store, it) for it in ("dcterms:identifier", "dcterms:title", "dcterms:issued", "tifa:speaksFor")
    )
    entries = tuple(
        Entry(iri.removeprefix(_DOCUMENTS), name, titles.get(iri, name), dates.get(iri, ""), places.get(iri, ""))
        for iri, name in sorted(identifiers.items())
        if iri.startswith(_DOCUMENTS)
    )
    named = {
        it: {lang: labels.name(store, NamedNode(it), lang) for lang in ("zh", "en")} for it in set(places.values())
    }
    return Catalogue(entries, named)


# The documents of a build.
catalogued = PerBuild(_catalogue)


def near(known: Snapshot, slug: str) -> list[Entry]:
    """Return the documents whose address is most like `slug`, the nearest first."""
    slugs = {it.slug: it for it in catalogued(known).entries}
    found = process.extract(slug[:_LONGEST], slugs.keys(), scorer=fuzz.WRatio, score_cutoff=_CUTOFF, limit=_NEAR)
    return [slugs[it] for it, _, _ in sorted(found, key=lambda it: (-it[1], it[0]))]


def listing(known: Snapshot, asked: Mapping[str, str], lang: str) -> dict[str, Any]:
    """Return what the list page shows: `asked` may hold q, place, year, sort and page."""
    catalogue = catalogued(known)
    words, place = _words(asked.get("q", "")), asked.get("place", "")[:_LONGEST].strip()
    year, sort = asked.get("year", ""), asked.get("sort", "")
    sort = sort if sort in _SORTS else "-date"
    found = [
        it
        for it in catalogue.entries
        if it.issued.startswith(year)
        and all(word in f"{it.title}\n{it.identifier}".casefold() for word in words)
        and _speaks_for(catalogue, it, place.casefold())
    ]
    pages = max(1, -(-len(found) // _PAGE))
    number = min(max(_whole(asked.get("page", "")), 1), pages)
    shown = _sorted(found, sort)[(number - 1) * _PAGE : number * _PAGE]
    places = Counter(catalogue.places[it.place][lang] for it in catalogue.entries if it.place)
    return {
        "rows": [_row(known.store, it) for it in shown],
        "total": len(found),
        "all": len(catalogue.entries),
        "number": number,
        "pages": pages,
        "places": sorted(it for it, _ in sorted(places.items(), key=lambda it: (-it[1], it[0]))[:_PLACES]),
        "years": sorted({it.issued[:4] for it in catalogue.entries if it.issued}, reverse=True),
        "named": {iri: names[lang] for iri, names in catalogue.places.items()},
        "asked": {"q": asked.get("q", "")[:_LONGEST], "place": place, "year": year[:_LONGEST], "sort": sort},
    }


def _words(written: str) -> list[str]:
    return written[:_LONGEST].casefold().split()


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 1


def _speaks_for(catalogue: Catalogue, entry: Entry, place: str) -> bool:
    if not place:
        return True
    return any(place in name.casefold() for name in catalogue.places.get(entry.place, {}).values())


def _sorted(entries: list[Entry], sort: str) -> list[Entry]:
    """Sort by slug, then by what was asked for; titles by their code in GB 18030, common characters by pinyin."""
    if sort.endswith("title"):
        return sorted(entries, key=lambda it: it.title.encode("gb18030", "replace"), reverse=sort[0] == "-")
    dated = sorted(
        (it for it in entries if it.issued), key=lambda it: (it.issued, it.slug), reverse=sort[0] == "-"
    )
    return [*dated, *(it for it in entries if not it.issued)]


def _row(store: Store, entry: Entry) -> Row:
    graph = NamedNode(f"{_DOCUMENTS}{entry.slug}")
    return Row(entry, _count(store, graph, "oa:hasBody"), _count(store, graph, "prov:wasDerivedFrom"))


def _count(store: Store, graph: NamedNode, curie: str) -> str:
    counted = store.count(predicate=term(curie), graph=graph, limit=_COUNTED)
    return f"{counted}+" if counted == _COUNTED else str(counted)


def _column(store: Store, curie: str) -> dict[str, str]:
    return {value(it.subject): value(it.object) for it in store.match(predicate=term(curie))}
