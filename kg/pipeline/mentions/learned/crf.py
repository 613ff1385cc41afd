"""A linear-chain conditional random field over characters: the weights, and how probable each label is."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kg.errors import OntologyError
from kg.pipeline.mentions.learned.features import Codes
from kg.vocabulary import CLASSES

# A character is outside every name, or the beginning, inside, end or whole of one of a class.
LABELS = ("O", *(f"{part}-{name}" for name in CLASSES for part in "BIES"))
_STRETCH = re.compile(r"[^。；！？\n]+[。；！？\n]*[”’」』）]*")
_LONGEST = 250
# Stretches of like length go through the chain together.
_TOGETHER = 64

Weights = NDArray[np.float32]


class Span(NamedTuple):
    """A stretch that the model takes for a name of a class, and how probable its least probable character is."""

    start: int
    end: int
    type: str
    probability: float


def stretches(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a text that the model reads by themselves: sentences, cut where they are overlong.

    >>> stretches("甲成立。乙实施；\\n")
    [(0, 4), (4, 9)]
    """
    found = []
    for match in _STRETCH.finditer(text):
        start, end = match.span()
        while end - start > _LONGEST:
            cut = max(text.rfind(mark, start + _LONGEST // 2, start + _LONGEST) for mark in "，、 ") + 1
            cut = cut or start + _LONGEST
            found.append((start, cut))
            start = cut
        found.append((start, end))
    return found


@dataclass(frozen=True, eq=False)
class Model:
    """The weights: `keys` are the features it knows, sorted; those of feature n are `labels` and `weights` from
    `rows[n]` to `rows[n + 1]`; `transitions[a, b]` is the weight of label b behind label a.
    """

    keys: Codes
    rows: NDArray[np.int64]
    labels: NDArray[np.uint8]
    weights: Weights
    transitions: Weights

    def save(self, path: Path) -> None:
        """Write the model to a file that `load` reads."""
        np.savez_compressed(
            path,
            keys=self.keys,
            rows=self.rows.astype(np.int32),
            labels=self.labels,
            weights=self.weights.astype(np.float16),
            transitions=self.transitions,
        )

    def emissions(self, features: Codes) -> Weights:
        """Return the summed weights of each label at each character, of shape (characters, labels)."""
        size, labels = features.shape[1], len(LABELS)
        total = np.zeros(size * labels)
        for template in features:
            at = np.searchsorted(self.keys, template)
            at[at == len(self.keys)] = 0
            known = np.flatnonzero(self.keys[at] == template)
            first, last = self.rows[at[known]], self.rows[at[known] + 1]
            length = last - first
            entry = np.arange(length.sum()) + np.repeat(first - np.cumsum(length) + length, length)
            cell = np.repeat(known, length) * labels + self.labels[entry]
            total += np.bincount(cell, self.weights[entry], minlength=size * labels)
        return total.reshape(size, labels).astype(np.float32)

    def spans(self, text: str, features: Codes) -> list[Span]:
        """Return the names that the model sees in a text, in order; no two overlap."""
        emissions = self.emissions(features)
        found: list[Span] = []
        waiting = sorted(stretches(text), key=lambda it: it[1] - it[0])
        for first in range(0, len(waiting), _TOGETHER):
            batch = waiting[first : first + _TOGETHER]
            for (start, end), likely in zip(batch, self._marginals(emissions, batch), strict=True):
                found += [
                    Span(start + it.start, start + it.end, it.type, it.probability)
                    for it in _named(likely[: end - start])
                ]
        return sorted(found)

    def _marginals(self, emissions: Weights, batch: list[tuple[int, int]]) -> NDArray[np.float64]:
        """Return how probable each label is at each character of a batch of stretches (forward-backward)."""
        longest = max(end - start for start, end in batch)
        chance = np.ones((len(batch), longest, len(LABELS)))
        for row, (start, end) in enumerate(batch):
            own = emissions[start:end].astype(np.float64)
            chance[row, : end - start] = np.exp(own - own.max(axis=1, keepdims=True))
            chance[row, 0] *= _OPENS
            chance[row, end - start - 1] *= _CLOSES
        moves = np.exp(self.transitions.astype(np.float64)) * _MOVES
        size = np.array([end - start for start, end in batch])
        forward, backward = np.empty_like(chance), np.empty_like(chance)
        forward[:, 0] = _scaled(chance[:, 0])
        for at in range(1, longest):
            forward[:, at] = _scaled((forward[:, at - 1] @ moves) * chance[:, at])
        after = np.ones((len(batch), len(LABELS)))
        for at in range(longest - 1, -1, -1):
            after[size - 1 == at] = 1.0
            backward[:, at] = after
            after = _scaled((after * chance[:, at]) @ moves.T)
        return _scaled(forward * backward)


def _scaled(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    scaled: NDArray[np.float64] = rows / np.maximum(rows.sum(axis=-1, keepdims=True), 1e-300)
    return scaled


def _shape() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return which labels may open a stretch, may close one, and may follow which."""
    opens = np.array([float(label[0] in "OBS") for label in LABELS])
    closes = np.array([float(label[0] in "OES") for label in LABELS])
    goes_on = np.array([[float(_inside(a, b)) for b in LABELS] for a in LABELS])
    return opens, closes, np.maximum(np.outer(closes, opens), goes_on)


def _inside(first: str, second: str) -> bool:
    return first[0] in "BI" and second[0] in "IE" and first[2:] == second[2:]


_OPENS, _CLOSES, _MOVES = _shape()


def _named(likely: NDArray[np.float64]) -> list[Span]:
    """Return the names in one stretch: runs of the most probable labels that make a whole name."""
    best = likely.argmax(axis=1)
    chance = likely.max(axis=1)
    found: list[Span] = []
    start: int | None = None
    for at, number in enumerate(best.tolist()):
        part, _, name = LABELS[number].partition("-")
        if part in "BS":
            start = at
        elif start is None or part == "O" or LABELS[best[start]][2:] != name:
            start = None
        if part in "ES" and start is not None:
            found.append(Span(start, at + 1, name, float(round(chance[start : at + 1].min(), 2))))
            start = None
    return found


@lru_cache(maxsize=2)
def load(path: Path) -> Model | None:
    """Read a model, once for as long as the process lives; None where there is no file.

    Raises OntologyError where the file is no model of this version.
    """
    if not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            parts: dict[str, Any] = {name: stored[name] for name in stored.files}
        model = Model(
            keys=parts["keys"],
            rows=parts["rows"].astype(np.int64),
            labels=parts["labels"],
            weights=parts["weights"].astype(np.float32),
            transitions=parts["transitions"],
        )
        if model.transitions.shape != (len(LABELS), len(LABELS)):
            raise ValueError(f"it has {len(model.transitions)} labels instead of {len(LABELS)}")
    except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
        raise OntologyError(str(path), f"is no model ({error})", "make it anew with make train") from error
    return model
