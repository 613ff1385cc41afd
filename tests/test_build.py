"""The conductor: complete or absent, the same bytes in any order, and what a build says of itself."""

import errno
import hashlib
import json
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from kg import __version__, export, pipeline, reader
from kg.build import Step, build, sample
from kg.build import output as outputs
from kg.build.output import is_build, written_aside
from kg.errors import InputError, OutputError, StoreError
from kg.model import Document, Extraction
from kg.store import Store

FILES = {"explorer.html", "graph.nq", "graph.ttl", "manifest.json", "store", "text"}


def old_build(folder: Path) -> Path:
    """Make what `is_build` takes for a build of ours."""
    folder.mkdir()
    (folder / "manifest.json").write_text('{"program": "tifa"}')
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a build that do not depend on the clock, by path."""
    paths = [folder / "graph.nq", folder / "graph.ttl", folder / "explorer.html", *folder.glob("text/*")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def check_complete(folder: Path) -> None:
    """Assert that every part of a build is there and whole."""
    assert {path.name for path in folder.iterdir()} == FILES
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    with Store.open(folder / "store") as store:
        assert len(store) == manifest["counts"]["quads"] > 0
    lines = (folder / "graph.nq").read_text(encoding="utf-8").splitlines()
    assert len(lines) == manifest["counts"]["quads"]
    assert {path.stem for path in folder.glob("text/*.txt")} == {it["text"] for it in manifest["inputs"]}


def strays(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir() if path.name.startswith(f".{folder.name}."))


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


# The swap


def test_output_appears_at_the_end_only(tmp_path: Path) -> None:
    output = tmp_path / "deep" / "build"
    with written_aside(output) as folder:
        (folder / "a").write_text("new")
        assert not output.exists()
    assert (output / "a").read_text() == "new"
    assert strays(output) == []


def test_output_takes_the_place_of_an_earlier_build(tmp_path: Path) -> None:
    output = old_build(tmp_path / "build")
    with written_aside(output) as folder:
        (folder / "a").write_text("new")
        assert is_build(output)
    assert [path.name for path in output.iterdir()] == ["a"]
    assert strays(output) == []


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError])
def test_failure_leaves_the_earlier_build(tmp_path: Path, failure: type[BaseException]) -> None:
    output = old_build(tmp_path / "build")
    with pytest.raises(failure), written_aside(output) as folder:
        (folder / "a").write_text("new")
        raise failure
    assert is_build(output)
    assert strays(output) == []


def test_output_behind_a_link_stays_behind_it(tmp_path: Path) -> None:
    old_build(tmp_path / "real")
    link = tmp_path / "link"
    link.symlink_to("real")
    with written_aside(link) as folder:
        (folder / "a").write_text("new")
    assert link.is_symlink()
    assert (tmp_path / "real" / "a").exists()


def test_leftovers_of_killed_builds_are_cleared_but_not_of_running_ones(tmp_path: Path) -> None:
    output = tmp_path / "build[1]"
    dead = tmp_path / ".build[1].building-dead"
    dead.mkdir()
    other = tmp_path / ".build.building-other"
    other.mkdir()
    with written_aside(output) as running:
        assert not dead.exists()
        with written_aside(output) as second:
            assert running.exists()
            (second / "a").write_text("second")
        (running / "manifest.json").write_text('{"program": "tifa"}')
        # The second put a folder there that is no build; the first, begun before, still replaces it.
    assert is_build(output)
    assert other.exists()


def test_where_folders_cannot_be_exchanged_they_are_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "_exchange", lambda one, other: False)
    output = old_build(tmp_path / "build")
    with written_aside(output) as folder:
        (folder / "a").write_text("new")
    assert [path.name for path in output.iterdir()] == ["a"]
    assert strays(output) == []


@pytest.mark.parametrize("renamed_in", [False, True])
def test_kill_between_two_renames_is_mended_at_the_next_start(tmp_path: Path, renamed_in: bool) -> None:
    output = tmp_path / "build"
    old_build(tmp_path / ".build.replaced")
    if renamed_in:
        old_build(output)
    with pytest.raises(RuntimeError), written_aside(output):
        assert is_build(output)
        raise RuntimeError
    assert is_build(output)
    assert strays(output) == []


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda path: path.write_text("a"), "is a file"),
        (lambda path: (path.mkdir(), (path / "thesis.txt").write_text("a")), "no build of kg"),
        # A web application's manifest.json is none of ours.
        (lambda path: (path.mkdir(), (path / "manifest.json").write_text('{"name": "app"}')), "no build of kg"),
        (lambda path: (path.mkdir(), (path / "manifest.json").write_text("{")), "no build of kg"),
    ],
)
def test_what_is_no_build_is_never_replaced(tmp_path: Path, make: object, problem: str) -> None:
    output = tmp_path / "build"
    make(output)  # type: ignore[operator]
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with pytest.raises(OutputError, match=problem), written_aside(output):
        pytest.fail("began to write")
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    output = tmp_path / "build"
    output.mkdir()
    with written_aside(output) as folder:
        (folder / "a").write_text("new")
    assert (output / "a").exists()


def test_the_folder_one_is_in_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="folder you are in"), written_aside(Path()):
        pytest.fail("began to write")


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "free space"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES)), "get the right"),
        (StoreError("aside/store", "cannot be written (No space left on device)", "buy"), "free space"),
        (OutputError("aside/graph.nq", "cannot be written ([Errno 122] Disk quota exceeded)", "buy"), "quota"),
        (OSError("IO error: a\nb"), "choose another"),
    ],
)
def test_failed_writes_name_the_output(tmp_path: Path, error: Exception, remedy: str) -> None:
    output = tmp_path / "build"
    with pytest.raises(OutputError, match=remedy) as raised, written_aside(output):
        raise error
    assert raised.value.where == str(output)
    assert not output.exists()
    assert strays(output) == []


# Whole builds

TEXTS = {
    "zhejiang": "浙江省直机关工委工作综述\n\n浙江省直机关工委深入实施“双建争先”工程，7000余个机关基层党组织参加。\n",
    "heilongjiang": "双鸭山市直机关工委开展三航行动\n\n双鸭山市直机关工委开展“三航行动”，以“走在前、作表率”为主题。\n",
    "centre": "会议公报\n\n会上谈到“两个确立”和“四个意识”，与会者认为学得还不够。\n",
}


def test_build_is_complete(tmp_path: Path) -> None:
    steps: list[Step] = []
    manifest = build([write(tmp_path / "in", **TEXTS)], tmp_path / "build", report=steps.append)
    check_complete(tmp_path / "build")
    assert manifest.counts.documents == 3
    assert manifest.counts.entities["Campaign"] >= 2
    assert manifest.counts.relations["implements"] >= 2
    assert manifest.counts.figures >= 1
    assert strays(tmp_path / "build") == []
    assert [step.done for step in steps] == sorted(step.done for step in steps)
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
    assert set(told["seconds"]) == {"load", "read", "annotate", "quads", "store", "export", "page"}


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
    documents, annotate = reader.documents, pipeline.annotate

    def logged_documents(source: reader.Source, *, columns: reader.Columns) -> Iterator[Document | InputError]:
        for item in documents(source, columns=columns):
            log.append("read")
            yield item

    def logged_annotate(nlp: Any, document: Document) -> Extraction:
        log.append("annotate")
        return annotate(nlp, document)

    monkeypatch.setattr(reader, "documents", logged_documents)
    monkeypatch.setattr(pipeline, "annotate", logged_annotate)
    build([folder], tmp_path / "build")
    assert log == ["read", "annotate"] * 3


def test_a_failing_reader_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "in", **TEXTS)
    documents = reader.documents

    def failing(source: reader.Source, *, columns: reader.Columns) -> Iterator[Document | InputError]:
        if source.name == "centre.txt":
            raise RecursionError("by design of the test")
        yield from documents(source, columns=columns)

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
        build([folder], tmp_path / "build")
    assert contents(tmp_path / "build") == before
    assert strays(tmp_path / "build") == []


# Kills


def build_forever(inputs: Sequence[Path], output: Path) -> None:
    """Build one input after the other into one folder, until killed."""
    while True:
        for path in inputs:
            build([path], output)


@pytest.mark.slow
def wait_for(condition: Callable[[], bool], process: BaseProcess) -> bool:
    """Wait until the condition holds; say whether it came to hold within a minute while the process lived."""
    end = time.monotonic() + 60
    while not condition() and process.is_alive() and time.monotonic() < end:
        time.sleep(0.005)
    return condition()


def test_a_killed_build_leaves_a_complete_one(tmp_path: Path) -> None:
    inputs = [write(tmp_path / "one" / "in", **TEXTS), write(tmp_path / "two" / "in", zhejiang=TEXTS["zhejiang"])]
    output = tmp_path / "out" / "build"
    whole = []
    for path in inputs:
        build([path], output)
        whole.append(contents(output))
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["kg.build.flow"])
    left = 0
    for moment in (0, 0.1, 0.2, 0.4, 0.7, 1.1):
        before = strays(output)
        process = processes.Process(target=build_forever, args=(inputs, output))
        process.start()
        # However busy the machine is, the kill falls into a build or soon after one.
        assert wait_for(lambda known=before: strays(output) != known, process), "no build began"
        process.join(moment)
        assert process.exitcode is None, "the build ended on its own"
        process.kill()
        process.join()
        left += len(strays(output))
        check_complete(output)
        assert contents(output) in whole
    assert left > 0, "no kill fell into a build"
    build([inputs[0]], output)
    assert strays(output) == []
    assert contents(output) == whole[0]
