"""Bodies: party and state organs, with the place they belong to or with a level word that stands for it."""

import re

from kg.lexicon import Label
from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions.grammar import Grammar

_LEVEL = re.compile("(?:自治区|自治州|自治县|省|市|县|区|州|旗)$")
_NOT_AFTER = re.compile("[各跨]$")
_NOT_BEFORE = re.compile("[托员派屈任婉]|以重任|会议?(?!常)|办大")
_PARTY = "中共"


def find(text: str, grammar: Grammar) -> list[Mention]:
    """Return the mentions of organs; a deictic one keeps its short form as its name until it is resolved."""
    ends = {label.end: label for label in grammar.divisions.find(text)}
    found = []
    for start, end, organ, whole in grammar.find_organs(text):
        if whole and text[end : end + 1] == "门" and organ.endswith("部"):
            continue  # 教育部门 is no 教育部
        if whole:
            entity = Entity("Organization", organ)
            found.append(Mention(entity, Evidence(start, end), "mentions/central-organ", 0.95))
            continue
        mention = _attached(text, start, end, ends)
        if mention is not None:
            found.append(mention)
    return found


def _attached(text: str, start: int, end: int, ends: dict[int, Label]) -> Mention | None:
    if _NOT_BEFORE.match(text, end) and text[start:end] == "委":
        return None
    level = _LEVEL.search(text, max(0, start - 3), start)
    place = ends.get(start) or (ends.get(level.start()) if level else None)
    if place is None and level is None:
        return None
    begin = place.start if place is not None else start - len(level[0] if level else "")
    if place is None and _NOT_AFTER.search(text, max(0, begin - 1), begin):
        return None
    if place is not None and level is None and not _LEVEL.search(place.label) and len(text[start:end]) == 1:
        return None
    if text[max(0, begin - 2) : begin] == _PARTY:
        begin -= 2
    name = text[begin:end].removeprefix(_PARTY)
    rule = "mentions/organ" if place is not None else "mentions/deictic-organ"
    return Mention(Entity("Organization", name), Evidence(begin, end), rule, 0.9)
