"""A made-up build of so many quads: articles of a whole country, with true offsets, the same for the same size.

A thousand characters have some 570 quads and name 23 things, as in real articles. Few things are named everywhere and
most once, after Zipf; one strategy alone, 八八战略, is a twentieth of all mentions.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

from benchmarks.towns import BETWEEN, SAYINGS, SEED, SHARES, called, fresh, listed
from pyoxigraph import Quad

from kg import __version__, iri, ontology
from kg.model import Anchor, Document, Entity, Evidence, Extraction, Mention, Observation, Relation
from kg.quads import knowledge, quads
from kg.store import Store

_Thing = TypeVar("_Thing")

RUN = iri.run(__version__, "0" * 64, "country")
HUB = Entity("Strategy", "八八战略")
_HUB_SHARE = 0.05
# Quads for each entity that there is to name; how many of the places have a press, and of its articles no date, no place.
_QUADS_AN_ENTITY = 90
_PRESSES = 340
_UNDATED, _PLACELESS = 0.04, 0.03
_PROVINCES = listed(
    "浙江 江苏 广东 山东 四川 河南 湖北 湖南 河北 安徽 上海 北京 福建 辽宁 陕西 江西 重庆 云南 广西 山西 贵州 黑龙江 "
    "吉林 甘肃 内蒙古 新疆 天津 海南 宁夏 青海 西藏"
)
_MEASURES = listed(
    "地区生产总值增长 城镇新增就业 社会消费品零售总额增长 城镇调查失业率 投资 固定资产投资增长 一般公共预算收入增长 高标准农田 党支部 党员"
)
_UNITS = listed("% 个 人 亿元 万人 项 家 公里")
_RULES = listed("mentions/head mentions/known mentions/model mentions/division mentions/quoted-head")
# Sentences of a kind in 63, which are a thousand characters.
_KINDS = {"relation": 4, "figure": 7, "name": 16, "filler": 36}
_CONFIDENCES = (0.9, 0.95, 0.8, 0.68, 0.85, 0.7, 0.65, 0.75, 0.6)
_WEIGHTS = (330, 175, 160, 82, 64, 33, 30, 16, 2)


@dataclass
class Country:
    """What there is to name, of each class the foremost first; `presses` are the places that have one."""

    entities: dict[str, list[Entity]]
    measures: list[str]
    presses: list[Entity]


def country(wanted: int) -> Country:
    """Return what there is to name in `wanted` quads."""
    size = wanted // _QUADS_AN_ENTITY
    made = random.Random(SEED)
    taken = {HUB.name, *_PROVINCES}
    entities: dict[str, list[Entity]] = {"Strategy": [HUB], "Place": [Entity("Place", it) for it in _PROVINCES]}
    for type_, percent in SHARES.items():
        them = entities.setdefault(type_, [])
        while len(them) < max(40, size * percent // 100):
            town = made.choice(_PROVINCES)
            name = fresh(partial(called, type_, town, made), taken, made)
            if type_ == "Mechanism" and made.random() < 0.2:
                name = f"{made.choice('三四五六八十')}大{name}"
            them.append(Entity(type_, name))
    measures = _MEASURES + [
        f"{called('Platform', '', made)}数{number or ''}" for number in range(max(50, size // 25))
    ]
    return Country(entities, measures, entities["Place"][:_PRESSES])


def extractions(wanted: int) -> Iterator[Extraction]:
    """Yield articles without end for a country as large as `wanted` quads need; each hangs on its number alone."""
    known = country(wanted)
    for number in count():
        yield _Article(known, random.Random(SEED * 1_000_003 + number)).written(number)


def told(wanted: int) -> Iterator[Quad]:
    """Yield at least `wanted` quads of whole articles, then what the ontology knows of what they name."""
    entities: set[Entity] = set()
    done = 0
    for extraction in extractions(wanted):
        entities.update(it.entity for it in extraction.mentions)
        made = list(quads(extraction, RUN))
        done += len(made)
        yield from made
        if done >= wanted:
            break
    yield from knowledge(ontology.load(), {iri.entity(it).value for it in entities})


def store(wanted: int, folder: Path | None = None) -> Store:
    """Return a store of so many quads, in memory, or on disk in `folder`."""
    made = Store.memory() if folder is None else Store.create(folder)
    made.load(told(wanted))
    made.optimize()
    return made


def _ranked(of: Sequence[_Thing], made: random.Random, *, level: int = 1) -> _Thing:
    """Choose after Zipf: the second half as often as the first, and so on; the first `level` are much alike."""
    return of[int(level * ((len(of) / level + 1) ** made.random() - 1))]


class _Article:
    """An article under way."""

    def __init__(self, known: Country, made: random.Random) -> None:
        self._known = known
        self._made = made
        self._place = _ranked(known.presses, made)
        self._text = ""
        self._last = self._place
        self._mentions: dict[Evidence, Mention] = {}
        self._claims: list[Relation | Observation] = []

    def written(self, number: int) -> Extraction:
        """Write the article of that number."""
        made = self._made
        title = f"{self._place.name}：{called('Campaign', '', made)}见闻（{number + 1}）"
        self._text = f"{title}\n"
        kinds = made.choices(list(_KINDS), list(_KINDS.values()), k=round(made.lognormvariate(4.4, 0.7)) + 5)
        for kind in kinds:
            {"relation": self._relate, "figure": self._figure, "name": self._tell, "filler": self._fill}[kind]()
        dated = made.random() >= _UNDATED
        placed = made.random() >= _PLACELESS
        issued = f"{made.randint(2018, 2026)}-{made.randint(1, 12):02}-{made.randint(1, 28):02}"
        document = Document(
            f"country.jsonl#{number + 1}", self._text, title=title, issued=issued if dated else None
        )
        press = Entity("Organization", f"{self._place.name}日报")
        mentions = tuple(self._mentions.values())
        return Extraction(document, mentions, tuple(self._claims), self._place if placed else None, press)

    def _relate(self) -> None:
        made = self._made
        type_ = made.choices(("Campaign", *SHARES), (60, *SHARES.values()))[0]
        saying = SAYINGS[type_]
        entity = self._chosen(type_)
        actor = self._actor(saying.actor)
        words = made.choice(saying.words)
        carried = made.random() < 0.3 and words.startswith("{a}") and not saying.turned
        start = len(self._text)
        for part in words.replace("{", "\0{").replace("}", "}\0").split("\0"):
            if part == "{b}":
                self._name(entity)
            elif part != "{a}":
                self._text += part
            elif not carried:
                self._name(actor)
        ends = (entity, actor) if saying.turned else (actor, entity)
        rule, evidence = f"relations/{saying.property}-{saying.template}", Evidence(start, len(self._text))
        if ends[0] != ends[1]:
            self._claims.append(
                Relation(ends[0], saying.property, ends[1], evidence, rule, self._sure(), saying.role)
            )
        self._parts(entity, evidence)
        self._text += "。"

    def _parts(self, entity: Entity, evidence: Evidence) -> None:
        """Let some mechanisms consist of others, in the same words."""
        if entity.type == "Mechanism" and self._made.random() < 0.4:
            for part in self._made.sample(self._known.entities["Mechanism"], 3):
                if part != entity:
                    said = Relation(
                        entity, "hasComponent", part, evidence, "relations/hasComponent-list", self._sure()
                    )
                    self._claims.append(said)

    def _actor(self, type_: str) -> Entity:
        made = self._made
        if type_ == "Organization" and made.random() < 0.5:
            return self._place
        return _ranked(self._known.entities[type_], made)

    def _figure(self) -> None:
        made = self._made
        start = len(self._text)
        measure, unit, value = (
            _ranked(self._known.measures, made, level=20),
            made.choice(_UNITS),
            made.randint(2, 90_000),
        )
        self._text += f"{measure}达到{value}{unit}"
        about = self._place if made.random() < 0.4 else self._last
        evidence = Evidence(start, len(self._text))
        period = str(made.randint(2018, 2026)) if made.random() < 0.25 else None
        rule = "observations/postfix"
        said = Observation(about, measure, Decimal(value), unit, "exact", evidence, rule, self._sure(), period)
        self._claims.append(said)
        self._text += "，"

    def _tell(self) -> None:
        type_ = self._made.choices(list(SHARES), list(SHARES.values()))[0]
        self._text += "推动"
        self._name(self._chosen(type_))
        self._text += "走深走实，"

    def _fill(self) -> None:
        self._text += self._made.choice(BETWEEN) + "\n" * (self._made.random() < 0.2)

    def _chosen(self, type_: str) -> Entity:
        if self._made.random() < _HUB_SHARE:
            return HUB
        return _ranked(self._known.entities[type_], self._made)

    def _name(self, entity: Entity) -> None:
        """Write a name, sometimes in quotation marks, or a body's without its place."""
        made = self._made
        start = len(self._text)
        anchor = None
        surface = entity.name
        if entity.type == "Organization" and surface.startswith(self._place.name) and made.random() < 0.5:
            surface = surface.removeprefix(self._place.name)
            anchor = Anchor("title", words=self._place.name)
        elif made.random() < 0.1:
            surface = f"“{surface[:2]}”{surface[2:]}"
        self._text += surface
        evidence = Evidence(start, len(self._text))
        self._mentions[evidence] = Mention(entity, evidence, made.choice(_RULES), self._sure(), anchor)
        self._last = entity

    def _sure(self) -> float:
        return self._made.choices(_CONFIDENCES, _WEIGHTS)[0]
