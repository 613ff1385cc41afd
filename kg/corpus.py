"""The documents of a build as a corpus: what each says, when, and for which place; where words are used in it."""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Self

from pyoxigraph import NamedNode

from kg import labels, ontology
from kg.errors import QueryError, StoreError
from kg.evidence import value
from kg.ontology import Ontology
from kg.store import Store
from kg.text import simplify
from kg.vocabulary import term

LEVELS = ("country", "province", "prefecture", "county")

# How like a name has to be to what was asked for, of 100, to be offered instead.
_NEAR = 45
_MARKS = "“”‘’《》〈〉「」『』"
_ANY_MARKS = f"[{_MARKS}]*"
_SENTENCE_END = re.compile(r"[。！？；\n]")


@dataclass(frozen=True, slots=True)
class Source:
    """A document of a build.

    `name` is its path below the folder that was built, `issued` an ISO 8601 date, year-month, year, or "" where none is
    known; `digest` the SHA-256 of its text. `place` is the name of the place that it speaks for, `level` one of LEVELS or "",
    `province` the province that place lies in or is ("" for the country and where it is not known), `chain` the
    names from the place up to the country; `publisher` a name or "".
    """

    iri: str
    name: str
    title: str
    issued: str
    digest: str
    place: str = ""
    level: str = ""
    province: str = ""
    chain: tuple[str, ...] = ()
    publisher: str = ""

    @property
    def year(self) -> int | None:
        """Return the year of issue; None where it is not known."""
        return int(self.issued[:4]) if self.issued else None

    @property
    def days(self) -> tuple[date, date] | None:
        """Return the first and the last day on which it may have been issued; None where nothing is known.

        >>> source = Source("", "", "", "2024-02", "")
        >>> [it.isoformat() for it in source.days]
        ['2024-02-01', '2024-02-29']
        """
        if not self.issued:
            return None
        year, month, day = (*map(int, self.issued.split("-")), 0, 0)[:3]
        if day:
            return date(year, month, day), date(year, month, day)
        last = month or 12
        return date(year, month or 1, 1), date(year, last, calendar.monthrange(year, last)[1])

    @property
    def order(self) -> tuple[bool, str, str, str]:
        """Return what sorts by date, what has none last; of equals what is dated less precisely first, then by name."""
        return not self.issued, self.issued, self.name, self.iri


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a phrase stands: `start` and `end` count in the text of `source`."""

    source: Source
    start: int
    end: int


class Corpus:
    """The documents of a build, in order of their dates; texts are read when they are first asked for."""

    def __init__(
        self, sources: Iterable[Source], texts: Mapping[str, str] | Path, called: Mapping[str, str] | None = None
    ) -> None:
        """Make a corpus of documents whose texts are a mapping by digest, or the `text/` folder of a build.

        `called` has the name of a place for what else it is called: 山东 for 山东省.
        """
        self.sources: Sequence[Source] = sorted(sources, key=lambda it: it.order)
        self._texts = {} if isinstance(texts, Path) else dict(texts)
        self._folder = texts if isinstance(texts, Path) else None
        self._called = called or {}

    @classmethod
    def read(cls, build: Path, known: Ontology | None = None) -> Self:
        """Read what a build says of its documents; StoreError where there is no build.

        `known` tells what each place is part of, by default the ontology that comes with the program.
        """
        known = known or ontology.load()
        with Store.open(build / "store") as store:
            return cls(_sources(store, _above(known)), build / "text", _called(known))

    def only(self, sources: Iterable[Source]) -> Self:
        """Return the corpus of some of its documents, which shares their texts."""
        made = type(self)(sources, {}, self._called)
        made._texts, made._folder = self._texts, self._folder
        return made

    @cached_property
    def characters(self) -> int:
        """Return how many characters all the texts have."""
        return sum(len(self.text(it)) for it in self.sources)

    def text(self, source: Source) -> str:
        """Return the cleaned text of a document; StoreError where the build has lost it."""
        if source.digest not in self._texts and self._folder is not None:
            path = self._folder / f"{source.digest}.txt"
            try:
                self._texts[source.digest] = path.read_bytes().decode()
            except (OSError, UnicodeDecodeError) as error:
                raise StoreError(
                    str(path), "the text of a document cannot be read", "run kg build again"
                ) from error
        return self._texts[source.digest]

    def uses(self, phrase: str) -> list[Use]:
        """Return every place where `phrase` stands, in order of date, document and place.

        It is looked for as it is worded, in simplified characters; only quotation and book-title marks are looked
        over, on both sides: 三航行动 also stands in “三航”行动. QueryError where nothing is left to look for.
        """
        wanted = pattern(phrase)
        return [
            Use(source, it.start(), it.end())
            for source in self.sources
            for it in wanted.finditer(self.text(source))
        ]

    def sentence(self, use: Use) -> tuple[str, str, str]:
        """Return the sentence that a use stands in, as what stands before it, the use, and what stands after."""
        text = self.text(use.source)
        before = list(_SENTENCE_END.finditer(text, max(0, use.start - 400), use.start))
        after = _SENTENCE_END.search(text, use.end)
        start = before[-1].end() if before else max(0, use.start - 400)
        end = min(after.end() if after else len(text), use.end + 400)
        return text[start : use.start].lstrip(), text[use.start : use.end], text[use.end : end].rstrip()

    def place(self, label: str) -> str:
        """Return the name by which the documents' places know a place, `label` as it is where they know none."""
        plain = simplify(label)
        return self._called.get(plain, plain)

    def within(self, place: str) -> list[Source]:
        """Return the documents that speak for a place, by any of its names, or for one that lies in it, in order.

        QueryError with near names where there is none.
        """
        name = self.place(place)
        found = [it for it in self.sources if name in it.chain]
        if found:
            return found
        from rapidfuzz import fuzz, process

        known = sorted({it for source in self.sources for it in source.chain})
        near = [it for it, _, _ in process.extract(name, known, scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=5)]
        remedy = f"did you mean {', '.join(near)}?" if near else "give a place that a document speaks for"
        raise QueryError(place, "no document speaks for a place of this name", remedy)


def pattern(phrase: str) -> re.Pattern[str]:
    """Return what finds a phrase with any quotation marks in it; QueryError where it has no other characters.

    >>> pattern("“三航行动”").search("开展“三航”行动").group()
    '三航”行动'
    """
    plain = "".join(it for it in simplify(phrase).strip() if it not in _MARKS)
    if not plain:
        raise QueryError(repr(phrase), "is no phrase", "give the words to look for")
    return re.compile(_ANY_MARKS.join(map(re.escape, plain)))


_Place = tuple[str, str, str | None]


def _above(known: Ontology) -> dict[str, _Place]:
    """Return IRI → name, level and the IRI of what it is part of, for every administrative division."""
    nodes = {it.entity: it.iri.value for it in known.divisions}
    return {
        it.iri.value: (it.entity.name, it.level or "", nodes.get(it.part_of) if it.part_of else None)
        for it in known.divisions
    }


def _called(known: Ontology) -> dict[str, str]:
    """Return label → name of every administrative division whose name is another; what several are called is left out."""
    found: dict[str, set[str]] = {}
    for it in known.divisions:
        for label in it.labels:
            found.setdefault(label, set()).add(it.entity.name)
    return {label: min(names) for label, names in found.items() if len(names) == 1 and label not in names}


def _sources(store: Store, places: Mapping[str, _Place]) -> Iterator[Source]:
    titles, issued = _column(store, "dcterms:title"), _column(store, "dcterms:issued")
    where, publishers = _column(store, "tifa:speaksFor"), _column(store, "dcterms:publisher")
    digests = _column(store, "tifa:textHash")
    named = _column(store, "dcterms:identifier")
    names = _names(
        store, {*where.values(), *(publishers[it] for it in digests.keys() & publishers.keys())} - places.keys()
    )
    for iri, digest in digests.items():
        place = where.get(iri, "")
        chain = tuple(_chain(place, places))
        yield Source(
            iri=iri,
            name=named[iri],
            title=titles.get(iri) or named[iri],
            issued=issued.get(iri, ""),
            digest=digest.removeprefix("sha256:"),
            place=chain[0][0] if chain else names.get(place, ""),
            level=chain[0][1] if chain else "",
            province=next((name for name, level in chain if level == "province"), ""),
            chain=tuple(name for name, _ in chain) or tuple(filter(None, (names.get(place),))),
            publisher=names.get(publishers.get(iri, ""), ""),
        )


def _chain(place: str, places: Mapping[str, _Place]) -> Iterator[tuple[str, str]]:
    while place in places:
        name, level, above = places[place]
        yield name, level
        place = above or ""


def _column(store: Store, curie: str) -> dict[str, str]:
    """Return subject → value of a property; of several values the first in order."""
    pairs = ((value(it.subject), value(it.object)) for it in store.match(predicate=term(curie)))
    return dict(sorted(pairs, reverse=True))


def _names(store: Store, nodes: Iterable[str]) -> dict[str, str]:
    return {it: labels.name(store, NamedNode(it)) for it in nodes if it}
