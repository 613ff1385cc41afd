"""Every notebook runs from top to bottom and shows what it was saved with."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
# Saved with what they show of ../shared; without it they run on the sample corpus.
REAL = [path for path in NOTEBOOKS if path.stem in ("02-thirty-one-provinces", "03-seventy-years")]
OWN = [path for path in NOTEBOOKS if path not in REAL]
# A cell with this tag shows sentences of other people's documents, which stay out of the repository.
SENTENCES = "sentences"
_LARGEST = 1_500_000


def cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Return the code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def quotes(cell: nbformat.NotebookNode) -> bool:
    """Say whether a cell shows sentences of documents."""
    return SENTENCES in cell.metadata.get("tags", [])


def shown(cell: nbformat.NotebookNode) -> list[Any]:
    """Return what a cell printed or showed, without the counter."""
    return [output.get("data") or output.get("text") for output in cell.outputs]


def executed(path: Path, folder: Path) -> nbformat.NotebookNode:
    """Run a notebook with `folder` as the one that it stands in."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    place = {"metadata": {"path": str(folder)}}
    # A cell that builds takes half a minute on an idle machine.
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", record_timing=False, resources=place)
    return client.execute()


def compared(path: Path, update: bool) -> None:
    """Run a notebook in its own folder and compare what it shows with what it was saved with, or save that."""
    fresh = executed(path, FOLDER)
    said = [cell for cell in cells(fresh) if quotes(cell)]
    assert all(shown(cell) for cell in said)
    for cell in said:
        cell.outputs = []
    if update:
        path.write_text(nbformat.writes(fresh, indent=1) + "\n", "utf-8")
        return
    saved = nbformat.read(path, as_version=4)
    for now, before in zip(cells(fresh), cells(saved), strict=True):
        assert shown(now) == shown(before), now.source


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_notebook_runs_and_shows_what_it_was_saved_with(path: Path, update_golden: bool) -> None:
    compared(path, update_golden)


@pytest.mark.slow
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_notebook_on_real_documents_shows_what_it_was_saved_with(
    path: Path, update_golden: bool, shared: Path
) -> None:
    assert (FOLDER / "../../shared").resolve() == shared.resolve()
    compared(path, update_golden)


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_notebook_on_real_documents_runs_on_the_sample_where_they_are_missing(path: Path, tmp_path: Path) -> None:
    # Its figures are others than those saved, so nothing is compared but that the same cells show something.
    folder = tmp_path / "checkout" / "notebooks"
    folder.mkdir(parents=True)
    assert not (folder / "../../shared").exists()
    fresh, saved = executed(path, folder), nbformat.read(path, as_version=4)
    for now, before in zip(cells(fresh), cells(saved), strict=True):
        assert bool(shown(now)) == (bool(shown(before)) or quotes(before)), now.source
    assert "jsonl#" not in nbformat.writes(fresh)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_saved_as_run_without_sentences_of_others(path: Path) -> None:
    saved = nbformat.read(path, as_version=4)
    assert [cell.execution_count for cell in cells(saved)] == list(range(1, len(cells(saved)) + 1))
    assert not any(shown(cell) for cell in cells(saved) if quotes(cell))
    assert path.stat().st_size < _LARGEST


def test_the_tours_are_numbered_in_the_order_of_reading() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01-from-documents-to-graph",
        "02-thirty-one-provinces",
        "03-seventy-years",
        "04-sparql-from-nothing",
    ]
