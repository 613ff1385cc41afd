"""The stage that relates the entities of a document: cues, clauses, actors, and one module a family of rules."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kg import lexicon
from kg.lexicon import Lexicon
from kg.model import Mention, Relation, Structure
from kg.pipeline.parts import Parts
from kg.pipeline.relations import components, frames, names, verbs
from kg.pipeline.relations.actors import Stage
from kg.pipeline.relations.clauses import Clause, Sentence, sentences
from kg.pipeline.relations.cues import Cues
from kg.pipeline.relations.frames import Frames
from kg.pipeline.relations.posts import Posts
from kg.pipeline.relations.venues import collaborations, hosted, venues

# A document that bears its issuer's name is issued by no other.
_UNSIGNED = frozenset({"relations/issues-verb", "relations/issues-outcome"})

__all__ = ["Rules", "component", "find"]


# The rules that no row of cues.tsv names.
_FIXED = (
    "relations/advances-frame",
    "relations/advances-verb",
    "relations/collaboratesWith-joint",
    "relations/guidedBy-frame",
    "relations/guidedBy-linked",
    "relations/hasComponent-list",
    "relations/hasComponent-parallel",
    "relations/hasSlogan-frame",
    "relations/hasSlogan-linked",
    "relations/holdsPosition-chain",
    "relations/issues-adjacent",
    "relations/issues-name",
    "relations/jurisdiction-name",
    "relations/partOf-adjacent",
    "relations/partOf-name",
    "relations/proposes-name",
    "relations/proposes-say",
    "relations/takesPlaceIn-adjacent",
    "relations/takesPlaceIn-host",
    "relations/takesPlaceIn-in",
    "relations/takesPlaceIn-name",
    "relations/takesPlaceIn-venue",
)


class Rules:
    """Every pattern made from `cues.tsv`, `moods.tsv`, `barriers.tsv`, `properties.tsv`, `posts.tsv`, `boundaries.tsv`."""

    def __init__(self, words: Lexicon) -> None:
        self.cues = Cues(words)
        self.parts = Parts(words)
        self.frames = Frames(self.cues)
        self.posts = Posts(self.cues)
        self.ids = frozenset(
            {f"relations/{cue.property}-{cue.template}" for cue in self.cues.governing} | set(_FIXED)
        )


def find(text: str, structure: Structure, mentions: Sequence[Mention], rules: Rules) -> list[Relation]:
    """Return the relations that `text` states between entities of `mentions`, in order of their evidence.

    Of several claims of one relation with the same evidence the most confident stays.
    """
    found: list[Relation] = [
        *names.find(text, mentions, structure),
        *rules.posts.find(text, mentions),
        *components.find(text, mentions, rules.parts),
    ]
    cut = list(sentences(text, structure, mentions, rules.cues))
    stage = Stage(text, structure, rules.cues, cut)
    for sentence in cut:
        stage.begin(sentence)
        if not sentence.aside:
            found += _stated(text, sentence, stage, rules)
    signed = {relation.object for relation in found if relation.rule == "relations/issues-name"}
    best: dict[tuple[object, ...], Relation] = {}
    for relation in found:
        if relation.subject == relation.object or (relation.rule in _UNSIGNED and relation.object in signed):
            continue
        key = (relation.subject, relation.predicate, relation.object, relation.evidence)
        if key not in best or best[key].confidence < relation.confidence:
            best[key] = relation
    return sorted(best.values(), key=lambda r: (r.evidence, r.predicate, r.subject, r.object))


def _stated(text: str, sentence: Sentence, stage: Stage, rules: Rules) -> Iterator[Relation]:
    """Yield what the clauses of one sentence state."""
    done: list[verbs.Found] = []
    framed: list[verbs.Found] = []
    cues = rules.cues
    reported = False
    for index, clause in enumerate(sentence.clauses):
        stage.enter(clause)
        if reported or not clause.mentions:
            reported = reported or frames.reports(text, clause)
            continue
        reported = frames.reports(text, clause)
        framed += rules.frames.find(text, clause, stage)
        acts = list(verbs.find(text, sentence.clauses, index, stage, cues))
        acts += _joint(text, clause, acts, stage, cues)
        done += acts
        for act in (*framed, *acts):
            if act.stated:
                stage.acted(act.relation.subject)
        yield from frames.says(text, sentence.clauses, index, stage)
        yield from frames.advances(text, clause, done, cues)
        yield from collaborations(text, clause, stage, cues)
        yield from venues(text, clause, cues)
        yield from hosted(acts)
    yield from (each.relation for each in done)
    yield from frames.linked(text, done, framed)


def _joint(
    text: str, clause: Clause, acts: Sequence[verbs.Found], stage: Stage, cues: Cues
) -> Iterator[verbs.Found]:
    """Yield what the partner in a joint act does as well (A与B联合举办X: B too)."""
    for joint in collaborations(text, clause, stage, cues):
        for act in acts:
            if act.relation.subject == joint.subject and act.relation.predicate in (
                "holds",
                "issues",
                "implements",
            ):
                yield verbs.Found(replace(act.relation, subject=joint.object), act.object)


@Language.factory(
    "tifa_relations",
    requires=["doc._.document", "doc._.structure", "doc._.mentions"],
    assigns=["doc._.claims"],
    default_config={"folder": ""},
)
def component(nlp: Language, name: str, folder: str) -> Callable[[Doc], Doc]:
    """Make the component that relates entities."""
    rules = Rules(lexicon.load(Path(folder)))

    def run(doc: Doc) -> Doc:
        found = find(doc._.document.text, doc._.structure, doc._.mentions, rules)
        doc._.claims = (*doc._.claims, *found)
        return doc

    return run
