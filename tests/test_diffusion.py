"""Diffusion: a phrase planted with known first uses, reprints and dates that are not known to the day."""

import csv
import io
import json
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from kg import lexicon, ontology, plots
from kg.build import build as build_folder
from kg.cli.main import main
from kg.corpus import LEVELS, Corpus, Source
from kg.diffusion import KINDS, Diffusion, diffusion
from kg.diffusion.provinces import provinces
from kg.diffusion.transmission import SUFFIXES, transmission, write
from kg.diffusion.wording import KIND_NAMES, LEVEL_NAMES
from kg.errors import OutputError
from kg.plots.diffusion import draw

PROVINCES = provinces(lexicon.load(ontology.folder()))
COPIED = "浙江提出青山行动，要求各地因地制宜抓好落实，年底前见到成效，让群众满意。"


def source(name: str, issued: str, chain: tuple[str, ...]) -> Source:
    level = {1: "country", 2: "province", 3: "prefecture", 4: "county"}[len(chain)]
    province = chain[-2] if len(chain) > 1 else ""
    return Source(name, name, "", issued, name, chain[0], level, province, chain)


TEXTS = {
    "centre": "中央部署青山行动。青山行动要快。",
    "zhejiang": COPIED,
    "hangzhou": "杭州落实青山行动。",
    "anhui": "安徽学习青山行动的经验。",
    "hunan": COPIED,
    "yunnan": "云南开展青山行动。",
    "gansu": "甘肃也说青山行动。",
    "tibet": "这里没有说到它。",
}
SOURCES = [
    source("centre", "2023-01-01", ("中国",)),
    source("zhejiang", "2023-01-31", ("浙江", "中国")),
    source("hangzhou", "2023-03-02", ("杭州", "浙江", "中国")),
    source("anhui", "2023-04-01", ("安徽", "中国")),
    source("hunan", "2023-05-01", ("湖南", "中国")),
    source("yunnan", "2023", ("云南", "中国")),
    source("gansu", "", ("甘肃", "中国")),
    source("tibet", "2023-06-01", ("西藏", "中国")),
]


def told(*left_out: str, reprints: bool = False) -> Diffusion:
    sources = [it for it in SOURCES if it.name not in left_out]
    return diffusion(Corpus(sources, TEXTS), "青山行动", PROVINCES, reprints=reprints)


def test_ranks_and_lags() -> None:
    found = {it.name: (it.rank, it.lag, len(it.uses), len(it.documents)) for it in told().adopters}
    assert found == {
        "中国": ((1, 1), (0, 0), 2, 1),
        "浙江": ((2, 3), (30, 30), 1, 1),
        "杭州": ((3, 4), (60, 60), 1, 1),
        "安徽": ((4, 5), (90, 90), 1, 1),
        "云南": ((1, 5), (0, 364), 1, 1),
    }


def test_undated_users_have_no_rank_and_shares_say_of_how_many() -> None:
    found = told()
    assert [(it.name, it.rank, it.lag) for it in found.undated] == [("甘肃", None, None)]
    assert found.share == 6 / 8
    assert found.levels == {"country": (1, 1), "province": (4, 6), "prefecture": (1, 1)}


def test_a_reprint_counts_once_unless_asked_for() -> None:
    assert (told().reprints, told().reprinting) == ({"hunan": "zhejiang"}, ["湖南"])
    counted = {it.name: it.lag for it in told(reprints=True).adopters}
    assert counted["湖南"] == (120, 120)


def test_links_lead_down_from_the_nearest_enclosing_place() -> None:
    found = {(it.source, it.target): (it.kind, it.lag) for it in told("yunnan").links}
    assert found == {
        ("中国", "浙江"): ("downward", (30, 30)),
        ("浙江", "杭州"): ("downward", (30, 30)),
        ("中国", "安徽"): ("downward", (90, 90)),
    }


def test_links_lead_to_neighbours_and_up_where_the_centre_is_silent() -> None:
    assert [(it.source, it.target, it.kind) for it in told("centre", "yunnan").links] == [
        ("浙江", "杭州", "downward"),
        ("浙江", "安徽", "neighbour"),
    ]
    late = source("zhejiang", "2023-12-31", ("浙江", "中国"))
    found = diffusion(Corpus([SOURCES[2], late], TEXTS), "青山行动", PROVINCES)
    assert [(it.source, it.target, it.kind, it.lag) for it in found.links] == [
        ("杭州", "浙江", "upward", (304, 304))
    ]


def test_equal_days_are_a_tie() -> None:
    same = [source(it, "2023-01-01", (name, "中国")) for it, name in (("anhui", "安徽"), ("yunnan", "云南"))]
    found = diffusion(Corpus(same, TEXTS), "青山行动", PROVINCES)
    assert [(it.rank, it.lag) for it in found.adopters] == [((1, 1), (0, 0))] * 2
    assert found.links == []


def test_the_curve_counts_the_certain_and_the_possible() -> None:
    assert [(it.isoformat(), sure, maybe) for it, sure, maybe in told().curve] == [
        ("2023-01-01", 1, 2),
        ("2023-01-31", 2, 3),
        ("2023-03-02", 3, 4),
        ("2023-04-01", 4, 5),
        ("2023-12-31", 5, 5),
    ]


def test_neighbours_are_mutual_and_tiles_are_taken_once() -> None:
    assert len(PROVINCES) == 34
    for it in PROVINCES.values():
        assert it.neighbours and all(it.name in PROVINCES[other].neighbours for other in it.neighbours)
    assert len({(it.column, it.row) for it in PROVINCES.values()}) == 34


def words(figure: Figure) -> set[str]:
    return {it.get_text() for it in figure.findobj(Text)}


def test_the_map_has_every_province_and_dates_as_they_are_known(tmp_path: Path) -> None:
    for name in ("one", "other"):
        plots.save(draw(told(), PROVINCES, "zh"), tmp_path / f"{name}.svg")
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()
    figure = draw(told(), PROVINCES, "zh")
    assert {*PROVINCES, "中央", "2023-01-01", "2023-01-31", "2023", "?"} <= words(figure)
    # 杭州 lies below the provinces, 湖南 only reprints.
    assert any("另有 1 个使用者不在图上；1 个只是转载" in it for it in words(figure))
    looks: dict[tuple[object, ...], int] = {}
    colours = set()
    for it in figure.axes[0].patches:
        if isinstance(it, Rectangle):
            look = it.get_hatch(), it.get_linestyle(), it.get_linewidth()
            looks[look] = looks.get(look, 0) + 1
            colours |= {it.get_facecolor()} if it.get_edgecolor() == to_rgba("white") else set()
    assert looks == {
        ("///", "-", 0.6): 2,  # Documents, but no use: 湖南, 西藏.
        (None, "--", 0.6): 28,
        (None, "-", 1.6): 1,  # 甘肃 has no date.
        (None, "-", 0.6): 4,  # 浙江, 安徽, 云南 and the centre.
    }
    assert len(colours) == 3


def test_below_provinces_a_line_of_time_is_drawn() -> None:
    few = [SOURCES[2], source("ningbo", "2023-06", ("宁波", "浙江", "中国"))]
    found = diffusion(Corpus(few, {**TEXTS, "ningbo": "宁波推进青山行动。"}), "青山行动", PROVINCES)
    figure = draw(found, PROVINCES, "en")
    assert {"杭州  2023-03-02", "宁波  2023-06", "prefecture"} <= words(figure)
    assert len(figure.axes[0].lines) == 1  # Only one of the two is known to the day.


def test_a_phrase_that_nobody_uses_is_drawn(tmp_path: Path) -> None:
    for by in ("place", "publisher"):
        found = diffusion(Corpus(SOURCES, TEXTS), "无人说", PROVINCES, by)
        plots.save(draw(found, PROVINCES, "en"), tmp_path / f"{by}.png")
        assert (tmp_path / f"{by}.png").stat().st_size > 0


def test_the_graph_says_who_may_have_it_from_whom() -> None:
    graph = transmission(told("yunnan"))
    assert dict(graph.nodes["浙江"]) == {
        "level": "province",
        "province": "浙江",
        "first": "2023-01-31",
        "since": "2023-01-31",
        "until": "2023-01-31",
        "rank_best": 2,
        "rank_worst": 2,
        "uses": 1,
        "documents": ["zhejiang"],
        "sentence": COPIED,
    }
    assert set(graph) == {"中国", "浙江", "杭州", "安徽", "甘肃"} and "rank_best" not in graph.nodes["甘肃"]
    assert dict(graph.edges["浙江", "杭州"]) == {
        "kind": "downward",
        "lag_least": 30,
        "lag_most": 30,
        "tied": 1,
        "source_document": "zhejiang",
        "target_document": "hangzhou",
    }


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_graph_is_written_as_the_same_bytes_and_read_again(tmp_path: Path, suffix: str) -> None:
    graph = transmission(told())
    graph.nodes["浙江"]["sentence"] = "坏\x00字<&"
    one, other = tmp_path / f"one{suffix}", tmp_path / f"other{suffix}"
    write(graph, one)
    write(graph, other)
    assert one.read_bytes() == other.read_bytes()
    assert sorted(it.name for it in tmp_path.iterdir()) == [one.name, other.name]
    if suffix == ".json":
        assert json.loads(one.read_bytes())["nodes"] == [
            {**about, "id": name} for name, about in graph.nodes(data=True)
        ]
        return
    assert b"lastmodifieddate" not in one.read_bytes()
    read = nx.read_graphml(one) if suffix == ".graphml" else nx.read_gexf(one)
    assert set(read.edges) == set(graph.edges)
    assert read.nodes["浙江"]["sentence"] == "坏�字<&"
    assert json.loads(read.nodes["中国"]["documents"]) == ["centre"]
    assert read.edges["浙江", "杭州"]["lag_most"] == 30


def test_where_no_graph_can_be_written_is_said(tmp_path: Path) -> None:
    for path, problem in (
        (tmp_path / "a.csv", "ends neither"),
        (tmp_path / "none" / "a.gexf", "cannot be written"),
    ):
        with pytest.raises(OutputError, match=problem):
            write(transmission(told()), path)
    assert not list(tmp_path.iterdir())


def test_below_provinces_the_same_province_makes_neighbours() -> None:
    places = [
        source("hangzhou", "2023-03-02", ("杭州", "浙江", "中国")),
        source("ningbo", "2023-04-01", ("宁波", "浙江", "中国")),
        source("hefei", "2023-05-01", ("合肥", "安徽", "中国")),
        source("yiwu", "2023-05-10", ("义乌", "金华", "浙江", "中国")),
        source("anji", "2023-06-01", ("安吉", "湖州", "浙江", "中国")),
        source("dongyang", "2023-07-01", ("东阳", "金华", "浙江", "中国")),
    ]
    found = diffusion(Corpus(places, {it.name: "青山行动" + it.name for it in places}), "青山行动", PROVINCES)
    assert [(it.source, it.target, it.kind, it.lag) for it in found.links] == [
        ("杭州", "宁波", "same province", (30, 30)),
        ("杭州", "合肥", "other", (60, 60)),
        ("杭州", "义乌", "other", (69, 69)),
        ("义乌", "安吉", "same province", (22, 22)),
        # 安吉 is later, and so nearer in time, but lies in another prefecture.
        ("义乌", "东阳", "same province", (52, 52)),
    ]


def test_every_level_and_kind_has_its_words() -> None:
    assert set(KIND_NAMES) == set(KINDS)
    assert set(LEVEL_NAMES) == {*LEVELS, ""}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diffusion")
    body = "{}。各级各部门因地制宜抓好落实，年底前见到成效，让群众满意，每季度通报一次，把责任压实到人。"
    texts = {
        "zhejiang": ("浙江省人民政府", "2024年1月1日", body.format("浙江省实施“青山行动”")),
        "hangzhou": ("杭州市人民政府", "2024年1月31日", "杭州市落实青山行动。"),
        "anhui": ("安徽省人民政府", "2024年3月1日", "安徽省开展青山行动，建设青山行动示范区。"),
        "hunan": ("湖南省人民政府", "2024年4月1日", body.format("浙江省实施“青山行动”")),
        "gansu": ("甘肃省人民政府", "2024年5月1日", "甘肃省抓好春耕生产。"),
    }
    (folder / "in").mkdir()
    for name, (head, day, said) in texts.items():
        (folder / "in" / f"{name}.txt").write_text(f"{head}\n{day}\n\n{said}\n", encoding="utf-8")
    build_folder([folder / "in"], folder / "build", page=False)
    return folder / "build"


def run(build: Path, *args: str, lang: str = "en") -> str:
    ran = CliRunner().invoke(main, ["--lang", lang, "diffusion", "青山行动", "-b", str(build), *args])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def test_the_command_finds_the_planted_lags_and_the_planted_reprint(build: Path) -> None:
    content = json.loads(run(build, "--format", "json"))
    assert [(it["name"], it["rank"], it["lag"], it["uses"], it["document"]) for it in content["adopters"]] == [
        ("浙江", [1, 1], [0, 0], 1, "zhejiang.txt"),
        ("杭州", [2, 2], [30, 30], 1, "hangzhou.txt"),
        ("安徽", [3, 3], [60, 60], 2, "anhui.txt"),
    ]
    links = [(it["source"], it["target"], it["kind"]) for row in content["adopters"] for it in row["sources"]]
    assert links == [("浙江", "杭州", "downward"), ("浙江", "安徽", "neighbour")]
    assert (content["reprinting"], len(content["reprints"]), content["share"]) == (["湖南"], 1, 0.6)
    texts = [it.read_text(encoding="utf-8") for it in (build / "text").iterdir()]
    for it in content["adopters"]:
        assert any(text[it["start"] : it["end"]] == "青山行动" and it["sentence"] in text for text in texts)
    again = json.loads(run(build, "--format", "json", "--reprints"))
    assert [it["lag"] for it in again["adopters"] if it["name"] == "湖南"] == [[91, 91]]


def test_the_command_speaks_both_languages_and_draws_the_same_each_time(build: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        plot, graph = tmp_path / f"{name}.svg", tmp_path / f"{name}.gexf"
        shown = run(build, "--plot", str(plot), "--graph", str(graph), lang="zh")
    assert "浙江 (自上而下)" in shown and "浙江 (相邻)" in shown and "地级" in shown
    for suffix in ("svg", "gexf"):
        assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"other.{suffix}").read_bytes()
    lines = list(csv.DictReader(io.StringIO(run(build, "--format", "csv"))))
    assert [(it["name"], it["since"]) for it in lines] == [
        ("浙江", "2024-01-01"),
        ("杭州", "2024-01-31"),
        ("安徽", "2024-03-01"),
    ]
