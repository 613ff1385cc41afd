"""An extraction as the quads of one named graph: the triples that rdf.md defines, and nothing else."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from kg import iri
from kg.model import Claim, Document, Entity, Evidence, Extraction, Mention, Observation, Relation
from kg.ontology import Ontology
from kg.phrases import expansions
from kg.vocabulary import CLASSES, ONTOLOGY, QUALIFIERS, RELATIONS, SPELLED, TIFA, term

_TYPE = term("rdf:type")
_SUBJECT, _PREDICATE, _OBJECT = term("rdf:subject"), term("rdf:predicate"), term("rdf:object")
_PREF_LABEL, _ALT_LABEL = term("skos:prefLabel"), term("skos:altLabel")
_IDENTIFIER, _TITLE, _ISSUED = term("dcterms:identifier"), term("dcterms:title"), term("dcterms:issued")
_PUBLISHER, _CREATOR = term("dcterms:publisher"), term("dcterms:creator")
_SOURCE, _DESCRIPTION = term("dcterms:source"), term("dcterms:description")
_DERIVED, _GENERATED = term("prov:wasDerivedFrom"), term("prov:wasGeneratedBy")
_ANNOTATION, _HAS_BODY, _HAS_TARGET = term("oa:Annotation"), term("oa:hasBody"), term("oa:hasTarget")
_SPECIFIC, _HAS_SOURCE, _HAS_SELECTOR = (
    term("oa:SpecificResource"),
    term("oa:hasSource"),
    term("oa:hasSelector"),
)
_BY_POSITION, _BY_QUOTE = term("oa:TextPositionSelector"), term("oa:TextQuoteSelector")
_START, _END, _EXACT = term("oa:start"), term("oa:end"), term("oa:exact")
_SOURCE_DOCUMENT, _TEXT_HASH = term("tifa:SourceDocument"), term("tifa:textHash")
_SPEAKS_FOR, _MENTIONS = term("tifa:speaksFor"), term("tifa:mentions")
_CLAIM, _OBSERVATION = term("tifa:Claim"), term("tifa:Observation")
_RULE, _CONFIDENCE, _ROLE = term("tifa:rule"), term("tifa:confidence"), term("tifa:role")
_ANCHOR, _ANCHOR_KIND, _ANCHOR_TEXT = term("tifa:anchor"), term("tifa:anchorKind"), term("tifa:anchorText")
_PART_OF = term("tifa:partOf")
_ABOUT, _MEASURE, _VALUE, _UNIT = term("tifa:about"), term("tifa:measure"), term("tifa:value"), term("tifa:unit")
_QUALIFIER, _PERIOD = term("tifa:qualifier"), term("tifa:period")
_ARITY = term("tifa:arity")
_SPELLED = {name: term(f"tifa:{name}") for name in SPELLED}
_DECIMAL, _INTEGER, _STRING = term("xsd:decimal"), term("xsd:integer"), term("xsd:string")
# An ISO 8601 date, year-month and year tell themselves apart by length.
_DATES = {10: term("xsd:date"), 7: term("xsd:gYearMonth"), 4: term("xsd:gYear")}

_CLASS_TERMS = {name: NamedNode(TIFA + name) for name in CLASSES}
_RELATION_TERMS = {name: NamedNode(TIFA + name) for name in RELATIONS}
_QUALIFIER_TERMS = {name: NamedNode(TIFA + name) for name in QUALIFIERS}

# Subject, predicate and object: made into a pyoxigraph type only once, as a Quad.
_Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]

_MARKS = re.compile(r"[“”‘’「」『』《》〈〉＂\"]")


def quads(extraction: Extraction, run: NamedNode) -> Iterator[Quad]:
    """Yield the quads of a document's named graph, each once, in the order of the text.

    The graph's name is the document's IRI; `run` is the IRI of the run that made the extraction.
    """
    graph = iri.document(extraction.document)
    for statement in dict.fromkeys(_statements(extraction, graph, run)):
        yield Quad(*statement, graph)


def lines(extraction: Extraction, run: NamedNode) -> bytes:
    """Return a document's named graph as sorted lines of N-Quads in UTF-8, each once."""
    written = serialize(quads(extraction, run), format=RdfFormat.N_QUADS) or b""
    return b"".join(sorted(written.splitlines(keepends=True)))


def knowledge(ontology: Ontology, entities: Iterable[str]) -> Iterator[Quad]:
    """Yield the quads of the ontology's own graph: the vocabulary whole, and what it tells of `entities`, by IRI.

    What an entity is part of is described too, up to the top; a triple that leads to a known entity that is not
    described here is left out, so nothing dangles.
    """
    for triple in ontology.schema:
        yield Quad(triple.subject, triple.predicate, triple.object, ONTOLOGY)
    told = _reached(ontology, set(map(NamedNode, entities)))
    for subject in sorted(told, key=str):
        for triple in ontology.descriptions[subject]:
            if triple.object in told or triple.object not in ontology.descriptions:
                yield Quad(triple.subject, triple.predicate, triple.object, ONTOLOGY)


def _reached(ontology: Ontology, nodes: set[NamedNode]) -> set[NamedNode]:
    """Return those of `nodes` that the ontology describes, and what these are part of, at any depth."""
    reached: set[NamedNode] = set()
    waiting = [node for node in nodes if node in ontology.descriptions]
    while waiting:
        node = waiting.pop()
        if node in reached:
            continue
        reached.add(node)
        wholes = (it.object for it in ontology.descriptions[node] if it.predicate == _PART_OF)
        waiting += [it for it in wholes if isinstance(it, NamedNode) and it in ontology.descriptions]
    return reached


def plain_name(surface: str) -> str:
    """Return a surface form without quotation marks, book-title marks and line breaks.

    >>> plain_name("“双建争先”工程")
    '双建争先工程'
    """
    return " ".join(_MARKS.sub("", surface).split())


def _statements(extraction: Extraction, source: NamedNode, run: NamedNode) -> Iterator[_Statement]:
    document = extraction.document
    yield from _metadata(document, source)
    if extraction.publisher:
        yield source, _PUBLISHER, iri.entity(extraction.publisher)
    if extraction.place:
        yield source, _SPEAKS_FOR, iri.entity(extraction.place)
    yield from _entities(extraction, source)
    yield from _phrases(extraction, source)
    for mention in extraction.mentions:
        yield from _mention(mention, source)
    for claim in extraction.claims:
        yield from _claim(claim, source, run)
    spans = {it.evidence for it in (*extraction.mentions, *extraction.claims)}
    anchors = (it.anchor.evidence for it in extraction.mentions if it.anchor)
    for evidence in sorted(spans.union(it for it in anchors if it)):
        yield from _span(evidence, document.text, source)


def _metadata(document: Document, source: NamedNode) -> Iterator[_Statement]:
    yield source, _TYPE, _SOURCE_DOCUMENT
    yield source, _IDENTIFIER, Literal(document.name)
    yield source, _TEXT_HASH, Literal(f"sha256:{document.digest}")
    if document.title:
        yield source, _TITLE, _zh(document.title)
    if document.issued:
        datatype = _DATES.get(len(document.issued), _STRING)
        yield source, _ISSUED, Literal(document.issued, datatype=datatype)
    if document.description:
        yield source, _DESCRIPTION, _zh(document.description)
    if document.source:
        # A literal: what a text or a table gives as its source need not be a valid, ASCII or harmless IRI.
        yield source, _SOURCE, Literal(document.source)
    for creator in document.creators:
        yield source, _CREATOR, _zh(creator)


def _entities(extraction: Extraction, source: NamedNode) -> Iterator[_Statement]:
    text = extraction.document.text
    surfaces: dict[Entity, set[str]] = {}
    for mention in extraction.mentions:
        surfaces.setdefault(mention.entity, set()).add(plain_name(mention.evidence.exact(text)))
    for claim in extraction.claims:
        for entity in _named(claim):
            surfaces.setdefault(entity, set())
    for entity in surfaces:
        yield source, _MENTIONS, iri.entity(entity)
    for said in (extraction.publisher, extraction.place):
        if said:
            surfaces.setdefault(said, set())
    for entity, names in surfaces.items():
        node = iri.entity(entity)
        yield node, _TYPE, _CLASS_TERMS[entity.type]
        yield node, _PREF_LABEL, _zh(entity.name)
        for name in sorted(names - {entity.name, ""}):
            yield node, _ALT_LABEL, _zh(name)


def _phrases(extraction: Extraction, source: NamedNode) -> Iterator[_Statement]:
    """Yield how many parts each numeral phrase announces, and whether this document names them all."""
    for it in expansions(extraction):
        node = iri.entity(it.phrase)
        yield node, _ARITY, Literal(str(it.arity), datatype=_INTEGER)
        yield source, _SPELLED["spellsOut" if it.complete else "leavesIncomplete"], node


def _named(claim: Claim) -> tuple[Entity, ...]:
    if isinstance(claim, Relation):
        return (claim.subject, claim.object)
    return (claim.about,) if claim.about else ()


def _mention(mention: Mention, source: NamedNode) -> Iterator[_Statement]:
    node = iri.mention(source, mention.evidence)
    yield node, _TYPE, _ANNOTATION
    yield node, _HAS_BODY, iri.entity(mention.entity)
    yield node, _HAS_TARGET, iri.span(source, mention.evidence)
    yield node, _RULE, Literal(mention.rule)
    yield node, _CONFIDENCE, _decimal(Decimal(str(mention.confidence)))
    if mention.anchor:
        yield node, _ANCHOR_KIND, Literal(mention.anchor.kind)
        if mention.anchor.evidence:
            yield node, _ANCHOR, iri.span(source, mention.anchor.evidence)
        else:
            yield node, _ANCHOR_TEXT, Literal(mention.anchor.words)


def _span(evidence: Evidence, text: str, source: NamedNode) -> Iterator[_Statement]:
    node, selector = iri.span(source, evidence), iri.selector(source, evidence)
    yield node, _TYPE, _SPECIFIC
    yield node, _HAS_SOURCE, source
    yield node, _HAS_SELECTOR, selector
    yield selector, _TYPE, _BY_POSITION
    yield selector, _TYPE, _BY_QUOTE
    yield selector, _START, Literal(str(evidence.start), datatype=_INTEGER)
    yield selector, _END, Literal(str(evidence.end), datatype=_INTEGER)
    yield selector, _EXACT, Literal(evidence.exact(text))


def _claim(claim: Claim, source: NamedNode, run: NamedNode) -> Iterator[_Statement]:
    node = iri.claim(source, claim)
    if isinstance(claim, Relation):
        yield from _relation(claim, node)
    else:
        yield from _observation(claim, node)
    yield node, _DERIVED, source
    yield node, _GENERATED, run
    yield node, _RULE, Literal(claim.rule)
    yield node, _CONFIDENCE, _decimal(Decimal(str(claim.confidence)))
    yield node, _HAS_TARGET, iri.span(source, claim.evidence)


def _relation(relation: Relation, node: NamedNode) -> Iterator[_Statement]:
    subject, object_ = iri.entity(relation.subject), iri.entity(relation.object)
    predicate = _RELATION_TERMS[relation.predicate]
    yield subject, predicate, object_
    yield node, _TYPE, _CLAIM
    yield node, _SUBJECT, subject
    yield node, _PREDICATE, predicate
    yield node, _OBJECT, object_
    if relation.role:
        yield node, _ROLE, _zh(relation.role)


def _observation(observation: Observation, node: NamedNode) -> Iterator[_Statement]:
    yield node, _TYPE, _OBSERVATION
    if observation.about:
        yield node, _ABOUT, iri.entity(observation.about)
    yield node, _MEASURE, _zh(observation.measure)
    yield node, _VALUE, _decimal(observation.value)
    if observation.unit:
        yield node, _UNIT, _zh(observation.unit)
    yield node, _QUALIFIER, _QUALIFIER_TERMS[observation.qualifier]
    if observation.period:
        yield node, _PERIOD, Literal(observation.period)


def _zh(text: str) -> Literal:
    return Literal(text, language="zh")


def _decimal(value: Decimal) -> Literal:
    return Literal(iri.canonical(value), datatype=_DECIMAL)
