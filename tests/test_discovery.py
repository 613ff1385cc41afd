"""kg phrases on corpora written for it, where what is planted is known."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kg import lexicon, ontology
from kg.cli.main import main as cli
from kg.corpus import Corpus, Source
from kg.discovery import discover
from kg.discovery.acceptance import accept
from kg.discovery.selection import select
from kg.discovery.signs import WEIGHTS, Candidate, Signs, score
from kg.errors import OntologyError, QueryError

WORDS = [
    "农民",
    "城市",
    "学校",
    "教师",
    "道路",
    "桥梁",
    "医院",
    "森林",
    "河流",
    "机器",
    "粮食",
    "工厂",
    "市场",
    "港口",
    "铁路",
    "文化",
    "历史",
    "科学",
    "技术",
    "语言",
]
VERBS = ["看见", "喜欢", "谈论", "知道", "访问", "记得", "描写", "修理"]


def _corpus(plant: list[str], documents: int = 6) -> Corpus:
    """Make documents in each of which a sentence holds each planted phrase twice, between chance words."""
    chance = random.Random(3)
    texts = {}
    for number in range(documents):
        lines = [
            f"{chance.choice(WORDS)}{chance.choice(VERBS)}{it}{chance.choice(VERBS)}{chance.choice(WORDS)}。"
            for it in plant
            for _ in range(2)
        ]
        chance.shuffle(lines)
        texts[str(number)] = "".join(lines)
    return Corpus([Source(f"urn:{it}", it, it, f"{2000 + int(it)}", it) for it in texts], texts)


def _found(corpus: Corpus, **limits: int) -> list[str]:
    return [it.phrase for it in discover(corpus, lexicon.load(ontology.folder()), **limits)]


def test_planted_phrases_are_found_and_their_fragments_are_not() -> None:
    found = _found(_corpus(["乡村振兴战略", "“六稳”", "人类命运共同体"]))
    assert {"乡村振兴战略", "六稳", "人类命运共同体"} <= set(found)
    assert not {"乡村振兴", "命运共同体", "人类命运", "振兴战略"} & set(found)


def test_every_use_is_followed_to_its_place() -> None:
    corpus = _corpus(["“三航”行动", "绿色发展理念"])
    for it in discover(corpus, lexicon.load(ontology.folder())):
        for use in it.uses:
            written = corpus.text(use.source)[use.start : use.end]
            assert "".join(sign for sign in written if sign not in "“”") == it.phrase
        assert list(it.uses) == corpus.uses(it.phrase)


def _told(sentences: list[str], documents: int = 4) -> Corpus:
    """Make documents of which each says all sentences, between ones of its own."""
    chance = random.Random(5)
    texts = {}
    for number in range(documents):
        own = [f"{chance.choice(WORDS)}{chance.choice(VERBS)}{chance.choice(WORDS)}{number}。" for _ in range(30)]
        texts[str(number)] = "".join(
            f"{chance.choice(WORDS)}{it}{chance.choice(WORDS)}。{own.pop()}" for it in sentences for _ in range(2)
        )
    return Corpus([Source(f"urn:{it}", it, it, f"{2000 + int(it)}", it) for it in texts], texts)


def test_parallel_clauses_are_one_phrase_with_its_marks() -> None:
    found = _found(_corpus(["自信自强、守正创新", "稳航速、促转弯、调帆面", "走在前、作表率"]))
    assert {"自信自强、守正创新", "稳航速、促转弯、调帆面", "走在前、作表率"} <= set(found)
    assert not {"自信自强", "守正创新", "促转弯、调帆面", "稳航速、促转弯"} & set(found)
    assert all(it[0] not in "、，" and it[-1] not in "、，" for it in found)


def test_a_list_of_what_goes_its_own_way_is_no_phrase() -> None:
    lists = [f"{one}、{other}" for one in WORDS for other in WORDS if one != other]
    chance = random.Random(1)
    texts = {str(n): "。".join(chance.sample(lists, 200)) for n in range(5)}
    corpus = Corpus([Source(f"urn:{it}", it, it, "2000", it) for it in texts], texts)
    assert not [it for it in _found(corpus) if "、" in it]
    # Two clauses of one length whose parts stand elsewhere far more often.
    parts = ["修建大型水库", "疏浚主要河道"]
    texts = {str(n): "。".join(["、".join(parts), *(it + str(n) for it in parts * 9)]) for n in range(5)}
    corpus = Corpus([Source(f"urn:{it}", it, it, "2000", it) for it in texts], texts)
    assert not [it for it in _found(corpus) if "、" in it]


def test_what_is_taken_up_as_doctrine_ranks_above_what_is_administered() -> None:
    corpus = _told(["坚持深水静流的方针", "奉行深水静流战略", "提高深井水位的增长", "反对深井水位企业"])
    found = {it.phrase: it for it in discover(corpus, lexicon.load(ontology.folder()))}
    one, other = found["深水静流"], found["深井水位"]
    assert (one.led, one.named, len(one.uses)) == (1.0, 1.0, 16)
    assert (other.led, other.named, len(other.uses)) == (0.5, 0.0, 16)
    assert one.score > other.score


def test_a_verb_and_what_it_governs_are_apart() -> None:
    found = _found(_corpus(["贯彻落实深蓝发展观", "深蓝发展观"]))
    assert "深蓝发展观" in found
    assert "贯彻落实深蓝发展观" not in found


def test_what_stands_before_an_opening_mark_is_no_part() -> None:
    found = _found(_corpus(["坚定“四个航向”"]))
    assert "四个航向" in found
    assert "坚定四个航向" not in found


@pytest.mark.parametrize("sign", [it for it in WEIGHTS if WEIGHTS[it] < 0])
def test_no_sign_against_a_phrase_raises_its_score(sign: str) -> None:
    assert score({"uses": 3.0, sign: 1.0}) < score({"uses": 3.0})


@pytest.mark.parametrize(
    ("phrase", "sign"),
    [
        ("两个航向", "numeral"),
        ("深蓝主义", "doctrine"),
        ("深蓝行动", "drive"),
        ("社会主义新航道", "doctrinal"),
        ("航人治航", "parallel"),
        ("百花齐放", "idiom"),
        ("知识分子", "noun"),
        ("提高航速效益", "governed"),
        ("中央管理委员会", "name"),
    ],
)
def test_the_form_of_a_phrase_is_read(phrase: str, sign: str) -> None:
    signs = Signs(lexicon.load(ontology.folder()))
    assert signs.read(Candidate(phrase, len(phrase), np.arange(5), None))[sign] > 0
    assert not signs.read(Candidate("桥梁科学", 4, np.arange(5), None)).get(sign)


def _source(name: str, issued: str, place: str = "浙江", digest: str = "") -> Source:
    return Source(f"urn:{name}", name, name, issued, digest or name, place=place, chain=(place, "中国"))


def test_documents_are_taken_by_place_and_time_and_reprints_are_left_out() -> None:
    sources = [
        _source("a", "2020-05-01"),
        _source("b", "2020"),
        _source("c", "", place="湖南"),
        _source("d", "2021-03", place="湖南"),
        _source("e", "2022", digest="a"),
    ]
    corpus = Corpus(sources, {it: f"{it}说的话。" * 3 for it in "abcd"})

    def names(*limits: str | None) -> tuple[str, int, int]:
        taken = select(corpus, *limits)
        return "".join(it.name for it in taken.sources), taken.undated, taken.reprints

    assert names() == ("badc", 0, 1)
    assert names("湖南") == ("dc", 0, 0)
    assert names("中国", "2020", "2020") == ("ba", 1, 0)
    # What is dated 2020 may have been issued before May.
    assert names(None, "2020-05", "2021") == ("ad", 2, 0)
    assert names(None, "2020-05-02", None) == ("de", 2, 0)


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        (("杭州", None, None), "speaks for a place of this name"),
        ((None, "2021", "2020"), "ends before"),
        ((None, "去年", None), "no date"),
        ((None, "2020-13", None), "no date"),
        ((None, None, "2020-02-30"), "no date"),
        ((None, "", "2020-"), "no date"),
    ],
)
def test_limits_that_are_none_are_refused(limits: tuple[str | None, ...], problem: str) -> None:
    with pytest.raises(QueryError, match=problem):
        select(Corpus([_source("a", "2020")], {"a": "话"}), *limits)


def test_limits_and_order_hold() -> None:
    corpus = _corpus(["乡村振兴战略"])
    assert _found(corpus) == _found(corpus)
    assert "乡村振兴战略" not in _found(corpus, uses=13)
    assert "乡村振兴战略" not in _found(corpus, documents=7)
    assert _found(Corpus([], {})) == []


def test_what_grammar_makes_is_left_out() -> None:
    assert not {"进一步加强管理", "三百万吨钢铁"} & set(_found(_corpus(["进一步加强管理", "三百万吨钢铁"])))


def test_an_accepted_phrase_is_known_to_the_next_build(tmp_path: Path) -> None:
    folder, build, text = tmp_path / "mine", tmp_path / "build", tmp_path / "a.txt"
    text.write_text("我们谈论深蓝跃迁这件事。大家知道深蓝跃迁的历史。", encoding="utf-8")
    before = ontology.load().names
    path = accept("深蓝跃迁", "Formulation", "试验用", folder)
    assert path.read_text(encoding="utf-8").endswith("深蓝跃迁\tFormulation\t试验用\tkg phrases\n")
    assert ontology.load(folder).names != before
    with pytest.raises(OntologyError, match="known already"):
        accept("深蓝跃迁", "Formulation", "again", folder)
    with pytest.raises(OntologyError, match="no class"):
        accept("深蓝", "Place", "x", folder)
    run = CliRunner().invoke(cli, ["build", str(text), "--no-page", "--ontology", str(folder), "-o", str(build)])
    assert run.exit_code == 0, run.output
    graph = (build / "graph.nq").read_text(encoding="utf-8")
    assert 'editorialNote> "试验用"' in graph
    assert "formulation/shen-lan-yue-qian" in graph


def test_the_installed_ontology_is_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ontology, "folder", lambda: tmp_path / "_ontology")
    with pytest.raises(OntologyError, match="--ontology"):
        accept("深蓝跃迁", "Formulation", "x")


def test_the_command_lists_phrases_with_their_places(tmp_path: Path) -> None:
    source, build = tmp_path / "in", tmp_path / "build"
    source.mkdir()
    corpus = _corpus(["乡村振兴战略"], 3)
    for it in corpus.sources:
        (source / f"{it.name}.txt").write_text(corpus.text(it), encoding="utf-8")
    runner = CliRunner()
    assert runner.invoke(cli, ["build", str(source), "--no-page", "-o", str(build)]).exit_code == 0
    run = runner.invoke(cli, ["phrases", "-b", str(build), "--format", "json"])
    assert run.exit_code == 0, run.output
    row = next(it for it in json.loads(run.stdout) if it["phrase"] == "乡村振兴战略")
    assert (row["uses"], row["documents"], row["undated"]) == (6, 3, 6)
    assert all("乡村振兴战略" in it["sentence"] for it in row["samples"])
    assert "3 documents; 0 reprints left out" in run.stderr
    assert "fewer than 10 documents" in run.stderr
    late = runner.invoke(cli, ["phrases", "-b", str(build), "--from", "2020", "--format", "json"])
    assert (late.exit_code, json.loads(late.stdout)) == (0, [])
    assert "3 documents left out: not dated" in late.stderr
    wrong = runner.invoke(cli, ["phrases", "-b", str(build), "--place", "乌有"])
    assert wrong.exit_code != 0
    assert "乌有" in wrong.output
