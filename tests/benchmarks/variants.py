"""Draw variants to be judged, or count the verdicts: `python variants.py BUILD` and `python variants.py`.

The phrases are well-known ones, written down before any was run; a sample is a random 100 of what is found for them.
"""

import csv
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.corpus import Corpus
from kg.timeline import binomial
from kg.variants import marked, variants

VERDICTS = Path(__file__).with_name("variants.tsv")
PHRASES = [
    "社会主义初级阶段",
    "四项基本原则",
    "改革开放和现代化建设",
    "供给侧结构性改革",
    "共同富裕",
    "构建和谐社会",
    "加强党的建设",
    "艰苦奋斗、勤俭建国",
    "统筹城乡发展",
    "基本经济制度",
    "科教兴国战略",
    "人类命运共同体",
]


def drawn(build: Path) -> None:
    """Print the sample with the sentence of each, to be read."""
    corpus = Corpus.read(build)
    found = [(phrase, it) for phrase in PHRASES for it in variants(corpus, phrase) if it.kinds]
    for phrase, it in random.Random(11).sample(found, 100):
        sentence = "".join(corpus.sentence(it.first or it.uses[0]))
        cells = phrase, marked(it.alignment), ",".join(it.kinds), str(len(it.uses)), sentence
        sys.stdout.write("\t".join(cells) + "\n")


def counted(rows: Iterable[Mapping[str, str]]) -> None:
    """Print how many are right, of each sample and each kind, with the exact 95 % interval."""
    verdicts: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        for kinds in ("all", "insertion alone" if row["kinds"] == "insertion" else "other changes"):
            verdicts[row["sample"], kinds].append(row["verdict"])
    for (sample, kinds), them in sorted(verdicts.items()):
        for name, right in (("formula", ("variant", "context")), ("variant", ("variant",))):
            count = sum(it in right for it in them)
            low, high = binomial(count, len(them))
            sys.stdout.write(f"{sample}\t{kinds}\t{name}\t{count}/{len(them)}\t{low:.2f}–{high:.2f}\n")


if len(sys.argv) > 1:
    drawn(Path(sys.argv[1]))
else:
    with VERDICTS.open(encoding="utf-8") as file:
        counted(csv.DictReader((it for it in file if not it.startswith("#")), delimiter="\t"))
