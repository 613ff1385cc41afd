"""Measure kg phrases: how many of the landmarks of the national reports it finds, and a sample of what it ranks highest.

PYTHONPATH=. python tests/benchmarks/discovery.py BUILD [--sample]
"""

import random
import resource
import sys
import time
from pathlib import Path

from kg import lexicon, ontology
from kg.corpus import Corpus
from kg.discovery import discover

HERE = Path(__file__).parent


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(build: Path, *, sample: bool) -> None:
    """Print landmarks found by rank, the misses, time and memory; the sample of 100 of the first 500 where asked."""
    wanted = [it for it in (HERE / "landmarks.txt").read_text(encoding="utf-8").splitlines() if it[:1] != "#"]
    corpus = Corpus.read(build)
    before = time.process_time()
    found = [it.phrase for it in discover(corpus, lexicon.load(ontology.folder()))]
    spent = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tell(f"{corpus.characters:,} characters, {len(found):,} phrases, {spent:.1f} s CPU, {peak:,.0f} MiB")
    ranks = {it: number for number, it in enumerate(found, start=1)}
    for top in (500, 1000, 2000, len(found)):
        tell(f"first {top}: {sum(ranks.get(it, top + 1) <= top for it in wanted)} of {len(wanted)} landmarks")
    tell(f"missed: {' '.join(it for it in wanted if it not in ranks)}")
    tell(f"ranks: {' '.join(f'{it} {ranks[it]}' for it in wanted if it in ranks)}")
    if sample:
        tell("\n".join(sorted(random.Random(7).sample(found[:500], min(100, len(found[:500]))))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sample="--sample" in sys.argv)
