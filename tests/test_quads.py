"""The triples of rdf.md: golden for a report made by hand, and what holds for every extraction."""

from pathlib import Path

from hypothesis import given, settings
from pyoxigraph import Literal, NamedNode, RdfFormat, parse, serialize
from reports import RUN, first
from strategies import extractions

from kg import iri
from kg.model import Anchor, Document, Entity, Evidence, Extraction, Mention
from kg.ontology import Ontology
from kg.quads import knowledge, lines, quads
from kg.vocabulary import ONTOLOGY, term

GOLDEN = Path(__file__).parent / "golden" / "report.nq"


def canonical(written: bytes) -> bytes:
    """Write N-Quads as pyoxigraph does, sorted, each line once."""
    again = serialize(parse(written, format=RdfFormat.N_QUADS), format=RdfFormat.N_QUADS)
    assert again is not None
    return b"".join(sorted(set(again.splitlines(keepends=True))))


def test_a_report_gives_exactly_the_golden_quads(update_golden: bool) -> None:
    written = serialize(sorted(quads(first(), RUN), key=str), format=RdfFormat.N_QUADS)
    assert written is not None
    if update_golden:
        GOLDEN.write_bytes(written)
    assert written == GOLDEN.read_bytes()


@settings(deadline=None)
@given(extractions())
def test_lines_are_canonical_sorted_and_each_once(extraction: Extraction) -> None:
    written = lines(extraction, RUN)
    assert written == canonical(written)


def test_every_character_is_escaped_as_canonical_n_quads_do() -> None:
    every = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    extraction = Extraction(Document("t", "x", title=every), (), ())
    written = lines(extraction, RUN)
    assert written == canonical(written)
    assert every in {it.object.value for it in quads(extraction, RUN)}


@settings(deadline=None)
@given(extractions())
def test_evidence_of_claims_alone_leaves_out_mentions_and_what_only_they_rest_on(extraction: Extraction) -> None:
    whole, lean = (set(lines(extraction, RUN, evidence=it).splitlines()) for it in ("all", "claims"))
    bare = Extraction(extraction.document, (), extraction.claims)
    rest = lines(bare, RUN).splitlines()
    places = {it.split(b" ", 1)[0] for it in rest if b"#char=" in it or b"#selector=" in it}
    left = {it for it in whole if b"#" not in it.split(b" ", 1)[0] or it.split(b" ", 1)[0] in places}
    assert lean == left


@settings(deadline=None)
@given(extractions())
def test_every_quad_lies_in_the_documents_graph_once_and_without_blank_nodes(extraction: Extraction) -> None:
    found = list(quads(extraction, RUN))
    assert len(found) == len(set(found))
    assert {it.graph_name for it in found} == {iri.document(extraction.document)}
    nodes = [node for it in found for node in (it.subject, it.object) if not isinstance(node, Literal)]
    assert all(isinstance(node, NamedNode) and node.value.isascii() for node in nodes)


@settings(deadline=None)
@given(extractions())
def test_evidence_equals_the_text(extraction: Extraction) -> None:
    text = extraction.document.text
    told: dict[str, dict[str, str]] = {}
    for it in quads(extraction, RUN):
        if "#selector=" in it.subject.value:
            told.setdefault(it.subject.value, {})[it.predicate.value] = str(it.object.value)
    anchors = {it.anchor.evidence for it in extraction.mentions if it.anchor} - {None}
    assert len(told) == len({it.evidence for it in (*extraction.mentions, *extraction.claims)} | anchors)
    for it in told.values():
        start, end = int(it[term("oa:start").value]), int(it[term("oa:end").value])
        assert text[start:end] == it[term("oa:exact").value]


def test_a_deictic_mention_names_what_proved_it() -> None:
    text = "浙江省委开会。省委部署。"
    body, here = Entity("Organization", "浙江省委"), Evidence(7, 9)
    told = []
    for anchor in (Anchor("passage", Evidence(0, 3)), Anchor("publisher", words="浙江")):
        mention = Mention(body, here, "mentions/deictic-organ", 0.9, anchor)
        found = quads(Extraction(Document("t", text), (mention,), ()), RUN)
        told.append(
            {it.predicate.value.rpartition("#")[2]: it.object for it in found if "mention=" in str(it.subject)}
        )
    assert told[0]["anchorKind"] == Literal("passage")
    assert str(told[0]["anchor"]).endswith("#char=0,3>")
    assert "anchorText" not in told[0]
    assert (told[1]["anchorKind"], told[1]["anchorText"]) == (Literal("publisher"), Literal("浙江"))
    assert "anchor" not in told[1]


def test_numbers_are_written_without_exponent() -> None:
    values = [it.object for it in quads(first(), RUN) if it.predicate == term("tifa:value")]
    assert values == [Literal("7000", datatype=term("xsd:decimal"))]


def test_what_is_known_of_an_entity_comes_with_what_it_lies_in_and_nothing_else(ontology: Ontology) -> None:
    county = next(it for it in ontology.entities if it.entity.name == "岱山县")
    found = list(
        knowledge(ontology, [iri.entity(it).value for it in (county.entity, Entity("Campaign", "从未有过的行动"))])
    )
    assert {it.graph_name for it in found} == {ONTOLOGY}
    assert {it.triple for it in found} >= set(ontology.schema)
    described = {it.subject for it in found} & set(ontology.descriptions)
    names = {it.object.value for it in found if it.subject in described and it.predicate == term("skos:prefLabel")}
    assert {"岱山县", "舟山", "浙江"} <= names
    dangling = {it.object for it in found if it.object in ontology.descriptions} - described
    assert not dangling
