"""The place that a document speaks for, and what proves it: metadata, title, host, dateline, or the text itself."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from kg.lexicon import Gazetteer
from kg.model import Anchor, Document, Entity, Evidence

CHINA = Entity("Place", "中国")

_NATIONAL = re.compile(r"国务院|中华人民共和国|全国人民代表大会|中国共产党第.{1,4}次全国|中共中央|国民经济计划")
ORGAN_NEXT = re.compile(r"(?:省|市|县|区|州|盟|旗)?(?:委|党委|直|人民政府|政府|人大|政协|级机关)")
_DATELINE_NEXT = re.compile(r"(?:[0-9]{1,2}月)?[0-9]{1,2}日[电讯]|[电讯][（(\s]|\s?报道")
# Words that a document of some level uses of its own place; 各市委 is nobody's own.
_OWN_WORDS = {
    "省": re.compile(
        r"全省|我省|省(?<!各省)(?:委|政府|人民政府|直|级|人大|政协)|自治区(?:党委|人民政府|政府)|全疆"
    ),
    "市": re.compile(r"全市|我市|市(?<!各市)(?:委|政府|人民政府|直|级机关)"),
    "州": re.compile(r"全[州盟]|我[州盟]|州(?<!各州)(?:委|政府)|盟(?<!各盟)(?:委|政府)|地委(?<!各地委)"),
    "县": re.compile(r"全[县旗]|我[县旗]|县(?<!各县)(?:委|政府|人民政府)|旗(?<!各旗)(?:委|政府|人民政府)"),
    "区": re.compile(r"全区|我区|区(?<![各治]区)(?:委(?!书记)|政府)"),
}
_WEIGHTS = {"place": 40.0, "title": 12.0, "publisher": 8.0, "source": 8.0, "dateline": 8.0}
_ORGAN_WEIGHT, _LEAD_WEIGHT = 3.0, 2.0
_LEAD, _OPENING = 300, 80
_DOMINANCE = 2.0
# A host names a place for certain only below these: zj.gov.cn, zj.people.com.cn.
_CHANNELS = (".gov.cn", ".people.com.cn", ".xinhuanet.com", ".news.cn", ".chinanews.com", ".chinanews.com.cn")
# News agencies date from the capital what concerns the whole country.
_CAPITAL = "北京"


class Sign(NamedTuple):
    """A division that a document names, what names it, and how much that weighs."""

    entity: Entity
    anchor: Anchor
    weight: float


def find(document: Document, divisions: Gazetteer) -> tuple[Entity | None, Anchor | None]:
    """Return the place that 全省 and 我市 mean in a document, with what proves it; none where signs disagree."""
    signs = [*_stated(document, divisions), *_written(document.text, divisions)]
    place = _place(document, _Scale(divisions, signs))
    if place is None or place == CHINA:
        return place, None
    return place, _proof(place, signs, divisions)


def _proof(place: Entity, signs: list[Sign], divisions: Gazetteer) -> Anchor:
    """Return the weightiest sign of a place, else of one that lies in it; of equal ones the first."""
    own = [it for it in signs if it.entity == place]
    return max(
        own or [it for it in signs if any(up.entity == place for up in divisions.above(it.entity))],
        key=lambda it: it.weight,
    ).anchor


def _stated(document: Document, divisions: Gazetteer) -> Iterator[Sign]:
    """Yield what the metadata name; a title that stands in the text anchors there."""
    title = document.title or document.text.split("\n", 1)[0][:60]
    offset = document.text.find(title) if title else -1
    for kind, words in (("place", document.place), ("title", title), ("publisher", document.publisher)):
        for start, end, entity in sure(words or "", divisions):
            if kind == "title" and _DATELINE_NEXT.match(title, end):
                continue
            placed = Evidence(offset + start, offset + end) if kind == "title" and offset >= 0 else None
            anchor = Anchor(kind, placed, "" if placed else (words or "")[start:end])
            yield Sign(entity, anchor, _WEIGHTS[kind])
    for entity, host in _hosted(document.source or "", divisions):
        yield Sign(entity, Anchor("source", words=host), _WEIGHTS["source"])


def _hosted(source: str, divisions: Gazetteer) -> Iterator[tuple[Entity, str]]:
    """Yield the division whose abbreviation or pinyin is a label of the host of an address."""
    try:
        host = urlsplit(source if "//" in source else f"//{source}").hostname or ""
    except ValueError:
        return
    if not host.endswith(_CHANNELS):
        return
    for label in host.split("."):
        if label in divisions.by_host:
            yield divisions.by_host[label], host
            return


def _written(text: str, divisions: Gazetteer) -> Iterator[Sign]:
    for start, end, entity in sure(text, divisions):
        evidence = Evidence(start, end)
        if start < _LEAD and _DATELINE_NEXT.match(text, end):
            if entity.name != _CAPITAL:
                yield Sign(entity, Anchor("dateline", evidence), _WEIGHTS["dateline"])
            continue
        weight = 1.0 + (_ORGAN_WEIGHT if ORGAN_NEXT.match(text, end) else 0.0)
        yield Sign(entity, Anchor("text", evidence), weight + (_LEAD_WEIGHT if start < _LEAD else 0.0))


def sure(text: str, divisions: Gazetteer, place: Entity | None = None) -> Iterator[tuple[int, int, Entity]]:
    """Yield the divisions that a text surely names, the country left out; those of one name by where `place` lies."""
    for start, end, label in divisions.find(text):
        entity = divisions.by_label[label][0].entity
        if divisions.unsure(label):
            near = divisions.nearest(label, place) if len(divisions.by_label[label]) > 1 else None
            if near is None:
                continue
            entity = near.entity
        if entity != CHINA:
            yield start, end, entity


class _Scale:
    """Weighs the divisions that a document names against one another."""

    def __init__(self, divisions: Gazetteer, signs: list[Sign]) -> None:
        self.divisions = divisions
        self.anchored = any(it.anchor.kind in _WEIGHTS for it in signs)
        self.titled = {it.entity for it in signs if it.anchor.kind in ("place", "title")}
        self.weights: dict[Entity, float] = defaultdict(float)
        for it in signs:
            self.weights[it.entity] += it.weight

    def best(self, level: str, within: Entity | None = None) -> Entity | None:
        """Return the division of a level that clearly outweighs all others, what lies in it counted by half, the title's whole."""
        totals: dict[Entity, float] = defaultdict(float)
        for entity, weight in self.weights.items():
            chain = list(self.divisions.above(entity))
            if within is not None and all(it.entity != within for it in chain):
                continue
            for it in chain:
                if it.level == level:
                    whole = it.entity == entity or entity in self.titled
                    totals[it.entity] += weight if whole else weight / 2
        ranked = sorted(totals.items(), key=lambda it: (-it[1], it[0]))
        if not ranked or ranked[0][1] < _ORGAN_WEIGHT:
            return None
        first = ranked[0][0]
        clear = 1.0 if self._alone(first, level) else _DOMINANCE
        if len(ranked) > 1 and (ranked[0][1] < clear * ranked[1][1] or ranked[0][1] == ranked[1][1]):
            return None
        return first

    def _alone(self, place: Entity, level: str) -> bool:
        """Say whether a title names one division of a level, or what lies in it, and no other."""
        found = {up.entity for it in self.titled for up in self.divisions.above(it) if up.level == level}
        return found == {place}

    def titles(self, place: Entity) -> bool:
        """Say whether the title, where it names a division, names this one or one that lies in it."""
        chains = ([up.entity for up in self.divisions.above(it)] for it in self.titled)
        return not self.titled or any(place in chain for chain in chains)

    def city(self, province: Entity) -> Entity | None:
        """Return the city that 全市 means: a prefecture, or a city of the county level that outweighs its own."""
        prefecture, county = self.best("prefecture", province), self.best("county", province)
        if county is None or not self.divisions.full(county).endswith("市"):
            return prefecture
        above = [it.entity for it in self.divisions.above(county) if it.level == "prefecture"]
        own = max((self.weights[it] for it in above), default=0.0)
        return county if self.weights[county] >= _DOMINANCE * own else prefecture


def _place(document: Document, scale: _Scale) -> Entity | None:
    if not document.place and not scale.titled and _NATIONAL.search(document.title or document.text[:_OPENING]):
        return CHINA
    if not document.place and _NATIONAL.match(document.title or document.text[:_OPENING]):
        return CHINA
    province = scale.best("province")
    if province is None:
        opening = document.text[:_LEAD]
        return CHINA if not document.place and not scale.titled and _NATIONAL.search(opening) else None
    counts = _own_words(document.text, scale.divisions.full(province))
    for level in ("county", "prefecture"):
        found = scale.best(level, province) if level == "county" else scale.city(province)
        most = counts[level] > max(count for other, count in counts.items() if other != level)
        if found is not None and (most or (counts[level] and found in scale.titled)) and scale.titles(found):
            return found
    return province if scale.anchored or any(counts.values()) else None


def _own_words(text: str, province: str) -> Counter[str]:
    """Count by level the words that a document uses of its own place, as they are used in its province."""
    level = {"省": "province", "市": "prefecture", "州": "prefecture", "县": "county", "区": "county"}
    if province.endswith("市"):
        level["市"] = "province"
    elif province.endswith("自治区"):
        level["区"] = "province"
    counts = Counter({"province": 0, "prefecture": 0, "county": 0})
    for word, pattern in _OWN_WORDS.items():
        counts[level[word]] += len(pattern.findall(text))
    return counts
