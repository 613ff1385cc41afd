"""The documents of a build as a corpus: order, days, uses, sentences, places."""

from datetime import date
from pathlib import Path

import pytest

from kg.build import build
from kg.corpus import Corpus, Source
from kg.errors import QueryError, StoreError


def source(name: str, issued: str = "", chain: tuple[str, ...] = ()) -> Source:
    return Source(f"http://x/{name}", name, name, issued, name, chain=chain)


def one(text: str) -> Corpus:
    return Corpus([source("a")], {"a": text})


def test_documents_stand_in_order_of_date_the_rougher_first_and_undated_last() -> None:
    dates = {"a": "", "b": "2024-02-01", "c": "2024", "d": "2024-02", "e": "1999-12-31", "f": "2024"}
    corpus = Corpus([source(*it) for it in dates.items()], {})
    assert [it.name for it in corpus.sources] == ["e", "c", "f", "d", "b", "a"]


@pytest.mark.parametrize(
    ("issued", "days"),
    [
        ("2024-02-10", (date(2024, 2, 10), date(2024, 2, 10))),
        ("2023-02", (date(2023, 2, 1), date(2023, 2, 28))),
        ("2023-12", (date(2023, 12, 1), date(2023, 12, 31))),
        ("2023", (date(2023, 1, 1), date(2023, 12, 31))),
        ("", None),
    ],
)
def test_a_date_is_the_days_that_it_may_be(issued: str, days: tuple[date, date] | None) -> None:
    assert source("a", issued).days == days
    assert source("a", issued).year == (int(issued[:4]) if issued else None)


@pytest.mark.parametrize("phrase", ["三航行动", "“三航行动”", "三航行動", " 《三航》行动 "])
def test_a_phrase_is_found_through_marks_and_in_traditional_characters(phrase: str) -> None:
    text = "开展三航行动，“三航”行动，三航的行动，“三航行动”。"
    corpus = one(text)
    assert [text[it.start : it.end] for it in corpus.uses(phrase)] == ["三航行动", "三航”行动", "三航行动"]


@pytest.mark.parametrize("phrase", ["", "  ", "“”", "《》"])
def test_nothing_to_look_for_is_told(phrase: str) -> None:
    with pytest.raises(QueryError, match="no phrase"):
        one("“”《》").uses(phrase)


def test_a_phrase_is_words_and_no_expression() -> None:
    assert one("甲乙.丙").uses(".*") == []
    assert [it.start for it in one("甲乙.*丙").uses(".*")] == [2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("先说。再说三航行动的事！后说。", ("再说", "三航行动", "的事！")),
        ("三航行动", ("", "三航行动", "")),
        ("标题\n三航行动\n正文", ("", "三航行动", "")),
        ("一" * 500 + "三航行动" + "二" * 500, ("一" * 400, "三航行动", "二" * 400)),
    ],
)
def test_a_sentence_ends_at_its_borders_and_is_the_text(text: str, expected: tuple[str, str, str]) -> None:
    corpus = one(text)
    (use,) = corpus.uses("三航行动")
    assert corpus.sentence(use) == expected
    assert "".join(expected).strip() in text


def test_uses_come_in_order_of_date_and_place_in_the_text() -> None:
    corpus = Corpus([source("late", "2024"), source("early", "2020")], {"late": "甲甲", "early": "乙甲"})
    told = [(it.source.name, it.start, it.end) for it in corpus.uses("甲")]
    assert told == [("early", 1, 2), ("late", 0, 1), ("late", 1, 2)]
    assert corpus.characters == 4


def test_documents_of_a_place_are_also_those_of_what_lies_in_it() -> None:
    corpus = Corpus(
        [source("a", "2021", ("杭州", "浙江", "中国")), source("b", "2020", ("浙江", "中国")), source("c")], {}
    )
    assert [it.name for it in corpus.within("浙江")] == ["b", "a"]
    assert [it.name for it in corpus.within("杭州")] == ["a"]
    with pytest.raises(QueryError, match="no document speaks for a place of this name; did you mean 浙江"):
        corpus.within("江苏")


REPORTS = {
    "country.md": "# 国务院政府工作报告\n\n2021-03-05\n\n国务院总理在会上作报告。全国实施远帆行动。\n",
    "province.md": "# 浙江省政府工作报告\n\n2022-01-17\n\n浙江省人民政府部署。全省实施“远帆”行动。\n",
    "prefecture.md": "# 杭州市政府工作报告\n\n2023-01-10\n\n杭州市人民政府部署。全市实施远帆行动。\n",
    "county.md": "# 杭州市余杭区政府工作报告\n\n2024-01-10\n\n余杭区人民政府部署。全区实施远帆行动。\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "in").mkdir()
    for name, text in REPORTS.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    build([folder / "in"], folder / "build")
    return folder / "build"


def test_a_build_tells_each_document_s_place_level_and_what_lies_above(built: Path) -> None:
    corpus = Corpus.read(built)
    assert [(it.name, it.issued, it.level, it.province, it.chain) for it in corpus.sources] == [
        ("country.md", "2021-03-05", "country", "", ("中国",)),
        ("province.md", "2022-01-17", "province", "浙江", ("浙江", "中国")),
        ("prefecture.md", "2023-01-10", "prefecture", "浙江", ("杭州", "浙江", "中国")),
        ("county.md", "2024-01-10", "county", "浙江", ("余杭区", "杭州", "浙江", "中国")),
    ]
    assert [it.source.name for it in corpus.uses("远帆行动")] == [it.name for it in corpus.sources]


def test_a_lost_text_is_told_with_its_file(built: Path, tmp_path: Path) -> None:
    corpus = Corpus(Corpus.read(built).sources, tmp_path)
    with pytest.raises(StoreError, match="run kg build again"):
        corpus.text(corpus.sources[0])


def test_no_build_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        Corpus.read(tmp_path)


def test_a_place_goes_by_any_of_its_names(sample_build: Path) -> None:
    corpus = Corpus.read(sample_build)
    short = corpus.within("浙江")
    assert short
    assert corpus.within("浙江省") == short
    assert corpus.place("黑龍江省") == "黑龙江"
    assert corpus.place("无此地") == "无此地"
