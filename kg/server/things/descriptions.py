"""What a page tells of an entity: as much as fits, and how much more there is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Generic, TypeVar

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from kg import labels
from kg.evidence import told
from kg.labels import Named
from kg.server.site import Snapshot
from kg.server.things import excerpts
from kg.server.things.listings import Listing
from kg.show import Figure, Meant, Parts, Passages, Statement, figure, meant, parts, statement
from kg.vocabulary import ONTOLOGY, RELATIONS, TIFA, term

# Statements on an entity's first page over all its relations, and on a page of one relation.
_OVERVIEW, PAGE = 100, 50
_NAMES, _CURATED, _MENTIONS, _MEANT = 100, 50, 500, 12
# Of one document, one relation and two ends: a text that repeats itself must not fill the page.
_REPEATED = 5
_SUBJECT, _PREDICATE, _OBJECT = term("rdf:subject"), term("rdf:predicate"), term("rdf:object")
_BODY = term("oa:hasBody")
_DEFINITION, _SOURCE, _LEVEL = term("skos:definition"), term("dcterms:source"), term("tifa:level")

T = TypeVar("T", Statement, Figure)


@dataclass(frozen=True, slots=True)
class Record(Generic[T]):
    """A statement or figure with the IRIs of its claim and its document."""

    claim: str
    document: str
    told: T


@dataclass(frozen=True, slots=True)
class Group:
    """One relation of an entity in one direction: what the ontology knows, and what documents state, in part.

    `total` counts a relation once for each document and other end; `records` has the claims behind some of these.
    """

    property: str
    inward: bool
    label: str
    curated: tuple[Named, ...]
    total: int
    records: tuple[Record[Statement], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of an entity, in part."""

    total: int
    records: tuple[Record[Figure], ...]


@dataclass(frozen=True, slots=True)
class Mentioning:
    """A document that mentions an entity `times`."""

    iri: str
    title: str
    issued: str
    times: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """Documents that mention an entity, in part."""

    total: int
    documents: tuple[Mentioning, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is short about an entity: classes, names and definitions by language, source, parts, deictic names."""

    entity: Named
    classes: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    definitions: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    level: str
    parts: Parts | None
    meant: tuple[tuple[str, Meant], ...]


def profile(known: Snapshot, node: NamedNode, lang: str) -> Profile:
    """Return the short facts; deictic names are those among the first mentions that are read."""
    entity = labels.named(known.store, node, lang)
    curated = [
        (it.predicate, it.object)
        for it in known.store.match(node, graph=ONTOLOGY)
        if isinstance(it.object, Literal)
    ]
    names = {(language, excerpts.line(name, 300)) for language, name in _names(known, node)}
    return Profile(
        replace(entity, name=excerpts.line(entity.name, 300)),
        tuple(labels.types(known.store, node)),
        tuple(sorted(names, key=lambda it: (it[0] != "zh", len(it[1]), it))),
        tuple(sorted(((it.language or "", it.value) for it in _of(curated, _DEFINITION)), reverse=True)),
        tuple(sorted(it.value for it in _of(curated, _SOURCE))),
        next((it.value for it in _of(curated, _LEVEL)), ""),
        parts(known.store, node),
        tuple(_meant(known, node)),
    )


def groups(known: Snapshot, node: NamedNode, lang: str) -> tuple[Group, ...]:
    """Return every relation of an entity that there is, with the first statements of each."""
    listings = [
        Listing(known, term(f"tifa:{name}"), node, inward) for name in RELATIONS for inward in (False, True)
    ]
    counted = [(it, it.total(), it.curated(_CURATED)) for it in listings]
    held = [(it, total, curated) for it, total, curated in counted if total or curated]
    each = max(3, min(10, _OVERVIEW // max(1, len(held))))
    passages = Passages(known.store, known.texts)
    return tuple(_group(it, total, curated, (0, each), lang, passages) for it, total, curated in held)


def group(known: Snapshot, node: NamedNode, name: str, inward: bool, page: int, lang: str) -> Group:
    """Return one page of one relation in one direction."""
    it = Listing(known, term(f"tifa:{name}"), node, inward)
    part = ((page - 1) * PAGE, PAGE)
    return _group(it, it.total(), it.curated(_CURATED), part, lang, Passages(known.store, known.texts))


def figures(known: Snapshot, node: NamedNode, offset: int, limit: int) -> Figures:
    """Return some of the figures that are stated of an entity."""
    listing = Listing(known, term("tifa:about"), node, inward=True)
    passages = Passages(known.store, known.texts)
    records = []
    for quad in listing.part(offset, limit):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.graph_name, NamedNode):
            about = told(known.store, quad.subject, quad.graph_name)
            records.append(
                Record(quad.subject.value, quad.graph_name.value, figured(about, passages, quad.graph_name))
            )
    return Figures(listing.total(), tuple(records))


def figured(about: dict[str, str], passages: Passages, graph: NamedNode) -> Figure:
    """Return a figure made fit for a page."""
    it = figure(about, passages, graph)
    short = {name: excerpts.line(getattr(it, name)) for name in ("measure", "value", "unit", "period")}
    return replace(it, **short, passage=excerpts.passage(it.passage))


def mentions(known: Snapshot, node: NamedNode, offset: int, limit: int) -> Mentions:
    """Return some of the documents that mention an entity."""
    listing = Listing(known, term("tifa:mentions"), node, inward=True)
    passages = Passages(known.store, known.texts)
    found = []
    for quad in listing.part(offset, limit):
        if isinstance(quad.graph_name, NamedNode):
            about = passages.document(quad.graph_name)
            title = about.get(term("dcterms:title").value, about[term("dcterms:identifier").value])
            times = known.store.count(predicate=_BODY, object=node, graph=quad.graph_name)
            issued = about.get(term("dcterms:issued").value, "")
            found.append(Mentioning(quad.graph_name.value, excerpts.line(title), issued, times))
    return Mentions(listing.total(), tuple(found))


def claims(known: Snapshot, quad: Quad, inward: bool) -> list[NamedNode]:
    """Return claims of a document that state a relation, sorted; `inward` where what is looked at is its object."""
    # From the end that is not looked at: of the two it is less likely to be a hub.
    ends = [(_SUBJECT, quad.subject), (_OBJECT, quad.object)]
    (near, far), other = ends if inward else reversed(ends)
    graph = quad.graph_name
    if not isinstance(graph, NamedNode):
        return []
    told_too = (other, (_PREDICATE, quad.predicate))
    near_claims = (
        it.subject for it in islice(known.store.match(predicate=near, object=far, graph=graph), _MENTIONS)
    )
    return sorted(
        (
            it
            for it in near_claims
            if isinstance(it, NamedNode) and all(Quad(it, p, o, graph) in known.store for p, o in told_too)
        ),
        key=str,
    )


def said(known: Snapshot, it: Statement, lang: str) -> Statement:
    """Return a statement made fit for a page in `lang`."""
    other = excerpts.named(labels.named(known.store, it.other.node, lang))
    return replace(it, other=other, role=excerpts.line(it.role), passage=excerpts.passage(it.passage))


def inverse(known: Snapshot, name: str, lang: str) -> str:
    """Return the label of a relation read from its object's end; its own label where it holds both ways."""
    ask, node = known.store.match, term(f"tifa:{name}")
    inverses = {it.object for it in ask(node, term("owl:inverseOf"), graph=ONTOLOGY)}
    names = sorted(it.value.removeprefix(TIFA) for it in inverses if isinstance(it, NamedNode))
    return next(
        (known.vocabulary[lang][it] for it in names if it in known.vocabulary[lang]), label(known, name, lang)
    )


def label(known: Snapshot, name: str, lang: str) -> str:
    """Return the label of a term of ours, its local name where it has none."""
    return known.vocabulary[lang].get(name, name)


def _group(
    it: Listing, total: int, curated: list[NamedNode], part: tuple[int, int], lang: str, passages: Passages
) -> Group:
    known, name = it.known, it.predicate.value.removeprefix(TIFA)
    records = []
    for quad in it.part(*part):
        graph = quad.graph_name
        if not isinstance(graph, NamedNode):
            continue
        for claim in claims(known, quad, it.inward)[:_REPEATED]:
            about = told(known.store, claim, graph)
            stated = said(known, statement(known.store, about, it.inward, passages, graph), lang)
            records.append(Record(claim.value, graph.value, stated))
    known_of = tuple(excerpts.named(labels.named(known.store, one, lang)) for one in curated)
    words = inverse(known, name, lang) if it.inward else label(known, name, lang)
    return Group(name, it.inward, words, known_of, total, tuple(records))


def _names(known: Snapshot, node: NamedNode) -> Iterator[tuple[str, str]]:
    # Distinct names are few where quads are many, and the store tells them apart without reading each.
    for predicate in (term("skos:prefLabel"), term("skos:altLabel")):
        query = f"SELECT DISTINCT ?name {{ GRAPH ?g {{ {node} {predicate} ?name }} }} LIMIT {_NAMES}"
        found = known.store.query(query)
        if isinstance(found, QuerySolutions):
            for row in found:
                if isinstance(row["name"], Literal):
                    yield row["name"].language or "", row["name"].value


def _meant(known: Snapshot, node: NamedNode) -> list[tuple[str, Meant]]:
    found = set()
    for it in islice(known.store.match(predicate=_BODY, object=node), _MENTIONS):
        if isinstance(it.subject, NamedNode) and isinstance(it.graph_name, NamedNode):
            one = meant(known.store, it.subject, it.graph_name)
            if one:
                found.add((it.subject.value, one))
    each: dict[Meant, str] = {}
    for mention, one in sorted(found, key=lambda pair: (pair[1], pair[0])):
        each.setdefault(one, mention)
    return [(mention, one) for one, mention in islice(each.items(), _MEANT)]


def _of(told: list[tuple[NamedNode, Literal]], predicate: NamedNode) -> Iterator[Literal]:
    return (it for property_, it in told if property_ == predicate)
