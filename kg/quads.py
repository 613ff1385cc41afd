"""An extraction as one named graph in N-Quads: the triples that rdf.md defines, and nothing else.

The lines are written as text, for that is many times faster than making an object of each term; who wants objects
gets them parsed.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Literal

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg import iri
from kg.model import Anchor, Claim, Document, Entity, Evidence, Extraction, Mention, Observation, Relation
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
# The extent of a span, as its IRI ends, and the span.
_Span = tuple[str, Evidence]


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
    origin = (f"{_DERIVED} {node}", f"{_GENERATED} {run}")
    told: defaultdict[str, list[str]] = defaultdict(list)
    for subject, facts in chain(
        _document(extraction, str(node)),
        _entities(extraction, str(node)),
        chain.from_iterable(_claim(it, node, origin) for it in extraction.claims),
    ):
        told[subject] += facts
    # No two blocks share a subject, so that to sort them is to sort the lines; bytes of UTF-8 sort as characters do.
    blocks = sorted([_block(subject, facts, ends) for subject, facts in told.items()])
    at = bisect_left(blocks, f"<{source}#".encode())
    blocks[at:at] = _fragments(annotated, extraction.claims, extraction.document.text, source, ends)
    return b"".join(blocks)


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
        yield source, (f"{_PUBLISHER} {_node(extraction.publisher)}",)
    if extraction.place:
        yield source, (f"{_SPEAKS_FOR} {_node(extraction.place)}",)
    for it in expansions(extraction):
        phrase = _node(it.phrase)
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
        others, surface = surfaces[mention.entity], text[mention.evidence.start : mention.evidence.end]
        if surface != mention.entity.name:
            others.add(surface)
    named = set(surfaces).union(*map(_named, extraction.claims))
    yield source, [f"{_MENTIONS} {_node(it)}" for it in named]
    for entity in named.union(it for it in (extraction.publisher, extraction.place) if it):
        facts = [f"{_TYPE} {_NAMED[entity.type]}", f"{_PREF_LABEL} {_zh(entity.name)}"]
        if written := surfaces.get(entity):
            names = set(map(plain_name, written)) - {entity.name, ""}
            facts += [f"{_ALT_LABEL} {_zh(it)}" for it in names]
        yield _node(entity), facts


def _named(claim: Claim) -> tuple[Entity, ...]:
    if isinstance(claim, Relation):
        return (claim.subject, claim.object)
    return (claim.about,) if claim.about else ()


def _fragments(
    mentions: Sequence[Mention], claims: Iterable[Claim], text: str, source: str, ends: str
) -> Iterator[bytes]:
    """Yield the spans that a graph quotes, the annotations over them and their selectors, the lines sorted.

    They are the most of a graph, hence forms that are filled in. The IRIs of all begin with the document's and end
    with kind and extent: they stand together, kind by kind, each kind in the order of the extents with what ends them.
    """
    anchors = [it.anchor.evidence for it in mentions if it.anchor and it.anchor.evidence]
    quoted = {f"{iri.extent(it)}>": it for it in chain(anchors, (it.evidence for it in chain(mentions, claims)))}
    spans = [(extent[:-1], quoted[extent]) for extent in sorted(quoted)]
    yield _spans(spans, source, ends)
    yield from _annotations(mentions, source, ends)
    yield from _selectors(spans, text, source, ends)


def _spans(spans: Iterable[_Span], source: str, ends: str) -> bytes:
    node = f"<{iri.over(source, 'char', '%s')}>"
    form = (
        f"{node} {_TYPE} {_SPECIFIC}{ends}"
        f"{node} {_HAS_SELECTOR} <{iri.over(source, 'selector', '%s')}>{ends}"
        f"{node} {_HAS_SOURCE} <{source}>{ends}"
    ).split("%s")
    return "".join([extent.join(form) for extent, _ in spans]).encode()


def _selectors(spans: Iterable[_Span], text: str, source: str, ends: str) -> Iterator[bytes]:
    node = f"<{iri.over(source, 'selector', '%b')}>"
    form = (
        f"{node} {_TYPE} {_BY_POSITION}{ends}"
        f"{node} {_TYPE} {_BY_QUOTE}{ends}"
        f'{node} {_END} "%d"^^{_INTEGER}{ends}'
        f"{node} {_EXACT} %b{ends}"
        f'{node} {_START} "%d"^^{_INTEGER}{ends}'
    ).encode()
    for extent, it in spans:
        at = extent.encode()
        yield form % (at, at, at, it.end, at, _literal(text[it.start : it.end]).encode(), at, it.start)


def _annotations(mentions: Iterable[Mention], source: str, ends: str) -> list[bytes]:
    """Return the block of the annotation over each span that is a mention; two mentions of one span share it."""
    node = f"<{iri.over(source, 'mention', '%s')}>"
    form = (
        f"{node} {_TYPE} {_ANNOTATION}{ends}"
        f"{node} {_HAS_BODY} %s{ends}"
        f"{node} {_HAS_TARGET} <{iri.over(source, 'char', '%s')}>{ends}%s"
        f"{node} %s{ends}"
        f"{node} %s{ends}"
    )
    blocks: dict[str, bytes] = {}
    for it in mentions:
        at = iri.extent(it.evidence)
        rule, confidence = _method(it.rule, it.confidence)
        settled = _settled(it.anchor, source, f"<{iri.over(source, 'mention', at)}>", ends) if it.anchor else ""
        block = (form % (at, at, _node(it.entity), at, at, settled, at, confidence, at, rule)).encode()
        other = blocks.get(f"{at}>")
        # Bytes are split at line feeds and carriage returns alone, and the latter are escaped.
        blocks[f"{at}>"] = b"".join(sorted({*(other + block).splitlines(True)})) if other else block
    return [blocks[at] for at in sorted(blocks)]


def _settled(anchor: Anchor, source: str, node: str, ends: str) -> str:
    """Write what settled the name that an annotation is over."""
    kind = f"{node} {_ANCHOR_KIND} {_literal(anchor.kind)}{ends}"
    if anchor.evidence:
        return f"{node} {_ANCHOR} <{iri.over(source, 'char', iri.extent(anchor.evidence))}>{ends}{kind}"
    return f"{kind}{node} {_ANCHOR_TEXT} {_literal(anchor.words)}{ends}"


def _claim(claim: Claim, source: NamedNode, origin: tuple[str, ...]) -> Iterator[_Facts]:
    """Yield a claim, and the relation that it states; `origin` tells from where and by what run it is."""
    rule, confidence = _method(claim.rule, claim.confidence)
    facts = [
        *origin,
        f"{_HAS_TARGET} <{iri.over(source.value, 'char', iri.extent(claim.evidence))}>",
        rule,
        confidence,
    ]
    if isinstance(claim, Relation):
        subject, object_, predicate = _node(claim.subject), _node(claim.object), _NAMED[claim.predicate]
        yield subject, (f"{predicate} {object_}",)
        facts += (
            f"{_TYPE} {_CLAIM}",
            f"{_SUBJECT} {subject}",
            f"{_PREDICATE} {predicate}",
            f"{_OBJECT} {object_}",
        )
        if claim.role:
            facts.append(f"{_ROLE} {_zh(claim.role)}")
    else:
        facts += _observation(claim)
    yield str(iri.claim(source, claim)), facts


def _observation(observation: Observation) -> list[str]:
    facts = [
        f"{_TYPE} {_OBSERVATION}",
        f"{_MEASURE} {_zh(observation.measure)}",
        f"{_VALUE} {_decimal(observation.value)}",
        f"{_QUALIFIER} {_NAMED[observation.qualifier]}",
    ]
    if observation.about:
        facts.append(f"{_ABOUT} {_node(observation.about)}")
    if observation.unit:
        facts.append(f"{_UNIT} {_zh(observation.unit)}")
    if observation.period:
        facts.append(f"{_PERIOD} {_literal(observation.period)}")
    return facts


@lru_cache(maxsize=65536)
def _node(entity: Entity) -> str:
    return str(iri.entity(entity))


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
