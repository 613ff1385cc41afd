"""A build on Spark: the quads and texts of a local build, whatever fails on the way."""

import gzip
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builds import LOADED, TEXTS, check_complete, contents, write
from click.testing import CliRunner

import kg
from kg.build import Manifest, Skipped, build, load
from kg.cli.main import main
from kg.errors import ClusterError, InputError, OutputError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.slow


def missing() -> str | None:
    """Say what is not installed of what these tests need."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "Java is not installed: apt-get install openjdk-17-jre-headless"
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "pyspark is not installed: pip install 'tifa[spark]'"
    return None


@pytest.fixture(scope="session")
def spark() -> "Iterator[SparkSession]":
    """Return a session on two cores that runs a failed task again; skip, unless CI forbids it, where there is no Spark."""
    lacking = missing()
    if lacking and "KG_REQUIRE_SPARK" in os.environ:
        pytest.fail(lacking)
    if lacking:
        pytest.skip(lacking)
    from pyspark.sql import SparkSession

    from kg.spark import session

    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.showConsoleProgress": "false",
    }
    for name, value in settings.items():
        SparkSession.builder.config(name, value)
    it = session("local[2,2]")
    it.sparkContext.setLogLevel("OFF")
    yield it
    it.stop()


@pytest.fixture(scope="module", autouse=True)
def several_tasks() -> Iterator[None]:
    """Deal even the little of these tests out to several tasks."""
    if missing():
        yield
        return
    from kg.spark import job

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(job, "_LEAST", 500)
        yield


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of documents in several formats, with things in it that cannot be read."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    folder = write(tmp_path_factory.mktemp("reports") / "in [1]", **TEXTS)
    deep = write(folder / "二级 %20", zhejiang=TEXTS["zhejiang"])
    rows = "".join(f'{number},"{TEXTS["heilongjiang"]}"\r\n' for number in range(5))
    (deep / "table.CSV").write_bytes(f"标题,正文\r\n{rows}空,\r\n".encode("gb18030"))
    records = [{"text": text, "title": f"第{at}篇\u2028"} for at, text in enumerate(TEXTS.values())]
    lines = [json.dumps(it, ensure_ascii=False) for it in records]
    lines.insert(1, "{broken")
    lines.append(json.dumps({"text": "双建争先\ud800"}))
    (folder / "records.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = [{"text": text, "date": f"2024-03-0{at + 1}"} for at, text in enumerate(TEXTS.values())]
    pq.write_table(pa.Table.from_pylist(rows), folder / "rows.parquet")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 no Word file")
    (folder / "empty.txt").touch()
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text("隐藏", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def local(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """Return the local build of the reports."""
    output = tmp_path_factory.mktemp("local") / "build"
    return output, build([reports], output)


@pytest.fixture(scope="module")
def parts(spark: "SparkSession", reports: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """Return the same build on Spark."""
    from kg.spark import build

    output = tmp_path_factory.mktemp("spark") / "out [1]"
    return output, build(spark, [str(reports)], str(output))


def lines(folder: Path) -> list[str]:
    return [line for path in sorted(folder.iterdir()) for line in opened(path) if not path.name.startswith(".")]


def opened(path: Path) -> list[str]:
    if path.suffix != ".gz":
        return []
    return gzip.decompress(path.read_bytes()).decode().removesuffix("\n").split("\n")


def quads(folder: Path) -> list[str]:
    return sorted(lines(folder / "graph"))


def texts(folder: Path) -> dict[str, bytes]:
    found = (json.loads(line) for line in lines(folder / "text"))
    return {it["digest"]: it["text"].encode() for it in found}


def local_quads(folder: Path) -> list[str]:
    return sorted((folder / "graph.nq").read_text(encoding="utf-8").removesuffix("\n").split("\n"))


def test_quads_are_those_of_a_local_build(local: tuple[Path, Manifest], parts: tuple[Path, Manifest]) -> None:
    assert quads(parts[0]) == local_quads(local[0])


def test_texts_are_those_of_a_local_build(local: tuple[Path, Manifest], parts: tuple[Path, Manifest]) -> None:
    there = {path.stem: path.read_bytes() for path in (local[0] / "text").iterdir()}
    assert texts(parts[0]) == there


def test_what_cannot_be_read_is_listed(local: tuple[Path, Manifest], parts: tuple[Path, Manifest]) -> None:
    told = {str(it): it.kind for it in local[1].skipped}
    assert len(told) == 5
    assert {str(it): it.kind for it in parts[1].skipped} == told
    assert sorted(json.loads(line)["where"] for line in lines(parts[0] / "skipped")) == sorted(
        it.where for it in local[1].skipped
    )


def test_counts_are_those_of_a_local_build(local: tuple[Path, Manifest], parts: tuple[Path, Manifest]) -> None:
    assert len(list((parts[0] / "graph").glob("*.nq.gz"))) > 3
    assert parts[1].counts == local[1].counts
    assert json.loads((parts[0] / "manifest.json").read_bytes())["counts"]["quads"] == local[1].counts.quads


def test_a_documents_lines_stay_together(parts: tuple[Path, Manifest]) -> None:
    for path in (parts[0] / "graph").glob("*.gz"):
        graphs = [line.rsplit(" ", 2)[1] for line in opened(path)]
        changes = sum(one != other for one, other in pairwise(graphs))
        assert changes == len(set(graphs)) - 1


def test_a_task_that_is_run_again_tells_nothing_twice(
    spark: "SparkSession",
    reports: Path,
    local: tuple[Path, Manifest],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from kg.spark import build, worker

    annotate, failed = worker.annotate, tmp_path / "failed"

    def failing(plan: worker.Plan, batches: Iterable[Any]) -> Iterator[Any]:
        yield from annotate(plan, batches)
        # Every row is on its way to the file by now.
        if not failed.exists():
            failed.touch()
            raise RuntimeError("the power went out")

    monkeypatch.setattr(worker, "annotate", failing)
    manifest = build(spark, [str(reports)], str(tmp_path / "out"))
    assert failed.exists()
    assert quads(tmp_path / "out") == local_quads(local[0])
    assert manifest.counts == local[1].counts
    assert {path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith(".")} == {
        *worker.KINDS,
        "manifest.json",
    }


def test_parts_become_a_build(local: tuple[Path, Manifest], parts: tuple[Path, Manifest], tmp_path: Path) -> None:
    loaded = load([parts[0]], tmp_path / "build")
    check_complete(tmp_path / "build", LOADED)
    assert loaded.counts == local[1].counts
    here, there = contents(tmp_path / "build", LOADED), contents(local[0], LOADED)
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []
    assert json.loads((tmp_path / "build" / "manifest.json").read_bytes())["inputs"] == [
        asdict(it) for it in sorted(local[1].inputs, key=lambda it: (it.name, it.text))
    ]


def test_an_output_is_replaced_when_all_is_computed(
    spark: "SparkSession", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.spark import build, worker

    def broken(*arguments: object) -> Iterator[Any]:
        raise RuntimeError("always")

    write(tmp_path / "in", centre=TEXTS["centre"])
    output = tmp_path / "in" / "out"  # below the input, and no input itself
    build(spark, [str(tmp_path / "in")], str(output))
    first = quads(output)
    write(tmp_path / "in", zhejiang=TEXTS["zhejiang"])
    with (
        monkeypatch.context() as patch,
        pytest.raises(ClusterError, match=r"Spark failed \(RuntimeError: always\)"),
    ):
        patch.setattr(worker, "read", broken)
        build(spark, [str(tmp_path / "in")], str(output))
    assert quads(output) == first
    manifest = build(spark, [str(tmp_path / "in")], str(output))
    assert set(first) < set(quads(output))
    assert manifest.counts.documents == 2
    assert manifest.skipped == []


def test_inputs_are_named_as_in_a_local_build(spark: "SparkSession", tmp_path: Path) -> None:
    from kg.spark import build as distributed

    outer = write(tmp_path / "outer", centre=TEXTS["centre"])
    inner = write(outer / "inner", zhejiang=TEXTS["zhejiang"])
    twin = write(tmp_path / "twin", centre=TEXTS["centre"])
    strange = tmp_path / "strange.xyz"
    strange.write_text("x", encoding="utf-8")
    inputs = [outer, inner, inner / "zhejiang.txt", twin, strange, tmp_path / "nowhere"]
    here = build(inputs, tmp_path / "here")
    there = distributed(spark, [str(path) for path in inputs], str(tmp_path / "there"))
    assert quads(tmp_path / "there") == local_quads(tmp_path / "here")
    assert sorted(map(str, there.skipped)) == sorted(map(str, here.skipped))
    assert {it.kind for it in there.skipped} == {"note", "error"}


def test_an_ontology_of_ones_own_and_options_reach_the_workers(
    spark: "SparkSession", root: Path, tmp_path: Path
) -> None:
    from kg import ontology as ontologies
    from kg.reader import Columns
    from kg.spark import build as distributed

    shutil.copytree(root / "ontology", tmp_path / "mine")
    text = (tmp_path / "mine" / "tifa.ttl").read_text(encoding="utf-8")
    (tmp_path / "mine" / "tifa.ttl").write_text(f"{text}\n# mine\n", encoding="utf-8")
    table = tmp_path / "table.jsonl"
    table.write_text(json.dumps({"报告": TEXTS["zhejiang"]}, ensure_ascii=False), encoding="utf-8")
    known, columns = ontologies.load(tmp_path / "mine"), Columns(text="报告")
    options: dict[str, Any] = {"columns": columns, "ontology": known, "with_entities": False, "models": ()}
    build([table], tmp_path / "here", **options)
    distributed(spark, [str(table)], str(tmp_path / "there"), **options)
    assert quads(tmp_path / "there") == local_quads(tmp_path / "here")
    assert known.digest in "".join(quads(tmp_path / "there"))


def test_a_stage_that_fails_costs_one_document(
    spark: "SparkSession", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.spark import build, worker

    annotate = worker.annotate

    def poisoned(plan: worker.Plan, batches: Iterable[Any]) -> Iterator[Any]:
        from kg.build.work import Annotator

        part = Annotator.part
        Annotator.part = lambda self, it: part(self, it) if it.name != "centre.txt" else 1 // 0  # type: ignore
        try:
            yield from annotate(plan, batches)
        finally:
            Annotator.part = part  # type: ignore[method-assign]

    monkeypatch.setattr(worker, "annotate", poisoned)
    manifest = build(spark, [str(write(tmp_path / "in", **TEXTS))], str(tmp_path / "out"))
    assert manifest.counts.documents == 2
    assert [(it.where, it.problem) for it in manifest.errors] == [
        ("centre.txt", "extraction failed unexpectedly (ZeroDivisionError: integer division or modulo by zero)")
    ]


def test_what_cannot_be_built_is_refused(spark: "SparkSession", tmp_path: Path) -> None:
    from kg.spark import build

    folder = write(tmp_path / "in", empty="")
    with pytest.raises(InputError, match=r"^empty\.txt: is empty"):
        build(spark, [str(folder)], str(tmp_path / "out"))
    with pytest.raises(InputError, match="nowhere"):
        build(spark, [str(tmp_path / "nowhere")], str(tmp_path / "out"))
    with pytest.raises(OutputError, match="no build of kg"):
        build(spark, [str(folder)], str(folder))


def test_addresses_reach_spark_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark")
    from kg import spark

    class Session:
        stopped = False

        def stop(self) -> None:
            self.stopped = True

    session, told = Session(), []

    def build(*arguments: object, **options: object) -> Manifest:
        told.append((arguments, options["models"]))
        manifest = Manifest("", {})
        manifest.skipped.append(Skipped("a.txt", "is empty", "leave it out"))
        return manifest

    monkeypatch.setattr(spark, "session", lambda master: session if master == "yarn" else None)
    monkeypatch.setattr(spark, "build", build)
    typed = "build hdfs://host/in s3a://bucket/in.csv -o hdfs://host/out --engine spark --master yarn --model none"
    result = CliRunner().invoke(main, ["--lang", "en", *typed.split()])
    assert told == [((session, ("hdfs://host/in", "s3a://bucket/in.csv"), "hdfs://host/out"), [])]
    assert session.stopped
    assert (result.exit_code, result.stderr) == (1, "kg: a.txt: is empty; leave it out\n")
    assert "hdfs://host/out/graph" in result.stdout


def test_without_spark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(kg, "spark", raising=False)
    monkeypatch.setitem(sys.modules, "kg.spark", None)
    result = CliRunner().invoke(main, ["--lang", "en", "build", "--engine", "spark"])
    assert (result.exit_code, result.stderr) == (
        1,
        "kg: --engine spark: Spark is not installed; pip install 'tifa[spark]'\n",
    )
