"""The one line that tells an error."""

from typing import Protocol

from kg.cli.language import Language, choose
from kg.cli.terminal import printable
from kg.messages import translate


class Located(Protocol):
    """What says where something is wrong, what, and what to do: an error, or what a build skipped."""

    @property
    def where(self) -> str: ...

    @property
    def problem(self) -> str: ...

    @property
    def remedy(self) -> str: ...


def line(error: Located, lang: Language) -> str:
    """Return the one line that tells an error, fit for a terminal."""
    problem, remedy = translate(error.problem, lang), translate(error.remedy, lang)
    return printable(f"{error.where}: {problem}{choose(lang, '；', '; ')}{remedy}")
