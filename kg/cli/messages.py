"""The one line that tells an error."""

from typing import TYPE_CHECKING, Protocol

import click

from kg.cli.language import Language, choose
from kg.cli.terminal import printable
from kg.messages import translate

if TYPE_CHECKING:
    from kg.store import Store


class Located(Protocol):
    """What says where something is wrong, what, and what to do: an error, or what a build skipped."""

    @property
    def where(self) -> str: ...

    @property
    def problem(self) -> str: ...

    @property
    def remedy(self) -> str: ...


def tell_what_is_left_out(store: "Store", lang: Language) -> None:
    """Say on standard error where a build cannot answer what asks for mentions."""
    from kg.evidence import of_claims_alone

    if of_claims_alone(store):
        zh = "此图谱只保留关系与数据的出处（--evidence claims），凡问名称出现于何处的问题都没有答案"
        en = "this build keeps the evidence of claims alone (--evidence claims): whatever asks where names stand has no answer"
        click.echo(f"kg: {choose(lang, zh, en)}", err=True)


def line(error: Located, lang: Language) -> str:
    """Return the one line that tells an error, fit for a terminal."""
    problem, remedy = translate(error.problem, lang), translate(error.remedy, lang)
    return printable(f"{error.where}: {problem}{choose(lang, '；', '; ')}{remedy}")
