"""Every label of every entity in three columns: characters, syllables, initials; and what finds them there."""

from array import array
from collections.abc import Iterator, Sequence

import numpy as np

from kg.search.columns import LONGEST, Column, Numbers, coded, laid
from kg.search.folding import fold
from kg.search.readings import Readings

# From how many letters on initials are found within a label, not at its beginning only.
_TELLING = 3
_LONGEST_SYLLABLE = 6
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

# A way to fit: how, and what it is worth. The whole label, its beginning, a part of it.
EXACT, PREFIX, PART = ("exact", 100.0), ("prefix", 90.0), ("part", 80.0)
PINYIN = (("pinyin", 72.0), ("pinyin", 68.0), ("pinyin", 64.0))
INITIALS = (("initials", 60.0), ("initials", 56.0), ("initials", 52.0))
WAYS = (EXACT, PREFIX, PART, *PINYIN, *INITIALS)
NONE = len(WAYS)


class Labels:
    """Labels by number, in the order that they were given in; a search marks each with its way to fit."""

    def __init__(self, labels: Sequence[str]) -> None:
        words = [fold(it) for it in labels]
        readings = Readings()
        read = array("H", [0])
        for label in words:
            for word in label:
                read.extend(readings.read(word))
            read.append(0)
        readings.forget()
        read.extend([0] * LONGEST)
        points, self._begins, owner = laid(words)
        codes, self.alphabet = coded(points)
        syllables = np.frombuffer(read, dtype=np.uint16)
        self.size = len(labels)
        self.characters = Column(codes, owner)
        self.syllables = Column(syllables, owner)
        self.initials = _initials(points, syllables, self._begins, owner, readings.syllables)
        self.spellings = readings.spellings()
        self._spelled = readings.syllables
        self._beginnings = _beginnings(self.spellings)
        self._joined = "".join("\0" + "".join(it) for it in words) + "\0"
        starts = np.flatnonzero(codes == 0)[: self.size + 1]
        self._starts = starts
        self.lengths = np.diff(starts) - 1
        self.vocabulary = sorted(
            {it for label in words for it in label if len(it) > 2 and it.isascii() and it.isalpha()}
        )

    def folded(self, number: int) -> str:
        """Return a label as it is compared."""
        return self._joined[int(self._starts[number]) + 1 : int(self._starts[number + 1])]

    def letters(self, number: int) -> str:
        """Return a label as it is typed in letters."""
        start, end = int(self._starts[number]) + 1, int(self._starts[number + 1])
        codes = self.syllables.codes[start:end]
        text = self._joined[start:end]
        if not codes.any():
            return text
        return "".join(self._spelled[a] if a else b for a, b in zip(codes.tolist(), text, strict=True))

    def having(self, word: str) -> Numbers:
        """Return the labels that have a word, or one that begins so, each at least once."""
        places = self.characters.find([self.alphabet[it] for it in word])
        return self.characters.owner[places[self._begins[places]]]

    def exact(self, words: Sequence[str]) -> Numbers:
        """Return the labels that are the words written together, and nothing more, ascending."""
        text = "".join(words)
        wanted = [self.alphabet.get(it, 0) for it in text[: LONGEST + 1]]
        if not wanted or len(wanted) > LONGEST or not all(wanted):
            return self.characters.owner[:0]
        places = self.characters.find(wanted)
        places = places[self.characters.starts(places) & self.characters.ends(places + len(wanted))]
        return self.characters.owner[places]

    def ways(self, words: Sequence[str]) -> Numbers:
        """Return of each label the best way of WAYS in which it fits the words written together, NONE for none."""
        best = np.full(self.size, NONE, dtype=np.uint8)
        text = "".join(words)
        if not text or len(text) > LONGEST:
            return best
        typed = any(it in _LETTERS for it in text) and not text.isdigit()
        if typed:
            self._by_initials(text, best)
            self._by_pinyin(text, words, best)
        self._by_characters(text, best)
        return best

    def _by_characters(self, text: str, best: Numbers) -> None:
        wanted = [self.alphabet.get(it, 0) for it in text]
        if not all(wanted):
            return
        places = self.characters.find(wanted)
        places = places[self._begins[places]]
        self._mark(best, self.characters, (places, places + len(text)), 0, anywhere=not _single(text))

    def _by_initials(self, text: str, best: Numbers) -> None:
        wanted = [_LETTERS.find(it) + 2 for it in text]
        if 1 in wanted:
            return
        places = self.initials.find(wanted)
        way = WAYS.index(INITIALS[0])
        self._mark(best, self.initials, (places, places + len(text)), way, anywhere=len(text) >= _TELLING)

    def _by_pinyin(self, text: str, words: Sequence[str], best: Numbers) -> None:
        cuts = set(np.cumsum([len(it) for it in words]).tolist())
        # What is read up to an offset of the text, as the places where labels begin to fit and where they are now.
        reached: dict[int, list[tuple[Numbers, Numbers]]] = {}
        for offset in range(len(text)):
            before = _merged(reached.pop(offset, [])) if offset else None
            if offset and before is None:
                continue
            for end, codes in self._steps(text, offset, cuts):
                now = self._step(before, codes, text[offset])
                if len(now[0]):
                    reached.setdefault(end, []).append(now)
            if not reached:
                return
        spans = _merged(reached.get(len(text), []))
        if spans is not None:
            way = WAYS.index(PINYIN[0])
            self._mark(best, self.syllables, spans, way, anywhere=not _single(text), whole=self.characters)

    def _steps(self, text: str, offset: int, cuts: set[int]) -> Iterator[tuple[int, frozenset[int] | None]]:
        """Yield how far the next character of a label may read, and its syllables; None for the character itself."""
        yield offset + 1, None
        for end in range(offset + 1, min(offset + _LONGEST_SYLLABLE, len(text)) + 1):
            codes = self.spellings.get(text[offset:end])
            if end == len(text):
                # The last syllable need not be typed to its end.
                codes = self._beginnings.get(text[offset:end])
            if codes:
                yield end, codes
            if end in cuts:
                return

    def _step(
        self, before: tuple[Numbers, Numbers] | None, codes: frozenset[int] | None, character: str
    ) -> tuple[Numbers, Numbers]:
        if before is None:
            if codes is None:
                places = self.characters.places(self.alphabet.get(character, 0))
                places = places[self._begins[places]]
            else:
                places = np.concatenate([self.syllables.places(it) for it in sorted(codes)])
            return places, places + 1
        starts, here = before
        if codes is None:
            fits = self.characters.codes[here] == self.alphabet.get(character, -1)
        elif len(codes) == 1:
            fits = self.syllables.codes[here] == next(iter(codes))
        else:
            table = np.zeros(len(self._spelled), dtype=np.bool_)
            table[list(codes)] = True
            fits = table[self.syllables.codes[here]]
        return starts[fits], here[fits] + 1

    def _mark(
        self,
        best: Numbers,
        column: Column,
        spans: tuple[Numbers, Numbers],
        way: int,
        *,
        anywhere: bool,
        whole: Column | None = None,
    ) -> None:
        """Mark labels, worst first: `way` where all of it fits, the next where its beginning does, then a part."""
        starts, ends = spans
        bounds = whole or column
        if anywhere:
            marked = column.owner[starts]
            best[marked] = np.minimum(best[marked], way + 2)
        first = bounds.starts(starts)
        starts, ends = starts[first], ends[first]
        marked = column.owner[starts]
        best[marked] = np.minimum(best[marked], way + 1)
        marked = column.owner[starts[bounds.ends(ends)]]
        best[marked] = np.minimum(best[marked], way)


def _single(text: str) -> bool:
    return len(text) == 1 and text in _LETTERS


def _merged(parts: list[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers] | None:
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    return np.concatenate([it[0] for it in parts]), np.concatenate([it[1] for it in parts])


def _beginnings(spellings: dict[str, frozenset[int]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for spelling, codes in spellings.items():
        for end in range(1, len(spelling) + 1):
            found.setdefault(spelling[:end], set()).update(codes)
    return {beginning: frozenset(codes) for beginning, codes in found.items()}


def _initials(points: Numbers, syllables: Numbers, begins: Numbers, owner: Numbers, spelled: list[str]) -> Column:
    table = np.ones(int(points.max()) + 1, dtype=np.uint8)
    table[0] = 0
    for number, letter in enumerate(_LETTERS, 2):
        if ord(letter) < len(table):
            table[ord(letter)] = number
    first = np.array([0, *(_LETTERS.find(it[0]) + 2 for it in spelled[1:])], dtype=np.uint8)
    codes = np.where(syllables > 0, first[syllables], table[points])
    kept = (syllables > 0) | begins
    return Column(codes[kept], owner[kept])
