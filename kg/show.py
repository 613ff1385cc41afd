"""Everything that a store says of one entity, with the sentences that it rests on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
_BODY = term("oa:hasBody")


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
    statements: list[Statement] = []
    for predicate, far, inward in ((_SUBJECT, _OBJECT, False), (_OBJECT, _SUBJECT, True)):
        for claim, graph in _claims(store, predicate, node):
            about = told(store, claim, graph)
            statements.append(
                _statement(store, about, NamedNode(about[far.value]), inward, _passage(store, about, graph, texts))
            )
    figures = []
    for claim, graph in _claims(store, _ABOUT, node):
        about = told(store, claim, graph)
        figures.append(_figure(about, _passage(store, about, graph, texts)))
    names = {_tagged(it.object) for label in _LABELS for it in store.match(subject=node, predicate=label)}
    definitions = {_tagged(it.object) for it in store.match(subject=node, predicate=_DEFINITION)}
    return Description(
        entity,
        tuple(labels.types(store, node)),
        tuple(sorted(names, key=lambda it: (it[0] != "zh", it[1] != entity.name, it))),
        tuple(sorted(definitions, reverse=True)),
        _parts(store, node),
        tuple(sorted(statements, key=lambda it: (it.property, it.inward, _place(it.passage), it.other))),
        tuple(sorted(figures, key=lambda it: (it.measure, it.period, _place(it.passage), it.value))),
        tuple(sorted(set(_meant(store, node)))),
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


def _meant(store: Store, node: NamedNode) -> Iterator[Meant]:
    for mention, graph in _claims(store, _BODY, node):
        about = told(store, mention, graph)
        found = anchor(store, about, graph)
        if found is not None:
            name = told(store, graph, graph)[term("dcterms:identifier").value]
            yield Meant(name, span(store, about, graph).exact, found)


def _parts(store: Store, node: NamedNode) -> Parts | None:
    arity = next((int(value(it.object)) for it in store.match(subject=node, predicate=_ARITY)), None)
    if arity is None:
        return None
    whole = len({it.subject for it in store.match(predicate=_SPELLS_OUT, object=node)})
    incomplete = len({it.subject for it in store.match(predicate=_LEAVES_INCOMPLETE, object=node)})
    named = len({it.object for it in store.match(subject=node, predicate=_HAS_COMPONENT)})
    return Parts(arity, named, whole > 0, whole + incomplete, incomplete)


def _claims(store: Store, predicate: NamedNode, node: NamedNode) -> list[tuple[NamedNode, NamedNode]]:
    found = store.match(predicate=predicate, object=node)
    pairs = ((it.subject, it.graph_name) for it in found)
    return [
        (claim, graph) for claim, graph in pairs if isinstance(claim, NamedNode) and isinstance(graph, NamedNode)
    ]


def _tagged(it: object) -> tuple[str, str]:
    return ((it.language or "") if isinstance(it, Literal) else "", value(it))


def _passage(store: Store, about: dict[str, str], graph: NamedNode, texts: Path) -> Passage:
    start, end, quote = span(store, about, graph)
    document = told(store, graph, graph)
    path = texts / f"{document[term('tifa:textHash').value].removeprefix('sha256:')}.txt"
    before, after = sentence(path.read_bytes().decode(), start, end) if path.is_file() else ("", "")
    name = document[term("dcterms:identifier").value]
    title = document.get(term("dcterms:title").value, name)
    return Passage(name, title, document.get(term("dcterms:issued").value, ""), before, quote, after, start, end)


def _statement(store: Store, about: dict[str, str], other: NamedNode, inward: bool, passage: Passage) -> Statement:
    kinds = labels.types(store, other)
    return Statement(
        property=_local(about[term("rdf:predicate").value]),
        inward=inward,
        other=Named(kinds[0] if kinds else "", labels.name(store, other), other.value),
        role=about.get(f"{TIFA}role", ""),
        rule=about[f"{TIFA}rule"],
        confidence=about[f"{TIFA}confidence"],
        passage=passage,
    )


def _figure(about: dict[str, str], passage: Passage) -> Figure:
    return Figure(
        measure=about[f"{TIFA}measure"],
        value=about[f"{TIFA}value"],
        unit=about.get(f"{TIFA}unit", ""),
        qualifier=_local(about.get(f"{TIFA}qualifier", "")),
        period=about.get(f"{TIFA}period", ""),
        rule=about[f"{TIFA}rule"],
        confidence=about[f"{TIFA}confidence"],
        passage=passage,
    )


def _place(passage: Passage) -> tuple[str, str, int]:
    return passage.issued, passage.document, passage.start


def _local(iri: str) -> str:
    return iri.removeprefix(TIFA)
