"""Frames around an entity: 以X为牵引, 把X作为抓手, 在X指引下; what guides, and what is the motto."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from kg.model import Evidence, Mention, Relation
from kg.pipeline.relations.actors import Actor, Stage
from kg.pipeline.relations.clauses import Clause
from kg.pipeline.relations.cues import Cue, Cues, Hit
from kg.pipeline.relations.verbs import Found, governed

_GOALS = frozenset({"Strategy", "Campaign", "Formulation"})
_PAUSE = re.compile(r"[,，。;；]")
# What has a motto is then what is held, named or not (以“X”为主题，广泛开展Y).
_HOLDING = re.compile(
    r"的?[”’]?[,，]?(?:先后|广泛|深入|扎实|组织|集中|成功|统一|连续|全面|在[^,，。；]{1,12})?"
    r"(?:开展|举办|举行|召开|组织|推出|策划|启动)"
)
_DEGREE = "(?:总|主|主要|重要|核心|有力|根本|突出|鲜明|关键|突破性|首要|强大|最|工作|思想)*"
_TAKE_REACH, _SAY_REACH, _QUOTED_REACH, _MEMORY, _LED_REACH, _NEAR = 30, 20, 45, 4, 120, 8
_CALLERS, _CALLED = frozenset({"Person", "Organization"}), frozenset({"Strategy", "Formulation", "Slogan"})
_CALLS = re.compile(r"(?:总书记|同志)?(?:对[\u4e00-\u9fff]{2,6})?(?:提出|作出|赋予|发出)?的?[“‘]")
_CALL = re.compile(
    r"[”’](?:这一)?的?(?:殷切|重要|总体|工作|战略|明确|最新|伟大)?(?:部署|要求|号召|嘱托|指示|批示|目标|定位|动员令|期望|寄语|重托)"
)
_SPOKEN = re.compile("(?:表示|说|坦言|介绍|认为|告诉[^,，]{1,5})$")
_AS, _UNDER = frozenset({"as", "lever"}), frozenset({"under"})
_LINKS = frozenset({"implements", "holds"})


class Frames:
    """The frames of the cue table, as three patterns."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues
        leading = [word for word, rows in cues.heads.items() if _row(rows, _AS)]
        under = [word for word, rows in cues.heads.items() if _row(rows, _UNDER)]
        # What opens a frame, what no frame of the kind is without, its pattern and its templates.
        self._all = (
            ("以", "为", _pattern("为", leading, ""), _AS),
            ("把将", "作为", _pattern("作为", leading, "", reach=True), _AS),
            ("在", "下", _pattern("", under, "下"), _UNDER),
        )

    def find(self, text: str, clause: Clause, stage: Stage) -> list[Found]:
        """Return the guiding ideas and mottos that frames of the clause state of its actor."""
        found: list[Found] = []
        # No frame is without one of these.
        if text.find("为", clause.start, clause.end) < 0 and text.find("下", clause.start, clause.end) < 0:
            return found
        for opener, closer, pattern, templates in self._all:
            if text.find(closer, clause.start, clause.end) >= 0:
                found += self._opened(text, clause, stage, opener, pattern, templates)
        return found

    def _opened(
        self, text: str, clause: Clause, stage: Stage, opener: str, pattern: re.Pattern[str], templates: Set[str]
    ) -> Iterator[Found]:
        for match in pattern.finditer(text, clause.start, clause.end):
            if any(m.evidence.start < match.start("head") < m.evidence.end for m in clause.mentions):
                continue
            rows = [cue for cue in self._cues.heads[match["head"]] if cue.template in templates]
            start = _opener(text, clause, match.start(), opener)
            if start >= 0 and not self._cues.negated(text, clause.start, start):
                yield from self._framed(text, clause, stage, rows, start, match)

    def _framed(
        self, text: str, clause: Clause, stage: Stage, rows: Sequence[Cue], start: int, match: re.Match[str]
    ) -> Iterator[Found]:
        means = [m for m in clause.mentions if start < m.evidence.start < match.start()]
        goals = [m for m in clause.mentions if match.start() < m.evidence.start < match.start("head")]
        if goals:
            yield from _serving(means, goals[0], self._cues)
        for mention in means:
            cue = next((row for row in rows if mention.entity.type in row.classes), None)
            if cue is None or text.startswith("的", mention.evidence.end):
                continue
            for actor in self._guided(text, clause, stage, cue, start, match.end()):
                if actor.entity == mention.entity:
                    continue
                relation = Relation(
                    actor.entity,
                    cue.property,
                    mention.entity,
                    Evidence(
                        min(start, actor.evidence.start) if actor.evidence else start,
                        max(match.end(), actor.evidence.end) if actor.evidence else match.end(),
                    ),
                    f"relations/{cue.property}-frame",
                    round(cue.confidence * actor.trust, 2),
                )
                yield Found(relation, mention, actor.evidence is not None, cue.template == "lever")

    def _guided(self, text: str, clause: Clause, stage: Stage, cue: Cue, start: int, end: int) -> Sequence[Actor]:
        """Return what the frame guides: the campaign that it describes (以X为牵引的Y行动) or that it is said of, else who acts."""
        domain = self._cues.domains[cue.property]
        if text.startswith("的", end):
            for mention in clause.mentions:
                if end <= mention.evidence.start <= end + 8 and mention.entity.type == "Campaign":
                    return (Actor(mention.entity, mention.evidence, 1.0),) if "Campaign" in domain else ()
        thing = stage.thing(clause, start)
        if thing is not None:
            inside = thing.evidence.start >= clause.start
            found = Actor(thing.entity, thing.evidence if inside else None, 1.0 if inside else 0.8)
            return (found,) if thing.entity.type in domain else ()
        return () if stage.nameless(clause, start) else stage.at(clause, start)


def _serving(means: Sequence[Mention], goal: Mention, cues: Cues) -> Iterator[Found]:
    """Yield 把X作为Y的抓手: X advances Y."""
    for mention in means:
        if mention.entity.type in cues.domains["advances"] and goal.entity.type in _GOALS:
            evidence = Evidence(mention.evidence.start, goal.evidence.end)
            rule = "relations/advances-frame"
            yield Found(Relation(mention.entity, "advances", goal.entity, evidence, rule, 0.8), goal, False)


def linked(text: str, found: Sequence[Found], frames: Sequence[Found]) -> Iterator[Relation]:
    """Yield what the frames of a sentence state of its actor and of the campaigns that they lead to.

    A motto is that of the campaign in its own clause, and the actor's only where there is none.
    """
    acts = sorted(found, key=lambda act: act.object.evidence.start)
    starts = [act.object.evidence.start for act in acts]
    for frame in frames:
        motto = frame.relation.predicate == "hasSlogan"
        leads = motto or (frame.lever and frame.relation.predicate == "guidedBy")
        first = bisect_left(starts, frame.relation.evidence.end)
        last = bisect_left(starts, frame.relation.evidence.end + _LED_REACH)
        led = [other for other in acts[first:last] if leads and _leads(text, frame, other, motto=motto)]
        if not (motto and (led or _HOLDING.match(text, frame.relation.evidence.end))):
            yield frame.relation
        for other in led:
            start = min(frame.relation.evidence.start, frame.object.evidence.start)
            yield Relation(
                other.relation.object,
                frame.relation.predicate,
                frame.relation.object,
                Evidence(start, other.object.evidence.end),
                f"relations/{frame.relation.predicate}-linked",
                0.65,
            )


def _leads(text: str, frame: Found, other: Found, *, motto: bool) -> bool:
    campaign = other.relation.object
    if other.relation.predicate not in _LINKS or campaign == frame.relation.object:
        return False
    between = text[frame.relation.evidence.end : other.object.evidence.start]
    # Across a pause a motto is that of what is named right behind the verb (以“X”为主题，广泛开展Y).
    if motto and _PAUSE.search(between):
        held = _HOLDING.match(text, frame.relation.evidence.end)
        if held is None or other.object.evidence.start - held.end() > _NEAR:
            return False
    return campaign.type == "Campaign" or (motto and campaign.type == "Event")


def reports(text: str, clauses: Sequence[Clause], index: int) -> bool:
    """Say whether what follows a clause is what somebody says (省委提出，要…) or means to do (张三表示，将…)."""
    clause = clauses[index]
    if (
        index + 1 < len(clauses)
        and clauses[index + 1].plan
        and any(mention.entity.type == "Person" for mention in clause.mentions)
        and _SPOKEN.search(text, clause.start, clause.end)
    ):
        return True
    return "say" in clause.templates and any(
        hit.rows("say") and not text[hit.end : clause.end].strip("”了 ") for hit in clause.hits
    )


def advances(text: str, clause: Clause, cues: Cues) -> Iterator[Relation]:
    """Yield X助力Y and 以X引领Y."""
    for hit in () if clause.plan else clause.hits:
        rows = hit.rows("advance")
        goal = next((m for m in clause.mentions if m.evidence.start >= hit.end), None) if rows else None
        cue = next((cue for cue in rows if goal and goal.entity.type in cue.classes), None)
        if cue is None or goal is None or not governed(text[hit.end : goal.evidence.start], cues, reach=10):
            continue
        if cues.negated(text, clause.start, hit.start):
            continue
        source = next((m for m in reversed(clause.mentions) if m.evidence.end <= hit.start), None)
        if source is None or source.entity.type not in cues.domains["advances"] or source.entity == goal.entity:
            continue
        between = text[source.evidence.end : hit.start].strip("”’》")
        verbs = [
            other for other in clause.hits if source.evidence.end <= other.start < hit.start and other.rows("verb")
        ]
        if len(between) <= 8 and "的" not in between and not verbs:
            evidence = Evidence(source.evidence.start, goal.evidence.end)
            yield Relation(
                source.entity, "advances", goal.entity, evidence, "relations/advances-verb", cue.confidence
            )


def says(text: str, clauses: Sequence[Clause], index: int, stage: Stage, cues: Cues) -> Iterator[Relation]:
    """Yield what persons and bodies propose; the speaker must be named in the sentence."""
    clause = clauses[index]
    for hit in clause.hits:
        rows = hit.rows("say")
        mention = _said(text, clause, hit, rows) if rows else None
        if mention is None or cues.negated(text, clause.start, hit.start):
            continue
        for speaker in _speakers(clauses[max(0, index - _MEMORY) : index + 1], hit.start, stage):
            yield Relation(
                speaker.entity,
                "proposes",
                mention.entity,
                Evidence(min(speaker.evidence.start, hit.start), mention.evidence.end),
                "relations/proposes-say",
                rows[0].confidence,
            )


def calls(text: str, mentions: Sequence[Mention]) -> Iterator[Relation]:
    """Yield what somebody's call is named by: 省委“X”的部署, 总书记“X”的嘱托."""
    for left, right in pairwise(mentions):
        fits = left.entity.type in _CALLERS and right.entity.type in _CALLED
        if not fits or not _CALLS.fullmatch(text, left.evidence.end, right.evidence.start):
            continue
        if closing := _CALL.match(text, right.evidence.end):
            evidence = Evidence(left.evidence.start, closing.end())
            yield Relation(left.entity, "proposes", right.entity, evidence, "relations/proposes-noun", 0.75)


def _said(text: str, clause: Clause, hit: Hit, rows: Sequence[Cue]) -> Mention | None:
    """Return the first phrase behind a verb of saying, or the one that closes the quotation which opens there."""
    fit = [
        mention
        for mention in clause.mentions
        if mention.evidence.start >= hit.end
        and any(mention.entity.type in row.classes for row in rows)
        and len(gap := text[hit.end : mention.evidence.start]) <= (_QUOTED_REACH if "“" in gap else _SAY_REACH)
    ]
    return next(
        (mention for mention in fit if text.startswith("”", mention.evidence.end)), fit[0] if fit else None
    )


def _speakers(clauses: Sequence[Clause], offset: int, stage: Stage) -> Sequence[Mention]:
    """Return the person, else the bodies, named last before a verb of saying."""
    for clause in reversed(clauses):
        before = [mention for mention in reversed(clause.mentions) if mention.evidence.end <= offset]
        for mention in before:
            if mention.entity.type == "Person":
                return (mention,)
        for mention in before:
            if stage.subject(clause, mention, mention.evidence.end):
                return stage.group(clause, mention)
    return ()


def _pattern(before: str, words: Sequence[str], after: str, *, reach: bool = False) -> re.Pattern[str]:
    heads = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    skip = f"[^,，。；]{{0,{_TAKE_REACH}}}?" if reach else _DEGREE
    return re.compile(f"{before}{skip}(?P<head>{heads}){after}")


def _row(rows: Sequence[Cue], templates: frozenset[str]) -> Cue | None:
    return next((cue for cue in rows if cue.template in templates), None)


def _opener(text: str, clause: Clause, before: int, openers: str) -> int:
    """Return where the nearest opening word before an offset stands, outside every mention; -1 for none."""
    for offset in range(before - 1, clause.start - 1, -1):
        if text[offset] in openers and not any(
            m.evidence.start <= offset < m.evidence.end for m in clause.mentions
        ):
            return offset
    return -1
