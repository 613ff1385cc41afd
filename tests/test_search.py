"""The index of labels and the search page."""

import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from starlette.testclient import TestClient

from kg.search import Index, marked
from kg.search.entries import Entry
from kg.store import Store
from kg.vocabulary import ID, ONTOLOGY, TIFA, term

# Class, names (the first is preferred), English name, documents.
KNOWN = [
    ("Campaign", ["双建争先工程", "双建争先"], "Double-Building and Striving Project", 3),
    ("Place", ["浙江", "浙江省"], "Zhejiang", 9),
    ("Organization", ["浙江省委", "省委", "中共浙江省委"], "Zhejiang Provincial Committee", 7),
    ("Organization", ["黑龙江省委", "省委"], "Heilongjiang Provincial Committee", 2),
    ("Organization", ["中国银行", "中行"], "Bank of China", 1),
    ("Person", ["行长生"], "", 1),
    ("Campaign", ["不忘初心、牢记使命主题教育"], "education campaign on staying true to the founding mission", 4),
    ("Strategy", ["八八战略"], "", 8),
    ("Place", ["重庆", "渝"], "Chongqing", 1),
    ("Place", ["西安"], "Xi'an", 1),
    ("Place", ["先县"], "", 5),
    ("Platform", ["TIFA平台"], "", 1),
    ("Organization", ["妇女联合会"], "", 1),
    ("Slogan", ["<script>alert('1')</script>“引号”"], "", 1),
]


def _entry(number: int, kind: str, names: list[str], english: str, documents: int) -> Entry:
    labels = tuple(sorted({*names, english} - {""}))
    return Entry(f"{ID}{kind.lower()}/e-{number}", (kind,), names[0], english, labels, documents)


@pytest.fixture(scope="module")
def index() -> Index:
    return Index([_entry(number, *it) for number, it in enumerate(KNOWN)])


@pytest.mark.parametrize(
    ("text", "name", "how"),
    [
        ("双建争先", "双建争先工程", "exact"),
        ("“双建争先”", "双建争先工程", "exact"),
        ("雙建爭先", "双建争先工程", "exact"),
        ("双建", "双建争先工程", "prefix"),
        ("争先", "双建争先工程", "part"),
        ("shuangjian", "双建争先工程", "pinyin"),
        ("shuang jian", "双建争先工程", "pinyin"),
        ("Shuang-Jian-Zheng", "双建争先工程", "pinyin"),
        ("shuāngjiàn", "双建争先工程", "pinyin"),
        ("shuangj", "双建争先工程", "pinyin"),
        ("zhengxian", "双建争先工程", "pinyin"),
        ("双jian", "双建争先工程", "pinyin"),
        ("sjzx", "双建争先工程", "initials"),
        ("jzx", "双建争先工程", "initials"),
        ("双建争仙", "双建争先工程", "near"),
        ("建双争先", "双建争先工程", "near"),
        ("shuangjainzhengxian", "双建争先工程", "near"),
        ("shuangjiazhengxian", "双建争先工程", "near"),
        ("zhongguoyinhang", "中国银行", "pinyin"),
        ("chongqing", "重庆", "exact"),
        ("hangzhang", "行长生", "pinyin"),
        ("ＴＩＦＡ", "TIFA平台", "prefix"),
        ("tifapingtai", "TIFA平台", "pinyin"),
        ("EDUCATION CAMPAIGN", "不忘初心、牢记使命主题教育", "prefix"),
        ("founding mission", "不忘初心、牢记使命主题教育", "part"),
        ("mission education", "不忘初心、牢记使命主题教育", "part"),
        ("camapign", "不忘初心、牢记使命主题教育", "near"),
        ("不忘初心牢记使命", "不忘初心、牢记使命主题教育", "prefix"),
        ("主题 初心", "不忘初心、牢记使命主题教育", "part"),
        ("bank", "中国银行", "prefix"),
        ("boc", "中国银行", "initials"),
        ("zhanlue", "八八战略", "pinyin"),
        ("zhanlve", "八八战略", "pinyin"),
        ("zhanlüe", "八八战略", "pinyin"),
        ("funv", "妇女联合会", "pinyin"),
        ("funü", "妇女联合会", "pinyin"),
        ("渝", "重庆", "exact"),
        ("xi'an", "西安", "exact"),
        ("xi an", "西安", "exact"),
    ],
)
def test_first_hit(index: Index, text: str, name: str, how: str) -> None:
    hit = index.find(text).hits[0]
    assert (hit.name, hit.how) == (name, how)


@pytest.mark.parametrize(
    "text", ["uangjian", "ianzheng", "yinxing", "———", "zzz", "㐀", "\0", "a" * 201, "工" * 500]
)
def test_no_hit(index: Index, text: str) -> None:
    assert [it for it in index.find(text).hits if it.how != "near"] == []


def test_better_ways_come_first_then_more_documents_then_shorter_labels(index: Index) -> None:
    found = index.find("浙江")
    assert [(it.name, it.how) for it in found.hits] == [("浙江", "exact"), ("浙江省委", "prefix")]
    assert [it.name for it in index.find("省委").hits] == ["浙江省委", "黑龙江省委"]
    scores = [it.score for it in index.find("省").hits]
    assert scores == sorted(scores, reverse=True)


def test_boundaries_of_words_are_those_of_syllables(index: Index) -> None:
    assert [it.name for it in index.find("xian").hits[:2]] == ["西安", "先县"]
    assert "先县" not in {it.name for it in index.find("xi an").hits if it.how != "near"}


def test_a_single_letter_finds_beginnings_only(index: Index) -> None:
    assert {it.name for it in index.find("z").hits} == {"浙江", "浙江省委", "中国银行"}


def test_classes_choose_and_all_are_counted(index: Index) -> None:
    found = index.find("省委", classes=("Place",))
    assert (found.total, found.hits) == (0, ())
    assert found.classes == {"Organization": 2}
    assert index.find("", classes=("Place",)).total == 4


def test_blank_lists_everything_by_documents(index: Index) -> None:
    found = index.find(" ", limit=3)
    assert [(it.how, it.score) for it in found.hits] == [("all", 0.0)] * 3
    assert found.total == sum(found.classes.values()) == len(KNOWN)


def test_pages_put_together_are_the_whole(index: Index) -> None:
    whole = index.find("江", limit=100)
    pages = [hit for offset in range(whole.total) for hit in index.find("江", limit=1, offset=offset).hits]
    assert tuple(pages) == whole.hits
    assert index.find("江", offset=1000).hits == ()


def test_slips_are_looked_for_only_where_little_else_fits() -> None:
    names = [f"清廉{it}建设" for it in "甲乙丙丁戊己"]
    index = Index([_entry(number, "Campaign", [it], "", 1) for number, it in enumerate([*names, "清廉甲建没"])])
    assert {it.how for it in index.find("清廉").hits} == {"prefix"}
    assert {it.how for it in index.find("清廉甲建设").hits} == {"exact"}
    assert {it.how for it in index.find("清廉甲建").hits} == {"prefix", "near"}


def test_named_is_the_exact_label_and_nothing_more(index: Index) -> None:
    assert [it.name for it in index.named("“省委”")] == ["浙江省委", "黑龙江省委"]
    assert [it.name for it in index.named("ZHEJIANG")] == ["浙江"]
    assert index.named("双建") == index.named("") == index.named("工" * 300) == index.named("㐀") == []


def test_near_reads_the_slug_of_an_iri(index: Index) -> None:
    assert index.near("shuang-jian-zheng-xian-gong-cheng-8ed3e70e")[0].name == "双建争先工程"
    assert index.near("shuang-jian-zheng-xiang-gong-0badf00d")[0].name == "双建争先工程"
    assert index.near("") == index.near("———") == ()


def test_the_empty_index_finds_nothing() -> None:
    assert Index([]).find("浙江").total == Index([]).find("").total == 0


@given(st.text(max_size=250))
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed(index: Index, text: str) -> None:
    found = index.find(text, limit=3)
    assert sum(found.classes.values()) == found.total >= len(found.hits)
    assert all("".join(marked(hit.label, text)) == hit.label for hit in found.hits)
    index.near(text)


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_every_label_is_found_by_itself(names: list[str]) -> None:
    index = Index([_entry(number, "Slogan", [it], "", 1) for number, it in enumerate(names)])
    for number, name in enumerate(names):
        found = index.find(name, limit=10)
        if found.total:
            assert f"{ID}slogan/e-{number}" in {hit.iri for hit in found.hits if hit.how in ("exact", "all")}
        else:
            assert not any(it.isalnum() for it in name)


@given(st.text(max_size=30), st.text(max_size=10))
@settings(deadline=None)
def test_marking_changes_no_character(label: str, text: str) -> None:
    assert "".join(marked(label, text)) == label


def test_only_what_documents_name_is_indexed_and_each_document_counts_once() -> None:
    kind, preferred, mentions = term("rdf:type"), term("skos:prefLabel"), term("tifa:mentions")
    named, unnamed = NamedNode(f"{ID}place/a-1"), NamedNode(f"{ID}place/b-2")
    documents = [NamedNode(f"{ID}document/d-{number}") for number in (1, 2)]
    quads = [Quad(it, mentions, named, it) for it in documents]
    quads += [Quad(it, preferred, Literal("甲", language="zh"), ONTOLOGY) for it in (named, unnamed)]
    quads += [Quad(it, kind, NamedNode(f"{TIFA}Place"), ONTOLOGY) for it in (named, unnamed)]
    quads += [Quad(named, term("tifa:abbreviation"), Literal("丙", language="zh"), ONTOLOGY)]
    with Store.memory() as store:
        store.load(quads)
        index = Index.of(store)
    assert [(it.iri, it.documents) for it in index.find("甲").hits] == [(named.value, 2)]
    assert index.find("丙").hits[0].iri == named.value
    assert index.entry(unnamed.value) is None


def test_readings_are_those_of_pypinyin(index: Index) -> None:
    from pypinyin import lazy_pinyin

    from kg.search.readings import Readings

    readings = Readings()
    for text in ("重庆银行行长", "长江会计的地得", "乐清音乐", "行a长2"):
        read = [
            readings.syllables[it] or character for it, character in zip(readings.read(text), text, strict=True)
        ]
        assert read == lazy_pinyin(text, errors=lambda it: list(it))


def test_a_large_index_answers_at_once() -> None:
    made = Index([_entry(number, "Campaign", [f"{number}号清廉机关建设工程"], "", 1) for number in range(20_000)])
    for text in ("工", "清廉", "qinglian", "gc", "清连机关", "a" * 200):
        start = time.perf_counter()
        made.find(text)
        assert time.perf_counter() - start < 0.5


def _json(pages: TestClient, **values: Any) -> Any:
    answer = pages.get("/search", params={"format": "json", **values})
    assert answer.status_code == 200
    return answer.json()


def test_page_marks_counts_and_links(pages: TestClient) -> None:
    answer = pages.get("/search", params={"q": "双建"}, headers={"accept-language": "zh"})
    assert "<mark>双建</mark>争先" in answer.text
    assert '<a href="/id/campaign/shuang-jian-zheng-xian-gong-cheng-8ed3e70e">' in answer.text
    assert "1 篇文献" in answer.text
    assert "1 document<" in pages.get("/search", params={"q": "双建", "lang": "en"}).text


def test_page_and_json_by_accept(pages: TestClient) -> None:
    asked = pages.get("/search", params={"q": "sjzx"}, headers={"accept": "application/json"})
    assert asked.headers["content-type"] == "application/json"
    assert asked.json()["hits"][0]["name"] == "双建争先工程"
    assert pages.get("/search", headers={"accept": "image/png"}).status_code == 406


def test_pages_follow_one_another(pages: TestClient) -> None:
    everything = _json(pages, q="")
    seen = [
        it["iri"] for page in range(1, everything["pages"] + 1) for it in _json(pages, q="", page=page)["hits"]
    ]
    assert len(seen) == len(set(seen)) == everything["total"]
    documents = [it["documents"] for page in (1, 2) for it in _json(pages, q="", page=page)["hits"]]
    assert all(a >= b for a, b in pairwise(documents))
    assert 'rel="next"' in pages.get("/search").text
    assert pages.get("/search", params={"page": everything["pages"] + 1}).status_code == 404


def test_class_narrows_and_the_counts_stay(pages: TestClient) -> None:
    whole, places = _json(pages, q="浙江"), _json(pages, q="浙江", **{"class": "Place"})
    assert {it["class"] for it in places["hits"]} == {"Place"}
    assert places["classes"] == whole["classes"]
    assert places["total"] == whole["classes"]["Place"] < whole["total"]


def test_nothing_found_suggests(pages: TestClient) -> None:
    answer = pages.get("/search", params={"q": "shuang-jian-zheng-xiang-gong-cheng-0badf00d", "lang": "en"})
    assert answer.status_code == 200
    assert "Did you mean" in answer.text
    assert "双建争先工程" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 201,
        "page=0",
        "page=501",
        "page=x",
        "page=１",
        "page=" + "9" * 5000,
        "class=Nope",
        "format=xml",
    ],
)
def test_bad_requests_get_a_sentence(pages: TestClient, query: str) -> None:
    answer = pages.get(f"/search?{query}")
    assert answer.status_code == 400
    assert 10 < len(answer.text) < 300


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "‮abc",
    "a\nb\r\nc",
    "{{ 7*7 }}",
    "\0",
    "';--",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_escaped(pages: TestClient, text: str) -> None:
    answer = pages.get("/search", params={"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text


@given(st.binary(max_size=300), st.sampled_from(["q", "class", "page", "format", "lang"]))
@settings(max_examples=150, deadline=None)
def test_no_request_breaks_the_page(pages: TestClient, raw: bytes, name: str) -> None:
    quoted = "".join(f"%{it:02X}" for it in raw)
    assert pages.get(f"/search?{name}={quoted}").status_code in (200, 400, 404)
