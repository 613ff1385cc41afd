"""The page for domain experts keeps its word: its edits, made as they are shown, put what they add into the graph."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg import ontology
from kg.cli.main import main

PAGE = (ontology.folder() / "README.md").read_text("utf-8")
# A block that names a file behind its language is that file, or rows to put at its end.
_EDIT = re.compile(r"^```(?P<kind>[a-z]+) (?P<file>\S+)\n(?P<body>.*?)^```$", re.M | re.S)
_REMEDY = re.compile(r"(?P<wrong><campaign/\S+>) is not the IRI of this entity; write (?P<right><campaign/\S+>)")
EDITS = {match["file"]: match["body"] for match in _EDIT.finditer(PAGE)}

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs `kg` in a folder with a copy of the ontology and the page's text."""
    shutil.copytree(ontology.folder(), tmp_path / "my-ontology")
    (tmp_path / "report.txt").write_text(EDITS["report.txt"], "utf-8")
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, ["--lang", "en", *words])


def edit(folder: Path) -> None:
    """Make the page's edits: a new file where there is none of that name, else rows at its end."""
    for name, body in EDITS.items():
        if name == "report.txt":
            continue
        path = folder / name
        before = path.read_text("utf-8") if path.is_file() else ""
        assert (path.suffix == ".tsv") == bool(before)
        path.write_text(before + body, "utf-8")


def build(run: Run) -> Result:
    """Build the text as the page says."""
    return run("build", "report.txt", "--ontology", "my-ontology", "-o", "try", "--quiet")


def taken(run: Run) -> set[tuple[str, ...]]:
    """Return what the audit says was taken: kind, term and parts."""
    result = run("audit", "report", "--build", "try", "--ontology", "my-ontology", "--format", "json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    return {(it["kind"], it["term"], *it["parts"]) for one in told["sentences"] for it in one["taken"]}


ADDED = {
    ("mention", "Campaign", "千帆归港"),
    ("relation", "implements", "岱山县", "千帆归港"),
    ("figure", "exact", "志愿者巡滩", "120潮次", "2024"),
    ("mention", "Event", "海岛平安灯会"),
    ("relation", "holds", "岱山县", "海岛平安灯会"),
}


def test_the_page_shows_an_edit_of_each_kind() -> None:
    tables = {"lexicon/cues.tsv", "lexicon/boundaries.tsv", "lexicon/units.tsv", "lexicon/heads.tsv"}
    assert set(EDITS) == {"report.txt", "entities/mine.ttl", *tables}
    assert EDITS["report.txt"].count("。") == 3


def test_before_the_edits_the_text_gives_nothing_of_it(run: Run) -> None:
    assert build(run).exit_code == 0
    assert not taken(run) & ADDED


def test_the_edits_of_the_page_do_what_it_says(run: Run, tmp_path: Path) -> None:
    edit(tmp_path / "my-ontology")
    refused = build(run)
    assert refused.exit_code == 1
    remedy = _REMEDY.search(refused.output)
    assert remedy, refused.output
    assert "entities/mine.ttl:6: " in refused.output
    assert f"{remedy['wrong']} is not the IRI of this entity; write {remedy['right'][:27]}" in PAGE
    path = tmp_path / "my-ontology" / "entities" / "mine.ttl"
    path.write_text(path.read_text("utf-8").replace(remedy["wrong"], remedy["right"]), "utf-8")
    made = build(run)
    assert made.exit_code == 0, made.output
    assert taken(run) >= ADDED
    shown = run("show", "千帆归港", "--build", "try")
    assert shown.exit_code == 0, shown.output
    assert "岱山县铺开千帆归港" in shown.stdout
    assert "A Thousand Sails Return" in shown.stdout
    ledger = run("rules", "try", "--ontology", "my-ontology", "--format", "json")
    made_by = {it["rule"]: it["made"] for it in json.loads(ledger.stdout)}
    assert made_by["relations/implements-verb"] == 1


@pytest.mark.parametrize("name", [name for name in EDITS if name.endswith(".tsv")])
def test_each_row_has_the_columns_of_its_table(name: str) -> None:
    lines = (ontology.folder() / name).read_text("utf-8").splitlines()
    header = next(line for line in lines if not line.startswith("#"))
    for row in EDITS[name].splitlines():
        assert row.count("\t") == header.count("\t")
        assert row not in lines
