"""Rows as a table, as CSV and as JSON: the same rows, harmless to terminals and spreadsheets."""

import csv
import io
import json

import click
import pytest
from click.testing import CliRunner

from kg.cli import listing
from kg.cli.listing import Column

COLUMNS = (
    Column("name", "名称", "name"),
    Column("count", "次数", "count", right=True),
    Column("places", "位置", "places", None),
)
ROWS = [
    {"name": "=1+1", "count": -3, "places": [{"document": "甲.txt", "start": 0}], "more": "unseen"},
    {"name": "远\x1b[31m帆,“\n”", "count": None},
]


def shown(format_: str, lang: str = "en", rows: list[dict[str, listing.Cell]] = ROWS) -> str:  # type: ignore[assignment]
    @click.command()
    def command() -> None:
        listing.show(COLUMNS, rows, format_, lang)  # type: ignore[arg-type]

    result = CliRunner().invoke(command, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_json_is_a_list_of_objects_with_every_column() -> None:
    assert json.loads(shown("json")) == [
        {"name": "=1+1", "count": -3, "places": [{"document": "甲.txt", "start": 0}]},
        {"name": "远\x1b[31m帆,“\n”", "count": None, "places": None},
    ]
    assert "甲.txt" in shown("json")


def test_csv_guards_formulas_and_holds_nested_cells_as_json() -> None:
    head, first, second = csv.reader(io.StringIO(shown("csv"), newline=""))
    assert head == ["name", "count", "places"]
    assert first[:2] == ["'=1+1", "-3"]
    assert json.loads(first[2]) == [{"document": "甲.txt", "start": 0}]
    assert second[1:] == ["", ""]
    assert second[0].endswith("帆,“\n”")


@pytest.mark.parametrize(
    ("lang", "heads", "count"), [("zh", ("名称", "次数"), "2 行"), ("en", ("name", "count"), "2 rows")]
)
def test_a_table_has_headings_and_a_count_in_either_language_and_no_control_characters(
    lang: str, heads: tuple[str, str], count: str
) -> None:
    told = shown("table", lang)
    assert all(it in told for it in (*heads, count, "=1+1", "-3"))
    assert "\x1b[31m" not in told
    assert "places" not in told and "位置" not in told and "甲.txt" not in told


def test_one_row_and_none() -> None:
    assert "1 row\n" in shown("table", rows=[{"name": "甲"}])
    assert shown("table", rows=[]).strip() == "0 rows"
    assert json.loads(shown("json", rows=[])) == []
    assert shown("csv", rows=[]) == "name,count,places\n"
