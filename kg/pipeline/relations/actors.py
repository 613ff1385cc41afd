"""Who acts in a clause: the subject that it states, or the one carried over."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kg.model import Entity, Evidence, Mention, Structure
from kg.pipeline.relations.clauses import Clause, Sentence
from kg.pipeline.relations.cues import Cues

ACTORS = frozenset({"Organization", "Place"})
THINGS = frozenset({"Campaign", "Event"})
_SITE = re.compile(
    r".{2,}(?:馆|厅|路|河|湖|山|海|江|广场|古城|大桥|机场|港|线|街|矿|水库|校园|遗址|流域|地区|盆地|沙漠|草原|湿地|(?:干流|支流|上游|中游|下游).{0,4}段?)$"
)
_COUNTED = re.compile(
    r"(?:两家|双方|[两三几]家单位)|[0-9０-９.万千百余多近超]+(?:余|多)?(?:家|名|个(?!百分|月)|位|所|支|户)"
)
_LEAD = re.compile(
    r"(?:近|十|五|几|多|这|[0-9]{4})?(?:年来|年初|年以来|年起?|年底)|去年|今年|同时|此外|其中|近日|一直以来|随后|日前"
)
# What joins bodies that act together.
_JOINT = re.compile(r"[”’》]?(?:[、和与及同 \u3000]|以及|[,，]?(?:会同|联合|携手|协同|联手))[“‘]?")
TOGETHER = ("会同", "联合", "携手", "协同", "联手")
# Behind those whom 与 names they say that these act with whoever acts.
_SHARED = re.compile(
    r"[”’》]?(?:等[\u4e00-\u9fff0-9]{0,6})?(?:联合|携手|协同|联手|牵手|结对|共同(?!体)|合作|共建|签署|签订)"
)
# Who brings others in stands before 与, with adverbs at most between (A还与B、C携手).
_WITH = re.compile(r"[”’》]?(?:还|也|又|并|先后|积极|主动|分别|再次|连续|紧密|多次)*[与和同]")
# A clause of circumstance may stand before the body that acts in it (为…开展X，甲县…).
_FRONTED = re.compile(
    r"[ \u3000“]*(?:以|在|随着|为|按照|根据|围绕|面对|通过|坚持|作为|从|针对|自|近|经|把|聚焦|贯彻|对照|对标|锚定|[0-9]{4}年|当|深入|学习)"
)
_NOT_ACTING = ("的", "、", "等地", "各项", "决策", "部署", "精神", "要求", "关于", "有关", "赋予")
_ADVERBS = re.compile(r"[”’》]*(?:(?:活动|工作|始终|坚持|将|均|都|则|继续|首次|今年|今后|本次)[,，]?)*")
_TAKEN_UP = re.compile(
    r"[ \u3000“]*(?:该|此次|这次|本次|本届|今年的?)?(?P<noun>[\u4e00-\u9fff]{2,6}?)(?:始终|坚持|将|均)?"
)
_THING_NOUNS = (
    "活动",
    "教育",
    "行动",
    "工程",
    "大会",
    "会议",
    "论坛",
    "比赛",
    "大赛",
    "赛事",
    "运动会",
    "展览",
    "展会",
    "仪式",
)
_SEMICOLONS = ("；", ";")
_OPENING = "“‘《 \u3000"
_AHEAD, _REMEMBERED, _AGENT_GAP, _MOST = 3, 8, 6, 20
# A document reports on a body that opens three clauses, and one in so many characters.
_OFTEN, _EVERY = 3, 1500
_STATED, _IN_SENTENCE, _IN_PASSAGE, _BY_DEFAULT = 1.0, 0.9, 0.8, 0.75


@lru_cache(maxsize=1 << 12)
def _site(name: str) -> bool:
    """Say whether a place is a building, a road, a mountain, which does not act."""
    return _SITE.match(name) is not None


class Actor(NamedTuple):
    """An acting entity; `evidence` is empty where it is carried over, `trust` scales a claim's confidence."""

    entity: Entity
    evidence: Evidence | None
    trust: float


class Stage:
    """The actors of a text so far: `enter` each sentence and clause in order, then ask who acts."""

    def __init__(
        self,
        text: str,
        structure: Structure,
        cues: Cues,
        sentences: Sequence[Sentence],
        unknown: frozenset[int] = frozenset(),
    ) -> None:
        """Begin a text; `unknown` are the offsets of short forms that stand for no body it names."""
        self._text = text
        self._unknown = unknown
        self._cues = cues
        self._leading = {
            clause.start: leaders
            for sentence in sentences
            for clause in sentence.clauses
            if clause.mentions and (leaders := self._leaders(clause))
        }
        self._default = structure.issuer or self._protagonist(sentences) or structure.place
        self._passage: tuple[Entity, ...] = ()
        self._ahead: tuple[Entity, ...] = ()
        self._topical = self._apart = self._nobody = False
        self._clause_start = 0
        self._acts: Counter[Entity] = Counter()
        self._sentence: tuple[Entity, ...] = ()
        self._things: list[Mention] = []

    def _protagonist(self, sentences: Sequence[Sentence]) -> Entity | None:
        """Return the body that opens most of the clauses which a body or place opens, if it does so often enough."""
        told = (clause for sentence in sentences if not sentence.aside for clause in sentence.clauses)
        counts = Counter(self._leading[clause.start][0] for clause in told if clause.start in self._leading)
        often = max(_OFTEN, len(self._text) / _EVERY)
        for entity, count in counts.most_common(1):
            if entity.type == "Organization" and count >= often and 2 * count > counts.total():
                return entity
        return None

    def begin(self, sentence: Sentence) -> None:
        """Enter a sentence."""
        self._sentence = ()
        self._apart = self._nobody = False
        self._topical = sentence.fresh
        if sentence.fresh:
            self._passage = ()
            self._things = []
        self._ahead = ()
        for clause in sentence.clauses[:_AHEAD]:
            if clause.start in self._leading:
                self._ahead = self._leading[clause.start]
                break

    def enter(self, clause: Clause) -> None:
        """Enter a clause: the bodies that open it act in the rest of the sentence."""
        if not self._apart:
            self._apart = self._text[clause.start - 1 : clause.start] in _SEMICOLONS
        if leaders := self._leading.get(clause.start):
            self._sentence, self._apart, self._nobody = leaders, False, False
        elif clause.start in self._unknown or (
            clause.mentions and clause.mentions[0].entity.type == "Person" and self._other(clause)
        ):
            self._sentence, self._nobody = (), True
        self._clause_start = clause.start

    def _other(self, clause: Clause) -> bool:
        """Say whether the person whom a clause names first opens it as its subject (返乡青年张三流转荒坡，办起X)."""
        person = clause.mentions[0].evidence
        before = self._text[clause.start : person.start].strip(_OPENING)
        return before.endswith(self._cues.roles) and not before.startswith(self._cues.prepositions)

    def leave(self, clause: Clause) -> None:
        """Leave a clause: the drives and occasions that it names may be taken up by a short form of their names."""
        if named := [mention for mention in clause.mentions if mention.entity.type in THINGS]:
            self._things = (self._things + named)[-_REMEMBERED:]

    def acted(self, entities: Sequence[Entity]) -> None:
        """Note that a claim names `entities` as its actors.

        They act on where the passage names nobody, if the passage opens with them or they have acted before.
        """
        self._acts.update(entities)
        if self._topical or any(self._acts[entity] > 1 for entity in entities):
            self._passage = tuple(entities)

    def at(self, clause: Clause, offset: int, *, relative: bool = False) -> tuple[Actor, ...]:
        """Return who acts at a cue that begins at `offset`: stated in the clause, else carried over, else nobody.

        In a `relative` clause (在A举办的班上) a preposition before the body governs the noun behind.
        """
        for mention in reversed(clause.mentions):
            if mention.evidence.end > offset:
                continue
            # 甲县县长张三带着村民建起X: a person acts, and not whose post he holds.
            if self._led(clause, mention, offset):
                return ()
            beside = relative and mention.evidence.end == offset and mention.entity.type in ACTORS
            if beside or self._agent(clause, mention, offset):
                return (Actor(mention.entity, mention.evidence, _STATED),)
            if self.subject(clause, mention, offset):
                group = self.group(clause, mention)
                stated = tuple(Actor(m.entity, m.evidence, _STATED) for m in group)
                return (*self.partners(clause, group[0], group[-1].evidence.end), *stated)
        if self._foreign(clause, offset):
            return ()
        first = clause.mentions[0] if clause.mentions else None
        other = first and first.evidence.start == clause.start and first.entity.type in ("Event", "Person")
        # A person or a meeting acts in the clause (全会深入贯彻…).
        if first and other and first.evidence.end <= offset:
            return ()
        return self.carried()

    def _led(self, clause: Clause, mention: Mention, offset: int) -> bool:
        """Say whether a person in a clause is the subject of what stands at `offset`."""
        if mention.entity.type != "Person":
            return False
        before = self._text[clause.start : mention.evidence.start].rstrip(_OPENING)
        after = self._text[mention.evidence.end : max(offset, mention.evidence.end + 1)].removeprefix("同志")
        return not before.endswith(self._cues.prepositions) and not after.startswith(
            (*_NOT_ACTING, "等", "（", "(")
        )

    def carried(self, *, near: bool = False) -> tuple[Actor, ...]:
        """Return the actors of the sentence, the passage or the document, in that order.

        `near` asks for the sentence's only up to a semicolon (A上市；X有序推进).
        Where a body acts that the text does not name, nobody is.
        """
        if self._nobody:
            return ()
        for entities, trust in (
            (() if near and self._apart else self._sentence, _IN_SENTENCE),
            (self._ahead if _FRONTED.match(self._text, self._clause_start) else (), _IN_SENTENCE),
            (self._passage, _IN_PASSAGE),
            ((self._default,) if self._default else (), _BY_DEFAULT),
        ):
            if entities:
                return tuple(Actor(entity, None, trust) for entity in entities)
        return ()

    def group(self, clause: Clause, last: Mention) -> tuple[Mention, ...]:
        """Return the bodies that are joined up to `last`: 省委、省政府; A会同B."""
        found = [last]
        at = bisect_left(clause.mentions, last.evidence.start, key=lambda m: m.evidence.start)
        for mention in clause.mentions[max(0, at - _MOST) : at][::-1]:
            if not self._joint(mention, found[-1]):
                break
            found.append(mention)
        return tuple(reversed(found))

    def _stretch(self, clause: Clause, mention: Mention) -> Mention:
        """Return the first of the names that run up to one without a gap: 甲区 for 乙街道 in 在甲区乙街道."""
        at = bisect_left(clause.mentions, mention.evidence.start, key=lambda m: m.evidence.start)
        while at > 0 and clause.mentions[at - 1].evidence.end == clause.mentions[at].evidence.start:
            at -= 1
        return clause.mentions[at] if clause.mentions[at : at + 1] else mention

    def _joint(self, left: Mention, right: Mention) -> bool:
        gap = self._text[left.evidence.end : right.evidence.start]
        return left.entity.type in ACTORS and right.entity.type in ACTORS and _JOINT.fullmatch(gap) is not None

    def partners(self, clause: Clause, first: Mention, last: int) -> tuple[Actor, ...]:
        """Return who acts with the bodies up to `last` that 会同, or 与…共同, brings in and that nobody is named before."""
        if not self._brought(clause, first, last):
            return ()
        bringing = self._bringing(clause, first)
        actors = [Actor(m.entity, m.evidence, _STATED) for m in bringing] or self.carried()
        return tuple(actor for actor in actors if actor.entity != first.entity)

    def _bringing(self, clause: Clause, first: Mention) -> tuple[Mention, ...]:
        """Return who is named before 与 and the bodies that it brings in."""
        at = bisect_left(clause.mentions, first.evidence.start, key=lambda m: m.evidence.start)
        left = clause.mentions[at - 1] if at else None
        if left is None or not _WITH.fullmatch(
            self._text[left.evidence.end : first.evidence.start].rstrip(_OPENING)
        ):
            return ()
        return self.group(clause, left) if self.subject(clause, left, left.evidence.end) else ()

    def _brought(self, clause: Clause, first: Mention, last: int) -> bool:
        """Say whether the bodies up to `last` are brought in by 会同, or by 与 and what they do together."""
        before = self._text[clause.start : first.evidence.start].rstrip(_OPENING)
        if before.endswith(TOGETHER):
            return True
        named = before in ("与", "同", "和") or bool(self._bringing(clause, first))
        return named and _SHARED.match(self._text, last) is not None

    def _agent(self, clause: Clause, mention: Mention, offset: int) -> bool:
        """Say whether a mention is the agent of a passive at `offset` (被A授予X, 由A组建的X)."""
        before = self._text[clause.start : mention.evidence.start].rstrip(_OPENING)
        near = offset - mention.evidence.end <= _AGENT_GAP
        return near and mention.entity.type in ACTORS and before.endswith(("被", "由"))

    def thing(self, clause: Clause, offset: int) -> Mention | None:
        """Return the drive or occasion that is the subject at `offset` (X以…为口号), named there or taken up (大会以…)."""
        for mention in reversed(clause.mentions):
            if mention.evidence.end > offset:
                continue
            before = self._text[clause.start : mention.evidence.start].rstrip(_OPENING)
            gap = self._text[mention.evidence.end : offset]
            opens = not before or _LEAD.fullmatch(before) is not None
            return mention if mention.entity.type in THINGS and opens and _ADVERBS.fullmatch(gap) else None
        taken_up = _TAKEN_UP.fullmatch(self._text, clause.start, offset)
        if taken_up is None:
            return None
        noun = taken_up["noun"]
        return next((m for m in reversed(self._things) if m.entity.name.endswith(noun)), None)

    def nameless(self, clause: Clause, offset: int) -> bool:
        """Say whether a drive or occasion that has no name is the subject at `offset` (活动以…为主题)."""
        taken_up = _TAKEN_UP.fullmatch(self._text, clause.start, offset)
        return taken_up is not None and taken_up["noun"].endswith(_THING_NOUNS)

    def subject(self, clause: Clause, mention: Mention, offset: int) -> bool:
        """Say whether a mention, and those joined to it, can be the subject of what stands at `offset` in its clause."""
        if mention.entity.type not in ACTORS:
            return False
        if mention.entity.type == "Place" and _site(mention.entity.name):
            return False
        first = self._stretch(clause, self.group(clause, mention)[0])
        before = self._text[clause.start : first.evidence.start].rstrip(_OPENING)
        if before.endswith(self._cues.prepositions) and not self._brought(clause, first, mention.evidence.end):
            return False
        after = self._text[mention.evidence.end : max(offset, mention.evidence.end + 1)].lstrip("”’》")
        return not after.startswith(_NOT_ACTING) and not _COUNTED.search(after)

    def _leaders(self, clause: Clause) -> tuple[Entity, ...]:
        """Return the bodies that open a clause as its subject."""
        first = clause.mentions[0]
        if first.entity.type not in ACTORS or not self._leads(clause, first):
            return ()
        group = [first]
        for mention in clause.mentions[1:_MOST]:
            if not self._joint(group[-1], mention):
                break
            group.append(mention)
        if not self.subject(clause, group[-1], group[-1].evidence.end):
            return ()
        return tuple(mention.entity for mention in group)

    def _leads(self, clause: Clause, mention: Mention) -> bool:
        if mention.evidence.start == clause.start:
            return True
        before = self._text[clause.start : mention.evidence.start].strip(" \u3000“”‘’—")
        return not before or _LEAD.fullmatch(before) is not None

    def _foreign(self, clause: Clause, offset: int) -> bool:
        """Say whether counted others act in the clause (35家单位联合召开…)."""
        return _COUNTED.match(self._text[clause.start : offset].lstrip(" \u3000全省市县约近共计有")) is not None
