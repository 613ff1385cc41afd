"""Notes between the page and Python: what a page exports is what `kg notes` reads, and what another page takes in."""

import json
from pathlib import Path
from typing import Any, cast

import pytest
from browsers import opened
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect
from pyoxigraph import QuerySolutions

from kg import notes
from kg.cli.main import main
from kg.store import Store

pytestmark = pytest.mark.browser

WHY = "主语应为省委；见第二段🚩"


@pytest.fixture(scope="module")
def place(sample_build: Path) -> Path:
    """Return the page of the sample build."""
    return sample_build / "explorer.html"


@pytest.fixture(scope="module")
def handed(sample_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file that knows only claims and verdicts: what each rests on, and on which build, the page knows."""
    listed: list[dict[str, Any]] = []
    with Store.open(sample_build / "store") as store:
        for kind, verdict, why in (("tifa:Claim", "reject", WHY), ("tifa:Observation", "keep", "")):
            rows = store.query(f"SELECT DISTINCT ?c {{ ?c a {kind} }} ORDER BY ?c LIMIT 1")
            claim = next(iter(cast(QuerySolutions, rows)))[0].value
            listed.append({"claim": claim, "verdict": verdict, "why": why, "modified": "2026-11-24T22:00:00Z"})
    path = tmp_path_factory.mktemp("handed") / "notes.json"
    path.write_text(json.dumps({"type": "tifa-notes", "version": 1, "notes": listed}), encoding="utf-8")
    return path


def take_in(page: Page, place: Path, file: Path) -> None:
    """Open the notes of the page and import a file."""
    page.goto(f"{place.as_uri()}#view=notes")
    page.wait_for_selector("html[data-ready]")
    page.locator("input[type=file]").first.set_input_files(file)


def export(page: Page, path: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 JSON").click()
    assert download.value.suggested_filename == "tifa-notes.json"
    download.value.save_as(path)
    return path


@pytest.fixture(scope="module")
def exported(browser: Browser, place: Path, handed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file that the page exports."""
    with opened(browser) as page:
        take_in(page, place, handed)
        return export(page, tmp_path_factory.mktemp("exported") / "tifa-notes.json")


def test_python_reads_what_the_page_exports(exported: Path, handed: Path, sample_build: Path) -> None:
    read = notes.read(exported)
    expected = {it["claim"]: (it["verdict"], it["why"]) for it in json.loads(handed.read_text("utf-8"))["notes"]}
    assert {it.claim: (it.verdict, it.why) for it in read.notes} == expected
    with Store.open(sample_build / "store") as store:
        found = notes.review(store, read, sample_build / "text")
    assert (found.same_build, found.same_corpus, found.gone) == (True, True, 0)
    for it in found.judged:
        assert it.passage is not None
        assert (it.note.exact, it.note.start, it.note.end) == (it.passage.quote, it.passage.start, it.passage.end)
    result = CliRunner().invoke(main, ["--lang", "zh", "notes", str(exported), str(sample_build)])
    assert "2 条批注：采信 1、存疑 0、不采 1。" in result.stdout


def test_another_reader_takes_the_notes_in(browser: Browser, place: Path, exported: Path, tmp_path: Path) -> None:
    with opened(browser) as page:
        take_in(page, place, exported)
        expect(page.locator(".notes").first).to_contain_text(WHY)
        again = export(page, tmp_path / "again.json")
    assert notes.read(again) == notes.read(exported)


def test_a_file_that_is_none_changes_nothing(browser: Browser, place: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(json.dumps({"type": "else"}), encoding="utf-8")
    with opened(browser) as page:
        take_in(page, place, path)
        expect(page.locator(".notes [role=status]")).to_contain_text("不是由图谱页面导出的批注文件")
        expect(page.locator(".notes").first).to_contain_text("还没有批注")
