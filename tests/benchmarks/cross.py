"""Score what rules and model find in documents that the model was not trained on: cross-validation by document.

    python tests/benchmarks/cross.py

The annotated documents of `train.FOLDERS` are dealt into four parts, all passages of one document into the same; each
part is built with a model of the other three. Writes its table into README.md; takes ten minutes. Needs ../shared.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path
from zlib import crc32

from scoring import ROOT, Scores, replace, score, table
from train import FOLDERS, Seer, train

sys.path.insert(0, str(ROOT / "tests"))
from annotations import annotated, paths, write

from kg import ontology
from kg.build import build
from kg.pipeline.mentions.learned import FILE

PARTS = 4
GROUPS = ("work and congress reports", "party-press articles of our own")


def part(path: Path) -> int:
    """Return which part an annotation file belongs to: the same for all passages of a document."""
    gold = json.loads(path.read_text("utf-8"))
    return crc32(gold.get("record", gold["doc"]).encode()) % PARTS


def main() -> None:
    """Train and build each part, and score all of them together, each group by itself."""
    files = paths(*FOLDERS)
    seer = Seer(ontology.folder().resolve())
    rows: list[tuple[str, Scores]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        gold: dict[tuple[str, str], list[tuple[Path, list[Path]]]] = {}
        for number in range(PARTS):
            held = [path for path in files if part(path) == number]
            model = train(annotated([path for path in files if path not in held]), seer)
            own = folder / f"ontology-{number}"
            shutil.copytree(ontology.folder(), own)
            model.save(own / FILE)
            known = ontology.load(own)
            for group, chosen in zip(GROUPS, (False, True), strict=True):
                those = [path for path in held if (path.parent.name == "press") == chosen]
                texts = folder / f"{number}-{chosen}"
                write(texts, those)
                for way, models in (("rules alone", ()), ("rules and model", ("crf",))):
                    built = texts / way
                    build([texts / "texts"], built, ontology=known, with_entities=False, models=models)
                    gold.setdefault((group, way), []).append((built, sorted((texts / "gold").glob("*.json"))))
        for (group, way), parts in gold.items():
            joined = folder / f"{group} {way}"
            (joined / "text").mkdir(parents=True)
            with (joined / "graph.nq").open("wb") as graph:
                for built, _ in parts:
                    graph.write((built / "graph.nq").read_bytes())
                    shutil.copytree(built / "text", joined / "text", dirs_exist_ok=True)
            rows.append((f"{group}, {way}", score(joined, [path for _, those in parts for path in those])))
    replace("cross.py", table("documents", rows))


if __name__ == "__main__":
    main()
