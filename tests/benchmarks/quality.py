"""Score builds of the annotated documents, with and without known entities, and write the table into README.md.

    python tests/benchmarks/quality.py

Needs the folder ../shared beside the checkout: its gold files and its scorer.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from kg.build import build, sample

ROOT = Path(__file__).parent.parent.parent
SHARED = ROOT.parent / "shared"
README = Path(__file__).parent / "README.md"
START, END = "<!-- quality.py writes from here -->", "<!-- to here -->"
MEASURES = ("entity", "canonical", "relation", "figure", "figure-about")
CLASSES = (
    "PolicyDocument Person Organization Place Event Honor Campaign Strategy Mechanism Platform Formulation Slogan"
)


def _score(built: Path, gold: list[Path]) -> dict[str, float]:
    command = [sys.executable, str(SHARED / "eval/score.py"), str(built / "graph.nq"), *map(str, gold)]
    command += ["--text", str(built / "text"), "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    scores: dict[str, float] = json.loads(done.stdout)
    return scores


def _row(name: str, scores: dict[str, float], measures: tuple[str, ...]) -> str:
    cells = [f"{scores[measure]:.3f}" if measure in scores else "–" for measure in measures]
    return f"| {name} | " + " | ".join(cells) + " |"


def _table(heading: str, rows: list[tuple[str, dict[str, float]]], measures: tuple[str, ...]) -> list[str]:
    head = [f"| {heading} | " + " | ".join(measures) + " |", "|---" * (len(measures) + 1) + "|"]
    return [*head, *(_row(name, scores, measures) for name, scores in rows), ""]


def main() -> None:
    """Build, score, and replace the part of README.md between the two marks."""
    gold = sorted((SHARED / "eval/gold").glob("*.json"))
    inputs = [SHARED / "corpus/seeds", SHARED / "corpus/excerpts"]
    own = sorted((ROOT / "tests/gold/sample").glob("*.json"))
    lines: list[str] = []
    by_class: list[tuple[str, dict[str, float]]] = []
    with tempfile.TemporaryDirectory() as folder:
        for known in (False, True):
            built, sampled = Path(folder) / f"gold-{known}", Path(folder) / f"sample-{known}"
            build(inputs, built, with_entities=known)
            build([sample()], sampled, with_entities=known)
            title = "with known entities" if known else "without known entities (`--without-entities`)"
            rows = [(path.stem, _score(built, [path])) for path in gold]
            total = _score(built, gold)
            rows += [("**all eight**", total), ("sample corpus", _score(sampled, own))]
            lines += [f"### {title[0].upper()}{title[1:]}", "", *_table("document", rows, MEASURES)]
            held, wrong = total["evidence"]  # type: ignore[misc]
            lines += [f"Evidence: {held} selectors equal their text, {wrong} do not.", ""]
            by_class.append((title, {name: total.get(f"class {name}", 0.0) for name in CLASSES.split()}))
    lines += ["### Entity F1 by class", "", *_table("class", by_class, tuple(CLASSES.split()))]
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(START)
    after = rest.split(END)[1]
    README.write_text(before + START + "\n\n" + "\n".join(lines) + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
