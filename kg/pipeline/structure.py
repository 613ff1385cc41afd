"""What the layout of a document says: sentences, passages of plans, bylines, and the place it speaks for."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kg.lexicon import Gazetteer, gazetteers
from kg.model import Document, Draft, Entity, Evidence, Step, Structure
from kg.pipeline import setting

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


def find(document: Document, divisions: Gazetteer) -> Structure:
    """Return sentences, plans, asides, the place that 全省 and 我市 mean, and the publisher of a document."""
    text = document.text
    place, anchor = setting.find(document, divisions)
    return Structure(
        sentences=tuple(Evidence(*match.span()) for match in _SENTENCE.finditer(text) if match[0].strip()),
        plans=tuple(_plans(text)),
        asides=tuple(_asides(text)),
        place=place,
        anchor=anchor,
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


def step(folder: Path) -> Step:
    """Return the stage over an ontology folder."""
    divisions, _ = gazetteers(folder)

    def run(draft: Draft) -> Draft:
        return replace(draft, structure=find(draft.document, divisions))

    return run
