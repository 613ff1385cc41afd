"""A made-up build of any size: towns that report what they do, with true offsets, the same for the same size.

Entities fall into towns of some four hundred; a document is a town's report. What the reports say has the shape
of real ones: a few bodies act in most claims, a tenth of what they carry out belongs to the whole country.

Run it as `python tests/benchmarks/towns.py FOLDER [entities]`, 20,000 by default: FOLDER then holds a build.
"""

import json
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg import __version__, iri, ontology
from kg.model import Document, Entity, Evidence, Extraction, Mention, Observation, Relation
from kg.quads import knowledge, quads
from kg.store import Store
from kg.vocabulary import ONTOLOGY, term

SEED = 20261124
# Relation claims for each entity; a figure for every fifth of them.
CLAIMS = 2.5
_TOWN = 400
_SENTENCES = 120
_NATIONAL = 0.1
_RUN = iri.run(__version__, "0" * 64, "towns")


def listed(words: str) -> list[str]:
    """Return the words of a line."""
    return words.split()


_SYLLABLES = "海山江河湖岭州泉峰溪川原阳宁安平永兴福和泰清云龙凤金银玉石松柏桂兰梅竹文武明德仁义礼信东西南北中上下新古长广大"
_KINDS = ("市", "县", "区", "州")
_ORGANS = listed(
    "市委 市人民政府 市委组织部 市委宣传部 市直机关工委 市教育局 市民政局 市农业农村局 市总工会 团市委 市妇联 市财政局 "
    "市卫生健康委员会 市文化和旅游局 市住房和城乡建设局 市应急管理局 市数据局 市生态环境局"
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华"
_PARTS = listed(
    "红色 根脉 强基 争先 领航 护航 清廉 机关 基层 党建 引领 治理 数字 共同 富裕 乡村 振兴 示范 提升 美丽 平安 法治 营商 "
    "环境 优化 创新 驱动 人才 海洋 经济 山海 协作 绿色 低碳 循环 产业 集群 智能 制造 民生 实事 服务 作风 能力 青年 理论 "
    "学习 先锋 堡垒 责任 落实 考核 激励 担当 项目 攻坚 春风 暖心 银龄 文明 实践 志愿 文化 夜校 驿站 初心 使命 重庆 长江"
)
_ENDS = {
    "PolicyDocument": ("实施意见", "行动方案", "管理办法", "工作条例", "发展规划"),
    "Event": ("工作会议", "推进会", "论坛", "运动会", "现场会"),
    "Honor": ("先进集体", "模范奖", "示范单位"),
    "Campaign": ("工程", "行动", "专项行动", "活动", "计划", "整治"),
    "Strategy": ("战略", "总体布局", "发展理念"),
    "Mechanism": ("机制", "制度", "体系", "清单"),
    "Platform": ("平台", "中心", "服务站", "大厅"),
    "Formulation": ("精神", "导向", "格局"),
    "Slogan": ("在行动", "永远跟党走", "你我同行"),
}
# How many of a hundred entities each class has, after the provincial reports.
SHARES = {
    "Campaign": 27,
    "Place": 18,
    "Mechanism": 13,
    "Formulation": 9,
    "Organization": 7,
    "Strategy": 6,
    "Event": 5,
    "Platform": 5,
    "Honor": 4,
    "PolicyDocument": 3,
    "Person": 2,
    "Slogan": 1,
}


@dataclass(frozen=True, slots=True)
class Saying:
    """How reports speak of an entity: `words` with {a} for who acts and {b} for the entity itself."""

    property: str
    actor: str
    words: tuple[str, ...]
    template: str
    turned: bool = False
    role: str | None = None


SAYINGS = {
    "Campaign": Saying("implements", "Organization", ("{a}深入实施{b}", "{a}接续推进{b}", "{a}开展{b}"), "verb"),
    "Place": Saying("takesPlaceIn", "Event", ("{a}在{b}举行",), "in"),
    "Mechanism": Saying("establishes", "Organization", ("{a}建立{b}", "{a}健全{b}"), "verb"),
    "Formulation": Saying("proposes", "Organization", ("{a}明确提出“{b}”",), "say"),
    "Organization": Saying("collaboratesWith", "Organization", ("{a}会同{b}下乡",), "joint"),
    "Strategy": Saying("guidedBy", "Organization", ("{a}以{b}为总牵引",), "frame"),
    "Event": Saying("holds", "Organization", ("{a}召开{b}", "{a}举办{b}"), "verb"),
    "Platform": Saying("establishes", "Organization", ("{a}打造{b}", "{a}建成{b}"), "verb"),
    "Honor": Saying("awards", "Organization", ("{a}评选{b}",), "verb"),
    "PolicyDocument": Saying("issues", "Organization", ("{a}印发《{b}》",), "verb"),
    "Person": Saying("holdsPosition", "Organization", ("{b}任{a}书记",), "verb", turned=True, role="书记"),
    "Slogan": Saying("hasSlogan", "Campaign", ("{a}以“{b}”为主题",), "frame"),
}
BETWEEN = (
    "各项工作取得新的成效。",
    "天气晴好，稻谷丰收，市场里人来人往。",
    "这一年来，大家齐心协力，把一件件实事办好。",
    "干部走村入户，听取意见，问题当场登记。",
)


@dataclass
class Town:
    """A town with its entities by class, those that act most first."""

    name: str
    place: Entity
    press: Entity
    entities: dict[str, list[Entity]] = field(default_factory=dict)


def extractions(entities: int) -> Iterator[Extraction]:
    """Yield the reports of all towns, which together name about so many entities in CLAIMS claims each."""
    made = random.Random(SEED)
    towns = list(_towns(entities, made))
    for town in towns:
        turn = [entity for of_class in town.entities.values() for entity in of_class]
        said = [turn[number % len(turn)] for number in range(round(len(turn) * CLAIMS))]
        made.shuffle(said)
        for number, first in enumerate(range(0, len(said), _SENTENCES)):
            yield _report(town, towns[0], number, said[first : first + _SENTENCES], made)


def store(entities: int, *, folder: Path | None = None) -> Store:
    """Return a store of the reports, in memory, or on disk in `folder`, which then holds a build with its texts."""
    made = Store.memory() if folder is None else Store.create(folder / "store")
    texts = folder / "text" if folder else None
    if texts:
        texts.mkdir(parents=True)
    named: dict[Entity, None] = {}
    counts = {"documents": 0, "characters": 0}
    for extraction in extractions(entities):
        made.load(quads(extraction, _RUN))
        named.update(dict.fromkeys(it.entity for it in extraction.mentions))
        counts["documents"] += 1
        counts["characters"] += len(extraction.document.text)
        if texts:
            document = extraction.document
            (texts / f"{document.digest}.txt").write_text(document.text, encoding="utf-8", newline="")
    made.load(knowledge(ontology.load(), ()))
    made.load(_told(named))
    made.optimize()
    if folder:
        skipped = [{"where": "towns/empty.txt", "problem": "no text in it", "remedy": "leave it out"}]
        manifest = {"program": "tifa", "version": __version__, "counts": counts, "skipped": skipped}
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return made


def _towns(entities: int, made: random.Random) -> Iterator[Town]:
    """Yield the towns; the first is the whole country."""
    taken: set[str] = set()
    for number in range(max(1, round(entities / _TOWN))):
        name = fresh(partial(_word, made), taken, made)
        place = Entity("Place", f"{name}{made.choice(_KINDS)}")
        town = Town(name, place, Entity("Organization", f"{name}日报"))
        share = min(_TOWN, entities - number * _TOWN) if entities > _TOWN else entities
        for type_, percent in SHARES.items():
            many = max(1, round(share * percent / 100))
            town.entities[type_] = [
                Entity(type_, fresh(partial(called, type_, name, made), taken, made)) for _ in range(many)
            ]
        town.entities["Place"][0] = place
        yield town


def fresh(make: Callable[[], str], taken: set[str], made: random.Random) -> str:
    """Return a name that no other entity has, longer where short ones are used up."""
    name = make()
    while name in taken:
        name = make() if made.random() < 0.5 else f"{name}{made.choice(_SYLLABLES)}"
    taken.add(name)
    return name


def _word(made: random.Random) -> str:
    return "".join(made.choice(_SYLLABLES) for _ in range(2))


def called(type_: str, town: str, made: random.Random) -> str:
    if type_ == "Person":
        return made.choice(_SURNAMES) + _word(made)
    if type_ == "Organization":
        return town + made.choice(_ORGANS)
    if type_ == "Place":
        return _word(made) + made.choice(("镇", "乡", "村", "街道"))
    middle = "".join(made.sample(_PARTS, made.randint(1, 3)))
    return (town if made.random() < 0.4 else "") + middle + made.choice(_ENDS[type_])


def _report(town: Town, country: Town, number: int, said: Iterable[Entity], made: random.Random) -> Extraction:
    """Write a report of a town in which each entity is said something of."""
    title = f"{town.place.name}工作报告（{number + 1}）"
    text = f"{title}\n"
    mentions: dict[Evidence, Entity] = {}
    claims: list[Relation | Observation] = []
    for entity in said:
        if made.random() < _NATIONAL:
            entity = made.choice(country.entities[entity.type])
        saying = SAYINGS[entity.type]
        bodies = town.entities[saying.actor]
        # Squared, so that the first of them act most.
        actor = bodies[int(len(bodies) * made.random() ** 2)]
        if actor == entity:
            continue
        words = made.choice(saying.words)
        carried = made.random() < 0.3 and words.startswith("{a}") and not saying.turned
        start = len(text)
        for part in words.replace("{", "\0{").replace("}", "}\0").split("\0"):
            named = {"{a}": actor, "{b}": entity}.get(part)
            if named and not (carried and named == actor):
                mentions[Evidence(len(text), len(text) + len(named.name))] = named
            text += ("" if carried and named == actor else named.name) if named else part
        ends = (entity, actor) if saying.turned else (actor, entity)
        rule, evidence = f"relations/{saying.property}-{saying.template}", Evidence(start, len(text))
        confidence = 0.68 if carried else 0.9
        claims.append(Relation(ends[0], saying.property, ends[1], evidence, rule, confidence, saying.role))
        if made.random() < 1 / 5:
            start = len(text) + 1
            value = made.randint(2, 9000)
            text += f"，{value}个党支部参加"
            claims.append(
                Observation(
                    entity,
                    "党支部",
                    Decimal(value),
                    "个",
                    "exact",
                    Evidence(start, len(text)),
                    "observations/prefix",
                    0.8,
                    str(made.randint(2018, 2026)),
                )
            )
        text += "。" + (made.choice(BETWEEN) if made.random() < 0.3 else "") + "\n" * (made.random() < 0.2)
    document = Document(
        f"towns/{town.name}.csv#{number + 1}",
        text,
        title=title,
        issued=f"{made.randint(2018, 2026)}-{made.randint(1, 12):02}-{made.randint(1, 28):02}",
    )
    found = [Mention(entity, evidence, "mentions/known", 0.9) for evidence, entity in mentions.items()]
    return Extraction(document, tuple(found), tuple(claims), town.place, town.press)


def _told(entities: Iterable[Entity]) -> Iterator[Quad]:
    """Yield what is known of some of the entities: English names, definitions, levels of places."""
    for number, entity in enumerate(entities):
        node = iri.entity(entity)
        if number % 5 == 0:
            name = node.value.rpartition("/")[2].rpartition("-")[0].replace("-", " ").title()
            yield _quad(node, "skos:prefLabel", name, "en")
        if number % 50 == 0:
            yield _quad(node, "skos:definition", f"为试验而编的条目：{entity.name}。", "zh")
            yield _quad(node, "skos:definition", "Made up for trials.", "en")
        if entity.type == "Place" and entity.name.endswith(_KINDS):
            level = "prefecture" if entity.name.endswith(("市", "州")) else "county"
            yield Quad(node, term("tifa:level"), Literal(level), ONTOLOGY)


def _quad(node: NamedNode, curie: str, text: str, language: str) -> Quad:
    return Quad(node, term(curie), Literal(text, language=language), ONTOLOGY)


if __name__ == "__main__":
    store(int(sys.argv[2]) if len(sys.argv) > 2 else 20_000, folder=Path(sys.argv[1])).close()
