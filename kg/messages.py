"""What errors say, in the user's language: the library states them in English, a table holds the Chinese."""

import csv
import re
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("messages.tsv")
_GAP = "{}"


def translate(text: str, lang: str) -> str:
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
