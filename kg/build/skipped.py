"""What a build leaves out, and why."""

import traceback
from dataclasses import dataclass, field
from typing import Literal, Self

from kg.errors import InputError


@dataclass(frozen=True, slots=True)
class Skipped:
    """One thing that was not read: an `error`, or by the way (`note`), such as a file of no known type.

    `trace` is the traceback where the program itself failed.
    """

    where: str
    problem: str
    remedy: str
    kind: Literal["error", "note"] = "error"
    trace: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}; {self.remedy}"

    def told(self) -> dict[str, str]:
        """Return what a manifest says of it."""
        return {"where": self.where, "problem": self.problem, "remedy": self.remedy, "kind": self.kind}

    @classmethod
    def of(cls, error: InputError) -> Self:
        """Take over what an error says."""
        return cls(error.where, error.problem, error.remedy)


def fault(where: str, stage: str, error: Exception) -> Skipped:
    """Return what is left out because a stage failed on it in a way that nobody foresaw."""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    problem = f"{stage} failed unexpectedly ({what})"
    trace = "".join(traceback.format_exception(error))
    return Skipped(where, problem, "report it, with the traceback of --debug", trace=trace)
