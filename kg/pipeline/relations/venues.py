"""Where things take place, and who acts together."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.model import Evidence, Mention, Relation
from kg.pipeline.relations.actors import ACTORS, THINGS, TOGETHER, Actor, Stage
from kg.pipeline.relations.clauses import Clause
from kg.pipeline.relations.cues import Cues
from kg.pipeline.relations.verbs import Found

# The templates by which a clause tells where something takes place.
VENUES = frozenset({"venue", "venue-in"})
_STOP_OPENER = re.compile(r"[”’》]?[（(·—]{0,2}(?:走进)?[“‘]?")
_AT = ("在", "赴", "到", "来到", "深入", "走进")
_STOP = re.compile(r"(?:站|分?会场|赛区|赛段|专场|分场)")
_ACTING = re.compile(
    r"[”’》]?(?:等[\u4e00-\u9fff0-9]{1,6}?)?[\u4e00-\u9fff]{0,2}?(?:联合|共同(?!体)|携手|合作|一道|协同|联手|牵手|结对|共建|签署|签订)"
)


def venues(text: str, clause: Clause, cues: Cues) -> Iterator[Relation]:
    """Yield X走进Y and 在Y举办X."""
    for hit in clause.hits:
        for cue in hit.rows("venue") if not clause.plan else ():
            before = [m for m in clause.mentions if m.evidence.end <= hit.start][-1:]
            after = [m for m in clause.mentions if 0 <= m.evidence.start - hit.end <= 2][:1]
            for event in before:
                for place in after:
                    if event.entity.type in THINGS and place.entity.type == "Place":
                        yield _at(event, place, "venue", cue.confidence)
        for cue in hit.rows("venue-in") if not clause.plan else ():
            place_ = _located(text, clause, hit.start)
            if place_ is None or cues.negated(text, clause.start, place_.evidence.start - 1):
                continue
            for event in clause.mentions:
                near = 0 <= event.evidence.start - hit.end <= 12 or event.evidence.end <= place_.evidence.start
                if event.entity.type in THINGS and near:
                    yield _at(event, place_, "in", cue.confidence)


def fronted(text: str, before: Clause, clause: Clause) -> Iterator[Relation]:
    """Yield 在A、B，X给农民工送去技能: what a clause names first takes place in the places of the one before it."""
    if clause.start - before.end != 1:
        return
    opens = text[before.start : before.mentions[0].evidence.start].strip("“ \u3000")
    if opens != "在" or not all(m.entity.type == "Place" for m in before.mentions):
        return
    thing = next((m for m in clause.mentions if _subject(text, clause, m)), None)
    if thing is None or thing.entity.type not in THINGS:
        return
    inner = [
        place
        for place, behind in zip(before.mentions, (*before.mentions[1:], None), strict=True)
        if behind is None or text[place.evidence.end : behind.evidence.start] in ("、", "和", "与", "及")
    ]
    if before.mentions[-1].evidence.end == before.end:
        for place in inner:
            yield _at(thing, place, "fronted", 0.7)


def _subject(text: str, clause: Clause, mention: Mention) -> bool:
    """Say whether a mention is no place, no text, and not what something else is measured by (以X为内容的Y)."""
    lead = text[clause.start : mention.evidence.start].rstrip("“ \u3000")
    return mention.entity.type not in ("Place", "PolicyDocument") and "以" not in lead[-1:]


def stops(text: str, mentions: Sequence[Mention]) -> Iterator[Relation]:
    """Yield X（A站） and X·A分会场: where one of several rounds takes place."""
    for left, right in pairwise(mentions):
        if left.entity.type not in THINGS or right.entity.type != "Place":
            continue
        opened = _STOP_OPENER.fullmatch(text, left.evidence.end, right.evidence.start)
        if opened and _STOP.match(text, right.evidence.end):
            yield _at(left, right, "stop", 0.8)


def hosted(found: Sequence[Found]) -> Iterator[Relation]:
    """Yield that what a place is said to hold takes place there, where it is named in the clause."""
    for each in found:
        act = each.relation
        if act.predicate == "holds" and act.subject.type == "Place" and each.stated and act.object.type == "Event":
            yield Relation(
                act.object, "takesPlaceIn", act.subject, act.evidence, "relations/takesPlaceIn-host", 0.6
            )


def _located(text: str, clause: Clause, before: int) -> Mention | None:
    """Return the place behind 在 or 赴 that stands before a verb."""
    inner: Mention | None = None
    for mention in reversed(clause.mentions):
        if mention.evidence.end > before or mention.entity.type != "Place":
            continue
        # Of names that run on (在甲区乙街道举办) the last is the place.
        inner = inner if inner and inner.evidence.start == mention.evidence.end else mention
        lead = text[clause.start : mention.evidence.start].rstrip("首都“")
        gap = text[inner.evidence.end : before]
        if lead.endswith(_AT) and len(gap) <= 6 and "的" not in gap:
            return inner
    return None


def _at(event: Mention, place: Mention, template: str, confidence: float) -> Relation:
    start = min(event.evidence.start, place.evidence.start)
    end = max(event.evidence.end, place.evidence.end)
    return Relation(
        event.entity,
        "takesPlaceIn",
        place.entity,
        Evidence(start, end),
        f"relations/takesPlaceIn-{template}",
        confidence,
    )


def collaborations(text: str, clause: Clause, stage: Stage) -> Iterator[Relation]:
    """Yield A与B联合举办X, A会同B出台X: the first of those who act together acts with each of the others."""
    grouped = 0
    for last in reversed(clause.mentions):
        if last.entity.type not in ACTORS or (grouped and last.evidence.start >= grouped):
            continue
        group = stage.group(clause, last)
        grouped = group[0].evidence.start
        between = text[group[0].evidence.end : last.evidence.start]
        before = stage.partners(clause, group[0], last.evidence.end)
        if len(group) == 1 and not before:
            continue
        told = _ACTING.match(text, last.evidence.end)
        joint = (len(group) > 1 and (told or any(word in between for word in TOGETHER))) or before
        if not joint or not stage.subject(clause, last, last.evidence.end):
            continue
        # Those whom 与 brings in act with somebody, who is not one of them.
        if not before and text.endswith(("与", "同"), clause.start, grouped):
            continue
        first = before[0] if before else Actor(group[0].entity, group[0].evidence, 1.0)
        end = told.end() if told else last.evidence.end
        for partner in group if before else group[1:]:
            yield Relation(
                first.entity,
                "collaboratesWith",
                partner.entity,
                Evidence(group[0].evidence.start, end),
                "relations/collaboratesWith-joint",
                round(0.85 * first.trust, 2),
            )
