"""The index: every entity that a store names, found by any of its labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from kg.search.columns import LONGEST, Numbers
from kg.search.entries import Entry, entries
from kg.search.folding import fold
from kg.search.hits import Found, Hit
from kg.search.labels import EXACT, NONE, PART, PINYIN, WAYS, Labels
from kg.search.near import near, unhashed
from kg.store import Store
from kg.vocabulary import CLASSES

# With fewer hits than these, and none that fits as a whole, words in any order are looked for too, then slips.
_FEW = 5
_MOST_WORDS = 5
_SHORTEST_WORD = 3
_MOST_NEAR = 20
_WHOLE = (WAYS.index(EXACT), WAYS.index(PINYIN[0]))
_NEAR, _ALL = len(WAYS), len(WAYS) + 1
_HOWS = (*(how for how, _ in WAYS), "near", "all")
_SCORES = np.array([*(score for _, score in WAYS), 0.0, 0.0])
# What a slip is worth at most: less than any other way to fit.
_NEAR_SCORE = 0.45


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Labels that fit, one for each entity, the best first, with their way to fit and its score."""

    labels: Numbers
    ways: Numbers
    scores: Numbers

    def and_then(self, other: "_Ranked") -> "_Ranked":
        pairs = ((self.labels, other.labels), (self.ways, other.ways), (self.scores, other.scores))
        return _Ranked(*(np.concatenate(pair) for pair in pairs))

    def only(self, chosen: NDArray[np.bool_]) -> "_Ranked":
        return _Ranked(self.labels[chosen], self.ways[chosen], self.scores[chosen])


class Index:
    """Every entity that a store names, by all its labels; made once, then read by any number of threads."""

    def __init__(self, entities: Sequence[Entry]) -> None:
        """Take entities in the order in which they are listed where nothing else tells them apart."""
        self._entities = tuple(entities)
        labels = [(label, number) for number, it in enumerate(entities) for label in it.labels]
        # In the order of hits that fit alike, so that a label's number is its rank.
        labels.sort(key=lambda it: (-entities[it[1]].documents, len(it[0]), it[1], it[0]))
        self._labels = tuple(label for label, _ in labels)
        self._owners = np.array([number for _, number in labels], dtype=np.int32)
        self._searched = Labels(self._labels)
        self._kinds = np.array([CLASSES.index(it.classes[0]) for it in entities], dtype=np.uint8)
        self._members: dict[str, list[int]] = {}
        for number, it in enumerate(entities):
            for name in it.classes:
                self._members.setdefault(name, []).append(number)
        self._numbers = {it.iri: number for number, it in enumerate(entities)}

    @classmethod
    def of(cls, store: Store) -> Self:
        """Read every label of a store."""
        return cls(entries(store))

    def __len__(self) -> int:
        """Count the entities."""
        return len(self._entities)

    def entry(self, iri: str) -> Entry | None:
        """Return an entity by its IRI, None for one that no document names."""
        number = self._numbers.get(iri)
        return None if number is None else self._entities[number]

    def named(self, text: str) -> list[Entry]:
        """Return the entities that have exactly this label; much faster than `find`."""
        owners = self._owners[self._searched.exact(fold(text[: LONGEST + 1]))]
        return [self._entities[it] for it in dict.fromkeys(owners.tolist())]

    def find(self, text: str, *, classes: Sequence[str] = (), limit: int = 20, offset: int = 0) -> Found:
        """Return the entities that `text` names, or all where it is blank, of these classes where any are given.

        Exact labels first, then those that begin so, those that have it as a part, pinyin, initials, slips;
        of those that fit alike first what most documents name, then what is shorter. Classes are local names,
        subclasses among them.
        """
        if not text.strip():
            return self._all(classes, limit, offset)
        words = fold(text)
        ranked = self._ranked(self._searched.ways(words))
        # What fits as a whole was no slip.
        whole = bool(np.isin(ranked.ways[:1], _WHOLE).any())
        if len(ranked.labels) < _FEW and not whole:
            ranked = self._more(ranked, self._in_any_order(words))
        if len(ranked.labels) < _FEW and not whole:
            ranked = self._more(ranked, self._near(words, strict=True))
        return self._answer(ranked, classes, limit, offset)

    def near(self, text: str, *, classes: Sequence[str] = (), limit: int = 5) -> tuple[Hit, ...]:
        """Return the entities that a text, or the slug of an IRI, most likely means, the likeliest first."""
        words = fold(unhashed(text[: LONGEST + 1]))
        ranked = self._ranked(self._searched.ways(words))
        for more in (self._near(words, strict=True), self._near(words, strict=False)):
            ranked = self._more(ranked, more)
        return self._answer(ranked, classes, limit, 0).hits

    def _ranked(self, ways: Numbers) -> _Ranked:
        labels = np.flatnonzero(ways < NONE)
        labels = labels[np.argsort(ways[labels], kind="stable")]
        owners = self._owners[labels]
        rank = np.arange(len(labels))
        best = np.empty(len(self._entities), dtype=np.int64)
        # Of several ranks for one place the last one written stays, so the best one is written last.
        best[owners[::-1]] = rank[::-1]
        labels = labels[best[owners] == rank]
        return _Ranked(labels, ways[labels], _SCORES[ways[labels]])

    def _in_any_order(self, words: Sequence[str]) -> _Ranked:
        """Return what has all the words, in whichever of its labels; nothing for a single word or for bits of words."""
        if not 1 < len(words) <= _MOST_WORDS or any(it.isascii() and len(it) < _SHORTEST_WORD for it in words):
            return self._ranked(np.full(len(self._labels), NONE, dtype=np.uint8))
        found = [self._searched.ways([it]) for it in words]
        everywhere = np.ones(len(self._entities), dtype=np.bool_)
        for ways in found:
            here = np.zeros(len(self._entities), dtype=np.bool_)
            here[self._owners[ways < NONE]] = True
            everywhere &= here
        first = np.where(everywhere[self._owners] & (found[0] < NONE), WAYS.index(PART), NONE).astype(np.uint8)
        return self._ranked(first)

    def _near(self, words: Sequence[str], *, strict: bool) -> _Ranked:
        if sum(map(len, words)) > LONGEST:
            words = ()
        found: dict[int, tuple[int, float]] = {}
        for label, likeness in near(self._searched, words, strict=strict) if words else ():
            found.setdefault(int(self._owners[label]), (label, likeness * _NEAR_SCORE))
            if len(found) == _MOST_NEAR:
                break
        labels = np.array([label for label, _ in found.values()], dtype=np.int64)
        scores = np.array([score for _, score in found.values()], dtype=np.float64)
        return _Ranked(labels, np.full(len(labels), _NEAR, dtype=np.uint8), scores)

    def _more(self, ranked: _Ranked, others: _Ranked) -> _Ranked:
        known = np.isin(self._owners[others.labels], self._owners[ranked.labels])
        return ranked.and_then(others.only(~known))

    def _all(self, classes: Sequence[str], limit: int, offset: int) -> Found:
        numbers = np.arange(len(self._entities))
        chosen = numbers[self._of(classes)] if classes else numbers
        hits = (self._hit(int(it), self._entities[it].name, _ALL, 0.0) for it in chosen[offset : offset + limit])
        return Found(tuple(hits), len(chosen), self._counts(numbers))

    def _answer(self, ranked: _Ranked, classes: Sequence[str], limit: int, offset: int) -> Found:
        counts = self._counts(self._owners[ranked.labels])
        if classes:
            ranked = ranked.only(self._of(classes)[self._owners[ranked.labels]])
        page = slice(offset, offset + limit)
        columns = (ranked.labels[page].tolist(), ranked.ways[page].tolist(), ranked.scores[page].tolist())
        hits = (
            self._hit(int(self._owners[label]), self._labels[label], way, score)
            for label, way, score in zip(*columns, strict=True)
        )
        return Found(tuple(hits), len(ranked.labels), counts)

    def _of(self, classes: Sequence[str]) -> NDArray[np.bool_]:
        chosen = np.zeros(len(self._entities), dtype=np.bool_)
        for name in classes:
            chosen[self._members.get(name, [])] = True
        return chosen

    def _counts(self, numbers: Numbers) -> dict[str, int]:
        counts = np.bincount(self._kinds[numbers], minlength=len(CLASSES)).tolist()
        return {name: count for name, count in zip(CLASSES, counts, strict=True) if count}

    def _hit(self, number: int, label: str, way: int, score: float) -> Hit:
        it = self._entities[number]
        return Hit(it.iri, it.classes[0], it.name, it.english, label, _HOWS[way], round(score, 1), it.documents)
