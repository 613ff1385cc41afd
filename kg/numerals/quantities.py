"""Find numbers with their unit and qualifier in running text; one compiled pattern scans it once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from kg.numerals.numbers import number, plain
from kg.numerals.openings import matches

Row = Mapping[str, str]

_ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
# 千 and 百 before these belong to the unit: 千瓦, 千克, 百分点.
_GUARDED = r"千(?![瓦克米卡伏升])|百(?!分)"
_SCALE = rf"(?:(?:十|{_GUARDED})?(?:万亿|[万亿])|十|{_GUARDED})"
_CHINESE = rf"(?:[零〇○一二两三四五六七八九十万亿]|{_GUARDED})+(?:点[零〇○一二三四五六七八九]+(?:万亿|[万亿])?)?"
# What a number, or 百分之 before it, may begin with.
_OPENING = re.compile(r"[\d零〇○一二两三四五六七八九十百千万亿]")
_RANGE = r"(?:—{1,2}|－|–|-|~|～|至|到)"
# What makes a number vague where it stands right before it.
_VAGUE = ("数", "几", "第", "每")
# 上百家 is a hundred and more.
_ABOVE = ("上百", "上千", "上万", "上亿")
_BARE = re.compile(r"\d+(?:\.\d+)?")
_ROW = re.compile(r"(?<![\d.，,])(?:\d+(?:\.\d+)?、)+$")
_ROW_REACH = 60
_ONE = Decimal(1)


class Quantity(NamedTuple):
    """A number at text[start:end], qualifying words and unit included; `digits` is where the number itself begins.

    `kind` is the unit's kind in units.tsv, "" where none is written; `raw` the number as written, without unit.
    `ceiling` is the upper end of a range, whose lower end `value` is.
    """

    start: int
    digits: int
    end: int
    raw: str
    value: Decimal
    unit: str
    kind: str
    qualifier: str
    ceiling: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Units:
    """The tables of units and qualifiers, compiled; `longest` is the length of the longest qualifier before a number.

    `closing` are the characters with which those end.
    """

    pattern: re.Pattern[str]
    known: Mapping[str, tuple[str, Decimal, str]]
    inside: Mapping[str, str]
    after: Mapping[str, str]
    leading: Mapping[str, str]
    longest: int
    closing: frozenset[str]

    @classmethod
    def compiled(cls, units: Iterable[Row], qualifiers: Iterable[Row]) -> "Units":
        """Compile the rows of units.tsv and qualifiers.tsv, whose heads say what the columns are."""
        rows = sorted(units, key=lambda row: (-len(row["unit"]), row["unit"]))
        known = {row["unit"]: (row["normal"], Decimal(row["factor"]), row["kind"]) for row in rows}
        words: dict[str, dict[str, str]] = {"before": {}, "inside": {}, "after": {}}
        for row in qualifiers:
            words[row["position"]][row["word"]] = row["qualifier"]
        inside, after = _any(words["inside"]), _any(words["after"])
        unit = "|".join(re.escape(row["unit"]) + _unless(row["unless"]) for row in rows)
        amount = rf"(?:{_ARABIC}亿{_ARABIC}万|{_ARABIC}万{_ARABIC}(?:{_GUARDED})|{_ARABIC}|{_CHINESE})"
        upper = rf"(?:(?P<low_unit>{unit})?{_RANGE}(?:[百千]分之)?(?P<high>{_ARABIC}|{_CHINESE}))?"
        per = rf"(?:/[十百千万亿]*(?:{unit}|年|月|日|标准立方米))?"
        pattern = (
            rf"(?P<percent>[百千]分之)?(?P<low>{amount}){upper}(?P<more>{inside})?(?P<scale>{_SCALE})?"
            rf"(?P<most>{inside})?(?P<unit>(?:{unit}){per})?(?P<after>{after})?"
        )
        longest = max(map(len, words["before"]), default=0)
        closing = frozenset(word[-1] for word in words["before"])
        return cls(re.compile(pattern), known, words["inside"], words["after"], words["before"], longest, closing)

    def word_before(self, text: str, end: int) -> str:
        """Return the longest qualifying word that ends right before a number, "" for none."""
        if text[end - 1 : end] not in self.closing:
            return ""
        for start in range(max(0, end - self.longest), end):
            if text[start:end] in self.leading:
                return text[start:end]
        return ""


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _unless(characters: str) -> str:
    return "" if characters == "-" else f"(?![{re.escape(characters)}])"


def quantities(text: str, units: Units) -> Iterator[Quantity]:
    """Yield every number of `text` that has a unit or a scale (万, 亿), in order; numbers alone are none.

    Vague ones are passed over: 数十, 几百, 十几, 三五个, 一个, 一批.
    """
    for match in matches(units.pattern, _OPENING, text):
        unit, scale, percent = match.group("unit", "scale", "percent")
        if unit is scale is percent is None and not _scaled(match["low"]):
            continue
        found = _quantity(text, match, units)
        if found is not None:
            if text[found.start - 1 : found.start] == "、":
                yield from _listed(text, found)
            yield found


def _listed(text: str, last: Quantity) -> Iterator[Quantity]:
    """Yield the bare numbers that share the unit of the last of their list: 20.9、36.2、54个百分点."""
    if last.start != last.digits or not last.raw[0].isdecimal():
        return
    row = _ROW.search(text, max(0, last.start - _ROW_REACH), last.start)
    for bare in _BARE.finditer(row[0]) if row else ():
        value = number(bare[0])
        if value is not None and row is not None:
            start, end = row.start() + bare.start(), row.start() + bare.end()
            yield last._replace(start=start, digits=start, end=end, raw=bare[0], value=value, ceiling=None)


def _scaled(raw: str) -> bool:
    return len(raw) > 1 and ("万" in raw or "亿" in raw)


def _quantity(text: str, match: re.Match[str], units: Units) -> Quantity | None:
    start, end = match.span()
    if text[start - 1 : start] in _VAGUE or text[end : end + 1] == "几":
        return None
    low, high, scale, percent, unit = match.group("low", "high", "scale", "percent", "unit")
    value, ceiling = _values(low, high, scale or "")
    if value is None:
        return None
    if percent:
        if unit:
            end = match.start("unit")
        normal, factor, kind = ("%" if percent == "百分之" else "‰"), _ONE, "rate"
    else:
        normal, factor, kind = _unit(unit or "", units)
    before = units.word_before(text, start)
    return Quantity(
        start=start - len(before),
        digits=start,
        end=end,
        raw=low + (scale or ""),
        value=_times(value, factor),
        unit=normal,
        kind=kind,
        qualifier=_qualifier(match, before, units, above=text.startswith(_ABOVE, start - 1)),
        ceiling=None if ceiling is None else _times(ceiling, factor),
    )


def _values(low: str, high: str | None, scale: str) -> tuple[Decimal | None, Decimal | None]:
    """Return the number and the upper end of its range; 3至5万 scales both, 3000至5万 the second alone."""
    if high is None:
        return number(low + scale), None
    top, bottom = number(high + scale), number(low + scale)
    if bottom is not None and top is not None and bottom >= top:
        bottom = number(low)
    if bottom is None or top is None or bottom >= top:
        return None, None
    return bottom, top


def _times(value: Decimal, factor: Decimal) -> Decimal:
    return value if factor == _ONE else plain(value * factor)


def _unit(written: str, units: Units) -> tuple[str, Decimal, str]:
    if written in units.known:
        return units.known[written]
    base, _, per = written.partition("/")
    normal, factor, kind = units.known.get(base, ("", _ONE, ""))
    return (f"{normal}/{per}" if per else normal), factor, kind


def _qualifier(match: re.Match[str], before: str, units: Units, *, above: bool) -> str:
    after, more, most = match.group("after", "more", "most")
    if after:
        return units.after[after]
    if more or most:
        return units.inside[more or most]
    if before:
        return units.leading[before]
    return "atLeast" if above else "exact"
