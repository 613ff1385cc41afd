"""A linear-chain conditional random field over characters: the weights, and how probable each label is."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from thinc.backends import NumpyOps

from kg.errors import OntologyError
from kg.pipeline.mentions.learned.features import GROUPINGS, Clusters, Codes
from kg.vocabulary import CLASSES

# A character is outside every name, or the beginning, inside, end or whole of one of a class.
LABELS = ("O", *(f"{part}-{name}" for name in CLASSES for part in "BIES"))
# Every so many characters the probabilities are brought to a sum of one, lest they vanish.
_SCALED = 4
_STRETCH = re.compile(r"[^。；！？\n]+[。；！？\n]*[”’」』）]*")
_LONGEST = 250
# Stretches of like length go through the chain together.
_TOGETHER = 64

Weights = NDArray[np.float32]

# Sums rows of a table in C.
_OPS = NumpyOps()


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
    `rows[n]` to `rows[n + 1]`; `transitions[a, b]` is the weight of label b behind label a. `clusters` groups words by the
    company they keep in texts without annotations.
    """

    keys: Codes
    rows: NDArray[np.int64]
    labels: NDArray[np.uint8]
    weights: Weights
    transitions: Weights
    clusters: Clusters

    def save(self, path: Path) -> None:
        """Write the model to a file that `load` reads."""
        np.savez_compressed(
            path,
            keys=self.keys,
            rows=self.rows.astype(np.int32),
            labels=self.labels,
            weights=self.weights.astype(np.float16),
            transitions=self.transitions,
            words=np.frombuffer("\n".join(self.clusters).encode(), np.uint8),
            groups=np.array(list(self.clusters.values()), np.uint16).reshape(-1, GROUPINGS),
        )

    @cached_property
    def _table(self) -> tuple[Codes, NDArray[np.int32]]:
        """Return the slots of a hash table with open addressing: the key in each, and its row of `_dense`."""
        bits = max(8, int(4 * len(self.keys)).bit_length())
        slots = np.zeros(1 << bits, np.uint64)
        rows = np.zeros(1 << bits, np.int32)
        waiting = np.arange(len(self.keys))
        at = (self.keys >> np.uint64(64 - bits)).astype(np.int64)
        while len(waiting):
            free = slots[at] == 0
            slots[at[free]] = self.keys[waiting[free]]
            placed = slots[at] == self.keys[waiting]
            rows[at[placed]] = waiting[placed] + 1
            waiting, at = waiting[~placed], (at[~placed] + 1) & (len(slots) - 1)
        return slots, rows

    @cached_property
    def _dense(self) -> Weights:
        """Return the weights of each known feature by label; row 0 is that of all others."""
        dense = np.zeros((len(self.keys) + 1, len(LABELS)), np.float32)
        dense[np.repeat(np.arange(len(self.keys)), np.diff(self.rows)) + 1, self.labels] = self.weights
        return dense

    def _known(self, features: Codes) -> NDArray[np.int32]:
        """Return the row of `_dense` of each feature."""
        slots, rows = self._table
        flat = features.ravel()
        at = (flat >> np.uint64(64 - (len(slots) - 1).bit_length())).astype(np.int64)
        held = slots[at]
        found = np.where(held == flat, rows[at], 0).astype(np.int32)
        waiting = np.flatnonzero((held != flat) & (held != 0))
        at = at[waiting]
        while len(waiting):
            at = (at + 1) & (len(slots) - 1)
            held, wanted = slots[at], flat[waiting]
            found[waiting] = np.where(held == wanted, rows[at], 0)
            on = (held != wanted) & (held != 0)
            waiting, at = waiting[on], at[on]
        return found.reshape(features.shape)

    def emissions(self, features: Codes) -> Weights:
        """Return the summed weights of each label at each character, of shape (characters, labels)."""
        rows = np.ascontiguousarray(self._known(features).T).view(np.uint32)
        summed: Weights = _OPS.gather_add(self._dense, rows)
        return summed

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
        # One array a character, so that each step of the chain reads and writes what lies side by side.
        chance = np.ones((longest, len(batch), len(LABELS)))
        for row, (start, end) in enumerate(batch):
            own = emissions[start:end].astype(np.float64)
            chance[: end - start, row] = own - own.max(axis=1, keepdims=True)
            chance[end - start :, row] = 0.0
        np.exp(chance, out=chance)
        chance[0] *= _OPENS
        moves = np.exp(self.transitions.astype(np.float64)) * _MOVES
        last = np.array([end - start - 1 for start, end in batch])
        chance[last, np.arange(len(batch))] *= _CLOSES
        forward = np.empty_like(chance)
        forward[0] = _scaled(chance[0])
        for at in range(1, longest):
            np.matmul(forward[at - 1], moves, out=forward[at])
            forward[at] *= chance[at]
            if at % _SCALED == 0:
                forward[at] = _scaled(forward[at])
        back = np.ascontiguousarray(moves.T)
        after = np.ones((len(batch), len(LABELS)))
        for at in range(longest - 1, -1, -1):
            after[last == at] = 1.0
            forward[at] *= after
            after = (after * chance[at]) @ back
            if at % _SCALED == 0:
                after = _scaled(after)
        likely: NDArray[np.float64] = _scaled(forward).transpose(1, 0, 2)
        return likely


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
    named = np.flatnonzero(best)
    chance = likely[named, best[named]]
    found: list[Span] = []
    first = 0
    for number, (at, label) in enumerate(zip(named.tolist(), best[named].tolist(), strict=True)):
        part, kind = LABELS[label][0], LABELS[label][2:]
        goes_on = number and named[number - 1] == at - 1 and _inside(LABELS[best[at - 1]], LABELS[label])
        if part in "BS" or not goes_on:
            first = number
        if part in "ES" and LABELS[best[named[first]]][0] in "BS":
            least = float(round(chance[first : number + 1].min(), 2))
            found.append(Span(int(named[first]), at + 1, kind, least))
    return found


def _clusters(words: str, groups: list[list[int]]) -> Clusters:
    return dict(zip(words.split("\n"), map(tuple, groups), strict=True)) if groups else {}


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
            clusters=_clusters(parts["words"].tobytes().decode(), parts["groups"].tolist()),
        )
        if model.transitions.shape != (len(LABELS), len(LABELS)):
            raise ValueError(f"it has {len(model.transitions)} labels instead of {len(LABELS)}")
    except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
        raise OntologyError(str(path), f"is no model ({error})", "make it anew with make train") from error
    return model
