"""Variants of a formula, on corpora whose wordings and first dates are planted."""

import csv
import io
import json
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

from kg import plots
from kg.build import build as build_folder
from kg.cli import main
from kg.corpus import Corpus, Source
from kg.errors import QueryError
from kg.plots.variants import draw
from kg.variants import Variant, align, apply, marked, variants
from kg.variants.edges import edges
from kg.variants.formula import Formula, plain
from kg.variants.lattice import END, START, lattice


def corpus(*texts: tuple[str, str]) -> Corpus:
    return Corpus(
        [Source(f"d:{i}", f"{i}.txt", "", issued, str(i)) for i, (issued, _) in enumerate(texts)],
        {str(i): text for i, (_, text) in enumerate(texts)},
    )


def told(found: list[Variant]) -> dict[str, tuple[tuple[str, ...], int, str | None]]:
    return {marked(it.alignment): (it.kinds, len(it.uses), it.first and it.first.source.issued) for it in found}


LEADING = corpus(
    ("2020-03-01", "要求我们走在前、作表率。"),
    ("2021-05", "机关党员走在前列、作表率。人人走在前，作表率。"),
    ("2022", "大家要走在前、作表率，也要走在前列、作表率。"),
    ("2019", "领导干部作表率、走在前。"),
    ("", "青年走在前、勇担当、作表率。"),
)


def test_each_kind_of_change_with_its_first_date() -> None:
    assert told(variants(LEADING, "“走在前、作表率”", inside=True)) == {
        "走在前、作表率": ((), 2, "2020-03-01"),
        "走在前[+列]、作表率": (("insertion",), 2, "2021-05"),
        "作表率、走在前": (("reordering",), 1, "2019"),
        "走在前[、→，]作表率": (("punctuation",), 1, "2021-05"),
        "走在前、[+勇担当、]作表率": (("insertion",), 1, None),
    }


def test_what_a_longer_formula_leaves_out_and_exchanges() -> None:
    found = variants(
        corpus(
            ("2003", "为全面建设小康社会而奋斗。"),
            ("2012-11-08", "确保到二〇二〇年实现全面建成小康社会。"),
            ("2016", "打赢全面小康社会攻坚战。"),
            ("2021", "开启全面建设社会主义现代化国家新征程。"),
        ),
        "全面建设小康社会",
        inside=True,
    )
    assert told(found) == {
        "全面建设小康社会": ((), 1, "2003"),
        "全面建[设→成]小康社会": (("substitution",), 1, "2012-11-08"),
        "全面[-建设]小康社会": (("omission",), 1, "2016"),
    }


def test_numerals_change_at_the_edge_of_a_short_phrase() -> None:
    found = variants(
        corpus(("2001", "“三个代表”。"), ("2002", "学习四个代表。这个代表团")), "三个代表", inside=True
    )
    assert told(found) == {
        "三个代表": ((), 1, "2001"),
        "[三→四]个代表": (("substitution",), 1, "2002"),
    }


def test_halves_of_a_phrase_without_pauses_change_places() -> None:
    found = variants(corpus(("1990", "开放改革。"), ("1991", "改革开放。")), "改革开放")
    assert told(found) == {"改革开放": ((), 1, "1991"), "开放改革": (("reordering",), 1, "1990")}


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("改革开放", "把改革放在突出位置。"),
        ("两个维护", "维护稳定，两个方面，维护大局。"),
        ("三个代表", "每个代表都发言。"),
        ("新常态", "新状态成为常态。"),
        ("高质量发展", "经济发展很快，质量很高。"),
        ("走在前、作表率", "走在前，大家鼓掌，作报告。"),
        ("全面建设小康社会", "全面建设。小康社会"),
        ("中国特色社会主义", "使中国成为现代化的社会主义强国。"),
        ("坚持党的领导", "坚决把党的领导贯穿全过程。"),
    ],
)
def test_accidental_overlaps_are_no_variants(phrase: str, text: str) -> None:
    assert variants(corpus(("2020", text)), phrase) == []


def test_what_recurs_beside_a_phrase_belongs_to_it() -> None:
    found = variants(
        corpus(
            ("2019", "增强意识，坚决做到“两个维护”。"),
            ("2018-06", "坚决做到两个维护。"),
            ("2020", "自觉践行“两个维护”，"),
            ("2021", "牢记“坚定做到两个维护”。"),
            ("2022", "深刻领悟并且始终不渝地坚决做到“两个维护”。"),
        ),
        "两个维护",
    )
    assert told(found) == {
        "两个维护": ((), 2, "2020"),
        "[+坚决做到]两个维护": (("insertion",), 2, "2018-06"),
        "[+坚定做到]两个维护": (("insertion",), 1, "2021"),
    }
    assert [it.quoted for it in found] == [2, 1, 0]


def test_marks_around_and_in_a_span_go_with_it() -> None:
    text = "，坚决做到“两个维护”。"
    left, right = edges(text, 6, 10)
    assert (text[left.place : left.near], text[left.near : right.near]) == ("坚决做到", "“两个维护”")
    assert text[right.near : right.place] == ""


@pytest.mark.parametrize("inside", [True, False])
def test_every_use_is_worded_as_it_is_told(inside: bool) -> None:
    for it in variants(LEADING, "走在前、作表率", inside=inside):
        for use in it.uses:
            assert plain(LEADING.text(use.source)[use.start : use.end]) == it.wording


def test_dates_known_to_the_year_tie_with_days_in_it() -> None:
    found = variants(
        corpus(("2020", "高质量发展"), ("2020-05-01", "高质量发展"), ("2021", "高质量发展")), "高质量发展"
    )
    assert [it.name for it in found[0].ties] == ["1.txt"]
    assert found[0].last and found[0].last.source.issued == "2021"
    assert found[0].few and found[0].undated == 0


def test_share_decides_and_what_makes_no_sense_is_refused() -> None:
    texts = corpus(("2020", "坚持党的领导。"), ("2021", "坚持党的全面领导。"))
    assert len(variants(texts, "坚持党的全面领导")) == 2
    assert len(variants(texts, "坚持党的全面领导", 0.9)) == 1
    with pytest.raises(QueryError, match="share"):
        variants(texts, "坚持党的全面领导", 0.3)
    with pytest.raises(QueryError, match="too short"):
        variants(texts, "“两山”")


CHARACTERS = st.text("走在前列作表率干实、，", min_size=1, max_size=12)


@given(st.sampled_from(["走在前、作表率", "走在前列", "干在实处、走在前列、作表率"]), CHARACTERS)
def test_the_steps_lead_from_the_base_to_the_wording(base: str, wording: str) -> None:
    alignment = align(Formula(base), wording)
    assert apply(base, alignment) == wording == alignment.wording
    assert sorted(alignment.arrangement.order) == list(range(len(base)))
    assert apply(base, alignment.extended("甲", "乙")) == f"甲{wording}乙"
    assert "".join(it.base for it in alignment.ops) == alignment.arrangement.text


def test_the_lattice_has_each_wording_as_a_path() -> None:
    found = variants(LEADING, "走在前、作表率", inside=True)
    graph = lattice(found)
    assert nx.is_directed_acyclic_graph(graph)
    paths = {"".join(graph.nodes[it]["text"] for it in path) for path in nx.all_simple_paths(graph, START, END)}
    assert {it.wording for it in found} <= paths
    into = graph.in_edges("3-3:列", data=True)
    assert [(it["uses"], it["documents"], it["issued"], it["document"]) for _, _, it in into] == [
        (2, 2, "2021-05", "1.txt")
    ]
    assert sum(it["uses"] for _, _, it in graph.out_edges(START, data=True)) == sum(len(it.uses) for it in found)


def test_the_same_question_has_the_same_answer_and_picture(tmp_path: Path) -> None:
    one, other = (variants(LEADING, "走在前、作表率") for _ in range(2))
    assert one == other
    for number, found in enumerate((one, other)):
        plots.save(draw(lattice(found)), tmp_path / f"{number}.svg")
    drawn = (tmp_path / "0.svg").read_bytes()
    assert drawn == (tmp_path / "1.svg").read_bytes()
    assert "<!-- 列 -->".encode() in drawn and "<!-- 2021-05 · 2 -->".encode() in drawn


def test_the_picture_colours_each_kind_of_change() -> None:
    graph = lattice(
        variants(
            corpus(
                ("2003", "全面建设小康社会。"),
                ("2012", "全面建成小康社会。"),
                ("2016", "全面小康社会。"),
                ("2017", "全面加快建设小康社会。"),
            ),
            "全面建设小康社会",
            inside=True,
        )
    )
    figure = draw(graph, "en")
    colours = {it.get_text(): it.get_color() for it in figure.findobj(Text) if it.get_text() in {"加快", "成"}}
    handles = figure.axes[0].get_legend().get_lines()  # type: ignore[union-attr]
    named = {str(it.get_label()): it.get_color() for it in handles}
    assert set(named) == {"insertion", "omission", "substitution"} and len(set(named.values())) == 3
    assert colours == {"加快": named["insertion"], "成": named["substitution"]}


def test_nothing_found_is_an_empty_lattice(tmp_path: Path) -> None:
    graph = lattice(variants(corpus(("2020", "无")), "走在前列"))
    assert len(graph) == 0
    plots.save(draw(graph), tmp_path / "empty.png")
    assert (tmp_path / "empty.png").stat().st_size > 0


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("variants")
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text("2020年5月6日\n各地要走在前、作表率。\n", encoding="utf-8")
    (folder / "in" / "b.txt").write_text("机关走在前列、作表率。\n", encoding="utf-8")
    ran = CliRunner().invoke(main, ["build", str(folder / "in"), "-o", str(folder / "build")])
    assert ran.exit_code == 0, ran.output
    return folder / "build"


def run(build: Path, *args: str) -> str:
    ran = CliRunner().invoke(main, ["--lang", "en", "variants", "-b", str(build), "走在前、作表率", *args])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def test_the_command_tells_where_each_wording_stands(build: Path, tmp_path: Path) -> None:
    content = json.loads(run(build, "--format", "json", "--plot", str(tmp_path / "lattice.svg")))
    rows = content["variants"]
    (put_in,) = (it for it in content["lattice"]["edges"] if it["target"] == "3-3:列")
    # Only a.txt has a date, and it does not word it so.
    assert (put_in["kind"], put_in["uses"], put_in["issued"], put_in["document"]) == ("insertion", 1, "", "")
    (straight,) = (
        it for it in content["lattice"]["edges"] if it["source"] == "0-3:走在前" and it["target"].startswith("3-7")
    )
    assert (straight["kind"], straight["uses"], straight["issued"]) == ("", 1, "2020-05-06")
    assert {it["id"] for it in content["lattice"]["nodes"]} >= {"start", "end", put_in["target"]}
    assert {it["aligned"] for it in rows} == {"走在前、作表率", "走在前[+列]、作表率"}
    texts = [it.read_text(encoding="utf-8") for it in (build / "text").iterdir()]
    for row in rows:
        (use,) = row["where"]
        assert use["words"] == row["wording"] and use["words"] in use["sentence"]
        assert any(text[use["start"] : use["end"]] == use["words"] for text in texts)
    assert (tmp_path / "lattice.svg").read_bytes().startswith(b"<?xml")
    listed = list(csv.DictReader(io.StringIO(run(build, "--format", "csv"))))
    assert [it["wording"] for it in listed] == [it["wording"] for it in rows]


def test_reprints_count_once_where_asked(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    said = "机关走在前列、作表率。各地因地制宜抓好落实，年底前见到成效，让群众满意，每季度通报一次。"
    for year in (2020, 2021):
        (tmp_path / "in" / f"{year}.txt").write_text(f"{year}年5月6日\n{said}\n", encoding="utf-8")
    build_folder([tmp_path / "in"], tmp_path / "build", page=False)
    every, alone = (json.loads(run(tmp_path / "build", "--format", "json", *it)) for it in ((), ("--once",)))
    assert [[row["uses"] for row in it["variants"]] for it in (every, alone)] == [[2], [1]]
    assert (every["reprints"], alone["reprints"]) == (0, 1)
    assert "1 reprints left out" in run(tmp_path / "build", "--once")


def test_the_table_marks_changes_and_says_what_is_few(build: Path) -> None:
    shown = run(build)
    assert "走在前[+列]、作表率" in shown and "insertion" in shown
    assert "2 of them with fewer than 5 uses" in shown
    assert "1 more wordings" in run(build, "--limit", "1")


def test_a_senseless_share_is_one_line_of_error(build: Path) -> None:
    ran = CliRunner().invoke(main, ["--lang", "zh", "variants", "-b", str(build), "走在前列", "--min-share", "2"])
    assert ran.exit_code == 1
    assert "不能作为变体保留的比例" in ran.stderr
