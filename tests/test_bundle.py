"""The explorer's script and style are what their sources give, of packages at known versions, with their licences."""

import json
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from browsers import FRONT, absent

ASSETS = FRONT.parent / "assets"
MODULES = FRONT / "node_modules"
BUNDLE = ("explorer.js", "explorer.css", "licences.txt")

# What may be shipped with a program under MIT.
LICENCES = {"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"}
_HEADING = re.compile(r"^(\S+) (\d\S*) \((.+)\)", re.M)


def loaded(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def run(program: str | Path, *arguments: str | Path) -> None:
    """Run node or one of its programs in the folder of the sources; skip where it or a package is missing."""
    if shutil.which("node") is None or not MODULES.is_dir():
        absent("node or the packages of the front end are missing; with node and npm: make front")
    done = subprocess.run([program, *arguments], cwd=FRONT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the bundle, made anew."""
    folder = tmp_path_factory.mktemp("bundle")
    run("node", "build.mjs", "--out", folder)
    return folder


@pytest.mark.parametrize("name", BUNDLE)
def test_the_bundle_is_what_the_sources_give(fresh: Path, name: str) -> None:
    same = (ASSETS / name).read_bytes() == (fresh / name).read_bytes()
    assert same, f"{name} is not what the sources give; make front, and commit it"


def test_nothing_else_is_bundled(fresh: Path) -> None:
    assert sorted(it.name for it in fresh.iterdir()) == sorted(BUNDLE)


@pytest.mark.parametrize("name", ["explorer.js", "explorer.css"])
def test_the_bundle_names_no_address(name: str) -> None:
    text = (ASSETS / name).read_text("utf-8")
    addresses = set(re.findall(r"(?i)\b(?:https?|wss?|ftp)://[^\s\"'`)<>]+", text))
    # The names of namespaces; nobody asks for them.
    assert {it for it in addresses if not it.startswith("http://www.w3.org/")} == set()
    # `URL(` of a script is another thing, and `url(#…)` is a pattern in the same drawing.
    assert re.findall(r"sourceMappingURL|@import|\burl\((?![\"']?(?:data:|#))", text) == []
    assert list(ASSETS.glob("*.map")) == []


def test_every_bundled_package_has_its_licence(tmp_path: Path) -> None:
    meta = tmp_path / "meta.json"
    options = ("--bundle", "--jsx=automatic", "--jsx-import-source=preact", "--log-level=error")
    run(
        MODULES / ".bin" / "esbuild",
        "src/main.tsx",
        *options,
        f"--metafile={meta}",
        f"--outdir={tmp_path / 'out'}",
    )
    parts = [
        it.rpartition("node_modules/")[2].split("/") for it in loaded(meta)["inputs"] if "node_modules/" in it
    ]
    packages = {"/".join(it[: 1 + it[0].startswith("@")]) for it in parts}
    assert "preact" in packages

    text = (ASSETS / "licences.txt").read_text("utf-8")
    told = {name: (version, licence) for name, version, licence in _HEADING.findall(text)}
    assert set(told) == packages | {"vis-network"}
    for name in packages:
        package = loaded(MODULES / name / "package.json")
        assert told[name] == (package["version"], package["license"])
        assert (MODULES / name / "LICENSE").read_text("utf-8").strip() in text
        assert package["license"] in LICENCES


def test_the_licence_of_vis_network_is_told_for_the_version_that_pyvis_carries() -> None:
    script = files("pyvis").joinpath("templates/lib/vis-9.1.2/vis-network.min.js").read_text("utf-8")
    text = (ASSETS / "licences.txt").read_text("utf-8")
    told = {name: (version, licence) for name, version, licence in _HEADING.findall(text)}
    version = re.search(r"@version (\S+)", script)
    assert version and told["vis-network"] == (version[1], "Apache-2.0 OR MIT")
    # The one package whose version stands in the file.
    core = re.search(r'version:"([\d.]+)",mode:"pure",copyright:"© ([^(]+) \(', script)
    assert core and f"core-js {core[1]}: Copyright (c) {core[2]}\n" in text


def test_versions_are_exact_and_the_lock_goes_with_them() -> None:
    package, lock = loaded(FRONT / "package.json"), loaded(FRONT / "package-lock.json")
    wanted = package["dependencies"] | package["devDependencies"]
    assert [it for it in wanted.values() if not re.fullmatch(r"\d+\.\d+\.\d+", it)] == []
    locked = dict(lock["packages"])
    root = locked.pop("")
    assert all(root[kind] == package[kind] for kind in ("dependencies", "devDependencies"))
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, it in locked.items() if not it["integrity"].startswith("sha512-")] == []
    assert [name for name, it in locked.items() if "resolved" in it] == []
    assert {it["license"] for it in locked.values() if not it.get("dev")} - LICENCES == set()


def test_the_packages_that_bundle_are_the_locked_ones() -> None:
    if not MODULES.is_dir():
        absent("the packages of the front end are missing; with node and npm: make front")
    locked = loaded(FRONT / "package-lock.json")["packages"]
    installed = loaded(MODULES / ".package-lock.json")["packages"]
    assert {name for name, it in locked.items() if name and not it.get("optional")} - set(installed) == set()
    keys = ("version", "integrity")
    assert [name for name, it in installed.items() if any(it[key] != locked[name][key] for key in keys)] == []
