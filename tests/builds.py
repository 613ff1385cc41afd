"""What the tests of the conductor share: small inputs, what a build holds, what it must leave."""

import json
from collections.abc import Set
from pathlib import Path

from kg.store import Store

FILES = {"documents.jsonl", "explorer.html", "graph.nq", "graph.ttl", "manifest.json", "store", "text"}
# What `kg load` leaves: it has made no document, so there is nothing that a build could take over.
LOADED = FILES - {"documents.jsonl"}


def old_build(folder: Path) -> Path:
    """Make what `is_build` takes for a build of ours."""
    folder.mkdir()
    (folder / "manifest.json").write_text('{"program": "tifa"}')
    return folder


def contents(folder: Path, files: Set[str] = FILES) -> dict[str, bytes]:
    """Return those `files` of a build that do not depend on the clock, by path."""
    names = sorted(files - {"manifest.json", "store", "text"})
    paths = [*(folder / name for name in names), *folder.glob("text/*")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def check_complete(folder: Path, files: Set[str] = FILES) -> None:
    """Assert that every part of a build is there and whole."""
    assert {path.name for path in folder.iterdir()} == files
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    with Store.open(folder / "store") as store:
        assert len(store) == manifest["counts"]["quads"] > 0
    lines = (folder / "graph.nq").read_text(encoding="utf-8").splitlines()
    assert len(lines) == manifest["counts"]["quads"]
    assert {path.stem for path in folder.glob("text/*.txt")} == {it["text"] for it in manifest["inputs"]}


def strays(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir() if path.name.startswith(f".{folder.name}."))


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


TEXTS = {
    "zhejiang": "浙江省直机关工委工作综述\n\n浙江省直机关工委深入实施“双建争先”工程，7000余个机关基层党组织参加。\n",
    "heilongjiang": "双鸭山市直机关工委开展三航行动\n\n双鸭山市直机关工委开展“三航行动”，以“走在前、作表率”为主题。\n",
    "centre": "会议公报\n\n会上谈到“两个确立”和“四个意识”，与会者认为学得还不够。\n",
}
