"""The conductor: complete or absent, the same bytes in any order, and what a build says of itself."""

import errno
import json
import os
from pathlib import Path

import pytest

from kg.build import output as outputs
from kg.build.output import is_build, written_aside
from kg.errors import OutputError, StoreError
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
        (StoreError("store", "cannot be written (disk full)", "free space"), "free space"),
    ],
)
def test_failed_writes_name_the_output(tmp_path: Path, error: Exception, remedy: str) -> None:
    output = tmp_path / "build"
    with pytest.raises(OutputError, match=remedy) as raised, written_aside(output):
        raise error
    assert raised.value.where == str(output)
    assert not output.exists()
    assert strays(output) == []
