"""Everything that a store says of one entity, with the sentences that it rests on."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg import labels
from kg.evidence import Anchor, anchor, span, told, value
from kg.labels import Named
from kg.store import Store
from kg.vocabulary import SPELLED, TIFA, term

_SENTENCE_END = re.compile(r"[。！？\n]")
_SUBJECT, _OBJECT, _ABOUT = term("rdf:subject"), term("rdf:object"), term("tifa:about")
_ARITY, _HAS_COMPONENT = term("tifa:arity"), term("tifa:hasComponent")
_SPELLS_OUT, _LEAVES_INCOMPLETE = (term(f"tifa:{name}") for name in SPELLED)
_LABELS = (term("skos:prefLabel"), term("skos:altLabel"))
_DEFINITION = term("skos:definition")
_BODY, _ANCHOR_KIND, _IDENTIFIER = term("oa:hasBody"), term("tifa:anchorKind"), term("dcterms:identifier")


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a claim is said: the sentence as what stands `before`, `quote` (the evidence) and `after`."""

    document: str
    title: str
    issued: str
    before: str
    quote: str
    after: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A relation claim: `inward` where the entity described is its object; `other` is its other end."""

    property: str
    inward: bool
    other: Named
    role: str
    rule: str
    confidence: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure stated of the entity, as the graph has it."""

    measure: str
    value: str
    unit: str
    qualifier: str
    period: str
    rule: str
    confidence: str
    passage: Passage


@dataclass(frozen=True, slots=True, order=True)
class Meant:
    """That a document means the entity by a deictic name (省委), and what proves it."""

    document: str
    name: str
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Parts:
    """How far the store spells a numeral phrase out: `named` of `arity` parts, over all documents together.

    `complete` where one document names them all; `documents` use the phrase, `incomplete` of them do not name all.
    """

    arity: int
    named: int
    complete: bool
    documents: int
    incomplete: int


@dataclass(frozen=True, slots=True)
class Description:
    """An entity with its classes, names by language, curated definitions by language, relations and figures.

    `meant` holds each deictic name once for each document and anchor; `parts` is None for what is no numeral phrase.
    """

    entity: Named
    classes: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    definitions: tuple[tuple[str, str], ...]
    parts: Parts | None
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    meant: tuple[Meant, ...] = ()


def describe(store: Store, entity: Named, texts: Path) -> Description:
    """Collect what the store says of an entity; `texts` is the build's folder of cleaned texts.

    Where a text is missing, a passage is its evidence alone. Statements are sorted by property, direction, date,
    document and place in it; figures by measure, period, date, document and place in it.
    """
    node = entity.node
    passages = Passages(store, texts)
    statements: list[Statement] = []
    for predicate, inward in ((_SUBJECT, False), (_OBJECT, True)):
        for claim, graph in _claims(store, predicate, node):
            statements.append(statement(store, told(store, claim, graph), inward, passages, graph))
    figures = [figure(told(store, claim, graph), passages, graph) for claim, graph in _claims(store, _ABOUT, node)]
    names = {_tagged(it.object) for label in _LABELS for it in store.match(subject=node, predicate=label)}
    definitions = {_tagged(it.object) for it in store.match(subject=node, predicate=_DEFINITION)}
    return Description(
        entity,
        tuple(labels.types(store, node)),
        tuple(sorted(names, key=lambda it: (it[0] != "zh", it[1] != entity.name, it))),
        tuple(sorted(definitions, reverse=True)),
        parts(store, node),
        tuple(sorted(statements, key=lambda it: (it.property, it.inward, _place(it.passage), it.other))),
        tuple(sorted(figures, key=lambda it: (it.measure, it.period, _place(it.passage), it.value))),
        tuple(sorted({it for mention in _claims(store, _BODY, node) if (it := meant(store, *mention))})),
    )


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after a span within its sentence or sentences.

    >>> sentence("甲。乙丙丁。戊", 3, 4)
    ('乙', '丁。')
    """
    ends = [it.end() for it in _SENTENCE_END.finditer(text, 0, start)]
    found = _SENTENCE_END.search(text, max(end - 1, start))
    last = found.end() if found else len(text)
    return text[ends[-1] if ends else 0 : start].lstrip(), text[end : max(last, end)].rstrip()


class Passages:
    """Reads where claims are said; what serves several claims is read once, as long as they come document by document."""

    def __init__(self, store: Store, texts: Path) -> None:
        self._store = store
        self._texts = texts
        self.document = lru_cache(maxsize=1024)(self._document)
        self._text = lru_cache(maxsize=16)(self._read)

    def passage(self, about: dict[str, str], graph: NamedNode) -> Passage:
        """Return where a claim is said, `about` being what is told of it in `graph`, its document."""
        start, end, quote = span(self._store, about, graph)
        document = self.document(graph)
        text = self._text(document[term("tifa:textHash").value].removeprefix("sha256:"))
        before, after = sentence(text, start, end) if text else ("", "")
        name = document[term("dcterms:identifier").value]
        title = document.get(term("dcterms:title").value, name)
        return Passage(
            name, title, document.get(term("dcterms:issued").value, ""), before, quote, after, start, end
        )

    def _document(self, graph: NamedNode) -> dict[str, str]:
        # Property by property: a document that mentions 50,000 entities has as many triples that nobody asks for.
        asked = (term("dcterms:identifier"), term("dcterms:title"), term("dcterms:issued"), term("tifa:textHash"))
        quads = (quad for it in asked for quad in self._store.match(graph, it, graph=graph))
        return dict(sorted((it.predicate.value, value(it.object)) for it in quads))

    def _read(self, digest: str) -> str:
        path = self._texts / f"{digest}.txt"
        return path.read_bytes().decode() if path.is_file() else ""


def statement(
    store: Store, about: dict[str, str], inward: bool, passages: Passages, graph: NamedNode
) -> Statement:
    """Return a relation claim, read from its object's end where `inward`; `about` is what is told of it in `graph`."""
    other = NamedNode(about[(_SUBJECT if inward else _OBJECT).value])
    return Statement(
        property=_local(about[term("rdf:predicate").value]),
        inward=inward,
        other=labels.named(store, other),
        role=about.get(f"{TIFA}role", ""),
        rule=about[f"{TIFA}rule"],
        confidence=about[f"{TIFA}confidence"],
        passage=passages.passage(about, graph),
    )


def figure(about: dict[str, str], passages: Passages, graph: NamedNode) -> Figure:
    """Return a figure, `about` being what is told of it in `graph`."""
    return Figure(
        measure=about[f"{TIFA}measure"],
        value=about[f"{TIFA}value"],
        unit=about.get(f"{TIFA}unit", ""),
        qualifier=_local(about.get(f"{TIFA}qualifier", "")),
        period=about.get(f"{TIFA}period", ""),
        rule=about[f"{TIFA}rule"],
        confidence=about[f"{TIFA}confidence"],
        passage=passages.passage(about, graph),
    )


def meant(store: Store, mention: NamedNode, graph: NamedNode) -> Meant | None:
    """Return what a mention means by a deictic name; None where its name is a proper one."""
    if not any(store.match(mention, _ANCHOR_KIND, graph=graph)):
        return None
    about = told(store, mention, graph)
    found = anchor(store, about, graph)
    if found is None:
        return None
    name = next(value(it.object) for it in store.match(graph, _IDENTIFIER, graph=graph))
    return Meant(name, span(store, about, graph).exact, found)


def parts(store: Store, node: NamedNode) -> Parts | None:
    """Return how far the store spells a numeral phrase out; None for what is none."""
    arity = next((int(value(it.object)) for it in store.match(subject=node, predicate=_ARITY)), None)
    if arity is None:
        return None
    whole = store.count(predicate=_SPELLS_OUT, object=node)
    incomplete = store.count(predicate=_LEAVES_INCOMPLETE, object=node)
    named = len({it.object for it in store.match(subject=node, predicate=_HAS_COMPONENT)})
    return Parts(arity, named, whole > 0, whole + incomplete, incomplete)


def _claims(store: Store, predicate: NamedNode, node: NamedNode) -> list[tuple[NamedNode, NamedNode]]:
    found = store.match(predicate=predicate, object=node)
    pairs = ((it.subject, it.graph_name) for it in found)
    named = [(it, graph) for it, graph in pairs if isinstance(it, NamedNode) and isinstance(graph, NamedNode)]
    return sorted(named, key=lambda it: it[1].value)


def _tagged(it: object) -> tuple[str, str]:
    return ((it.language or "") if isinstance(it, Literal) else "", value(it))


def _place(passage: Passage) -> tuple[str, str, int]:
    return passage.issued, passage.document, passage.start


def _local(iri: str) -> str:
    return iri.removeprefix(TIFA)
