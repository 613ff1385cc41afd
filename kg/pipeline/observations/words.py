"""The word tables of the observations stage, compiled once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.lexicon import Lexicon
from kg.numerals import Units

# 截至2021年底, 五十年代, 五年来: when, not what.
_DATE = (
    r"(?:(?:到|至|截至|从|由|比|自)?(?:[12]\d{3}|[一二][零〇○一二三四五六七八九]{3})年(?:\d{1,2}月)?(?:底|末|起|以来)?"
    r"|[一二三四五六七八九]十年代|\d0年代|(?:过去|近|这)?[一二两三四五六七八九十\d]{1,2}年(?:来|内|间|中))"
)
# What only opens a clause: 近三年, “十四五”期间, 三季度, 1至10月.
_OPENING = (
    r"(?:每[半两二三四五六一]?个?(?:年|季度?|月|周|天|旬)|(?:过去|最近|近|这)[一二两三四五六七八九十\d]{1,2}年(?![制期级])"
    r"|[“\"]?十?[一二三四五六七八九]五[”\"]?(?:时期|期间|以来)|第?[一二三四]季度|\d{1,2}月?(?:至|—|-)\d{1,2}月)"
)

# What a date or an opening may begin with.
_WHEN = r"[到至截从由比自过近这每最“\"第一二两三四五六七八九十\d]"

# Signs at which a clause ends, and those that enclose a part of one.
BREAKS = "，。；！？：\n,;!?:…"
CLOSERS = {"”": "“", "’": "‘", "）": "（", ")": "(", "》": "《", "」": "「", "』": "『"}
OPENERS = {opener: closer for closer, opener in CLOSERS.items()}
SIGNS = re.escape("".join((BREAKS, *OPENERS, *CLOSERS)))

# What sets the items of a list apart, which one figure may be stated of.
_LIST = re.compile(
    r"、|以及|(?<![共饱缓中总调温])和(?![谐平睦])|(?<!参)与(?![会否])|(?<![普涉惠波触遍企顾])及(?![时以其])"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Units, qualifiers and the words that shape a measure, as patterns.

    `head` strips what precedes a measure, `link` what stands between it and its figure; `change` matches a growth
    verb at the start, `changed` one at the end; `stop` finds where a counted noun may end, `lead` a verb before it,
    `make` one that cuts off what stands before it, `verb` a linking or growth verb where a noun could stand;
    `lasting` a verb that a time tells the length of, `area` what only a place has.
    """

    units: Units
    idiom: re.Pattern[str]
    head: re.Pattern[str]
    link: re.Pattern[str]
    change: re.Pattern[str]
    changed: re.Pattern[str]
    stop: re.Pattern[str]
    lead: re.Pattern[str]
    make: re.Pattern[str]
    verb: re.Pattern[str]
    lasting: re.Pattern[str]
    area: re.Pattern[str]
    named: Mapping[str, str]

    @classmethod
    def compiled(cls, lexicon: Lexicon) -> "Words":
        """Compile the tables units, qualifiers, numeral_idioms, measures and periods."""
        roles: dict[str, list[tuple[str, str]]] = {
            "change": [],
            "link": [],
            "lead": [],
            "make": [],
            "trim": [],
            "stop": [],
            "lasting": [],
            "area": [],
        }
        for row in lexicon.tables["measures"]:
            roles[row["role"]].append((row["word"], row["unless"]))
        change, lead = _at(roles["change"]), _at(roles["lead"])
        link, trim = _at(roles["link"]), _at(roles["trim"])
        when = f"(?={_WHEN})(?:{_DATE}|{_OPENING})"
        rise = "年均|同比|累计|分别|平均"
        return cls(
            units=Units.compiled(lexicon.tables["units"], lexicon.tables["qualifiers"]),
            idiom=re.compile("|".join(map(re.escape, lexicon.column("numeral_idioms", "phrase")))),
            head=re.compile(rf"(?:{when}|{trim}|[\s、，,：:])+"),
            link=re.compile(rf"(?:{link}|(?={_WHEN}){_DATE}|连续\w{{1,3}}年|[\s、，,：:的])+$"),
            verb=re.compile(_at(pair for pair in roles["link"] + roles["change"] if len(pair[0]) > 1)),
            lasting=re.compile(rf"(?:{_any(roles['lasting'])})了?$"),
            area=re.compile(_any(roles["area"])),
            change=re.compile(rf"(?:(?:{rise}|均|再|又|较|比)[^，。]{{0,14}}?)?(?:{change})"),
            changed=re.compile(rf"(?:{rise}|比[^，。]{{1,14}})?(?:{change})+$"),
            stop=re.compile(rf"(?=[{SIGNS}\d{_opening(roles['stop'])}])(?:[{SIGNS}\d]|{_any(roles['stop'])})"),
            lead=re.compile(rf"(?:(?:{lead})(?:了|出|过)?)+"),
            make=re.compile(rf"(?:{_any(roles['make'])})(?:了|出|过)?"),
            named={row["phrase"]: row["edtf"] for row in lexicon.tables["periods"]},
        )


def _any(words: Iterable[tuple[str, str]]) -> str:
    """Join words, longest first, each with the characters that must not follow it ("-" for none)."""
    ordered = sorted(words, key=lambda pair: (-len(pair[0]), pair))
    return "|".join(
        re.escape(word) + ("" if unless == "-" else f"(?![{re.escape(unless)}])") for word, unless in ordered
    )


def _at(words: Iterable[tuple[str, str]]) -> str:
    """Join words as `_any` does, for a place where there is most often none of them."""
    listed = list(words)
    return f"(?=[{_opening(listed)}])(?:{_any(listed)})"


def _opening(words: Iterable[tuple[str, str]]) -> str:
    """Return the characters that words begin with, as they are written in a class."""
    return re.escape("".join(sorted({word[0] for word, _ in words})))


def split(listed: str) -> list[str]:
    """Split a list and give each item the tail that only the last one writes.

    >>> split("基本养老保险和基本医疗保险参保率")
    ['基本养老保险参保率', '基本医疗保险参保率']
    >>> split("示范园、集群、保护区")
    ['示范园', '集群', '保护区']
    """
    parts = [part for part in _LIST.split(listed) if part]
    if len(parts) < 2:
        return [listed]
    last = parts[-1]
    return [part + _common_tail(part, last) for part in parts[:-1]] + [last]


def _common_tail(part: str, last: str) -> str:
    # One shared character is too little to align by, but for the level of a thing: 国家级、省级示范区.
    for length in range(min(4, len(part)), 0 if part.endswith("级") else 1, -1):
        found = last.rfind(part[-length:])
        if found > 0:
            return last[found + length :]
    return ""
