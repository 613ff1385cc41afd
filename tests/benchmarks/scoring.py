"""Builds of annotated documents, scored by the shared folder's scorer, and tables of the scores."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SHARED = ROOT.parent / "shared"
MEASURES = ("entity", "canonical", "relation", "figure", "figure-about")

Scores = dict[str, float]


def score(built: Path, gold: Iterable[Path]) -> Scores:
    """Return what the scorer says of a build against gold files, as its `--json` prints it."""
    command = [sys.executable, str(SHARED / "eval/score.py"), str(built / "graph.nq"), *map(str, gold)]
    command += ["--text", str(built / "text"), "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    scores: Scores = json.loads(done.stdout)
    return scores


def table(heading: str, rows: Iterable[tuple[str, Scores]], measures: Sequence[str] = MEASURES) -> list[str]:
    """Return a Markdown table with a row for each name and a column for each measure."""
    lines = [f"| {heading} | " + " | ".join(measures) + " |", "|---" * (len(measures) + 1) + "|"]
    for name, scores in rows:
        cells = [f"{scores[measure]:.3f}" if measure in scores else "–" for measure in measures]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def replace(name: str, lines: Iterable[str]) -> None:
    """Put lines between the two marks of a name in README.md beside this file."""
    readme = Path(__file__).parent / "README.md"
    start, end = f"<!-- {name} writes from here -->", f"<!-- {name} writes to here -->"
    before, rest = readme.read_text(encoding="utf-8").split(start)
    after = rest.split(end)[1]
    readme.write_text(before + start + "\n\n" + "\n".join(lines) + end + after, encoding="utf-8")
