"""`kg load`: a build made from quads alone answers as the one that they came from."""

import gzip
import json
import shutil
from pathlib import Path

import pytest
from builds import LOADED, check_complete, contents
from click.testing import CliRunner

from kg.build import load
from kg.cli.main import main
from kg.errors import InputError, OutputError

# What a manifest says of its own making.
OWN = {"seconds"}


def manifest(folder: Path) -> dict[str, object]:
    told = json.loads((folder / "manifest.json").read_bytes())
    return {name: value for name, value in told.items() if name not in OWN}


def test_a_build_loaded_is_that_build(sample_build: Path, tmp_path: Path) -> None:
    load([sample_build], tmp_path / "again")
    check_complete(tmp_path / "again", LOADED)
    assert contents(tmp_path / "again", LOADED) == contents(sample_build, LOADED)
    assert manifest(tmp_path / "again") == manifest(sample_build)


def test_parts_may_overlap_and_be_compressed(sample_build: Path, tmp_path: Path) -> None:
    lines = (sample_build / "graph.nq").read_bytes().splitlines(keepends=True)
    graph = tmp_path / "parts" / "graph"
    graph.mkdir(parents=True)
    (graph / "part-0.nq.gz").write_bytes(gzip.compress(b"".join(lines[: len(lines) // 2])))
    (graph / "part-1.nq").write_bytes(b"".join(reversed(lines[len(lines) // 3 :])))
    (graph / ".part-1.nq").write_bytes(b"hidden")
    shutil.copytree(sample_build / "text", tmp_path / "parts" / "text")
    load([tmp_path / "parts"], tmp_path / "build")
    check_complete(tmp_path / "build", LOADED)
    assert (tmp_path / "build" / "graph.nq").read_bytes() == (sample_build / "graph.nq").read_bytes()
    assert manifest(tmp_path / "build")["counts"] == manifest(sample_build)["counts"]


def test_a_graph_without_texts_is_told(sample_build: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["--lang", "en", "load", str(sample_build / "graph.nq"), "-o", str(tmp_path / "build")]
    )
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "build" / "manifest.json").read_bytes())
    assert {it["problem"] for it in told["skipped"]} == {"has no text among the parts"}
    assert {it["where"] for it in told["skipped"]} == {it["name"] for it in told["inputs"]}
    for command in (["query", "spread", "--entity", "八八战略"], ["show", "八八战略"]):
        answer = CliRunner().invoke(main, [*command, "-b", str(tmp_path / "build")])
        assert answer.exit_code == 0, answer.output


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.nq", b"no quads", "is no whole N-Quads"),
        ("a.nq.gz", b"no gzip", "is no whole N-Quads"),
        ("a.nq.gz", gzip.compress(b"<a:a> <a:b> <a:c> <a:d> .\n" * 99)[:-20], "is no whole N-Quads"),
        ("a.nq", b"<a:a> <a:b> <a:c> <a:d> .\n", "no document in it"),
        ("a.nq", b"", "no document in it"),
    ],
)
def test_what_is_no_graph_is_refused(name: str, content: bytes, problem: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=problem):
        load([tmp_path / name], tmp_path / "build")
    assert not (tmp_path / "build").exists()


def test_what_is_missing_or_not_whole_is_refused(sample_build: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load([tmp_path / "nowhere"], tmp_path / "build")
    (tmp_path / "parts" / "_parts").mkdir(parents=True)
    with pytest.raises(InputError, match="did not end"):
        load([tmp_path / "parts"], tmp_path / "build")
    with pytest.raises(OutputError):
        load([sample_build], tmp_path)
