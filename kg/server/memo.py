"""What is worked out once for a build, when it is first asked for."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from kg.server.site import Snapshot

T = TypeVar("T")


class PerBuild(Generic[T]):
    """A function of a build that remembers its answer for the build it was last asked about.

    It keeps the answer and not the build, so an old build's store can be closed.
    """

    def __init__(self, make: Callable[[Snapshot], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: tuple[tuple[Path, str], T] | None = None

    def __call__(self, known: Snapshot) -> T:
        """Return the answer for a build, made by one thread while the others wait."""
        key = (known.folder, known.version)
        with self._lock:
            if self._made is None or self._made[0] != key:
                self._made = key, self._make(known)
            return self._made[1]
