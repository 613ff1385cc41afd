"""The sample corpus: what it must show, whether its gold annotations fit, and the facts that README tells of it."""

import json
import re
from pathlib import Path
from typing import Any

import opencc
import pytest
from pyoxigraph import QuerySolutions

from kg.build import sample
from kg.model import Document
from kg.reader import read
from kg.store import Store
from kg.vocabulary import CLASSES, QUALIFIERS, RELATIONS

GOLD = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted(Path(__file__).parent.glob("gold/sample/*"))
}
FURNITURE = ("当前位置", "版权所有", "打印", "下转第", "分享到", "投稿邮箱", "关闭窗口", "责任编辑")
# What README shows of the sample build, and what its pictures and notebooks rest on: subject, property, object.
FACTS = (
    ("双鸭山市直机关工委", "guidedBy", "三航行动"),
    ("双鸭山市直机关工委", "guidedBy", "三铸工程"),
    ("双鸭山市直机关工委", "implements", "党纪学习教育"),
    ("党中央", "implements", "党纪学习教育"),
    ("六个龙江", "hasComponent", "勤廉龙江"),
    ("李强", "holdsPosition", "国务院"),
    ("袁家军", "holdsPosition", "浙江省委"),
    ("浙江省直机关工委", "guidedBy", "双建争先工程"),
    ("浙江省直机关工委", "collaboratesWith", "浙江省委宣传部"),
    ("习近平", "proposes", "八八战略"),
    ("浙江", "implements", "红色根脉强基工程"),
    ("黑龙江省委", "proposes", "六个龙江"),
    ("国务院", "issues", "推动大规模设备更新和消费品以旧换新行动方案"),
)


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    """Return the documents of the sample corpus as the reader gives them, by name."""
    found = list(read([sample()]))
    broken = [item for item in found if not isinstance(item, Document)]
    assert not broken
    return {item.name: item for item in found if isinstance(item, Document)}


def fold(text: str) -> str:
    """Drop quotation marks, spaces and separators: the gold annotations write them in other ways than the text."""
    return re.sub(
        r"[\s“”‘’\"'《》〈〉「」『』,，、;；。·—\-]+", "", text.translate(str.maketrans("（）：！？％", "():!?%"))
    )


def names(gold: dict[str, Any]) -> dict[str, str]:
    """Map the identifiers of a gold file's entities to their names."""
    return {entity["id"]: entity["name"] for entity in gold["entities"]}


def test_every_document_is_annotated(documents: dict[str, Document]) -> None:
    assert sorted(gold["source_file"] for gold in GOLD.values()) == sorted(documents)


def test_the_corpus_has_two_provinces_a_city_and_the_centre(documents: dict[str, Document]) -> None:
    origins = {name.partition("-")[0] for name in documents}
    assert {"zhejiang", "heilongjiang", "hangzhou", "shuangyashan", "centre"} <= origins


def test_the_years_reach_from_2019_to_2025(documents: dict[str, Document]) -> None:
    years = sorted((document.issued or "")[:4] for document in documents.values())
    assert years[0] == "2019"
    assert years[-1] == "2025"


@pytest.mark.parametrize("path", sorted(sample().iterdir()), ids=lambda path: path.name)
def test_every_file_says_that_it_was_written_for_the_project(path: Path) -> None:
    text = opencc.OpenCC("t2s").convert(path.read_text("utf-8"))
    text = re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)", "", text)
    records = text.splitlines()[1:] if path.suffix == ".csv" else [text]
    assert all("为 tifa 项目编写" in record and "示例文本" in record for record in records)


@pytest.mark.parametrize("name", GOLD)
def test_metadata_is_read(name: str, documents: dict[str, Document]) -> None:
    gold = GOLD[name]
    document = documents[gold["source_file"]]
    assert document.issued == gold["date"]
    assert fold(document.title or "") == fold(gold["title"])
    assert "tifa" in f"{document.description} {document.publisher} {document.source}"


@pytest.mark.parametrize("name", GOLD)
def test_page_furniture_is_gone(name: str, documents: dict[str, Document]) -> None:
    text = documents[GOLD[name]["source_file"]].text
    assert not [words for words in FURNITURE if words in text]


@pytest.mark.parametrize("name", GOLD)
def test_gold_is_well_formed(name: str) -> None:
    gold = GOLD[name]
    known = names(gold)
    assert len(known) == len(gold["entities"]) == len(set(known.values()))
    assert {entity["class"] for entity in gold["entities"]} <= set(CLASSES)
    assert {relation["p"] for relation in gold["relations"]} <= set(RELATIONS)
    assert {observation["qualifier"] for observation in gold["observations"]} <= set(QUALIFIERS)
    ends = {end for relation in gold["relations"] for end in (relation["s"], relation["o"])}
    about = {observation["about"] for observation in gold["observations"]} - {None}
    parts = {part for expansion in gold["expansions"] for part in (expansion["whole"], *expansion["parts"])}
    assert ends | about | parts <= set(known)
    triples = [(relation["s"], relation["p"], relation["o"]) for relation in gold["relations"]]
    assert len(triples) == len(set(triples))


@pytest.mark.parametrize("name", GOLD)
def test_what_is_annotated_stands_in_the_text(name: str, documents: dict[str, Document]) -> None:
    gold = GOLD[name]
    text = fold(documents[gold["source_file"]].text)
    surfaces = [surface for entity in gold["entities"] for surface in entity["surface"]]
    quotes = [observation["evidence"] for observation in gold["observations"]]
    assert [words for words in (*surfaces, *quotes) if fold(words) not in text] == []


def test_every_class_and_relation_shows() -> None:
    classes = {entity["class"] for gold in GOLD.values() for entity in gold["entities"] if entity["core"]}
    relations = {relation["p"] for gold in GOLD.values() for relation in gold["relations"] if relation["certain"]}
    assert classes == set(CLASSES)
    assert relations == set(RELATIONS)


def test_every_kind_of_figure_shows() -> None:
    figures = [figure for gold in GOLD.values() for figure in gold["observations"]]
    assert {figure["qualifier"] for figure in figures} == set(QUALIFIERS)
    assert {"%", "个百分点", "元", "名", "毫升", "人次"} <= {figure["unit"] for figure in figures}
    growth = {figure["value"] for figure in figures if figure["measure"] == "国内生产总值增长"}
    assert {6, 6.5} <= growth


def test_one_short_name_means_two_bodies() -> None:
    bodies = {
        entity["name"]
        for gold in GOLD.values()
        for entity in gold["entities"]
        if {"省委", "省直机关工委"} & set(entity["surface"])
    }
    assert {"浙江省委", "黑龙江省委", "浙江省直机关工委", "黑龙江省直机关工委"} <= bodies


@pytest.mark.parametrize(("subject", "predicate", "target"), FACTS)
def test_the_facts_that_readme_shows_are_in_the_build(
    sample_build: Path, subject: str, predicate: str, target: str
) -> None:
    ask = f'ASK {{ ?s skos:prefLabel "{subject}"@zh ; tifa:{predicate} [ skos:prefLabel "{target}"@zh ] }}'
    with Store.open(sample_build / "store") as store:
        assert bool(store.query(ask))


def test_one_surface_is_settled_as_two_bodies_in_the_build(sample_build: Path) -> None:
    select = (
        "SELECT DISTINCT ?name ?path { ?mention oa:hasBody ?body ; oa:hasTarget ?place . ?body skos:prefLabel ?name . "
        '?place oa:hasSelector/oa:exact "省委" ; oa:hasSource/dcterms:identifier ?path FILTER(lang(?name) = "zh") }'
    )
    with Store.open(sample_build / "store") as store:
        rows = store.query(select)
        assert isinstance(rows, QuerySolutions)
        bodies = {row["path"].value: row["name"].value for row in rows}
    assert bodies["heilongjiang-revival.md"] == "黑龙江省委"
    assert bodies["zhejiang-villages.md"] == "浙江省委"
