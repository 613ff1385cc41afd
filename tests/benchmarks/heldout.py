"""Write the held-out passages of `gold/heldout*` and their gold into a folder, so that a build of them can be scored.

    .venv/bin/python tests/benchmarks/heldout.py /tmp/heldout
    .venv/bin/kg build /tmp/heldout/texts -o /tmp/heldout/build
    .venv/bin/python ../shared/eval/score.py /tmp/heldout/build/graph.nq /tmp/heldout/gold/*.json \
        --text /tmp/heldout/build/text --misses

The passages are text of the shared corpus: the folder must lie outside the repository.
"""

import json
import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent
sys.path.insert(0, str(TESTS))

from test_heldout import CORPUS, PATHS, load  # noqa: E402


def write(folder: Path) -> int:
    """Write `texts/NAME.txt` and `gold/NAME.json` for every held-out passage; return how many."""
    for name in ("texts", "gold"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for path in PATHS:
        text, gold = load(path)
        (folder / "texts" / f"{path.stem}.txt").write_text(text, "utf-8")
        (folder / "gold" / path.name).write_text(json.dumps(gold, ensure_ascii=False, indent=1), "utf-8")
    return len(PATHS)


def main() -> None:
    """Read the folder from the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: heldout.py FOLDER")
    folder = Path(sys.argv[1]).resolve()
    if folder.is_relative_to(TESTS.parent):
        sys.exit(f"{folder}: lies in the repository, where no text of the corpus may stand; name another folder")
    if not CORPUS.is_dir():
        sys.exit(f"{CORPUS}: the shared corpus is not there")
    sys.stdout.write(f"{write(folder)} passages in {folder}\n")


if __name__ == "__main__":
    main()
