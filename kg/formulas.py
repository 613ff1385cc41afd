"""Numeral phrases and their parts: what each counts, who names which parts, and how that differs from document to document."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path

from pyoxigraph import NamedNode

from kg import labels
from kg.corpus import Corpus, Source, Use
from kg.errors import QueryError
from kg.evidence import span, told, value
from kg.store import Store
from kg.vocabulary import CLASSES, ONTOLOGY, term

_ARITY, _PART = term("tifa:arity"), term("tifa:hasComponent")
_SUBJECT, _PREDICATE, _OBJECT = term("rdf:subject"), term("rdf:predicate"), term("rdf:object")
_NEAR = 5


@dataclass(frozen=True, slots=True, order=True)
class Naming:
    """A place where a document names a part of a phrase: `words` at `use` say so."""

    part: str
    use: Use
    words: str


@dataclass(frozen=True)
class Reading:
    """The same parts, as one document or several name them; `parts` in the order of the first, `sources` in order of date."""

    parts: tuple[str, ...]
    sources: tuple[Source, ...]
    namings: tuple[Naming, ...]

    @property
    def dates(self) -> tuple[str, str]:
        """Return the first and the last known date, "" where no document has one."""
        known = sorted(it.issued for it in self.sources if it.issued)
        return (known[0], known[-1]) if known else ("", "")

    @property
    def places(self) -> list[str]:
        """Return the places that the documents speak for."""
        return list(dict.fromkeys(it.place for it in self.sources if it.place))


@dataclass(frozen=True)
class Formula:
    """A numeral phrase: what it counts, the documents that use it, and the parts that these name.

    `arities` are the numbers of parts that its words promise (more than one where classes differ), `known` the parts that
    the ontology lists without a document. `readings` are in order of date, undated ones last.
    """

    name: str
    types: tuple[str, ...]
    arities: tuple[int, ...]
    sources: tuple[Source, ...]
    readings: tuple[Reading, ...]
    known: tuple[str, ...]

    @property
    def arity(self) -> int:
        """Return how many parts its words promise."""
        return self.arities[0]

    @cached_property
    def silent(self) -> tuple[Source, ...]:
        """Return the documents that use it and name no part."""
        speaking = {it.iri for reading in self.readings for it in reading.sources}
        return tuple(it for it in self.sources if it.iri not in speaking)

    @property
    def most(self) -> int:
        """Return how many parts the fullest reading has."""
        return max((len(it.parts) for it in self.readings), default=0)

    @property
    def complete(self) -> bool:
        """Tell whether a document names as many parts as the words promise."""
        return any(len(it.parts) == self.arity for it in self.readings)

    @cached_property
    def changed(self) -> bool:
        """Tell whether two documents contradict each other: neither's parts are among the other's.

        A document that names a few of the parts that another lists is short, and says nothing else.
        """
        sets = [frozenset(it.parts) for it in self.readings]
        return any(not (one <= other or other <= one) for one, other in combinations(sets, 2))

    def steps(self) -> Iterator[tuple[Reading, list[str], list[str]]]:
        """Yield each reading with the parts that it adds to and drops from the dated reading before it."""
        before: Sequence[str] = ()
        for it in self.readings:
            dated = bool(it.dates[0])
            added = [part for part in it.parts if part not in before] if dated and before else []
            dropped = [part for part in before if part not in it.parts] if dated else []
            yield it, added, dropped
            before = it.parts if dated else before


def read(build: Path, corpus: Corpus, place: str | None = None) -> list[Formula]:
    """Return the numeral phrases of a build, the most widely used first; with `place` by its documents alone.

    A name that documents give two classes is one phrase. StoreError where there is no build, QueryError where no
    document speaks for `place`.
    """
    sources = {it.iri: it for it in (corpus.within(place) if place else corpus.sources)}
    if place and not sources:
        raise QueryError(place, "no document speaks for this place", "see kg query documents-of-place")
    with Store.open(build / "store") as store:
        counted = _counted(store, sources)
        names = {node: labels.name(store, NamedNode(node)) for node in counted}
        namings = _namings(store, sources, counted)
        known = _known(store, counted)
        types = {node: _types(store, node) for node in counted}
    groups: dict[str, list[str]] = defaultdict(list)
    for node in sorted(counted):
        groups[names[node]].append(node)
    found = (_formula(name, nodes, counted, types, namings, known) for name, nodes in groups.items())
    return sorted(found, key=lambda it: (-len(it.sources), it.name))


def named(formulas: Sequence[Formula], phrase: str) -> Formula:
    """Return the phrase of this name; QueryError with near names where there is none."""
    for it in formulas:
        if it.name == phrase:
            return it
    from rapidfuzz import fuzz, process

    near = process.extract(phrase, [it.name for it in formulas], scorer=fuzz.ratio, score_cutoff=40, limit=_NEAR)
    remedy = f"did you mean {', '.join(name for name, _, _ in near)}?" if near else "kg formulas lists them"
    raise QueryError(phrase, "is no numeral phrase of this build", remedy)


_Counted = Mapping[str, tuple[int, tuple[Source, ...]]]


def _counted(store: Store, sources: Mapping[str, Source]) -> dict[str, tuple[int, tuple[Source, ...]]]:
    """Return IRI of a numeral phrase → its arity and the documents that use it, in order."""
    arities: dict[str, int] = {}
    using: dict[str, dict[str, Source]] = defaultdict(dict)
    for quad in store.match(predicate=_ARITY):
        node, graph = value(quad.subject), value(quad.graph_name)
        if graph in sources:
            arities[node] = int(value(quad.object))
            using[node][graph] = sources[graph]
    return {it: (arities[it], _ordered(using[it].values())) for it in arities}


def _namings(store: Store, sources: Mapping[str, Source], counted: _Counted) -> dict[str, list[Naming]]:
    found: dict[str, list[Naming]] = defaultdict(list)
    for quad in store.match(predicate=_PREDICATE, object=_PART):
        claim, graph = quad.subject, quad.graph_name
        source = sources.get(value(graph))
        if source is None or not isinstance(claim, NamedNode) or not isinstance(graph, NamedNode):
            continue
        about = told(store, claim, graph)
        whole = about[_SUBJECT.value]
        if whole in counted:
            where = span(store, about, graph)
            part = labels.name(store, NamedNode(about[_OBJECT.value]))
            found[whole].append(Naming(part, Use(source, where.start, where.end), where.exact))
    return found


def _known(store: Store, nodes: Collection[str]) -> dict[str, list[str]]:
    known: dict[str, list[str]] = defaultdict(list)
    for quad in store.match(predicate=_PART, graph=ONTOLOGY):
        if value(quad.subject) in nodes and isinstance(quad.object, NamedNode):
            known[value(quad.subject)].append(labels.name(store, quad.object))
    return known


def _types(store: Store, node: str) -> list[str]:
    return [it for it in labels.types(store, NamedNode(node)) if it in CLASSES]


def _formula(
    name: str,
    nodes: Sequence[str],
    counted: _Counted,
    types: Mapping[str, Sequence[str]],
    namings: Mapping[str, Sequence[Naming]],
    known: Mapping[str, Sequence[str]],
) -> Formula:
    using = _ordered({it.iri: it for node in nodes for it in counted[node][1]}.values())
    arities = sorted({counted[node][0] for node in nodes}, key=lambda it: -_holders(it, nodes, counted))
    return Formula(
        name=name,
        types=tuple(sorted({it for node in nodes for it in types[node]})),
        arities=tuple(arities),
        sources=using,
        readings=tuple(_readings([it for node in nodes for it in namings.get(node, ())])),
        known=tuple(sorted({it for node in nodes for it in known.get(node, ())})),
    )


def _holders(arity: int, nodes: Iterable[str], counted: _Counted) -> int:
    return sum(len(counted[it][1]) for it in nodes if counted[it][0] == arity)


def _readings(namings: Iterable[Naming]) -> list[Reading]:
    documents: dict[str, list[Naming]] = defaultdict(list)
    for it in namings:
        documents[it.use.source.iri].append(it)
    same: dict[frozenset[str], list[list[Naming]]] = defaultdict(list)
    for said in documents.values():
        same[frozenset(it.part for it in said)].append(sorted(said, key=lambda it: (it.use.start, it.use.end)))
    found = []
    for group in same.values():
        group.sort(key=lambda said: said[0].use.source.order)
        parts = tuple(dict.fromkeys(it.part for it in group[0]))
        sources = tuple(said[0].use.source for said in group)
        found.append(Reading(parts, sources, tuple(it for said in group for it in said)))
    return sorted(found, key=lambda it: it.sources[0].order)


def _ordered(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple(sorted(sources, key=lambda it: it.order))
