"""Two sides compared, on corpora whose answers are planted."""

import csv
import io
import json
import random
from math import log, sqrt
from pathlib import Path

import pytest
from builds import write
from click.testing import CliRunner

from kg import build
from kg.cli import main
from kg.comparison import Comparison, Item, compare, read
from kg.comparison.odds import chance, discoveries, odds
from kg.comparison.sides import chosen, sides
from kg.comparison.words import Mention, everywhere
from kg.corpus import Corpus, Source, Use
from kg.errors import QueryError


def source(name: str, issued: str = "", *chain: str) -> Source:
    return Source(f"d:{name}", name, "", issued, name, place=chain[0] if chain else "", chain=chain)


def corpus(texts: dict[Source, str]) -> Corpus:
    return Corpus(texts, {it.digest: text for it, text in texts.items()})


def named(texts: dict[Source, str], *names: str, type: str = "Campaign") -> list[Mention]:
    """Return a mention at each place where a name stands in a text."""
    return [
        Mention(name, type, Use(it, start, start + len(name)))
        for it, text in texts.items()
        for name in names
        for start in range(len(text))
        if text.startswith(name, start)
    ]


EAST, WEST = source("e.txt", "2020-01-01", "东省", "中国"), source("w.txt", "2021", "西省", "中国")


def told(one: str, other: str, *names: str) -> Comparison:
    texts = {EAST: one, WEST: other}
    made = corpus(texts)
    return compare(made, sides(made, "东省", "西省"), named(texts, *names))


def item(comparison: Comparison, name: str) -> Item:
    return next(it for it in comparison.items if it.name == name)


def test_the_formula_is_the_papers() -> None:
    # Difference of log-odds and its variance in Monroe, Colaresi and Quinn 2008, written out with numbers: a prior of a tenth of 400 and of 100
    # mentions, of which the name has the share (24 + 1) / 500 = 0.05: 2 and 0.5.
    found = odds((24, 1), (400, 100))
    delta = log(26 / (400 + 40 - 24 - 2)) - log(1.5 / (100 + 10 - 1 - 0.5))
    sigma = sqrt(1 / 26 + 1 / 1.5)
    assert found.delta == pytest.approx(delta)
    assert found.sigma == pytest.approx(sigma)
    assert found.z == pytest.approx(delta / sigma)
    assert found.interval == pytest.approx((delta - 1.959964 * sigma, delta + 1.959964 * sigma))


def test_equal_rates_have_no_difference_however_unequal_the_sides() -> None:
    found = odds((1000, 10), (100_000, 1000))
    assert found.delta == pytest.approx(0, abs=1e-12)
    assert chance((1000, 10), (100_000, 1000)) > 0.9
    assert odds((7, 3), (7, 3)).delta == 0


def test_chance_is_the_exact_binomial_test_and_q_is_scipys() -> None:
    from scipy.stats import binomtest, false_discovery_control

    # For equal sides the distribution is symmetric: both ways to be two-sided agree.
    for counts in ((10, 0), (0, 6), (7, 2), (5, 5), (1, 0)):
        assert chance(counts, (300, 300)) == pytest.approx(binomtest(counts[0], sum(counts), 0.5).pvalue)
    # Unequal sides: the smaller tail, doubled.
    assert chance((9, 1), (100, 300)) == pytest.approx(2 * binomtest(9, 10, 0.25, "greater").pvalue)
    chances = [0.04, 0.001, 0.5, 0.001, 0.03, 1.0]
    assert discoveries(chances) == pytest.approx(list(false_discovery_control(chances)))
    assert discoveries([]) == []


def test_a_mention_in_the_words_of_another_name_counts_for_that() -> None:
    # The first document means 甲乙制度 by its second 甲乙; the second names 甲乙 itself.
    texts = {EAST: "甲乙制度好。甲乙好。", WEST: "甲乙好。甲乙好。"}
    made = corpus(texts)
    mentions = [
        Mention("甲乙制度", "Mechanism", Use(EAST, 0, 4)),
        Mention("甲乙制度", "Mechanism", Use(EAST, 6, 8)),
        Mention("甲乙", "Formulation", Use(WEST, 0, 2)),
        Mention("甲乙", "Formulation", Use(WEST, 4, 6)),
    ]
    found = compare(made, sides(made, "东省", "西省"), mentions)
    assert {it.name: it.counts for it in found.items} == {"甲乙制度": (1, 0), "甲乙": (1, 2)}


def test_names_fall_into_their_groups() -> None:
    names = ("甲行动", "乙行动", "丙行动", "丁行动", "戊行动", "己行动")
    found = told(
        "甲行动。" * 40 + "丙行动。" * 40 + "丁行动。" * 3 + "戊行动。" * 20 + "己行动。",
        "乙行动。" * 40 + "丙行动。" * 3 + "丁行动。" * 40 + "戊行动。" * 21,
        *names,
    )
    assert {it.name: it.group for it in found.items} == {
        "甲行动": "only one",
        "乙行动": "only other",
        "丙行动": "one more",
        "丁行动": "other more",
        "戊行动": "shared",
        "己行动": "only one",
    }
    assert found.totals == (104, 104)
    assert item(found, "丙行动").counts == (40, 3)
    assert item(found, "丙行动").odds == odds((40, 3), (104, 104))
    # Said once: not tested, and said to be little.
    once = item(found, "己行动")
    assert once.q is None and once.caution == "few"
    assert item(found, "丙行动").caution == "one document"
    # The silence of the other side can hide up to 3.69 of its 104 mentions.
    assert once.intervals[1] == pytest.approx((0, 3.689 * 1000 / 104), rel=1e-3)


def test_sides_alike_give_hardly_any_false_differences() -> None:
    random_ = random.Random(11)
    names = [f"{one}{other}行动" for one in "东南西北中" for other in "甲乙丙丁戊己庚辛"]
    weights = [1 / rank for rank in range(1, 41)]
    false = 0
    for _ in range(30):
        one, other = ("。".join(random_.choices(names, weights, k=size)) for size in (300, 900))
        found = told(one, other, *names)
        false += any(it.q is not None and it.q < 0.05 for it in found.items)
    # 5 % of 30 are 1.5; the exact test is careful, so fewer are to be expected.
    assert false <= 3


def test_words_of_a_name_count_where_the_graph_has_no_mention() -> None:
    texts = {EAST: "千帆行动。千帆行动计划。", WEST: "说千帆行动，又说“千帆”行动。"}
    made = corpus(texts)
    mentions = [
        Mention("千帆行动", "Campaign", Use(EAST, 0, 4)),
        Mention("千帆行动计划", "Campaign", Use(EAST, 5, 11)),
    ]
    places = everywhere(made, made.sources, mentions)
    # Not the beginning of the longer name, which is a mention; the marks within a name are looked over.
    assert [(it.name, it.type, it.use.start, it.use.end) for it in places if it.use.source == WEST] == [
        ("千帆行动", "", 1, 5),
        ("千帆行动", "", 9, 14),
    ]
    assert len(places) == 4
    found = compare(made, sides(made, "东省", "西省"), mentions)
    assert item(found, "千帆行动").counts == (1, 2)
    assert item(found, "千帆行动").group == "shared"


def test_an_ordinary_word_is_no_name() -> None:
    texts = {EAST: "发展" * 30 + "。甲行动", WEST: "发展。甲行动"}
    made = corpus(texts)
    mentions = [Mention("发展", "Formulation", Use(EAST, 0, 2)), *named(texts, "甲行动")]
    found = compare(made, sides(made, "东省", "西省"), mentions)
    assert (found.ordinary, found.totals) == (("发展",), (1, 1))
    assert [it.name for it in found.items] == ["甲行动"]
    assert found.items[0].odds.delta == 0


def test_one_name_of_two_classes_is_one_thing() -> None:
    texts = {EAST: "以旧换新", WEST: "以旧换新"}
    made = corpus(texts)
    mentions = [
        Mention("以旧换新", "Campaign", Use(EAST, 0, 4)),
        Mention("以旧换新", "Formulation", Use(WEST, 0, 4)),
    ]
    found = compare(made, sides(made, "东省", "西省"), mentions).items
    assert [(it.name, it.types, it.group) for it in found] == [("以旧换新", ("Campaign", "Formulation"), "shared")]


def test_reprints_count_once_on_their_side() -> None:
    text = "东省实施千帆归港行动，各地干部群众一起努力，港口面貌一新，渔民收入连年增长。"
    first, again = source("a.txt", "2020", "东省"), source("b.txt", "2021", "东省")
    texts = {first: text, again: text + "（转载）", WEST: "西省开展千帆归港行动。"}
    made = corpus(texts)
    pair = sides(made, "东省", "西省")
    assert ([it.name for it in pair[0].counted], [it.name for it in pair[0].reprints]) == (["a.txt"], ["b.txt"])
    found = compare(made, pair, named(texts, "千帆归港行动"))
    assert found.items[0].counts == (1, 1)


SOURCES = [
    source("east/a.txt", "2019-05-01", "东市", "东省", "中国"),
    source("east/b.txt", "2020", "东省", "中国"),
    source("west/a.txt", "2021-03", "西省", "中国"),
    source("west/b.txt", "", "河区", "西省", "中国"),
    source("2020.txt", "1999", "河区", "东市", "东省", "中国"),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("东省", ["2020.txt", "east/a.txt", "east/b.txt"]),
        ("2020", ["east/b.txt"]),
        ("2019-2020", ["east/a.txt", "east/b.txt"]),
        ("2020..2021", ["east/b.txt", "west/a.txt"]),
        ("2020–2020", ["east/b.txt"]),
        ("west/*", ["west/a.txt", "west/b.txt"]),
        ("*/[b]*", ["east/b.txt", "west/b.txt"]),
    ],
)
def test_a_side_is_a_place_a_span_of_years_or_a_pattern(text: str, expected: list[str]) -> None:
    made = corpus(dict.fromkeys(SOURCES, ""))
    assert sorted(it.name for it in chosen(made, text)) == expected


@pytest.mark.parametrize(
    ("one", "other", "problem"),
    [
        ("东省", "中国", "3 documents lie on both sides, the first is 2020.txt"),
        ("东省", "2020", "1 documents lie on both sides, the first is east/b.txt"),
        ("东省", "东省", "3 documents lie on both sides, the first is 2020.txt"),
        ("东省", "2050", "no document of the corpus is meant"),
        ("东省", "2021-2019", "no document of the corpus is meant"),
        ("north/*", "东省", "no document of the corpus is meant"),
        ("河区", "2020", "names 2 places: 中国/东省/东市/河区, 中国/西省/河区"),
    ],
)
def test_what_cannot_be_compared_is_told(one: str, other: str, problem: str) -> None:
    made = corpus({it: f"甲乙丙丁{it.name}" for it in SOURCES})
    with pytest.raises(QueryError) as raised:
        sides(made, one, other)
    assert raised.value.problem == problem


def test_documents_without_a_date_are_told_of_a_span_alone() -> None:
    made = corpus({it: f"甲乙丙丁{it.name}" for it in SOURCES})
    assert [it.undated for it in sides(made, "2020", "西省")] == [1, 0]


def test_an_unknown_place_suggests_those_near() -> None:
    made = corpus(dict.fromkeys(SOURCES, ""))
    with pytest.raises(QueryError) as raised:
        chosen(made, "西省份")
    assert raised.value.remedy == "did you mean 西省, 东省?"


def test_a_side_that_mentions_nothing_is_told() -> None:
    with pytest.raises(QueryError, match="西省: its documents mention nothing"):
        told("甲行动", "无", "甲行动")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("comparison")
    texts = {
        "east1": "浙江省综述\n2019年5月1日\n\n"
        + "浙江省实施“千帆归港”行动。\n" * 8
        + "浙江省实施山海协作工程。\n",
        "east2": "浙江省再综述\n2020年5月1日\n\n" + "浙江省深化“千帆归港”行动，成效明显。\n" * 2,
        "west": "黑龙江省综述\n2021年5月1日\n\n"
        + "黑龙江省实施“沃野丰仓”行动。\n" * 7
        + "黑龙江省学习山海协作工程。\n",
    }
    build.build([write(folder / "texts", **texts)], folder / "build", page=False)
    return folder / "build"


def run(graph: Path, *words: str) -> str:
    shown = CliRunner().invoke(main, ["--lang", "en", "compare", *words, "-b", str(graph)])
    assert shown.exit_code == 0, shown.output
    return shown.stdout


def test_command_tells_every_mention_with_its_sentence(built: Path) -> None:
    content = json.loads(run(built, "浙江", "黑龙江", "--format", "json"))
    assert [(it["name"], len(it["documents"]), it["reprints"]) for it in content["sides"]] == [
        ("浙江", 2, []),
        ("黑龙江", 1, []),
    ]
    rows = {it["name"]: it for it in content["items"]}
    groups = {name: it["group"] for name, it in rows.items()}
    assert groups["千帆归港行动"] == "only one"
    assert groups["沃野丰仓行动"] == "only other"
    assert groups["山海协作工程"] == "shared"
    sails = rows["千帆归港行动"]
    assert (sails["one_mentions"], sails["one_documents"], sails["other_mentions"]) == (10, 2, 0)
    assert sails["q"] < 0.05
    assert rows["山海协作工程"]["q"] is None and rows["山海协作工程"]["caution"] == "few"
    texts = {it.name: Corpus.read(built).text(it) for it in Corpus.read(built).sources}
    for row in content["items"]:
        assert len(row["mentions"]) == row["one_mentions"] + row["other_mentions"]
    for it in sails["mentions"]:
        words = texts[it["document"]][it["start"] : it["end"]]
        assert words.strip("“") == "千帆归港”行动"
        assert words in it["sentence"]


def test_table_limits_groups_and_names_both_sides(built: Path) -> None:
    shown = run(built, "2019-2020", "2021", "--limit", "1")
    assert "2019-2020: 2 documents, 0 reprints left out; 11 mentions compared" in shown
    assert "only 2019-2020" in shown and "千帆归港行动" in shown and "10 / 2" in shown
    assert "only 2021" in shown and "7 / 1" in shown and "one document" in shown
    none = run(built, "2019-2020", "2021", "--limit", "0")
    assert "not shown: only 2019-2020 1, only 2021 1, shared 1" in none


def test_a_pattern_is_shown_as_written(built: Path) -> None:
    shown = run(built, "[e]*", "w*", "--limit", "1")
    assert "│ only [e]*" in shown
    assert "[e]* ┃" in shown


def test_csv_has_a_row_a_name_and_classes_choose(built: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(built, "east*", "west*", "--format", "csv"))))
    assert {it["name"]: (it["one_mentions"], it["other_mentions"]) for it in rows} == {
        "千帆归港行动": ("10", "0"),
        "沃野丰仓行动": ("0", "7"),
        "山海协作工程": ("1", "1"),
    }
    refused = CliRunner().invoke(main, ["compare", "east*", "west*", "--class", "Slogan", "-b", str(built)])
    assert refused.exit_code == 1
    assert "mention nothing of the classes compared" in refused.stderr


@pytest.mark.parametrize("words", [["浙江"], ["浙江", "黑龙江", "2020"], ["浙江", "福建"], ["浙江", "2019"]])
def test_errors_are_one_line(built: Path, words: list[str]) -> None:
    for lang in ("zh", "en"):
        shown = CliRunner().invoke(main, ["--lang", lang, "compare", *words, "-b", str(built)])
        assert shown.exit_code == 1
        assert shown.stderr.count("\n") == 1


def test_a_build_without_mentions_is_told(tmp_path: Path) -> None:
    texts = write(tmp_path / "texts", a="浙江省综述\n\n浙江省实施“千帆归港”行动。\n")
    build.build([texts], tmp_path / "build", page=False, evidence="claims")
    made = Corpus.read(tmp_path / "build")
    with pytest.raises(QueryError, match="evidence of claims alone"):
        read(tmp_path / "build", made.sources, ["Campaign"])


def test_figure_shows_both_sides_and_is_the_same_each_time(built: Path, tmp_path: Path) -> None:
    plots = [tmp_path / name for name in ("one.svg", "two.svg", "one.png")]
    for plot in plots:
        run(built, "浙江", "黑龙江", "--plot", str(plot))
    assert plots[0].read_bytes() == plots[1].read_bytes()
    assert plots[2].read_bytes().startswith(b"\x89PNG")
    drawn = plots[0].read_text(encoding="utf-8")
    assert "千帆归港行动  10 : 0" in drawn and "沃野丰仓行动  0 : 7" in drawn
