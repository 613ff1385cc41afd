"""The two languages of tables, headings and messages."""

import os
from typing import Literal

Language = Literal["zh", "en"]


def default() -> Language:
    """Return the language of the user's locale: zh where it is Chinese, en elsewhere."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def choose(lang: Language, zh: str, en: str) -> str:
    """Return the text in the chosen language.

    >>> choose("zh", "文档", "documents")
    '文档'
    """
    return zh if lang == "zh" else en
