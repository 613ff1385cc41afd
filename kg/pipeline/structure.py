"""What the layout of a document says: sentences, passages of plans, bylines, and the place it speaks for."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kg.lexicon import Gazetteer, gazetteers
from kg.model import Document, Entity, Evidence, Structure

CHINA = Entity("Place", "中国")

_SENTENCE = re.compile(r"[^。！？\n]+(?:[。！？]+[”’」』）)]*|(?=\n)|$)")
_LINE = re.compile(r"[^\n]+")
_TOP_HEADING = re.compile(
    r"\s*(?![（(])(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章部]|[^，。；]{0,30}$)"
)
_NUMBERED = re.compile(r"\s*[一二三四五六七八九十]+、")
_PLAN = re.compile(
    r"任务|工作安排|工作要求|工作重点|重点工作|下一步|今后|打算|目标|部署安排|总体要求|展望|主要考虑|重要要求|奋力谱写|开好局|今后五年|未来五年|努力建设|全力推动"
)
_PLAN_OPENER = re.compile(
    r"要(?:重点)?(?:做好|抓好|着力抓好|突出抓好)以下|重点做好以下(?:几方面|[一二三四五六七八九十]+[个方项]+)?.{0,4}工作"
)
_DONE = re.compile(r"回顾|成就|成效|总结|历程|主要做法")
_TITLE = re.compile("《([^《》]+)》")
_BYLINE = re.compile(r"记者|通讯员|摄影|供图|图为|责任?编辑|\s摄$|[^，。]{2,20}摄$")
_NATIONAL = re.compile(r"国务院|中华人民共和国|全国人民代表大会|中国共产党第.{1,4}次全国|中共中央|国民经济计划")
_ORGAN_NEXT = re.compile(r"(?:省|市|县|区)?(?:委|直|人民政府|政府|人大|政协|级机关)")
_DEICTICS = {
    "province": re.compile(r"[全我]省|省(?:委|政府|人民政府|直|级|人大|政协)|自治区(?:党委|人民政府|政府)|全区"),
    "prefecture": re.compile(r"[全我]市|市(?:委|政府|人民政府|直)|[全我]州|州委"),
    "county": re.compile(r"[全我](?:县|旗)|县(?:委|政府|人民政府)|我区|区(?:委(?!书记)|政府)"),
}
_TITLE_WEIGHT, _METADATA_WEIGHT, _PUBLISHER_WEIGHT, _ORGAN_WEIGHT, _LEAD_WEIGHT = 12.0, 40.0, 8.0, 3.0, 2.0
_LEAD = 300
_DOMINANCE = 2.0


def find(document: Document, divisions: Gazetteer) -> Structure:
    """Return sentences, plans, asides, the place that 全省 and 我市 mean, and the publisher of a document."""
    text = document.text
    return Structure(
        sentences=tuple(Evidence(*match.span()) for match in _SENTENCE.finditer(text) if match[0].strip()),
        plans=tuple(_plans(text)),
        asides=tuple(_asides(text)),
        place=_place(document, divisions),
        publisher=_publisher(document.publisher or ""),
    )


def _publisher(stated: str) -> Entity | None:
    """Return the medium that a source line names: 《今日浙江》杂志 is 今日浙江."""
    title = _TITLE.search(stated)
    name = title[1] if title else stated.strip()
    return Entity("Organization", name) if name else None


def _plans(text: str) -> Iterator[Evidence]:
    start: int | None = None
    for line in _LINE.finditer(text):
        heading = (len(line[0]) <= 40 and _TOP_HEADING.fullmatch(line[0])) or _NUMBERED.match(line[0][:12])
        plan = bool(_PLAN.search(line[0][:60])) and not _DONE.search(line[0][:60])
        opener = _PLAN_OPENER.search(line[0])
        if heading and len(line[0]) <= 60:
            if start is not None and not plan and _DONE.search(line[0]):
                yield Evidence(start, line.start())
                start = None
            elif start is None and plan:
                start = line.end()
        elif opener and start is None:
            start = line.start() + opener.end()
    if start is not None and start < len(text):
        yield Evidence(start, len(text))


def _asides(text: str) -> Iterator[Evidence]:
    for line in _LINE.finditer(text):
        if len(line[0]) <= 60 and line[0][-1] not in "。！？；：" and _BYLINE.search(line[0]):
            yield Evidence(*line.span())


class _Weights:
    """How often, and how prominently, a document names each administrative division."""

    def __init__(self, document: Document, divisions: Gazetteer) -> None:
        self.divisions = divisions
        self.weights: dict[Entity, float] = defaultdict(float)
        self.anchored = False
        for text, weight in (
            (document.title or document.text.split("\n", 1)[0][:60], _TITLE_WEIGHT),
            (document.place or "", _METADATA_WEIGHT),
            (document.publisher or "", _PUBLISHER_WEIGHT),
        ):
            found = list(self._add(text, weight))
            self.anchored = self.anchored or bool(found)
        list(self._add(document.text, 1.0))

    def _add(self, text: str, weight: float) -> Iterator[Entity]:
        for start, end, label in self.divisions.find(text):
            known = self.divisions.by_label[label]
            if len(known) == 1 and known[0].entity != CHINA:
                bonus = _ORGAN_WEIGHT if _ORGAN_NEXT.match(text, end) else 0.0
                bonus += _LEAD_WEIGHT if start < _LEAD else 0.0
                self.weights[known[0].entity] += weight + bonus if weight == 1.0 else weight
                yield known[0].entity

    def best(self, level: str, within: Entity | None) -> Entity | None:
        """Return the division of a level that clearly outweighs all others, what lies in it counted by half."""
        totals: dict[Entity, float] = defaultdict(float)
        for entity, weight in self.weights.items():
            chain = list(self.divisions.above(entity))
            if within is not None and all(it.entity != within for it in chain):
                continue
            for it in chain:
                if it.level == level:
                    totals[it.entity] += weight if it.entity == entity else weight / 2
        ranked = sorted(totals.items(), key=lambda it: (-it[1], it[0]))
        if not ranked or ranked[0][1] < _ORGAN_WEIGHT:
            return None
        if len(ranked) > 1 and ranked[0][1] < _DOMINANCE * ranked[1][1]:
            return None
        return ranked[0][0]


def _place(document: Document, divisions: Gazetteer) -> Entity | None:
    weights = _Weights(document, divisions)
    if not document.place and _NATIONAL.search(document.title or document.text[:80]):
        return CHINA
    province = weights.best("province", None)
    if province is None:
        opening = document.text[:_LEAD]
        return CHINA if not document.place and _NATIONAL.search(opening) else None
    counts = {level: len(pattern.findall(document.text)) for level, pattern in _DEICTICS.items()}
    for level in ("county", "prefecture"):
        others = max(count for other, count in counts.items() if other != level)
        if counts[level] > others:
            found = weights.best(level, province)
            if found is not None:
                return found
    if weights.anchored or any(counts.values()):
        return province
    return None


@Language.factory("tifa_structure", assigns=["doc._.structure"], default_config={"folder": ""})
def component(nlp: Language, name: str, folder: str) -> Callable[[Doc], Doc]:
    """Make the component that reads the layout."""
    divisions, _ = gazetteers(Path(folder))

    def run(doc: Doc) -> Doc:
        doc._.structure = find(doc._.document, divisions)
        return doc

    return run
