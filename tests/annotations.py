"""The annotated documents: passages of the shared corpus, stored without their text, texts of our own, and the shared gold.

A passage names its document (`source`, `record`, `text_sha256`) and where it stands in it (`start`, `end`). Names and
surfaces too long to be quoted are offsets in the same text: `name_span`, `spans`; a name that stands in the passage is
not repeated among its surfaces. `load` resolves and completes them. The texts of `press` stand beside their annotations.
"""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kg.model import Document
from kg.reader import read

GOLD = Path(__file__).parent / "gold"
CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
DEVELOPMENT = CORPUS.parent / "eval" / "gold"
PASSAGES = ("heldout", "heldout2", "training", "blind")
QUOTES = str.maketrans("", "", "“”‘’《》")

Annotated = tuple[Document, dict[str, Any]]


@cache
def records(source: str) -> dict[str, Document]:
    """Read one file of the shared corpus; return its documents by name."""
    return {item.name: item for item in read([CORPUS / source]) if isinstance(item, Document)}


def paths(*folders: str) -> list[Path]:
    """Return the annotation files of some folders of `gold/`; `development` is the gold of the shared folder."""
    where = [DEVELOPMENT if folder == "development" else GOLD / folder for folder in folders]
    return sorted(path for folder in where for path in folder.glob("*.json"))


def document(gold: dict[str, Any]) -> Document:
    """Return the document that a passage stands in."""
    return records(gold["source"])[gold["record"]]


def load(path: Path) -> tuple[str, dict[str, Any]]:
    """Return a passage under its document's title, or a whole text, and its gold in score.py's form."""
    gold = json.loads(path.read_text("utf-8"))
    if path.parent == DEVELOPMENT:
        return next(CORPUS.glob(f"*/{gold['source_file']}")).read_text("utf-8"), gold
    if "source" not in gold:
        return path.with_suffix(".txt").read_text("utf-8"), gold
    source = document(gold)
    for entity in gold["entities"]:
        if span := entity.pop("name_span", None):
            entity["name"] = source.text[slice(*span)].translate(QUOTES)
        entity["surface"] += [source.text[slice(*span)] for span in entity.pop("spans", [])]
    text = f"{source.title}\n\n{source.text[gold['start'] : gold['end']]}\n"
    for entity in gold["entities"]:
        if entity["name"] in text and entity["name"] not in entity["surface"]:
            entity["surface"].insert(0, entity["name"])
    gold["source_file"] = f"{gold['doc']}.txt"
    return text, gold


def write(folder: Path, files: list[Path]) -> None:
    """Write `texts/NAME.txt` and `gold/NAME.json` for each annotation file into a folder."""
    for name in ("texts", "gold"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for path in files:
        text, gold = load(path)
        (folder / "texts" / f"{path.stem}.txt").write_text(text, "utf-8")
        (folder / "gold" / path.name).write_text(json.dumps(gold, ensure_ascii=False, indent=1), "utf-8")


def annotated(files: list[Path]) -> list[Annotated]:
    """Return the documents of annotation files as the reader makes them, each with its gold."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, files)
        found = {Path(it.name).stem: it for it in read([folder / "texts"]) if isinstance(it, Document)}
        stored = {path.stem: json.loads(path.read_text("utf-8")) for path in (folder / "gold").iterdir()}
    return [(found[path.stem], stored[path.stem]) for path in files]
