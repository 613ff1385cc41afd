"""One claim or figure: what it states, where, by which rule; and the run that made it."""

import json
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import NamedNode

from kg import labels, lexicon, ontology
from kg.evidence import span, told, value
from kg.labels import Named
from kg.server.site import Snapshot
from kg.server.things import excerpts
from kg.server.things.descriptions import figured, inverse, label, said
from kg.show import Figure, Passage, Passages, Statement, statement
from kg.vocabulary import TIFA, term

_BODY, _TARGET = term("oa:hasBody"), term("oa:hasTarget")
_SUBJECT, _OBJECT, _ABOUT = term("rdf:subject"), term("rdf:object"), term("tifa:about")
_DERIVED, _GENERATED = term("prov:wasDerivedFrom"), term("prov:wasGeneratedBy")
_MOST = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence: `role` is before, subject, object, about, quote or after."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """The document that a claim stands in."""

    iri: str
    identifier: str
    title: str
    issued: str
    creators: tuple[str, ...]
    publisher: str
    origin: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with its ends; `relation` for a relation, `figure` for a figure of `subject`, which may be missing.

    `carried` names ends whose names do not stand in the evidence: a subject that the sentence before names.
    """

    iri: str
    subject: Named | None
    relation: Statement | None
    label: str
    inverse: str
    figure: Figure | None
    passage: Passage
    pieces: tuple[Piece, ...]
    carried: tuple[str, ...]
    rule: str
    explained: str
    confidence: str
    run: str
    source: Source


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the program: its properties by label, its options by name, how many claims it made."""

    iri: str
    name: str
    properties: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str], ...]
    claims: int


def claim(known: Snapshot, node: NamedNode, graph: NamedNode, lang: str) -> Claim:
    """Return a claim or an observation of the document `graph`."""
    store, passages = known.store, Passages(known.store, known.texts)
    about = told(store, node, graph)
    subject = about.get(_SUBJECT.value, about.get(_ABOUT.value))
    relation = figure = None
    if _SUBJECT.value in about:
        relation = said(known, statement(store, about, False, passages, graph), lang)
        ends = {"subject": NamedNode(about[_SUBJECT.value]), "object": NamedNode(about[_OBJECT.value])}
    else:
        figure = figured(about, passages, graph)
        ends = {"about": NamedNode(subject)} if subject else {}
    whole = passages.passage(about, graph)
    pieces, carried = _pieces(known, whole, ends, graph)
    rule = about[f"{TIFA}rule"]
    name = relation.property if relation else ""
    return Claim(
        iri=node.value,
        subject=excerpts.named(labels.named(store, NamedNode(subject), lang)) if subject else None,
        relation=relation,
        label=label(known, name, lang),
        inverse=inverse(known, name, lang) if name else "",
        figure=figure,
        passage=excerpts.passage(whole),
        pieces=pieces,
        carried=carried,
        rule=rule,
        explained=_explained(rule, lang),
        confidence=about[f"{TIFA}confidence"],
        run=about.get(_GENERATED.value, ""),
        source=source(known, graph, lang),
    )


def source(known: Snapshot, graph: NamedNode, lang: str) -> Source:
    """Return what is needed to cite a document."""

    def every(curie: str) -> list[str]:
        return sorted(value(it.object) for it in islice(known.store.match(graph, term(curie), graph=graph), _MOST))

    identifier = next(iter(every("dcterms:identifier")), "")
    publisher = next(iter(every("dcterms:publisher")), "")
    return Source(
        iri=graph.value,
        identifier=excerpts.line(identifier, 200),
        title=excerpts.line(next(iter(every("dcterms:title")), identifier), 300),
        issued=excerpts.line(next(iter(every("dcterms:issued")), "")),
        creators=tuple(excerpts.line(it) for it in every("dcterms:creator")[:20]),
        publisher=excerpts.line(labels.name(known.store, NamedNode(publisher), lang)) if publisher else "",
        origin=excerpts.line(next(iter(every("dcterms:source")), ""), 300),
    )


def run(known: Snapshot, node: NamedNode, lang: str) -> Run:
    """Return a run as the build describes it."""
    about = told(known.store, node, node)
    options = about.get(f"{TIFA}options", "")
    shown = (
        ("版本" if lang == "zh" else "version", about.get(term("schema:softwareVersion").value, "")),
        (label(known, "ontologyHash", lang), about.get(f"{TIFA}ontologyHash", "")),
    )
    return Run(
        node.value,
        excerpts.line(about.get(term("rdfs:label").value, node.value.rpartition("/")[2])),
        tuple((name, excerpts.line(text, 200)) for name, text in shown if text),
        tuple(_options(options)),
        known.store.count(predicate=_GENERATED, object=node),
    )


def _options(written: str) -> list[tuple[str, str]]:
    try:
        told = json.loads(written)
    except ValueError:
        return [("", excerpts.line(written, 2000))] if written else []
    if not isinstance(told, dict):
        return [("", excerpts.line(written, 2000))]
    return [
        (excerpts.line(name), excerpts.line(json.dumps(told[name], ensure_ascii=False), 500))
        for name in sorted(told)
    ]


def _explained(rule: str, lang: str) -> str:
    rows = lexicon.load(ontology.folder()).tables.get("rules", ())
    return next((row[lang] for row in rows if row["rule"] == rule), "")


def _pieces(
    known: Snapshot, whole: Passage, ends: dict[str, NamedNode], graph: NamedNode
) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """Return the sentence in pieces, and the ends that do not stand in the evidence."""
    short = excerpts.passage(whole)
    if short.quote != whole.quote:
        pieces = [Piece("before", short.before), Piece("quote", short.quote), Piece("after", short.after)]
        return tuple(it for it in pieces if it.text), ()
    found: dict[str, tuple[int, int]] = {}
    for role, node in ends.items():
        taken = [
            it for it in _spans(known, node, graph, whole) if not any(_overlap(it, one) for one in found.values())
        ]
        if taken:
            found[role] = taken[0]
    pieces, at = [Piece("before", short.before)], whole.start
    for (start, end), role in sorted((place, role) for role, place in found.items()):
        pieces.append(Piece("quote", whole.quote[at - whole.start : start - whole.start]))
        pieces.append(Piece(role, whole.quote[start - whole.start : end - whole.start]))
        at = end
    pieces += [Piece("quote", whole.quote[at - whole.start :]), Piece("after", short.after)]
    return tuple(it for it in pieces if it.text), tuple(role for role in ends if role not in found)


def _spans(known: Snapshot, node: NamedNode, graph: NamedNode, whole: Passage) -> list[tuple[int, int]]:
    """Return where an entity is named within the evidence, the first place first."""
    found = []
    for it in islice(known.store.match(predicate=_BODY, object=node, graph=graph), _MOST):
        target = next((one.object for one in known.store.match(it.subject, _TARGET, graph=graph)), None)
        if isinstance(target, NamedNode):
            place = span(known.store, {_TARGET.value: target.value}, graph)
            if whole.start <= place.start and place.end <= whole.end:
                found.append((place.start, place.end))
    return sorted(found)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
