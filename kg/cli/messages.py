"""What errors say, in the user's language: the library states them in English, a table holds the Chinese."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Protocol

from kg.cli.language import Language, choose
from kg.cli.terminal import printable

_TABLE = Path(__file__).with_name("messages.tsv")
_GAP = "{}"


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


def translate(text: str, lang: Language) -> str:
    """Return what an error says in the language; what the table does not hold stays as it is.

    >>> translate("cannot be read (Permission denied)", "zh")
    '无法读取（没有权限）'
    >>> translate("cannot be read (Permission denied)", "en")
    'cannot be read (Permission denied)'
    """
    if lang == "en":
        return text
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(text)
        if found:
            filled = iter(translate(group, lang) for group in found.groups())
            return "".join(next(filled) if part == _GAP else part for part in re.split(r"(\{\})", chinese))
    return text


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the table, what is more literal first."""
    lines = (line for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    rows = [(row["en"], row["zh"]) for row in table]
    rows.sort(key=lambda row: -len(row[0].replace(_GAP, "")))
    return tuple((re.compile("(.+)".join(map(re.escape, en.split(_GAP))), re.DOTALL), zh) for en, zh in rows)
