"""The stage that relates the entities of a document: cues, clauses, actors, and one module a family of rules."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kg import lexicon
from kg.lexicon import Lexicon
from kg.model import Draft, Evidence, Mention, Relation, Step, Structure
from kg.pipeline.parts import Parts
from kg.pipeline.relations import components, frames, names, passives, verbs, wholes
from kg.pipeline.relations.actors import Stage
from kg.pipeline.relations.anaphors import Anaphors
from kg.pipeline.relations.clauses import Clause, Sentence, ordered, outermost, sentences
from kg.pipeline.relations.cues import Cues
from kg.pipeline.relations.frames import Frames
from kg.pipeline.relations.posts import Posts
from kg.pipeline.relations.venues import VENUES, collaborations, fronted, hosted, stops, venues

# A document that bears its issuer's name is issued by no other.
_UNSIGNED = frozenset({"relations/issues-verb", "relations/issues-outcome"})

__all__ = ["Rules", "find", "step"]


# The rules that no row of cues.tsv names.
_FIXED = (
    "relations/advances-frame",
    "relations/advances-verb",
    "relations/collaboratesWith-joint",
    "relations/guidedBy-frame",
    "relations/guidedBy-linked",
    "relations/implements-frame",
    "relations/hasComponent-list",
    "relations/hasComponent-parallel",
    "relations/hasSlogan-frame",
    "relations/hasSlogan-linked",
    "relations/holdsPosition-chain",
    "relations/holdsPosition-verb",
    "relations/issues-adjacent",
    "relations/issues-name",
    "relations/jurisdiction-name",
    "relations/partOf-adjacent",
    "relations/partOf-name",
    "relations/partOf-told",
    "relations/partOf-under",
    "relations/hasComponent-told",
    "relations/proposes-name",
    "relations/proposes-noun",
    "relations/proposes-say",
    "relations/takesPlaceIn-adjacent",
    "relations/takesPlaceIn-fronted",
    "relations/takesPlaceIn-host",
    "relations/takesPlaceIn-in",
    "relations/takesPlaceIn-name",
    "relations/takesPlaceIn-stop",
    "relations/takesPlaceIn-venue",
)


class Rules:
    """Every pattern made from `cues.tsv`, `moods.tsv`, `barriers.tsv`, `properties.tsv`, `posts.tsv`, `boundaries.tsv`, `anaphors.tsv`."""

    def __init__(self, words: Lexicon) -> None:
        self.cues = Cues(words)
        self.parts = Parts(words)
        self.frames = Frames(self.cues)
        self.posts = Posts(self.cues)
        self.anaphors = Anaphors(words)
        self.ids = frozenset(
            {f"relations/{cue.property}-{cue.template}" for cue in self.cues.governing} | set(_FIXED)
        )


def find(text: str, structure: Structure, mentions: Sequence[Mention], rules: Rules) -> list[Relation]:
    """Return the relations that `text` states between entities of `mentions`, in order of their evidence.

    Of several claims of one relation with the same evidence the most confident stays.
    """
    mentions = ordered(mentions)
    short, unknown = rules.anaphors.find(text, mentions, structure.place)
    if short:
        taken = {mention.evidence for mention in short}
        mentions = ordered([*(mention for mention in mentions if mention.evidence not in taken), *short])
    outer = outermost(mentions)
    found: list[Relation] = [
        *names.find(text, mentions, structure),
        *rules.posts.find(text, mentions),
        *components.find(text, mentions, rules.parts),
        *wholes.find(text, outer),
        *stops(text, outer),
        *frames.calls(text, outer),
    ]
    cut = list(sentences(text, structure, outer, rules.cues))
    stage = Stage(text, structure, rules.cues, cut, unknown)
    for sentence in cut:
        stage.begin(sentence)
        if not sentence.aside:
            found += _stated(text, sentence, stage, rules)
    signed = {relation.object for relation in found if relation.rule == "relations/issues-name"}
    best: dict[tuple[object, ...], Relation] = {}
    for relation in found:
        if relation.subject == relation.object or (relation.rule in _UNSIGNED and relation.object in signed):
            continue
        evidence = _closed(text, relation.evidence)
        closed = relation if evidence == relation.evidence else replace(relation, evidence=evidence)
        key = (closed.subject, closed.predicate, closed.object, closed.evidence, closed.role)
        if key not in best or best[key].confidence < closed.confidence:
            best[key] = closed
    return sorted(
        best.values(),
        key=lambda r: (r.evidence.start, r.evidence.end, r.predicate, r.subject, r.object, r.role or ""),
    )


def _closed(text: str, span: Evidence) -> Evidence:
    """Return a span together with the mark right beside it that closes, or opens, what it holds half of."""
    start, end = span.start, span.end
    for opening, closing in ("“”", "‘’", "《》"):
        inside = text[start:end]
        if inside.count(opening) > inside.count(closing) and text.startswith(closing, end):
            end += 1
        elif inside.count(closing) > inside.count(opening) and text.endswith(opening, 0, start):
            start -= 1
    return Evidence(start, end)


def _stated(text: str, sentence: Sentence, stage: Stage, rules: Rules) -> Iterator[Relation]:
    """Yield what the clauses of one sentence state."""
    done: list[verbs.Found] = []
    framed: list[verbs.Found] = []
    spoken: list[Clause] = []
    cues, clauses = rules.cues, sentence.clauses
    reported = sentence.quoted
    for index, clause in enumerate(clauses):
        stage.enter(clause)
        passed = reported or not clause.mentions
        reported = reported or frames.reports(text, clauses, index)
        if passed:
            continue
        spoken.append(clause)
        frames_ = rules.frames.find(text, clause, stage)
        does = not clause.templates.isdisjoint(verbs.DOING)
        acts = list(verbs.find(text, clauses, index, stage, cues)) if does else []
        framed += frames_
        done += acts
        for act in (*frames_, *acts):
            if act.stated:
                stage.acted(act.joint or (act.relation.subject,))
        yield from _told(text, clauses, index, stage, cues)
        if acts:
            yield from hosted(acts)
        stage.leave(clause)
    if any("by" in clause.templates for clause in spoken):
        done += passives.find(text, spoken, stage, cues, done)
    yield from (each.relation for each in done)
    if framed:
        yield from frames.linked(text, done, framed)


def _told(text: str, clauses: Sequence[Clause], index: int, stage: Stage, cues: Cues) -> Iterator[Relation]:
    """Yield what a clause states by words of saying, of advancing and of place, and by who stands together in it."""
    clause = clauses[index]
    if "say" in clause.templates:
        yield from frames.says(text, clauses, index, stage, cues)
    if "advance" in clause.templates:
        yield from frames.advances(text, clause, cues)
    if not clause.templates.isdisjoint(VENUES):
        yield from venues(text, clause, cues)
    if not clause.plan:
        yield from collaborations(text, clause, stage)
    if index and not clause.plan and clauses[index - 1].mentions:
        yield from fronted(text, clauses[index - 1], clause)


def step(folder: Path) -> Step:
    """Return the stage over an ontology folder; it adds to the claims that are there."""
    rules = Rules(lexicon.load(folder))

    def run(draft: Draft) -> Draft:
        found = find(draft.document.text, draft.structure, draft.mentions, rules)
        return replace(draft, claims=(*draft.claims, *found))

    return run
