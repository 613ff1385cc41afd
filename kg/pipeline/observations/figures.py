"""Which quantities of a text are figures: not names, ordinals, dates, articles, thresholds or idioms."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from operator import attrgetter

from kg.model import Mention
from kg.numerals import Period, Quantity, number, quantities
from kg.pipeline.observations.words import Words

# A numeral in a short quotation, a title or a file number belongs to the name: “10条底线”, 〔2023〕5号.
_NAMED = re.compile(
    r"“[^“”\n。]{1,30}”|‘[^‘’\n。]{1,30}’|「[^「」\n。]{1,30}」|《[^《》\n]{1,80}》|〔[^〔〕\n]{1,12}〕"
)
_CODE = ("+", "×", "·", "*", "=", "/", "-", "~")
_SUMS = ("+", "×")
_PLAIN_DIGITS = frozenset("一二两三四五六七八九〇零○0123456789")
# 二期, 十四届 and 三轮 are ordinals without 第; counted ones are written in Arabic digits.
_ORDINAL_UNITS = frozenset("期届轮批")
_SPAN_VERBS = re.compile(r"(?:连续|提前|缩短|延长|压缩|历时|平均)(?:了|约)?$")
# 这三个问题 points back at things already counted.
_POINTERS = ("这", "那", "该", "述", "哪")
_EVERY = re.compile("每(?:[半两二三四五六一]?个?(?:年|季度?|月|周|天|日|旬))[^，。；、\\d每]{0,6}$")
# 第一、二种 goes on with ordinals.
_ROW = re.compile("第[一二三四五六七八九十]、$")
_HOLDS = ("连办", "举办", "已办", "办了")
# One of these is counted where it ends a clause behind its noun: 建成水库一座.
_BUILT = frozenset(["座", "所", "处", "台", "辆", "栋", "艘", "部"])
_QUOTES = ("“", "‘", "《", "「")
_COUNTED = ("count", "thing", "group")
_MANY = 10
_ENDS = frozenset("，。；：！？、）)\n,;:!?")


# 综合指数达到95.3 states a bare number; nothing but the noun says that it is a figure.
_INDEX = re.compile(
    r"(?:指数|系数|比值|得分)(?:首次|已|稳定|保持)?"
    r"(?:达到?|为|是|在|[升降提缩增]\w{0,2}[至到])(\d+(?:\.\d+)?)(?=[，。；、,;\n]|$)"
)


def _indices(text: str) -> Iterator[Quantity]:
    for match in _INDEX.finditer(text):
        value = number(match[1])
        if value is not None:
            yield Quantity(match.start(1), match.start(1), match.end(1), match[1], value, "", "index", "exact")


class Spans:
    """Half-open spans, sorted by start, asked whether they overlap another."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]
        self._reach = max((end - start for start, end in self._spans), default=0)

    def overlap(self, start: int, end: int) -> bool:
        """Say whether any span shares a character with [start, end)."""
        index = bisect_right(self._starts, end - 1) - 1
        while index >= 0 and self._starts[index] > start - self._reach:
            if self._spans[index][1] > start:
                return True
            index -= 1
        return False


def figures(text: str, mentions: Sequence[Mention], times: Sequence[Period], words: Words) -> list[Quantity]:
    """Return the quantities of `text` that are stated of something, in order."""
    found = sorted([*quantities(text, words.units), *_indices(text)], key=attrgetter("digits"))
    if not found:
        return []
    apart = Spans(
        [
            *(match.span() for match in _NAMED.finditer(text)),
            *(match.span() for match in words.idiom.finditer(text)),
            *((period.start, period.end) for period in times),
        ]
    )
    names = Spans((mention.evidence.start, mention.evidence.end) for mention in mentions)
    starts = {mention.evidence.start for mention in mentions}
    return [
        quantity
        for quantity in found
        if not apart.overlap(quantity.digits, quantity.end)
        and (_beside(text, quantity, starts) or not names.overlap(quantity.digits, quantity.end))
        and (_stated(text, quantity) or _lasts(text, quantity, words))
    ]


def _beside(text: str, quantity: Quantity, starts: Collection[int]) -> bool:
    """Say whether a figure that a mention covers is still one, and no part of the name.

    So with the capacity of a plant (400万吨煤制油), a count that a list of names draws in (…等5支服务队), one that
    opens the mention (4个国家级中心), and people counted in round numbers (百名名师). 十件实事 is a name.
    """
    if quantity.kind == "amount" or text[quantity.digits - 1 : quantity.digits] == "等":
        return True
    if quantity.digits not in starts or quantity.kind not in _COUNTED:
        return False
    return not _spelled(quantity) or quantity.raw in ("百", "千", "万")


def _stated(text: str, quantity: Quantity) -> bool:
    before, after = text[max(0, quantity.start - 6) : quantity.start], text[quantity.end : quantity.end + 1]
    if after == "级" or before.endswith("前") or _coded(before, after, quantity):
        return False
    if _PLAIN_DIGITS.isdisjoint(quantity.raw) and quantity.raw[0] != "十":
        return _multiplier(text, quantity)
    return _KINDS[quantity.kind](text, quantity)


def _lasts(text: str, quantity: Quantity, words: Words) -> bool:
    """Say whether somebody stays at something so long: 驻村两年, 从教31年."""
    if quantity.kind != "time" or not _ended(text, quantity):
        return False
    return words.lasting.search(text, max(0, quantity.start - 4), quantity.start) is not None


def _coded(before: str, after: str, quantity: Quantity) -> bool:
    """Say whether the digits belong to a code or sum: PM2.5, 1+1+4, 7×24小时."""
    if quantity.kind == "rate":
        return False
    # A word between tells them apart: GDP突破10万亿元.
    last = before[-1:] if quantity.start == quantity.digits else ""
    return (last.isascii() and last.isalnum()) or last in _CODE or after in _SUMS


def _spelled(quantity: Quantity) -> bool:
    return not quantity.raw[0].isdecimal()


def _multiplier(text: str, quantity: Quantity) -> bool:
    """千 or 万亿 without a digit counts where a noun follows (百名书记) or a word qualifies it (超千项)."""
    if quantity.start < quantity.digits:
        return quantity.kind not in ("time", "date")
    return (
        quantity.kind == "count"
        and quantity.unit in ("个", "名", "家", "位", "场", "项")
        and not _ended(text, quantity)
    )


def _ended(text: str, quantity: Quantity) -> bool:
    return quantity.end >= len(text) or text[quantity.end] in _ENDS


def _bounded(text: str, quantity: Quantity) -> bool:
    """Say whether it bounds a class of things rather than states one: 10亿元以上项目, 60岁以上老人."""
    return text[quantity.end - 1] in "上下" and not _ended(text, quantity)


def _count(text: str, quantity: Quantity) -> bool:
    if not _spelled(quantity) or _every(text, quantity) or _held(text, quantity):
        return True
    if quantity.value == 1:
        return quantity.unit in _BUILT and _ended(text, quantity)
    if quantity.unit in _ORDINAL_UNITS:
        return False
    if text[quantity.start - 1 : quantity.start] in _POINTERS or _ROW.search(
        text, max(0, quantity.start - 3), quantity.start
    ):
        return False
    # 两家 that open a clause are those just told of.
    if quantity.raw == "两" and quantity.unit in ("家", "人") and _opens(text, quantity):
        return False
    return text[quantity.end : quantity.end + 1] not in _QUOTES


def _opens(text: str, quantity: Quantity) -> bool:
    return not quantity.start or text[quantity.start - 1] in _ENDS


def _every(text: str, quantity: Quantity) -> bool:
    """Say whether the figure is how often something is done: 每季度研判一次, 每月一期."""
    return quantity.value == 1 and _EVERY.search(text, max(0, quantity.start - 12), quantity.start) is not None


def _held(text: str, quantity: Quantity) -> bool:
    """Say whether so many of a row have been held: 已连办四届."""
    before = text[max(0, quantity.start - 3) : quantity.start]
    return quantity.unit in _ORDINAL_UNITS and before.endswith(_HOLDS) and "第" not in before


def _thing(text: str, quantity: Quantity) -> bool:
    return not _spelled(quantity) or (quantity.value >= _MANY and _count(text, quantity))


def _group(text: str, quantity: Quantity) -> bool:
    """七大领域 counts after a list that it sums up (…等七大领域); by itself it opens a name (十大工程)."""
    return not _spelled(quantity) or (text[quantity.start - 1 : quantity.start] == "等" and _count(text, quantity))


def _amount(text: str, quantity: Quantity) -> bool:
    if _spelled(quantity) and (
        quantity.raw in ("一", "两") or (quantity.unit == "里" and not _ended(text, quantity))
    ):
        return False
    return not _bounded(text, quantity)


def _age(text: str, quantity: Quantity) -> bool:
    aged = _ended(text, quantity) or (text[quantity.end] == "的" and quantity.ceiling is None)
    return not _spelled(quantity) and text[quantity.end - 1] == "岁" and aged


def _time(text: str, quantity: Quantity) -> bool:
    leads = _SPAN_VERBS.search(text, max(0, quantity.start - 6), quantity.start) is not None
    if quantity.unit == "年" or _spelled(quantity):
        return leads and quantity.value < 100
    return quantity.raw != "24"


def _scaled(text: str, quantity: Quantity) -> bool:
    """3500万 without a unit counts where it ends its clause or a noun follows."""
    return len(quantity.raw) > 1 and text[quantity.end : quantity.end + 1] not in (
        "多",
        "余",
        "分",
        "能",
        "里",
        "年",
    )


_KINDS: dict[str, Callable[[str, Quantity], bool]] = {
    "count": _count,
    "thing": _thing,
    "group": _group,
    "amount": _amount,
    "age": _age,
    "time": _time,
    "rate": lambda _text, _quantity: True,
    "date": lambda _text, _quantity: False,
    "": _scaled,
    "index": lambda _text, _quantity: True,
}
