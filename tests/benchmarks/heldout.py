"""Write annotated passages and their gold into a folder, so that a build of them can be scored.

    .venv/bin/python tests/benchmarks/heldout.py /tmp/blind blind
    .venv/bin/kg build /tmp/blind/texts -o /tmp/blind/build
    .venv/bin/python ../shared/eval/score.py /tmp/blind/build/graph.nq /tmp/blind/gold/*.json \
        --text /tmp/blind/build/text --misses

The passages are text of the shared corpus: the folder must lie outside the repository.
"""

import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent
sys.path.insert(0, str(TESTS))

from annotations import CORPUS, paths, write  # noqa: E402


def main() -> None:
    """Read the folder and the names of the sets from the command line."""
    if len(sys.argv) < 3 or not paths(*sys.argv[2:]):
        sys.exit("usage: heldout.py FOLDER SET …, a SET being a folder of tests/gold")
    folder = Path(sys.argv[1]).resolve()
    if folder.is_relative_to(TESTS.parent):
        sys.exit(f"{folder}: lies in the repository, where no text of the corpus may stand; name another folder")
    if not CORPUS.is_dir():
        sys.exit(f"{CORPUS}: the shared corpus is not there")
    files = paths(*sys.argv[2:])
    write(folder, files)
    sys.stdout.write(f"{len(files)} passages in {folder}\n")


if __name__ == "__main__":
    main()
