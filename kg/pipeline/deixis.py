"""What 省, 市, 县 and 区 mean where a text says them, and the words that prove it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from kg.lexicon import Gazetteer
from kg.model import Anchor, Entity, Evidence, Structure
from kg.pipeline.setting import ORGAN_NEXT, sure

# How far back in its paragraph a passage names the place that it speaks of, in characters.
_REACH = 240
_SENTENCE_END = "。！？；\n"
# What may stand between the start of a sentence and the place that is its subject.
_OPENING = re.compile(r"[\s“‘「（(【\[]*(?:中共|近日[，,]?|在|从|如|以)?")
# 浙江等省: whatever is said next is said of several.
_AND_OTHERS = re.compile(r"[”’]?(?:[省市县区州盟旗]|自治[区州县])?[、，]?等")
# 两省, 三地: what follows is said of all of them.
_SEVERAL = re.compile("[两二三四五六七八九十几多各](?:省|地|市|县|区|州|盟)(?!委|政府)")
_LISTED = re.compile(r"[、和与及]")
_HEADING = re.compile(r"[^\n。！？；]{2,40}(?<![，,、：:])")
_HEADINGS_BACK = 3


class Named(NamedTuple):
    """A division where the text names it; `organ` where a body of it is named, `opens` where it opens a sentence."""

    start: int
    end: int
    entity: Entity
    meaning: Entity
    organ: bool
    opens: bool


class Deixis:
    """Tells what level words mean in one document."""

    def __init__(self, text: str, structure: Structure, divisions: Gazetteer) -> None:
        self.text = text
        self.divisions = divisions
        self.place = structure.place
        self.anchor = structure.anchor
        self.levels = divisions.levels(structure.place)
        self._meanings: dict[tuple[Entity, str], Entity | None] = {}

    def resolve(self, level: str, at: int) -> tuple[Entity, Anchor | None] | None:
        """Return what a level word at a position means, with what proves it; none where nothing or no one thing does."""
        level = {"自治州": "州", "自治县": "县"}.get(level, level)
        line = self.text.rfind("\n", 0, at) + 1
        named = self._named(level, max(line, at - _REACH), at)
        own = self.levels.get(level)
        if own is not None:
            return self._against(own, named, line, at)
        return self._passage(named, at) if named else self._before(level, line, at)

    def _against(self, own: Entity, named: list[Named], line: int, at: int) -> tuple[Entity, Anchor | None] | None:
        """Return the document's own place, unless the passage speaks of another one of the level."""
        if any(self._blurs(own, it) and not self._ends(it.end, at) for it in named):
            return None
        bodies = [it for it in named if it.organ and it.entity == it.meaning]
        if not bodies or bodies[-1].meaning == own:
            return own, self.anchor
        rival = bodies[-1]
        same_sentence = not self._ends(rival.end, at)
        if any(it.meaning == own and it.start > rival.start for it in named):
            return None if same_sentence else (own, self.anchor)
        subject = rival.opens and (same_sentence or not self.text[line : rival.start].strip())
        return (rival.meaning, _anchor("passage", rival)) if subject else None

    def _blurs(self, own: Entity, it: Named) -> bool:
        """Say whether a place within the document's own bears the same level word: a district in a region, both 区."""
        chain = {up.entity: up.level for up in self.divisions.above(it.meaning)}
        return it.meaning != own and not it.organ and own in chain and (chain[own] == "province" or it.opens)

    def _passage(self, named: list[Named], at: int) -> tuple[Entity, Anchor] | None:
        """Return the one place that a paragraph has named so far, else the one that the sentence has.

        In a text that speaks for the country only the sentence counts: there 省政府 is as often any province's.
        """
        sentence = [it for it in named if not self._ends(it.end, at)]
        for them in (sentence,) if self.place and not self.levels else (named, sentence):
            if len({it.meaning for it in them}) != 1 or _SEVERAL.search(self.text, them[-1].end, at):
                continue
            if not any(map(self._among_others, them)):
                return them[-1].meaning, _anchor("passage", max(them, key=lambda it: (it.organ, it.start)))
        return None

    def _among_others(self, it: Named) -> bool:
        """Say whether a place is one of several that no one can tell: 浙江等省, 甲市、乙市 where only one is known."""
        text = self.text
        if _AND_OTHERS.match(text, it.end):
            return True
        before = it.start > 0 and _LISTED.match(text, it.start - 1) and it.start - 1 not in self._edges
        behind = _LISTED.match(text, it.end) and it.end + 1 not in self._edges
        return not it.organ and bool(before or behind)

    def _before(self, level: str, line: int, at: int) -> tuple[Entity, Anchor] | None:
        """Return the one place that the heading of a paragraph names, else the one that the paragraph before does."""
        last = bisect_left(self._headings, Evidence(line, line)) - 1
        for heading in self._headings[max(0, last - _HEADINGS_BACK + 1) : last + 1][::-1]:
            named = self._named(level, heading.start, heading.end)
            if named:
                one = len({it.meaning for it in named}) == 1
                return (named[-1].meaning, _anchor("heading", named[-1])) if one else None
        end = len(self.text[:line].rstrip())
        start = self.text.rfind("\n", 0, end) + 1
        bodies = [it for it in self._named(level, max(start, end - _REACH), end) if it.organ or it.opens]
        return self._passage(bodies, at) if bodies else None

    def _named(self, level: str, start: int, end: int) -> list[Named]:
        """Return the divisions between two positions by which a level word means something."""
        found = []
        first = bisect_left(self._divisions, (start,))
        for low, high, entity in self._divisions[first : bisect_right(self._divisions, (end,))]:
            meaning = self._meaning(entity, level)
            if high <= end and meaning is not None:
                organ = bool(ORGAN_NEXT.match(self.text, high))
                found.append(Named(low, high, entity, meaning, organ, self._opens(low)))
        return found

    def _meaning(self, entity: Entity, level: str) -> Entity | None:
        key = entity, level
        if key not in self._meanings:
            self._meanings[key] = self.divisions.levels(entity).get(level)
        return self._meanings[key]

    def _opens(self, start: int) -> bool:
        begin = max(self.text.rfind(mark, max(0, start - 20), start) for mark in _SENTENCE_END) + 1
        if not begin and start > 20:
            return False
        match = _OPENING.match(self.text, begin)
        return match is not None and match.end() >= start

    def _ends(self, start: int, end: int) -> bool:
        """Say whether a sentence ends between two positions."""
        return any(mark in self.text[start:end] for mark in _SENTENCE_END)

    @cached_property
    def _divisions(self) -> list[tuple[int, int, Entity]]:
        return list(sure(self.text, self.divisions, self.place))

    @cached_property
    def _edges(self) -> frozenset[int]:
        return frozenset(position for low, high, _ in self._divisions for position in (low, high))

    @cached_property
    def _headings(self) -> list[Evidence]:
        return list(self._find_headings())

    def _find_headings(self) -> Iterator[Evidence]:
        start = 0
        for line in self.text.split("\n"):
            if _HEADING.fullmatch(line):
                yield Evidence(start, start + len(line))
            start += len(line) + 1


def _anchor(kind: str, it: Named) -> Anchor:
    return Anchor(kind, Evidence(it.start, it.end))
