"""Measure kg phrases: how many of the landmarks of the national reports it finds, and a sample of what it ranks highest.

PYTHONPATH=. python tests/benchmarks/discovery.py BUILD [--sample SEED] [--reprints]
"""

import random
import resource
import sys
import time
from pathlib import Path

from kg import lexicon, ontology
from kg.corpus import Corpus
from kg.discovery import discover
from kg.discovery.selection import select

HERE = Path(__file__).parent


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(build: Path, *, seed: int | None, reprints: bool) -> None:
    """Print landmarks found by rank, the misses, time and memory; a sample of 100 of the first 500 with a sentence each.

    With `reprints` they are counted as well: what speed is measured on repeats its texts.
    """
    wanted = [it for it in (HERE / "landmarks.txt").read_text(encoding="utf-8").splitlines() if it[:1] != "#"]
    corpus = Corpus.read(build)
    before = time.process_time()
    taken = None if reprints else select(corpus)
    phrases = discover(corpus, lexicon.load(ontology.folder()), sources=taken.sources if taken else None)
    found = [it.phrase for it in phrases]
    spent = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tell(f"{corpus.characters:,} characters, {len(found):,} phrases, {spent:.1f} s CPU, {peak:,.0f} MiB")
    tell(f"{taken.reprints if taken else 0} reprints left out")
    ranks = {it: number for number, it in enumerate(found, start=1)}
    for top in (500, 1000, 2000, len(found)):
        tell(f"first {top}: {sum(ranks.get(it, top + 1) <= top for it in wanted)} of {len(wanted)} landmarks")
    tell(f"missed: {' '.join(it for it in wanted if it not in ranks)}")
    tell(f"ranks: {' '.join(f'{it} {ranks[it]}' for it in wanted if it in ranks)}")
    if seed is not None:
        for it in sorted(
            random.Random(seed).sample(phrases[:500], min(100, len(found))), key=lambda it: it.phrase
        ):
            use = it.uses[len(it.uses) // 2]
            tell(f"{it.phrase}\t{len(it.uses)}\t{use.source.name}\t{''.join(corpus.sentence(use))}")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        seed=int(sys.argv[sys.argv.index("--sample") + 1]) if "--sample" in sys.argv else None,
        reprints="--reprints" in sys.argv,
    )
