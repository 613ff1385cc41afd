"""What is kept from run to run: never trusted blindly, never in the way."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import compiled, ontology, program

MADE = {"甲": (1, 2), "乙": b"\0"}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return our folder below an empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "tifa"


def never() -> None:
    """Fail where something is derived that was to be remembered."""
    pytest.fail("derived again")


def test_what_was_derived_is_remembered_by_name_and_key(cache: Path) -> None:
    assert compiled.recall("words", "a", lambda: MADE) == MADE
    assert compiled.recall("words", "a", never) == MADE
    assert compiled.recall("words", "b", lambda: 2) == 2
    assert compiled.recall("other", "a", lambda: 3) == 3
    assert {path.name.partition("-")[0] for path in cache.iterdir()} == {"words", "other"}
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", [lambda it: b"", lambda it: it[:-1], lambda it: it[:40] + b"?" + it[41:]])
def test_a_broken_file_is_derived_again(cache: Path, damage: Callable[[bytes], bytes]) -> None:
    compiled.recall("words", "a", lambda: MADE)
    (path,) = cache.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert compiled.recall("words", "a", lambda: MADE) == MADE
    assert compiled.recall("words", "a", never) == MADE


def test_another_program_derives_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.recall("words", "a", lambda: 1)
    monkeypatch.setattr(program, "digest", lambda: "other")
    assert compiled.recall("words", "a", lambda: 2) == 2


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert [compiled.recall("words", "a", [it].pop) for it in (1, 2)] == [1, 2]
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "expanduser", lambda self: (_ for _ in ()).throw(RuntimeError("no home")))
    assert [compiled.recall("words", "a", [it].pop) for it in (1, 2)] == [1, 2]


def test_only_a_few_of_one_name_are_kept(cache: Path) -> None:
    compiled.recall("other", "a", lambda: 0)
    for number in range(12):
        compiled.recall("words", str(number), lambda: 0)
        for path in cache.iterdir():  # a clock may be too coarse to tell one from the next
            os.utime(path, ns=(0, path.stat().st_mtime_ns - 1_000_000_000))
    assert sum(path.name.startswith("words-") for path in cache.iterdir()) == 8
    assert compiled.recall("words", "11", never) == 0
    assert compiled.recall("other", "a", never) == 0


def test_packed_items_come_back_one_by_one() -> None:
    items = [("甲", 1, None), (), ("乙", ("丙",), b"\0")]
    packed = compiled.Packed(*compiled.Packed.pack(items))
    assert [packed[number] for number in range(len(packed))] == items


def test_a_remembered_ontology_says_the_same(cache: Path) -> None:
    folder = ontology.folder().resolve()
    fresh, kept = ontology.Ontology(folder), ontology.Ontology(folder)
    assert fresh.entities == kept.entities
    assert dict(fresh.descriptions) == dict(kept.descriptions)
    assert {path.name.partition("-")[0] for path in cache.iterdir()} >= {"descriptions", "entities"}
    assert kept.others[-1] == kept.others[len(kept.others) - 1]


def test_the_digest_of_the_program_is_one() -> None:
    assert program.digest() == program.digest.__wrapped__()
    assert len(program.digest()) == 64
