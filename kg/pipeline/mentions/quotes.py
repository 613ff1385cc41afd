"""Names in quotation marks: whole, part of a longer name, nested, adjacent, and scare quotes that are none."""

import re
from collections import Counter
from dataclasses import replace

from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions.grammar import PAUSE, Grammar, Head
from kg.pipeline.mentions.marks import Quote, find_quotes, spoken
from kg.pipeline.mentions.names import VERBS, NameFinder, plain

_NUMERAL = r"[一二两三四五六七八九十百千\d]"
_MEASURE = "个|大|项|条|张|种|支|件|位|场|级|型|类|方面|必|不"
# 两个维护, 三大攻坚战, 新三样; 三会一课, 一述三评
_COUNTED = re.compile(rf"[新老]?{_NUMERAL}+(?:{_MEASURE})?[^，。、；\d]{{1,10}}|{_NUMERAL}+(?:{_MEASURE})\d+%?")
_ENUMERATED = re.compile(rf"(?:{_NUMERAL}[\u4e00-\u9fff]{{1,2}}){{2,4}}")
_SINGLE = re.compile("一(?!带一路)[^一二两三四五六七八九十]+")
_NUMBERED = re.compile(rf"第{_NUMERAL}+[^议]|.*连冠$|{_NUMERAL}+[年月日]$")
# What is counted to have risen or fallen is an outcome and no name: 实现“双下降”.
_OUTCOME = re.compile(rf"(?:双|{_NUMERAL}+个?)(?:下降|缩减|增长|突破|丰收|达标|清零|归零|过半|增)|零的.+")
# 五星级党支部: a grade is conferred.
_STARRED = re.compile("[一二三四五]星级?(?![级红])[\u4e00-\u9fff]{2,8}")
_FORMULA = re.compile(r"[一二三四五六七八九十百千万\dNXn+×/.%]+")
_RULES = re.compile(rf"{_NUMERAL}+(?:必|不|条|严|禁|项).+")
# 科创十六条, 新九条: a policy is called by the number of its points.
_POINTS = re.compile(rf"[\u4e00-\u9fff]{{1,6}}?{_NUMERAL}+条|\d{{2}}条")
_STANDING_SHAPE = re.compile(rf"{_NUMERAL}+[^个大].*")
_CHOSEN = re.compile("^(?:等)?(?:评选|表彰|称号|荣誉)")
_FIVE_YEAR_PLAN = re.compile("十[一二三四五六七八九]?五")
_SENTENCE = re.compile("[。！？]")
# 互联网+政务服务, 文旅+
_PLUS = re.compile("[\u4e00-\u9fffA-Z]{2,6}[+＋][\u4e00-\u9fffA-Z+＋]{0,8}|[+＋][\u4e00-\u9fff]{2,6}")
# 双随机、一公开
_ITEM_OF_COUNT = re.compile(rf"(?:{_NUMERAL}|双)(?!年)[\u4e00-\u9fff]{{1,3}}")
# 天问一号, 深海1号: ships, craft and systems of a series.
_CRAFT = re.compile(r"(?!第)[\u4e00-\u9fff]{2,4}?(?:[一二三四五六七八九十]+|\d+)号")
_MODE = re.compile("等?(?:新)?模式")
_TWOFOLD = re.compile("双[\u4e00-\u9fff]{1,3}")
# What is fought, and what is said to be one of a kind, is no slogan: 整治“红包、回扣”三类问题, “又脏、又乱”的村.
_EVIL = re.compile(
    r"(?:整治|去除|杜绝|防止|克服|破除|解决|摒弃|纠正|遏制|查处|治理|告别|改变|不再|着力|严防|反对)(?:了|着力)?$"
)
_KIND_BEHIND = re.compile(
    rf"{_NUMERAL}+类|的[^，。；]{{0,3}}[村镇户]|(?:等|的)?(?:突出|各类)?(?:现象|问题|顽疾|之风|困境)"
)
_CLAUSES = re.compile("[、，,；;· 　]")
_JOIN = re.compile(r"[\u4e00-\u9fff\d]{0,14}")
_NOT_JOINED = re.compile(
    r"[的了在和与等为是对把将及或并以从到被让使着过守]|制定|结成|积极|稳妥|务实|走上|有(?![机效限])|实施(?!\d+周年)|开展|推进(?!机制|会)|走进|成为|得到|推动|提升(?!行动|工程|计划)|促进(?!行动|工程|计划)|引领(?!行动|工程|计划)|助力|带动|赋能|要求全|深入|重大政|时期|以来|成效"
)
_THEME = re.compile(r"(?:以|围绕|突出|紧扣|打出|提出|喊出|发出|叫响|紧扣)$")
_THEME_END = re.compile(r"(?:等)?(?:为|的)?(?:主题|口号|题|动员令|号召)")
_IDEA = re.compile(
    r"(?:提出|践行|树立|坚持|贯彻|落实|拥护|做到|秉持|牢记|把握|锚定|聚焦|守好|围绕|强化|突出|抓好)(?:的|了|好)?$"
)
_DRIVE = re.compile(r"(?:实施|开展|推进|深化|启动|组织|举办|参加|参与|推行|部署)(?:了|好|实施|推进|开展)?$")
_DRIVE_NOUN = re.compile(
    r"等?(?P<noun>建设|工作|(?:专题|主题|集中)?教育|(?:健康)?义诊|主题实践|实践|宣讲|培训|服务|现场教学)(?=[，。；、：\n]|等|$)"
)
# An item of a list may be a quote with its number behind it: “甲”60个、“乙”.
_NUMBER_BEHIND = re.compile(r"\d+[余多]?[名个家人位]")
# What one sets up is a facility: 办起“甲乙”。 Of what is built or made only where it is counted: 打造“甲乙”20个.
_FOUNDED = re.compile("(?:建起|办起|开设|设立|创办|共建|开办)(?:了)?$")
_BUILT = re.compile("(?:打造|建成|创建|建立|搭建|组建)(?:了|起|成|出)?$")
_SEVERAL = re.compile(r"\d+[余多]?[个处家条辆座]")
_NO_DRIVE = re.compile(rf"第|{_NUMERAL}个")
_STANDING = re.compile(r"(?:推行|落实|建立|健全|完善|执行|严守|实施|遵守|严格)(?:了|好|积极落实)?$")
_PRACTISED = re.compile("(?:推行|实行|试行|推广)(?:了|好)?$")
_HONOUR = re.compile(
    r"(?:评选|评定|表彰|命名|授予|颁发|遴选|获评|荣获|获得|获|入选|当选|被评为|认定为)(?:了|出|为)?(?:全国|全省|全市|首批|年度)?$"
)
_LEADING = re.compile(r"^为(?:总|主要|重要|有力)?(?:牵引|抓手|主线|载体|总抓手|突破口|牵动|统领|引领)")
_VERBLIKE = re.compile(
    "^(?:把|让|为|以|向|在|用|抓|做|当|讲|走|跟|学|践行|奋力|努力|争当|争做|勇当|坚持|坚决|永远|全面|不忘|牢记|管好|建设|打造|创建|推动|跟着)"
)
_FORMS: tuple[tuple[re.Pattern[str], tuple[str, str, float]], ...] = (
    (_STARRED, ("Honor", "quoted-honour", 0.75)),
    (_CRAFT, ("Platform", "quoted-craft", 0.8)),
    (_POINTS, ("PolicyDocument", "quoted-points", 0.75)),
    (_PLUS, ("Formulation", "quoted-plus", 0.75)),
)
# A verb right before the quote governs it, however short what lies between: the quote itself goes on the name.
_INNER = 4
# “两重”建设 is one name, “三个高地”建设 is not.
_BRIEF = 2
# Nouns that sum quotes up (“甲”“乙”三项服务), and the count before one.
_KINDS = frozenset(["项服务", "条路径", "种做法"])
_COUNTING = re.compile(rf"(?:双|{_NUMERAL}+(?:大|个|项|条|张|支|类)?)")
# Nouns that say what a quoted name is and are no part of it.
_OUTSIDE = frozenset(["要求", "目标", "应用", "重大应用", "载体品牌", "组合拳"])
_NO_LEAD = re.compile("(?:[委府局厅省市县部门会院们校]|(?<![发园社范新])区)$")
# A noun from the left joins a quoted drive, and these whatever they are quoted as (金融“五篇大文章”).
_TOPICAL_RULES = ("mentions/quoted-own-head", "mentions/quoted-drive")
_TOPICAL = "文章"
_FOLLOWING = frozenset(["建设", "专栏", "工作"])
_THINGS = ("Strategy", "Campaign", "Event")
_ACTS = frozenset(["项目", "攻坚", "建设", "创建", "整治", "宣讲", "研讨", "整改", "工作", "应用"])
_IDEAS = frozenset({"Formulation"})
_SAME_THING = frozenset(
    [
        "工程",
        "行动",
        "活动",
        "计划",
        "机制",
        "制度",
        "工作法",
        "管理",
        "专项行动",
        "系列活动",
        "责任清单",
        "主题教育",
        "总体布局",
        "战略布局",
    ]
)


class QuoteReader:
    """Reads the quotes of one text as names."""

    def __init__(self, names: NameFinder, grammar: Grammar) -> None:
        self.names = names
        self.text = names.text
        self.grammar = grammar
        self.quotes = find_quotes(self.text)
        self._counts = Counter(plain(quote.inner) for quote in self.quotes)
        self._group = self._groups()

    def find(self) -> list[Mention]:
        """Return the mentions that quotes give, left to right."""
        found: list[Mention] = []
        heads = self._shared_heads()
        for number, quote in enumerate(self.quotes):
            name = plain(quote.inner)
            if name not in ("", "…") and not _SENTENCE.search(name) and not spoken(self.text, quote):
                found += self._read(number, heads.get(number))
        return found

    def _groups(self) -> list[tuple[int, int]]:
        """Return for each quote where the run of quotes side by side that it belongs to starts and ends."""
        groups: list[tuple[int, int]] = []
        for number, quote in enumerate(self.quotes):
            before = self.quotes[number - 1] if number else None
            if (
                before
                and quote.start >= before.end
                and self.text[before.end : quote.start] in ("", "、", "和", "与")
            ):
                groups.append((groups[-1][0], quote.end))
            else:
                groups.append((quote.start, quote.end))
        for number in range(len(groups) - 2, -1, -1):
            if groups[number][0] == groups[number + 1][0]:
                groups[number] = groups[number + 1]
        return groups

    def _shared_heads(self) -> dict[int, tuple[int, Head]]:
        """Return for each quote the end and head of the name that goes on behind it, one head over a list too."""
        joined: dict[int, tuple[int, Head]] = {}
        for number in range(len(self.quotes) - 1, -1, -1):
            quote = self.quotes[number]
            after = self._after(quote)
            if after is not None:
                joined[number] = after
            elif (
                number + 1 in joined and self._group[number] == self._group[number + 1] and not self._headed(quote)
            ):
                joined[number] = (quote.end, joined[number + 1][1])
        return joined

    def _headed(self, quote: Quote) -> bool:
        return self.grammar.head_of(plain(quote.inner)) is not None

    def _after(self, quote: Quote) -> tuple[int, Head] | None:
        """Return end and head of the name whose first part is the quote (“…”大型主题展览)."""
        run = None if _SENTENCE.search(quote.inner) else _JOIN.match(self.text, quote.end)
        stretch = run[0] if run else ""
        best: tuple[int, Head] | None = None
        for end in range(1, len(stretch) + 1):
            head = self.grammar.head_of("□" + stretch[:end])
            if (
                head is None
                or head.use == "sited"
                or (len(head.word) == 1 and end > 1)
                or (best is not None and head.word in _FOLLOWING)
            ):
                continue
            between = stretch[: end - len(head.word)]
            if _NOT_JOINED.search(between):
                break
            if self.text.startswith(self.grammar.tails.get(head.word, ()), quote.end + end):
                continue
            gap = stretch[best[0] - quote.end : end - len(head.word)] if best is not None else ""
            if gap and not self.grammar.generic.fullmatch(gap):
                break
            best = (quote.end + end, head)
        return best if best is not None and self._joins(quote, best) else None

    def _joins(self, quote: Quote, after: tuple[int, Head]) -> bool:
        """Say whether quote and head make one name: “三个高地”建设 is about 三个高地 itself."""
        end, head = after
        between = self.text[quote.end : end - len(head.word)]
        name = plain(quote.inner)
        if head.word in ("创建", "改造", "培育") and not between and _COUNTED.fullmatch(name):
            return False
        if head.word == "建设" and not between and len(name) == _BRIEF and _COUNTED.fullmatch(name):
            return True
        if head.word in ("建设", "工作", "要求", "目标") and not between:
            return (
                bool((_RULES if head.word == "要求" else _ENUMERATED).fullmatch(name)) and self._counts[name] == 1
            )
        if head.word in (*_ACTS, "经验") and not between and self._headed(quote):
            return False
        if head.word in ("管理", "治理", "底线") and not between and len(name) == 2 and _COUNTED.fullmatch(name):
            return False
        if head.word == "要求" and between and _RULES.fullmatch(name) is None:
            return False
        if head.word in ("项目", "企业") and _COUNTED.fullmatch(name) and len(name) <= 3:
            return False
        if head.type in _IDEAS and len(_CLAUSES.split(quote.inner)) > 1 and len(name) >= 8:
            return False
        return not _FIVE_YEAR_PLAN.fullmatch(name)

    def _read(self, number: int, joined: tuple[int, Head] | None) -> list[Mention]:
        quote = self.quotes[number]
        alone = self._alone(number)
        if joined is None:
            return self._led(quote, alone) if alone else []
        end, head = joined
        own = end > quote.end
        start = self._lead(quote) if own else quote.start
        between = self.text[quote.end : end - len(head.word)] if own else ""
        surface = self.text[start:end] if own else self.text[quote.start : quote.end] + head.word
        outside = head.word in _OUTSIDE or head.word in _KINDS
        name = plain(quote.inner if outside else surface)
        if self._group[number][0] < quote.start and _COUNTING.fullmatch(between) and not outside:
            name = plain(quote.inner) + head.word
        whole = Mention(Entity(head.type, name), Evidence(start, end), "mentions/quoted-head", 0.9)
        if alone is not None and self._apart(plain(quote.inner), head, between):
            return [whole, alone]
        part = Mention(whole.entity, Evidence(quote.start + 1, quote.end - 1), "mentions/quoted-part", 0.9)
        return [whole, part]

    def _led(self, quote: Quote, alone: Mention) -> list[Mention]:
        """Return the mention of a quote, with a longer one where a noun from the left belongs to the name (碳达峰“十大工程”)."""
        start = self._lead(quote)
        topical = alone.rule in _TOPICAL_RULES or quote.inner.endswith(_TOPICAL)
        if start == quote.start or not topical:
            return [alone]
        evidence = Evidence(start, quote.end)
        whole = Entity(alone.entity.type, plain(evidence.exact(self.text)))
        return [Mention(whole, evidence, alone.rule, alone.confidence), replace(alone, entity=whole)]

    def _apart(self, inner: str, head: Head, between: str) -> bool:
        """Say whether the quote names a thing of its own beside the longer name (“八八战略”知识竞赛)."""
        own = self.grammar.head_of(inner)
        if own is not None and own.use != "quoted" and own.type in _THINGS and own.type != head.type:
            return True
        if re.match(rf"{_NUMERAL}个", inner) and head.word not in _SAME_THING:
            return True
        return self._counts[inner] > 1 and bool(between)

    def _lead(self, quote: Quote) -> int:
        """Return where a noun that is joined to the quote from the left begins (选调生“5年5000名”计划)."""
        low = self.names.clause_start(quote.start)
        found = self.names.start(low, quote.start, reach=_INNER)
        start = self.names.skip_lead(found.position, quote.start)
        lead = self.text[start : quote.start]
        if self.names.verb_before(quote.start):
            return quote.start
        if not 2 <= len(lead) <= 8 or self.grammar.generic.fullmatch(lead):
            return quote.start
        item = self.text[low - 1 : low] == "、" and self.text[low - 2 : low - 1] != "”"
        opens = not found.kind and not item and not _NO_LEAD.search(lead)
        return start if opens or found.kind in VERBS or found.word == "等" else quote.start

    def _alone(self, number: int) -> Mention | None:
        """Return the mention of a quote that is a name by itself, or None for a scare quote."""
        quote = self.quotes[number]
        name = plain(quote.inner)
        first, last = self._group[number]
        before, after = self._governor(first), self.text[last : last + 8]
        kind = self._marked(name, before, after) or self._shaped(quote, name, before)
        if kind is None:
            return None
        type_, rule, confidence = kind
        if rule == "quoted-plan":
            name += "规划"
        if rule == "quoted-plus" and _MODE.match(after):
            type_, name = "Mechanism", name + "模式"
        if rule == "quoted-drive" and quote.end == last and self.grammar.head_of(name) is None:
            name += self._goes_on(quote)
        evidence = Evidence(quote.start + 1, quote.end - 1)
        return Mention(Entity(type_, name), evidence, f"mentions/{rule}", confidence)

    def _goes_on(self, quote: Quote) -> str:
        """Return the noun behind a quoted drive that is part of its name: “甲乙”建设, “甲乙”等专题教育."""
        noun = _DRIVE_NOUN.match(self.text, quote.end)
        return noun["noun"] if noun else ""

    def _governor(self, position: int) -> str:
        """Return the words before a quote, or before the list that it goes on (开展甲、“乙”等工作)."""
        start = position
        while start > 0 and self.text[start - 1] in "、和" and position - start < 60:
            low = self.names.clause_start(start - 1)
            if low == start - 1:
                break
            end, start = start - 1, self.names.start(low, start - 1).position
            if _NUMBER_BEHIND.fullmatch(self.text, start, end):
                start = next((it.start for it in self.quotes if it.end == start), start)
        return self.text[max(0, start - 8) : start]

    def _marked(self, name: str, before: str, after: str) -> tuple[str, str, float] | None:
        """Return class, rule and confidence where the words around the quote tell what it names."""
        head = self.grammar.head_of(name)
        if _FIVE_YEAR_PLAN.fullmatch(name):
            return "PolicyDocument", "quoted-plan", 0.8
        if (_HONOUR.search(before) or _CHOSEN.match(after)) and len(name) > 2:
            return "Honor", "quoted-honour", 0.75
        if _THEME.search(before) and _THEME_END.match(after):
            return ("Slogan", "quoted-theme", 0.9) if len(name) > 5 else ("Formulation", "quoted-theme", 0.7)
        if _LEADING.match(after) and not _COUNTED.fullmatch(name):
            return (head.type if head else "Campaign"), "quoted-lead", 0.8
        if (
            _STANDING.search(before)
            and _STANDING_SHAPE.fullmatch(name)
            and (head is None or head.type == "Mechanism")
        ):
            return "Mechanism", "quoted-standing", 0.8
        if (
            _PRACTISED.search(before)
            and len(name) > _BRIEF
            and after[:1] != "的"
            and (head is None or head.type == "Mechanism")
        ):
            return "Mechanism", "quoted-standing", 0.8
        plus = _PLUS.fullmatch(name)
        if head is None and not plus and self._built(name, before, after):
            return "Platform", "quoted-built", 0.7
        if _DRIVE.search(before) and len(name) > 3 and not plus and not _NO_DRIVE.match(name):
            return (head.type if head else "Campaign"), "quoted-drive", 0.75
        return None

    def _built(self, name: str, before: str, after: str) -> bool:
        """Say whether the words around a quote tell that it names what one has set up."""
        several = _SEVERAL.match(after)
        founded = bool(_FOUNDED.search(before)) and (after[:1] in PAUSE or several)
        counted = bool(_BUILT.search(before)) and several
        named = len(name) > 2 and not _COUNTED.fullmatch(name) and not _VERBLIKE.match(name)
        return named and bool(founded or counted)

    def _called(self, name: str, before: str, head: Head | None) -> tuple[str, str, float] | None:
        """Return class, rule and confidence where the noun before a quote, or the quote itself, tells its kind."""
        if self.grammar.app.fullmatch(name):
            return "Platform", "quoted-app", 0.8
        if head is not None or len(name) <= _BRIEF or _VERBLIKE.match(name):
            return None
        kind = next((kind for kind, noun in self.grammar.called.items() if noun.search(before)), None)
        return (kind, "quoted-called", 0.75) if kind else None

    def _shaped(self, quote: Quote, name: str, before: str) -> tuple[str, str, float] | None:
        """Return class, rule and confidence where the form of the quote tells what it names."""
        head = self.grammar.head_of(name)
        called = self._called(name, before, head)
        if called is not None:
            return called
        form = next((found for pattern, found in _FORMS if pattern.fullmatch(name)), None)
        if form is not None:
            return form
        parts = [part for part in _CLAUSES.split(quote.inner) if part]
        if len(parts) > 1 and len(name) >= 6:
            if _EVIL.search(before) or _KIND_BEHIND.match(self.text, quote.end):
                return None
            counted = all(_ITEM_OF_COUNT.fullmatch(part) for part in parts)
            return ("Formulation", "quoted-numeral", 0.85) if counted else ("Slogan", "quoted-clauses", 0.8)
        if (
            head is not None
            and head.word not in _KINDS
            and len(name) > len(head.word) + 1
            and not _ENUMERATED.fullmatch(name)
        ):
            return head.type, "quoted-own-head", 0.85
        if (
            _NUMBERED.fullmatch(name)
            or _FORMULA.fullmatch(name)
            or _OUTCOME.fullmatch(name)
            or (_SINGLE.fullmatch(name) and not _IDEA.search(before))
        ):
            return None
        if len(name) >= 2 and (
            _COUNTED.fullmatch(name) or _ENUMERATED.fullmatch(name) or _TWOFOLD.fullmatch(name)
        ):
            return "Formulation", "quoted-numeral", 0.85
        if len(name) >= 7 and _VERBLIKE.match(name):
            return "Slogan", "quoted-clause", 0.65
        if (_IDEA.search(before) or self._counts[name] > 1) and len(name) > 2:
            return "Formulation", "quoted-idea", 0.65
        return None
