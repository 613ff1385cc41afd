"""Names that a frame of words shows: 以…为总牵引, 评选…, 习近平…重要论述, 党的二十大, …成立70周年."""

import re
from collections.abc import Iterator

from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions.cues import around
from kg.pipeline.mentions.grammar import Grammar
from kg.pipeline.mentions.names import plain

_HAN = r"[^，。；：！？、“”‘’《》\n的]"
_LEADING = re.compile(
    rf"以(?P<name>{_HAN}{{4,24}})为(?:总|主要|重要|有力|具体)?(?:牵引|抓手|主线|载体|突破口|牵动|统领|引领)"
)
_TAKEN_AS = re.compile(
    r"[把将](?P<name>[^，。；：！？“”《》\n的]{4,26})作为[^，。；\n]{0,24}?(?:总牵引|总抓手|牵引|抓手|主线|载体|突破口)"
)
_HONOUR = re.compile(
    r"(?:评选表彰|评选|评定|表彰|命名|授予|颁发|遴选|获评|荣获|摘得|斩获|入选|获批|选树|入列|跻身|上榜|被明确|被评|被认定|被确定|晋升|获得?(?=[^，。；！？\n]{1,24}奖))(?:了|出|为)?(?P<list>[^，。；：！？\n]{3,60})"
)
_HONOUR_END = re.compile(
    r"(?:先锋|标兵|模范|名师|书记|支书|好干部|好党员|基地|示范[点区县市村镇岗]?|先进(?:单位|集体|个人)|奖|称号|园区|城市|工厂|案例|工匠|"
    r"遗产|河湖|试点地区|示范项目|试点项目|名录|保护地|之乡|名城|名镇|名村|先行区|试验区|之星|能手|家庭|样板|岗|纪念章|奖章|勋章|[县区村镇])$"
)
# A title says which level confers it: 国家级绿色工厂, 全国文明村镇.
_LEVEL_HONOUR = re.compile(
    r"(?:国家级?|全国|世界级?|中国|省级|自治区级|市级)(?:及?以上)?(?:首批|第[一二三四五六七八九十]批)?"
    r"(?:(?!创建|获评|命名|入选|建成|表彰|争创|建设的|和|个|级|的)[\u4e00-\u9fff\d]){0,14}?"
    r"(?:先进单位|先进集体|先进个人|模范集体|模范个人|劳动模范|三八红旗[手集体]+|五一劳动奖[章状]|青年文明号|文明(?:城市|村镇|单位|校园|家庭)|"
    r"(?:绿色|智能|零碳)工厂|零碳园区|[1-5]A级(?:旅游)?景区|旅游度假区|特色产业集群|先进制造业集群|小巨人企业|单项冠军企业|单项冠军|高新技术企业|"
    r"示范[县市区镇村]|示范城市|示范基地|试点城市|试点地区|(?:卫生|森林|园林)城市|双拥模范城|历史文化名[城镇村]|传统村落)(?!创建|建设|评选|示范企业)"
)
_QUANTITY = re.compile(
    r"^(?:\d[\d.]*[万千百]?[余多]?|[一二两三四五六七八九十百千万]+[余多]?)(?:个|名|批|家|位|枚|项)?(?=..)|^(?:一批|首批|全国首批|国家首批|全省|创建|建设|争创|支持建设)(?=..)"
)
_GAINED = re.compile(r"[^“”]{0,8}?(?:蝉联|成功创建|创建|成为|获评|建成)(?=..)")
_TRAILING = re.compile(r"(?:建设|创建|培育|试点)?名单$|\d[\d.]*[万千百]?[余多]?[家个名处项批]$")
_DOCTRINE = re.compile(
    r"[\u4e00-\u9fff]{2,3}?(?:总书记|主席|同志)?(?:关于|对|在|视察|考察)?[^，。；“”\n]{0,24}?"
    r"(?:重要讲话和重要指示批示精神|重要讲话重要指示精神|重要讲话指示精神|重要讲话精神|重要指示批示精神|重要指示精神|重要论述|战略擘画)"
)
# 按照政企分开的原则
_PRINCIPLE = re.compile(
    r"(?:按照|坚持|本着|遵循|遵照|贯彻|奉行|实行)(?:执行|贯彻|实行|了)?(?P<name>[^，。；：！？“”《》\n的]{4,24})的(?:总?原则|方针)(?!政策|性|问题)"
)
# 弘扬大别山精神、抗洪精神
_SPIRITS = re.compile(
    r"(?:弘扬|传承|发扬|赓续|继承|铸就|践行|培育|诠释|彰显|凝练)(?:和(?:弘扬|践行|传承|发扬|培育))?(?:了|的|出)?(?P<list>[^，。；！？：\n]{2,40}精神)"
)
_COMMON_SPIRIT = re.compile(
    "(?:会议|讲话|文件|大会|全会|指示|批示|重要|优良|伟大|这种|民族|时代|体育|专业|城市|工作)精神"
)
_CONGRESS = re.compile(
    r"党的[一二三四五六七八九十]{1,3}大|(?:党的)?[一二三四五六七八九十]{1,3}届[一二三四五六七八九]中全会|中央[\u4e00-\u9fff]{2,4}工作会议|[省市县区]?(?:第)?[一二三四五六七八九十]{1,3}届[\u4e00-\u9fff]{2,8}?[一二三四五六七八九十]{1,2}次(?:全体)?会议|[省市县区]第[一二三四五六七八九十]{1,3}次党代会|[\u4e00-\u9fff](?:博|洽|交)会(?!议)"
)
# Storms bear a name in quotation marks behind their noun, several a row of names.
_STORM = re.compile("台风(?P<names>(?:[、和]?“[^“”\n]{2,6}”)+)")
_QUOTED = re.compile("“([^“”]+)”")
_ANNIVERSARY = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,12}?(?<!庆祝)(?<!纪念)(?<!迎接)\d{1,3}周年)(?P<event>庆祝活动|纪念活动|庆祝大会|纪念大会)?"
)
_YEARS = re.compile("周年")
_ANNIVERSARY_LEAD = re.compile(
    r".*(?:庆祝|纪念|实施|迎接|喜迎|迎来|出席|参加|举办|办好|在|是|值|逢|为|恰逢|适逢|和(?!平|谐)|与)"
)
# What every name of a meeting holds, and every plan of five years.
_MEETING = re.compile("党的|届|工作会议|党代会|[博洽交]会")
_FIVE = re.compile("五(?=年计划|”?计划|”?规划)")
_FIVE_YEAR_PLAN = re.compile(
    "第[一二三四五六七八九十]+个五年计划|“?[一二三四五六七八九十]{1,2}五”?(?:计划|规划)(?!建议|纲要)"
)
# Items of one length in a row behind a verb of holding: 坚持百花齐放、百家争鸣.
_PLAIN = "(?!的)[\u4e00-\u9fff]"
_CREED = re.compile(
    rf"(?:坚持|倡导|践行|弘扬|奉行|贯彻)(?P<name>(?P<first>{_PLAIN}{{2}}|{_PLAIN}{{4}})(?:、(?:{_PLAIN}{{2}}|{_PLAIN}{{4}})){{1,5}})(?=[的，。；])"
)
_SPEAKER = re.compile("[\u4e00-\u9fff]{3}(?=总书记|主席)")
_SPEAKS = re.compile("总书记|主席")
_THOUGHT = re.compile("思想")
_BUILDING = "建设"


def find(text: str, grammar: Grammar) -> list[Mention]:
    """Return the mentions that frames of words show."""
    return [
        *_leading(text, grammar),
        *_honours(text),
        *_level_honours(text),
        *_doctrines(text, grammar),
        *_events(text),
        *_watchwords(text, grammar),
        *_creeds(text),
        *_spirits(text),
    ]


def _mention(kind: str, text: str, start: int, end: int, rule: str, confidence: float) -> Mention:
    return Mention(Entity(kind, plain(text[start:end])), Evidence(start, end), f"mentions/{rule}", confidence)


def _leading(text: str, grammar: Grammar) -> Iterator[Mention]:
    for match in (*_LEADING.finditer(text), *_TAKEN_AS.finditer(text)):
        name = match["name"]
        if re.match("实施|抓实|推进|落实|开展|贯彻", name):
            continue
        head = grammar.head_of(name)
        kind = head.type if head is not None and head.type != "PolicyDocument" else "Campaign"
        yield _mention(kind, text, *match.span("name"), "leading", 0.75)


def _honours(text: str) -> Iterator[Mention]:
    for match in _HONOUR.finditer(text):
        position = match.start("list")
        for item in re.split("(、|和|以及|及|等)", match["list"]):
            surface, start = item, position
            position += len(item)
            quantity = _QUANTITY.match(surface)
            while quantity:
                surface, start = surface[quantity.end() :], start + quantity.end()
                quantity = _QUANTITY.match(surface)
            trailing = _TRAILING.search(surface)
            surface = surface[: trailing.start()] if trailing else surface
            gained = _GAINED.match(surface)
            if gained:
                surface, start = surface[gained.end() :], start + gained.end()
            name = plain(surface)
            if 3 <= len(name) <= 18 and _HONOUR_END.search(name) and not re.search("[的了在]", name):
                lead = len(surface) - len(surface.lstrip("“"))
                trail = len(surface) - len(surface.rstrip("”"))
                yield _mention("Honor", text, start + lead, start + len(surface) - trail, "honour", 0.8)


def _level_honours(text: str) -> Iterator[Mention]:
    for match in _LEVEL_HONOUR.finditer(text):
        yield _mention("Honor", text, *match.span(), "honour", 0.7)


def _doctrines(text: str, grammar: Grammar) -> Iterator[Mention]:
    for match in around(_SPEAKS, _SPEAKER, text, before=3, behind=3):
        found = _DOCTRINE.match(text, match.start())
        if found:
            yield _mention("Formulation", text, *found.span(), "doctrine", 0.85)
    for match in around(_THOUGHT, grammar.thought, text, before=15, behind=2):
        yield _mention("Formulation", text, *match.span(), "named-idea", 0.9)


def _spirits(text: str) -> Iterator[Mention]:
    for match in _SPIRITS.finditer(text):
        for item in re.finditer("[^、和与及“”的]+精神", match["list"]):
            if 4 <= len(item[0]) <= 10 and not _COMMON_SPIRIT.match(item[0]):
                start = match.start("list") + item.start()
                yield _mention("Formulation", text, start, start + len(item[0]), "spirit", 0.8)


def _creeds(text: str) -> Iterator[Mention]:
    for match in _CREED.finditer(text):
        if len({len(item) for item in match["name"].split("、")}) == 1:
            yield _mention("Formulation", text, *match.span("name"), "creed", 0.7)
    for match in _PRINCIPLE.finditer(text):
        yield _mention("Formulation", text, *match.span("name"), "principle", 0.7)
    for match in around(_FIVE, _FIVE_YEAR_PLAN, text, before=12, behind=6):
        yield _mention("PolicyDocument", text, *match.span(), "five-year-plan", 0.85)


def _events(text: str) -> Iterator[Mention]:
    for match in around(_MEETING, _CONGRESS, text, before=7, behind=20):
        yield _mention("Event", text, *match.span(), "congress", 0.9)
    for match in _STORM.finditer(text):
        for name in _QUOTED.finditer(text, *match.span("names")):
            yield _mention("Event", text, *name.span(1), "storm", 0.85)
    for match in around(_YEARS, _ANNIVERSARY, text, before=15, behind=6):
        lead = _ANNIVERSARY_LEAD.match(match["name"])
        start = match.start() + (lead.end() if lead else 0)
        if match.end("name") - start > 5:
            yield _mention("Event", text, start, match.end("name"), "anniversary", 0.85)
            if match["event"]:
                yield _mention("Event", text, start, match.end(), "anniversary", 0.85)


def _watchwords(text: str, grammar: Grammar) -> Iterator[Mention]:
    """Yield a watchword and the place it is for: 平安上海, 清廉浙江, 美丽宁夏建设 where it is never said without."""
    for start, end, label in grammar.divisions.find(text):
        short = len(label) <= 4 and label[-1] not in "省市县区"
        word = grammar.watchword.search(text, max(0, start - 8), start) if short else None
        if word:
            name = text[word.start() : end]
            if text.count(name) == text.count(name + _BUILDING):
                end += len(_BUILDING)
            yield _mention("Strategy", text, word.start(), end, "watchword", 0.8)
