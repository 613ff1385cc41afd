"""What one document's graph says, read once: its metadata, its mentions, its claims and the spans they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from kg.evidence import told, value
from kg.server.documents.passages import Range, written
from kg.store import Store
from kg.vocabulary import CLASSES, ONTOLOGY, TIFA, term

_BODY, _TARGET, _EXACT = term("oa:hasBody"), term("oa:hasTarget"), term("oa:exact")
_DERIVED, _TYPE, _PREFERRED = term("prov:wasDerivedFrom"), term("rdf:type"), term("skos:prefLabel")
_ANCHOR, _KIND, _WORDS = term("tifa:anchor"), term("tifa:anchorKind"), term("tifa:anchorText")
# A document with more annotations than this is shown without its marks; it would be a book of a million characters.
MOST = 40_000
_LONGEST = 10**9


class Thing(NamedTuple):
    """An entity: class (local name), name in the reader's language, IRI."""

    type: str
    name: str
    iri: str


class Span(NamedTuple):
    """A range of the text and the words that the graph quotes from it."""

    range: Range
    exact: str


class Proof(NamedTuple):
    """What proves which place a deictic name means: its kind, the words, and where in the text they stand."""

    kind: str
    words: str
    range: Range | None


class Mention(NamedTuple):
    """One place where an entity is named."""

    range: Range
    exact: str
    thing: Thing
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation, or a figure where `measure` is not empty, with the words that it rests on.

    `number` counts the document's claims in the order of the text, from 1; `key` is the end of its IRI.
    """

    number: int
    iri: str
    range: Range
    exact: str
    subject: Thing | None
    object: Thing | None
    told: Mapping[str, str]

    @property
    def key(self) -> str:
        """Return the end of the IRI, by which a link names the claim."""
        return self.iri.rpartition("/")[2]

    def said(self, name: str) -> str:
        """Return what is told by one of our properties, without our namespace; empty where nothing is."""
        return self.told.get(f"{TIFA}{name}", "").removeprefix(TIFA)

    @property
    def property(self) -> str:
        """Return the local name of a relation's property; empty for a figure."""
        return self.told.get(term("rdf:predicate").value, "").removeprefix(TIFA)


@dataclass(frozen=True, slots=True)
class Annotations:
    """Mentions and claims in the order of the text; `whole` is false where there are more than can be shown."""

    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    whole: bool


def read(store: Store, graph: NamedNode, lang: str, text: str | None) -> Annotations:
    """Read what a document's graph says of its text; of more than MOST mentions or claims, none.

    Where a text is given, quotes are taken from it and what lies outside it is left out; else the graph's own.
    """
    bodies = list(islice(store.match(predicate=_BODY, graph=graph), MOST + 1))
    derived = list(islice(store.match(predicate=_DERIVED, object=graph, graph=graph), MOST + 1))
    if max(len(bodies), len(derived)) > MOST:
        return Annotations((), (), False)
    quotes = _Quotes(store, graph, text)
    things = _Things(store, graph, lang)
    return Annotations(
        _mentions(store, graph, bodies, quotes, things), _claims(store, graph, derived, quotes, things), True
    )


def things(store: Store, graph: NamedNode, nodes: list[str], lang: str) -> list[Thing]:
    """Return what a graph tells of entities by their IRIs."""
    known = _Things(store, graph, lang)
    return [known[it] for it in nodes]


class _Things:
    """Entities of a graph by IRI, each looked up once."""

    def __init__(self, store: Store, graph: NamedNode, lang: str) -> None:
        self._store, self._graph, self._lang = store, graph, lang
        self._known: dict[str, Thing] = {}

    def __getitem__(self, iri: str) -> Thing:
        if iri not in self._known:
            self._known[iri] = self._thing(NamedNode(iri))
        return self._known[iri]

    def _thing(self, node: NamedNode) -> Thing:
        types = {value(it.object).removeprefix(TIFA) for it in self._match(node, _TYPE, self._graph)}
        found = sorted(value(it.object) for it in self._match(node, _PREFERRED, self._graph))
        name = found[0] if found else node.value.rpartition("/")[2]
        if self._lang != "zh":
            curated = [it.object for it in self._match(node, _PREFERRED, ONTOLOGY)]
            own = sorted(it.value for it in curated if isinstance(it, Literal) and it.language == self._lang)
            name = own[0] if own else name
        return Thing(next((it for it in CLASSES if it in types), ""), name, node.value)

    def _match(self, node: NamedNode, predicate: NamedNode, graph: NamedNode) -> list[Quad]:
        return list(self._store.match(subject=node, predicate=predicate, graph=graph))


class _Quotes:
    """Spans of a text by the IRIs of what rests on them, which end in their offsets."""

    def __init__(self, store: Store, graph: NamedNode, text: str | None) -> None:
        self._graph, self._text = graph.value, text
        self._quoted = {} if text is not None else _column(store, graph, _EXACT)

    def __getitem__(self, iri: str) -> Span | None:
        source, _, fragment = iri.partition("#")
        range = written(fragment.partition("=")[2], _LONGEST if self._text is None else len(self._text))
        if range is None or source != self._graph:
            return None
        if self._text is None:
            return Span(range, self._quoted.get(f"{source}#selector={range.start},{range.end}", ""))
        return Span(range, self._text[range.start : range.end])


def _column(store: Store, graph: NamedNode, predicate: NamedNode) -> dict[str, str]:
    return {value(it.subject): value(it.object) for it in store.match(predicate=predicate, graph=graph)}


def _mentions(
    store: Store, graph: NamedNode, bodies: list[Quad], quotes: _Quotes, things: _Things
) -> tuple[Mention, ...]:
    kinds, anchors, words = (_column(store, graph, it) for it in (_KIND, _ANCHOR, _WORDS))
    found = []
    for quad in bodies:
        note = value(quad.subject)
        span = quotes[note]
        if span is None:
            continue
        proof = None
        if note in kinds:
            at = quotes[anchors.get(note, "")]
            proof = Proof(kinds[note], at.exact if at else words.get(note, ""), at.range if at else None)
        found.append(Mention(*span, things[value(quad.object)], proof))
    return tuple(sorted(found, key=lambda it: (it.range, it.thing)))


def _claims(
    store: Store, graph: NamedNode, derived: list[Quad], quotes: _Quotes, things: _Things
) -> tuple[Claim, ...]:
    found: list[tuple[Span, str, dict[str, str]]] = []
    for quad in derived:
        if isinstance(quad.subject, NamedNode):
            about = told(store, quad.subject, graph)
            span = quotes[about.get(_TARGET.value, "")]
            if span is not None:
                found.append((span, quad.subject.value, about))
    return tuple(
        Claim(
            number,
            iri,
            *span,
            _end(about, ("rdf:subject", "tifa:about"), things),
            _end(about, ("rdf:object",), things),
            about,
        )
        for number, (span, iri, about) in enumerate(sorted(found, key=lambda it: it[:2]), 1)
    )


def _end(about: Mapping[str, str], curies: tuple[str, ...], things: _Things) -> Thing | None:
    return next((things[about[iri]] for it in curies if (iri := term(it).value) in about), None)
