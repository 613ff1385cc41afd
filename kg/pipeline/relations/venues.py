"""Where things take place, and who acts together."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.model import Evidence, Mention, Relation
from kg.pipeline.relations.actors import ACTORS, Stage
from kg.pipeline.relations.clauses import Clause
from kg.pipeline.relations.cues import Cues
from kg.pipeline.relations.verbs import Found

_TOGETHER = ("联合", "共同", "携手", "合作", "一道", "协同")
_PARTNER = ("与", "和", "同", "会同", "联合", "携手", "、")


def venues(text: str, clause: Clause, cues: Cues) -> Iterator[Relation]:
    """Yield X走进Y and 在Y举办X."""
    for hit in clause.hits:
        for cue in hit.rows("venue") if not clause.plan else ():
            before = [m for m in clause.mentions if m.evidence.end <= hit.start][-1:]
            after = [m for m in clause.mentions if 0 <= m.evidence.start - hit.end <= 2][:1]
            for event in before:
                for place in after:
                    if event.entity.type in ("Event", "Campaign") and place.entity.type == "Place":
                        yield _at(event, place, "venue", cue.confidence)
        for cue in hit.rows("venue-in") if not clause.plan else ():
            place_ = _located(text, clause, hit.start)
            if place_ is None:
                continue
            for event in clause.mentions:
                near = 0 <= event.evidence.start - hit.end <= 12 or event.evidence.end <= place_.evidence.start
                if event.entity.type in ("Event", "Campaign") and near:
                    yield _at(event, place_, "in", cue.confidence)


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
    for mention in reversed(clause.mentions):
        if mention.evidence.end <= before and mention.entity.type == "Place":
            lead = text[clause.start : mention.evidence.start].rstrip("首都“")
            gap = text[mention.evidence.end : before]
            if lead.endswith(("在", "赴")) and len(gap) <= 6 and "的" not in gap:
                return mention
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


def collaborations(text: str, clause: Clause, stage: Stage, cues: Cues) -> Iterator[Relation]:
    """Yield A与B联合举办X: the two act together, and the partner holds or issues what the first one does."""
    actors = [m for m in clause.mentions if m.entity.type in ACTORS]
    for first, second in pairwise(actors):
        gap = text[first.evidence.end : second.evidence.start].strip("”“")
        behind = text[second.evidence.end : second.evidence.end + 6]
        joint = gap in ("会同", "联合", "携手") or (gap in _PARTNER and any(word in behind for word in _TOGETHER))
        if not joint or clause.plan or not stage.subject(clause, first, first.evidence.end):
            continue
        end = second.evidence.end + max(
            (behind.find(word) + len(word) for word in _TOGETHER if word in behind), default=0
        )
        yield Relation(
            first.entity,
            "collaboratesWith",
            second.entity,
            Evidence(first.evidence.start, end),
            "relations/collaboratesWith-joint",
            0.85,
        )
