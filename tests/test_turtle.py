"""Turtle and TriG: what pyoxigraph would write, whatever memory the sort has, and the same after a splice."""

import io
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from strategies import ALPHABET

from kg import turtle
from kg.export import rdf
from kg.export.runs import merged
from kg.store import Store
from kg.vocabulary import ID, PREFIXES, term

XSD = PREFIXES["xsd"]
# Local names with an escape, without one, with none at all; below a namespace that has a prefix and one that has none.
LOCALS = ("a", "a-b_1", "9", "", "a.", "a.b", "-a", "a/b,c", "a#b", "%E4(a)", "策略", "a:b", "char=0,5", "//a")
NAMESPACES = (
    f"{ID}campaign/",
    f"{ID}document/",
    f"{ID}document/a#",
    XSD,
    "https://schema.org/",
    "urn:",
    "http://a/",
)
NUMBERS = ("1", "+01", "-1.0", "1.", ".5", "1e0", "-.5E+9", "true", "false", "True", "", "NaN")
FIRST = tuple(map(term, ("rdf:type", "skos:prefLabel", "rdf:object", "tifa:rule")))

nodes = st.builds(lambda namespace, local: f"{namespace}{local}", *map(st.sampled_from, (NAMESPACES, LOCALS)))
iris = nodes.filter(lambda it: it.count("#") < 2).map(NamedNode)
subjects = iris | st.sampled_from("ab").map(BlankNode)
words = st.text(ALPHABET, max_size=8) | st.sampled_from(["\n\n", " .\n\n", "<urn:a> .", '"^^<urn:a>', "\\"])
literals = st.one_of(
    st.builds(Literal, words),
    st.builds(lambda text, tag: Literal(text, language=tag), words, st.sampled_from(["zh", "zh-Hans"])),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(f"{XSD}{name}")),
        st.sampled_from(NUMBERS) | words,
        st.sampled_from(["integer", "decimal", "double", "boolean", "gYear", "a.b/c"]),
    ),
)
triples = st.builds(Triple, subjects, st.sampled_from(FIRST) | iris, subjects | literals)
graphs = st.sets(triples, max_size=12)
names = st.sampled_from([NamedNode("http://g"), NamedNode(f"{ID}run/1"), NamedNode(f"{ID}run/a.")])


def _lines(statements: Iterable[Triple]) -> list[bytes]:
    return sorted(f"{it} .\n".encode() for it in statements)


def _written(lines: Iterable[bytes]) -> bytes:
    stream = io.BytesIO()
    turtle.write(lines, stream)
    return stream.getvalue()


def _expected(statements: Iterable[Triple] | Iterable[Quad], format_: RdfFormat) -> bytes:
    """Return what pyoxigraph writes, with its prefix lines in order and a blank line after a block."""
    written = serialize(statements, format=format_, prefixes=turtle.DECLARED) or b""
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(turtle.DECLARED.items()))
    body = written.splitlines(keepends=True)[len(turtle.DECLARED) :]
    return b"%s\n%s" % (head.encode(), b"".join(body).replace(b" .\n", b" .\n\n"))


@settings(deadline=None, max_examples=300)
@given(graphs)
def test_turtle_is_what_pyoxigraph_writes(statements: set[Triple]) -> None:
    lines = _lines(statements)
    assert _written(lines) == _expected(turtle.readable(lines), RdfFormat.TURTLE)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(names, graphs.filter(bool), min_size=1))
def test_trig_is_what_pyoxigraph_writes(dataset: dict[NamedNode, set[Triple]]) -> None:
    stream = io.BytesIO()
    ordered = [(graph, _lines(dataset[graph])) for graph in sorted(dataset, key=str)]
    turtle.write_trig(ordered, stream)
    quads = (
        Quad(it.subject, it.predicate, it.object, graph)
        for graph, lines in ordered
        for it in turtle.readable(lines)
    )
    assert stream.getvalue() == _expected(quads, RdfFormat.TRIG)


@settings(deadline=None)
@given(st.lists(st.lists(st.text("ab", max_size=3).map(lambda it: f"{it}\n".encode()))), st.integers(1, 40))
def test_lines_come_in_order_and_once_whatever_the_limit(batches: list[list[bytes]], limit: int) -> None:
    assert list(merged(batches, beside=None, limit=limit)) == sorted({line for batch in batches for line in batch})


@pytest.mark.parametrize("limit", [1, 50_000, 10**9])
def test_a_build_has_the_same_bytes_whatever_the_limit(sample_build: Path, tmp_path: Path, limit: int) -> None:
    with Store.open(sample_build / "store") as store:
        rdf(store, "turtle", tmp_path / "graph.ttl", limit=limit)
        rdf(store, "ntriples", tmp_path / "graph.nt", limit=limit)
        lines = sorted({line for graph in store.graphs() for line in store.lines(graph)})
    assert (tmp_path / "graph.nt").read_bytes() == b"".join(lines)
    assert (tmp_path / "graph.ttl").read_bytes() == _expected(turtle.readable(lines), RdfFormat.TURTLE)
    assert sorted(it.name for it in tmp_path.iterdir()) == ["graph.nt", "graph.ttl"]


def _by_subject(lines: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    found = defaultdict(list)
    for line in lines:
        found[line.partition(b" ")[0]].append(line)
    return found


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graphs, graphs, graphs)
def test_a_splice_is_what_is_written_anew(
    tmp_path: Path, both: set[Triple], before: set[Triple], after: set[Triple]
) -> None:
    old, new = _lines(both | before), _lines(both | after)
    (tmp_path / "old.ttl").write_bytes(_written(old))
    subjects = {line.partition(b" ")[0] for line in {*old} ^ {*new}}
    lines = _by_subject(new)
    stream = io.BytesIO()
    turtle.splice(tmp_path / "old.ttl", {subject: lines[subject] for subject in subjects}, stream)
    assert stream.getvalue() == _written(new)
    assert {it.triple for it in parse(stream.getvalue(), format=RdfFormat.TURTLE)} == both | after


@pytest.mark.parametrize(
    "old", [b"", b"@prefix a: <urn:a> .\n\na:b a a:c .\n\n", _written([]) + b"<urn:a> a <urn:"]
)
def test_only_a_whole_file_of_ours_is_spliced(tmp_path: Path, old: bytes) -> None:
    (tmp_path / "old.ttl").write_bytes(old)
    stream = io.BytesIO()
    with pytest.raises(ValueError, match="file"):
        turtle.splice(tmp_path / "old.ttl", {}, stream)
    assert not stream.getvalue()
