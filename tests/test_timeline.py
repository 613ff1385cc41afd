"""The life of a phrase, on corpora whose answers are planted."""

import json
from pathlib import Path

import pytest
from builds import write
from click.testing import CliRunner

from kg import build
from kg.cli import main
from kg.corpus import Corpus, Source
from kg.timeline import Period, life, tier


def corpus(*texts: tuple[str, str]) -> Corpus:
    return Corpus(
        [Source(f"d:{i}", f"{i}.txt", "", issued, str(i)) for i, (issued, _) in enumerate(texts)],
        {str(i): text for i, (_, text) in enumerate(texts)},
    )


def test_first_peak_last_revival_gaps_and_undated() -> None:
    found = life(
        corpus(
            ("2000", "两山。" + "无" * 97),
            ("2001-05", "两山两山。" + "无" * 45),
            ("2003", "无"),
            ("2004", "无"),
            ("2005", "无"),
            ("2006-01-02", "两山。" + "无" * 97),
            ("", "两山"),
        ),
        "两山",
    )
    assert [it.start for it in found.periods] == [2000, 2001, 2003, 2004, 2005, 2006]
    assert [it.uses for it in found.periods] == [1, 2, 0, 0, 0, 1]
    assert found.periods[0].rate == pytest.approx(100)
    assert found.peak and (found.peak.start, found.peak.using) == (2001, 1)
    assert (found.dated[0].source.issued, found.dated[-1].source.issued) == ("2000", "2006-01-02")
    assert found.revivals == [2006]
    assert len(found.undated) == 1


def test_one_use_in_a_year_of_few_characters_is_no_peak() -> None:
    found = life(corpus(("2000", "两山。" * 20 + "无" * 940), ("2001", "两山。无无无")), "两山")
    assert found.periods[1].rate > found.periods[0].rate
    assert found.peak and found.peak.start == 2000


def test_decades_and_a_phrase_that_nobody_uses() -> None:
    found = life(corpus(("1999", "甲"), ("2001", "乙"), ("2008", "丙")), "丁", 10)
    assert [(it.start, it.documents) for it in found.periods] == [(1990, 1), (2000, 2)]
    assert found.peak is None and found.revivals == []


def test_heat_is_the_share_of_stretches_whatever_the_documents_length() -> None:
    stretch = "新路。" + "无" * 997
    one = life(corpus(("2000", stretch * 4 + "无" * 36_000)), "新路").periods[0]
    many = life(corpus(*[("2000", stretch)] * 4, *[("2000", "无" * 1000)] * 36), "新路").periods[0]
    assert (one.holding, one.stretches) == (many.holding, many.stretches) == (4, 40)
    assert one.heat == many.heat == "hot"
    # Twice in one stretch is no more reach, only a higher rate.
    twice = life(corpus(("2000", "新路新路。" + "无" * 995)), "新路").periods[0]
    assert (twice.holding, twice.uses, twice.reach) == (1, 2, 1.0)


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (0, "absent"),
        (0.0099, "cold"),
        (0.01, "tepid"),
        (0.03, "warm"),
        (0.1, "hot"),
        (0.299, "hot"),
        (0.3, "blazing"),
    ],
)
def test_tiers_begin_at_their_thresholds(reach: float, expected: str) -> None:
    assert tier(reach) == expected


def test_few_texts_leave_the_tier_open_and_many_settle_it() -> None:
    few = Period(2000, 1, 1, 1, 3000, 1, 3)
    many = Period(2000, 9000, 9000, 9000, 60_000_000, 12_000, 60_000)
    assert few.heats == ("cold", "blazing")
    assert many.heats == ("hot", "hot")
    assert Period(2000, 0, 0, 50, 10_000_000, 0, 10_000).heats == ("absent", "cold")


def test_months_are_counted_and_what_is_dated_to_the_year_alone_is_in_none() -> None:
    found = life(
        corpus(
            ("2020-05", "新路。"),
            ("2020-05-09", "无"),
            ("2020-11-02", "新路新路"),
            ("2020", "新路"),
            ("2021", "无"),
            ("", "新路"),
        ),
        "新路",
        months=True,
    )
    assert [(it.name, it.uses, it.documents) for it in found.periods] == [("2020-05", 1, 2), ("2020-11", 2, 1)]
    assert found.peak and found.peak.name == "2020-11"
    assert ([it.source.name for it in found.unplaced], found.outside) == (["3.txt"], 2)
    assert (len(found.dated), len(found.undated)) == (4, 1)
    months = [(f"2020-{it:02}", "新路" if it in (1, 6) else "无") for it in range(1, 8)]
    assert life(corpus(*months), "新路", months=True).revivals == ["2020-06"]


def built(folder: Path) -> Path:
    texts = {
        "a": "浙江省综述\n2019年5月1日\n\n浙江省实施“千帆归港”行动。\n",
        "b": "浙江省综述\n2021年5月1日\n\n浙江省继续千帆归港，千帆归港见效。\n",
    }
    with_texts = write(folder / "texts", **texts)
    build.build([with_texts], folder / "build", page=False)
    return folder / "build"


def test_command_tells_the_life_with_every_use(tmp_path: Path) -> None:
    graph = built(tmp_path)
    plots = [tmp_path / name for name in ("one.svg", "two.svg", "one.png")]
    for plot in plots:
        shown = CliRunner().invoke(
            main, ["timeline", "千帆归港", "无人说", "-b", str(graph), "--format", "json", "--plot", str(plot)]
        )
        assert shown.exit_code == 0, shown.output
    told, unused = json.loads(shown.stdout)
    assert (told["uses"], told["first"], told["last"], told["peak"]) == (3, "2019-05-01", "2021-05-01", 2021)
    assert [it["uses"] for it in told["periods"]] == [1, 2]
    assert len(told["course"]) == 2
    for it in told["where"]:
        text = next(
            (graph / "text" / f"{s.digest}.txt") for s in Corpus.read(graph).sources if s.name == it["document"]
        )
        assert text.read_text(encoding="utf-8")[it["start"] : it["end"]] == "千帆归港"
        assert "千帆归港" in it["sentence"]
    assert (unused["uses"], unused["first"], unused["heat"]) == (0, None, ["absent", "blazing"])
    assert plots[0].read_bytes() == plots[1].read_bytes()
    assert plots[2].read_bytes().startswith(b"\x89PNG")


def test_csv_has_a_row_a_phrase_and_period(tmp_path: Path) -> None:
    shown = CliRunner().invoke(
        main, ["timeline", "千帆归港", "千帆", "-b", str(built(tmp_path)), "--format", "csv"]
    )
    lines = shown.stdout.splitlines()
    assert lines[0].startswith("phrase,start,uses,using,documents,characters,rate,low,high,reach,heats")
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["千帆归港", "2019", "1"],
        ["千帆归港", "2021", "2"],
        ["千帆", "2019", "1"],
        ["千帆", "2021", "2"],
    ]


def test_what_is_no_phrase_and_where_no_figure_goes_are_told(tmp_path: Path) -> None:
    graph = built(tmp_path)
    for words in (["“”"], ["千帆", "--plot", str(tmp_path / "a.pdf")]):
        shown = CliRunner().invoke(main, ["timeline", *words, "-b", str(graph)])
        assert shown.exit_code == 1
        assert shown.stderr.count("\n") == 1


def test_reprints_are_counted_once_where_asked(tmp_path: Path) -> None:
    said = "浙江省实施“千帆归港”行动。各地因地制宜抓好落实，年底前见到成效，让群众满意，每季度通报一次。"
    texts = {f"a{year}": f"浙江省综述\n{year}年5月1日\n\n{said}\n" for year in (2019, 2021)}
    texts["b"] = "浙江省综述\n2022年\n\n千帆归港见效。\n"
    build.build([write(tmp_path / "texts", **texts)], tmp_path / "build", page=False)
    asked = ["--lang", "en", "timeline", "千帆归港", "-b", str(tmp_path / "build")]
    told = [
        json.loads(CliRunner().invoke(main, [*asked, "--format", "json", *more]).stdout)[0]
        for more in ([], ["--once"], ["--once", "--by", "month"])
    ]
    assert [it["uses"] for it in told] == [3, 2, 2]
    assert [[len(it["document"]) > 0 for it in one["reprints"]] for one in told] == [[], [True], [True]]
    assert [it["start"] for it in told[2]["periods"]] == ["2019-05"]
    assert told[2]["unplaced"] == 1
    shown = CliRunner().invoke(main, [*asked, "--once", "--by", "month", "--plot", str(tmp_path / "a.svg")]).stdout
    assert "1 reprints left out" in shown and "1 documents dated to the year alone are in no month" in shown
    assert "<!-- 2019-05 -->" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_other_labels_of_the_same_thing_are_named(tmp_path: Path) -> None:
    told = "浙江省综述\n2022年3月1日\n\n国务院部署春耕。\n"
    build.build([write(tmp_path / "texts", a=told)], tmp_path / "build", page=False)
    asked = ["--lang", "en", "timeline", "国务院", "中央人民政府", "春耕", "-b", str(tmp_path / "build")]
    rows = json.loads(CliRunner().invoke(main, [*asked, "--format", "json"]).stdout)
    # 中华人民共和国国务院 has 国务院 in it, so it is counted with it.
    assert [it["also"] for it in rows] == [["中央人民政府"], ["中华人民共和国国务院", "国务院"], []]
    assert "国务院: also written 中央人民政府" in CliRunner().invoke(main, asked).stdout
