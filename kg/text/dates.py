"""Dates as documents write them in datelines, subtitles and titles."""

import re
from datetime import date

_DIGIT = {**dict(zip("〇○零一二三四五六七八九", [0, 0, 0, *range(1, 10)], strict=True)), "十": 10}
_NUMBER = "[一二三四五六七八九十]{1,3}"
_CLOCK = r"(?:[T\s]*\d{1,2}[:：时]\d{2}(?:[:：]\d{2})?(?:\.\d+)?Z?(?:[+-]\d{2}:?\d{2})?)?"
DATE = rf"(?:(?:19|20)\d\d\s?[-/.年]\s?\d{{1,2}}\s?[-/.月]\s?\d{{1,2}}\s?日?{_CLOCK})"
_NUMERIC = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})(?:\s?[-/.月]\s?(\d{1,2})(?!\d))?(?!\d)|(?<!\d)((?:19|20)\d\d)(?:年|(?!\d))"
)
_CHINESE = re.compile(rf"([一二][〇○零一二三四五六七八九]{{3}})年(?:({_NUMBER})月(?:({_NUMBER})日)?)?")


def find_date(text: str) -> str | None:
    """Return the first date in `text` as an ISO 8601 date, year-month or year, None where there is none.

    >>> find_date("——二〇二六年一月二十七日在会议上"), find_date("2024-04-30 09:18"), find_date("2020年第12期")
    ('2026-01-27', '2024-04-30', '2020')
    """
    numeric, chinese = _NUMERIC.search(text), _CHINESE.search(text)
    if chinese and (numeric is None or chinese.start() < numeric.start()):
        year = int("".join(str(_DIGIT[sign]) for sign in chinese[1]))
        return _iso(year, chinese[2] and _count(chinese[2]), chinese[3] and _count(chinese[3]))
    if numeric is None:
        return None
    if numeric[4]:
        return numeric[4]
    return _iso(int(numeric[1]), int(numeric[2]), numeric[3] and int(numeric[3]))


def _count(number: str) -> int:
    """Read a Chinese number below 40."""
    tens, ten, ones = number.rpartition("十")
    return (10 * (_DIGIT[tens] if tens else 1) if ten else 0) + (_DIGIT[ones] if ones else 0)


def _iso(year: int, month: int | str | None, day: int | str | None) -> str:
    """Return as much of the date as the calendar has."""
    try:
        if not month:
            return f"{year:04}"
        return date(year, int(month), int(day or 1)).isoformat()[: 10 if day else 7]
    except ValueError:
        return f"{year:04}"
