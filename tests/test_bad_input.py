"""What bad input gets: one line naming file, place and remedy; the rest is built; exit code 1; all of it listed."""

import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg import pipeline
from kg.build import sample
from kg.cli import main
from kg.model import Document, Extraction
from kg.ontology import folder as ontology_folder

GOOD = "标题\n\n浙江省直机关工委实施“双建争先”工程，7000余个基层党组织参加。\n"
PDF = b"""%%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200]>> endobj
4 0 obj <</Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <%s> /U <%s>>> endobj
trailer <</Root 1 0 R /Size 5 /Encrypt 4 0 R /ID [<%s> <%s>]>>
%%%%EOF
""" % (b"0f" * 32, b"f0" * 32, b"00" * 16, b"00" * 16)


def empty(folder: Path) -> str:
    (folder / "empty.txt").touch()
    return "empty.txt"


def binary(folder: Path) -> str:
    (folder / "binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + random.Random(1).randbytes(5000))
    return "binary.txt"


def table_without_text(folder: Path) -> str:
    (folder / "table.csv").write_text("name,price\ntea,3\n", encoding="utf-8")
    return "table.csv"


def row_without_text(folder: Path) -> str:
    (folder / "rows.csv").write_text(f"title,text\n一,{GOOD.split()[1]}\n二,\n", encoding="utf-8")
    return "rows.csv#2"


def broken_line(folder: Path) -> str:
    (folder / "lines.jsonl").write_text('{"text": "浙江省委部署工作。"}\n{"text": \n', encoding="utf-8")
    return "lines.jsonl#2"


def endless_line(folder: Path) -> str:
    (folder / "endless.txt").write_text("党" * (50_000_000 // 3), encoding="utf-8")
    return "endless.txt"


def truncated_docx(folder: Path) -> str:
    whole = folder.parent / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>" * 100)
    (folder / "report.docx").write_bytes(whole.read_bytes()[:200])
    return "report.docx"


def encrypted_pdf(folder: Path) -> str:
    (folder / "secret.pdf").write_bytes(PDF)
    return "secret.pdf"


CASES = [
    empty,
    binary,
    table_without_text,
    row_without_text,
    broken_line,
    endless_line,
    truncated_docx,
    encrypted_pdf,
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of sources with one good document."""
    made = tmp_path / "sources"
    made.mkdir()
    (made / "good.txt").write_text(GOOD, encoding="utf-8")
    return made


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["--lang", "en", *(str(it) for it in arguments)])


def told(result: Result) -> list[str]:
    """Return the lines that name what was skipped; each is `kg: where: problem; remedy`."""
    assert "Traceback" not in result.output
    return [line for line in result.stderr.splitlines() if line.startswith("kg: ")]


@pytest.mark.parametrize("make", CASES)
def test_bad_file_costs_only_itself(folder: Path, tmp_path: Path, make: Callable[[Path], str]) -> None:
    where = make(folder)
    result = run("build", folder, "-o", tmp_path / "build")
    assert result.exit_code == 1
    (line,) = told(result)
    assert line.startswith(f"kg: {where}") or f"/{where}" in line
    assert "; " in line
    manifest = json.loads((tmp_path / "build" / "manifest.json").read_text(encoding="utf-8"))
    (skipped,) = [it for it in manifest["skipped"] if it["kind"] == "error"]
    assert line == f"kg: {skipped['where']}: {skipped['problem']}; {skipped['remedy']}"
    assert "good.txt" in [it["name"] for it in manifest["inputs"]]
    assert "Skipped" in result.stdout


@pytest.mark.parametrize("make", [empty, binary, encrypted_pdf])
def test_nothing_readable_leaves_the_earlier_build(tmp_path: Path, make: Callable[[Path], str]) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    assert run("build", folder, "-o", tmp_path / "build").exit_code == 0
    before = (tmp_path / "build" / "graph.nq").read_bytes()
    (folder / "good.txt").unlink()
    where = make(folder)
    result = run("build", folder, "-o", tmp_path / "build")
    assert result.exit_code == 1
    assert where in result.stderr
    assert (tmp_path / "build" / "graph.nq").read_bytes() == before


def test_missing_path_is_named_and_the_rest_is_built(folder: Path, tmp_path: Path) -> None:
    result = run("build", folder, tmp_path / "no-such-folder", "-o", tmp_path / "build")
    assert result.exit_code == 1
    (line,) = told(result)
    assert "no-such-folder" in line
    assert (tmp_path / "build" / "graph.nq").exists()


def test_empty_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    result = run("build", tmp_path / "sources", "-o", tmp_path / "build")
    assert result.exit_code == 1
    assert len(told(result)) == 1
    assert not (tmp_path / "build").exists()


def test_files_of_other_types_are_left_alone(folder: Path, tmp_path: Path) -> None:
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    result = run("build", folder, "-o", tmp_path / "build")
    assert result.exit_code == 0, result.stderr
    manifest = json.loads((tmp_path / "build" / "manifest.json").read_text(encoding="utf-8"))
    assert [(it["where"], it["kind"]) for it in manifest["skipped"]] == [("photo.jpg", "note")]


@pytest.mark.parametrize("debug", [False, True])
def test_failing_stage_costs_one_document(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, debug: bool
) -> None:
    (folder / "trap.txt").write_text("浙江省委召开会议，陷阱就在这里。\n", encoding="utf-8")
    real = pipeline.annotate

    def failing(nlp: object, document: Document) -> Extraction:
        if "陷阱" in document.text:
            raise ZeroDivisionError("by design\nof the test")
        return real(nlp, document)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "annotate", failing)
    result = run("build", folder, "-o", tmp_path / "build", *(["--debug"] if debug else []))
    assert result.exit_code == 1
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("kg: ")]
    assert line.startswith("kg: trap.txt: ")
    assert "ZeroDivisionError: by design of the test" in line
    assert ("Traceback" in result.stderr) == debug
    assert (tmp_path / "build" / "graph.nq").exists()


@pytest.mark.parametrize(
    ("file", "damage", "where"),
    [
        ("tifa.ttl", "\ntifa:Broken a owl:Class ; .. \n", "tifa.ttl:"),
        ("entities/zhejiang.ttl", "\n<campaign/x> a tifa:Campaign \n", "zhejiang.ttl:"),
        ("lexicon/cues.tsv", "\none cell only\n", "cues.tsv:"),
    ],
)
def test_broken_ontology_file_is_named_with_its_line(
    folder: Path, tmp_path: Path, file: str, damage: str, where: str
) -> None:
    copy = tmp_path / "ontology"
    shutil.copytree(ontology_folder(), copy)
    with (copy / file).open("a", encoding="utf-8") as stream:
        stream.write(damage)
    result = run("build", folder, "-o", tmp_path / "build", "--ontology", copy)
    assert result.exit_code == 1
    (line,) = told(result)
    assert where in line
    assert not (tmp_path / "build").exists()


def test_missing_ontology_is_told(folder: Path, tmp_path: Path) -> None:
    result = run("build", folder, "-o", tmp_path / "build", "--ontology", tmp_path / "nowhere")
    assert result.exit_code == 1
    (line,) = told(result)
    assert "nowhere" in line


def test_folder_that_is_no_build_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    thesis = tmp_path / "thesis"
    thesis.mkdir()
    (thesis / "chapter.txt").write_text("mine")
    result = run("build", folder, "-o", thesis)
    assert result.exit_code == 1
    (line,) = told(result)
    assert "no build of kg" in line
    assert (thesis / "chapter.txt").read_text() == "mine"


# Where the rights of files and the space on a disk are at stake, a process of its own is needed.


def without_override() -> list[str]:
    """Return what to put before a command so that even root is bound by the rights of files."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root is bound by no file's rights, and setpriv, which would change that, is missing")
    gone = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={gone}", f"--inh-caps={gone}"]


def run_bound(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*without_override(), sys.executable, "-m", "kg", "--lang", "en", *(str(it) for it in arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def test_folder_that_cannot_be_read(folder: Path, tmp_path: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0)
    try:
        done = run_bound("build", folder, "-o", tmp_path / "build")
    finally:
        closed.chmod(0o700)
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("kg: ")]
    assert "closed" in line
    assert (tmp_path / "build" / "graph.nq").exists()


def test_folder_that_cannot_be_read_is_an_argument(folder: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    try:
        done = run_bound("build", closed, folder, "-o", tmp_path / "build")
    finally:
        closed.chmod(0o700)
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("kg: ")]
    assert "closed" in line
    assert (tmp_path / "build" / "graph.nq").exists()


def test_file_that_cannot_be_read(folder: Path, tmp_path: Path) -> None:
    (folder / "closed.txt").touch(mode=0)
    done = run_bound("build", folder, "-o", tmp_path / "build")
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("kg: ")]
    assert line.startswith("kg: closed.txt: ")
    assert (tmp_path / "build" / "graph.nq").exists()


def test_output_folder_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    done = run_bound("build", folder, "-o", closed / "build")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"kg: {closed / 'build'}: cannot be written (Permission denied); ")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of one megabyte; skip where that is not allowed."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, text=True
    )
    if mount.returncode != 0:
        pytest.skip(f"no disk can be mounted: {mount.stderr.strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_full_disk(small_disk: Path) -> None:
    done = run_bound("build", sample(), "-o", small_disk / "build", "--quiet")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"kg: {small_disk / 'build'}: cannot be written (")
    assert "free space" in line
    assert list(small_disk.iterdir()) == []
