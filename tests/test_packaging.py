"""The wheel alone is enough: built from the sdist, installed into an empty environment, run in an empty folder."""

import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement
from servers import serving

pytestmark = pytest.mark.slow

FRONT = "kg/explorer/front/"


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command with nothing of this environment but the PATH; return what it prints."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "LC_ALL": "C"}
    done = subprocess.run([str(it) for it in command], cwd=cwd, env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def dist(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from it, without a registry."""
    dist = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", dist, root, cwd=dist)
    return dist


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    """Return the wheel."""
    (found,) = dist.glob("tifa-*.whl")
    return found


@pytest.fixture(scope="module")
def kg(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty environment, beside its declared dependencies and nothing else.

    These are linked from this environment, so that no test reaches for a registry.
    """
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False)
    (site,) = home.glob("lib/python*/site-packages")
    for name in closure("tifa"):
        link(name, site)
    pip = [sys.executable, "-m", "pip", "--python", home / "bin" / "python", "install", "--quiet"]
    run(*pip, "--no-deps", "--no-index", wheel, cwd=home)
    return home / "bin" / "kg"


def closure(name: str, extras: frozenset[str] = frozenset()) -> set[str]:
    """Return the names of all distributions that one needs, without its optional ones."""
    found: set[str] = set()
    todo = list(needs(name, extras))
    while todo:
        requirement = todo.pop()
        if requirement.name not in found:
            found.add(requirement.name)
            todo.extend(needs(requirement.name, frozenset(requirement.extras)))
    return found


def needs(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    for line in distribution(name).requires or ():
        requirement = Requirement(line)
        environments = [{"extra": extra} for extra in ("", *extras)]
        if requirement.marker is None or any(requirement.marker.evaluate(it) for it in environments):
            yield requirement


def link(name: str, site: Path) -> None:
    """Link what a distribution has in this environment's site-packages into another's."""
    try:
        it = distribution(name)
    except PackageNotFoundError:
        pytest.fail(f"{name} is declared but not installed: make test sets it up")
    for top in {Path(file).parts[0] for file in it.files or ()} - {"..", "__pycache__"}:
        target = site / top
        if not target.exists():
            target.symlink_to(Path(str(it.locate_file(top))))
    # Programs, such as the SPARQL engine, stand beside.
    for file in it.files or ():
        program = Path(os.path.normpath(site / file))
        if file.parts[-2:-1] == ("bin",) and not program.exists():
            program.symlink_to(Path(str(file.locate())).resolve())


def test_wheel_carries_code_knowledge_and_sample(wheel: Path, root: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "kg", "ontology"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    front = {name for name in tracked if name.startswith(FRONT)}
    expected = {name.replace("ontology/", "kg/_ontology/", 1) if name[:1] == "o" else name for name in tracked}
    assert expected - front - {""} - names == set()
    assert {name for name in names if "__pycache__" in name or name.startswith("tests/")} == set()


def test_the_explorer_comes_bundled_and_its_sources_come_with_the_sdist(dist: Path, wheel: Path) -> None:
    (sdist,) = dist.glob("tifa-*.tar.gz")
    with zipfile.ZipFile(wheel) as archive, tarfile.open(sdist) as sources:
        carried = set(archive.namelist())
        kept = {name.partition("/")[2] for name in sources.getnames()}
    bundle = {f"kg/explorer/assets/{name}" for name in ("explorer.js", "explorer.css", "licences.txt")}
    assert bundle - carried == set()
    assert bundle - kept == set()
    assert {name for name in carried if name.startswith(FRONT)} == set()
    assert {FRONT + name for name in ("package-lock.json", "build.mjs", "src/main.tsx")} - kept == set()
    assert {name for name in carried | kept if "node_modules" in name} == set()


def test_wheel_builds_its_sample_in_an_empty_folder(kg: Path, tmp_path: Path) -> None:
    table = run(kg, "--lang", "en", "build", cwd=tmp_path)
    assert "documents" in table
    manifest = json.loads((tmp_path / "build" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"]["documents"] > 0
    assert manifest["skipped"] == []
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith(".")) == ["build"]


def test_wheel_answers_from_its_stored_questions(kg: Path, tmp_path: Path) -> None:
    run(kg, "build", "--quiet", cwd=tmp_path)
    assert "who-implements" in run(kg, "query", "--list", cwd=tmp_path)
    assert "三航行动" in run(kg, "show", "三航行动", cwd=tmp_path)


def test_wheel_serves_its_build(kg: Path, tmp_path: Path) -> None:
    run(kg, "build", "--quiet", cwd=tmp_path)
    with serving(tmp_path / "output", program=(str(kg),), cwd=tmp_path) as server:
        assert "三航行动" in httpx.get(f"{server.base}/search?q=sanhang").text
        asked = {"query": "ASK { ?x a tifa:Campaign }"}
        assert httpx.get(f"{server.base}/sparql", params=asked).json()["boolean"] is True
        assert httpx.get(f"{server.base}/assets/yasgui.min.js").status_code == 200
