"""Every notebook runs from top to bottom and prints what it was saved with."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


def outputs(notebook: nbformat.NotebookNode) -> list[list[Any]]:
    """Return what each code cell printed or showed, without the counters."""
    shown = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    return [[output.get("data") or output.get("text") for output in cell] for cell in shown]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_and_shows_what_it_was_saved_with(path: Path, update_golden: bool) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    fresh = NotebookClient(notebook, timeout=60, kernel_name="python3", record_timing=False).execute()
    if update_golden:
        path.write_text(nbformat.writes(fresh, indent=1) + "\n", "utf-8")
        return
    assert outputs(fresh) == outputs(nbformat.read(path, as_version=4))


def test_there_is_a_first_notebook() -> None:
    assert [path.stem for path in NOTEBOOKS][:1] == ["01-from-documents-to-graph"]
