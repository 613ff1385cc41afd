"""The pipeline as spaCy sees it, and the stages that find structure, names and entities, rule by rule."""

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import lexicon, ontology, pipeline
from kg.lexicon import gazetteers
from kg.model import Document, Entity, Mention
from kg.pipeline import entities, mentions, structure
from kg.pipeline.mentions.grammar import Grammar
from kg.vocabulary import ANCHORS, CLASSES

ROOT = Path(__file__).parent.parent
FOLDER = ontology.folder()
DIVISIONS, KNOWN = gazetteers(FOLDER)
GRAMMAR = Grammar(lexicon.load(FOLDER), DIVISIONS, None)
KNOWING = Grammar(lexicon.load(FOLDER), DIVISIONS, KNOWN)


def _rows(name: str) -> list[list[str]]:
    lines = (ROOT / "tests/cases" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


MENTIONS = _rows("mentions.tsv")
ENTITIES = _rows("entities.tsv")


def _mentions(text: str, grammar: Grammar = GRAMMAR) -> list[Mention]:
    return mentions.find(text, structure.find(Document("t", text), DIVISIONS), grammar)


@pytest.mark.parametrize(("rule", "text", "expected"), MENTIONS)
def test_mention_rule(rule: str, text: str, expected: str) -> None:
    text = text.replace("⏎", "\n")
    grammar = KNOWING if rule == "known" else GRAMMAR
    found = [it for it in _mentions(text, grammar) if it.rule == f"mentions/{rule}"]
    names = {f"{it.entity.type} {it.entity.name}" for it in found}
    assert names == (set() if expected == "-" else set(expected.split("; ")))


def test_every_mention_rule_has_a_positive_and_a_negative_case() -> None:
    cases: dict[str, set[bool]] = defaultdict(set)
    for rule, _, expected in MENTIONS:
        cases[rule].add(expected != "-")
    assert set(cases) == mentions.RULES
    assert {rule for rule, signs in cases.items() if signs != {True, False}} == set()


@pytest.mark.parametrize(("title", "text", "expected"), ENTITIES)
def test_entities_are_settled_by_their_document(title: str, text: str, expected: str) -> None:
    document = Document("t", text, title=title)
    layout = structure.find(document, DIVISIONS)
    _, settled = entities.settle(text, layout, mentions.find(text, layout, GRAMMAR), DIVISIONS, KNOWN)
    names = {f"{it.entity.type} {it.entity.name}" for it in settled}
    wanted = {name for name in expected.split("; ") if not name.startswith("!")} - {"-"}
    unwanted = {name.removeprefix("! ") for name in expected.split("; ") if name.startswith("!")}
    assert wanted <= names
    assert not unwanted & names


def test_one_name_has_one_class() -> None:
    text = "推行“六必访”制度。评选“六必访”标兵。六必访成了习惯。"
    layout = structure.find(Document("t", text), DIVISIONS)
    _, settled = entities.settle(text, layout, mentions.find(text, layout, GRAMMAR), DIVISIONS, None)
    classes: dict[str, set[str]] = defaultdict(set)
    for it in settled:
        classes[it.entity.name].add(it.entity.type)
    assert all(len(found) == 1 for found in classes.values())


def test_without_known_entities_divisions_stay_known() -> None:
    assert {it.rule for it in _mentions("浙江践行八八战略。")} == {"mentions/division"}
    assert any(it.rule == "mentions/known" for it in _mentions("浙江践行八八战略。", KNOWING))


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (Document("t", "全省上下行动起来。", place="湖北省"), "湖北"),
        (Document("t", "全省上下行动起来。", publisher="湖北日报"), "湖北"),
        (Document("t", "2025年江苏省政府工作报告\n全省生产总值增长。"), "江苏"),
        (Document("t", "宿迁市委发文，全市推广，市直各单位落实。", title="宿迁市经验"), "宿迁"),
        (Document("t", "全市行动。", title="重庆市政府工作报告"), "重庆"),
        (Document("t", "我国经济向好。", title="国务院政府工作报告"), "中国"),
        (Document("t", "全省上下行动起来。"), None),
        (Document("t", "全省上下行动起来。", source="https://zj.people.com.cn/n2/2024/1.html"), "浙江"),
        (Document("t", "全市上下行动起来。", source="www.wenzhou.gov.cn"), "温州"),
        (Document("t", "全省上下行动起来。", source="https://zj.example.com/"), None),
        (Document("t", "本报成都6月1日电 全省上下行动起来。"), "四川"),
        (Document("t", "新华社北京6月1日电 全市上下行动起来。"), None),
        (Document("t", "全省行动，省委部署。温州市先行，全市跟进，市委推动。", title="浙江省综述"), "浙江"),
        (Document("t", "全市行动，义乌市委部署。", title="义乌市综述"), "义乌市"),
        (Document("t", "全市行动，全省关注，省委推动。", title="深圳市综述"), "深圳"),
        (Document("t", "北京和天津来人，北京热闹，北京开会。全市欢迎。", title="廊坊综述"), "廊坊"),
    ],
)
def test_place_that_a_document_speaks_for(document: Document, place: str | None) -> None:
    found = structure.find(document, DIVISIONS).place
    assert (found.name if found else None) == place


def test_plans_begin_at_the_heading_and_end_at_a_review() -> None:
    text = "一、去年工作回顾\n实施甲工程。\n二、今年主要任务\n实施乙工程。\n三、五年成就回顾\n实施丙工程。"
    plans = [it.exact(text).strip() for it in structure.find(Document("t", text), DIVISIONS).plans]
    assert plans == ["实施乙工程。"]


def test_bylines_are_asides() -> None:
    text = "标题\n本报记者 周晓明\n正文在这里。"
    asides = [it.exact(text) for it in structure.find(Document("t", text), DIVISIONS).asides]
    assert asides == ["本报记者 周晓明"]


def test_pipeline_is_an_ordinary_nlp() -> None:
    nlp = pipeline.load()
    assert nlp.lang == "zh"
    assert [name for name in nlp.pipe_names if name.removeprefix("tifa_") in pipeline.STAGES] == [
        f"tifa_{stage}" for stage in pipeline.STAGES
    ]
    text = "江苏省委实施“强村富民”工程。 两个空格  和\n换行。"
    doc = nlp(text)
    assert doc.text == text
    assert ("Organization", "江苏省委") in {(it.label_, it.text) for it in doc.spans[pipeline.SPANS]}
    assert nlp.analyze_pipes()["problems"] == {name: [] for name in nlp.pipe_names}


def test_annotate_gives_the_same_as_nlp() -> None:
    nlp = pipeline.load()
    document = Document("t", "江苏省委实施“强村富民”工程，全省建成书屋1.2万个。", title="江苏省纪事")
    extraction = pipeline.annotate(nlp, document)
    assert extraction.place == Entity("Place", "江苏")
    assert {it.entity.name for it in extraction.mentions} >= {"江苏省委", "强村富民工程", "江苏"}
    assert extraction == pipeline.annotate(nlp, document)
    assert extraction == pipeline.annotate(pipeline.stages(), document)


_MARKS = ("“", "”", "《", "》", "‘", "’", "、", "，", "。", "（", "）", "\n", " ")
_WORDS = (
    "实施",
    "工程",
    "机制",
    "省委",
    "全省",
    "浙江",
    "市",
    "三大",
    "行动",
    "等",
    "和",
    "的",
    "以",
    "为总抓手",
    "会议",
)
_NAMES = ("习近平", "总书记", "9.5万", "余名", "2023年", "党的", "记者 ")
_PIECES = st.sampled_from(_MARKS + _WORDS + _NAMES) | st.text(max_size=6)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_no_text_breaks_the_pipeline_and_every_span_holds(text: str) -> None:
    extraction = pipeline.annotate(_STAGES, Document("t", text))
    for it in extraction.mentions:
        assert 0 <= it.evidence.start < it.evidence.end <= len(text)
        assert it.entity.type in CLASSES
        assert it.entity.name
        assert it.rule.removeprefix("mentions/") in mentions.RULES | mentions.LEARNED | entities.RULES
        if it.anchor:
            assert it.anchor.kind in ANCHORS
            assert it.anchor.evidence is None or 0 <= it.anchor.evidence.start < it.anchor.evidence.end <= len(
                text
            )
    for claim in extraction.claims:
        assert 0 <= claim.evidence.start < claim.evidence.end <= len(text)


_STAGES = pipeline.stages()
