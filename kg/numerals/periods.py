"""Find dates and periods in running text and say them in EDTF, resolved against the document's date."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kg.numerals.numbers import DIGITS, number
from kg.numerals.openings import matches

_YEAR = r"(?:[12]\d{3}|[一二][零〇○一二三四五六七八九]{3})"
_COUNT = r"[一二两三四五六七八九十\d]{1,3}"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_PART = r"\d{1,2}月?(?:至|—|－|-|~|到)\d{1,2}月|前\d{1,2}个月|上半年|下半年|前三季度|第?[一二三四]季度"
# A plan period opens where 十 follows no other numeral: “十四五”, 十五五期间, “九五”时期.
_PATTERN = re.compile(
    rf"(?P<from>{_YEAR})年?(?:—{{1,2}}|－|–|-|~|至|到)(?P<to>{_YEAR})年"
    rf"|(?P<year>{_YEAR})年(?P<part>{_PART})"
    rf"|(?P<date>{_YEAR}年(?:{_MONTH}月(?:\d{{1,2}}日)?)?)(?P<edge>年?底|年?末|以来|以后|起)?"
    rf"|[“\"](?P<plan>十?[一二三四五六七八九]五)[”\"]|(?P<bare>十[一二三四五六]五)(?=时期|期间|末|以来|规划)"
    rf"|(?P<back>近|过去|这|最近)(?P<span>{_COUNT})年|(?P<since>{_COUNT})年来"
    rf"|(?P<relative>去年|上年|今年|前年|明年)(?P<open>以来)?(?P<half>{_PART}|底|末)?"
    r"|(?P<whole>全年)"
)
# The first character of a period, with what may follow it.
_OPENING = re.compile(
    r"[\d一二两三四五六七八九十“\"近过这最去上今前明全](?=[\d零〇○一二两三四五六七八九十年去近])"
)
_HALVES = {"上半年": ("01", "06"), "下半年": ("07", "12"), "前三季度": ("01", "09")}
_SHIFT = {"去年": -1, "上年": -1, "今年": 0, "前年": -2, "明年": 1}
# 一五 began in 1953; from the third on (1966) they follow each other without a gap.
_EARLY = {1: 1953, 2: 1958}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time named at text[start:end], in EDTF."""

    start: int
    end: int
    edtf: str


def periods(text: str, issued: str | None, named: Mapping[str, str] | None = None) -> Iterator[Period]:
    """Yield the periods of `text` in order; relative ones only where `issued` (ISO 8601) gives the year.

    全年 is the last year written before it in the same paragraph. `named` maps phrases to EDTF.

    >>> [period.edtf for period in periods("截至2021年底；2013年7月起；“十四五”期间", None)]
    ['2021-12', '2013-07/..', '2021/2025']
    >>> [period.edtf for period in periods("去年以来；近五年", "2026-01-20")], list(periods("去年以来", None))
    (['2025/..', '2021~/2026'], [])
    """
    now = int(issued[:4]) if issued else None
    found = sorted(
        [*_phrases(text, named or {}), *_readings(text, now)], key=lambda period: (period.start, -period.end)
    )
    end = 0
    for period in found:
        if period.start >= end:
            yield period
            end = period.end


def _phrases(text: str, named: Mapping[str, str]) -> Iterator[Period]:
    for phrase, edtf in named.items():
        start = text.find(phrase)
        while start >= 0:
            yield Period(start, start + len(phrase), edtf)
            start = text.find(phrase, start + len(phrase))


def _readings(text: str, now: int | None) -> Iterator[Period]:
    year, seen = None, 0
    for match in matches(_PATTERN, _OPENING, text):
        if text.find("\n", seen, match.start()) >= 0:
            year = None
        seen = match.end()
        if match["date"] or match["year"]:
            year = _year((match["date"] or match["year"])[:4])
        edtf = str(year) if match["whole"] and year else _edtf(match, now)
        if edtf:
            yield Period(match.start(), match.end(), edtf)


def _edtf(match: re.Match[str], now: int | None) -> str | None:
    kind = next(name for name in _READERS if match[name])
    return _READERS[kind](match, now)


def _between(match: re.Match[str], _: int | None) -> str | None:
    first, last = _year(match["from"]), _year(match["to"])
    return f"{first}/{last}" if first < last else None


def _part(match: re.Match[str], _: int | None) -> str | None:
    return _portion(_year(match["year"]), match["part"])


def _date(match: re.Match[str], _: int | None) -> str | None:
    year, month, day = _pieces(match["date"])
    edge = match["edge"] or ""
    if edge.endswith(("底", "末")) and not month:
        return f"{year}-12"
    written = "-".join(part for part in (str(year), month, day) if part)
    return f"{written}/.." if edge in ("以来", "以后", "起") else written


def _pieces(date: str) -> tuple[int, str, str]:
    """Split 2021年7月5日 into the year and two-digit month and day, "" where not written."""
    month, _, day = date[5:].removesuffix("日").partition("月")
    return _year(date[:4]), _two(month), _two(day)


def _plan(match: re.Match[str], _: int | None) -> str | None:
    order = (match["plan"] or match["bare"]).removesuffix("五")
    ordinal = number(order)
    if ordinal is None:
        return None
    start = _EARLY.get(int(ordinal), 1951 + 5 * int(ordinal))
    return f"{start}/{start + 4}"


def _back(match: re.Match[str], now: int | None) -> str | None:
    count = number(match["span"] or match["since"])
    if now is None or count is None or not 1 <= count <= 100:
        return None
    return f"{now - int(count)}~/{now}"


def _relative(match: re.Match[str], now: int | None) -> str | None:
    if now is None:
        return None
    year = now + _SHIFT[match["relative"]]
    if match["open"]:
        return f"{year}/.."
    if match["half"] in ("底", "末"):
        return f"{year}-12"
    return _portion(year, match["half"]) if match["half"] else str(year)


def _portion(year: int, part: str) -> str:
    first, last = _HALVES.get(part, ("", ""))
    if part.endswith("月"):
        months = ["1", *re.findall(r"\d+", part)][-2:]
        first, last = _two(months[0]), _two(months[1])
    elif not first:
        quarter = DIGITS[part.removeprefix("第")[0]]
        first, last = _two(str(3 * quarter - 2)), _two(str(3 * quarter))
    return f"{year}-{first}/{year}-{last}"


def _two(text: str) -> str:
    value = number(text) if text else None
    return "" if value is None else f"{value:0>2}"


def _year(text: str) -> int:
    return int("".join(str(DIGITS.get(sign, sign)) for sign in text))


_READERS: dict[str, Callable[[re.Match[str], int | None], str | None]] = {
    "from": _between,
    "year": _part,
    "date": _date,
    "plan": _plan,
    "bare": _plan,
    "back": _back,
    "since": _back,
    "relative": _relative,
    "whole": lambda _match, _now: None,
}
