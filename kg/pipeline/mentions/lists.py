"""Names in lists that a common noun sums up: 甲、乙、丙等平台; 甲、乙、丙“三大行动”."""

import re
from collections.abc import Iterator

from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions.grammar import PAUSE, Grammar, Head
from kg.pipeline.mentions.names import NameFinder, plain

_ITEM = r"(?:“[^“”\n]{2,24}”[^，。；：、“”‘’！？\n]{0,8}|[^，。；：、“”‘’！？\n]{2,20})"
_NUMERAL = "[二两三四五六七八九十]"
# Items are set apart by 、, quotes by nothing as well: “甲”“乙”等.
_NEXT = "(?:、|(?<=”)(?=“))"
_MEASURE = "大|个|项|张|支|件|条|类|种"
_COUNT = rf"(?<!第){_NUMERAL}+"
_LIST = re.compile(
    rf"(?P<list>{_ITEM}(?:{_NEXT}{_ITEM}){{1,14}}?)(?:(?P<end>等(?:一批|\d[\d.,]*[万余多]*[个项家条支]?)?)|(?=“?{_COUNT}(?:{_MEASURE})|“{_NUMERAL}[\u4e00-\u9fff]”))"
    rf"“?(?P<number>{_COUNT})?(?:{_MEASURE}|[\u4e00-\u9fff]”)?(?P<whole>[\u4e00-\u9fff]{{1,12}})"
)
# No list goes on over these, but within quotation marks.
_STRETCH = re.compile("(?:[^，。；：！？\n‘’“]+|“(?:[^“”\n]*”)?)+")
_CLOSED = re.compile(f"等|{_NUMERAL}+(?:{_MEASURE})|“{_NUMERAL}[\u4e00-\u9fff]”")
_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九十")} | {"两": 2}
_ACTS = frozenset(["建设", "改造", "整治", "创建", "培育", "管理", "应用"])
_LOOSE = frozenset(
    [
        "工作",
        "要求",
        "教育",
        "管理",
        "精神",
        "思想",
        "经验",
        "目标",
        "原则",
        "企业",
        "学校",
        "方针",
        "思路",
        "模式",
        "活动",
        "项目",
        "项服务",
        "条路径",
        "种做法",
    ]
)
# What the drives of a list do together: 甲、乙、丙等提升行动.
_DOING = frozenset(["提升", "改造", "整治", "攻坚", "治理", "培育", "振兴", "保护", "升级", "倍增"])
_NAMED_IN_LISTS = frozenset({"Platform", "Place", "Organization", "Event"})
_JOINT = re.compile(r"(?P<left>[^“”和]{3,})(?:和|以及)(?P<right>[^“”和]{3,})$")
_CLOSE = 4
# An item of these is short for itself and the noun: 领航、护航、远航三大工程. Places and products have names of their own.
_ELLIPTIC = frozenset({"Campaign", "Mechanism", "Strategy", "Organization"})
_VERBAL = re.compile("[的了在是对把将没]|以及|我们|不断|等")


def find(names: NameFinder, grammar: Grammar) -> Iterator[Mention]:
    """Yield the mentions of items whose class only the noun behind their list tells.

    A list whose length is the numeral's is taken whole (甲、乙、丙“三大行动”); of one that 等 leaves open, the
    items that are marked as names, and all where the noun follows close and names bodies, places or products,
    where a number or 一批 sets them off, or where all begin as the noun does (清廉机关、清廉学校等清廉单元建设).
    """
    for match in _lists(names.text):
        found = _head(match["whole"], grammar)
        if found is None:
            continue
        head, distance = found
        if _VERBAL.search(match["whole"], 0, distance):
            continue
        loose = head.word in _LOOSE
        items = list(_items(names, match))
        counted = match["number"] is not None
        if len(items) < 2 or (counted and len(items) != _VALUES.get(match["number"])):
            continue
        ends = _ends(names, match.start("whole") + distance + len(head.word))
        close = distance <= _CLOSE and head.type in _NAMED_IN_LISTS and not loose and ends
        several = (match["end"] or "") not in ("", "等") or _drives(match["whole"], head, distance, grammar)
        alike = all(plain(item.exact(names.text))[:2] == match["whole"][:2] for item in items)
        summed = counted and (head.type != "Place" or names.text[match.end("number")] == "大")
        if summed or alike:
            start = match.start("number" if counted else "whole")
            evidence = Evidence(start, match.start("whole") + distance + len(head.word))
            yield Mention(Entity(head.type, plain(evidence.exact(names.text))), evidence, "mentions/sum", 0.7)
        quoted = (
            names.text[match.start("whole") - 1] == "”"
            or "“" in names.text[match.end("list") : match.start("whole")]
        )
        tail = (
            "" if quoted or alike or not (counted or several) else _tail(match["whole"], head, distance, grammar)
        )
        whole = counted or close or alike or (several and not loose)
        for item in items:
            mention = _mention(names, grammar, item, head, whole=whole, tail=tail, alike=alike)
            if mention is not None:
                yield mention


def _lists(text: str) -> Iterator[re.Match[str]]:
    """Yield the lists; looked for only in the stretches that hold what sets items apart and what closes a list."""
    for stretch in _STRETCH.finditer(text):
        held = stretch[0]
        if ("、" in held or "”“" in held) and _CLOSED.search(held):
            yield from _LIST.finditer(text, *stretch.span())


def _mention(
    names: NameFinder, grammar: Grammar, item: Evidence, head: Head, *, whole: bool, tail: str, alike: bool
) -> Mention | None:
    surface = item.exact(names.text)
    name = plain(surface)
    own = grammar.head_of(name)
    headed = own is not None and own.use not in ("quoted", "act")
    if not (2 if tail else 3) <= len(name) <= 20 or _VERBAL.search(name) or grammar.generic.fullmatch(name):
        return None
    if not (whole or headed or surface.startswith("“")):
        return None
    kind = own.type if own and headed and not alike else head.type
    full = (
        name if headed or (own is not None and own.use == "quoted") or head.type not in _ELLIPTIC else name + tail
    )
    return Mention(Entity(kind, full), item, "mentions/listed", 0.7)


def _ends(names: NameFinder, end: int) -> bool:
    """Say whether the noun that sums a list up ends there, and no other goes on behind it (等平台 + 服务能力)."""
    return names.text[end : end + 1] in PAUSE or not names.words.at(end).tag.startswith(("n", "vn"))


def _drives(whole: str, head: Head, distance: int, grammar: Grammar) -> bool:
    """Say whether the items are drives of their own (工业强基、智能制造等重大工程)."""
    plain_noun = whole[:distance] in _DOING or grammar.generic.fullmatch(whole[:distance]) is not None
    return head.word in ("工程", "行动", "计划") and plain_noun


def _tail(whole: str, head: Head, distance: int, grammar: Grammar) -> str:
    """Return what the items leave out: the noun that sums them up with its own modifier (等5支先锋服务队)."""
    modifier = whole[:distance]
    generic = grammar.generic.fullmatch(modifier)
    return head.word if generic else modifier + head.word


def _head(whole: str, grammar: Grammar) -> tuple[Head, int] | None:
    """Return the noun that sums the list up, and where it begins; of nouns in a row the last (先锋 + 服务队)."""
    found: tuple[Head, int] | None = None
    for length in range(2, len(whole) + 1):
        head = grammar.head_of("□" + whole[:length])
        if head is None or (found is not None and head.word in _ACTS):
            continue
        begin = length - len(head.word)
        if found is not None and begin > found[1] + len(found[0].word):
            break
        found = head, begin
    return found


def _items(names: NameFinder, match: re.Match[str]) -> Iterator[Evidence]:
    """Yield the items of a list, the verb before the first left out, the last split where 和 joins two."""
    position = match.start("list")
    items = re.split(_NEXT, match["list"])
    for number, item in enumerate(items):
        start, end = position, position + len(item)
        position = end + (names.text[end : end + 1] == "、")
        if number == 0 and not item.startswith("“"):
            start = names.skip_lead(names.start(start, end).position, end)
        joint = _JOINT.match(names.text, start, end) if number == len(items) - 1 else None
        if joint:
            yield Evidence(start, joint.end("left"))
            start = joint.start("right")
        yield Evidence(start, end)
