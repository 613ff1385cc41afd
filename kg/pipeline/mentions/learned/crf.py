"""A linear-chain conditional random field over characters: the weights, and how probable each label is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kg.errors import OntologyError
from kg.pipeline.mentions.learned.columns import GROUPINGS, Codes, Column, Window
from kg.pipeline.mentions.learned.features import Clusters
from kg.pipeline.mentions.learned.rows import RowFinder, Rows
from kg.vocabulary import CLASSES

# A character is outside every name, or the beginning, inside, end or whole of one of a class.
LABELS = ("O", *(f"{part}-{name}" for name in CLASSES for part in "BIES"))
# Every so many characters the probabilities are brought to a sum of one, lest they vanish.
_SCALED = 4
_STRETCH = re.compile(r"[^。；！？\n]+[。；！？\n]*[”’」』）]*")
_LONGEST = 250
# Stretches of like length go through the chain together.
_TOGETHER = 128
# So many characters are weighed at once, lest what is known of those of a long text fill the memory.
_AT_ONCE = 1 << 15

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


class Queue(NamedTuple):
    """The characters of some stretches in the `order` in which they are read: the first of each, the second of each …

    `widths` says how many stretches have a first character, a second …
    """

    order: NDArray[np.intp]
    widths: list[int]

    @classmethod
    def of(cls, waiting: Sequence[tuple[int, int]]) -> "Queue":
        """Return the queue of some stretches, the longest of which comes first."""
        starts, ends = np.array(waiting, np.intp).T
        reach = np.arange(ends[0] - starts[0])[:, None]
        there = reach < ends - starts
        return cls((starts + reach)[there], there.sum(axis=1).tolist())


class Chain(NamedTuple):
    """Which labels open a stretch and which close one, and how gladly one follows another.

    `moves[a, b]` says it of b behind any of the labels that a stands for, `back[b, a]` of any that b stands for.
    """

    opens: NDArray[np.float64]
    closes: NDArray[np.float64]
    moves: NDArray[np.float64]
    back: NDArray[np.float64]


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
    def _kinds(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return the labels that the model tells apart, and how many each stands for.

        Labels of names of one character that it never saw have no weight at all: the first of them stands for the rest.
        """
        weighty = np.bincount(self.labels, self.weights != 0, len(LABELS)) > 0
        weighty |= self.transitions.any(axis=0) | self.transitions.any(axis=1)
        alike = [at for at, label in enumerate(LABELS) if label[0] == "S" and not weighty[at]]
        times = np.ones(len(LABELS))
        times[alike[:1]] = len(alike)
        kept = np.delete(np.arange(len(LABELS)), alike[1:])
        return kept, times[kept]

    @cached_property
    def _dense(self) -> tuple[RowFinder, Weights]:
        """Return where the weights of a feature are, and the weights by label; row 0 is that of unknown features.

        The features of most labels are the most frequent, too: side by side they stay in the processor's cache.
        """
        counts = np.diff(self.rows)
        order = np.argsort(-counts, kind="stable")
        place = np.empty(len(order), np.int32)
        place[order] = np.arange(1, len(order) + 1)
        column = np.zeros(len(LABELS), np.intp)
        column[self._kinds[0]] = np.arange(len(self._kinds[0]))
        dense = np.zeros((len(order) + 1, len(self._kinds[0])), np.float32)
        dense[np.repeat(place, counts), column[self.labels]] = self.weights
        return RowFinder(self.keys, place), dense

    @cached_property
    def _chain(self) -> Chain:
        """Return which labels may follow which, and how gladly, for the labels that the model tells apart."""
        kept, times = self._kinds
        moves = (np.exp(self.transitions.astype(np.float64)) * _MOVES)[np.ix_(kept, kept)]
        return Chain(_OPENS[kept], _CLOSES[kept], moves * times[:, None], np.ascontiguousarray((moves * times).T))

    def emissions(self, rows: Iterable[Rows]) -> Weights:
        """Return the summed weights at each character of each label told apart, given its row of each template."""
        dense = self._dense[1]
        first, *others = rows
        summed = dense[first]
        added = np.empty_like(summed)
        for own in others:
            # "clip", or what is taken goes through a buffer.
            np.take(dense, own, axis=0, out=added, mode="clip")
            summed += added
        return summed

    def spans(self, text: str, columns: Mapping[str, Column]) -> list[Span]:
        """Return the names that the model sees in a text, in order; no two overlap."""
        emissions = np.empty((len(text), len(self._kinds[0])), np.float32)
        for start in range(0, len(text), _AT_ONCE):
            window = Window(columns, start, min(start + _AT_ONCE, len(text)))
            emissions[start : start + _AT_ONCE] = self.emissions(self._dense[0].all_rows(window))
        best = np.zeros(len(text), np.intp)
        chance = np.zeros(len(text))
        waiting = sorted(stretches(text), key=lambda it: it[0] - it[1])
        for first in range(0, len(waiting), _TOGETHER):
            queue = Queue.of(waiting[first : first + _TOGETHER])
            likely = self._likely(emissions[queue.order], queue.widths)
            label = likely.argmax(axis=1)
            named = np.flatnonzero(label)
            at, label, likely = queue.order[named], label[named], likely[named]
            best[at] = self._kinds[0][label]
            chance[at] = likely[np.arange(len(at)), label] / (likely @ self._kinds[1])
        return _named(best, chance)

    def _likely(self, emissions: Weights, widths: list[int]) -> NDArray[np.float64]:
        """Return how probable each label is at each character, but for a factor (forward-backward).

        The first characters of all stretches come first, then the second ones: `widths` says how many there are each time.
        """
        opens, closes, moves, back = self._chain
        chance = emissions.astype(np.float64)
        chance -= np.maximum.reduce(emissions, axis=1, keepdims=True)
        np.exp(chance, out=chance)
        forward = np.empty_like(chance)
        last = np.multiply(chance[: widths[0]], opens, out=forward[: widths[0]])
        start = widths[0]
        for step, width in enumerate(widths[1:], 1):
            here = slice(start, start + width)
            last = np.matmul(last[:width], moves, out=forward[here])
            last *= chance[here]
            if step % _SCALED == 0:
                _scale(last)
            start += width
        # What is behind a step and what is behind the next one take turns.
        turns = np.empty((2, widths[0], len(closes)))
        after = turns[0, :0]
        for step in range(len(widths) - 1, -1, -1):
            here = slice(start - widths[step], start)
            behind = turns[step % 2, : widths[step]]
            behind[len(after) :] = closes
            np.matmul(after, back, out=behind[: len(after)])
            forward[here] *= behind
            behind *= chance[here]
            after = behind
            if step % _SCALED == 0:
                _scale(after)
            start -= widths[step]
        return forward


def _scale(rows: NDArray[np.float64]) -> None:
    sums = np.add.reduce(rows, axis=1, keepdims=True)
    rows /= np.maximum(sums, 1e-300, out=sums)


def _shape() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return which labels may open a stretch, may close one, and may follow which."""
    opens = np.array([float(label[0] in "OBS") for label in LABELS])
    closes = np.array([float(label[0] in "OES") for label in LABELS])
    return opens, closes, np.maximum(np.outer(closes, opens), _GOES_ON)


def _inside(first: str, second: str) -> bool:
    return first[0] in "BI" and second[0] in "IE" and first[2:] == second[2:]


_GOES_ON = np.array([[_inside(a, b) for b in LABELS] for a in LABELS])
_OPENS, _CLOSES, _MOVES = _shape()
_BEGINS, _ENDS = (np.array([label[0] in parts for label in LABELS]) for parts in ("BS", "ES"))


def _named(best: NDArray[np.intp], chance: NDArray[np.float64]) -> list[Span]:
    """Return the names in a text: runs of the most probable labels that make a whole name."""
    named = np.flatnonzero(best)
    label = best[named]
    first = np.ones(len(named), np.bool_)
    first[1:] = _BEGINS[label[1:]] | (np.diff(named) > 1) | ~_GOES_ON[label[:-1], label[1:]]
    starts = np.flatnonzero(first)
    if not len(starts):
        return []
    ends = np.append(starts[1:], len(named)) - 1
    least = np.minimum.reduceat(chance[named], starts).round(2)
    whole = _BEGINS[label[starts]] & _ENDS[label[ends]]
    return [
        Span(start, end + 1, LABELS[kind][2:], probability)
        for start, end, kind, probability in zip(
            named[starts[whole]].tolist(),
            named[ends[whole]].tolist(),
            label[starts[whole]].tolist(),
            least[whole].tolist(),
            strict=True,
        )
    ]


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
