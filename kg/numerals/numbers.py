"""Read one number, in Arabic digits, Chinese numerals or both, as an exact `Decimal`."""

import re
from decimal import Decimal
from functools import lru_cache
from math import prod

DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0, "○": 0, "两": 2}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
# No quantity is longer, and the decimal context is exact within it.
_LONGEST = 24
_MIXED = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)([十百千]?(?:万亿|[万亿])?)")
# Spelled digit by digit (一九五五, 二〇三五): four or more, or with a zero; 三五 is "some", not 35.
_SPELLED = re.compile(r"[零〇○一二三四五六七八九]{4,}|[一二三四五六七八九]+[〇○零][零〇○一二三四五六七八九]*")
_POINT = re.compile(r"([零〇一二两三四五六七八九十百千]+)点([零〇○一二三四五六七八九]+)(万亿|[万亿]|)")
_SECTION = re.compile(
    r"(?P<千>[一二两三四五六七八九]?千)?[零〇]?(?P<百>[一二两三四五六七八九]?百)?[零〇]?"
    r"(?P<十>[一二三四五六七八九]?十)?[零〇]?(?P<一>[零〇一二两三四五六七八九])?"
)


def number(text: str) -> Decimal | None:
    """Return the value of a whole string that is one number; None where it is none or vague.

    >>> [str(number(text)) for text in ("9.5万", "1.2万亿", "1,024", "3亿5000万")]
    ['95000', '1200000000000', '1024', '350000000']
    >>> [str(number(text)) for text in ("二〇三五", "三百二十一万", "两千", "千", "三点五", "一百五")]
    ['2035', '3210000', '2000', '1000', '3.5', '150']
    >>> number("数十"), number("三五"), number("十四五")
    (None, None, None)
    """
    return _read(text) if len(text) <= _LONGEST else None


# A document writes few numbers and writes them often.
@lru_cache(maxsize=1 << 14)
def _read(text: str) -> Decimal | None:
    text = text.replace("．", ".").replace("，", ",")
    value = _mixed(text) if text[:1].isdecimal() else _chinese(text)
    return None if value is None or value.adjusted() >= _LONGEST else plain(value)


def plain(value: Decimal) -> Decimal:
    """Return the same value without exponent or trailing zeros after the point.

    >>> plain(Decimal("95000.0")), plain(Decimal("5.30"))
    (Decimal('95000'), Decimal('5.3'))
    """
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _mixed(text: str) -> Decimal | None:
    """Read 1.2万亿 and 3亿5000万: Arabic digits, each run with its scale, the scales falling."""
    total, position, ceiling = Decimal(0), 0, Decimal("Infinity")
    while position < len(text):
        match = _MIXED.match(text, position)
        scale = _scale(match[2]) if match else ceiling
        if match is None or scale >= ceiling:
            return None
        total += Decimal(match[1].replace(",", "")) * scale
        ceiling, position = scale, match.end()
    return total


def _scale(text: str) -> Decimal:
    return Decimal(prod(SCALES[sign] for sign in text))


def _chinese(text: str) -> Decimal | None:
    if _SPELLED.fullmatch(text):
        return Decimal("".join(str(DIGITS[sign]) for sign in text))
    if match := _POINT.fullmatch(text):
        whole = _whole(match[1], 8)
        fraction = "".join(str(DIGITS[sign]) for sign in match[2])
        return None if whole is None else Decimal(f"{whole}.{fraction}") * _scale(match[3])
    whole = _whole(text, 8)
    return None if whole is None else Decimal(whole)


def _whole(text: str, power: int) -> int | None:
    """Read 三百二十一万 below 10 ** (power + 8) from the largest scale down; 一万五 is 15000."""
    if power == 0:
        return _section(text)
    head, sign, rest = text.rpartition("亿" if power == 8 else "万")
    low = _whole(rest, power - 4) if rest else 0
    if not sign or low is None:
        return low if rest else None
    high = _whole(head, 4) if head else 1
    if high is None:
        return None
    if len(rest) == 1 and not rest.startswith("十"):
        low = low * 10**power // 10
    return high * int(10**power) + low


def _section(text: str) -> int | None:
    """Read a number below ten thousand; 一百五 is 150, 一百零五 105."""
    match = _SECTION.fullmatch(text)
    if match is None or not text:
        return None
    value = 0
    for sign, power in zip("千百十", (1000, 100, 10), strict=True):
        if match[sign] is not None:
            value += DIGITS.get(match[sign][:-1], 1) * power
    last = DIGITS[match["一"]] if match["一"] else 0
    if len(text) > 1 and text[-2] in "百千":
        last *= SCALES[text[-2]] // 10
    return value + last
