"""Which of overlapping mentions stand, and where a name that was found once is said again."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from kg.lexicon import automaton
from kg.model import Entity, Evidence, Mention
from kg.vocabulary import CLASSES

# A name in a name is one of its own where marks set it off; a place or body in a name is not, nor what is known
# (红军长征 in 红军长征纪念馆).
_OWN_INSIDE = (
    "mentions/quoted",
    "mentions/title",
    "mentions/congress",
    "mentions/anniversary",
    "mentions/addressed",
)
_AGAIN = frozenset(CLASSES) - {"Organization", "Place"}
_SHORTEST_AGAIN = 3
_QUOTES = re.compile("[“”‘’]")
# 省委党校2020年秋季开学典礼 names the school as well; 省委经济工作会议 is a meeting's name alone.
_ORGAN_ALONE = 3
# Mentions are compared within blocks of so many characters, so that the time grows with the text alone.
_BLOCK = 64


def resolve(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions that stand, in order of the text.

    Of two that cross, the surer and then the longer stands; of two that cover the same characters, the surer.
    """
    kept: list[Mention] = []
    for run in _runs(mentions):
        kept += _standing(run) if len(run) > 1 else run
    return kept


def _runs(mentions: list[Mention]) -> Iterator[list[Mention]]:
    """Yield the mentions in order of the text, those together that overlap, be it by way of others."""
    run: list[Mention] = []
    reach = 0
    for mention in sorted(mentions, key=lambda it: (it.evidence.start, -it.evidence.end)):
        if run and mention.evidence.start >= reach:
            yield run
            run = []
        run.append(mention)
        reach = max(reach, mention.evidence.end)
    if run:
        yield run


def _standing(mentions: list[Mention]) -> list[Mention]:
    ranked = sorted(
        mentions,
        key=lambda it: (it.evidence.start - it.evidence.end, -it.confidence, it.evidence.start, it.entity),
    )
    kept: list[Mention] = []
    near: dict[int, list[Mention]] = defaultdict(list)
    for mention in ranked:
        start, end = mention.evidence.start, mention.evidence.end
        blocks = [near[block] for block in range(start // _BLOCK, end // _BLOCK + 1)]
        touched = (
            other
            for others in blocks
            for other in others
            if other.evidence.start < end and start < other.evidence.end
        )
        if all(_compatible(other, mention) for other in touched):
            kept.append(mention)
            for others in blocks:
                others.append(mention)
    return sorted(kept, key=lambda it: (it.evidence.start, -it.evidence.end, it.entity))


def _compatible(longer: Mention, shorter: Mention) -> bool:
    """Say whether both of two mentions that overlap can stand."""
    a, b = longer.evidence, shorter.evidence
    if not a.covers(b) or a == b:
        return False
    if shorter.entity.type == "Organization" and longer.entity.type == "PolicyDocument":
        return False
    if shorter.rule == "mentions/central-organ":
        return longer.entity.type != "Organization"
    leads = longer.entity.type == "Event" and a.start == b.start and b.end - b.start > _ORGAN_ALONE
    if leads and shorter.rule in ("mentions/organ", "mentions/deictic-organ"):
        return True
    return shorter.rule.startswith(_OWN_INSIDE)


def again(text: str, mentions: list[Mention], heads: Collection[int]) -> list[Mention]:
    """Return the mentions, in order of the text, together with those of the same names where nothing marks them.

    Where a head noun starts behind it (`heads` holds where they start), a name is part of another (清廉建设高地).
    """
    entities: dict[str, Entity] = {}
    for mention in mentions:
        if mention.entity.type not in _AGAIN:
            continue
        surface = _QUOTES.sub("", mention.evidence.exact(text))
        counted = surface[:1].isdigit() and len(surface) == _SHORTEST_AGAIN
        if len(surface) >= _SHORTEST_AGAIN and not counted:
            entities.setdefault(surface, mention.entity)
    if not entities:
        return mentions
    words = sorted(entities)
    taken = bytearray(len(text))
    for mention in mentions:
        span = mention.evidence
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    found = []
    for start, end, number in automaton(words).find(text):
        if end not in heads and not taken.count(1, start, end):
            found.append(Mention(entities[words[number]], Evidence(start, end), "mentions/again", 0.7))
    if not found:
        return mentions
    return sorted(mentions + found, key=lambda it: (it.evidence.start, -it.evidence.end, it.entity))
