"""Numeral phrases and their parts: planted lists that two years and two provinces give differently."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.build import build
from kg.cli import main
from kg.corpus import Corpus, Source, Use
from kg.errors import QueryError
from kg.formulas import Enumeration, Formula, Part, compare, formulas, named, places, readings
from kg.store import Store

DOCUMENTS = {
    "a.txt": "浙江省工作报告\n2020-03-01\n浙江省委深入实施“三大指数”：领导力指数、执行力指数、组织力指数。全省推行“三大指数”。",
    "b.txt": "浙江省工作报告\n2021-03-01\n浙江省委深入实施“三大指数”：领导力指数、执行力指数、创新力指数。",
    "c.txt": "湖南省工作报告\n2021-05-01\n湖南省委深入实施“三大指数”：创新力指数、执行力指数、领导力指数。",
    "d.txt": "湖南省工作报告\n2022-05-01\n湖南省委深入实施“三大指数”。湖南省委推进“四大体系”，包括责任体系、评价体系。",
    "e.txt": "湖南省工作报告\n2023-05-01\n湖南省委坚持“六大机制”，落实“六大机制”。",
}


def enumeration(name: str, issued: str, *parts: str, province: str = "") -> Enumeration:
    source = Source(f"d:{name}", name, "", issued, name, province, "province", province)
    return Enumeration(source, tuple(Part(it, Use(source, at, at + 1)) for at, it in enumerate(parts)))


def formula(*enumerations: Enumeration, arity: int = 3) -> Formula:
    sources = tuple(sorted((it.source for it in enumerations), key=lambda it: it.order))
    return Formula("d:f", "三件事", "Formulation", arity, ("三件事",), sources, readings(enumerations))


def test_lists_of_the_same_parts_are_one_reading_in_whatever_order() -> None:
    found = readings(
        [
            enumeration("2", "2021", "乙", "甲", province="湖南"),
            enumeration("1", "2020", "甲", "乙", "甲", province="浙江"),
        ]
    )
    assert [it.parts for it in found] == [("甲", "乙")]
    assert (found[0].first.issued, found[0].last.issued) == ("2020", "2021")
    assert found[0].places == {"浙江": 1, "湖南": 1}


def test_undated_lists_are_last_and_no_last_date() -> None:
    (found,) = readings([enumeration("1", "", "甲"), enumeration("2", "2020", "甲")])
    assert (found.first.issued, found.last.issued) == ("2020", "2020")


def test_what_a_reading_adds_drops_and_rewords() -> None:
    it = formula(
        enumeration("1", "2020", "办学", "修路", "通电"), enumeration("2", "2021", "修好路", "修路", "农村办学")
    )
    first, second = it.readings
    assert it.change(first) is None
    change = it.change(second)
    assert change is not None and change.earlier is first
    assert (change.added, change.dropped, change.reworded) == (("修好路",), ("通电",), (("办学", "农村办学"),))


def test_a_new_part_rewords_one_old_part_at_most() -> None:
    old, new = formula(enumeration("1", "2020", "甲乙", "乙丙"), enumeration("2", "2021", "甲乙丙")).readings
    change = compare(old, new)
    assert (change.added, change.dropped, change.reworded) == ((), ("乙丙",), (("甲乙", "甲乙丙"),))


@pytest.mark.parametrize(("one", "other"), [("2020", "2020-05"), ("2020-05-01", "2020-05-01"), ("2020", "")])
def test_dates_that_leave_the_order_open_are_not_compared(one: str, other: str) -> None:
    it = formula(enumeration("1", one, "甲"), enumeration("2", other, "乙"))
    assert [it.change(reading) for reading in it.readings] == [None, None]


def test_an_incomplete_list_is_no_change() -> None:
    whole, piece = enumeration("1", "2020", "甲", "乙", "丙"), enumeration("2", "2021", "甲", "乙")
    assert not formula(whole, piece).changed
    assert formula(whole, piece, enumeration("3", "2022", "甲", "丁")).changed


def test_complete_is_as_many_as_announced_and_no_more() -> None:
    assert formula(enumeration("1", "2020", "甲", "乙", "丙")).complete
    assert not formula(enumeration("1", "2020", "甲", "乙")).complete
    assert not formula(enumeration("1", "2020", "甲", "乙", "丙", "丁")).complete
    assert not formula().complete


def test_places_are_counted_most_first() -> None:
    told = [enumeration(str(at), "", province=it).source for at, it in enumerate(("湖南", "浙江", "湖南", ""))]
    assert list(places(told).items()) == [("湖南", 2), ("", 1), ("浙江", 1)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("formulas")
    (root / "in").mkdir()
    for name, text in DOCUMENTS.items():
        (root / "in" / name).write_text(text, encoding="utf-8")
    build([root / "in"], root / "build", page=False)
    return root / "build"


@pytest.fixture(scope="module")
def found(folder: Path) -> list[Formula]:
    with Store.open(folder / "store") as store:
        return formulas(store, Corpus.read(folder))


def test_each_document_is_read_as_the_build_states_it(folder: Path, found: list[Formula]) -> None:
    (it,) = named(found, "“三大指数”")
    old, new = (("领导力指数", "执行力指数", "组织力指数"), ("领导力指数", "执行力指数", "创新力指数"))
    assert [reading.parts for reading in it.readings] == [old, new]
    assert [[one.source.name for one in reading.enumerations] for reading in it.readings] == [
        ["a.txt"],
        ["b.txt", "c.txt"],
    ]
    assert it.readings[1].places == {"浙江": 1, "湖南": 1}
    assert [one.name for one in it.silent] == ["d.txt"]
    corpus = Corpus.read(folder)
    assert [corpus.text(one.source)[one.start : one.end].strip("“”") for one in it.uses(corpus)] == [
        "三大指数"
    ] * 5


def test_every_part_can_be_followed_to_words_that_have_it(folder: Path, found: list[Formula]) -> None:
    corpus = Corpus.read(folder)
    parts = [part for it in found for one in it.readings for each in one.enumerations for part in each.parts]
    assert len(parts) == 11
    for part in parts:
        assert part.name in corpus.text(part.use.source)[part.use.start : part.use.end]


def test_an_unknown_phrase_is_told_what_is_near(found: list[Formula]) -> None:
    with pytest.raises(QueryError, match="did you mean 三大指数"):
        named(found, "三大指标")
    with pytest.raises(QueryError, match="kg formulas lists"):
        named([], "三大指标")


def run(folder: Path, *options: str, code: int = 0, lang: str = "en") -> str:
    done = CliRunner().invoke(main, ["--lang", lang, "formulas", "-b", str(folder), *options])
    assert done.exit_code == code, done.output
    return done.output


def rows(folder: Path, *options: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(folder, *options, "--format", "csv"))))


def test_the_table_says_how_far_each_phrase_is_listed(folder: Path) -> None:
    told = {it["phrase"]: it for it in rows(folder)}
    states = {name: it["state"] for name, it in told.items()}
    assert states == {"三大指数": "complete", "四大体系": "incomplete", "六大机制": "never listed"}
    it = told["三大指数"]
    assert [it[name] for name in ("arity", "readings", "uses", "documents", "silent")] == ["3", "2", "5", "4", "1"]
    assert (it["first"], it["last"]) == ("2020-03-01", "2022-05-01")
    assert "never listed" in run(folder) and "未列" in run(folder, lang="zh")


def test_filters_leave_what_they_say(folder: Path) -> None:
    assert [it["phrase"] for it in rows(folder, "--changed")] == ["三大指数"]
    assert {it["phrase"] for it in rows(folder, "--incomplete")} == {"四大体系", "六大机制"}
    assert [it["phrase"] for it in rows(folder, "--arity", "4")] == ["四大体系"]
    (it,) = rows(folder, "--place", "浙江")
    assert (it["phrase"], it["documents"], it["uses"]) == ("三大指数", "2", "3")
    assert "did you mean 浙江?" in run(folder, "--place", "浙工", code=1)


def test_a_phrase_shows_each_reading_and_what_it_changed(folder: Path) -> None:
    first, second = rows(folder, "三大指数")
    assert (first["against"], first["added"]) == ("", "[]")
    assert (second["against"], second["first"], second["last"]) == ("2020-03-01", "2021-03-01", "2021-05-01")
    assert [json.loads(second[it]) for it in ("added", "dropped")] == [["创新力指数"], ["组织力指数"]]
    (silent,) = rows(folder, "六大机制")
    assert (silent["state"], json.loads(silent["documents"])) == ("never listed", ["e.txt"])


def test_json_has_the_evidence_of_every_part(folder: Path) -> None:
    (it,) = json.loads(run(folder, "四大体系", "--format", "json"))
    (reading,) = it["detail"]
    corpus = Corpus.read(folder)
    text = next(corpus.text(one) for one in corpus.sources if one.name == "d.txt")
    assert [one["part"] for one in reading["evidence"]] == ["责任体系", "评价体系"]
    for one in reading["evidence"]:
        assert one["document"] == "d.txt" and one["part"] in one["sentence"]
        assert text[one["start"] : one["end"]] in one["sentence"]
    assert [one["document"] for one in it["where"]] == ["d.txt"]


def test_a_figure_is_the_same_bytes_twice(folder: Path, tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        run(folder, "三大指数", "六大机制", "--plot", str(tmp_path / name))
    drawn = (tmp_path / "a.svg").read_bytes()
    assert drawn == (tmp_path / "b.svg").read_bytes()
    assert "创新力指数".encode() in drawn
    run(folder, "六大机制", "--plot", str(tmp_path / "c.png"))
    assert (tmp_path / "c.png").stat().st_size > 1000
    assert "name the phrases to draw" in run(folder, "--plot", str(tmp_path / "d.svg"), code=1)


def test_parts_that_only_the_ontology_gives_are_said_to_be_its_own(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(
        "湖南省工作报告\n2023-05-01\n湖南省委落实“四个全面”。\n推进全面依法治国。\n坚持全面从严治党。",
        encoding="utf-8",
    )
    build([tmp_path / "in"], tmp_path / "build", page=False)
    (it,) = json.loads(run(tmp_path / "build", "四个全面", "--format", "json"))
    assert (it["state"], it["detail"]) == ("never listed", [])
    assert {"全面依法治国", "全面从严治党"} <= set(it["known"])
    assert "not a document" in run(tmp_path / "build", "四个全面")
