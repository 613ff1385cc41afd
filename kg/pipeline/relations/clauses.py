"""Sentences cut into clauses, each with its outermost mentions, its cues and its mood."""

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from kg.model import Evidence, Mention, Structure
from kg.pipeline.relations.cues import Cues, Hit
from kg.pipeline.relations.plans import passages

# A choice of literals, which re looks for faster than for a class beside a word.
_BOUNDARY = re.compile("|".join(map(re.escape, (*",，;；:：。！？!?\n…", "——"))))
_LONGEST = 400
_NEVER = sys.maxsize
_NONE: frozenset[str] = frozenset()
_SPOKEN = re.compile("(?:强调|要求|指出|号召|提出|寄语|嘱托|叮嘱|倡议|勉励|希望)(?:说|道)?[：:]“")
_BULLET = re.compile(r"\s*(?:[●•■◆▪·*-]|[（(]?[0-9一二三四五六七八九十]{1,3}[）)、.．]|[一二三四五六七八九十]是)")


class Clause(NamedTuple):
    """A stretch between two pauses; `templates` are those of its hits, `plan` says that it states an intention."""

    start: int
    end: int
    mentions: tuple[Mention, ...]
    hits: tuple[Hit, ...]
    templates: Set[str] = frozenset()
    plan: bool = False


class Sentence(NamedTuple):
    """One sentence: `fresh` says that it begins a paragraph that does not go on with the one before, `quoted` that
    it stands in somebody's speech (他强调：“…。…。”)."""

    span: Evidence
    clauses: tuple[Clause, ...]
    fresh: bool
    aside: bool
    quoted: bool = False


def ordered(mentions: Iterable[Mention]) -> list[Mention]:
    """Return mentions in order of the text, the longest first of those that begin together."""
    return sorted(mentions, key=lambda mention: (mention.evidence.start, -mention.evidence.end))


def outermost(mentions: Iterable[Mention]) -> list[Mention]:
    """Return those of ordered mentions that lie in no other."""
    kept: list[Mention] = []
    end = 0
    for mention in mentions:
        if mention.evidence.start >= end:
            kept.append(mention)
            end = mention.evidence.end
    return kept


def sentences(text: str, structure: Structure, outer: Sequence[Mention], cues: Cues) -> Iterator[Sentence]:
    """Yield the sentences that hold a mention, cut into clauses; boundaries inside a mention cut nothing.

    `outer` are the mentions that lie in no other, in order.
    """
    starts = [mention.evidence.start for mention in outer]
    hits = cues.scan(text)
    hit_starts = [hit.start for hit in hits]
    plans, asides = _Spans(passages(text, structure, hits)), _Spans(structure.asides)
    speech = _Spans(list(_speech(text)))
    last_end = 0
    for span in structure.sentences:
        fresh = _fresh(text, last_end, span)
        last_end = span.end
        inside = outer[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        if not inside:
            if fresh:
                yield Sentence(span, (), fresh, False)
            continue
        found = hits[bisect_left(hit_starts, span.start) : bisect_left(hit_starts, span.end)]
        clauses = _clauses(text, span, inside, _apart(found, inside), plans.hold(span.start))
        yield Sentence(span, clauses, fresh, asides.hold(span.start), speech.hold(span.start))


def _speech(text: str) -> Iterator[Evidence]:
    """Yield the quotations in which somebody tells others what to do."""
    end = 0
    for match in _SPOKEN.finditer(text):
        if match.start() < end:
            continue
        depth, end = 0, match.end() - 1
        while end < len(text) and text[end] != "\n":
            depth += (text[end] == "“") - (text[end] == "”")
            end += 1
            if not depth:
                break
        yield Evidence(match.end(), end)


def _fresh(text: str, last_end: int, span: Evidence) -> bool:
    """Say whether a paragraph begins here that is no item of a list and follows no colon."""
    between = text[last_end : span.start]
    if last_end and "\n" not in between and text[last_end - 1] != "\n":
        return False
    lead = text[max(0, last_end - 2) : last_end].rstrip()
    return not (lead.endswith(("：", ":", "—")) or _BULLET.match(text, span.start, span.end))


def _apart(hits: Sequence[Hit], mentions: Sequence[Mention]) -> list[Hit]:
    """Return the hits that overlap no mention."""
    kept, position = [], 0
    for hit in hits:
        while position < len(mentions) and mentions[position].evidence.end <= hit.start:
            position += 1
        if position == len(mentions) or hit.end <= mentions[position].evidence.start:
            kept.append(hit)
    return kept


def _clauses(
    text: str, span: Evidence, mentions: Sequence[Mention], hits: Sequence[Hit], planned: bool
) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    plan, m, h = planned, 0, 0
    starts = [mention.evidence.start for mention in mentions]
    for start, end in _cuts(text, span, mentions, starts):
        first_m, first_h = m, h
        while m < len(starts) and starts[m] < end:
            m += 1
        while h < len(hits) and hits[h].start < end:
            h += 1
        spoken: tuple[Hit, ...] = ()
        templates: Set[str] = _NONE
        if h > first_h:
            own = hits[first_h:h]
            plan = plan or any(hit.mood == "plan" for hit in own)
            spoken = tuple([hit for hit in own if hit.cues])
            templates = spoken[0].by.keys() if len(spoken) == 1 else _NONE.union(*[hit.by for hit in spoken])
        clauses.append(
            Clause(start, end, tuple(mentions[first_m:m]) if m > first_m else (), spoken, templates, plan)
        )
    return tuple(clauses)


def _cuts(
    text: str, span: Evidence, mentions: Sequence[Mention], starts: Sequence[int]
) -> Iterable[tuple[int, int]]:
    """Return the stretches between pauses that stand in no mention; `starts` is where the mentions begin."""
    cuts: list[tuple[int, int]] = []
    start, position, end = span.start, 0, mentions[0].evidence.end
    for match in _BOUNDARY.finditer(text, span.start, span.end):
        cut, behind = match.span()
        while end <= cut:
            position += 1
            end = mentions[position].evidence.end if position < len(mentions) else _NEVER
        if position < len(starts) and starts[position] <= cut:
            continue
        if cut > start:
            cuts.append((start, cut))
        start = behind
    if start < span.end:
        cuts.append((start, span.end))
    return cuts if span.end - span.start <= _LONGEST else _short(cuts, mentions)


def _short(cuts: Iterable[tuple[int, int]], mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Cut overlong clauses before a mention, so that the time to read a text grows with its length alone."""
    for start, end in cuts:
        while end - start > _LONGEST:
            at = bisect_left(mentions, start + _LONGEST, key=_start)
            if at == len(mentions) or mentions[at].evidence.start >= end:
                break
            yield start, mentions[at].evidence.start
            start = mentions[at].evidence.start
        yield start, end


def _start(mention: Mention) -> int:
    return mention.evidence.start


class _Spans:
    """Ordered spans, asked about ever later offsets."""

    def __init__(self, spans: Sequence[Evidence]) -> None:
        self._starts = [span.start for span in spans]
        self._ends = [span.end for span in spans]

    def hold(self, offset: int) -> bool:
        """Say whether a span holds `offset`."""
        if not self._starts:
            return False
        index = bisect_left(self._starts, offset + 1) - 1
        return index >= 0 and offset < self._ends[index]
