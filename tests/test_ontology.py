"""The ontology folder: what it loads to, what it refuses, and that it reasons without contradiction."""

import ast
import re
import shutil
from pathlib import Path

import owlrl
import pyoxigraph
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from kg import iri, ontology
from kg.errors import OntologyError
from kg.model import Entity
from kg.ontology import Ontology
from kg.vocabulary import CLASSES, ID, QUALIFIERS, RELATIONS, TIFA, term

HAN = re.compile("[\u4e00-\u9fff]")
# Entity class of annotation.md -> what a relation may lead from and to, as the guidelines' table has it.
TABLE = {
    "implements": ("Organization Place", "Campaign Mechanism Strategy"),
    "holds": ("Organization Place", "Event Campaign Platform"),
    "issues": ("Organization Place", "PolicyDocument"),
    "proposes": ("Person Organization Place", "Strategy Formulation Slogan"),
    "establishes": ("Organization Place", "Organization Mechanism Platform"),
    "awards": ("Organization Place", "Honor"),
    "guidedBy": ("Organization Place Campaign", "Campaign Strategy Formulation Slogan"),
    "advances": ("Campaign Mechanism Platform", "Strategy Campaign Formulation"),
    "hasComponent": (" ".join(CLASSES), " ".join(CLASSES)),
    "partOf": ("Campaign Organization Mechanism Place Event", "Campaign Organization Mechanism Place Event"),
    "hasSlogan": ("Organization Place Campaign Event", "Slogan"),
    "jurisdiction": ("Organization", "Place"),
    "takesPlaceIn": ("Event Campaign", "Place"),
    "holdsPosition": ("Person", "Organization"),
    "collaboratesWith": ("Organization Place", "Organization Place"),
}
GOOD = """@base <https://w3id.org/tifa/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tifa: <https://w3id.org/tifa/ontology#> .
<campaign/qing-feng-xing-dong-{hash}> a tifa:Campaign ;
    skos:prefLabel "{name}"@zh , "Fresh Wind Action"@en ;
    {more}
    skos:definition "一项行动。"@zh , "An action."@en .
"""
CAMPAIGN = Entity("Campaign", "清风行动")


@pytest.fixture
def folder(tmp_path: Path, ontology: Ontology) -> Path:
    """Return a copy of the ontology with no entity file but an empty `new.ttl`."""
    (tmp_path / "entities").mkdir()
    shutil.copy(ontology.folder / "tifa.ttl", tmp_path)
    return tmp_path


def write(folder: Path, *, hash: str | None = None, name: str = "清风行动", more: str = "") -> None:
    """Describe a campaign in the folder's one entity file."""
    digits = hash or iri.entity(CAMPAIGN).value[-8:]
    (folder / "entities" / "new.ttl").write_text(GOOD.format(hash=digits, name=name, more=more), encoding="utf-8")


def test_every_division_of_china_has_its_place(ontology: Ontology) -> None:
    divisions = {known.entity: known for known in ontology.entities if not known.curated}
    levels = [known.level for known in divisions.values()]
    assert levels.count("province") == 34
    assert levels.count("prefecture") > 330
    assert levels.count("county") > 2800
    zhejiang = divisions[Entity("Place", "浙江")]
    assert zhejiang.labels == ("浙江", "浙江省")
    assert zhejiang.abbreviations == ("浙",)
    assert zhejiang.part_of == Entity("Place", "中国")
    city = divisions[Entity("Place", "双鸭山")]
    assert (city.labels, city.part_of) == (("双鸭山", "双鸭山市"), Entity("Place", "黑龙江"))
    assert divisions[Entity("Place", "岱山县", "舟山")].labels == ("岱山县",)
    assert divisions[Entity("Place", "朝阳区", "北京")].iri != divisions[Entity("Place", "朝阳区", "长春")].iri
    # 吉林 is the province; the city keeps what tells it apart.
    assert divisions[Entity("Place", "吉林市")].part_of == Entity("Place", "吉林")


def test_grouping_rows_are_no_places(ontology: Ontology) -> None:
    names = {known.entity.name for known in ontology.entities}
    assert not names & {"市辖区", "县", "城区", "郊区", "省直辖县级行政区划", "自治区直辖县级行政区划"}


def test_every_known_entity_has_the_iri_of_its_identity(ontology: Ontology) -> None:
    assert [known.entity for known in ontology.entities if known.iri != iri.entity(known.entity)] == []


def test_curated_entities_say_what_and_whence_in_both_languages(ontology: Ontology) -> None:
    curated = [known for known in ontology.entities if known.curated]
    assert len(curated) > 150
    for known in curated:
        told = ontology.descriptions[known.iri]
        defined = {it.object.language for it in told if it.predicate == term("skos:definition")}
        assert defined == {"zh", "en"}, known.entity
        assert any(it.predicate == term("dcterms:source") for it in told), known.entity


def test_every_kind_of_entity_is_found_under_its_class(ontology: Ontology) -> None:
    for known in ontology.entities:
        kind = Triple(known.iri, term("rdf:type"), term(f"tifa:{known.entity.type}"))
        assert kind in ontology.descriptions[known.iri]


def test_relations_are_the_table_of_the_guidelines(ontology: Ontology) -> None:
    found = {name: (set(it.domain), set(it.range)) for name, it in ontology.relations.items()}
    assert found == {name: (set(a.split()), set(b.split())) for name, (a, b) in TABLE.items()}
    assert [name for name, it in ontology.relations.items() if it.same_class] == ["partOf"]
    assert not ontology.relations["partOf"].allows("Campaign", "Place")


def test_inverses_have_the_domain_and_range_turned_round(ontology: Ontology) -> None:
    graph = schema(ontology)
    domain, range_ = rdflib.RDFS.domain, rdflib.RDFS.range
    for name, it in ontology.relations.items():
        there, back = rdflib.URIRef(TIFA + name), rdflib.URIRef(TIFA + it.inverse)
        assert graph.value(back, domain) == graph.value(there, range_), name
        assert graph.value(back, range_) == graph.value(there, domain), name


def test_every_term_has_label_and_definition_in_both_languages(ontology: Ontology) -> None:
    for name, it in ontology.terms.items():
        assert set(it.labels) == {"zh", "en"}, name
        assert set(it.definitions) == {"zh", "en"}, name
        assert HAN.search(it.labels["zh"]), name
        assert not HAN.search(it.labels["en"]), name
    assert ontology.label("implements", "zh") == "实施"


def test_every_property_has_domain_and_range(ontology: Ontology) -> None:
    graph = schema(ontology)
    kinds = rdflib.OWL.ObjectProperty, rdflib.OWL.DatatypeProperty
    properties = {node for kind in kinds for node in graph.subjects(rdflib.RDF.type, kind)}
    assert len(properties) > 40
    includes = rdflib.URIRef("https://schema.org/domainIncludes")
    for node in properties:
        assert (node, rdflib.RDFS.range, None) in graph, node
        assert (node, rdflib.RDFS.domain, None) in graph or (node, includes, None) in graph, node


def test_terms_in_the_code_are_those_of_the_vocabulary(ontology: Ontology, root: Path) -> None:
    used: set[str] = set()
    for path in (root / "kg").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used |= set(re.findall(r"\btifa:([A-Za-z]+)", node.value))
    assert used - set(ontology.terms) == set()
    assert {*CLASSES, *RELATIONS, *QUALIFIERS} <= set(ontology.terms)
    below_entity = {name for name, it in ontology.classes.items() if set(it.parents) & {"Entity", "Actor"}}
    assert below_entity == {*CLASSES, "Actor"}


def test_the_vocabulary_keeps_to_the_rl_profile(ontology: Ontology) -> None:
    owl = "http://www.w3.org/2002/07/owl#"
    allowed = {
        *("Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual"),
        *("TransitiveProperty", "SymmetricProperty", "FunctionalProperty", "versionIRI", "versionInfo"),
        *("disjointWith", "inverseOf", "differentFrom"),
    }
    words = {
        node.value for it in ontology.schema for node in (it.predicate, it.object) if isinstance(node, NamedNode)
    }
    assert {word.removeprefix(owl) for word in words if word.startswith(owl)} <= allowed


def test_a_new_entity_is_known(folder: Path) -> None:
    write(folder, more='skos:altLabel "清风"@zh ;')
    (known,) = ontology.load(folder).entities
    assert (known.entity, known.labels, known.file) == (CAMPAIGN, ("清风行动", "清风"), "new.ttl")


@pytest.mark.parametrize(
    ("change", "problem", "remedy"),
    [
        ({"hash": "00000000"}, "is not the IRI", f"write <{iri.entity(CAMPAIGN).value.removeprefix(ID)}>"),
        ({"name": "“清风”行动"}, "", "write <campaign/qing-feng-xing-dong-"),
        ({"more": 'skos:altLabel "《清风》"@zh ;'}, "book-title marks", "leave them out"),
        ({"more": 'skos:prefLabel "清风"@zh ;'}, "2 Chinese skos:prefLabel", "write exactly one"),
        ({"more": 'skos:prefLabel "Wind"@en ;'}, "2 English skos:prefLabel", "write exactly one"),
        ({"more": "tifa:partOf <campaign/none-00000000> ;"}, "which no file describes", "describe the entity"),
        ({"more": "tifa:level [] ;"}, "blank node", "give everything an IRI"),
        ({"more": "tifa:level ;;; ??"}, "not Turtle", "mend this line"),
    ],
)
def test_a_broken_entity_file_is_refused_with_place_and_remedy(
    folder: Path, change: dict[str, str], problem: str, remedy: str
) -> None:
    write(folder, **change)
    with pytest.raises(OntologyError) as caught:
        ontology.load(folder)
    assert caught.value.where.startswith(str(folder.resolve() / "entities" / "new.ttl"))
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


def test_an_entity_of_no_class_is_refused_on_its_line(folder: Path) -> None:
    write(folder)
    path = folder / "entities" / "new.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("a tifa:Campaign", "a tifa:Claim"), encoding="utf-8")
    with pytest.raises(OntologyError, match=r"new\.ttl:4: .*has no class"):
        ontology.load(folder)


def test_a_relation_between_the_wrong_classes_is_refused(folder: Path) -> None:
    other = Entity("Slogan", "走在前")
    write(folder, more=f"tifa:partOf <{iri.entity(other).value}> ;")
    path = folder / "entities" / "new.ttl"
    slogan = f'<{iri.entity(other).value}> a tifa:Slogan ; skos:prefLabel "走在前"@zh , "Be in front"@en .\n'
    path.write_text(path.read_text(encoding="utf-8") + slogan, encoding="utf-8")
    with pytest.raises(OntologyError, match="may not lead from Campaign to Slogan"):
        ontology.load(folder)


def test_a_missing_vocabulary_or_term_is_refused(folder: Path) -> None:
    path = folder / "tifa.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("tifa:awards ", "tifa:honours "), encoding="utf-8")
    with pytest.raises(OntologyError, match="tifa:awards is missing"):
        ontology.load(folder)
    path.unlink()
    with pytest.raises(OntologyError, match="cannot be read"):
        ontology.load(folder)


def test_the_digest_follows_every_file_that_a_build_reads(folder: Path, tmp_path: Path) -> None:
    write(folder)
    before = ontology.load(folder).digest
    twin = tmp_path / "twin"
    shutil.copytree(folder, twin)
    assert ontology.load(twin).digest == before
    (twin / "lexicon").mkdir()
    (twin / "lexicon" / "words.tsv").write_text("word\n", encoding="utf-8")
    other = tmp_path / "other"
    shutil.copytree(twin, other)
    assert ontology.load(other).digest != before


# --- Reasoning ----------------------------------------------------------------------------------------------------


def as_graph(triples: list[Triple]) -> rdflib.Graph:
    """Copy triples into rdflib."""
    lines = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=lines, format="nt")


def schema(ontology: Ontology) -> rdflib.Graph:
    """Return the vocabulary as an rdflib graph."""
    return as_graph(list(ontology.schema))


def contradictions(triples: list[Triple]) -> list[str]:
    """Close the triples under the rules of OWL 2 RL; return what the reasoner reports."""
    graph = as_graph(triples)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    error = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return [str(text) for text in graph.objects(None, error)]


@pytest.fixture(scope="module")
def statements(ontology: Ontology) -> list[Triple]:
    """Return the vocabulary, the curated entities and a small document's statements."""
    curated = [it for known in ontology.entities if known.curated for it in ontology.descriptions[known.iri]]
    actor, campaign = iri.entity(Entity("Organization", "浙江省直机关工委")), iri.entity(CAMPAIGN)
    claim = NamedNode(f"{ID}claim/0000000000000000")
    said = [
        Triple(campaign, term("rdf:type"), term("tifa:Campaign")),
        Triple(actor, term("tifa:implements"), campaign),
        Triple(claim, term("rdf:type"), term("tifa:Claim")),
        Triple(claim, term("rdf:subject"), actor),
        Triple(claim, term("rdf:predicate"), term("tifa:implements")),
        Triple(claim, term("rdf:object"), campaign),
        Triple(claim, term("tifa:confidence"), Literal("0.9", datatype=term("xsd:decimal"))),
    ]
    return [*ontology.schema, *curated, *said]


def test_the_ontology_reasons_without_contradiction(statements: list[Triple]) -> None:
    assert contradictions(statements) == []


def test_the_reasoner_finds_a_contradiction_where_there_is_one(ontology: Ontology) -> None:
    campaign = iri.entity(CAMPAIGN)
    wrong = [
        Triple(campaign, term("rdf:type"), term("tifa:Campaign")),
        # What a body has jurisdiction over is a Place, and no Place is a Campaign.
        Triple(iri.entity(Entity("Organization", "某委")), term("tifa:jurisdiction"), campaign),
    ]
    assert contradictions([*ontology.schema, *wrong]) != []


@pytest.mark.slow
def test_the_sample_graph_reasons_without_contradiction(sample_build: Path) -> None:
    """The build holds the vocabulary and what is known of its entities beside what the documents say."""
    quads = pyoxigraph.parse(path=str(sample_build / "graph.nq"), format=RdfFormat.N_QUADS)
    assert contradictions(list({quad.triple for quad in quads})) == []
