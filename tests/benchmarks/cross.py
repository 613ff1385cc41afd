"""Score what rules and model find in documents that the model was not trained on: cross-validation by document.

    python tests/benchmarks/cross.py

The annotated documents of `train.FOLDERS` are dealt into four parts, all passages of one document into the same; each
part is built with a model of the other three. Writes its table into README.md; takes a quarter of an hour. Needs ../shared.
"""

import json
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from zlib import crc32

from scoring import ROOT, Scores, replace, score, table
from train import FOLDERS, Seer, train, word_clusters

sys.path.insert(0, str(ROOT / "tests"))
from annotations import annotated, paths, write

from kg import ontology
from kg.build import build
from kg.pipeline.mentions.learned import FILE
from kg.pipeline.mentions.learned.features import Clusters

PARTS = 4
WAYS = {"rules alone": (), "rules and model": ("crf",)}
GROUPS = {"development gold": ("development",), "party-press articles of our own": ("press",)}
REST = "work and congress reports"


def part(path: Path) -> int:
    """Return which part an annotation file belongs to: the same for all passages of a document."""
    gold = json.loads(path.read_text("utf-8"))
    return crc32(gold.get("record", gold["doc"]).encode()) % PARTS


def group(path: Path) -> str:
    """Return which row of the table an annotation file counts in."""
    return next((name for name, folders in GROUPS.items() if path in paths(*folders)), REST)


def main() -> None:
    """Train and build each part with and without its model, and score the parts together, each group by itself."""
    files = paths(*FOLDERS)
    rows: list[tuple[str, Scores]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        joined = {way: folder / way for way in WAYS}
        with ProcessPoolExecutor() as pool:
            ontologies = list(pool.map(partial(learned, folder, word_clusters()), range(PARTS)))
        for number, own in enumerate(ontologies):
            held = [path for path in files if part(path) == number]
            write(folder / f"part-{number}", held)
            for way, models in WAYS.items():
                built = folder / f"part-{number}" / way
                build(
                    [folder / f"part-{number}/texts"],
                    built,
                    ontology=ontology.load(own),
                    with_entities=False,
                    models=models,
                )
                shutil.copytree(built / "text", joined[way] / "text", dirs_exist_ok=True)
                with (joined[way] / "graph.nq").open("ab") as graph:
                    graph.write((built / "graph.nq").read_bytes())
        for name_ in (*GROUPS, REST):
            gold = [gold_of(folder, path) for path in files if group(path) == name_]
            rows += [(f"{name_}, {way}", score(built, gold)) for way, built in joined.items()]
    replace("cross.py", table("documents", rows))


def learned(folder: Path, clusters: Clusters, number: int) -> Path:
    """Write an ontology folder with the model of all parts but one; return where it lies."""
    own = folder / f"ontology-{number}"
    shutil.copytree(ontology.folder(), own)
    others = [path for path in paths(*FOLDERS) if part(path) != number]
    train(annotated(others), Seer(ontology.folder().resolve(), clusters)).save(own / FILE)
    return own


def gold_of(folder: Path, path: Path) -> Path:
    """Return where the gold of an annotation file was written."""
    return folder / f"part-{part(path)}" / "gold" / path.name


if __name__ == "__main__":
    main()
