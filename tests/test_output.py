"""The output folder: complete or absent, swapped in at once, whatever kills the build."""

import errno
import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from builds import TEXTS, check_complete, contents, old_build, strays, write

from kg.build import build
from kg.build import output as outputs
from kg.build.output import is_build, written_aside
from kg.errors import OutputError, StoreError


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


def test_failure_leaves_the_earlier_build(tmp_path: Path) -> None:
    output = old_build(tmp_path / "build")
    with pytest.raises(RuntimeError), written_aside(output) as folder:
        (folder / "a").write_text("new")
        raise RuntimeError
    assert is_build(output)
    assert strays(output) == []


def test_an_interrupted_build_is_given_again(tmp_path: Path) -> None:
    output = old_build(tmp_path / "build")
    with pytest.raises(KeyboardInterrupt), written_aside(output) as folder:
        (folder / "a").write_text("new")
        raise KeyboardInterrupt
    assert is_build(output)
    assert strays(output) == [folder.name]
    with written_aside(output) as again:
        assert again == folder
        assert (again / "a").read_text() == "new"
    assert strays(output) == []


def test_output_behind_a_link_stays_behind_it(tmp_path: Path) -> None:
    old_build(tmp_path / "real")
    link = tmp_path / "link"
    link.symlink_to("real")
    with written_aside(link) as folder:
        (folder / "a").write_text("new")
    assert link.is_symlink()
    assert (tmp_path / "real" / "a").exists()


def test_the_latest_leftover_is_given_again_but_none_of_a_running_build(tmp_path: Path) -> None:
    output = tmp_path / "build[1]"
    dead = [tmp_path / f".build[1].building-dead{number}" for number in range(3)]
    for second, path in enumerate(dead):
        path.mkdir()
        os.utime(path, (second, second))
    other = tmp_path / ".build.building-other"
    other.mkdir()
    with written_aside(output) as running:
        assert running == dead[-1]
        assert not any(path.exists() for path in dead[:-1])
        with written_aside(output) as second_build:
            assert running.exists()
            assert second_build != running
            (second_build / "a").write_text("second")
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


# Kills


def build_forever(inputs: Sequence[Path], output: Path) -> None:
    """Build one input after the other into one folder, until killed."""
    while True:
        for path in inputs:
            build([path], output)


def wait_for(condition: Callable[[], bool], process: BaseProcess) -> bool:
    """Wait until the condition holds; say whether it came to hold within a minute while the process lived."""
    end = time.monotonic() + 60
    while not condition() and process.is_alive() and time.monotonic() < end:
        time.sleep(0.005)
    return condition()


@pytest.mark.slow
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
