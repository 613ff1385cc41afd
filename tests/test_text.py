"""Cleaning: each rule's cases, metadata, removals, broken characters, and that cleaning twice is cleaning once."""

import csv
import json
import re
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.text import Removal, clean, find_date, simplify
from kg.text.damage import mend

CASES = Path(__file__).parent / "cases" / "text.tsv"


def unescape(cell: str) -> str:
    """Return a cell with its escapes as the characters that they stand for."""
    return re.sub(r"\\(?:n|x..|u....)", lambda match: match[0].encode().decode("unicode_escape"), cell)


def cases() -> list[tuple[str, str, str]]:
    """Return rule, raw text and cleaned text of every case."""
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [(rule, unescape(raw), unescape(raw if cleaned == "-" else cleaned)) for rule, raw, cleaned in rows]


@pytest.mark.parametrize(("rule", "raw", "cleaned"), cases())
def test_case(rule: str, raw: str, cleaned: str) -> None:
    assert clean(raw).text == cleaned, rule


def test_every_rule_has_a_case_for_and_one_against() -> None:
    for rule, group in groupby(sorted(cases()), key=lambda case: case[0]):
        changed = {raw != cleaned for _, raw, cleaned in group}
        assert changed == {True, False}, rule


PIECES = [raw for _, raw, _ in cases()] + [
    "&",
    "amp;",
    "&#38;",
    "#x26;",
    "nbsp;",
    "?",
    "(",
    ")",
    "▍",
    "\n",
    "\r\n",
]
PIECES += [
    "　　",
    " ",
    ">",
    "来源：",
    "作者:",
    "2031-02-09",
    "首页",
    "[",
    "1",
    "]",
    "桥，",
    "。",
    "zhí)",
    "執",
    "著",
    "乾",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=12).map("".join))
@example("&#38;#38;#38;#38;#38;#38;lt;")
@example("&l&#116;;")
@example("您的位置：\n首页\n首页位置：")
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    once = clean(raw).text
    again = clean(once)
    assert again.text == once
    assert not set(once) & set("\r\t\u200b\ufeff\x00\u3000\xa0")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_cleaned_and_written(raw: str) -> None:
    cleaned = clean(raw)
    assert cleaned.text.encode().decode() == cleaned.text
    assert all(1 <= it.line <= raw.count("\n") + len(raw) + 1 for it in cleaned.removed)


PAGE = """当前位置: 首页>要闻
海州修桥记

2031-04-30 09:18 来源:《海州》杂志 作者:田青山 何小满

田青山   何小满

  河边的人盼桥盼了很多年，今年春天桥终于修好了，两岸的人来往方便多了。

( 编辑:田青山 签发:何小满&nbsp;)
海州杂志社版权所有
"""


def test_metadata_is_kept_from_what_is_removed() -> None:
    cleaned = clean(PAGE)
    assert cleaned.title == "海州修桥记"
    assert cleaned.issued == "2031-04-30"
    assert cleaned.publisher == "《海州》杂志"
    assert cleaned.creators == ("田青山", "何小满")
    assert cleaned.text.split("\n") == [
        "海州修桥记",
        "",
        "河边的人盼桥盼了很多年，今年春天桥终于修好了，两岸的人来往方便多了。",
    ]


def test_removals_name_line_kind_and_text() -> None:
    removed = clean(PAGE).removed
    assert [(it.line, it.kind) for it in removed] == [
        (1, "breadcrumb"),
        (4, "byline"),
        (6, "byline"),
        (10, "byline"),
        (11, "footer"),
    ]
    assert clean("桥（qiáo）\n修(xiū)好(hǎo)").removed == (
        Removal(1, "pinyin", "（qiáo）"),
        Removal(2, "pinyin", "(xiū) (hǎo)"),
    )


@pytest.mark.parametrize(
    ("raw", "title", "issued"),
    [
        (
            "政府工作报告\n——2031年2月3日在海州市会议上\n各位代表：",
            "政府工作报告——2031年2月3日在海州市会议上",
            "2031-02-03",
        ),
        ("修桥\n（二〇三一年十二月二十一日）\n桥修好了。", "修桥", None),
        ("修桥\n（二〇二一年十二月二十一日）\n桥修好了。", "修桥", "2021-12-21"),
        ("——海州修桥综述\n桥修好了。", "海州修桥综述", None),
        ("桥修好了，大家高兴。\n2031年会更好。", None, None),
        ("各位代表：\n桥修好了。", None, None),
    ],
)
def test_title_and_date_of_the_heading(raw: str, title: str | None, issued: str | None) -> None:
    cleaned = clean(raw)
    assert cleaned.title == title
    if issued:
        assert cleaned.issued == issued


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-04-30 09:18", "2024-04-30"),
        ("2022年9月30日", "2022-09-30"),
        ("二〇二六年一月二十七日", "2026-01-27"),
        ("一九九○年十月", "1990-10"),
        ("2026/2/3", "2026-02-03"),
        ("2023年2月30日", "2023"),
        ("2020年第12期", "2020"),
        ("2026年政府工作报告", "2026"),
        ("第20260号", None),
        ("没有日期", None),
    ],
)
def test_dates(text: str, expected: str | None) -> None:
    assert find_date(text) == expected


def test_a_character_cut_in_half_is_put_together_from_what_survives() -> None:
    # As a converter cuts GBK: 8F88 CCD2 D3xx, with 88CC annotated as one character and xx lost.
    assert mend("張?zhí)矣?nbsp;)") == "張桃□&nbsp;)"


def test_a_cut_without_proof_is_only_marked() -> None:
    assert mend("張?mā)好") == "張□好"
    assert "□" in mend("桥?▍▍路")


def test_simplified_text_is_left_alone() -> None:
    text = "乾县的著名乐曲，於先生与钟女士在里面演奏。"
    assert simplify(text) == text


def test_no_annotated_name_of_the_real_documents_is_lost(shared: Path) -> None:
    fold = str.maketrans("，：；（）！？", ",:;()!?")
    missing = []
    for path in sorted((shared / "eval" / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        (source,) = (shared / "corpus").glob(f"*/{gold['source_file']}")
        text = clean(source.read_text(encoding="utf-8")).text.translate(fold)
        surfaces = [it for entity in gold["entities"] if entity["core"] for it in entity["surface"]]
        missing += [surface for surface in surfaces if surface.translate(fold) not in text]
    assert not missing


def test_real_documents_are_clean_after_cleaning_once(shared: Path) -> None:
    for path in sorted((shared / "corpus" / "seeds").glob("*.txt")):
        once = clean(path.read_text(encoding="utf-8"))
        assert clean(once.text).text == once.text
        assert not clean(once.text).removed
