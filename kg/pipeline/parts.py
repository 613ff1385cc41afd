"""The parts that a numeral phrase sums up: A、B、C等“三大指数”; seven clauses with 更加 for 七个更加."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from kg.lexicon import Lexicon
from kg.model import Evidence
from kg.numerals import arity

_DIGITS = {"两": 2, "双": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
# Words that a formula counts because each of its clauses holds them: 七个更加, 八个坚持.
_STEM = re.compile(
    r"[“‘]?([两二三四五六七八九十])个(更加|更好|坚持|必须|始终|带头|进一步|显著|全面|着力|突出|决不|不得|严禁|敢于|善于|确保|聚焦|强化|不能|扎实|持续|加快)(?:[”’]|$)"
)
_STOP = re.compile(r"[,，。;；:：！!？?\n…]|——")
_END = re.compile(r"[,，。;；:：！!？?\n…）)]|——")
_BETWEEN = re.compile(r"[,，。;；:：！!？?\n…、和与及]|——")
_ITEM = re.compile(r"(?:[^、”]|”(?!“))+”?")
# What opens a list behind its head; by the words of `holds` it opens one even where no numeral announces it.
_AFTER = re.compile(
    r"[”’》]?[\u4e00-\u9fff]{0,4}?(?:[:：（(]|[,，]?(?:主要|具体|共|共同|就)?"
    r"(?:(?P<holds>包括|包含|涵盖|由|即(?!将|使|可|便)|分别是|分别为)|是指|指的是|也就是|分为|分别指|(?P<is>为|是))(?:[:：])?)"
)
# 是 says what a phrase is as often as of what it consists: 是对甲、乙的发展, 是我们的立党之本.
_SAYS = re.compile("对|我们|的")
_MADE_OF = re.compile(r"(?:[等]?(?:共同)?)(?:组成|构成)")
_MAKES = re.compile(r"(?:等?(?:共同)?(?:组成|构成|形成)的?)$")
_SHORT = re.compile(
    r"[“‘]([两二三四五六七八九十双])(?:个(一)|(统一|[^一二两三四五六七八九十双个大项条类种“”‘’]{1,3}))[”’]"
)
# A list that is the content of its head: 以“甲、乙、丙”为内容的“三个一”活动.
_CONTENT = re.compile(r"[”’]?为(?:主要|核心|基本)?内容的$")
_PAUSE = re.compile(r"[”’]?[\u4e00-\u9fff]{0,4}(?:[,，]|——)")
_REACH, _STEM_REACH, _LONGEST, _LEAD = 160, 400, 30, 9
# Two neighbouring clauses share a word by chance; three do not.
_FEWEST = 3
_OPEN, _CLOSED = ("“", "‘"), ("”", "’")
# Items of one measure have four characters or more; names in a row without a comma stand so near.
_MEASURE, _ROW = 4, 24
# 三大 or 10条 before a head.
_NUMERAL = 3
_QUOTES = "“”‘’ \u3000"
# A head that counts nothing has parts only where one of these stands beside it.
_COUNTS = re.compile(r"[\d〇零一二两双三四五六七八九十百千万]")
_CLOSES = re.compile("等|[组构形]成")
_OPENS = re.compile("包括|包含|涵盖|由|即|分别")
_CLOSES_WITHIN, _OPENS_WITHIN = 12, 12


def announced(text: str, head: Evidence) -> int | None:
    """Return how many parts a head announces by itself, with its quotation marks, or by the numeral before it."""
    start = head.start - (text[head.start - 1 : head.start] in _OPEN)
    end = head.end + (text[head.end : head.end + 1] in _CLOSED)
    own = arity(text[start:end])
    return own if own is not None else arity(text[max(0, head.start - _NUMERAL) : head.end])


class Parts:
    """Finds the parts of a head: what is listed before or behind it, without the verb that governs the list."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Compile from the verbs of `cues.tsv` and `boundaries.tsv`."""
        cues = [row for row in lexicon.tables["cues"] if row["template"] in ("verb", "advance", "say")]
        verbs = {row["cue"] for row in cues}
        verbs |= {
            row["word"] for row in lexicon.tables["boundaries"] if row["kind"] in ("always", "strong", "weak")
        }
        self._verb = re.compile(f"(?:.*?)((?:{_alternation(verbs)})+)了?")
        self._finite = tuple(row["word"] for row in lexicon.tables["barriers"] if row["kind"] == "finite")

    def find(self, text: str, head: Evidence) -> tuple[Evidence, ...]:
        """Return the spans of the parts of `head`, in order; none where the text does not spell them out."""
        counts = _COUNTS.search(text, max(0, head.start - _NUMERAL), head.end + 1) is not None
        number = (announced(text, head) or _counted(text, head)) if counts else None
        found: tuple[Evidence, ...] = ()
        if number or _CLOSES.search(text, max(0, head.start - _CLOSES_WITHIN), head.start):
            found = self._before(text, head, number)
        if not found and (number or _OPENS.search(text, head.end, head.end + _OPENS_WITHIN)):
            found = self._after(text, head, number)
        return found or (self._stems(text, head) if counts else ())

    def _before(self, text: str, head: Evidence, number: int | None) -> tuple[Evidence, ...]:
        """Return the list that ends at a head; without 等 the head must announce its number."""
        window = text[max(0, head.start - _REACH) : head.start]
        end = _list_end(window, numbered=number is not None, quoted=text.startswith(_OPEN, head.start))
        if end < 0:
            return ()
        offset = head.start - len(window)
        start = max((match.end() for match in _STOP.finditer(window, 0, end)), default=0)
        named = _CONTENT.match(window, end, len(window.rstrip("“‘")))
        content = window.rfind("以", start, end) + 1 if named else 0
        items = self._items(text, offset + max(start, content), offset + end, governed=not content)
        if len(items) < 2 or (number and len(items) > number) or self._coordinate(text, items):
            return ()
        # What stands right before an abbreviation may only qualify it (工业“三废”治理).
        shared = _abbreviated(text, head) if items[-1].end + 1 >= head.start else ""
        fits = _level(items) or _echo(text, items, shared)
        return items if not shared or (len(items) == number and fits) else ()

    def _coordinate(self, text: str, items: tuple[Evidence, ...]) -> bool:
        """Say whether the last item leads to the head itself (增强A、坚定“B”; 甲“A”、乙“B”), and is no part of it."""
        last = items[-1]
        if last.exact(text).endswith(self._finite):
            return True
        return text.startswith("“", last.end) and text.startswith("”", items[-2].end)

    def _after(self, text: str, head: Evidence, number: int | None) -> tuple[Evidence, ...]:
        """Return the list that a colon, 即, 包括 or 由 opens behind a head, as long as the head says."""
        opener = _AFTER.match(text, head.end)
        if opener is None:
            return self._apposed(text, head, number)
        if not (number or opener["holds"]):
            return ()
        limit = min(len(text), opener.end() + _REACH)
        stop = _END.search(text, opener.end(), limit)
        end = stop.start() if stop else limit
        if opener["holds"] == "由":
            closing = _MADE_OF.search(text, opener.end(), end)
            if closing is None:
                return ()
            end = closing.start()
        if opener["is"] and _SAYS.search(text, opener.end(), end):
            return ()
        items = self._items(text, opener.end(), end, governed=False)
        # 包括 and 由…组成 may name some of the parts only.
        some = opener["holds"] and 1 < len(items) <= (number or len(items))
        return items if some or len(items) == number else ()

    def _apposed(self, text: str, head: Evidence, number: int | None) -> tuple[Evidence, ...]:
        """Return the list that a comma or dash opens behind an abbreviation, where all its items hold what it counts.

        So with “五谈”制度，任职必谈、提醒必谈…: five that hold 谈.
        """
        shared = _abbreviated(text, head)
        opener = _PAUSE.match(text, head.end) if shared else None
        if opener is None:
            return ()
        stop = _STOP.search(text, opener.end(), min(len(text), opener.end() + _REACH))
        items = self._items(text, opener.end(), stop.start() if stop else opener.end(), governed=False)
        return items if len(items) == number and _echo(text, items, shared) else ()

    def _stems(self, text: str, head: Evidence) -> tuple[Evidence, ...]:
        """Return the clauses before or behind 七个更加 that hold 更加, where they are as many as it says."""
        match = _STEM.match(head.exact(text))
        if match is None:
            return ()
        number, stem = _DIGITS[match[1]], match[2]
        start, end = max(0, head.start - _STEM_REACH), min(len(text), head.end + _STEM_REACH)
        for low, high in ((start, head.start), (head.end, end)):
            runs = [run for run in _runs(text, low, high, stem) if len(run) == number >= _FEWEST]
            if runs:
                first, *rest = runs[-1 if high == head.start else 0]
                return (self._trim(text, first), *(_strip(text, span) for span in rest))
        return ()

    def _items(self, text: str, start: int, end: int, *, governed: bool = True) -> tuple[Evidence, ...]:
        """Return the items of a list; what governs it is taken off the first one."""
        spans: list[Evidence] = []
        for match in _ITEM.finditer(text, start, end):
            spans += _halves(text, Evidence(match.start(), match.end()))
        if spans and governed:
            spans[0] = self._levelled(text, spans) or self._trim(text, spans[0])
        stripped = [_strip(text, span) for span in spans]
        return tuple(span for span in stripped if 2 <= span.end - span.start <= _LONGEST)

    def _trim(self, text: str, span: Evidence) -> Evidence:
        """Take the verb, and what stands before it, off the first item of a list."""
        if text.startswith(("由", "把", "将"), span.start):
            return _strip(text, Evidence(span.start + 1, span.end))
        match = self._verb.match(text, span.start, span.end)
        return _strip(text, Evidence(match.end(), span.end) if match else span)

    def _levelled(self, text: str, spans: Sequence[Evidence]) -> Evidence | None:
        """Return the first item where its own verb belongs to it, as the measure of the others shows (推行组织联建)."""
        verbs = self._verb.match(text, spans[0].start, spans[0].end)
        measures = {span.end - span.start for span in (_strip(text, span) for span in spans[1:])}
        cut = spans[0].end - _MEASURE
        level = len(spans) >= _FEWEST and measures == {_MEASURE}
        return Evidence(cut, spans[0].end) if level and verbs and verbs.start(1) < cut < verbs.end(1) else None


def _alternation(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of the words, the longest first, tried by their first character."""
    ordered = sorted(words, key=lambda word: (word[0], -len(word)))
    groups = groupby(ordered, key=lambda word: word[0])
    return "|".join(
        f"{re.escape(first)}(?:{'|'.join(re.escape(it[1:]) for it in them)})" for first, them in groups
    )


def _short(text: str, head: Evidence) -> re.Match[str] | None:
    """Return the abbreviation in quotation marks that a head is or holds (“三航”行动)."""
    return _SHORT.search(text, head.start - (text[head.start - 1 : head.start] in _OPEN), head.end + 1)


def _abbreviated(text: str, head: Evidence) -> str:
    """Return the characters that an abbreviation in quotation marks counts: 航 of “三航”行动; "" for other heads."""
    found = _short(text, head)
    return found[2] or found[3] if found else ""


def _counted(text: str, head: Evidence) -> int | None:
    """Return how many parts an abbreviation counts that is a word by itself too (“四统一”, “六个一”)."""
    found = _short(text, head)
    return _DIGITS[found[1]] if found else None


def _echo(text: str, items: tuple[Evidence, ...], shared: str) -> bool:
    """Say whether every item holds one of the characters that an abbreviation shares."""
    return any(all(sign in item.exact(text) for item in items) for sign in shared)


def _level(items: tuple[Evidence, ...]) -> bool:
    """Say whether three items or more are of one measure."""
    measures = {item.end - item.start for item in items}
    return len(items) >= _FEWEST and len(measures) == 1 and measures.pop() >= _MEASURE


def _list_end(window: str, *, numbered: bool, quoted: bool) -> int:
    """Return where a list ends in the text before a head, -1 where there is none that the head sums up."""
    end = window.rfind("等", max(0, len(window) - _LEAD))
    if end >= 0 and not _BETWEEN.search(window, end):
        return end
    end = len(window.rstrip("“‘"))
    if window.endswith("这", 0, end):
        end -= 1
    if numbered and (content := _CONTENT.search(window, max(0, end - _LEAD), end)):
        return content.start()
    if numbered and not quoted and window.endswith("”") and "”“" in window[-_ROW:]:
        return end
    if makes := _MAKES.search(window, max(0, end - _LEAD), end):
        return makes.start()
    return end if numbered and not window[:end].endswith(("、", "和", "及", "与", "的", "”")) else -1


def _halves(text: str, span: Evidence) -> list[Evidence]:
    """Split an item at 和 or 以及 outside quotation marks, where both halves are of some length."""
    for word in ("以及", "和", "及"):
        cut = text.find(word, span.start + 2, span.end - 2)
        if cut > 0 and text.count("“", span.start, cut) == text.count("”", span.start, cut):
            return [Evidence(span.start, cut), Evidence(cut + len(word), span.end)]
    return [span]


def _strip(text: str, span: Evidence) -> Evidence:
    start, end = span.start, span.end
    while start < end and text[start] in _QUOTES:
        start += 1
    while start < end and text[end - 1] in _QUOTES:
        end -= 1
    return Evidence(start, end)


def _runs(text: str, low: int, high: int, stem: str) -> list[list[Evidence]]:
    """Return the runs of neighbouring clauses that hold `stem`."""
    runs: list[list[Evidence]] = [[]]
    start = low
    for match in [*re.finditer(r"[,，。;；:：、\n]", text[low:high])]:
        end = low + match.start()
        if stem in text[start:end]:
            clause_end = text.find("的", text.find(stem, start), end)
            runs[-1].append(Evidence(start, clause_end if clause_end > 0 else end))
        elif runs[-1]:
            runs.append([])
        start = low + match.end()
    return [run for run in runs if run]
