"""Bodies: party and state organs, with the place they belong to or with a level word that stands for it."""

import re
from collections.abc import Iterator

from kg.lexicon import Label
from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions.grammar import Grammar
from kg.pipeline.mentions.words import Words

_LEVEL = re.compile("(?:自治区|自治州|自治县|省|市|县|区|州|盟|旗|地|兵团)$")
_NOT_AFTER = re.compile("[各跨]$")
# Characters that mean a level before a body, and as often something else: 联盟, 当地, 红旗.
_RARE_LEVELS = ("盟", "旗", "地")
_RARE_ORGANS = ("委", "行署")
_NOT_BEFORE = re.compile("[托员屈婉]|以重任|会议?(?!常)|办大")
# A committee of these is no committee of the party; 团市委 is the league's.
_PARTY = re.compile("(?:中共|共青团|团|民[革盟建进]|农工党|致公党|九三学社|台盟)$")
# 费县县委 needs its level twice, 余杭区区委 is 余杭区委.
_SHORTEST = 2
_FULL_COMMITTEE = "员会"
# What a short form of a body follows: the start of a clause, or a particle.
_FREE = re.compile("[，。；：、！？\\s“”‘’（）()的由在对向经与和及是为]$|^$")
# The party's body in another one: 省国资委党委, 市总工会党组.
_BRANCH = re.compile("(?:机关)?(?:党支部|党总支|机关党委|党委(?!会|托)|党组(?!织|会|成)|纪委(?!书)|纪检组)")
_ABROAD = "—－-"
# The party committee of a town or village: 地方镇党委, 五一村党支部.
_TOWN_BODY = re.compile("(?:街道|镇|乡|村|社区)(?:党委|党工委|党总支|党支部|纪委|人民政府|政府|办事处)(?![员门])")
_TOWN_LENGTHS = (2, 3, 1)
_NO_TOWN = re.compile("[各全该本每一两多新老农乡城山渔进到驻和及与对在向由县区市、，]|中心|村$")


def find(text: str, words: Words, grammar: Grammar) -> list[Mention]:
    """Return the mentions of organs; a deictic one keeps its short form as its name until it is resolved."""
    ends = {label.end: label for label in grammar.divisions.find(text)}
    found = []
    for start, end, organ, attach in grammar.find_organs(text):
        if attach == "whole":
            if text[end : end + 1] == "门" and organ.endswith("部"):
                continue  # 教育部门 is no 教育部
            if start and text[start - 1] in _ABROAD:
                continue  # 中国—东盟博览会 is another name
            evidence = Evidence(start, branch_end(text, end))
            entity = Entity("Organization", evidence.exact(text))
            found.append(Mention(entity, evidence, "mentions/central-organ", 0.95))
            continue
        mention = _attached(text, start, end, ends)
        if mention is None and attach == "short" and _FREE.search(text, max(0, start - 1), start):
            mention = Mention(Entity("Organization", organ), Evidence(start, end), "mentions/short-organ", 0.8)
        if mention is not None:
            found.append(mention)
    return [*found, *_town_bodies(text, words, ends)]


def branch_end(text: str, end: int) -> int:
    """Return where the party's body that is named right behind another body ends, `end` where none is."""
    branch = _BRANCH.match(text, end)
    return branch.end() if branch else end


def _town_bodies(text: str, words: Words, divisions: dict[int, Label]) -> Iterator[Mention]:
    """Yield the party and state bodies of towns and villages, with the county before them (如东县洋口镇党委)."""
    for match in _TOWN_BODY.finditer(text):
        starts = [match.start() - length for length in _TOWN_LENGTHS if match.start() >= length]
        county = next((divisions[start] for start in starts if start in divisions), None)
        opening = (
            start
            for start in starts
            if words.at(start).start == start and not _NO_TOWN.search(text, start, match.start())
        )
        start = county.end if county else next(opening, None)
        if start is not None and not _NO_TOWN.search(text, start, match.start()):
            evidence = Evidence(county.start if county else start, match.end())
            yield Mention(Entity("Organization", evidence.exact(text)), evidence, "mentions/town-body", 0.85)


def _attached(text: str, start: int, end: int, ends: dict[int, Label]) -> Mention | None:
    level = _LEVEL.search(text, max(0, start - 3), start)
    place = ends.get(start) or (ends.get(level.start()) if level else None)
    if place is None and level is None:
        return None
    begin = place.start if place is not None else start - len(level[0] if level else "")
    if place is None and not _stands(text, begin, start, end):
        return None
    if place is not None and level is None and not _LEVEL.search(place.label) and len(text[start:end]) == 1:
        return None
    party = _PARTY.search(text, max(0, begin - 4), begin)
    name = text[begin:end]
    if place is not None and level is not None and place.label.endswith(level[0]) and len(place.label) > _SHORTEST:
        name = place.label + text[start:end]
    if text[start:end] == "委" and _NOT_BEFORE.match(text, end):
        if party is None or not text.startswith(_FULL_COMMITTEE, end):
            return None
        end += len(_FULL_COMMITTEE)
    if party is not None:
        begin = party.start()
        name = {"中共": "", "团": "共青团"}.get(party[0], party[0]) + name
    name += text[end : branch_end(text, end)]
    end = branch_end(text, end)
    rule = "mentions/organ" if place is not None else "mentions/deictic-organ"
    return Mention(Entity("Organization", name), Evidence(begin, end), rule, 0.9)


def _stands(text: str, begin: int, start: int, end: int) -> bool:
    """Say whether a level word and an organ make a body by themselves."""
    if text[begin:start] in _RARE_LEVELS:
        return text[start:end].startswith(_RARE_ORGANS) and bool(_FREE.search(text, max(0, begin - 1), begin))
    return not _NOT_AFTER.search(text, max(0, begin - 1), begin)
