"""A build goes on from what an earlier one has done, whole or killed, and comes to the same bytes."""

import json
import multiprocessing
import os
import random
import shutil
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from builds import TEXTS, check_complete, contents, strays, write

from kg import ontology as ontologies
from kg import pipeline
from kg.build import build, sample
from kg.model import Document, Extraction
from kg.store import Store


@pytest.fixture
def annotated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the documents that are annotated from here on."""
    names: list[str] = []
    annotate = pipeline.annotate

    def logged(nlp: Any, document: Document) -> Extraction:
        names.append(document.name)
        return annotate(nlp, document)

    monkeypatch.setattr(pipeline, "annotate", logged)
    return names


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a folder of small documents, among them the records of a table, and the sample corpus."""
    folder = write(tmp_path / "in", **TEXTS)
    for path in sample().iterdir():
        shutil.copy(path, folder)
    return folder


def anew(corpus: Path, folder: Path) -> dict[str, bytes]:
    """Return what a build of the corpus in an empty place holds."""
    build([corpus], folder)
    return contents(folder)


def quads(build: Path) -> list[str]:
    with Store.open(build / "store") as store:
        return sorted(map(str, store.match()))


def test_only_a_changed_document_is_done_again(corpus: Path, tmp_path: Path, annotated: list[str]) -> None:
    output = tmp_path / "build"
    build([corpus], output)
    number = len(annotated)
    (corpus / "zhejiang.txt").write_text(f"{TEXTS['zhejiang']}浙江省委提出“八八战略”。\n", encoding="utf-8")
    annotated.clear()
    build([corpus], output)
    assert annotated == ["zhejiang.txt"]
    check_complete(output)
    annotated.clear()
    assert contents(output) == anew(corpus, tmp_path / "anew")
    assert len(annotated) == number
    assert quads(output) == quads(tmp_path / "anew")


def test_nothing_is_done_again_where_nothing_changed(corpus: Path, tmp_path: Path, annotated: list[str]) -> None:
    output = tmp_path / "build"
    before = anew(corpus, output)
    annotated.clear()
    for path in corpus.iterdir():
        os.utime(path)
    build([corpus], output)
    assert annotated == []
    assert contents(output) == before
    check_complete(output)


def test_documents_leave_and_come(corpus: Path, tmp_path: Path, annotated: list[str]) -> None:
    output = tmp_path / "build"
    build([corpus], output)
    (corpus / "centre.txt").unlink()
    (corpus / "new.txt").write_text("浙江省委部署工作\n\n浙江省委实施“双建争先”工程。\n", encoding="utf-8")
    annotated.clear()
    build([corpus], output)
    assert annotated == ["new.txt"]
    check_complete(output)
    assert contents(output) == anew(corpus, tmp_path / "anew")
    assert quads(output) == quads(tmp_path / "anew")


def test_one_record_of_a_table_is_done_again(tmp_path: Path, annotated: list[str]) -> None:
    table = tmp_path / "in" / "table.csv"
    table.parent.mkdir()
    rows = ["浙江省委部署工作。", "广东省委部署工作。", "山东省委部署工作。"]
    table.write_text("\n".join(["text", *rows]), encoding="utf-8")
    build([table.parent], tmp_path / "build")
    rows[1] = "广东省委实施“百千万工程”。"
    table.write_text("\n".join(["text", *rows]), encoding="utf-8")
    annotated.clear()
    build([table.parent], tmp_path / "build")
    assert annotated == ["table.csv#2"]
    told = json.loads((tmp_path / "build" / "manifest.json").read_text(encoding="utf-8"))
    assert len({it["file"] for it in told["inputs"]}) == 1
    assert contents(tmp_path / "build") == anew(table.parent, tmp_path / "anew")


def test_force_does_everything_again(corpus: Path, tmp_path: Path, annotated: list[str]) -> None:
    before = anew(corpus, tmp_path / "build")
    number = len(annotated)
    annotated.clear()
    build([corpus], tmp_path / "build", force=True)
    assert len(annotated) == number
    assert contents(tmp_path / "build") == before


def test_other_options_do_everything_again(corpus: Path, tmp_path: Path, annotated: list[str]) -> None:
    build([corpus], tmp_path / "build")
    number = len(annotated)
    annotated.clear()
    build([corpus], tmp_path / "build", with_entities=False)
    assert len(annotated) == number
    build([corpus], tmp_path / "anew", with_entities=False)
    assert contents(tmp_path / "build") == contents(tmp_path / "anew")


def test_a_change_of_the_ontology_does_again_what_it_can_affect(tmp_path: Path, annotated: list[str]) -> None:
    corpus = write(tmp_path / "in", **TEXTS)
    folder = shutil.copytree(ontologies.folder(), tmp_path / "ontology")

    def rebuilt() -> list[str]:
        annotated.clear()
        build([corpus], tmp_path / "build", ontology=ontologies.load(folder))
        again = list(annotated)
        ontologies._load.cache_clear()
        build([corpus], tmp_path / "anew", ontology=ontologies.load(folder), force=True)
        assert contents(tmp_path / "build") == contents(tmp_path / "anew")
        assert quads(tmp_path / "build") == quads(tmp_path / "anew")
        return again

    assert len(rebuilt()) == 3
    with (folder / "entities" / "zhejiang.ttl").open("a", encoding="utf-8") as file:
        known = next(it for it in ontologies.load(folder).entities if it.file == "zhejiang.ttl")
        file.write(f'\n<{known.iri.value}> skos:definition "Said by a test."@en .\n')
    ontologies._load.cache_clear()
    assert rebuilt() == []
    with (folder / "lexicon" / "decoys.tsv").open("a", encoding="utf-8") as file:
        file.write("并无此语\n")
    ontologies._load.cache_clear()
    assert len(rebuilt()) == 3


def test_an_earlier_build_that_lost_its_store_or_texts_is_no_trap(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "build"
    before = anew(corpus, output)
    shutil.rmtree(output / "store")
    (output / "graph.ttl").write_bytes(b"")
    next((output / "text").iterdir()).unlink()
    build([corpus], output)
    check_complete(output)
    assert contents(output) == before


def test_a_journal_that_was_tampered_with_is_no_trap(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "build"
    before = anew(corpus, output)
    journal = output / "documents.jsonl"
    journal.write_bytes(journal.read_bytes()[:-40])
    (output / "graph.nq").write_bytes((output / "graph.nq").read_bytes()[:-1000])
    build([corpus], output)
    check_complete(output)
    assert contents(output) == before


# What a build of another process does: it logs every document that it begins, and takes its time over it.
def _build_slowly(inputs: Path, output: Path, log: Path) -> None:
    annotate = pipeline.annotate

    def slow(nlp: Any, document: Document) -> Extraction:
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{document.name}\n")
        time.sleep(0.02)
        return annotate(nlp, document)

    pipeline.annotate = slow  # type: ignore[assignment]
    build([inputs], output)


def _wait(process: BaseProcess, log: Path, lines: int) -> None:
    """Wait until a build has begun so many documents, or has ended."""
    while process.exitcode is None and (not log.exists() or log.read_bytes().count(b"\n") < lines):
        time.sleep(0.005)


@pytest.mark.slow
def test_a_build_killed_twenty_times_comes_to_the_same_bytes(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    for number in range(40):
        text = f"{TEXTS['zhejiang']}第{number}次会议由浙江省委召开。\n" * 3
        (inputs / f"{number:02}.txt").write_text(text, encoding="utf-8")
    expected = anew(inputs, tmp_path / "anew")
    output, log = tmp_path / "out" / "build", tmp_path / "log"
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["kg.build.flow"])
    chance = random.Random(20)
    begun = killed = 0
    for _ in range(20):
        process = processes.Process(target=_build_slowly, args=(inputs, output, log))
        process.start()
        # The first kills fall into the documents, the last ones into what is derived from them.
        if begun < 40:
            _wait(process, log, begun + chance.randint(1, 4))
        process.join(chance.uniform(0, 0.3))
        if process.exitcode is None:
            process.kill()
            killed += 1
        process.join()
        begun = log.read_bytes().count(b"\n")
        if output.exists():
            check_complete(output)
            assert contents(output) == expected
    assert killed >= 10, "too few kills fell into a build"
    build([inputs], output)
    assert strays(output) == []
    check_complete(output)
    assert contents(output) == expected
    # Each kill costs no more than the one document that was under way.
    assert 40 <= begun <= 40 + killed
