"""What a figure counts: the noun before or after it, carried along a chain, or shared out over a list."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from kg.numerals import Quantity
from kg.pipeline.observations.words import BREAKS, CLOSERS, OPENERS, SIGNS, Words, split

_SIGN = re.compile(f"[{SIGNS}]")
_JOINT = re.compile(r"、|和(?![谐平美田睦])|与|及")
_NO_NOUN = ("（", "(", "、")
_REACH = 80
_ROW = 20
_NOUN = 40
_VERB = 3
_SEPARATORS = "、，, "
_PAUSES = ("，", ",", "：", ":")
_REPEATED = ("连续",)
_TIMES = ("次", "届")
_LASTING = ("连续", "提前", "缩短", "延长", "压缩", "历时")
_PEOPLE = frozenset(["人", "户"])
_HOUSING = frozenset(["个", "支", "批次"])
# 另有512人到一线历练: what they do is what is counted.
_DOERS = frozenset(["人", "人次"])
_THERE = ("先后有", "另有", "还有", "已有", "共有")
_DOING = re.compile("(?P<what>[^，。；：！？、\\n的]{2,20})")
_SPENT = re.compile("(?:全部|专门|主要)?(?:用于|投向|用来)(?P<what>[^，。；：！？、\\n\\d]{2,16})")
_ROWS = frozenset(["届", "期"])
_HOLDS = ("连办", "举办", "已办", "办了")
_JOINTS = "、和与及以的（("
_SHARED = re.compile(r"分别|(?<![人平年户亩])均(?!衡)|都(?=[是为达有])")
# 8名受到表彰的干部: the noun stands behind the clause that describes it.
_CLAUSE = re.compile(r"(?!的)[\u4e00-\u9fff]{2,12}?的")
_RATIO = re.compile(r"(?<!比)率$")
# What holds or changes at a share; a share of anything else is one of the noun behind it: 贡献了50%以上的税收.
_INDICATOR = re.compile(r"[占率比增减升降高低达]|保持|稳定|完成")
_COMPARISON = re.compile(r"[高低快慢好]于|高出|低出")
_SHARE = re.compile(r"占|相当于|等于|完成.{0,4}(?:计划|预算|任务)")


class Figure(NamedTuple):
    """One figure with its measure; text[start:end] covers measure, number and unit."""

    quantity: Quantity
    measure: str
    start: int
    end: int
    rule: str


class _Span(NamedTuple):
    start: int
    end: int

    def __bool__(self) -> bool:
        return self.end > self.start


def measured(text: str, found: Sequence[Quantity], words: Words) -> list[Figure]:
    """Return each quantity with its measure, several where one is shared out; those without any are left out."""
    reader = _Reader(text, found, words)
    for index in range(len(found)):
        reader.read(index)
    return reader.figures


class _Reader:
    """Reads the figures of a text from left to right and keeps what the last one was stated of."""

    def __init__(self, text: str, found: Sequence[Quantity], words: Words) -> None:
        self.text = text
        self.found = found
        self.words = words
        self._starts = [quantity.start for quantity in found]
        self.figures: list[Figure] = []
        self._floor = 0
        self._done = 0
        self._unit = ""
        self._subject = _Span(0, 0)
        self._subjects: list[_Span] = []

    def read(self, index: int) -> None:
        if index < self._done:
            return
        quantity = self.found[index]
        clause = self._clause(quantity.start)
        raw = _Span(max(clause, self._floor), quantity.start)
        head = self._trimmed(raw)
        lasting = _LASTING if quantity.kind == "time" else _REPEATED if quantity.unit in _TIMES else ()
        if self.text.endswith(lasting, 0, quantity.start):
            self._lasting(index, head)
            return
        tail = self._tail(quantity.end)
        if own := self._own(index, head, tail):
            span, rule = own
            measure = self._cut(span) or quantity.unit
            self._put(quantity, measure, rule, start=min(span.start, quantity.start), end=span.end)
        elif tail and self._prefixed(quantity, head, tail):
            self._put(quantity, self._cut(tail), "prefix", subject=tail)
        elif self._carries(raw, head):
            self._carry(index, raw, head)
        elif topic := self._topic(raw, head):
            self._postfixed(index, topic, self._cut(head), shared=self._shared(raw))
        elif self._bare(head):
            self._bereft(index, raw, head)
        else:
            base = self._base(head)
            self._postfixed(index, base, self.text[base.end : head.end], shared=self._shared(raw))
        self._floor = max(self._floor, quantity.end)

    def _clause(self, position: int) -> int:
        """Return where the clause that ends at `position` begins; quotations and brackets are stepped over."""
        back = self.text[max(0, position - _REACH) : position][::-1]
        here = 0
        while (sign := _SIGN.search(back, here)) and sign[0] in CLOSERS:
            here = max(sign.end(), back.find(CLOSERS[sign[0]], sign.end()) + 1)
        return position - (sign.start() if sign else len(back))

    def _trimmed(self, raw: _Span) -> _Span:
        """Drop time, place, filler and verbs of making in front, and linking words at the end."""
        match = self.words.head.match(self.text, raw.start, raw.end)
        first = match.end() if match else raw.start
        last = self.words.link.search(self.text, first, raw.end)
        end = last.start() if last else raw.end
        for make in self.words.make.finditer(self.text, first, end):
            first = make.end() if end - make.end() > 1 else first
        return _Span(first, max(first, end))

    def _cut(self, span: _Span) -> str:
        return self.text[span.start : span.end]

    def _bare(self, head: _Span) -> bool:
        """Say whether nothing but verbs stands before the figure."""
        return not head or self.words.lead.fullmatch(self.text, head.start, head.end) is not None

    def _prefixed(self, quantity: Quantity, head: _Span, tail: _Span) -> bool:
        """Say whether the noun behind the figure is what it counts."""
        bare = self._bare(head)
        if quantity.kind == "rate":
            return (
                quantity.unit != "番"
                and self.text[quantity.end] == "的"
                and (bare or not _INDICATOR.search(self.text, head.start, head.end))
            )
        if quantity.kind == "age" or (quantity.start != quantity.digits and quantity.kind in ("amount", "time")):
            return bare
        if quantity.kind == "amount" and self.text[quantity.end] == "的":
            return bare
        # 筹资1400万元翻修16栋楼: the verb behind it has a figure of its own.
        if quantity.unit == "元" and head and self._verb(tail):
            return self.text[quantity.end] == "的"
        if quantity.unit in _PEOPLE and "的" not in (self.text[quantity.start - 1], self.text[quantity.end]):
            return bare
        return bare or self.words.lead.match(self.text, tail.start) is None

    def _verb(self, tail: _Span) -> bool:
        """Say whether what is behind a figure is too short for a noun and leads to the next one."""
        following = bisect_left(self._starts, tail.end)
        leads = following < len(self._starts) and self._starts[following] == tail.end
        return leads and tail.end - tail.start <= _VERB

    def _own(self, index: int, head: _Span, tail: _Span) -> tuple[_Span, str] | None:
        """Return measure and rule of a figure whose verb or unit says what it is; an empty span stands for the unit.

        So with 驻村两年, 52岁的, 已办四届, 另有30人获奖, 410万元用于改造.
        """
        quantity = self.found[index]
        if quantity.kind == "time":
            stays = self.words.lasting.search(self.text, head.start, head.end)
            return (_Span(*stays.span()), "duration") if stays else None
        held = quantity.unit in _ROWS and not tail and self.text.endswith(_HOLDS, 0, quantity.start)
        if held or (quantity.kind == "age" and self.text.startswith("的", quantity.end)):
            return _Span(quantity.end, quantity.end), "unit"
        there = quantity.unit in _DOERS and self.text.endswith(_THERE, 0, quantity.start)
        if there or (quantity.unit == "元" and not head):
            done = (_DOING if there else _SPENT).match(self.text, quantity.end)
            return (_Span(*done.span("what")), "prefix") if done else None
        return None

    def _tail(self, position: int, *, skip: bool = False) -> _Span:
        """Return the noun that begins at `position`, after 的 or, with `skip`, after a verb."""
        start = position + (self.text[position : position + 1] == "的")
        verb = self.words.lead.match(self.text, start) if skip else None
        start = verb.end() if verb else start
        if self.words.verb.match(self.text, start):
            return _Span(start, start)
        end = self._noun_end(start)
        if end == start and (clause := _CLAUSE.match(self.text, start)):
            start = clause.end()
            end = self._noun_end(start)
        while end > start and self.text[end - 1] in _JOINTS:
            end -= 1
        return _Span(start, end)

    def _noun_end(self, start: int) -> int:
        following = bisect_left(self._starts, start)
        limit = min(start + _NOUN, self._starts[following] if following < len(self._starts) else len(self.text))
        here = start
        if self.text.startswith(_NO_NOUN, start):
            return start
        while (stop := self.words.stop.search(self.text, here, limit + _NOUN)) and stop.start() < limit:
            closer = self.text.find(OPENERS.get(stop[0], stop[0]), stop.start(), stop.start() + _NOUN)
            if stop[0] not in OPENERS or closer < 0:
                return stop.start()
            here = closer + 1
        return max(here, limit)

    def _carries(self, raw: _Span, head: _Span) -> bool:
        """Say whether the words before the figure go on with the last subject: 、增长, ，占全国, 、达到."""
        if raw.start - self._floor > 2 or not self._subject:
            return False
        if self.text[self._floor : raw.start].strip(_SEPARATORS) or not self._cut(raw).strip(_SEPARATORS):
            return False
        written = self._cut(head)
        goes = self.words.change.fullmatch(written) or _SHARE.match(written) or _COMPARISON.match(written)
        return not written or goes is not None

    def _carry(self, index: int, raw: _Span, head: _Span) -> None:
        """State it of the last subject, or a run after 分别 of as many subjects as it has figures."""
        run = self._run(index) if "分别" in self._cut(raw) else []
        subjects = self._subjects[-len(run) :] if 1 < len(run) <= len(self._subjects) else []
        verb = self._cut(head).replace("分别", "")
        if not subjects:
            self._put(self.found[index], self._cut(self._subject) + verb, "carried", start=self._subject.start)
            return
        for subject, quantity in zip(subjects, run, strict=True):
            self._put(quantity, self._cut(subject) + verb, "distributed", start=subject.start)
        self._done = index + len(run)

    def _shared(self, raw: _Span) -> bool:
        return _SHARED.search(self.text, raw.start, raw.end) is not None

    def _base(self, head: _Span) -> _Span:
        """Return what changed or stands at a figure, without a verb of making before it and the growth verb after."""
        lead = self.words.lead.match(self.text, head.start, head.end)
        first = lead.end() if lead and head.end - lead.end() > 1 else head.start
        joint = _JOINT.match(self.text, first, head.end)
        first = joint.end() if joint else first
        change = self.words.changed.search(self.text, first, head.end)
        return _Span(first, change.start() if change and change.start() > first else head.end)

    def _topic(self, raw: _Span, head: _Span) -> _Span:
        """Return the clause before where this one only links to its figure: 进出口总额，由355亿元…."""
        nothing = _Span(raw.start, raw.start)
        grows = head and self.words.change.fullmatch(self.text, *head)
        if (head and not grows) or not self._cut(raw).strip(_SEPARATORS):
            return nothing
        comma = raw.start - 1
        if self.text[comma : raw.start] not in _PAUSES or self._floor > comma:
            return nothing
        topic = self._trimmed(_Span(max(self._clause(comma), self._floor), comma))
        return nothing if self._bare(topic) or topic.end - topic.start > _NOUN else topic

    def _postfixed(self, index: int, base: _Span, verb: str, *, shared: bool) -> None:
        """State the figures of a run of `base`, shared out where that is a list; `verb` says how it changed."""
        run = self._run(index)
        verb = verb.replace("分别", "")
        items = self._items(base, run, shared)
        rule = "change" if verb else "postfix"
        if len(items) > 1:
            rule = "shared" if len(run) == 1 else "distributed"
        pairs = (
            zip(items * len(run), run * len(items), strict=True)
            if 1 in (len(items), len(run))
            else zip(items, run, strict=True)
        )
        for item, quantity in pairs:
            self._put(quantity, item + verb, rule, start=base.start, subject=base)
        self._done = index + len(run)

    def _run(self, index: int) -> list[Quantity]:
        """Return the figure and those of the same unit that follow it with nothing between but 、."""
        run = [self.found[index]]
        for quantity in islice(self.found, index + 1, index + _ROW):
            between = self.text[run[-1].end : quantity.start]
            if quantity.unit != run[0].unit or between not in ("、", "和") or self._tail(quantity.end):
                break
            run.append(quantity)
        return run

    def _items(self, base: _Span, run: Sequence[Quantity], shared: bool) -> list[str]:
        """Return the things a run of figures is stated of: one each, all of one, or one of several."""
        whole = self._cut(base)
        if len(run) == 1 and not shared and not (run[0].unit == "%" and _RATIO.search(whole)):
            return [whole]
        stem = _SHARED.sub("", whole)
        parts = split(stem)
        if len(run) == 2 and len(parts) == 1 and stem.startswith("城乡"):
            parts = ["城镇" + stem[2:], "农村" + stem[2:]]
        return parts if len(run) in (1, len(parts)) else [stem]

    def _bereft(self, index: int, raw: _Span, head: _Span) -> None:
        """Find a measure for a figure with no noun beside it: after a verb, the next figure's, the last one, the verb."""
        quantity = self.found[index]
        tail = self._tail(quantity.end, skip=True)
        following = self.found[index + 1] if index + 1 < len(self.found) else None
        if not tail and following and self.text[quantity.end : following.start] in ("、", ""):
            tail = self._tail(following.end)
            if tail:
                self._put(quantity, self._cut(tail), "listed", start=quantity.start, end=tail.end)
                self._floor = following.start
                return
        if tail and quantity.kind != "rate":
            self._put(quantity, self._cut(tail), "prefix", subject=tail)
        elif self._subject and raw.start - self._floor <= 1 and self._floor:
            measure = self._cut(self._subject)
            self._put(quantity, measure, "carried", start=self._subject.start)
        elif head and not tail:
            self._put(quantity, self._cut(head), "postfix", subject=head)

    def _lasting(self, index: int, head: _Span) -> None:
        """State 连续9年实施… of the whole clause, unless the clause goes on to another figure."""
        quantity = self.found[index]
        tail = quantity.end
        while tail < len(self.text) and self.text[tail] not in BREAKS and tail - quantity.end < _NOUN:
            tail += 1
        following = self.found[index + 1].start if index + 1 < len(self.found) else tail
        if following < tail:
            return
        measure = self._cut(head) + self.text[quantity.end : tail]
        self._put(quantity, measure, "duration", start=head.start, end=tail)

    def _inhabits(self, quantity: Quantity, measure: str) -> bool:
        """Say whether people are counted behind the units that they live or come in: 8个村民小组、1426人."""
        return quantity.unit in _PEOPLE and self._unit in _HOUSING and measure == self._cut(self._subject)

    def _put(
        self,
        quantity: Quantity,
        measure: str,
        rule: str,
        *,
        start: int | None = None,
        end: int | None = None,
        subject: _Span | None = None,
    ) -> None:
        """Record a figure; its evidence reaches from the measure to the unit or the other way round."""
        first = quantity.start if start is None else min(start, quantity.start)
        last = max(quantity.end, end or 0, subject.end if subject and start is None else 0)
        if rule == "carried" and self._inhabits(quantity, measure):
            measure, rule = quantity.unit, "unit"
        measure = measure.strip(_SEPARATORS + "的")
        if measure:
            self.figures.append(Figure(quantity, measure, first, last, f"observations/{rule}"))
        self._floor = last
        if subject is not None:
            if "。" in self.text[self._subject.end : subject.start]:
                self._subjects.clear()
            self._unit = quantity.unit
            if subject != self._subject:
                self._subjects.append(subject)
            self._subject = subject
