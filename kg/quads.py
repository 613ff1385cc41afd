"""An extraction as one named graph in N-Quads: the triples that rdf.md defines, and nothing else.

The lines are written as text, for that is many times faster than making an object of each term; who wants objects
gets them parsed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Literal

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg import iri
from kg.model import Claim, Document, Entity, Evidence, Extraction, Mention, Observation, Relation
from kg.ontology import Ontology
from kg.phrases import expansions
from kg.vocabulary import CLASSES, ONTOLOGY, QUALIFIERS, RELATIONS, SPELLED, TIFA, term

# What keeps its evidence: mentions and claims, or claims alone.
Evidenced = Literal["all", "claims"]

_PART_OF = term("tifa:partOf")


def _term(curie: str) -> str:
    """Return a term as N-Quads write it."""
    return str(term(curie))


_TYPE = _term("rdf:type")
_SUBJECT, _PREDICATE, _OBJECT = _term("rdf:subject"), _term("rdf:predicate"), _term("rdf:object")
_PREF_LABEL, _ALT_LABEL = _term("skos:prefLabel"), _term("skos:altLabel")
_IDENTIFIER, _TITLE, _ISSUED = _term("dcterms:identifier"), _term("dcterms:title"), _term("dcterms:issued")
_PUBLISHER, _CREATOR = _term("dcterms:publisher"), _term("dcterms:creator")
_SOURCE, _DESCRIPTION = _term("dcterms:source"), _term("dcterms:description")
_DERIVED, _GENERATED = _term("prov:wasDerivedFrom"), _term("prov:wasGeneratedBy")
_ANNOTATION, _HAS_BODY, _HAS_TARGET = _term("oa:Annotation"), _term("oa:hasBody"), _term("oa:hasTarget")
_SPECIFIC, _HAS_SOURCE = _term("oa:SpecificResource"), _term("oa:hasSource")
_HAS_SELECTOR = _term("oa:hasSelector")
_BY_POSITION, _BY_QUOTE = _term("oa:TextPositionSelector"), _term("oa:TextQuoteSelector")
_START, _END, _EXACT = _term("oa:start"), _term("oa:end"), _term("oa:exact")
_SOURCE_DOCUMENT, _TEXT_HASH = _term("tifa:SourceDocument"), _term("tifa:textHash")
_SPEAKS_FOR, _MENTIONS = _term("tifa:speaksFor"), _term("tifa:mentions")
_CLAIM, _OBSERVATION = _term("tifa:Claim"), _term("tifa:Observation")
_RULE, _CONFIDENCE, _ROLE = _term("tifa:rule"), _term("tifa:confidence"), _term("tifa:role")
_ANCHOR, _ANCHOR_KIND, _ANCHOR_TEXT = _term("tifa:anchor"), _term("tifa:anchorKind"), _term("tifa:anchorText")
_ABOUT, _MEASURE, _VALUE, _UNIT = (_term(f"tifa:{name}") for name in ("about", "measure", "value", "unit"))
_QUALIFIER, _PERIOD = _term("tifa:qualifier"), _term("tifa:period")
_ARITY = _term("tifa:arity")
_DECIMAL, _INTEGER = _term("xsd:decimal"), _term("xsd:integer")
# An ISO 8601 date, year-month and year tell themselves apart by length.
_DATES = {10: f"^^{_term('xsd:date')}", 7: f"^^{_term('xsd:gYearMonth')}", 4: f"^^{_term('xsd:gYear')}"}
# The names of the vocabulary: classes, relations, qualifiers, how a document stands to a numeral phrase.
_NAMED = {name: f"<{TIFA}{name}>" for name in (*CLASSES, *RELATIONS, *QUALIFIERS, *SPELLED)}

# What a literal of canonical N-Quads escapes.
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)} | {
    ord(sign): f"\\{letter}" for sign, letter in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)
}
_ESCAPED = re.compile(f"[{re.escape(''.join(map(chr, _ESCAPES)))}]")
_MARKS = re.compile(r"[“”‘’「」『』《》〈〉＂\"]")

# A subject and what is said of it, predicates each with its object.
_Facts = tuple[str, Iterable[str]]


def quads(extraction: Extraction, run: NamedNode) -> Iterator[Quad]:
    """Yield the quads of a document's named graph, each once, in the order of `lines`."""
    return parse(lines(extraction, run), format=RdfFormat.N_QUADS)


def lines(extraction: Extraction, run: NamedNode, *, evidence: Evidenced = "all") -> bytes:
    """Return a document's named graph as sorted lines of N-Quads in UTF-8, each once.

    The graph's name is the document's IRI; `run` is the IRI of the run that made the extraction. Where claims alone
    keep their evidence, no mention is annotated: the graph still tells which entities the document mentions, and
    their names, but not where.
    """
    node = iri.document(extraction.document)
    source, ends = node.value, f" {node} .\n"
    annotated = extraction.mentions if evidence == "all" else ()
    told: defaultdict[str, list[str]] = defaultdict(list)
    for subject, facts in chain(
        _document(extraction, str(node)),
        _entities(extraction, str(node)),
        (_mention(it, source) for it in annotated),
        chain.from_iterable(_claim(it, node, run) for it in extraction.claims),
    ):
        told[subject] += facts
    blocks = [_block(subject, facts, ends) for subject, facts in told.items()]
    blocks += _quoted(_spans(annotated, extraction.claims), extraction.document.text, source, ends)
    # No two blocks share a subject, so that to sort them is to sort the lines; bytes of UTF-8 sort as characters do.
    return b"".join(sorted(blocks))


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


def _block(subject: str, facts: Iterable[str], ends: str) -> bytes:
    """Write what is said of a subject, the lines sorted, each once."""
    between = f"{ends}{subject} "
    return f"{subject} {between.join(sorted(set(facts)))}{ends}".encode()


def _document(extraction: Extraction, source: str) -> Iterator[_Facts]:
    """Yield what the document tells of itself, and how many parts each numeral phrase that it names announces."""
    yield source, _metadata(extraction.document)
    if extraction.publisher:
        yield source, (f"{_PUBLISHER} {iri.entity(extraction.publisher)}",)
    if extraction.place:
        yield source, (f"{_SPEAKS_FOR} {iri.entity(extraction.place)}",)
    for it in expansions(extraction):
        phrase = str(iri.entity(it.phrase))
        yield phrase, (f'{_ARITY} "{it.arity}"^^{_INTEGER}',)
        yield source, (f"{_NAMED['spellsOut' if it.complete else 'leavesIncomplete']} {phrase}",)


def _metadata(document: Document) -> Iterator[str]:
    yield f"{_TYPE} {_SOURCE_DOCUMENT}"
    yield f"{_IDENTIFIER} {_literal(document.name)}"
    yield f'{_TEXT_HASH} "sha256:{document.digest}"'
    if document.title:
        yield f"{_TITLE} {_zh(document.title)}"
    if document.issued:
        yield f"{_ISSUED} {_literal(document.issued)}{_DATES.get(len(document.issued), '')}"
    if document.description:
        yield f"{_DESCRIPTION} {_zh(document.description)}"
    if document.source:
        # A literal: what a text or a table gives as its source need not be a valid, ASCII or harmless IRI.
        yield f"{_SOURCE} {_literal(document.source)}"
    for creator in document.creators:
        yield f"{_CREATOR} {_zh(creator)}"


def _entities(extraction: Extraction, source: str) -> Iterator[_Facts]:
    """Yield which entities the document mentions, and the class and the names of each that it tells of."""
    text = extraction.document.text
    surfaces: defaultdict[Entity, set[str]] = defaultdict(set)
    for mention in extraction.mentions:
        surfaces[mention.entity].add(mention.evidence.exact(text))
    named = set(surfaces).union(*map(_named, extraction.claims))
    yield source, [f"{_MENTIONS} {iri.entity(it)}" for it in named]
    for entity in named.union(it for it in (extraction.publisher, extraction.place) if it):
        names = {plain_name(it) for it in surfaces[entity] if it != entity.name} - {entity.name, ""}
        facts = [f"{_TYPE} {_NAMED[entity.type]}", f"{_PREF_LABEL} {_zh(entity.name)}"]
        yield str(iri.entity(entity)), facts + [f"{_ALT_LABEL} {_zh(it)}" for it in names]


def _named(claim: Claim) -> tuple[Entity, ...]:
    if isinstance(claim, Relation):
        return (claim.subject, claim.object)
    return (claim.about,) if claim.about else ()


def _mention(mention: Mention, source: str) -> _Facts:
    at = iri.extent(mention.evidence)
    facts = [
        f"{_TYPE} {_ANNOTATION}",
        f"{_HAS_BODY} {iri.entity(mention.entity)}",
        f"{_HAS_TARGET} <{iri.over(source, 'char', at)}>",
        *_method(mention.rule, mention.confidence),
    ]
    if mention.anchor:
        facts.append(f"{_ANCHOR_KIND} {_literal(mention.anchor.kind)}")
        if mention.anchor.evidence:
            facts.append(f"{_ANCHOR} <{iri.over(source, 'char', iri.extent(mention.anchor.evidence))}>")
        else:
            facts.append(f"{_ANCHOR_TEXT} {_literal(mention.anchor.words)}")
    return f"<{iri.over(source, 'mention', at)}>", facts


def _spans(mentions: Iterable[Mention], claims: Iterable[Claim]) -> set[Evidence]:
    """Return every span that a graph quotes."""
    anchors = {it.anchor.evidence for it in mentions if it.anchor and it.anchor.evidence}
    return anchors.union(it.evidence for it in chain(mentions, claims))


def _quoted(spans: Iterable[Evidence], text: str, source: str, ends: str) -> Iterator[bytes]:
    """Yield the block of each span and that of its selector.

    They are the most of a graph, hence a form that is filled in; the lines of each stand sorted.
    """
    node, selector = f"<{iri.over(source, 'char', '%b')}>", f"<{iri.over(source, 'selector', '%b')}>"
    span = (
        f"{node} {_TYPE} {_SPECIFIC}{ends}"
        f"{node} {_HAS_SELECTOR} {selector}{ends}"
        f"{node} {_HAS_SOURCE} <{source}>{ends}"
    ).encode()
    quote = (
        f"{selector} {_TYPE} {_BY_POSITION}{ends}"
        f"{selector} {_TYPE} {_BY_QUOTE}{ends}"
        f'{selector} {_END} "%d"^^{_INTEGER}{ends}'
        f"{selector} {_EXACT} %b{ends}"
        f'{selector} {_START} "%d"^^{_INTEGER}{ends}'
    ).encode()
    for it in spans:
        at = iri.extent(it).encode()
        exact = _literal(it.exact(text)).encode()
        yield span % (at, at, at, at)
        yield quote % (at, at, at, it.end, at, exact, at, it.start)


def _claim(claim: Claim, source: NamedNode, run: NamedNode) -> Iterator[_Facts]:
    """Yield a claim, and the relation that it states."""
    facts = [
        f"{_DERIVED} {source}",
        f"{_GENERATED} {run}",
        f"{_HAS_TARGET} <{iri.over(source.value, 'char', iri.extent(claim.evidence))}>",
        *_method(claim.rule, claim.confidence),
    ]
    if isinstance(claim, Relation):
        subject, object_ = str(iri.entity(claim.subject)), str(iri.entity(claim.object))
        predicate = _NAMED[claim.predicate]
        yield subject, (f"{predicate} {object_}",)
        facts += _relation(claim, subject, predicate, object_)
    else:
        facts += _observation(claim)
    yield str(iri.claim(source, claim)), facts


def _relation(relation: Relation, subject: str, predicate: str, object_: str) -> Iterator[str]:
    yield f"{_TYPE} {_CLAIM}"
    yield f"{_SUBJECT} {subject}"
    yield f"{_PREDICATE} {predicate}"
    yield f"{_OBJECT} {object_}"
    if relation.role:
        yield f"{_ROLE} {_zh(relation.role)}"


def _observation(observation: Observation) -> Iterator[str]:
    yield f"{_TYPE} {_OBSERVATION}"
    if observation.about:
        yield f"{_ABOUT} {iri.entity(observation.about)}"
    yield f"{_MEASURE} {_zh(observation.measure)}"
    yield f"{_VALUE} {_decimal(observation.value)}"
    if observation.unit:
        yield f"{_UNIT} {_zh(observation.unit)}"
    yield f"{_QUALIFIER} {_NAMED[observation.qualifier]}"
    if observation.period:
        yield f"{_PERIOD} {_literal(observation.period)}"


@lru_cache(maxsize=1024)
def _method(rule: str, confidence: float) -> tuple[str, str]:
    """Return what says which rule made a mention or a claim, and how far to trust it."""
    return f"{_RULE} {_literal(rule)}", f"{_CONFIDENCE} {_decimal(Decimal(str(confidence)))}"


def _literal(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"' if _ESCAPED.search(text) else f'"{text}"'


def _zh(text: str) -> str:
    return f"{_literal(text)}@zh"


def _decimal(value: Decimal) -> str:
    return f'"{iri.canonical(value)}"^^{_DECIMAL}'
