"""Train the model that votes with the rules on names, from the annotations in `tests/gold` and the shared gold.

    make train                                                     # writes ontology/models/names.npz
    .venv/bin/python tests/benchmarks/train.py --without heldout   # to measure on a folder that was left out

Needs the shared corpus beside the checkout, since most annotations hold no text. The same annotations, rules and
lexicon give the same model. Debatable names are neither learned nor learned against: their characters are left out.
"""

import argparse
import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
from gensim.models import Word2Vec
from scipy.cluster.vq import kmeans2

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from annotations import annotated, paths, records  # noqa: E402

from kg import lexicon, ontology, pipeline  # noqa: E402
from kg.model import Document, Draft, Evidence  # noqa: E402
from kg.pipeline.mentions.grammar import Grammar  # noqa: E402
from kg.pipeline.mentions.learned import FILE  # noqa: E402
from kg.pipeline.mentions.learned.columns import Codes  # noqa: E402
from kg.pipeline.mentions.learned.crf import LABELS, Model, stretches  # noqa: E402
from kg.pipeline.mentions.learned.features import Clusters, bare, features  # noqa: E402
from kg.pipeline.mentions.words import Words  # noqa: E402

# How many groups of words there are, coarse to fine.
GROUPS = (64, 256, 800)
SOURCES = ("provincial-reports-2026.csv", "national-reports-1954-2025.jsonl", "congress-reports.jsonl")
FOLDERS = ("development", "heldout", "heldout2", "press", "training")
SETTINGS = {"c1": 0.05, "c2": 0.05, "max_iterations": 60, "feature.possible_transitions": True}

Name = tuple[int, int, str, bool]


def names(text: str, gold: dict[str, Any]) -> list[Name]:
    """Return the outermost names of an annotated text: start, end, class, and whether they are beyond debate."""
    found: set[Name] = set()
    for entity in gold["entities"]:
        for surface in {entity["name"], *entity["surface"]} - {""}:
            for match in re.finditer(re.escape(surface), text):
                found.add((*bare(text, Evidence(*match.span())), entity["class"], entity["core"]))
    taken = bytearray(len(text))
    kept = []
    for start, end, kind, core in sorted(found, key=lambda it: (it[0] - it[1], it[0], not it[3], it[2])):
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append((start, end, kind, core))
    return kept


def labelled(text: str, gold: dict[str, Any]) -> list[str | None]:
    """Return the label of each character, None where it belongs to a debatable name."""
    labels: list[str | None] = ["O"] * len(text)
    for start, end, kind, core in names(text, gold):
        inside = [f"I-{kind}"] * (end - start)
        inside[-1], inside[0] = f"E-{kind}", f"B-{kind}"
        labels[start:end] = (inside if end - start > 1 else [f"S-{kind}"]) if core else [None] * (end - start)
    return labels


def _runs(labels: list[str | None], stretch: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of a stretch in which every character has a label."""
    start, last = stretch
    while start < last:
        end = start
        while end < last and labels[end] is not None:
            end += 1
        if end > start:
            yield start, end
        start = end + 1


def word_clusters() -> Clusters:
    """Group the words of the shared corpus by the company they keep: k-means over skip-gram vectors (Mikolov et al. 2013).

    The documents of the blind set take no part.
    """
    blind = {json.loads(path.read_text("utf-8"))["record"] for path in paths("blind")}
    sentences = [
        list(Words(text).spelled)
        for source in SOURCES
        for name, document in records(source).items()
        if name not in blind
        for text in re.split("[。；！？\n]", document.text)
    ]
    vectors = Word2Vec(
        sentences, vector_size=100, window=2, min_count=3, sg=1, negative=10, epochs=12, workers=1, seed=1
    ).wv
    points = vectors.vectors / np.linalg.norm(vectors.vectors, axis=1, keepdims=True)
    groups = [kmeans2(points, count, iter=30, minit="++", seed=1)[1] + 1 for count in GROUPS]
    rows = np.array(groups).T.tolist()
    return dict(sorted(zip(vectors.index_to_key, map(tuple, rows), strict=True)))


class Seer:
    """Computes what a model sees of a document: the rules without any model, and no known entities.

    Every other stretch is shown without the rules' mentions. The rules were mended with most of the documents in sight, and a
    model that always sees them learns to trust them more than they deserve elsewhere.
    """

    def __init__(self, folder: Path, clusters: Clusters) -> None:
        self._steps = pipeline.stages(folder, known=False, models=())[:2]
        self.clusters = clusters
        self._grammar = Grammar(lexicon.load(folder), lexicon.gazetteers(folder)[0], None)

    def features(self, document: Document) -> Codes:
        """Return the features of a document's characters."""
        draft = Draft(document)
        for step in self._steps:
            draft = step(draft)
        words = Words(document.text)
        found = features(document.text, draft.mentions, self._grammar, words, self.clusters)
        unaided = features(document.text, [], self._grammar, words, self.clusters)
        for start, end in stretches(document.text)[1::2]:
            found[:, start:end] = unaided[:, start:end]
        return found


def train(examples: Iterable[tuple[Document, dict[str, Any]]], seer: Seer) -> Model:
    """Return a model of some annotated documents."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(SETTINGS)
    for document, gold in examples:
        values = seer.features(document)
        labels = labelled(document.text, gold)
        for stretch in stretches(document.text):
            for start, end in _runs(labels, stretch):
                trainer.append([[f"{it:x}" for it in row] for row in values[:, start:end].T], labels[start:end])
    with tempfile.NamedTemporaryFile(suffix=".crf") as file:
        trainer.train(file.name)
        tagger = pycrfsuite.Tagger()
        tagger.open(file.name)
        return _model(tagger.info(), seer.clusters)


def _model(told: Any, clusters: Clusters) -> Model:
    """Return what crfsuite says of its model in the form of ours."""
    number = {label: at for at, label in enumerate(LABELS)}
    by_feature: dict[int, dict[int, float]] = defaultdict(dict)
    for (feature, label), weight in told.state_features.items():
        by_feature[int(feature, 16)][number[label]] = weight
    keys = sorted(by_feature)
    rows = np.cumsum([0, *(len(by_feature[key]) for key in keys)])
    entries = [entry for key in keys for entry in sorted(by_feature[key].items())]
    transitions = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for (first, second), weight in told.transitions.items():
        transitions[number[first], number[second]] = weight
    return Model(
        keys=np.array(keys, np.uint64),
        rows=rows,
        labels=np.array([label for label, _ in entries], np.uint8),
        weights=np.array([weight for _, weight in entries], np.float32),
        transitions=transitions,
        clusters=clusters,
    )


def main() -> None:
    """Read the command line, train, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--without", nargs="*", default=[], help="folders of tests/gold to leave out")
    parser.add_argument("--output", type=Path, default=ontology.folder() / FILE)
    options = parser.parse_args()
    files = paths(*(folder for folder in FOLDERS if folder not in options.without))
    model = train(annotated(files), Seer(ontology.folder().resolve(), word_clusters()))
    options.output.parent.mkdir(exist_ok=True)
    model.save(options.output)
    sys.stdout.write(f"{len(files)} documents, {len(model.keys)} features: {options.output}\n")


if __name__ == "__main__":
    main()
