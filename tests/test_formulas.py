"""Numeral phrases and their parts, on documents whose readings are planted."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg import build, formulas, plots
from kg.cli import main
from kg.corpus import Corpus, Source, Use
from kg.errors import QueryError
from kg.formulas import Formula, Naming, Reading
from kg.plots.formulas import draw

DOCUMENTS = {
    "a.md": (
        "浙江省关于指数的意见",
        "2021-03-01",
        "浙江省人民政府发布“三大指数”，即领导力指数、执行力指数、组织力指数。",
    ),
    "b.md": (
        "江苏省关于指数的意见",
        "2023-03-01",
        "江苏省人民政府发布“三大指数”，即领导力指数、创新力指数、组织力指数。",
    ),
    "c.md": ("浙江省再谈指数", "2022-05-01", "浙江省人民政府强调，要完善“三大指数”。要用好“四张清单”。"),
    "d.md": (
        "浙江省指数回顾",
        "2024-05-01",
        "浙江省人民政府发布“三大指数”，即领导力指数、执行力指数、组织力指数。",
    ),
    "e.md": ("浙江省平台建设", "2020-01-02", "浙江省人民政府建设“四大平台”，即政务平台、商务平台、党务平台。"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formulas")
    (folder / "in").mkdir()
    for name, (title, day, text) in DOCUMENTS.items():
        (folder / "in" / name).write_text(f"---\ntitle: {title}\ndate: {day}\n---\n{text}\n", "utf-8")
    build.build([folder / "in"], folder / "build", page=False)
    return folder / "build"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["--lang", "en", "formulas", *arguments], env={"COLUMNS": "200"})


def told(*arguments: str) -> list[dict[str, object]]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return list(json.loads(result.stdout))


def test_who_names_which_parts_and_what_changes(built: Path) -> None:
    it = formulas.named(formulas.read(built, Corpus.read(built)), "三大指数")
    assert (it.arity, len(it.sources), it.complete, it.changed) == (3, 4, True, True)
    assert [source.name for source in it.silent] == ["c.md"]
    assert [(reading.parts, added, dropped) for reading, added, dropped in it.steps()] == [
        (("领导力指数", "执行力指数", "组织力指数"), [], []),
        (("领导力指数", "创新力指数", "组织力指数"), ["创新力指数"], ["执行力指数"]),
    ]
    assert [(reading.dates, reading.places) for reading in it.readings] == [
        (("2021-03-01", "2024-05-01"), ["浙江"]),
        (("2023-03-01", "2023-03-01"), ["江苏"]),
    ]
    assert [[source.name for source in reading.sources] for reading in it.readings] == [["a.md", "d.md"], ["b.md"]]


def test_every_part_is_followed_to_its_words(built: Path) -> None:
    corpus = Corpus.read(built)
    namings = [
        naming for it in formulas.read(built, corpus) for reading in it.readings for naming in reading.namings
    ]
    assert len(namings) == 12
    for naming in namings:
        assert corpus.text(naming.use.source)[naming.use.start : naming.use.end] == naming.words
        assert naming.part in naming.words


def test_filters(built: Path) -> None:
    def names(*arguments: str) -> list[object]:
        return [it["phrase"] for it in told("-b", str(built), *arguments)]

    assert names() == ["三大指数", "四大平台", "四张清单"]
    assert names("--changed") == ["三大指数"]
    assert names("--incomplete") == ["四大平台"]
    assert names("--arity", "4") == ["四大平台", "四张清单"]
    assert names("--place", "浙江", "--changed") == []


def test_table_csv_and_json_tell_the_same(built: Path) -> None:
    table = run("三大指数", "-b", str(built))
    assert "领导力指数、创新力指数、组织力指数" in table.stdout
    assert "三大指数: 1 more document without its parts." in table.stdout
    rows = list(csv.DictReader(io.StringIO(run("三大指数", "-b", str(built), "--format", "csv").stdout)))
    assert [json.loads(it["dropped"]) for it in rows] == [[], ["执行力指数"]]
    (whole,) = told("三大指数", "-b", str(built))
    assert whole["without_parts"] == ["c.md"]
    readings = whole["readings"]
    assert isinstance(readings, list)
    assert [it["dropped"] for it in readings] == [[], ["执行力指数"]]
    assert {it["document"] for it in readings[0]["where"]} == {"a.md", "d.md"}


def test_what_is_not_there_is_said_with_near_names(built: Path) -> None:
    result = run("三大指标", "-b", str(built))
    assert result.exit_code != 0
    assert "is no numeral phrase of this build; did you mean 三大指数" in result.stderr
    assert "no document speaks for this place" in run("--place", "火星", "-b", str(built)).stderr


def test_plot_of_what_nobody_spells_out_is_refused(built: Path, tmp_path: Path) -> None:
    plot = tmp_path / "parts.svg"
    assert run("三大指数", "-b", str(built), "--plot", str(plot)).exit_code == 0
    assert plot.read_bytes().startswith(b"<?xml")
    plot.unlink()
    assert "no document names a part" in run("四张清单", "-b", str(built), "--plot", str(plot)).stderr
    assert not plot.exists()


def reading(day: str, *parts: str) -> Reading:
    source = Source(f"d:{day}{parts}", f"{day}.txt", "", day, "")
    return Reading(parts, (source,), tuple(Naming(it, Use(source, 0, 1), it) for it in parts))


def phrase(*readings: Reading) -> Formula:
    sources = tuple(it.sources[0] for it in readings)
    return Formula("三件事", ("Formulation",), (3,), sources, readings, ())


def test_a_short_list_contradicts_nothing() -> None:
    assert not phrase(reading("2020", "甲", "乙", "丙"), reading("2021", "乙")).changed
    assert phrase(reading("2020", "甲", "乙", "丙"), reading("2021", "乙", "丁")).changed


def test_undated_readings_are_no_step() -> None:
    it = phrase(reading("2020", "甲"), reading("2021", "乙"), reading("", "丙"))
    assert [(added, dropped) for _, added, dropped in it.steps()] == [([], []), (["乙"], ["甲"]), ([], [])]


def test_same_figure_same_bytes_whatever_the_words(tmp_path: Path) -> None:
    drawn = []
    for name in ("a.svg", "b.svg"):
        plots.save(draw([phrase(reading("2020", "<b>甲</b>" * 9), reading("", "乙"))], "zh"), tmp_path / name)
        drawn.append((tmp_path / name).read_bytes())
    assert drawn[0] == drawn[1]


def test_no_name_is_near() -> None:
    with pytest.raises(QueryError, match="kg formulas lists them"):
        formulas.named([], "三大指数")
