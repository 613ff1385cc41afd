"""The conductor: the same bytes in any order, and what a build says of itself."""

import errno
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builds import TEXTS, check_complete, contents, strays, write
from click.testing import CliRunner

from kg import __version__, export, pipeline, reader
from kg.build import Step, build, sample
from kg.cli.main import main
from kg.errors import InputError, OutputError
from kg.model import Document, Extraction
from kg.store import Store
from kg.vocabulary import term


def test_build_is_complete(tmp_path: Path) -> None:
    steps: list[Step] = []
    manifest = build([write(tmp_path / "in", **TEXTS)], tmp_path / "build", report=steps.append)
    check_complete(tmp_path / "build")
    assert manifest.counts.documents == 3
    assert manifest.counts.entities["Campaign"] >= 2
    assert manifest.counts.relations["implements"] >= 2
    assert manifest.counts.figures >= 1
    assert strays(tmp_path / "build") == []
    read = [step.done for step in steps if step.stage == "read"]
    assert read == sorted(read)
    assert [step.stage for step in steps if step.stage != "read"] == ["load", "export", "page"]
    assert steps[-1].done == steps[-1].total == sum(len(text.encode()) for text in TEXTS.values())


def test_counts_are_those_of_the_store(sample_build: Path) -> None:
    counts = json.loads((sample_build / "manifest.json").read_text(encoding="utf-8"))["counts"]
    queries = {
        "documents": "SELECT (COUNT(DISTINCT ?it) AS ?n) { ?it a tifa:SourceDocument }",
        "mentions": "SELECT (COUNT(DISTINCT ?it) AS ?n) { ?it a oa:Annotation }",
        "figures": "SELECT (COUNT(DISTINCT ?it) AS ?n) { ?it a tifa:Observation }",
    }
    for name, number in counts["relations"].items():
        queries[f"relations {name}"] = (
            f"SELECT (COUNT(DISTINCT ?it) AS ?n) {{ ?it a tifa:Claim ; rdf:predicate tifa:{name} }}"
        )
        counts[f"relations {name}"] = number
    for name, number in counts["entities"].items():
        queries[f"entities {name}"] = (
            f"SELECT (COUNT(DISTINCT ?it) AS ?n) {{ GRAPH ?d {{ ?d a tifa:SourceDocument . ?it a tifa:{name} }} }}"
        )
        counts[f"entities {name}"] = number
    with Store.open(sample_build / "store") as store:
        found = {what: next(iter(store.query(query)))["n"].value for what, query in queries.items()}
    assert found == {what: str(counts[what]) for what in queries}


def test_manifest_tells_inputs_versions_and_options(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", **TEXTS)
    (folder / "table.csv").write_text("title,text\n一,浙江省委部署工作。\n二,\n", encoding="utf-8")
    (folder / "photo.jpg").write_bytes(b"")
    build([folder], tmp_path / "build", with_entities=False)
    told = json.loads((tmp_path / "build" / "manifest.json").read_text(encoding="utf-8"))
    assert [it["name"] for it in told["inputs"]] == [
        "centre.txt",
        "heilongjiang.txt",
        "table.csv#1",
        "zhejiang.txt",
    ]
    for it in told["inputs"]:
        file = (folder / it["name"].partition("#")[0]).read_bytes()
        text = (tmp_path / "build" / "text" / f"{it['text']}.txt").read_bytes()
        assert it["file"] == hashlib.sha256(file).hexdigest()
        assert it["text"] == hashlib.sha256(text).hexdigest()
    assert [(it["where"], it["kind"]) for it in told["skipped"]] == [
        ("photo.jpg", "note"),
        ("table.csv#2", "error"),
    ]
    assert told["options"]["with_entities"] is False
    assert told["version"] == __version__
    assert {"pyoxigraph", "spacy"} <= set(told["libraries"])
    assert set(told["seconds"]) == {"read", "quads", "store", "export", "page"}


def test_run_is_described_without_a_clock(sample_build: Path) -> None:
    manifest = json.loads((sample_build / "manifest.json").read_text(encoding="utf-8"))
    with Store.open(sample_build / "store") as store:
        rows = store.query("SELECT DISTINCT ?run { ?claim prov:wasGeneratedBy ?run }")
        (run,) = [row["run"] for row in rows]
        told = {quad.predicate.value: quad.object.value for quad in store.match(graph=run)}
        subjects = {quad.subject for quad in store.match(graph=run)}
    assert subjects == {run}
    assert f"sha256:{manifest['ontology']}" in told.values()
    assert __version__ in told.values()
    assert not any(re.search(r"\d\d:\d\d", value.removeprefix("sha256:")) for value in told.values())


def test_order_and_grouping_of_inputs_do_not_change_a_byte(tmp_path: Path) -> None:
    whole = write(tmp_path / "in", **TEXTS)
    shutil.copy(sample() / "figures.csv", whole)
    build([whole], tmp_path / "one")
    expected = contents(tmp_path / "one")
    paths = list(whole.iterdir())
    shuffler = random.Random(2)
    for number in range(2):
        shuffler.shuffle(paths)
        build(paths, tmp_path / f"shuffled-{number}")
        assert contents(tmp_path / f"shuffled-{number}") == expected
    parts = [tmp_path / "b" / "in", tmp_path / "a" / "in"]
    for number, path in enumerate(paths):
        parts[number % 2].mkdir(parents=True, exist_ok=True)
        shutil.copy(path, parts[number % 2])
    for order in (parts, parts[::-1]):
        build(order, tmp_path / "split")
        assert contents(tmp_path / "split") == expected


@pytest.mark.slow
def test_hash_seed_does_not_change_a_byte(sample_build: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "kg", "--lang", "zh", "build", "--quiet", "-o", tmp_path / seed]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        assert contents(tmp_path / seed) == contents(sample_build)


def test_a_document_alone_keeps_its_graph(tmp_path: Path) -> None:
    build([write(tmp_path / "in", **TEXTS)], tmp_path / "all")
    build([tmp_path / "in" / "centre.txt"], tmp_path / "alone")
    graphs = []
    for name in ("all", "alone"):
        with Store.open(tmp_path / name / "store") as store:
            rows = store.query('SELECT ?d { ?d dcterms:identifier "centre.txt" }')
            (document,) = [row["d"] for row in rows]
            graphs.append({str(quad) for quad in store.match(graph=document)})
    assert graphs[0] == graphs[1]
    assert graphs[0]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", **TEXTS)
    manifest = build([folder / "centre.txt", folder, folder / "centre.txt"], tmp_path / "build")
    assert manifest.counts.documents == 3
    assert manifest.skipped == []


def test_same_name_and_text_count_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / name, centre=TEXTS["centre"])
    manifest = build([tmp_path / "a", tmp_path / "b"], tmp_path / "build")
    assert manifest.counts.documents == 1
    assert [it.kind for it in manifest.skipped] == ["note"]
    assert manifest.errors == []


def test_output_among_the_inputs_is_not_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", **TEXTS)
    build([folder], folder / "build")
    before = contents(folder / "build")
    manifest = build([folder], folder / "build")
    assert manifest.counts.documents == 3
    assert contents(folder / "build") == before
    with pytest.raises(InputError):
        build([folder / "build" / "text"], folder / "build")
    assert contents(folder / "build") == before


def test_documents_are_read_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    rows = "".join(f'"{text}"\n' for text in TEXTS.values())
    (folder / "table.csv").write_text(f"text\n{rows}", encoding="utf-8")
    log: list[str] = []
    pages, annotate = reader.pages, pipeline.annotate

    def logged_pages(source: reader.Source, *, columns: reader.Columns) -> Iterator[reader.Page | InputError]:
        for item in pages(source, columns=columns):
            log.append("read")
            yield item

    def logged_annotate(nlp: Any, document: Document) -> Extraction:
        log.append("annotate")
        return annotate(nlp, document)

    monkeypatch.setattr(reader, "pages", logged_pages)
    monkeypatch.setattr(pipeline, "annotate", logged_annotate)
    build([folder], tmp_path / "build")
    assert log == ["read", "annotate"] * 3


def test_a_failing_reader_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "in", **TEXTS)
    documents = reader.documents

    def failing(source: reader.Source) -> Iterator[Document | InputError]:
        if source.name == "centre.txt":
            raise RecursionError("by design of the test")
        yield from documents(source)

    monkeypatch.setattr(reader, "documents", failing)
    manifest = build([folder], tmp_path / "build")
    assert [it.where for it in manifest.errors] == ["centre.txt"]
    assert manifest.counts.documents == 2


def test_full_disk_while_exporting_leaves_the_earlier_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "in", **TEXTS)
    build([folder], tmp_path / "build")
    before = contents(tmp_path / "build")

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[-1]))

    monkeypatch.setattr(export, "rdf", full)
    with pytest.raises(OutputError, match=r"No space left on device.*free space"):
        build([folder], tmp_path / "build", force=True)
    assert contents(tmp_path / "build") == before
    assert strays(tmp_path / "build") == []


def test_a_build_of_claims_alone_conforms_and_says_what_it_cannot_tell(tmp_path: Path) -> None:
    runner = CliRunner()
    folder = str(tmp_path / "build")
    assert runner.invoke(main, ["build", "-q", "-o", folder, "--evidence", "claims", "--no-page"]).exit_code == 0
    assert not (tmp_path / "build" / "explorer.html").exists()
    with Store.open(tmp_path / "build" / "store") as store:
        assert next(store.match(predicate=term("oa:hasBody")), None) is None
        assert next(store.match(predicate=term("tifa:mentions")), None) is not None
    assert runner.invoke(main, ["validate", folder]).exit_code == 0
    spread = runner.invoke(main, ["--lang", "en", "query", "spread", "--entity", "八八战略", "--build", folder])
    assert spread.exit_code == 0
    assert "--evidence claims" in spread.stderr
    quiet = runner.invoke(
        main, ["query", "who-implements", "--entity", "三航行动", "--build", folder, "--format", "csv"]
    )
    assert quiet.stderr == ""
    audited = runner.invoke(main, ["--lang", "en", "audit", "centre-anniversary.txt", "--build", folder])
    assert "evidence of claims alone" in audited.stderr
