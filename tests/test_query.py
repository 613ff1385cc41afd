"""Stored questions: well declared, answered from two reports, deaf to injection."""

from pathlib import Path
from typing import cast

import pytest
from benchmarks import country, questions
from pyoxigraph import Literal, QuerySolutions
from reports import PERSON, PHRASE, RUN, SLOGAN, echoed, filled, phrased

from kg import iri, labels, ontology, query
from kg.errors import OntologyError, QueryError
from kg.model import Document, Evidence, Extraction, Mention, Relation
from kg.quads import quads
from kg.server.sparql import examples
from kg.store import Store, Term
from kg.vocabulary import term

QUADS = 100_000
QUESTIONS = {it.name: it for it in query.stored(ontology.folder())}

# Question, parameters, how many rows, and a column with its values, sorted.
ANSWERS = [
    ("who-implements", {"entity": "远帆行动"}, "actor", ["浙江省委", "黑龙江省委"]),
    ("what-launched-by", {"actor": "浙江省委"}, "object", ["远帆行动"]),
    ("what-issued-by", {"actor": "浙江省委"}, "document_name", ["远帆方案"]),
    ("under-which-slogan", {"entity": "远帆行动"}, "slogan", ["人人争先"]),
    ("slogans-of", {"actor": "张三"}, "slogan", ["人人争先"]),
    ("guided-by", {"entity": "浙江省委"}, "guide", ["远帆行动"]),
    ("what-it-guides", {"entity": "远帆行动"}, "follower_name", ["浙江省委"]),
    ("components-of", {"entity": "远帆行动"}, "component", ["启锚行动"]),
    ("first-use", {"entity": "远帆行动"}, "date", ["2023-05-01"]),
    ("spread", {"entity": "远帆行动"}, "place", ["浙江", "黑龙江"]),
    ("where-said", {"entity": "启锚行动"}, "quote", ["它由启锚行动等组成"]),
    ("figures-of", {"entity": "远帆行动"}, "value", ["7000"]),
    ("figures-by-measure", {"measure": "支部"}, "about_name", ["远帆行动"]),
    ("documents-of-place", {"place": "浙江"}, "path", ["first.txt", "ninth.txt", "third.txt"]),
    ("bodies-of-place", {"place": "浙江"}, "body", ["浙江省委"]),
    ("events-in-place", {"place": "浙江"}, "event_name", ["远帆大会"]),
    ("shared-campaigns", {"place": "浙江", "other": "黑龙江"}, "campaign", ["三大指数", "远帆行动", "领导力指数"]),
    ("who-proposed", {"entity": "人人争先"}, "actor", ["张三"]),
    ("awards", {"actor": "浙江省委"}, "honor", ["远帆先锋"]),
    ("positions-of-person", {"person": "张三"}, "role", ["书记"]),
    ("people-of-body", {"body": "浙江省委"}, "person", ["张三"]),
    ("partners-of", {"actor": "黑龙江省委"}, "partner", ["浙江省委"]),
    ("single-source", {"entity": "人人争先"}, "subject_name", ["张三", "远帆行动"]),
    ("low-confidence", {}, "confidence", ["0.5", "0.6"]),
    ("parts-elsewhere", {"entity": "三大指数"}, "component", ["执行力指数", "组织力指数"]),
    ("incomplete-phrases", {}, "named", ["1"]),
    ("coverage", {}, "year", ["2022", "2023", "2023", "2024", "2025"]),
    ("uses-by-year", {"entity": "人人争先"}, "mentions", ["2", "2", "5"]),
    ("who-coined", {"entity": "人人争先"}, "actor", ["张三"]),
    ("who-echoed", {"entity": "人人争先"}, "source", ["eighth.txt", "fifth.txt", "ninth.txt"]),
    (
        "parts-by-document",
        {"entity": "三大指数"},
        "component",
        ["执行力指数", "组织力指数", "领导力指数", "领导力指数"],
    ),
    ("shared-phrases", {"place": "浙江", "other": "黑龙江"}, "phrase", ["人人争先", "远帆行动"]),
    ("only-here", {"place": "浙江"}, "phrase", ["启锚行动"]),
]


@pytest.fixture(scope="module")
def store() -> Store:
    store = filled()
    # rdflib cannot put rows in order where a cell is empty.
    dated = (it for it in echoed() if it.document.issued)
    for it in (*phrased(), *dated):
        store.load(quads(it, RUN))
    return store


@pytest.fixture
def undated() -> Store:
    store = filled()
    for it in echoed():
        store.load(quads(it, RUN))
    return store


@pytest.fixture(scope="module")
def made_up() -> Store:
    return country.store(QUADS)


def test_every_stored_question_is_asked_here() -> None:
    assert {name for name, *_ in ANSWERS} == set(QUESTIONS)
    assert len(QUESTIONS) >= 20


@pytest.mark.parametrize(("name", "values", "column", "expected"), ANSWERS)
def test_a_stored_question_is_answered(
    store: Store, name: str, values: dict[str, str], column: str, expected: list[str]
) -> None:
    rows = list(query.run(store, QUESTIONS[name], values))  # type: ignore[arg-type]
    assert sorted(row[column].value if row[column] else "" for row in rows) == expected


def test_the_parts_of_an_incomplete_phrase_come_with_their_document_and_no_graph_takes_them_over(
    store: Store,
) -> None:
    rows = list(query.run(store, QUESTIONS["parts-elsewhere"], {"entity": "三大指数"}))  # type: ignore[arg-type]
    told = {tuple(row[it].value for it in ("incomplete_in", "source", "place", "whole")) for row in rows}
    assert told == {("fourth.txt", "third.txt", "浙江", "true")}
    assert {row["quote"].value for row in rows} == {"推行领导力指数、执行力指数、组织力指数等“三大指数”"}
    (row,) = query.run(store, QUESTIONS["incomplete-phrases"], {})  # type: ignore[misc]
    assert [row[it].value for it in ("phrase", "arity", "elsewhere", "source")] == [
        "三大指数",
        "3",
        "1",
        "fourth.txt",
    ]
    phrase = iri.entity(PHRASE)
    components = [it.graph_name for it in store.match(subject=phrase, predicate=term("tifa:hasComponent"))]
    assert len(components) == 4


def told(store: Store, name: str, values: dict[str, str], *columns: str) -> list[tuple[str, ...]]:
    """Return columns of the answer to a stored question, in its order; "" is an empty cell."""
    rows = cast(QuerySolutions, query.run(store, QUESTIONS[name], values))
    return [tuple(row[it].value if row[it] else "" for it in columns) for row in rows]


def test_uses_are_counted_by_year_and_those_without_a_date_come_last(undated: Store) -> None:
    rows = told(undated, "uses-by-year", {"entity": "人人争先"}, "year", "documents", "mentions")
    assert rows == [("2022", "1", "2"), ("2023", "3", "5"), ("2025", "1", "2"), ("", "1", "2")]


def test_an_echo_is_not_surely_earlier_and_comes_with_place_and_lag(undated: Store) -> None:
    columns = ("source", "date", "place", "times", "since", "lag")
    assert told(undated, "who-echoed", {"entity": "人人争先"}, *columns) == [
        ("eighth.txt", "2023", "黑龙江", "2", "2023-05-01", "0"),
        ("ninth.txt", "2023-05-01", "浙江", "2", "2023-05-01", "0"),
        ("fifth.txt", "2025-03-01", "黑龙江", "2", "2023-05-01", "2"),
        ("sixth.txt", "", "", "2", "2023-05-01", ""),
    ]


def proposing(name: str, issued: str | None) -> Extraction:
    """Return a report in which 张三 puts the slogan forward."""
    text = "张三提出人人争先"
    evidence = Evidence(0, len(text))
    return Extraction(
        Document(name, text, issued=issued),
        (
            Mention(SLOGAN, Evidence(4, 8), "mentions/hand", 1.0),
            Mention(PERSON, Evidence(0, 2), "mentions/hand", 1.0),
        ),
        (Relation(PERSON, "proposes", SLOGAN, evidence, "relations/proposes", 0.9),),
    )


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("2020-05", "2020", "2020-06-01", "2021"), ["2020", "2020-05", "2020-06-01"]),
        (("2020-05-01", "2020-05-01", "2020-05-02", None), ["2020-05-01", "2020-05-01", ""]),
        ((None,), [""]),
    ],
)
def test_whoever_may_have_coined_a_phrase_is_told(dates: tuple[str | None, ...], expected: list[str]) -> None:
    store = Store.memory()
    for number, issued in enumerate(dates):
        store.load(quads(proposing(f"{number}.txt", issued), RUN))
    assert [it for (it,) in told(store, "who-coined", {"entity": "人人争先"}, "date")] == expected


def test_echoes_of_a_proposal_without_a_date_have_no_lag() -> None:
    store = Store.memory()
    for it in (proposing("first.txt", None), *echoed()):
        store.load(quads(it, RUN))
    rows = told(store, "who-echoed", {"entity": "人人争先"}, "source", "since", "lag")
    assert len(rows) == len(echoed())
    assert {it[1:] for it in rows} == {("", "")}


def test_a_phrase_that_nobody_puts_forward_has_no_echo(store: Store) -> None:
    campaign_as_iri = labels.one(store, "远帆行动").iri
    for it in ("who-coined", "who-echoed"):
        with pytest.raises(QueryError, match="Campaign"):
            query.run(store, QUESTIONS[it], {"entity": campaign_as_iri})
    only_echoes = Store.memory()
    for one in echoed():
        only_echoes.load(quads(one, RUN))
    assert told(only_echoes, "who-echoed", {"entity": "人人争先"}, "source") == []


def test_parts_stand_by_document_in_the_order_of_the_text(store: Store) -> None:
    rows = told(
        store, "parts-by-document", {"entity": "三大指数"}, "source", "place", "date", "component", "whole"
    )
    assert {it[:3] for it in rows} == {("third.txt", "浙江", "2023-06"), ("fourth.txt", "黑龙江", "2024")}
    assert [it[0] for it in rows] == ["third.txt"] * 3 + ["fourth.txt"]
    assert [it[4] for it in rows] == ["true"] * 3 + ["false"]


def test_what_two_places_share_and_what_one_has_alone_is_counted(store: Store) -> None:
    both = {"place": "浙江", "other": "黑龙江"}
    assert told(store, "shared-phrases", both, "phrase", "class", "here", "there") == [
        ("人人争先", "Slogan", "2", "3"),
        ("远帆行动", "Campaign", "1", "1"),
    ]
    alone = told(store, "only-here", {"place": "浙江"}, "phrase", "class", "documents", "first")
    assert alone == [("启锚行动", "Campaign", "1", "2023-05-01")]
    assert told(store, "only-here", {"place": "黑龙江"}, "phrase") == []


# rdflib warns of its own use of a property that it deprecates.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_gives_the_same_answers(store: Store) -> None:
    other = questions.dataset(store)
    for name, values, *_ in ANSWERS:
        terms = query.bind(store, QUESTIONS[name], values)
        ours = cast(QuerySolutions, store.query(QUESTIONS[name].sparql, bindings=terms))
        rows = [[it.value if it else "" for it in row] for row in ours]
        theirs = other.query(examples.whole(QUESTIONS[name], terms))
        assert sorted(rows) == sorted(["" if it is None else str(it) for it in row] for row in theirs), name


@pytest.mark.parametrize("rank", [0, 3])
def test_no_stored_question_reads_the_whole_store(made_up: Store, rank: int) -> None:
    def milliseconds(sparql: str, bindings: dict[str, Term]) -> float:
        return min(questions.timed(lambda: len(list(made_up.query(sparql, bindings=bindings))))[1])  # type: ignore[arg-type]

    # A count reads every quad and no term. A share of it is the same on any machine; more than these, and there is a
    # scan where a look-up should be.
    whole = milliseconds("SELECT (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } }", {})
    known, slow = country.country(QUADS), {}
    for name, it in QUESTIONS.items():
        of_a_thing = any(one.kind != "number" for one in it.parameters)
        share = milliseconds(it.sparql, query.bind(made_up, it, questions.values(it, known, rank))) / whole
        if share > (0.4 if of_a_thing else 1.5):
            slow[name] = share
    assert slow == {}


def test_a_name_that_many_documents_give_is_found_once(made_up: Store) -> None:
    hub, label = iri.entity(country.HUB), Literal(country.HUB.name, language="zh")
    assert made_up.count(predicate=term("skos:prefLabel"), object=label) > 50
    assert made_up.subjects(term("skos:prefLabel"), label) == [hub]
    assert labels.one(made_up, country.HUB.name).node == hub


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=str)
def test_every_column_has_a_heading_in_both_languages(store: Store, question: query.Question) -> None:
    values = next(values for name, values, *_ in ANSWERS if name == question.name)
    answer = query.run(store, question, values)
    parameters = {it.name for it in question.parameters}
    shown = {it.value for it in answer.variables} - parameters  # type: ignore[union-attr]
    assert shown == set(question.columns)
    assert all(set(titles) == {"zh", "en"} for titles in (question.titles, *question.columns.values()))


@pytest.mark.parametrize("hostile", ['" } DROP ALL #', "远帆行动' .", "x> } #", "?entity", "http://x/y", "\x00"])
def test_a_hostile_parameter_is_only_a_name_that_does_not_fit(store: Store, hostile: str) -> None:
    before = list(store.match())
    with pytest.raises(QueryError, match="no entity"):
        query.run(store, QUESTIONS["who-implements"], {"entity": hostile})
    found = query.run(store, QUESTIONS["figures-by-measure"], {"measure": hostile})
    assert list(found) == []  # type: ignore[arg-type]
    assert list(store.match()) == before


def test_an_entity_is_found_by_any_label_and_by_iri(store: Store) -> None:
    drive = labels.one(store, "“远帆行动”")
    assert labels.one(store, drive.iri) == drive
    assert labels.one(store, "省委").name == "浙江省委"


def test_near_labels_are_suggested_and_namesakes_listed(store: Store) -> None:
    with pytest.raises(QueryError, match="did you mean 远帆行动"):
        labels.one(store, "远帆行")
    with pytest.raises(QueryError, match=r"is Campaign, not Person\|Place"):
        labels.one(store, "远帆行动", classes=("Person", "Place"))


def test_near_names_of_questions_are_suggested() -> None:
    with pytest.raises(QueryError, match="who-implements"):
        query.named(QUESTIONS.values(), "who-implemented")


@pytest.mark.parametrize(
    ("values", "problem"), [({}, "missing"), ({"entity": "远帆行动", "extra": "1"}, "no parameter")]
)
def test_missing_and_unknown_parameters_are_told(store: Store, values: dict[str, str], problem: str) -> None:
    with pytest.raises(QueryError, match=problem):
        query.run(store, QUESTIONS["who-implements"], values)


def test_a_number_must_be_one(store: Store) -> None:
    with pytest.raises(QueryError, match="no number"):
        query.run(store, QUESTIONS["low-confidence"], {"below": "half"})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("SELECT * {}", "both titles"),
        ("# title: no language", ":1"),
        ("# parameter x: Spaceship\n# title@zh: 甲\n# title@en: a", "Spaceship"),
        ("# column @zh: 甲", ":1"),
    ],
)
def test_a_broken_declaration_is_told_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "x.rq").write_text(text, encoding="utf-8")
    with pytest.raises(OntologyError, match=problem):
        query.stored(tmp_path)
