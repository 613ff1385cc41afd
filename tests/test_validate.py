"""Validation: a sound store conforms; each way of breaking it is found and told with entity, document and quote."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import RDF, SH
from rdflib.collection import Collection

from kg import iri
from kg.cli import main
from kg.errors import OntologyError, StoreError
from kg.model import Document, Entity, Evidence, Extraction, Mention, Observation, Relation
from kg.ontology import Ontology, load
from kg.quads import knowledge, quads
from kg.store import Store
from kg.validate import Report, Violation, validate
from kg.vocabulary import CLASSES, ID, RELATIONS, TIFA, term

TEXT = "甲市机关工委实施清风行动，提出“心齐风正”，7000余个支部参加。"
BODY = Entity("Organization", "甲市机关工委")
CAMPAIGN = Entity("Campaign", "清风行动")
SLOGAN = Entity("Slogan", "心齐风正")
PLACE = Entity("Place", "甲市")
DOCUMENT = Document("report.txt", TEXT, title="清风行动小结", issued="2024-05-01")
RUN = NamedNode(f"{ID}run/0000000000000000")

Change = Callable[[list[Quad]], list[Quad]]


def at(surface: str) -> Evidence:
    """Return where a surface stands in the text."""
    start = TEXT.index(surface)
    return Evidence(start, start + len(surface))


def extraction() -> Extraction:
    """Return a small extraction with each kind of claim."""
    spots = {"甲市机关工委": BODY, "清风行动": CAMPAIGN, "心齐风正": SLOGAN, "甲市": PLACE}
    whole = Evidence(0, len(TEXT))
    count = Observation(CAMPAIGN, "支部", Decimal(7000), "个", "atLeast", whole, "observations/count", 0.9, "2024")
    return Extraction(
        document=DOCUMENT,
        mentions=tuple(Mention(it, at(surface), "mentions/test", 0.9) for surface, it in spots.items()),
        claims=(
            Relation(BODY, "implements", CAMPAIGN, at("甲市机关工委实施清风行动"), "relations/implements", 0.9),
            Relation(BODY, "proposes", SLOGAN, whole, "relations/proposes", 0.8),
            count,
        ),
        place=PLACE,
    )


def sound(ontology: Ontology) -> list[Quad]:
    """Return the quads of a store that conforms."""
    run = Quad(RUN, term("rdf:type"), term("prov:Activity"), RUN)
    return [*quads(extraction(), RUN), *knowledge(ontology, [iri.entity(Entity("Place", "双鸭山")).value]), run]


def check(found: list[Quad], ontology: Ontology, texts: Path | None = None) -> Report:
    """Validate quads."""
    with Store.memory() as store:
        store.load(found)
        return validate(store, ontology, texts=texts)


def without(predicate: str, *, subject: str = "") -> Change:
    """Return a change that drops a property, of nodes whose IRI holds `subject`."""
    wanted = term(predicate)
    return lambda found: [it for it in found if it.predicate != wanted or subject not in str(it.subject)]


def valued(predicate: str, value: NamedNode | Literal, *, subject: str = "") -> Change:
    """Return a change that gives a property another value."""

    def change(found: list[Quad]) -> list[Quad]:
        wanted = term(predicate)
        hit = [it.predicate == wanted and subject in str(it.subject) for it in found]
        assert any(hit)
        pairs = zip(found, hit, strict=True)
        return [Quad(it.subject, it.predicate, value, it.graph_name) if on else it for it, on in pairs]

    return change


def added(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Change:
    """Return a change that says one thing more in the document's graph."""
    return lambda found: [*found, Quad(subject, term(predicate), value, iri.document(DOCUMENT))]


def decimal(value: str) -> Literal:
    """Return a decimal literal."""
    return Literal(value, datatype=term("xsd:decimal"))


def integer(value: int) -> Literal:
    """Return an integer literal."""
    return Literal(str(value), datatype=term("xsd:integer"))


def phrased(arity: int, how: str) -> Change:
    """Return a change that makes the campaign a numeral phrase of so many parts, with one of them in the document."""

    def change(found: list[Quad]) -> list[Quad]:
        node, graph = iri.entity(CAMPAIGN), iri.document(DOCUMENT)
        found = added(node, "tifa:arity", integer(arity))(found)
        return [*found, Quad(graph, term(how), node, graph)] if how else found

    return change


MENTION = iri.mention(iri.document(DOCUMENT), at("清风行动"))
CAMPAIGN_AT = f"#selector={at('清风行动').start},"
BROKEN = [
    (without("skos:prefLabel", subject="campaign/"), "exactly one Chinese", None, "清风行动"),
    (
        added(iri.entity(CAMPAIGN), "skos:prefLabel", Literal("清风", language="zh")),
        "exactly one Chinese",
        None,
        "清风行动",
    ),
    (
        valued("skos:prefLabel", Literal("《清风》", language="zh"), subject="campaign/"),
        "marks",
        "《清风》",
        "清风行动",
    ),
    (
        added(iri.entity(CAMPAIGN), "rdf:type", term("tifa:Place")),
        "only one of the twelve",
        "清风行动",
        "清风行动",
    ),
    (phrased(3, ""), "spells the phrase out or leaves it incomplete", None, "清风行动"),
    (phrased(1, "tifa:leavesIncomplete"), "two or more", None, "清风行动"),
    (phrased(2, "tifa:spellsOut"), "as many components", None, "清风行动"),
    (phrased(0, "tifa:leavesIncomplete"), "fewer components", None, "清风行动"),
    (without("tifa:textHash"), "exactly one tifa:textHash", None, None),
    (without("dcterms:identifier"), "exactly one dcterms:identifier", None, None),
    (valued("dcterms:issued", Literal("今年")), "to the day, month or year", None, None),
    (valued("tifa:speaksFor", iri.entity(CAMPAIGN)), "at most one place", None, None),
    (without("oa:hasBody"), "exactly one entity as its body", None, "清风行动"),
    (added(MENTION, "tifa:anchorKind", Literal("rumour")), "one of those defined", "清风行动", "清风行动"),
    (added(MENTION, "tifa:anchorKind", Literal("title")), "needs its kind and where", "清风行动", "清风行动"),
    (added(MENTION, "tifa:anchorText", Literal("甲")), "needs its kind and where", "清风行动", "清风行动"),
    (added(MENTION, "tifa:anchor", iri.entity(PLACE)), "a span of text", "清风行动", "清风行动"),
    (without("tifa:mentions"), "in tifa:mentions", "清风行动", "清风行动"),
    (without("oa:hasSelector"), "exactly one selector", None, None),
    (valued("oa:end", integer(1), subject=CAMPAIGN_AT), "below the end", None, "清风行动"),
    (valued("oa:exact", Literal("清风"), subject=CAMPAIGN_AT), "as long as", None, "清风"),
    (without("oa:exact", subject=CAMPAIGN_AT), "exactly one quote", None, None),
    (without("tifa:rule", subject="claim/"), "exactly one rule", "甲市机关工委", TEXT),
    (valued("tifa:confidence", decimal("1.5"), subject="observation/"), "from 0 to 1", "清风行动", TEXT),
    (without("oa:hasTarget", subject="claim/"), "rest on exactly one span", "甲市机关工委", None),
    (without("prov:wasDerivedFrom", subject="claim/"), "exactly one source document", "甲市机关工委", TEXT),
    (valued("prov:wasGeneratedBy", NamedNode(f"{ID}run/1")), "described run", "甲市机关工委", TEXT),
    (valued("rdf:predicate", term("tifa:holds"), subject="claim/"), "also be said directly", "甲市机关工委", TEXT),
    (without("tifa:implements"), "also be said directly", "甲市机关工委", "甲市机关工委实施清风行动"),
    (without("rdf:object"), "backed by a claim", "甲市机关工委", "甲市机关工委"),
    (
        added(iri.entity(BODY), "tifa:implements", iri.entity(SLOGAN)),
        "object of implements",
        "甲市机关工委",
        "甲市机关工委",
    ),
    (
        added(iri.entity(SLOGAN), "tifa:implements", iri.entity(CAMPAIGN)),
        "subject of implements",
        "心齐风正",
        "心齐风正",
    ),
    (added(iri.entity(CAMPAIGN), "tifa:partOf", iri.entity(PLACE)), "of one class", "清风行动", "清风行动"),
    (valued("tifa:value", Literal("7000")), "an xsd:decimal", "清风行动", TEXT),
    (valued("tifa:qualifier", term("tifa:rule")), "exactly one qualifier", "清风行动", TEXT),
    (without("tifa:measure"), "exactly one measure", "清风行动", TEXT),
    (valued("tifa:period", Literal("近年来")), "in EDTF", "清风行动", TEXT),
]


def test_a_sound_store_conforms(ontology: Ontology, tmp_path: Path) -> None:
    (tmp_path / f"{DOCUMENT.digest}.txt").write_bytes(TEXT.encode())
    report = check(sound(ontology), ontology, tmp_path)
    assert [violation.message("en") for violation in report.violations] == []
    assert report.conforms
    assert report.triples > 800


@pytest.mark.parametrize(
    ("change", "message", "entity", "quote"), BROKEN, ids=[f"{row[1]}-{row[2]}" for row in BROKEN]
)
def test_each_way_of_breaking_a_store_is_found(
    ontology: Ontology, change: Change, message: str, entity: str | None, quote: str | None
) -> None:
    report = check(change(sound(ontology)), ontology)
    assert not report.conforms
    found = [it for it in report.violations if message in it.message("en")]
    assert found, [it.message("en") for it in report.violations]
    assert entity is None or entity in {it.entity for it in found}
    assert quote is None or quote in {it.quote for it in found}
    assert all(re.search("[\u4e00-\u9fff]", it.message("zh")) for it in found)


def test_the_sample_build_conforms(ontology: Ontology, sample_build: Path) -> None:
    with Store.open(sample_build / "store") as store:
        report = validate(store, ontology, texts=sample_build / "text")
    assert [(it.message("en"), it.document, it.entity, it.value) for it in report.violations] == []


def test_a_violation_names_its_document(ontology: Ontology) -> None:
    report = check(without("tifa:implements")(sound(ontology)), ontology)
    (found,) = report.violations
    assert (found.document, found.title, found.value) == ("report.txt", "清风行动小结", TIFA + "implements")


def test_evidence_from_another_document_is_found(ontology: Ontology) -> None:
    other = replace(extraction(), document=replace(DOCUMENT, name="other.txt"))
    spans = [it for it in quads(other, RUN) if iri.document(other.document).value in str(it.subject)]
    target = iri.span(iri.document(other.document), Evidence(0, len(TEXT)))
    moved = valued("oa:hasTarget", target, subject="claim/")(sound(ontology))
    found = check([*moved, *spans], ontology).violations
    assert {it.shape for it in found} == {"ClaimEvidence"}


def test_a_text_that_is_missing_or_says_something_else_is_found(ontology: Ontology, tmp_path: Path) -> None:
    assert [it.shape for it in check(sound(ontology), ontology, tmp_path).violations] == ["TextFile"]
    path = tmp_path / f"{DOCUMENT.digest}.txt"
    path.write_bytes(TEXT.replace("清风", "春风").encode())
    assert [it.shape for it in check(sound(ontology), ontology, tmp_path).violations] == ["TextFile"]
    path.write_bytes(TEXT.encode())
    quoted = valued("oa:exact", Literal("春风行动"), subject=CAMPAIGN_AT)(sound(ontology))
    (found,) = check(quoted, ontology, tmp_path).violations
    assert (found.shape, found.value, found.document) == ("Quote", "春风行动", "report.txt")


def test_a_hash_that_is_a_path_opens_no_file(ontology: Ontology, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "text").mkdir()
    hostile = valued("tifa:textHash", Literal("sha256:../outside"))(sound(ontology))
    assert "TextFile" in {it.shape for it in check(hostile, ontology, tmp_path / "text").violations}


def test_a_text_that_cannot_be_read_is_an_error(ontology: Ontology, tmp_path: Path) -> None:
    (tmp_path / f"{DOCUMENT.digest}.txt").mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        check(sound(ontology), ontology, tmp_path)


def test_the_report_is_shacl(ontology: Ontology) -> None:
    report = check(without("tifa:rule")(sound(ontology)), ontology)
    graph = rdflib.Graph().parse(data=report.turtle(), format="turtle")
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms) == rdflib.Literal(False)
    assert len(list(graph.objects(node, SH.result))) == len(report.violations)
    assert report.turtle() == check(without("tifa:rule")(sound(ontology)), ontology).turtle()


def shapes(ontology: Ontology) -> rdflib.Graph:
    """Return the shapes as an rdflib graph."""
    return rdflib.Graph().parse(ontology.folder / "shapes.ttl")


def test_every_class_and_relation_has_a_shape(ontology: Ontology) -> None:
    graph = shapes(ontology)
    targets = {str(node).removeprefix(TIFA) for node in graph.objects(None, SH.targetClass)}
    assert {*CLASSES, "SourceDocument", "Claim", "Observation"} <= targets
    assert {str(node).removeprefix(TIFA) for node in graph.objects(None, SH.targetSubjectsOf)} >= set(RELATIONS)


def test_shapes_allow_what_the_vocabulary_allows(ontology: Ontology) -> None:
    graph = shapes(ontology)

    def classes(node: rdflib.term.Node) -> frozenset[str]:
        single = graph.value(node, SH["class"])
        listed = graph.value(node, SH["or"])
        nodes = [single] if single else [graph.value(it, SH["class"]) for it in Collection(graph, listed)]
        named = {str(it).removeprefix(TIFA) for it in nodes}
        above = {name: {name, *ontology.classes[name].parents} for name in CLASSES}
        return frozenset(name for name in CLASSES if named & above[name] or "Entity" in named)

    for name, relation in ontology.relations.items():
        (shape,) = graph.subjects(SH.targetSubjectsOf, rdflib.URIRef(TIFA + name))
        (path,) = (it for it in graph.objects(shape, SH.property) if graph.value(it, SH.path))
        assert classes(shape) == relation.domain, name
        assert classes(path) == relation.range, name


def test_every_message_is_in_both_languages(ontology: Ontology) -> None:
    graph = shapes(ontology)
    nodes = set(graph.subjects(SH.message, None))
    assert len(nodes) > 60
    for node in nodes:
        assert {it.language for it in graph.objects(node, SH.message)} == {"zh", "en"}


@pytest.mark.parametrize(
    ("wrong", "problem"), [("shape:Entity a a .", "not Turtle"), ("FILTER(STRLEN(", "QuoteLength"), (None, "read")]
)
def test_broken_shapes_are_an_error_with_the_file(
    ontology: Ontology, tmp_path: Path, wrong: str | None, problem: str
) -> None:
    shutil.copy(ontology.folder / "tifa.ttl", tmp_path)
    path = tmp_path / "shapes.ttl"
    if wrong:
        text = (ontology.folder / "shapes.ttl").read_text(encoding="utf-8")
        broken = text.replace("FILTER(STRLEN(", "FILTER((((", 1) if wrong in text else text + wrong
        path.write_text(broken, encoding="utf-8")
    with pytest.raises(OntologyError, match=problem) as caught:
        check(sound(ontology), load(tmp_path))
    assert caught.value.where.startswith(str(path))


@pytest.fixture
def build(ontology: Ontology, tmp_path: Path) -> Path:
    """Return a build with a store and a text, as `kg build` leaves them."""
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / f"{DOCUMENT.digest}.txt").write_bytes(TEXT.encode())
    with Store.create(tmp_path / "store") as store:
        store.load(sound(ontology))
    return tmp_path


def test_the_command_says_that_a_build_conforms(build: Path) -> None:
    result = CliRunner().invoke(main, ["--lang", "zh", "validate", str(build)])
    assert result.exit_code == 0, result.output
    assert "符合全部形状" in result.output


def test_the_command_fails_and_tells_each_violation(build: Path) -> None:
    shutil.rmtree(build / "text")
    (build / "text").mkdir()
    result = CliRunner().invoke(main, ["--lang", "zh", "validate", str(build)])
    assert result.exit_code == 1
    assert "report.txt" in result.output
    assert "违反 1 处" in result.output
    result = CliRunner().invoke(main, ["--lang", "en", "validate", str(build), "--format", "json"])
    told = json.loads(result.output)
    assert (result.exit_code, told["conforms"]) == (1, False)
    assert told["violations"][0]["document"] == "report.txt"
    result = CliRunner().invoke(main, ["validate", str(build), "--format", "turtle"])
    assert rdflib.Graph().parse(data=result.output, format="turtle")


def test_the_command_says_where_no_build_is(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["validate", str(tmp_path)])
    assert result.exit_code == 1


def test_a_violation_in_an_unknown_language_still_speaks() -> None:
    violation = Violation("x", "s", None, None, {"zh": "错"}, "Violation", None, None, None, None)
    assert violation.message("en") == "错"
