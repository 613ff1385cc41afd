"""What is worked out once for a build: kept with it, made beforehand in the background."""

from pathlib import Path
from threading import Event

import pytest

from kg.server.memo import PerBuild
from kg.server.site import Snapshot, opened


def test_an_answer_is_made_once_for_each_build_and_two_builds_do_not_displace_each_other(
    sample_build: Path,
) -> None:
    made: list[Snapshot] = []

    def make(known: Snapshot) -> int:
        made.append(known)
        return len(made)

    answer = PerBuild(make)
    old, new = opened(sample_build, ()), opened(sample_build, ())
    assert [answer(it) for it in (old, new, old, new)] == [1, 2, 1, 2]
    assert made == [old, new]


def test_a_failure_is_not_kept(sample_build: Path) -> None:
    tried: list[int] = []

    def make(known: Snapshot) -> int:
        tried.append(1)
        return 1 // (len(tried) - 1)

    answer, known = PerBuild(make), opened(sample_build, ())
    with pytest.raises(ZeroDivisionError):
        answer(known)
    assert answer(known) == 1


def test_makers_run_in_their_order_after_the_index_and_one_that_fails_stops_none(
    sample_build: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[str] = []

    def fails(known: Snapshot) -> None:
        ran.append("fails")
        raise ValueError

    def last(known: Snapshot) -> None:
        ran.append(f"last, index {known.indexing.done()}")

    opened(sample_build, (), (fails, last)).warm.result(timeout=60)
    assert ran == ["fails", "last, index True"]
    assert "cannot be made" in caplog.text


def test_opening_does_not_wait_for_the_makers(sample_build: Path) -> None:
    go = Event()
    known = opened(sample_build, (), (lambda _: go.wait(60),))
    assert not known.warm.done()
    # Nor may one who gives up waiting break what is made.
    assert not known.warm.cancel()
    go.set()
    known.warm.result(timeout=60)
