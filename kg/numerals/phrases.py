"""How many parts a numeral phrase announces: 三大指数 three, “1+4”体系 five, 三会一课 four, “三航”行动 three."""

import re
from functools import lru_cache
from itertools import pairwise

from kg.numerals.numbers import number

_DIGIT = "〇零一二两三四五六七八九十百千万0-9"
_NUMERAL = re.compile(rf"[双\d{_DIGIT}]")
_MEASURES = "个|大(?!$|精神|报告|代表|以来)|项|支|条|种|类|张|座|道|方面|重点|位一体"
_COUNT = re.compile(rf"(?<![第.{_DIGIT}])([{_DIGIT}]+)(?:{_MEASURES})(?!五年)")
# 1+4; a sum with a letter in it (1+10+N) is left open.
_SUM = re.compile(r"(?<![\d+])\d{1,2}(?:\+\d{1,2})+(?![\d+])")
# 三会一课, 四议两公开, 两园一河: what the numerals come to. Two that are equal tell nothing (一县一策, 四水四定).
_SMALL = "一二两三四五六七八九十"
_PAIR = re.compile(
    rf"(?!一国)([{_SMALL}])(?!位一体)[^{_SMALL}个大项条类种、，]{{1,2}}([{_SMALL}])[^{_SMALL}、，]{{1,2}}(?:制度|机制)?"
)
# A numeral abbreviation is marked as one by its quotation marks: “三航”, “五联”, “六必访”; “四点半” is an hour.
_SHORT = re.compile(
    rf"[“‘]([两双二三四五六七八九十])(?!公里|小时|分钟|[连维星级倍度点])[^{_DIGIT}双、，。“”‘’年月日届]{{1,3}}[”’]"
)
# 三个意识教育 is one drive about three things, not three drives.
_AROUND = ("教育", "活动", "精神", "学习", "研究", "方案", "讲话", "评价")
_MARKS = re.compile(r"[“”‘’《》]")
_REST, _MOST = 8, 99


# Mention and relation stages ask for the same phrases.
@lru_cache(maxsize=1 << 14)
def arity(phrase: str) -> int | None:
    """Return how many parts a phrase announces, None where its numeral counts none.

    >>> [arity(it) for it in ("“三大指数”", "“1+4”体系", "三会一课", "“五位一体”总体布局", "“三航”行动", "科创十六条")]
    [3, 5, 4, 5, 3, 16]
    >>> [arity(it) for it in ("党的二十大", "第十五个五年规划", "一县一策", "1+10+N", "三个意识教育", "三航行动")]
    [None, None, None, None, None, None]
    """
    if not _NUMERAL.search(phrase):
        return None
    plain = _MARKS.sub("", phrase)
    if "+" in plain:
        added = _SUM.search(plain)
        return sum(map(int, added[0].split("+"))) if added else None
    if pair := _PAIR.fullmatch(plain):
        first, second = (int(number(sign) or 0) for sign in pair.groups())
        return None if first == second else first + second
    counts = list(_COUNT.finditer(plain))
    if counts:
        return _announced(plain, counts)
    short = _SHORT.search(phrase)
    return int(number(short[1].replace("双", "二")) or 0) if short else None


def _announced(plain: str, counts: list[re.Match[str]]) -> int | None:
    """Return what the counts of a name come to (一个中心、两个基本点); None where one stands within another."""
    rest = plain[counts[-1].end() :]
    if len(rest) > _REST or rest.endswith(_AROUND):
        return None
    if not all("、" in plain[one.end() : other.start()] for one, other in pairwise(counts)):
        return None
    total = sum(int(number(count[1]) or 0) for count in counts)
    return total if 2 <= total <= _MOST else None
