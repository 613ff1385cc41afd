"""Texts of any length made fit for a page: one line, without what would break or reorder it."""

import unicodedata
from dataclasses import replace

from kg.labels import Named
from kg.show import Passage

_NAME, _AROUND, _QUOTE = 80, 160, 600


def line(text: str, limit: int = _NAME) -> str:
    """Return a text as one line of at most `limit` characters, without control and direction characters.

    >>> line("甲\\u202e乙\\n丙 丁", 4)
    '甲乙 …'
    """
    plain = "".join(it for it in " ".join(text.split()) if unicodedata.category(it) not in ("Cc", "Cf", "Cs"))
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"


def named(it: Named) -> Named:
    """Return an entity with its name shortened."""
    return replace(it, name=line(it.name))


def passage(it: Passage) -> Passage:
    """Return a passage with what surrounds the quote, the quote and the title shortened."""
    before = it.before if len(it.before) <= _AROUND else f"…{it.before[-_AROUND:]}"
    after = it.after if len(it.after) <= _AROUND else f"{it.after[:_AROUND]}…"
    half = _QUOTE // 2
    quote = it.quote if len(it.quote) <= _QUOTE else f"{it.quote[:half]} … {it.quote[-half:]}"
    return replace(it, before=before, quote=quote, after=after, title=line(it.title))
