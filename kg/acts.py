"""What each use of a phrase does: puts it forward, carries it out, says how it went, or only takes it up."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile

from kg import lexicon, ontology
from kg.corpus import Corpus, Use
from kg.cues import Cue, Hit, Table
from kg.lexicon import Lexicon
from kg.numerals import periods

ACTS = ("proposes", "implements", "evaluates", "repeats")
MOODS = ("stated", "planned", "negated")

_SENTENCE = "。；！？\n;!?"
_CLAUSE = f"，,{_SENTENCE}"
_CLAUSE_END = re.compile(f"[{_CLAUSE}]")
_MARKS = "“”‘’《》〈〉「」『』、 \u3000"
_REACH = 300  # a clause is not looked at further than this from the use
_LONGEST_AGENT = 24
_QUOTE = re.compile(r"[“”]")
_DAY = re.compile(r"\d{4}(?:-\d\d){0,2}")
_ATTRIBUTE = re.compile(r"为[^的]*的$")
# A phrase that is counted was there before: 推出30个X重点事项.
_COUNTED = re.compile(r"了?[再又]?[\d一二两三四五六七八九十百几]+[余多]?[个项批条件款期次]|了?[再又]?更多")
_AND = re.compile(r"了?(?:和|并|、)")
_TRAILING = re.compile(r"[了过着中的”’》」』）)、 ]*$")

_Told = tuple[str, "Cue | None"]


@dataclass(frozen=True, slots=True)
class Act:
    """What a use of a phrase does: one of ACTS.

    `mood` is planned where the act is meant to happen, negated where it is denied, else stated. `cue` is the word that tells it,
    None where a phrase is only named. `agent` is who does it, in the words of the clause's beginning; "" where these do not say it plainly.
    `when` is the day, month or year (ISO 8601) that the sentence gives a proposal (2003年提出X), "" for none.
    """

    use: Use
    act: str
    mood: str = "stated"
    cue: Cue | None = None
    agent: str = ""
    when: str = ""

    @property
    def dated(self) -> str:
        """Return the date of the act: what the sentence says of a proposal, else that of the document; "" where nothing is known."""
        return self.when or self.use.source.issued


def acts(corpus: Corpus, uses: Iterable[Use], words: Lexicon | None = None) -> list[Act]:
    """Tell the act of each use, in the order of `uses`.

    The words of the clause that the use stands in decide, the first of these rules that fits:

    0. repeats: right behind the phrase stands what it only describes (X国家, X示范县).
    1. evaluates: a word of success or failure behind the phrase (X取得显著成效); not where a preposition holds the phrase (以X为指导),
       nor where its verb makes that an aim (推动X走深走实).
    2. proposes: a verb of putting forward before it (首次提出X), unless 的 makes that an attribute (提出的X) or the phrase is one itself
       (提出X的问题清单; 提出X的战略构想 stays); or such words behind it (X写入党章).
    3. The verb nearest before it: implements (实施X, unless what it is done to is only of X: 发展X的教育; or only says when: 在实施X中),
       evaluates (充分肯定X) or repeats (坚持X). 是 stops the search.
    4. implements: words of carrying out that end the clause (X深入推进).
    5. implements: an adverb directly before the phrase, which then is a verb itself (继续深入X).
    6. repeats, else.

    Mood: a denial directly before the cue; a word of intention before it in the clause, or in the sentence one (要, 必须, 将) that reaches to
    its end. `words` is the lexicon, by default the one that comes with the program. StoreError where a text is lost.
    """
    table = Table(words or lexicon.load(ontology.folder()))
    return [_act(corpus.text(it.source), it, table) for it in uses]


def origin(told: Iterable[Act]) -> list[Act]:
    """Return the first proposing acts: one, or all between which the dates known do not decide; none without a date.

    What is only planned or denied proposes nothing. What a later document dates itself (2003年提出X) counts from that date.
    """
    dated = [
        (days, it)
        for it in told
        if it.act == "proposes"
        and it.mood == "stated"
        and (days := replace(it.use.source, issued=it.dated).days) is not None
    ]
    latest = min((days[1] for days, _ in dated), default=None)
    return [it for days, it in dated if latest and days[0] <= latest]


@dataclass(frozen=True)
class _Clause:
    """A use in its clause, with the words of the tables on both sides."""

    text: str
    use: Use
    table: Table
    sentence: int
    start: int
    end: int

    @cached_property
    def before(self) -> list[Hit]:
        """Return the words before the phrase that reach it, nearest first."""
        reaching = takewhile(lambda it: "break" not in it.meanings, reversed(self._ahead))
        return [it for it in reaching if not self._aside(it)]

    @cached_property
    def _ahead(self) -> list[Hit]:
        return self.table.hits(self.text[self.start : self.use.start], self.start)

    def _aside(self, it: Hit) -> bool:
        """Say whether a word before the phrase is part of an attribute, or a noun."""
        # 提出的X: an attribute says what others did.
        if self.text.startswith("的", it.cue.end):
            return True
        if "frame" in it.meanings:
            between = self.text[it.cue.end : self.use.start].rstrip(_MARKS)
            # 开展以除害为中心的X: what 以 holds tells what X is like. 在党的领导下创造X: what 在 holds is over.
            return bool(_ATTRIBUTE.search(between)) or self.table.holds(between, "over")
        # “两个确立”、做到X; 发展倡议、X; 党的建设X: a word of a quoted name, or one that stands behind 的, is a noun.
        quoted = (_QUOTE.search(self.text, it.cue.end, self.use.start) or [""])[0] == "”"
        noun = quoted or self.text.endswith("的", self.start, it.cue.start)
        return noun or (it.meanings.get("before") == "proposes" and self.text.startswith(("、", "及"), it.cue.end))

    @cached_property
    def behind(self) -> list[Hit]:
        """Return the words behind the phrase, up to 是 (X是最新成果 says what it is, not how it went)."""
        hits = self.table.hits(self.text[self.use.end : self.end], self.use.end)
        return list(takewhile(lambda it: "break" not in it.meanings, hits))

    @cached_property
    def rest(self) -> str:
        """Return what stands behind the phrase, without what ends a clause and says nothing."""
        return _TRAILING.sub("", self.text[self.use.end : self.end])

    @cached_property
    def framed(self) -> bool:
        """Say whether a preposition holds the phrase: no verb stands between the two."""
        nearest = next((it for it in self.before if it.meanings.keys() & {"before", "frame"}), None)
        return nearest is not None and "frame" in nearest.meanings

    @property
    def enclosed(self) -> bool:
        """Say whether what is done to the phrase is held itself: by a purpose (为了实施X), or between two halves (在实施X中)."""
        rest = self.rest.lstrip(_MARKS)
        closed = self.table.begins(rest, "close") or self.table.ends(rest, "close")
        halves = {"frame", "open", "purpose"} if closed else {"purpose"}
        return any(it.meanings.keys() & halves for it in self.before)

    @cached_property
    def aimed(self) -> bool:
        """Say whether a verb before makes what stands behind the phrase an aim."""
        return any(self.table.ends(it.cue.word, "cause") for it in self._ahead)

    @property
    def attributive(self) -> bool:
        """Say whether the phrase only describes the noun right behind it."""
        rest = self.text[self.use.end : self.end].lstrip(_MARKS)
        end = self.end - len(rest) + len(self.table.begins(rest, "of"))
        # X成果丰硕 says how X went, though X成果 is a part of it.
        longer = any(it.cue.start == self.end - len(rest) and it.cue.end > end for it in self.behind)
        return end > self.end - len(rest) and not longer

    def following(self, act: str) -> Cue | None:
        """Return the first word behind the phrase that tells an act."""
        for it in self.behind:
            last = it.cue.end == self.use.end + len(self.rest)
            if it.meanings.get("behind") == act or (last and it.meanings.get("end") == act):
                return it.cue
        return None

    @property
    def possessive(self) -> bool:
        """Say whether the clause is about something of the phrase: 发展X的教育, but not 加大X的力度."""
        return self.rest.lstrip(_MARKS).startswith("的") and not self.whole

    @property
    def whole(self) -> bool:
        """Say whether the phrase is the object itself, and no attribute of another thing."""
        return "的" not in self.rest or bool(self.table.ends(self.rest, "head"))


def _act(text: str, use: Use, table: Table) -> Act:
    clause = _clause(text, use, table)
    act, cue = next(
        filter(None, (rule(clause) for rule in (() if clause.attributive else _RULES))), ("repeats", None)
    )
    if cue is None:
        return Act(use, act)
    when = _when(clause, cue) if act == "proposes" else ""
    return Act(use, act, _mood(clause, act, cue), cue, _agent(clause, cue), when)


def _clause(text: str, use: Use, table: Table) -> _Clause:
    low = max(0, use.start - _REACH)
    sentence, start = (_behind(text, marks, low, use.start) for marks in (_SENTENCE, _CLAUSE))
    end = _CLAUSE_END.search(text, use.end)
    return _Clause(
        text,
        use,
        table,
        sentence,
        start,
        min(end.start() if end else len(text), use.end + _REACH),
    )


def _behind(text: str, marks: str, low: int, end: int) -> int:
    """Return the place behind the last of `marks` between `low` and `end`, `low` where there is none."""
    return max(low, *(text.rfind(it, low, end) + 1 for it in marks))


def _evaluated(it: _Clause) -> _Told | None:
    cue = None if it.framed or it.aimed else it.following("evaluates")
    return ("evaluates", cue) if cue else None


def _proposed(it: _Clause) -> _Told | None:
    cue = next((hit.cue for hit in it.before if hit.meanings.get("before") == "proposes"), None)
    if cue and it.whole and not it.framed and not it.enclosed and not _older(it, cue):
        return "proposes", cue
    cue = it.following("proposes")
    return ("proposes", cue) if cue else None


def _older(it: _Clause, cue: Cue) -> bool:
    """Say whether what a word of putting forward governs is something else, in which the phrase is known already."""
    if _AND.match(it.text, cue.end):
        return False
    if _COUNTED.match(it.text, cue.end, it.use.start):
        return True
    # 提出“践行X”: what is put forward is the whole that is quoted.
    _, quoted, inner = it.text[cue.end : it.use.start].rpartition("“")
    if quoted and "”" not in inner and inner.strip(_MARKS):
        return True
    # 提出学习X: what is put forward is to learn it.
    return any(hit.cue.start > cue.start and hit.meanings.get("before") == "repeats" for hit in it.before)


def _governed(it: _Clause) -> _Told | None:
    for hit in it.before:
        if "frame" in hit.meanings:
            return "repeats", hit.cue
        act = hit.meanings.get("before")
        if act == "implements" and (it.enclosed or it.possessive):
            return "repeats", None
        if act == "proposes" and _COUNTED.match(it.text, hit.cue.end, it.use.start):
            return "implements", hit.cue
        if act and act != "proposes":
            return act, hit.cue
    return None


def _carried_out(it: _Clause) -> _Told | None:
    cue = it.following("implements")
    return ("implements", cue) if cue else None


def _modified(it: _Clause) -> _Told | None:
    before = it.text[it.start : it.use.start].rstrip(_MARKS)
    word = it.table.ends(before, "adverb")
    end = it.start + len(before)
    return ("implements", Cue(word, end - len(word), end)) if len(word) > 1 else None


_RULES = (_evaluated, _proposed, _governed, _carried_out, _modified)


def _mood(clause: _Clause, act: str, cue: Cue) -> str:
    if clause.table.ends(clause.text[clause.start : cue.start], "not"):
        return "negated"
    # Who proposes a thing proposes what shall be: only a modal in the clause of proposing makes that a plan.
    begin = clause.start if act == "proposes" else clause.sentence
    return "planned" if act != "repeats" and any(_plans(clause, cue, begin)) else "stated"


def _plans(clause: _Clause, cue: Cue, begin: int) -> Iterator[bool]:
    governed = -1
    for it in clause.table.hits(clause.text[begin : cue.start], begin):
        here = it.cue.start >= clause.start
        # 坚持打铁必须自身硬，实施X: a modal that a verb governs reaches no further than its own clause.
        free = governed < 0 or _CLAUSE_END.search(clause.text, governed, it.cue.start) is not None
        yield ("modal" in it.meanings and (here or free)) or ("plan" in it.meanings and here)
        if "before" in it.meanings:
            governed = it.cue.end


def _when(clause: _Clause, cue: Cue) -> str:
    """Return the last day, month or year that the sentence names before the cue, where it is earlier than the document."""
    issued = clause.use.source.issued
    said = clause.text[clause.sentence : cue.start]
    # 到2035年 is when something shall be done.
    told = [it for it in periods(said, issued or None) if not said.endswith(("到", "至"), 0, it.start)]
    when = told[-1].edtf if told and _DAY.fullmatch(told[-1].edtf) else ""
    # 今年 says less than a document's day does.
    known = issued.startswith(when) or when[: len(issued)] > issued
    return "" if issued and known else when


def _agent(clause: _Clause, cue: Cue) -> str:
    """Return the subject that stands between the beginning of the clause and the cue or the phrase, where it is plain."""
    subject = clause.text[clause.start : min(cue.start, clause.use.start)].strip(_MARKS)
    while adverb := clause.table.ends(subject, "adverb"):
        subject = subject.removesuffix(adverb)
    plain = len(subject) <= _LONGEST_AGENT and clause.table.ends(subject, "agent")
    return subject if plain and not clause.table.hits(subject, 0) else ""
