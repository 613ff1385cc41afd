"""Several processes: the same bytes as one, and a document that kills or stalls its process costs only itself."""

import os
import signal
import time
from pathlib import Path

import pytest
from builds import TEXTS, check_complete, contents, write

from kg.build import Step, build, pool, sample
from kg.build.skipped import Skipped
from kg.build.tasks import Task
from kg.build.work import Annotator, Part

# What the processes of these tests do where the name of a document asks for it; each imports this module anew.
_ANNOTATED = Annotator.done


def _as_the_name_says(self: Annotator, task: Task) -> Part | Skipped:
    if "killed" in task.name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "ended" in task.name:
        os._exit(3)
    if "stalled" in task.name:
        time.sleep(60)
    return _ANNOTATED(self, task)


def _do(settings: object, task: Task) -> Part | Skipped:
    Annotator.done = _as_the_name_says  # type: ignore[method-assign]
    return pool._annotator(settings).done(task)  # type: ignore[arg-type]


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let documents do to their processes what their names say."""
    # A fresh process finds this module, and so the function that it is sent by name.
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setattr(pool, "_do", _do)


def test_two_processes_make_the_bytes_of_one(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", **TEXTS)
    (folder / "table.csv").write_text("title,text\n一,浙江省委部署工作。\n二,\n", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    told: dict[int, list[str]] = {1: [], 2: []}
    for jobs, said in told.items():

        def report(step: Step, said: list[str] = said) -> None:
            said.append(f"{step.stage} {step.done} {step.documents} {step.skipped}")

        build([folder, sample()], tmp_path / str(jobs), jobs=jobs, report=report)
        check_complete(tmp_path / str(jobs))
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert told[1] == told[2]


@pytest.mark.slow
@pytest.mark.usefixtures("faulty")
def test_a_process_that_dies_or_stalls_costs_its_document_only(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in", **TEXTS, killed="浙江省委开会。\n", ended="浙江省委开会。\n", stalled="浙江省委。\n"
    )
    manifest = build([folder], tmp_path / "build", jobs=2, timeout=15)
    said = {it.where: it.problem for it in manifest.errors}
    assert said == {
        "ended.txt": "ended its process (exit code 3)",
        "killed.txt": "killed its process (signal 9)",
        "stalled.txt": "took longer than 15 seconds",
    }
    check_complete(tmp_path / "build")
    build([write(tmp_path / "well" / "in", **TEXTS)], tmp_path / "expected")
    graphs = {path.name: path for path in (tmp_path / "build").iterdir()}
    assert graphs["graph.nq"].read_bytes() == (tmp_path / "expected" / "graph.nq").read_bytes()


def test_few_documents_are_done_without_further_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object, **options: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(pool, "ProcessPool", refused)
    build([write(tmp_path / "in", **TEXTS)], tmp_path / "build", jobs=None)
    check_complete(tmp_path / "build")
