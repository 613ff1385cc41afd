"""Who does the tasks: this process, or several beside it; results come in the order of the tasks."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, TimeoutError
from contextlib import suppress
from functools import lru_cache, partial
from itertools import chain
from typing import Any, NamedTuple

from pebble import ProcessExpired, ProcessPool

from kg.build.parts import Kept
from kg.build.skipped import Skipped
from kg.build.tasks import Item, Task
from kg.build.work import Annotator, Part, Settings
from kg.errors import KgError

Made = Part | Kept | Skipped | None
Found = Callable[[Task], Kept | None]

# Tasks that may wait for one process, so that a long document holds up the reader rather than fills the memory.
_WAITING = 8
# Fewer bytes than this are annotated before a second process has loaded the pipeline.
_WORTH_PROCESSES = 300_000


class Workers:
    """Does tasks by `jobs` processes, or by as many as there are cores where `jobs` is None and it is worth it.

    A document whose process dies, or takes longer than `timeout` seconds, is left out and costs nothing but itself.
    One job without a timeout is done in this process, which nothing can be kept from.
    """

    def __init__(self, settings: Settings, *, jobs: int | None, timeout: float | None) -> None:
        self._settings = settings
        self._jobs = jobs
        self._timeout = timeout

    def done(self, items: Iterable[Item], found: Found) -> Iterator[tuple[Item, Made]]:
        """Yield each item and, where it is a task, what `found` has of it or what was made of it, in their order."""
        turns = map(partial(_turn, found), items)
        if self._jobs == 1 and self._timeout is None:
            return self._here(turns)
        if self._jobs is not None:
            return self._beside(turns, self._jobs)
        return self._as_many_as_pay(turns)

    def _as_many_as_pay(self, turns: Iterator["_Turn"]) -> Iterator[tuple[Item, Made]]:
        first: list[_Turn] = []
        left, before = 0, 0
        for turn in turns:
            first.append(turn)
            left += turn.item.reached - before if turn.todo else 0
            before = turn.item.reached
            if left > _WORTH_PROCESSES:
                return self._beside(chain(first, turns), os.cpu_count() or 1)
        return self._here(first)

    def _here(self, turns: Iterable["_Turn"]) -> Iterator[tuple[Item, Made]]:
        for item, todo, kept in turns:
            yield item, _do(self._settings, todo) if todo else kept

    def _beside(self, turns: Iterable["_Turn"], jobs: int) -> Iterator[tuple[Item, Made]]:
        waiting: deque[tuple[_Turn, Future[Part | Skipped] | None]] = deque()
        # Fresh processes rather than copies of this one, whose threads a copy would not have.
        pool: Any = ProcessPool(
            max_workers=jobs,
            initializer=_begin,
            initargs=[self._settings],
            context=multiprocessing.get_context("spawn"),
        )
        try:
            for turn in turns:
                waiting.append((turn, self._given(pool, turn.todo) if turn.todo else None))
                if len(waiting) >= _WAITING * jobs:
                    yield self._made(*waiting.popleft())
            while waiting:
                yield self._made(*waiting.popleft())
            pool.close()
        finally:
            pool.stop()
            pool.join()

    def _given(self, pool: Any, todo: Task) -> "Future[Part | Skipped]":
        future: Future[Part | Skipped] = pool.schedule(_do, args=[self._settings, todo], timeout=self._timeout)
        return future

    def _made(self, turn: "_Turn", given: "Future[Part | Skipped] | None") -> tuple[Item, Made]:
        if turn.todo is None or given is None:
            return turn.item, turn.kept
        try:
            return turn.item, given.result()
        except TimeoutError:
            problem = f"took longer than {self._timeout:g} seconds"
            return turn.item, Skipped(
                turn.todo.name, problem, "raise --timeout or split it into smaller documents"
            )
        except ProcessExpired as error:
            return turn.item, Skipped(turn.todo.name, _death(error.exitcode), "give it more memory or split it")


class _Turn(NamedTuple):
    """An item, the task that it leaves to do, and what there is of it already."""

    item: Item
    todo: Task | None
    kept: Kept | None


def _turn(found: Found, item: Item) -> _Turn:
    if not isinstance(item.what, Task):
        return _Turn(item, None, None)
    kept = found(item.what)
    return _Turn(item, None if kept else item.what, kept)


@lru_cache(maxsize=1)
def _annotator(settings: Settings) -> Annotator:
    """Load the pipeline once in each process."""
    return Annotator(settings)


def _begin(settings: Settings) -> None:
    """Load the pipeline before the first document's time begins to run; what is wrong with it that one will tell."""
    with suppress(KgError):
        _annotator(settings)


def _do(settings: Settings, task: Task) -> Part | Skipped:
    return _annotator(settings).done(task)


def _death(exitcode: int) -> str:
    return (
        f"killed its process (signal {-exitcode})" if exitcode < 0 else f"ended its process (exit code {exitcode})"
    )
