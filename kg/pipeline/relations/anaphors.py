"""Short forms that take up a body or place which the text has named: 公司党委, 学校, 该县, 市里."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.lexicon import Lexicon, automaton
from kg.model import Entity, Evidence, Mention
from kg.pipeline.relations.clauses import outermost

# A short form opens a clause, or follows a date or the preposition of an agent or a partner.
_BEFORE = (
    "(?:(?<![\u4e00-\u9fff、0-9])|(?<=年来)|(?<=以来)|(?<=今年)|(?<=去年)|(?<=同时)|(?<=目前)|(?<=[由与被后月日]))"
)
# 公司职工 and 学校的 are no bodies; 医院、学校 is a list of kinds.
_BEHIND = "(?![、的家化里们文管教内外员工职党团师生附])"
_RULE = "relations/anaphor"
_THIS = "该"
_SENTENCE_END = "。！？；"
_REACH = 20


class Named(NamedTuple):
    """A mention of what a short form may stand for."""

    start: int
    entity: Entity


class Anaphors:
    """Finds short forms and what they stand for."""

    def __init__(self, words: Lexicon) -> None:
        """Compile from `anaphors.tsv`."""
        rows = words.tables["anaphors"]
        self._ends = {row["word"]: (row["class"], tuple(row["ends"].split(","))) for row in rows}
        forms = sorted(map(re.escape, self._ends), key=len, reverse=True)
        self._form = re.compile(f"{_BEFORE}(?:{'|'.join(forms)}){_BEHIND}")
        self._anywhere = automaton(list(self._ends), overlapping=True)

    def find(
        self, text: str, mentions: Sequence[Mention], place: Entity | None
    ) -> tuple[list[Mention], frozenset[int]]:
        """Return the short forms as mentions of what they stand for, and where the others stand.

        `mentions` are in order; `place` is the one that the text speaks for.
        """
        outer = outermost(mentions)
        starts = [mention.evidence.start for mention in outer]
        named: dict[str, _Memory] = {}
        found, unknown = [], set()
        for match in self._forms(text):
            at, form = bisect_left(starts, match.end()), match[0]
            over = outer[at - 1] if at and outer[at - 1].evidence.end > match.start() else None
            if over is not None and over.entity.name != form:
                continue
            if form not in named:
                named[form] = _Memory(self._named(text, mentions, form, place))
            named[form].reach(match.start())
            entity = (
                named[form].last() if form.startswith(_THIS) else named[form].meant(text, match.start(), place)
            )
            if entity is not None:
                found.append(Mention(entity, Evidence(*match.span()), _RULE, 0.8))
            elif over is None:
                unknown.add(match.start())
        return found, frozenset(unknown)

    def _forms(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the short forms that stand where one may, the longest at each place, without overlap."""
        end = 0
        for start in sorted({start for start, _, _ in self._anywhere.find_overlapping(text)}):
            if start >= end and (match := self._form.match(text, start)):
                yield match
                end = match.end()

    def _named(self, text: str, mentions: Sequence[Mention], form: str, place: Entity | None) -> list[Named]:
        """Return the mentions of what a short form may stand for, in order."""
        kind, ends = self._ends[form]
        own = place is not None and any(place.name + end in text for end in ends)
        named = [
            Named(mention.evidence.start, mention.entity)
            for mention in mentions
            if mention.entity.type == kind
            and mention.entity.name != form
            and (
                mention.entity.name.endswith(ends)
                or mention.evidence.exact(text).endswith(ends)
                or (own and mention.entity == place)
            )
        ]
        names = {it.entity.name for it in named}
        # 甲大学乙学院 is part of the school that the text names too.
        return sorted(
            it for it in named if not any(it.entity.name[:n] in names for n in range(2, len(it.entity.name)))
        )


class _Memory:
    """What a text has named so far that a short form may stand for."""

    def __init__(self, named: Sequence[Named]) -> None:
        self._named = named
        self._passed = 0
        self._counts: Counter[Entity] = Counter()

    def reach(self, at: int) -> None:
        """Take in what stands before an offset; offsets grow."""
        while self._passed < len(self._named) and self._named[self._passed].start < at:
            self._counts[self._named[self._passed].entity] += 1
            self._passed += 1

    def last(self) -> Entity | None:
        """Return what was named last."""
        return self._named[self._passed - 1].entity if self._passed else None

    def meant(self, text: str, at: int, place: Entity | None) -> Entity | None:
        """Return the text's own place, else what opens a sentence of the paragraph, else what is named most often."""
        if place is not None and place in self._counts:
            return place
        line = text.rfind("\n", 0, at) + 1
        for it in reversed(self._named[max(0, self._passed - _REACH) : self._passed]):
            if it.start < line:
                break
            if it.start == line or text[it.start - 1] in _SENTENCE_END:
                return it.entity
        return max(self._counts, key=lambda entity: self._counts[entity], default=None)
