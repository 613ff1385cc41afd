"""`kg clean`: the text, the removals in both languages, several records, errors."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.cli.clean import KINDS

PAGE = "当前位置: 首页>要闻\n修桥記(jì)\n来源:海州日报 作者:田青山\n桥修好了。\n"


def run(*arguments: str | Path, lang: str = "en") -> Result:
    return CliRunner().invoke(main, ["--lang", lang, "clean", *map(str, arguments)])


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return a file with furniture."""
    path = tmp_path / "a.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_text_is_printed(page: Path) -> None:
    result = run(page)
    assert result.exit_code == 0
    assert result.stdout.split("\n")[1:] == ["桥修好了。", ""]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("breadcrumb", "byline", "pinyin", "publisher")),
        ("zh", ("导航路径", "署名日期", "夹注拼音", "来源")),
    ],
)
def test_diff_shows_line_kind_and_what_was_found(page: Path, lang: str, words: tuple[str, ...]) -> None:
    result = run(page, "--diff", lang=lang)
    breadcrumb, byline, pinyin, publisher = words
    assert f"1 {breadcrumb} - 当前位置: 首页>要闻" in result.stdout
    assert f"2 {pinyin} - (jì)" in result.stdout
    assert f"3 {byline} - 来源:海州日报 作者:田青山" in result.stdout
    assert f"+ {publisher}: 海州日报" in result.stdout


def test_every_kind_of_removal_has_a_name_in_both_languages() -> None:
    from kg.text import clean
    from tests.test_text import cases

    kinds = {it.kind for _, raw, _ in cases() for it in clean(raw).removed}
    assert kinds == set(KINDS)


def test_encoding_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("修橋。".encode("big5"))
    assert run(path, "--encoding", "big5").stdout == "修桥。\n"
    assert run(path, "--encoding", "utf-8").exit_code == 1


def test_records_are_told_apart_and_broken_ones_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "桥修好了。"}\n{\n{"text": "路也修好了。"}\n', encoding="utf-8")
    result = run(path)
    assert result.exit_code == 1
    assert result.stdout == "== a.jsonl#1 ==\n桥修好了。\n== a.jsonl#3 ==\n路也修好了。\n"
    assert result.stderr.startswith("kg: a.jsonl#2: is no JSON")


def test_missing_file_is_one_line(tmp_path: Path) -> None:
    result = run(tmp_path / "missing.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
