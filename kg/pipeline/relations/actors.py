"""Who acts in a clause: the subject that it states, or the one carried over."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Entity, Evidence, Mention, Structure
from kg.pipeline.relations.clauses import Clause, Sentence
from kg.pipeline.relations.cues import Cues

ACTORS = frozenset({"Organization", "Place"})
_SITE = re.compile(
    r".{2,}(?:馆|厅|路|河|湖|山|海|江|广场|古城|大桥|机场|港|线|街|矿|水库|校园|遗址|流域|地区|盆地|沙漠)$"
)
_COUNTED = re.compile(r"[0-9０-９.万千百余多近超]+(?:余|多)?(?:家|名|个(?!百分|月)|位|所|支|户)")
_LEAD = re.compile(
    r"(?:近|十|五|几|多|这|[0-9]{4})?(?:年来|年初|年以来|年起?|年底)|去年|今年|同时|此外|其中|近日|一直以来|随后|日前"
)
_AHEAD = 3
# A document reports on a body that opens three clauses, and one in so many characters.
_OFTEN, _EVERY = 3, 1500
_STATED, _IN_SENTENCE, _IN_PASSAGE, _BY_DEFAULT = 1.0, 0.9, 0.8, 0.75


@dataclass(frozen=True, slots=True)
class Actor:
    """An acting entity; `evidence` is empty where it is carried over, `trust` scales a claim's confidence."""

    entity: Entity
    evidence: Evidence | None
    trust: float


class Stage:
    """The actors of a text so far: `enter` each sentence and clause in order, then ask who acts."""

    def __init__(self, text: str, structure: Structure, cues: Cues, sentences: Sequence[Sentence]) -> None:
        self._text = text
        self._cues = cues
        self._default = structure.issuer or self._protagonist(sentences) or structure.place
        self._passage: Entity | None = None
        self._ahead: Entity | None = None
        self._topical = False
        self._acts: Counter[Entity] = Counter()
        self._sentence: Entity | None = None

    def _protagonist(self, sentences: Sequence[Sentence]) -> Entity | None:
        """Return the body that opens most of the clauses which a body or place opens, if it does so often enough."""
        leaders = (
            self._leader(clause) for sentence in sentences for clause in sentence.clauses if not sentence.aside
        )
        counts = Counter(leader for leader in leaders if leader)
        often = max(_OFTEN, len(self._text) / _EVERY)
        for entity, count in counts.most_common(1):
            if entity.type == "Organization" and count >= often and 2 * count > counts.total():
                return entity
        return None

    def begin(self, sentence: Sentence) -> None:
        """Enter a sentence."""
        self._sentence = None
        self._topical = sentence.fresh
        if sentence.fresh:
            self._passage = None
        leading = (self._leader(clause) for clause in sentence.clauses[:_AHEAD])
        self._ahead = next((entity for entity in leading if entity), None)

    def enter(self, clause: Clause) -> None:
        """Enter a clause: a body that opens it acts in the rest of the sentence."""
        self._sentence = self._leader(clause) or self._sentence

    def acted(self, entity: Entity) -> None:
        """Note that a claim names `entity` as its actor.

        It acts on where the passage names nobody, if the passage opens with it or it has acted before.
        """
        self._acts[entity] += 1
        if self._topical or self._acts[entity] > 1:
            self._passage = entity

    def at(self, clause: Clause, offset: int, *, relative: bool = False) -> Actor | None:
        """Return who acts at a cue that begins at `offset`: stated in the clause, else carried over, else none.

        In a `relative` clause (在A举办的班上) a preposition before the body governs the noun behind.
        """
        for mention in reversed(clause.mentions):
            if mention.evidence.end > offset:
                continue
            beside = relative and mention.evidence.end == offset and mention.entity.type in ACTORS
            if beside or self.subject(clause, mention, offset):
                return Actor(mention.entity, mention.evidence, _STATED)
        if self._foreign(clause, offset):
            return None
        first = clause.mentions[0] if clause.mentions else None
        if first and first.evidence.start == clause.start and first.entity.type in ("Event", "Person"):
            return self._carried_by(clause, first, offset)
        return self.carried()

    def _carried_by(self, clause: Clause, first: Mention, offset: int) -> Actor | None:
        """Return nobody where a person or a meeting acts in the clause (全会深入贯彻…)."""
        return None if first.evidence.end <= offset else self.carried()

    def carried(self) -> Actor | None:
        """Return the actor of the sentence, the passage or the document, in that order."""
        if self._sentence:
            return Actor(self._sentence, None, _IN_SENTENCE)
        if self._ahead:
            return Actor(self._ahead, None, _IN_SENTENCE)
        if self._passage:
            return Actor(self._passage, None, _IN_PASSAGE)
        return Actor(self._default, None, _BY_DEFAULT) if self._default else None

    def subject(self, clause: Clause, mention: Mention, offset: int) -> bool:
        """Say whether a mention can be the subject of what stands at `offset` in its clause."""
        if mention.entity.type not in ACTORS or _SITE.match(mention.entity.name):
            return False
        before = self._text[clause.start : mention.evidence.start].rstrip("“‘《 \u3000")
        if before.endswith(self._cues.prepositions):
            return False
        after = self._text[mention.evidence.end : max(offset, mention.evidence.end + 1)].lstrip("”’》")
        return not after.startswith(("的", "、", "等地", "各项")) and not _COUNTED.search(after)

    def _leader(self, clause: Clause) -> Entity | None:
        """Return the body that opens a clause as its subject."""
        for mention in clause.mentions[:1]:
            if self.subject(clause, mention, mention.evidence.end) and self._leads(clause, mention):
                return mention.entity
        return None

    def _leads(self, clause: Clause, mention: Mention) -> bool:
        before = self._text[clause.start : mention.evidence.start].strip(" \u3000“”‘’—")
        return not before or _LEAD.fullmatch(before) is not None

    def _foreign(self, clause: Clause, offset: int) -> bool:
        """Say whether counted others act in the clause (35家单位联合召开…)."""
        return _COUNTED.match(self._text[clause.start : offset].lstrip(" \u3000全省市县约近共计有")) is not None
