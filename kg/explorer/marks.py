"""The words of a claim inside its evidence: who, what is said of it, and of what."""

from collections.abc import Iterable, Iterator, Sequence, Set
from decimal import Decimal
from itertools import chain, product
from typing import NamedTuple

from kg import ontology
from kg.lexicon import Lexicon, automaton, load
from kg.numerals import Units, quantities

# The templates of cues.tsv behind the second half of a rule's name, where that is no template itself.
_TEMPLATES = {
    "frame": ("as", "lever", "under"),
    "linked": ("as", "lever", "under"),
    "in": ("venue-in",),
    "host": ("verb", "by", "outcome"),
}
# The words of rules that have none in cues.tsv.
_OWN = {
    "collaboratesWith-joint": "会同 联合 携手 协同 联手 牵手 结对 共同 合作 共建 签署 签订 与 和 同",
    "hasComponent-told": "组成部分 构成部分 之一 子行动 子项目 子工程 分支 一部分 一环 一项 属于 隶属 隶属于 从属于",
    "partOf-told": "组成部分 构成部分 之一 子行动 子项目 子工程 分支 一部分 一环 一项 属于 隶属 隶属于 从属于 位于 地处 坐落于 坐落在 地属 位处",
    "partOf-under": "下辖 管辖 辖有 辖",
    "proposes-noun": "部署 要求 号召 嘱托 指示 批示 目标 定位 动员令 期望 寄语 重托",
    "takesPlaceIn-stop": "站 会场 分会场 主会场 赛区 赛段 专场 分场",
    "holdsPosition-verb": "为 任 担任 当选 任命 选举",
}
# More ways to read one sentence than this are not compared.
_MOST = 12


class Span(NamedTuple):
    """A part of a text, half-open."""

    start: int
    end: int


class Marks(NamedTuple):
    """Subject, cue and object within a text; None where it has no words for one."""

    subject: Span | None
    cue: Span | None
    object: Span | None


class Cues:
    """The cues of the lexicon, by rule and by property, looked for in quotes."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._by_rule: dict[str, set[str]] = {}
        self._by_property: dict[str, set[str]] = {}
        self._choices: dict[str, tuple[Set[str], ...]] = {}
        every: set[str] = set()
        for row in lexicon.tables["cues"]:
            if row["template"] == "none":
                continue
            word, property_, template = row["cue"], row["property"], row["template"]
            self._by_rule.setdefault(f"{property_}-{template}", set()).add(word)
            self._by_property.setdefault(property_, set()).add(word)
            every.add(word)
        own = {rule: frozenset(words.split()) for rule, words in _OWN.items()}
        for rule, words in own.items():
            self._by_rule.setdefault(rule, set()).update(words)
        self._all = frozenset(every)
        self._words = sorted(every.union(*own.values()))
        self._automaton = automaton(self._words, overlapping=True)

    def find(self, quote: str, rule: str) -> Iterator[tuple[Span, ...]]:
        """Yield up to three lists of the cues in a quote: of this rule, of its property, of any."""
        hits = [(Span(start, end), self._words[number]) for start, end, number in self._automaton.find(quote)]
        if rule not in self._choices:
            self._choices[rule] = tuple(self._chosen(rule))
        for words in self._choices[rule]:
            yield tuple(_longest(span for span, word in hits if word in words))

    def _chosen(self, rule: str) -> Iterator[Set[str]]:
        name = rule.rpartition("/")[2]
        property_, _, template = name.partition("-")
        keys = (name, *(f"{property_}-{it}" for it in _TEMPLATES.get(template, ())))
        yield frozenset[str]().union(*(self._by_rule.get(key, set()) for key in keys))
        if template not in ("name", "list", "parallel", "adjacent"):
            yield self._by_property.get(property_, set())
            yield self._all


def _longest(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans that lie in no other."""
    end = -1
    for span in sorted(set(spans), key=lambda it: (it.start, -it.end)):
        if span.end > end:
            yield span
            end = span.end


class Marker:
    """Finds the words of claims; `cues` and `units` are the lexicon's."""

    def __init__(self, cues: Cues, units: Units) -> None:
        self._cues = cues
        self._units = units

    @classmethod
    def default(cls) -> "Marker":
        """Return a marker with the lexicon that comes with the program."""
        lexicon = load(ontology.folder())
        return cls(Cues(lexicon), Units.compiled(lexicon.tables["units"], lexicon.tables["qualifiers"]))

    def relation(
        self, quote: str, rule: str, subjects: Sequence[Span], objects: Sequence[Span], *, role: str = ""
    ) -> Marks:
        """Return the words of a relation in its quote; `subjects` and `objects` are where it names its ends.

        Of several readings the narrowest stands; of several cues in it the one nearest to the object.
        """
        said = [Span(at, at + len(role))] if role and (at := quote.find(role)) >= 0 else []
        for cues in chain([said], self._cues.find(quote, rule)):
            readings = [it for it in _readings(subjects, cues, objects) if _apart(it)]
            if readings:
                return min(readings, key=_breadth)
        return min(_readings(subjects, (), objects), key=_breadth)

    def figure(self, quote: str, abouts: Sequence[Span], measure: str, value: str, unit: str) -> Marks:
        """Return the words of a figure in its quote: what it is about, what is counted, and the number with its unit."""
        number = self._number(quote, Decimal(value), unit)
        at = quote.find(measure) if measure else -1
        counted = Span(at, at + len(measure)) if at >= 0 else None
        about = min(abouts, key=lambda it: _breadth(Marks(it, counted, number)), default=None)
        taken = counted and any(end and _overlap(counted, end) for end in (about, number))
        return Marks(about, None if taken else counted, number)

    def _number(self, quote: str, value: Decimal, unit: str) -> Span | None:
        """Return the number that says a value, best with its unit; else the first there is."""
        found = [
            (
                value not in (it.value, it.ceiling),
                unit != it.unit,
                Span(it.digits, it.end),
            )
            for it in quantities(quote, self._units)
        ]
        return min(found)[2] if found else None


def _readings(subjects: Sequence[Span], cues: Sequence[Span], objects: Sequence[Span]) -> Iterator[Marks]:
    """Yield every choice of one subject, one cue and one object; None where there is none to choose."""
    ends = (subjects[:_MOST] or (None,), cues[:_MOST] or (None,), objects[:_MOST] or (None,))
    return (Marks(*chosen) for chosen in product(*ends))


def _apart(reading: Marks) -> bool:
    """Say whether the cue of a reading lies outside its subject and its object."""
    subject, cue, object_ = reading
    return cue is not None and not any(end and _overlap(cue, end) for end in (subject, object_))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _breadth(reading: Marks) -> tuple[bool, int, int, Marks]:
    """Return what orders readings: ends that lie apart, then the narrowest, then the cue nearest to the object."""
    subject, cue, object_ = reading
    spans = [span for span in reading if span]
    nested = bool(subject and object_ and _overlap(subject, object_))
    width = max((it.end for it in spans), default=0) - min((it.start for it in spans), default=0)
    gap = max(cue.start - object_.end, object_.start - cue.end) if cue and object_ else 0
    return (nested, width, gap, Marks(*(span or Span(0, 0) for span in reading)))
