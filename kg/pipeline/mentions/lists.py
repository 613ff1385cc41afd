"""Names in lists that a common noun sums up: 甲、乙、丙等平台; 甲、乙、丙“三大行动”."""

import re
from collections.abc import Iterator

from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions.grammar import Grammar, Head
from kg.pipeline.mentions.names import NameFinder, plain

_ITEM = r"(?:“[^“”\n]{2,24}”[^，。；：、“”‘’！？\n]{0,8}|[^，。；：、“”‘’！？\n]{2,20})"
_NUMERAL = "[二两三四五六七八九十]"
_LIST = re.compile(
    rf"(?P<list>{_ITEM}(?:、{_ITEM}){{1,14}}?)(?:等(?P<many>一批|\d[\d.,]*[万余多]*[个项家条支]?)?|(?=“?{_NUMERAL}+(?:大|个|项|张|支)))"
    rf"“?(?P<number>{_NUMERAL}+)?(?:大|个|项|张|支)?(?P<whole>[\u4e00-\u9fff]{{1,12}})"
)
_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九十")} | {"两": 2}
_NO_HEAD = frozenset(
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
    ]
)
_VERBAL = re.compile("[的了在是对把将]|以及|我们|不断|等")


def find(names: NameFinder, grammar: Grammar) -> Iterator[Mention]:
    """Yield the mentions of items whose class only the noun behind their list tells."""
    for match in _LIST.finditer(names.text):
        head = _head(match["whole"], grammar)
        if head is None:
            continue
        items = list(_items(names, match))
        if match["number"] and len(items) != _VALUES.get(match["number"]):
            continue
        if len(items) < 2 or any(not 2 <= len(plain(item.exact(names.text))) <= 20 for item in items):
            continue
        for item in items:
            name = plain(item.exact(names.text))
            own = grammar.head_of(name)
            kind = own.type if own is not None and own.use != "quoted" else head.type
            if not _VERBAL.search(name) and not grammar.generic.fullmatch(name):
                yield Mention(Entity(kind, name), item, "mentions/listed", 0.7)


def _head(whole: str, grammar: Grammar) -> Head | None:
    for length in range(2, len(whole) + 1):
        head = grammar.head_of("□" + whole[:length])
        if head is not None and head.word not in _NO_HEAD:
            return head
    return None


def _items(names: NameFinder, match: re.Match[str]) -> Iterator[Evidence]:
    position = match.start("list")
    first = True
    for item in match["list"].split("、"):
        start, end = position, position + len(item)
        position = end + 1
        if first and not item.startswith("“"):
            start = names.skip_lead(names.start(start, end).position, end)
        first = False
        yield Evidence(start, end)
