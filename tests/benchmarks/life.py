"""Time the commands that follow a phrase on a build of 10 million characters, and print the table.

    python tests/benchmarks/life.py [BUILD] [--work FOLDER] [--runs 5] [--readme]

Without BUILD it makes one: passages of the real documents (passages.py) with made-up dates and places, the same for the same size.
BUILD is one that it made before, or any other whose texts use the phrases below. Every run is a process of its own; clock and CPU time are the median
of the runs, peak memory the largest of them. By the clock it tells something only while the machine does nothing else.
"""

import argparse
import csv
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from benchmarks import passages, scoring, speed  # noqa: E402

CHARACTERS = 10_000_000
SIZE = 4_000
YEARS = range(1990, 2026)
PLACES = (
    *(
        "北京",
        "天津",
        "河北",
        "山西",
        "内蒙古",
        "辽宁",
        "吉林",
        "黑龙江",
        "上海",
        "江苏",
        "浙江",
        "安徽",
        "福建",
        "江西",
        "山东",
        "河南",
    ),
    *(
        "湖北",
        "湖南",
        "广东",
        "广西",
        "海南",
        "重庆",
        "四川",
        "贵州",
        "云南",
        "西藏",
        "陕西",
        "甘肃",
        "青海",
        "宁夏",
        "新疆",
    ),
    *("杭州", "宁波", "长沙", "济南"),
)


class Measure(NamedTuple):
    """A command to time, and what the project's aim says of it."""

    arguments: tuple[str, ...]
    target: str = "≤ 1 s"


ANSWERS = (
    Measure(("timeline", "高质量发展")),
    Measure(("timeline", "高质量发展", "共同富裕", "乡村振兴")),
    Measure(("variants", "共同富裕")),
    Measure(("variants", "全面建成小康社会")),
    Measure(("variants", "中国特色社会主义理论体系")),
    Measure(("diffusion", "乡村振兴")),
    Measure(("acts", "乡村振兴"), ""),
    Measure(("acts", "高质量发展"), ""),
)
DISCOVERY = Measure(("phrases",), "≤ 60 s, ≤ 1.5 GB on one core")


def write(path: Path, characters: int) -> None:
    """Write a CSV of so many characters, a row a document; dates and places are made up with a fixed seed."""
    chance = random.Random(7)
    written = 0
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["title", "date", "province", "text"])
        for number, text in enumerate(passages.texts(SIZE)):
            if written >= characters:
                return
            place = PLACES[number % len(PLACES)]
            day = f"{chance.choice(YEARS)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
            rows.writerow([f"{place}材料{number}", day, place, text])
            written += len(text)


def built(work: Path, characters: int) -> Path:
    """Return a build of so many characters, made where it is missing."""
    output = work / f"life-{characters}"
    if not output.exists():
        collection = work / f"life-{characters}.csv"
        write(collection, characters)
        speed.kg("build", collection, "-o", output, "-q", "--no-page")
    return output


def timed(build: Path, measures: Iterable[Measure], runs: int) -> Iterator[speed.Row]:
    """Yield a row for each command: what it is, its target, and clock, CPU time and peak memory."""
    for it in measures:
        done = [speed.kg(*it.arguments, "-b", build, "--format", "json") for _ in range(runs)]
        clock, cpu = (statistics.median(one[name] for one in done) for name in ("seconds", "cpu"))
        slowest = max(one["seconds"] for one in done)
        peak = max(one["peak"] for one in done)
        command = " ".join(it.arguments)
        yield (
            f"`kg {command}`{_length(it)}",
            it.target,
            f"{clock:.2f} s (slowest {slowest:.2f}), CPU {cpu:.2f} s, {peak:,.0f} MB",
        )


def _length(it: Measure) -> str:
    return f", {len(it.arguments[1])} characters" if it.arguments[0] == "variants" else ""


def table(rows: Iterable[speed.Row], build: Path, runs: int) -> list[str]:
    """Return the table in Markdown under what it was measured on."""
    from kg.corpus import Corpus

    corpus = Corpus.read(build)
    return [
        f"{speed.machine()}; {len(corpus.sources):,} documents, {corpus.characters:,} characters; median of {runs} processes",
        "",
        "| | target | measured |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, nargs="?", help="a build; made where none is given")
    parser.add_argument("--work", type=Path, help="folder for what is made, kept; else a temporary one")
    parser.add_argument("--characters", type=int, default=CHARACTERS)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--readme", action="store_true", help="write the table into README.md beside this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        build = options.build or built(work, options.characters)
        rows = []
        for row in timed(build, ANSWERS, options.runs):
            sys.stderr.write(f"| {' | '.join(row)} |\n")
            rows.append(row)
        # Discovery has its target on one core, which its processes inherit from here.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        rows += timed(build, [DISCOVERY], options.runs)
        lines = table(rows, build, options.runs)
    if options.readme:
        scoring.replace("life.py", [*lines, ""])
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
