"""Who acts in a clause: the subject that it states, or the one carried over."""

import re
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
_STATED, _IN_SENTENCE, _IN_PASSAGE, _BY_DEFAULT = 1.0, 0.9, 0.8, 0.75


@dataclass(frozen=True, slots=True)
class Actor:
    """An acting entity; `evidence` is empty where it is carried over, `trust` scales a claim's confidence."""

    entity: Entity
    evidence: Evidence | None
    trust: float


class Stage:
    """The actors of a text so far: `enter` each sentence and clause in order, then ask who acts."""

    def __init__(self, text: str, structure: Structure, cues: Cues) -> None:
        self._text = text
        self._cues = cues
        self._default = structure.issuer or structure.place
        self._passage: Entity | None = None
        self._sentence: Entity | None = None

    def begin(self, sentence: Sentence) -> None:
        """Enter a sentence."""
        self._sentence = None
        if sentence.fresh:
            self._passage = None

    def enter(self, clause: Clause) -> None:
        """Enter a clause: a body that opens it acts in the rest of the sentence."""
        for mention in clause.mentions[:1]:
            if self.subject(clause, mention, mention.evidence.end) and self._leads(clause, mention):
                self._sentence = mention.entity

    def acted(self, entity: Entity) -> None:
        """Note that a claim names `entity` as its actor: it acts on where the passage names nobody."""
        self._passage = entity

    def at(self, clause: Clause, offset: int) -> Actor | None:
        """Return who acts at a cue that begins at `offset`: stated in the clause, else carried over, else none."""
        for mention in reversed(clause.mentions):
            if mention.evidence.end <= offset and self.subject(clause, mention, offset):
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

    def _leads(self, clause: Clause, mention: Mention) -> bool:
        before = self._text[clause.start : mention.evidence.start].strip(" \u3000“”‘’—")
        return not before or _LEAD.fullmatch(before) is not None

    def _foreign(self, clause: Clause, offset: int) -> bool:
        """Say whether counted others act in the clause (35家单位联合召开…)."""
        return _COUNTED.match(self._text[clause.start : offset].lstrip(" \u3000全省市县约近共计有")) is not None
