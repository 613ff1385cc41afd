"""The store: all or nothing, read-only, fixed order, no way to the network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from reports import RUN, first, second

from kg.errors import QueryError, StoreError
from kg.quads import quads
from kg.store import Store
from kg.vocabulary import term

G, H, P = NamedNode("http://example.org/g"), NamedNode("http://example.org/h"), NamedNode("http://example.org/p")


def _quad(value: str, graph: NamedNode = G) -> Quad:
    return Quad(graph, P, Literal(value), graph)


def test_replacing_a_graph_leaves_the_others_and_drops_what_is_gone(tmp_path: Path) -> None:
    with Store.create(tmp_path / "store") as store:
        store.replace(H, [_quad("h", H)])
        store.replace(G, [_quad("a"), _quad('b"\\\n')])
        store.replace(G, [_quad('b"\\\n'), _quad("c\r{}")])
    with Store.open(tmp_path / "store") as store:
        assert set(store.match()) == {_quad("h", H), _quad('b"\\\n'), _quad("c\r{}")}


def test_a_count_may_be_of_one_graph_and_has_an_end() -> None:
    with Store.memory() as store:
        store.load([*(_quad(it) for it in "abc"), Quad(G, P, Literal("a"), H)])
        assert store.count(predicate=P) == 4
        assert store.count(predicate=P, graph=G) == 3
        assert store.count(predicate=P, limit=2) == 2
        assert store.count(predicate=P, object=Literal("a")) == 2
        assert _quad("c") in store and _quad("c", H) not in store


def test_what_many_graphs_state_is_listed_once() -> None:
    with Store.memory() as store:
        store.load([*(_quad(it) for it in "ab"), Quad(G, P, Literal("a"), H), Quad(H, P, Literal('"> } #'), H)])
        assert store.subjects(P, Literal("a")) == [G]
        assert store.subjects(P, Literal('"> } #')) == [H]
        assert sorted(map(str, store.objects(P))) == ['"\\"> } #"', '"a"', '"b"']


def test_a_replacement_that_fails_changes_nothing() -> None:
    def broken() -> Iterator[Quad]:
        yield _quad("b")
        raise RuntimeError("half way")

    store = Store.memory()
    store.replace(G, [_quad("a")])
    with pytest.raises(RuntimeError, match="half way"):
        store.replace(G, broken())
    with pytest.raises(ValueError, match="outside"):
        store.replace(G, [_quad("b"), _quad("h", H)])
    assert list(store.match()) == [_quad("a")]


def test_order_does_not_depend_on_the_order_of_loading() -> None:
    one, other = Store.memory(), Store.memory()
    extractions = [first(), second()]
    for it in extractions:
        one.load(quads(it, RUN))
    for it in reversed(extractions):
        other.load(reversed(list(quads(it, RUN))))
    assert one.graphs() == other.graphs()
    for graph in one.graphs():
        found = one.lines(graph)
        assert found == other.lines(graph) == sorted(found)
        assert set(parse(b"".join(found), format=RdfFormat.N_TRIPLES)) == {
            Quad(it.subject, it.predicate, it.object) for it in one.match(graph=graph)
        }


def test_the_default_graph_is_the_union_and_prefixes_are_declared() -> None:
    store = Store.memory()
    store.load([*quads(first(), RUN), *quads(second(), RUN)])
    rows = store.query("SELECT DISTINCT ?x { ?x a tifa:SourceDocument }")
    assert len(list(rows)) == 2


def test_a_missing_store_and_a_closed_one_say_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store here"):
        Store.open(tmp_path)
    store = Store.memory()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.query("ASK {}")


def test_a_store_opened_for_reading_cannot_be_written(tmp_path: Path) -> None:
    Store.create(tmp_path / "store").close()
    with Store.open(tmp_path / "store") as store, pytest.raises(StoreError, match="read"):
        store.replace(G, [_quad("a")])


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with Store.create(tmp_path / "store"), pytest.raises(StoreError, match="opened for writing"):
        Store.create(tmp_path / "store")


@pytest.mark.parametrize(
    ("sparql", "where"),
    [
        ("SELECT * {\n  ?s ?p \n", "line"),
        ("SELEKT", "line 1"),
        ("", "line 1"),
        ("SELECT * { ?s no:x ?o }", "line 1 .* prefix no: is not declared"),
    ],
)
def test_a_syntax_error_is_one_line_with_its_place(sparql: str, where: str) -> None:
    with pytest.raises(QueryError, match=where) as caught:
        Store.memory().query(sparql)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { SERVICE # <\n#>\n<http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:9/> SELECT * { ?s ?p true.SERVICE:x { ?s ?p ?o } }",
        'SELECT * { ?a ?b ?c FILTER(?a<?b#x>"""\n) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #"""\n}',
    ],
)
def test_no_query_reaches_the_network(sparql: str) -> None:
    with pytest.raises(QueryError, match="network"):
        Store.memory().query(sparql)


def test_the_word_service_is_no_offence_in_names_and_texts() -> None:
    sparql = 'SELECT ?service { ?service tifa:service-x "public service" } # service'
    assert list(Store.memory().query(sparql)) == []


def test_a_query_may_choose_its_graphs() -> None:
    store = Store.memory()
    store.replace(G, [_quad("a")])
    store.replace(H, [_quad("b", H), _quad("c", H)])
    chosen = f"FROM {H}"
    counted = {
        "": "3",
        chosen: "2",
        f"from {G} FROM {H}": "3",
        "FROM campaign:none": "0",
        "# FROM <x:y>\n": "3",
    }
    for clause, number in counted.items():
        (row,) = store.query(f"SELECT (COUNT(*) AS ?n) {clause} WHERE {{ ?s ?p ?o FILTER('from <x:y>' != ?o) }}")
        assert row["n"].value == number, clause
    (row,) = store.query(f"SELECT (COUNT(*) AS ?n) FROM NAMED {H} {{ GRAPH ?g {{ ?s ?p ?o }} }}")
    assert row["n"].value == "2"


def test_a_long_run_of_comment_marks_is_checked_at_once() -> None:
    with pytest.raises(QueryError):
        Store.memory().query("SERVICE" + "#" * 50_000)


def test_bindings_stand_for_terms() -> None:
    store = Store.memory()
    store.load(quads(second(), RUN))
    hostile = Literal('" } DROP ALL #', language="zh")
    sparql = "SELECT ?name ?x { ?x skos:prefLabel ?name }"
    assert list(store.query(sparql, bindings={"name": hostile})) == []
    found = store.query(sparql, bindings={"name": Literal("远帆行动", language="zh")})
    assert len(list(found)) == 1
    with pytest.raises(QueryError, match="projection"):
        store.query("SELECT ?x { ?x a ?c }", bindings={"name": hostile})
    assert list(store.match(predicate=term("skos:prefLabel")))
