"""Whom a figure is stated of: a name in its clause, one that the passage goes on about, or the document's own."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kg.model import Entity, Mention, Structure
from kg.pipeline.observations.measures import Figure

# The longest sentence that is looked through, so that no text takes quadratic time; how far a name is carried over.
SENTENCE = 300
_CARRIED = 120
_TITLE = 60
_SETTLED = ("村", "社区", "街道", "镇", "乡", "县", "区", "旗")
_CLAUSE_END = re.compile("[，。；！？：\n,;!?:]")
# What is done is gone on about (实施甲行动，建立支部3个), else who opens a clause (在乙县，…).
_DONE = frozenset({"Campaign", "Mechanism", "Platform", "Event", "PolicyDocument"})
_ACTORS = frozenset({"Organization", "Place", "Person"})
# Between an item of a list and the figure that counts the like of it: 甲、乙等50个.
_EXAMPLE = re.compile("”?(?:、[^，。；]*)?等.{0,4}")
_SPOKEN = re.compile("说[：，。]")


def clause_start(text: str, sign: str, position: int, reach: int) -> int:
    """Return where the stretch that ends at `position` begins: behind the last `sign`, `reach` at most away."""
    floor = max(0, position - reach)
    return max(floor, text.rfind(sign, floor, position) + 1)


class Names:
    """Answers whom a figure is stated of.

    A report of a place states its figures of the place, whatever it names in passing. What reports on bodies and
    their doings (it is published, issued by a body, of no place, or lets people speak) goes on about what it named.
    """

    def __init__(
        self, text: str, mentions: Sequence[Mention], structure: Structure, area: re.Pattern[str]
    ) -> None:
        """Keep the mentions that lie in no longer one, in order; `area` finds measures of a place and nothing else."""
        self._area = area
        self._place = structure.place
        self._text = text
        self._mentions = list(_outermost(mentions))
        self._starts = [mention.evidence.start for mention in self._mentions]
        self._clause_ends = [match.start() for match in _CLAUSE_END.finditer(text)]
        self._default = structure.issuer or structure.place
        told = structure.publisher or structure.issuer or structure.place is None
        self._goes_on = bool(told) or _SPOKEN.search(text) is not None
        if self._goes_on and structure.issuer is None:
            self._default = self._titled() or self._default

    def about(self, figure: Figure) -> Entity | None:
        """Return the closest entity of the clause, else what the passage goes on about, else the document's own."""
        start, end = self._clause(figure)
        inside = [mention for mention in self._between(start, end) if self._told(mention, figure)]
        if self._area.search(figure.measure):
            places = [mention for mention in inside if mention.entity.type == "Place"]
            return min(places, key=lambda it: _distance(it, figure)).entity if places else self._place
        if inside:
            return min(inside, key=lambda mention: _distance(mention, figure)).entity
        return (self._topic(start) if self._goes_on else None) or self._default

    def _titled(self) -> Entity | None:
        """Return the village, town or district that the first line is about: 柳湾村的三笔账."""
        title = self._text[: max(0, self._text.find("\n"))]
        if not title or len(title) > _TITLE:
            return None
        places = {it.evidence.exact(self._text): it.entity for it in self._mentions if it.entity.type == "Place"}
        named = [name for name in places if name in title and name.endswith(_SETTLED)]
        return places[max(named, key=len)] if named else None

    def _between(self, start: int, end: int) -> Sequence[Mention]:
        return self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _clause(self, figure: Figure) -> tuple[int, int]:
        reach = min(len(self._text), figure.end + SENTENCE)
        following = bisect_left(self._clause_ends, figure.end)
        end = self._clause_ends[following] if following < len(self._clause_ends) else reach
        return self._clause_start(figure.start), min(end, reach)

    def _clause_start(self, position: int) -> int:
        before = bisect_left(self._clause_ends, position)
        return max(position - SENTENCE, self._clause_ends[before - 1] + 1 if before else 0, 0)

    def _told(self, mention: Mention, figure: Figure) -> bool:
        """Say whether a figure can be stated of a name in its clause: not an example (甲、乙等50个), nor where it leads.

        19个项目落地甲园区 is not stated of 甲园区.
        """
        if _EXAMPLE.fullmatch(self._text, mention.evidence.end, max(mention.evidence.end, figure.quantity.start)):
            return False
        return mention.entity.type not in _ACTORS or mention.evidence.start < figure.quantity.end

    def _topic(self, start: int) -> Entity | None:
        """Return what the clauses before it name as done, back to the last one that opens with an actor; else the actor."""
        floor = clause_start(self._text, "\n", start, _CARRIED)
        begin = start
        while begin > floor:
            stop, begin = begin, max(floor, self._clause_start(begin - 1))
            named = self._between(begin, stop)
            done = next((it.entity for it in reversed(named) if it.entity.type in _DONE), None)
            if done is not None:
                return done
            if named and self._opens(named[0], begin):
                return named[0].entity
        return None

    def _opens(self, mention: Mention, begin: int) -> bool:
        """Say whether an actor opens a clause, and is not the place that the document is of anyway."""
        lead = self._text[begin : mention.evidence.start]
        return mention.entity.type in _ACTORS and lead in ("", "在") and mention.entity != self._default


def _outermost(mentions: Sequence[Mention]) -> Iterator[Mention]:
    reach = 0
    for mention in sorted(mentions, key=lambda it: (it.evidence.start, -it.evidence.end)):
        if mention.evidence.end > reach:
            yield mention
            reach = mention.evidence.end


def _distance(mention: Mention, figure: Figure) -> tuple[int, int]:
    evidence = mention.evidence
    gap = max(evidence.start - figure.end, figure.start - evidence.end, 0)
    return gap, evidence.start
