"""Score builds of the annotated documents, with and without models and known entities; write the tables into README.md.

    python tests/benchmarks/quality.py

Needs the folder ../shared beside the checkout: its gold files, its corpus and its scorer.
"""

import sys
import tempfile
from pathlib import Path

from scoring import ROOT, SHARED, Scores, replace, score, table

from kg.build import build, sample
from kg.vocabulary import CLASSES

sys.path.insert(0, str(ROOT / "tests"))
from annotations import paths, write

# What is left out of a build, by the heading of its column: known entities, models.
WAYS = {
    "rules alone, without known entities": (False, ()),
    "rules and model, without known entities": (False, ("crf",)),
    "rules, model and LAC, without known entities": (False, ("crf", "lac")),
    "rules alone, with known entities": (True, ()),
    "rules and model, with known entities": (True, ("crf",)),
}
SHOWN = ("rules and model, without known entities", "rules and model, with known entities")


def main() -> None:
    """Build, score, and replace the part of README.md that this program writes."""
    gold = sorted((SHARED / "eval/gold").glob("*.json"))
    own = sorted((ROOT / "tests/gold/sample").glob("*.json"))
    totals: dict[str, list[tuple[str, Scores]]] = {name: [] for name in ("development gold", "blind", "sample")}
    documents: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "blind", paths("blind"))
        sets = {
            "development gold": ([SHARED / "corpus/seeds", SHARED / "corpus/excerpts"], gold),
            "blind": ([folder / "blind/texts"], sorted((folder / "blind/gold").glob("*.json"))),
            "sample": ([sample()], own),
        }
        for way, (known, models) in WAYS.items():
            for which, (inputs, files) in sets.items():
                built = folder / f"{which}-{known}-{len(models)}"
                build(inputs, built, with_entities=known, models=models)
                total = score(built, files)
                totals[which].append((way, total))
                if which != "sample" and way in SHOWN:
                    rows = [(path.stem, score(built, [path])) for path in files]
                    documents += [f"#### {which}, {way}", "", *table("document", rows)]
                    held, wrong = total["evidence"]  # type: ignore[misc]
                    documents += [f"Evidence: {held} selectors equal their text, {wrong} do not.", ""]
    lines: list[str] = []
    for which, rows in totals.items():
        lines += [f"### {which[0].upper()}{which[1:]}", "", *table("way", rows)]
    lines += ["### Each document", "", *documents, "### Entity F1 by class", ""]
    for which in ("development gold", "blind"):
        by_class = [
            (way, {kind: total.get(f"class {kind}", 0.0) for kind in CLASSES}) for way, total in totals[which]
        ]
        lines += table(which, by_class, CLASSES)
    replace("quality.py", lines)


if __name__ == "__main__":
    main()
