"""Where a name that ends in a head noun begins, and whether it names anything."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from kg.model import Evidence
from kg.pipeline.mentions.clauses import LONGEST, Clauses
from kg.pipeline.mentions.grammar import PAUSE, Cut, Grammar, Head
from kg.pipeline.mentions.words import Words

_QUOTES = re.compile("[“”‘’「」『』\"'《》〈〉]")
_QUANTITY = re.compile(
    r"(?:(?:\d[\d,.]*[万千百亿]*[余多]?|[一二两三四五六七八九十百千万数几]+[余多]?)"
    r"(?:人次|场次|批次|万元|亿元|元|万?吨|公里|个|项|批|家|所|场|期|届|支|座|处|类|条|名|次|份|套|种|户|人|系列)|首[个批家次届张部条座款项例艘]|全国首[个批家张部条座款项例艘]?)"
)
_TIME = re.compile(
    r"(?:到?\d{4}年(?:以来|起|度)?|\d{1,2}月(?:\d{1,2}日)?|[今去明]年(?:以来)?|近[\d一二两三四五六七八九十]+年|每[\d一二两三]*年)"
)
_COUNT = re.compile("(?:[\\d两几余多]|一)[个批家所座条处]$")
_COUNTED = re.compile(r"\d[\d.,]*[万余多]*[个家所座条处]")
_SUMMED = re.compile("[二两三四五六七八九十]+大")
_ASPECT = re.compile("[好了](?=..)")
_NUMBERING = re.compile(r"\d{1,2}[.．、](?!\d)")
_EDITION = re.compile("新一轮|新一批|新版")
# What each of these begins with, or holds.
_LEADING = re.compile("[\\d一二两三四五六七八九十百千万数几首到今去明近每好了新]")
# What a place creates or gains is a title of its own: 支持甲县创建国家乙示范区.
_GAINED = re.compile("(?:创建|争创|获评|入选|跻身)(?=国家|全国|世界|中国|省级|自治区级)")
_LEVEL = re.compile("国家|全国|世界")
_FULL_LEAD = re.compile(r"(?:中国[（(][^（）()]{2,4}[）)]|\d{4}年?|第[一二三四五六七八九十\d]+[届次])+$")
_BRACKETS = re.compile("[（()）]")
# A place before a noun that else needs a verb proves a name (武隆区人民医院).
_SITED = frozenset({"Place", "Organization"})
_JOINED_BY_AND = frozenset({"Mechanism", "Platform", "Place", "Organization", "Campaign", "PolicyDocument"})
# What ends in these is a thing of its own before 和 (思想道德建设和群众性文明创建).
_WHOLE = ("建设", "政策", "措施", "工作", "党委", "党组", "纪委")
# A digit of how many years an anniversary is: what stands before 70周年 bounds no name.
_YEARS = re.compile(r"\d(?=\d{0,2}周年)")
# Behind these a verb may begin, and with it a new clause.
_BEFORE_VERB = frozenset(["并", "还", "也", "已", "又", "要", "必须", "应当", "需要", "将", "能", "均", "即将"])
# Parts of speech that a verb's object begins with; behind 激励 in 激励约束机制 stands none of them.
_OBJECT_TAGS = tuple("nbjals")
VERBS = ("always", "strong", "weak")
_QUOTED = ("quoted", "list")
_LONGEST = 26
_LONGEST_SUBJECT = 16
_LEAST_WEAK = 4
# Enough common words make a name: 社会保障体系, 人才评价制度.
_LEAST_STANDING = 4
_LONGEST_EVEN = 4
_LONGEST_CONJUNCT = 14


def plain(surface: str) -> str:
    """Return a surface form without quotation marks and book-title marks.

    >>> plain("“双建争先”工程")
    '双建争先工程'
    """
    return _QUOTES.sub("", surface).strip(" 　·、，,。")


class Start(NamedTuple):
    """Where a name starts, and the boundary word before it: its kind ("" at the start of a clause) and words."""

    position: int
    kind: str
    word: str


class NameFinder:
    """Finds where names begin in one text, with the places that are already known in it."""

    def __init__(self, text: str, words: Words, grammar: Grammar, places: Iterable[Evidence] = ()) -> None:
        self.text = text
        self.grammar = grammar
        self.words = words
        self._place_at: dict[int, int] = {}
        for place in places:
            self._place_at[place.start] = max(place.end, self._place_at.get(place.start, 0))
        self._place_ends = frozenset(self._place_at.values())
        years = {digit.start() for digit in _YEARS.finditer(text)}
        cuts = grammar.find_cuts(text)
        self._cuts = [cut for cut in cuts if cut.end not in years] if years else cuts
        self._cut_starts = list(map(itemgetter(0), self._cuts))
        self.clause_start = Clauses(text).start

    @cached_property
    def _site_ends(self) -> frozenset[int]:
        """Return where nouns of places and bodies end: a verb there has them as its subject (科学城建设…基地)."""
        heads = self.grammar.find_heads(self.text)
        return frozenset(end for _, end, head in heads if head.type in _SITED and len(head.word) > 1)

    def _between(self, low: int, high: int) -> Sequence[Cut]:
        first, last = bisect_left(self._cut_starts, low), bisect_left(self._cut_starts, high)
        # They do not overlap: only the last can reach beyond.
        if last > first and self._cuts[last - 1].end > high:
            last -= 1
        return self._cuts[first:last]

    def start(self, low: int, high: int, head: Head | None = None, *, reach: int = 0) -> Start:
        """Return where the name whose head begins at `high` starts, in the clause that begins at `low`.

        `reach` is how many characters of its modifier lie beyond `high`.
        """
        cuts = self._between(low, high)
        sited = head is not None and head.type in _SITED
        if head is not None and head.type == "Event":
            meeting = next(
                (it for it in reversed(cuts) if self.text[it.start : it.end] in self.grammar.openers("meeting")),
                None,
            )
            if meeting is not None:
                return Start(meeting.end, "strong", self.text[meeting.start : meeting.end])
        for index in range(len(cuts) - 1, -1, -1):
            cut = cuts[index]
            if self._bounds(cuts, index, low, high + reach) or (sited and cut.start in self._site_ends):
                return self._widened(cuts, index, low, head) or Start(
                    cut.end, cut.kind, self.text[cut.start : cut.end]
                )
        return Start(low, "", "")

    def _bounds(self, cuts: Sequence[Cut], index: int, low: int, high: int) -> bool:
        cut = cuts[index]
        length = high - cut.end
        if cut.kind in ("always", "stop", "time"):
            return True
        if cut.kind == "strong":
            return length >= 1
        subject = cut.start in self._place_ends
        return cut.kind == "weak" and (length >= 2 or subject) and self._governs(cuts, index, low)

    def _governs(self, cuts: Sequence[Cut], index: int, low: int) -> bool:
        cut = cuts[index]
        if cut.start in self._place_ends:
            return True
        if cut.start == low:
            return not self.listed(low)
        before = cuts[index - 1] if index else None
        return before is not None and before.end == cut.start and before.kind in ("adverb", "stop", "time")

    def _widened(self, cuts: Sequence[Cut], index: int, low: int, head: Head | None) -> Start | None:
        """Return an earlier start where the boundary word stands inside the name.

        Either a verb governs it (实施 + 打造…行动), or it joins two parts of one modifier (职务与职级并行制度).
        """
        cut = cuts[index]
        word = self.text[cut.start : cut.end]
        if cut.kind in VERBS and word not in self.grammar.openers("governor"):
            before = cuts[index - 1] if index else None
            governs = (
                before is not None
                and before.end == cut.start
                and self.text[before.start : before.end].endswith(self.grammar.governors)
            )
            if head is None or head.type not in ("Campaign", "PolicyDocument") or before is None or not governs:
                return None
            return Start(before.end, "strong", self.text[before.start : before.end])
        if word not in ("和", "与", "及") or head is None or head.type not in _JOINED_BY_AND:
            return None
        left = self.start(low, cut.start)
        conjunct = self.text[left.position : cut.start]
        own = self.grammar.head_of("□" + conjunct)
        ends = ("quoted",) if head.type in _SITED else ("quoted", "act")
        if (own is not None and own.use not in ends) or left.kind == "stop" or conjunct.endswith(_WHOLE):
            return None
        verbal = any(it.start == left.position and it.kind in VERBS for it in cuts[:index])
        if 2 <= len(conjunct) <= _LONGEST_CONJUNCT or (verbal and left.kind in ("always", "strong")):
            return left
        return None

    def _is_verb(self, start: int, end: int) -> bool:
        return start < end and self._verb_at(end) == self.text[start:end]

    def _verb_at(self, end: int) -> str:
        """Return the verb that ends at a position, "" where none does."""
        number = bisect_left(self._cut_starts, end)
        cut = self._cuts[number - 1] if number else None
        return self.text[cut.start : end] if cut and cut.end == end and cut.kind in VERBS else ""

    def verb_before(self, position: int) -> bool:
        """Say whether a verb ends right before a position."""
        return bool(self._verb_at(position))

    def skip_lead(self, start: int, end: int) -> int:
        """Return `start` moved behind quantities and dates that lead a name but are no part of it."""
        if not _LEADING.search(self.text, start, end):
            return start
        last = None
        for last in _QUANTITY.finditer(self.text, start, end):  # noqa: B007 (the last one counts)
            pass
        if last is not None and (last.start() == start or self.text[last.end() - 1] not in "项条次届"):
            start = last.end()
        for lead in (_ASPECT, _NUMBERING, _TIME, _EDITION):
            match = lead.match(self.text, start, end)
            start = match.end() if match else start
        return start

    def _gained(self, start: int, end: int, head: Head) -> int:
        """Return `start` moved to the title itself, where a place and its verb of gaining stand before it."""
        gained = _GAINED.search(self.text, start, end)
        if gained:
            return gained.end()
        level = _LEVEL.search(self.text, start, end) if head.type == "Honor" else None
        return level.start() if level else start

    def names(self, head_start: int, head: Head) -> tuple[int, float] | None:
        """Return start and confidence of the bare name that ends in `head`, or None where there is no name."""
        # Half of all heads name nothing without quotation marks: told first.
        if head.use in _QUOTED or self._barred(head_start, head):
            return None
        low = self.clause_start(head_start)
        found = self._behind_verb(self.start(low, head_start, head), low, head_start, head)
        start = self._gained(self.skip_lead(found.position, head_start), head_start, head)
        if head.type in _SITED and self._counted(start, head_start + len(head.word)):
            return None
        if self.text[start - 1 : start] == "、" and (summed := _SUMMED.search(self.text, start, head_start)):
            start = summed.start()
        modifier = self.text[start:head_start]
        if head.use == "full":
            return self._full_start(low, head_start, head), 0.85
        if not 2 <= len(modifier) <= LONGEST or self._is_verb(start, head_start):
            return None
        governed = (
            found.kind in VERBS or self.listed(low) or self._attributive(found, low) or self._conjoined(found, low)
        )
        standing = governed and head.type == "Mechanism" and len(modifier) >= _LEAST_STANDING
        if head.use != "any" and not standing and self.grammar.generic.fullmatch(_BRACKETS.sub("", modifier)):
            whole_area = governed and head.type == "Event" and re.match("全[省市县区]..", modifier)
            return (start, 0.75) if whole_area else None
        least = (
            2
            if head.type in ("Place", "Formulation") or head.word == "改革" or len(head.word) >= _LEAST_WEAK
            else _LEAST_WEAK
        )
        if head.use == "act" and not self._carried(found, head_start + len(head.word)):
            return None
        sited = self._sited(start, head_start)
        proven = governed or (sited and head.type in _SITED) or self._subject(found, head_start, head)
        short = len(modifier) < least
        if (head.use == "sited" and not sited) or (head.use == "weak" and (short or not proven)):
            return None
        longest = _LONGEST if governed else _LONGEST_SUBJECT
        if len(modifier) > longest and found.word not in ("建立", "健全", "建立健全", "完善"):
            return None
        first = self._evenly_listed(start, head_start) if head.type == "Campaign" else start
        return first, 0.8 if governed else 0.65

    def _counted(self, start: int, end: int) -> bool:
        """Say whether a quantity right beside shows a common noun: 50个养老服务中心, 民航机场46个."""
        return bool(_COUNT.search(self.text, max(0, start - 4), start) or _COUNTED.match(self.text, end))

    def kind(self, start: int, end: int, head: Head) -> str:
        """Return the class of a name: a zone with its place is a place, zones that are counted are titles, others aims."""
        if head.type != "Strategy" or not head.word.endswith("区"):
            return head.type
        if self._counted(start, end):
            return "Honor"
        named = self._sited(start, end - len(head.word)) and self.text[start] not in "我全本"
        return "Place" if named else head.type

    def _behind_verb(self, found: Start, low: int, head_start: int, head: Head) -> Start:
        """Return the start behind a verb that no table lists, where one opens the clause and an object follows (摘得 + 金穗奖)."""
        opens = not found.kind or found.kind == "time" or found.word in _BEFORE_VERB
        ends = self.text[head_start + len(head.word) : head_start + len(head.word) + 1] in "，。；"
        if not opens or self.listed(low) or (not ends and self._subject(found, head_start, head)):
            return found
        words = self.words.between(found.position, head_start)
        position = 0
        while position < len(words) and words[position].tag == "d":
            position += 1
        if position + 1 >= len(words) or words[position].tag not in ("v", "ad"):
            return found
        verb, after = words[position], words[position + 1]
        if verb.end - verb.start < 2 or not after.tag.startswith(_OBJECT_TAGS):
            return found
        return Start(verb.end, "", self.text[verb.start : verb.end])

    def _evenly_listed(self, start: int, head_start: int) -> int:
        """Return where a row of equally short items that share one head begins (蓝天、碧水、净土保卫战)."""
        length = head_start - start
        first = start
        while length <= _LONGEST_EVEN and first > length and self.text[first - 1] == "、":
            before = self.clause_start(first - 1)
            item = self.start(before, first - 1, reach=length).position
            if first - 1 - item != length:
                break
            first = item
        return first

    def _sited(self, start: int, head_start: int) -> bool:
        """Say whether a modifier opens with a place (赤峰国家物流枢纽)."""
        return self._place_at.get(start, head_start + 1) <= head_start

    def _carried(self, found: Start, end: int) -> bool:
        """Say whether a verb of carrying out governs the name and nothing goes on behind it (整治形式主义)."""
        follows = self.text[end : end + 1]
        return found.word in self.grammar.openers("carrier") and (
            not follows or follows in PAUSE or follows in "和等与活工"
        )

    def sharing(self, start: int, head_start: int, head: Head) -> Iterator[tuple[Evidence, str]]:
        """Yield the short items before a place's name that share its end, and that end (湘琼、粤琼合作产业园)."""
        if head.type != "Place" or head_start - start > _LONGEST_EVEN:
            return
        modifier = self.text[start:head_start]
        shared = modifier[2:] if self.grammar.generic.fullmatch(modifier[2:]) else ""
        end = start - 1
        while end > 0 and self.text[end] == "、":
            low = self.clause_start(end)
            begin = self.start(low, end, reach=_LONGEST_EVEN).position
            if not self._shares(begin, end, head):
                break
            yield Evidence(begin, end), shared + head.word
            end = begin - 1

    def _shares(self, begin: int, end: int, head: Head) -> bool:
        """Say whether an item of a list is too short for a name of its own: a known place, for a noun that needs one."""
        own = self.grammar.head_of("□" + self.text[begin:end])
        if head.use == "sited":
            return self._place_at.get(begin) == end
        return 2 <= end - begin <= _LONGEST_EVEN and (own is None or len(own.word) == 1)

    def _full_start(self, low: int, head_start: int, head: Head) -> int:
        """Return where a name that is whole by itself starts: at a place, year or ordinal before it, if any."""
        clause = self.text[low:head_start]
        labels = self.grammar.divisions.find(clause) if head.type in ("Event", "Place") else ()
        label = next((it for it in labels if it.end == len(clause)), None)
        if label is not None:
            return low + label.start
        lead = _FULL_LEAD.search(clause)
        return low + lead.start() if lead else head_start

    def _barred(self, head_start: int, head: Head) -> bool:
        """Say whether a head ends no bare name: a verb governs it alone (开展 + 主题教育)."""
        return head.type == "Campaign" and self._verb_at(head_start) in self.grammar.openers("carrier")

    def _subject(self, found: Start, head_start: int, head: Head) -> bool:
        """Say whether the name opens its clause as the subject (村庄保洁机制不断完善)."""
        length = head_start - found.position
        follows = self.grammar.follower.match(self.text, head_start + len(head.word))
        opens = not found.kind or found.word in ("和", "与", "及")
        return opens and length <= _LONGEST_SUBJECT and bool(follows)

    def _attributive(self, found: Start, low: int) -> bool:
        """Say whether the name stands behind 的 and a verb governs the whole (建立以…为牵引的党建统领机制)."""
        if found.word != "的":
            return False
        sentence = max(self.text.rfind(mark, 0, found.position) for mark in "，。；\n")
        return any(cut.kind in VERBS for cut in self._between(max(sentence, found.position - 40), low))

    def _conjoined(self, found: Start, low: int) -> bool:
        """Say whether the name is the second of two that one verb governs (落实甲制度和乙制度)."""
        if found.word not in ("和", "与", "及", "以及"):
            return False
        return self.start(low, found.position - len(found.word)).kind in VERBS

    def listed(self, low: int) -> bool:
        """Say whether the clause goes on a list of names whose first has a governing verb."""
        hops = 0
        while low > 1 and self.text[low - 1] == "、" and hops < 6:
            hops += 1
            before = self.clause_start(low - 1)
            if before == low - 1:
                return False
            cuts = self._between(before, low - 1)
            if any(cut.kind in VERBS and cut.end < low - 1 for cut in cuts):
                return True
            low = before
        return False
