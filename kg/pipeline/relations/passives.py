"""Passives: X由A主办、B承办; X被A命名为Y."""

from collections.abc import Iterator, Sequence

from kg.model import Entity, Evidence, Mention
from kg.pipeline.relations.actors import ACTORS, Actor, Stage
from kg.pipeline.relations.clauses import Clause
from kg.pipeline.relations.cues import Cue, Cues, Hit
from kg.pipeline.relations.verbs import Found, acts

_REACH = 6
_AGENT = ("由", "被", "经")


def find(text: str, clauses: Sequence[Clause], stage: Stage, cues: Cues, done: Sequence[Found]) -> Iterator[Found]:
    """Yield what the passives of a sentence state beyond what is `done`.

    A body that does a further part of what an agent before it did needs no 由 (由A主办、B承办).
    """
    known: set[tuple[Entity, Evidence]] = {(each.relation.subject, each.object.evidence) for each in done}
    patients: tuple[Mention, ...] = ()
    goes_on = False
    for clause in clauses:
        for hit in clause.hits:
            rows = hit.rows("by")
            agents = _agents(text, clause, hit, stage, goes_on=goes_on) if rows else ()
            if not agents or cues.negated(text, clause.start, agents[0].evidence.start - 1):
                continue
            own = tuple(m for m in clause.mentions if m not in agents and _row(rows, m))
            if text.startswith("的", hit.end):
                # 由A组建的X正推进Y: X is what A founds.
                own = tuple(m for m in own if m.evidence.start > hit.end)[:1]
            patients, goes_on = own or patients, True
            for each in _done(clause, hit, rows, agents, patients, cues):
                if (each.relation.subject, each.object.evidence) not in known:
                    yield each
        if not goes_on:
            patients = tuple(m for m in clause.mentions if m.entity.type not in ACTORS)


def _agents(text: str, clause: Clause, hit: Hit, stage: Stage, *, goes_on: bool) -> tuple[Mention, ...]:
    """Return the bodies right before a verb: behind 由 or 被, or, where an agent went before, behind a pause."""
    last = next((m for m in reversed(clause.mentions) if m.evidence.end <= hit.start), None)
    if last is None or last.entity.type not in ACTORS or hit.start - last.evidence.end > _REACH:
        return ()
    group = stage.group(clause, last)
    before = text[clause.start : group[0].evidence.start].rstrip("“《 ")
    if before.endswith(_AGENT) or (goes_on and (not before or before.endswith("、"))):
        return group
    return ()


def _done(
    clause: Clause,
    hit: Hit,
    rows: Sequence[Cue],
    agents: Sequence[Mention],
    patients: Sequence[Mention],
    cues: Cues,
) -> Iterator[Found]:
    """Yield what agents do to patients by the verb of a passive."""
    for mention in patients:
        cue = _row(rows, mention)
        if cue is not None and not (clause.plan and cue.plan == "drop"):
            fit = [agent for agent in agents if agent.entity.type in cues.domains[cue.property]]
            actors = [Actor(agent.entity, agent.evidence, 1.0) for agent in fit]
            yield from acts(cue.property, "by", cue, actors, hit, mention)


def _row(rows: Sequence[Cue], mention: Mention) -> Cue | None:
    return next((row for row in rows if mention.entity.type in row.classes), None)
