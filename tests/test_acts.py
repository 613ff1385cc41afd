"""Acts of uses: a table of sentences, and a corpus in which one province coins what another echoes."""

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from benchmarks import acts as benchmark
from click.testing import CliRunner

from kg import lexicon
from kg.acts import ACTS, MOODS, Act, acts, origin
from kg.agents import proposers
from kg.build import build
from kg.cli import main
from kg.corpus import Corpus, Source, Use
from kg.store import Store

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "acts.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith(("#", "text\t"))
]


def told(text: str, phrase: str) -> list[Act]:
    corpus = Corpus([Source("d:1", "1.txt", "", "2024", "1")], {"1": text})
    return acts(corpus, corpus.uses(phrase))


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_each_sentence_has_its_act(marked: str, expected: str) -> None:
    found = re.fullmatch(r"(.*)\[(.+)\](.*)", marked)
    assert found
    (act,) = told(found[1] + found[2] + found[3], found[2])
    assert f"{act.act} {act.mood}".removesuffix(" stated") == expected


def test_the_cue_has_its_place_in_the_text_and_the_clause_its_agent() -> None:
    text = "去年。党的十九大明确提出“乡村振兴”战略。"
    (act,) = told(text, "乡村振兴")
    assert act.cue
    assert text[act.cue.start : act.cue.end] == act.cue.word == "明确提出"
    assert act.agent == "党的十九大"


def test_a_clause_that_does_not_say_who_has_no_agent() -> None:
    assert [it.agent for it in told("为此提出乡村振兴战略。", "乡村振兴")] == [""]


def test_acts_come_in_the_order_of_uses() -> None:
    corpus = Corpus([Source("d:1", "1.txt", "", "", "1")], {"1": "提出两山。实施两山。两山。"})
    uses = corpus.uses("两山")[::-1]
    found = acts(corpus, uses)
    assert [it.use for it in found] == uses
    assert [it.act for it in found] == ["repeats", "implements", "proposes"]


def planted(*documents: tuple[str, str]) -> list[Act]:
    sources = [Source(f"d:{i}", f"{i}.txt", "", issued, str(i)) for i, (issued, _) in enumerate(documents)]
    corpus = Corpus(sources, {str(i): text for i, (_, text) in enumerate(documents)})
    return acts(corpus, corpus.uses("三绿"))


def names(found: list[Act]) -> list[str]:
    return [it.use.source.name for it in found]


def test_who_coins_is_not_who_echoes_even_where_the_echo_is_earlier() -> None:
    found = planted(("2020-01-01", "我们坚持三绿。"), ("2020-02-01", "省委首次提出三绿。"), ("2021", "提出三绿。"))
    assert names(origin(found)) == ["1.txt"]


def test_dates_that_leave_it_open_leave_several_origins() -> None:
    found = planted(("2020", "省委提出三绿。"), ("2020-02-01", "提出三绿。"), ("2021", "提出三绿。"))
    assert names(origin(found)) == ["0.txt", "1.txt"]


def test_a_later_document_may_say_who_was_first() -> None:
    found = planted(
        ("2020-01-01", "省委首次提出三绿。"),
        ("2022-05-01", "早在2003年7月，市委首次提出三绿。"),
        ("", "一九九九年提出三绿。"),
    )
    assert [it.when for it in found] == ["", "2003-07", "1999"]
    assert names(origin(found)) == ["2.txt"]
    assert names(origin(found[:2])) == ["1.txt"]


def test_a_date_after_the_document_or_of_something_else_dates_no_proposal() -> None:
    found = planted(
        ("2020", "面向2035年提出三绿。"), ("2021", "提出到2035年实现三绿。"), ("2022", "2003年。提出三绿。")
    )
    assert [(it.when, it.dated) for it in found] == [("", "2020"), ("", "2021"), ("", "2022")]
    found = planted(
        ("2020", "2020年5月提出三绿。"), ("2021-03-01", "今年提出三绿。"), ("", "到2035年，提出三绿。")
    )
    assert [(it.when, it.dated) for it in found] == [("2020-05", "2020-05"), ("", "2021-03-01"), ("", "")]


def test_plans_denials_and_undated_documents_are_no_origin() -> None:
    assert origin(planted(("2020", "将提出三绿。"), ("2020", "没有提出三绿。"), ("", "提出三绿。"))) == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("acts")
    (root / "in").mkdir()
    (root / "in" / "a.txt").write_text(
        "浙江省委提出“三绿”行动\n2020-03-01\n浙江省委首次提出“三绿行动”。", encoding="utf-8"
    )
    (root / "in" / "b.txt").write_text(
        "湖南推进“三绿行动”\n2021-03-01\n湖南坚持“三绿行动”。\n要深入实施“三绿行动”。", encoding="utf-8"
    )
    build([root / "in"], root / "build", page=False)
    return root / "build"


def run(folder: Path, *options: str) -> str:
    done = CliRunner().invoke(main, ["--lang", "en", "acts", "三绿行动", "-b", str(folder), *options])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_answers_who_proposed_first_in_every_format(folder: Path) -> None:
    rows = json.loads(run(folder, "--format", "json"))
    assert {(it["document"], it["act"], it["mood"]) for it in rows if "实施" in it["cue"]} == {
        ("b.txt", "implements", "planned")
    }
    assert (rows[0]["origin"], rows[0]["document"]) == ("first", "a.txt")
    assert {it["document"] for it in rows if it["act"] == "proposes"} == {"a.txt"}
    assert [it["act"] for it in csv.DictReader(io.StringIO(run(folder, "--format", "csv")))] == [
        it["act"] for it in rows
    ]
    assert rows[0]["agent"] == "浙江省委"
    assert "First proposed in a.txt (2020-03-01) by 浙江省委." in run(folder)
    assert "more uses" in run(folder, "--top", "1")


def test_the_graph_says_who_proposes_where_the_clause_says_we(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "c.txt").write_text(
        "浙江省委推进“三绿战略”\n2022-03-01\n我省首次提出“三绿战略”。\n各地实施“三绿战略”。", encoding="utf-8"
    )
    build([tmp_path / "in"], tmp_path / "build", page=False)
    corpus = Corpus.read(tmp_path / "build")
    told = acts(corpus, corpus.uses("三绿战略"))
    with Store.open(tmp_path / "build" / "store") as store:
        found = proposers(store, told)
    assert [(it.act, it.agent, found.get(it.use)) for it in told if it.act == "proposes"] == [
        ("proposes", "我省", "浙江")
    ]
    assert found.keys() == {it.use for it in told if it.act == "proposes"}


def test_uses_are_filtered_and_counted(folder: Path) -> None:
    (row,) = json.loads(run(folder, "--act", "implements", "--by", "year", "--format", "json"))[-1:]
    assert (row["year"], row["planned"], row["documents"]) == ("2021", 1, ["b.txt"])
    assert all(it["act"] == "repeats" for it in json.loads(run(folder, "--act", "repeats", "--format", "json")))


def test_a_phrase_that_nobody_uses_has_no_acts() -> None:
    assert planted(("2020", "无")) == [] and origin([]) == []


def test_a_use_at_the_edges_of_a_text() -> None:
    source = Source("d:1", "1.txt", "", "", "1")
    corpus = Corpus([source], {"1": "两山"})
    assert acts(corpus, [Use(source, 0, 2)])[0].act == "repeats"


def test_the_benchmark_counts_what_is_right_and_what_is_taken_for_what() -> None:
    pairs = [("proposes", "proposes"), ("proposes", "repeats"), ("repeats", "repeats"), ("repeats", "repeats")]
    lines = list(benchmark.table(pairs))
    assert lines[0] == "3 of 4 right: 0.75 (exact 95 % interval 0.19–0.99)"
    assert "| proposes | 1 | 0 | 0 | 1 | 1.00 (1 of 1) | 0.50 (1 of 2) |" in lines
    assert "| repeats | 0 | 0 | 0 | 2 | 0.67 (2 of 3) | 1.00 (2 of 2) |" in lines


def test_a_sample_is_the_same_each_time_and_leaves_out_what_is_judged(folder: Path) -> None:
    (phrase,) = {it[3] for it in benchmark.mentions(folder) if "三绿" in it[3]}
    corpus = Corpus.read(folder)
    drawn = list(benchmark.draw(folder, corpus, 5, []))
    assert drawn == list(benchmark.draw(folder, corpus, 5, []))
    assert [it["phrase"] for it in drawn] == [phrase]
    assert drawn[0]["document"] == "a.txt"
    again = list(benchmark.draw(folder, corpus, 5, drawn))
    assert all((it["document"], it["start"]) != (drawn[0]["document"], drawn[0]["start"]) for it in again)


def test_every_verdict_is_an_act_and_no_use_is_judged_twice() -> None:
    rows = lexicon.read(benchmark.VERDICTS)
    assert {it["verdict"] for it in rows} <= set(ACTS)
    assert {it["mood"] for it in rows} <= set(MOODS)
    assert len({(it["document"], it["start"], it["end"]) for it in rows}) == len(rows)
    assert set(Counter(it["sample"] for it in rows).values()) == {60, 20}
