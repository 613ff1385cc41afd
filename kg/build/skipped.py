"""What a build leaves out, and why."""

import traceback
from collections.abc import Sequence
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


def nothing(where: str, errors: Sequence[Skipped]) -> InputError:
    """Return the error for a build without a document: the one reason, if there is only one."""
    if len(errors) == 1:
        return InputError(errors[0].where, errors[0].problem, errors[0].remedy)
    if errors:
        return InputError(where, f"none of {len(errors)} documents could be read", "mend the files named above")
    return InputError(where, "no document in it", "give files of a known type: see kg build --help")


def fault(where: str, stage: str, error: Exception) -> Skipped:
    """Return what is left out because a stage failed on it in a way that nobody foresaw."""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    problem = f"{stage} failed unexpectedly ({what})"
    trace = "".join(traceback.format_exception(error))
    return Skipped(where, problem, "report it, with the traceback of --debug", trace=trace)
