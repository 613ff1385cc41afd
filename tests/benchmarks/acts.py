"""Measure kg acts on real documents: draw uses of set phrases at random, and compare what is told of them with what a reader says.

    python tests/benchmarks/acts.py BUILD --draw SEED     print uses to judge, without the program's answers
    python tests/benchmarks/acts.py BUILD [--misses]      score the verdicts of acts.tsv

BUILD is one of all of ../shared/corpus: `kg build ../shared/corpus -o BUILD --no-page`.
"""

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from kg import acts, lexicon  # noqa: E402
from kg.corpus import Corpus, Use  # noqa: E402
from kg.store import Store  # noqa: E402
from kg.timeline import binomial  # noqa: E402

VERDICTS = Path(__file__).with_suffix(".tsv")
CLASSES = ("Campaign", "Strategy", "Mechanism", "Formulation", "Slogan")
# How many uses of each kind of document a sample has.
KINDS = {"national": 18, "provincial": 18, "congress": 12, "excerpts": 6, "seeds": 6}
# Few uses propose: so many more are drawn of clauses that hold such a word, and told apart from the rest.
PROPOSING = 20
_PROPOSING = re.compile(
    "提出|首创|首倡|倡议|倡导|发起|推出|宣布|部署|决定|决策|写入|写进|确立|创立|创造|定义|概括|启动"
)
_MENTIONS = """
SELECT DISTINCT ?name ?start ?end ?phrase WHERE {
  VALUES ?class { %s }
  ?entity a ?class .
  ?mention oa:hasBody ?entity ; oa:hasTarget ?target .
  ?target oa:hasSource/dcterms:identifier ?name ; oa:hasSelector ?span .
  ?span oa:start ?start ; oa:end ?end ; oa:exact ?phrase .
}
"""
Row = Mapping[str, str]


def mentions(build: Path) -> list[tuple[str, int, int, str]]:
    """Return document, start, end and words of every mention of a set phrase that two or more documents use, in order."""
    with Store.open(build / "store") as store:
        answer: Any = store.query(_MENTIONS % " ".join(f"tifa:{it}" for it in CLASSES))
        found = sorted((it[0].value, int(it[1].value), int(it[2].value), it[3].value) for it in answer)
    documents = Counter(phrase for _, phrase in {(name, phrase) for name, *_, phrase in found})
    return [it for it in found if documents[it[3]] > 1 and len(it[3]) > 2]


def draw(build: Path, corpus: Corpus, seed: int, judged: Sequence[Row]) -> Iterator[Row]:
    """Yield KINDS of mentions at random, then PROPOSING of likely clauses; each phrase once, and none that is judged already."""
    chance = random.Random(seed)
    known = {(it["document"], it["start"]) for it in judged}
    sources = {it.name: it for it in corpus.sources}
    rest = [it for it in mentions(build) if (it[0], str(it[1])) not in known]
    chance.shuffle(rest)
    drawn: set[str] = set()
    for kind, wanted in {**KINDS, "proposing": PROPOSING}.items():
        left = wanted
        for name, start, end, phrase in rest:
            if not left or phrase in drawn:
                continue
            use = Use(sources[name], start, end)
            before, _, after = corpus.sentence(use)
            clause = before.rpartition("，")[2] + after.partition("，")[0]
            if name.startswith(kind) or (kind == "proposing" and _PROPOSING.search(clause)):
                left -= 1
                drawn.add(phrase)
                sample = f"seed {seed}, {'proposing' if kind == 'proposing' else 'random'}"
                place = {"document": name, "start": str(start), "end": str(end)}
                yield {"sample": sample, **place, "phrase": phrase, "sentence": marked(corpus, use)}


def told(corpus: Corpus, rows: Sequence[Row]) -> list[acts.Act]:
    """Return what the program says of the uses that were judged; SystemExit where the build has other texts."""
    sources = {it.name: it for it in corpus.sources}
    uses = [Use(sources[it["document"]], int(it["start"]), int(it["end"])) for it in rows]
    for row, use in zip(rows, uses, strict=True):
        if corpus.text(use.source)[use.start : use.end] != row["phrase"]:
            raise SystemExit(
                f"{row['document']}:{row['start']} is not {row['phrase']}: build all of ../shared/corpus"
            )
    return acts.acts(corpus, uses)


def table(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield accuracy, and the confusion matrix with the precision and recall of each act."""
    counted = Counter(pairs)
    right = sum(one == other for one, other in pairs)
    low, high = binomial(right, len(pairs))
    yield f"{right} of {len(pairs)} right: {right / len(pairs):.2f} (exact 95 % interval {low:.2f}–{high:.2f})"
    yield ""
    yield f"| the reader says | {' | '.join(f'told {it}' for it in acts.ACTS)} | precision | recall |"
    yield "|---" * (len(acts.ACTS) + 3) + "|"
    for act in acts.ACTS:
        said = sum(counted[act, it] for it in acts.ACTS)
        found = sum(counted[it, act] for it in acts.ACTS)
        hit = counted[act, act]
        cells = [*(str(counted[act, it]) for it in acts.ACTS), share(hit, found), share(hit, said)]
        yield f"| {act} | {' | '.join(cells)} |"


def share(part: int, whole: int) -> str:
    return f"{part / whole:.2f} ({part} of {whole})" if whole else "–"


def report(corpus: Corpus, rows: Sequence[Row], *, misses: bool) -> Iterator[str]:
    """Yield a table for each round of verdicts, and the uses that are told wrongly where asked."""
    for name in sorted({it["sample"] for it in rows}):
        chosen = [it for it in rows if it["sample"] == name]
        found = told(corpus, chosen)
        yield f"### {name}"
        yield ""
        yield from table([(row["verdict"], it.act) for row, it in zip(chosen, found, strict=True)])
        yield ""
        moods = sum(row["mood"] == it.mood for row, it in zip(chosen, found, strict=True))
        yield f"Mood right in {share(moods, len(chosen))}."
        yield ""
        for row, it in zip(chosen, found, strict=True):
            if misses and (row["verdict"], row["mood"]) != (it.act, it.mood):
                cue = it.cue.word if it.cue else "–"
                yield f"{row['verdict']} {row['mood']} told {it.act} {it.mood} by {cue}: {marked(corpus, it.use)}"


def marked(corpus: Corpus, use: Use) -> str:
    """Return the sentence of a use with the phrase in brackets."""
    before, phrase, after = corpus.sentence(use)
    return f"{before}[{phrase}]{after}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--draw", type=int, metavar="SEED")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    rows = lexicon.read(VERDICTS) if VERDICTS.exists() else ()
    corpus = Corpus.read(options.build)
    if options.draw is None:
        lines = report(corpus, rows, misses=options.misses)
    else:
        lines = ("\t".join(it.values()) for it in draw(options.build, corpus, options.draw, rows))
    for line in lines:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
