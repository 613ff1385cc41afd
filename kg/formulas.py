"""Numeral phrases and the parts that documents give them: which 六稳, whose 三个年, and what changed between two lists."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from kg import labels
from kg.corpus import Corpus, Source, Use, pattern
from kg.errors import QueryError
from kg.evidence import span, told, value
from kg.quads import plain_name
from kg.store import Store
from kg.vocabulary import ONTOLOGY, term

_SUBJECT, _OBJECT = term("rdf:subject").value, term("rdf:object").value
_NEAR, _CHOICES = 45, 5


@dataclass(frozen=True, slots=True)
class Part:
    """A part that a document gives a numeral phrase; the words at `use` state it."""

    name: str
    use: Use


@dataclass(frozen=True, slots=True)
class Enumeration:
    """What one document lists as the parts of a numeral phrase, in the order of the words that state them."""

    source: Source
    parts: tuple[Part, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the parts' names, each once."""
        return tuple(dict.fromkeys(it.name for it in self.parts))


@dataclass(frozen=True)
class Reading:
    """One set of parts, with every document that gives exactly these; `parts` stand as the first document orders them."""

    parts: tuple[str, ...]
    enumerations: tuple[Enumeration, ...]

    @cached_property
    def set(self) -> frozenset[str]:
        """Return the parts without their order."""
        return frozenset(self.parts)

    @property
    def first(self) -> Source:
        """Return the document that gives it first; one without a date only where none has any."""
        return self.enumerations[0].source

    @property
    def last(self) -> Source:
        """Return the document that gives it last; one without a date only where none has any."""
        return [it.source for it in self.enumerations if it.source.issued or not self.first.issued][-1]

    @property
    def places(self) -> dict[str, int]:
        """Return province, or other place, → documents that give it; "" where no place is known."""
        return places(it.source for it in self.enumerations)


@dataclass(frozen=True)
class Change:
    """What a reading has and lacks against an `earlier` one; `reworded` pairs an old part with a new one that holds it or lies in it."""

    earlier: Reading
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    reworded: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Formula:
    """A numeral phrase: how many parts it announces, the documents that name it, and the readings they give.

    `labels` are all the names that it goes by, `type` the local name of its class, `known` the parts that the ontology
    gives it, with no document to quote. Two places that count different
    things by one name have a formula each where the build tells them apart, and else two readings of one.
    """

    iri: str
    name: str
    type: str
    arity: int
    labels: tuple[str, ...]
    sources: tuple[Source, ...]
    readings: tuple[Reading, ...]
    known: tuple[str, ...] = ()

    @property
    def places(self) -> dict[str, int]:
        """Return province, or other place, → documents that name it."""
        return places(self.sources)

    @property
    def silent(self) -> list[Source]:
        """Return the documents that name it and list no part."""
        listing = {it.source.iri for reading in self.readings for it in reading.enumerations}
        return [it for it in self.sources if it.iri not in listing]

    @property
    def complete(self) -> bool:
        """Say whether some reading has exactly as many parts as the phrase announces."""
        return any(len(it.parts) == self.arity for it in self.readings)

    @property
    def changed(self) -> bool:
        """Say whether two readings differ by more than what one of them leaves out: neither holds all of the other."""
        sets = [it.set for it in self.readings]
        return any(not (a <= b or b <= a) for at, a in enumerate(sets) for b in sets[at + 1 :])

    def change(self, reading: Reading) -> Change | None:
        """Compare a reading with the one that came up last before it.

        None where no other one is surely earlier: 2020 is neither before nor after 2020-05.
        """
        days = reading.first.days
        if days is None:
            return None
        earlier = [it for it in self.readings if it.first.days and it.first.days[1] < days[0]]
        if not earlier:
            return None
        return compare(earlier[-1], reading)

    def uses(self, corpus: Corpus) -> list[Use]:
        """Return where its names stand in the documents that name it, in order; quotation marks are looked over."""
        longest = sorted(self.labels, key=lambda it: (-len(it), it))
        wanted = re.compile("|".join(pattern(it).pattern for it in longest))
        return [
            Use(source, it.start(), it.end())
            for source in self.sources
            for it in wanted.finditer(corpus.text(source))
        ]


def compare(earlier: Reading, later: Reading) -> Change:
    """Tell the parts that one reading adds, drops and words otherwise than another; a part is paired once at most."""
    added = [it for it in later.parts if it not in earlier.set]
    dropped, reworded = [], []
    for old in (it for it in earlier.parts if it not in later.set):
        new = next((it for it in added if old in it or it in old), None)
        if new is None:
            dropped.append(old)
        else:
            added.remove(new)
            reworded.append((old, new))
    return Change(earlier, tuple(added), tuple(dropped), tuple(reworded))


def places(sources: Iterable[Source]) -> dict[str, int]:
    """Count documents by province, or by the place they speak for where that is in none, most first; "" is not known."""
    counts = Counter(it.province or it.place for it in sources)
    return dict(sorted(counts.items(), key=lambda it: (-it[1], it[0])))


def readings(enumerations: Iterable[Enumeration]) -> tuple[Reading, ...]:
    """Put documents together that list the same parts in whatever order; in order of their first documents."""
    groups: dict[frozenset[str], list[Enumeration]] = {}
    for it in sorted(enumerations, key=lambda it: it.source.order):
        groups.setdefault(frozenset(it.names), []).append(it)
    return tuple(Reading(group[0].names, tuple(group)) for group in groups.values())


def formulas(store: Store, corpus: Corpus) -> list[Formula]:
    """Return the numeral phrases that documents of a corpus name, by name, class and IRI; `store` is of the same build."""
    sources = {it.iri: it for it in corpus.sources}
    announced: dict[str, Counter[int]] = {}
    for quad in store.match(predicate=term("tifa:arity")):
        if value(quad.graph_name) in sources:
            announced.setdefault(value(quad.subject), Counter())[int(value(quad.object))] += 1
    listed = _enumerations(store, sources, announced)
    found = [
        _formula(store, sources, iri, max(counts, key=lambda it: (counts[it], -it)), listed.get(iri, ()))
        for iri, counts in announced.items()
    ]
    return sorted(found, key=lambda it: (it.name, it.type, it.iri))


def named(found: Sequence[Formula], phrase: str) -> list[Formula]:
    """Return the formulas that go by a name, by their first name where one does; QueryError with near names where none."""
    plain = plain_name(phrase)
    fitting = [it for it in found if plain == it.name] or [it for it in found if plain in it.labels]
    if fitting:
        return fitting
    from rapidfuzz import fuzz, process

    known = sorted({it.name for it in found})
    near = [
        name
        for name, _, _ in process.extract(plain, known, scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=_CHOICES)
    ]
    remedy = f"did you mean {', '.join(near)}?" if near else "kg formulas lists those that it has"
    raise QueryError(phrase, "is no numeral phrase that these documents name", remedy)


def _formula(
    store: Store, sources: Mapping[str, Source], iri: str, arity: int, listed: Iterable[Enumeration]
) -> Formula:
    node = NamedNode(iri)
    who = labels.named(store, node)
    naming = {value(it.subject) for it in store.match(predicate=term("tifa:mentions"), object=node)}
    others = {
        it.object.value
        for it in store.match(node, term("skos:altLabel"))
        if isinstance(it.object, Literal) and it.object.language == "zh" and value(it.graph_name) in sources
    }
    known = {
        labels.name(store, it.object)
        for it in store.match(node, term("tifa:hasComponent"), graph=ONTOLOGY)
        if isinstance(it.object, NamedNode)
    }
    return Formula(
        iri=iri,
        name=who.name,
        type=who.type,
        arity=arity,
        labels=(who.name, *sorted(others - {who.name})),
        sources=tuple(sorted((sources[it] for it in naming & sources.keys()), key=lambda it: it.order)),
        readings=readings(listed),
        known=tuple(sorted(known)),
    )


def _enumerations(
    store: Store, sources: Mapping[str, Source], wanted: Mapping[str, object]
) -> dict[str, list[Enumeration]]:
    parts: dict[tuple[str, str], list[Part]] = {}
    for whole, part in _parts(store, sources, wanted):
        parts.setdefault((whole, part.use.source.iri), []).append(part)
    listed: dict[str, list[Enumeration]] = {}
    for (whole, document), found in sorted(parts.items()):
        ordered = tuple(sorted(found, key=lambda it: (it.use.start, it.use.end, it.name)))
        listed.setdefault(whole, []).append(Enumeration(sources[document], ordered))
    return listed


def _parts(
    store: Store, sources: Mapping[str, Source], wanted: Mapping[str, object]
) -> Iterator[tuple[str, Part]]:
    for quad in store.match(predicate=term("rdf:predicate"), object=term("tifa:hasComponent")):
        graph, claim = quad.graph_name, quad.subject
        if not (isinstance(graph, NamedNode) and isinstance(claim, NamedNode) and graph.value in sources):
            continue
        about = told(store, claim, graph)
        if about[_SUBJECT] in wanted:
            where = span(store, about, graph)
            use = Use(sources[graph.value], where.start, where.end)
            yield about[_SUBJECT], Part(labels.name(store, NamedNode(about[_OBJECT])), use)
