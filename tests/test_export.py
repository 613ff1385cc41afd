"""Every serialization: the same quads back, the same bytes each time, nothing that a spreadsheet would run."""

import csv
import io
import json
from pathlib import Path

import networkx as nx
import pytest
import rdflib
from hypothesis import given, settings
from pyoxigraph import RdfFormat, parse, serialize
from reports import RUN, filled, first, second
from strategies import extractions

from kg import turtle
from kg.build.parts import GraphFile, assemble
from kg.errors import OutputError
from kg.export import FORMATS, export, rdf
from kg.export.flat import write_csv
from kg.model import Extraction
from kg.quads import quads
from kg.store import Store

DATASETS = {"nquads": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD}
GRAPHS = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES}
RDFLIB = {"nquads": "nquads", "trig": "trig", "jsonld": "json-ld", "turtle": "turtle", "ntriples": "nt"}


def _written(store: Store, format_: str) -> bytes:
    stream = io.BytesIO()
    export(store, format_, stream)
    return stream.getvalue()


@settings(deadline=None, max_examples=50)
@given(extractions())
def test_every_rdf_format_gives_the_same_back(extraction: Extraction) -> None:
    store = Store.memory()
    store.load(quads(extraction, RUN))
    expected = set(store.match())
    for name, syntax in DATASETS.items():
        assert set(parse(_written(store, name), format=syntax)) == expected
    triples = {it.triple for it in expected}
    for name, syntax in GRAPHS.items():
        assert {it.triple for it in parse(_written(store, name), format=syntax)} == triples


# rdflib warns of its own use of a property that it deprecates.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("name", RDFLIB)
def test_rdflib_reads_as_many_statements(name: str) -> None:
    store = filled()
    read = rdflib.Dataset() if name in DATASETS else rdflib.Graph()
    read.parse(data=_written(store, name), format=RDFLIB[name])
    stated = list(store.match())
    expected = len(stated) if name in DATASETS else len({it.triple for it in stated})
    assert len(list(read.quads() if isinstance(read, rdflib.Dataset) else read)) == expected


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "csv"])
def test_bytes_do_not_depend_on_the_order_of_loading(name: str) -> None:
    other = Store.memory()
    for it in (first(), second()):
        other.load(reversed(list(quads(it, RUN))))
    assert _written(filled(), name) == _written(other, name)


def test_a_graph_file_writes_what_the_store_writes(tmp_path: Path) -> None:
    store = filled()
    graphs = {
        graph.value: b"".join(
            sorted((serialize(store.match(graph=graph), format=RdfFormat.N_QUADS) or b"").splitlines(True))
        )
        for graph in store.graphs()
    }
    places = assemble([], graphs, "", tmp_path / "graph.nq")
    with GraphFile(tmp_path / "graph.nq", places) as file:
        for name in ("nquads", "turtle", "ntriples", "trig", "jsonld"):
            stream = io.BytesIO()
            rdf(file, name, stream)
            assert stream.getvalue() == _written(store, name)


def test_turtle_has_one_block_a_subject_with_class_and_name_first() -> None:
    text = _written(filled(), "turtle").decode()
    blocks = [block for block in text.split("\n\n") if block.startswith("campaign:")]
    assert len(blocks) == 2
    lines = [line.split()[0] for line in blocks[0].split("\n")]
    assert " a tifa:Campaign" in blocks[0]
    assert lines[1:2] == ["skos:prefLabel"]


def test_jsonld_is_json_with_our_prefixes() -> None:
    read = json.loads(_written(filled(), "jsonld"))
    assert read["@context"]["tifa"] == "https://w3id.org/tifa/ontology#"
    assert len(read["@graph"]) == 2


@pytest.mark.parametrize(("name", "reader"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_graph_formats_hold_every_relation_with_its_date(name: str, reader: object, tmp_path: Path) -> None:
    export(filled(), name, tmp_path / "graph")
    graph = reader(tmp_path / "graph")  # type: ignore[operator]
    assert graph.number_of_edges() >= 10
    assert {data["issued"] for *_, data in graph.edges(data=True)} == {"2023-05-01", "2024"}
    assert b"lastmodifieddate" not in (tmp_path / "graph").read_bytes()


def test_tables_open_in_a_spreadsheet(tmp_path: Path) -> None:
    export(filled(), "csv", tmp_path / "tables")
    assert {it.name for it in (tmp_path / "tables").iterdir()} == {"nodes.csv", "edges.csv", "figures.csv"}
    with (tmp_path / "tables" / "edges.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 12
    assert {row["label"] for row in rows} >= {"implements", "hasSlogan"}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    stream = io.BytesIO()
    write_csv(("a",), [{"a": cell}], stream)
    rows = list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))
    assert rows == [["a"], [f"'{cell}"]]


def test_a_failure_leaves_the_earlier_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "graph.ttl"
    target.write_text("earlier")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(turtle, "_blocks", full)
    with pytest.raises(OutputError, match="No space left"):
        export(filled(), "turtle", target)
    assert target.read_text() == "earlier"
    assert [it.name for it in tmp_path.iterdir()] == ["graph.ttl"]


def test_unknown_formats_and_tables_into_a_stream_are_refused() -> None:
    for name in ("docx", "csv"):
        with pytest.raises(ValueError, match=name):
            export(filled(), name, io.BytesIO())
