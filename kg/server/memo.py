"""What is worked out once for a build, when it is first asked for."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from kg.server.site import Snapshot

T = TypeVar("T")


class PerBuild(Generic[T]):
    """A function of a build whose answer is kept with the build, and goes when the build goes."""

    def __init__(self, make: Callable[[Snapshot], T]) -> None:
        self._make = make

    def __call__(self, known: Snapshot) -> T:
        """Return the answer for a build, made by one thread while the others wait."""
        lock, answers = known.made.setdefault(self, (Lock(), []))
        with lock:
            if not answers:
                answers.append(self._make(known))
            answer: T = answers[0]
            return answer
