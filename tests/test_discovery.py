"""kg phrases on corpora written for it, where what is planted is known."""

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import lexicon, ontology
from kg.cli.main import main as cli
from kg.corpus import Corpus, Source
from kg.discovery import discover
from kg.discovery.acceptance import accept
from kg.errors import OntologyError

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
