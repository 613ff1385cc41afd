"""What the model sees of each character: the text, its words, the lexicon and the rules' mentions."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from operator import itemgetter

import numpy as np

from kg.model import Evidence, Mention
from kg.pipeline.mentions.grammar import Cut, Grammar
from kg.pipeline.mentions.learned.columns import (
    BEYOND,
    GROUPINGS,
    READ,
    TEMPLATES,
    Codes,
    Column,
    Numbers,
    Pile,
    Window,
    code,
)
from kg.pipeline.mentions.words import Vocabulary, Words

MARKS = "“”‘’「」『』《》〈〉\"'"
_OPENING, _CLOSING = "“‘「『", "”’」』"
_QUOTES, _PAUSES = re.compile(f"[{_OPENING}{_CLOSING}\n]"), [*map(ord, "，。；、\n“”《》：")]
_SINGLE, _FIRST, _INSIDE, _LAST = 3, 1, 2, 4
_PARTS = (_INSIDE, _LAST, _FIRST)
_HEAD_REACH = 16
# The number of the value that says nothing.
_NOTHING = 1
_FARTHEST = 6
_DEEPEST = 2
_WORD_REACH = 2
# A word without a group is in group 0.
_UNGROUPED = (0,) * GROUPINGS

# Word -> the number of its group in each grouping.
Clusters = Mapping[str, tuple[int, ...]]


def bare(text: str, span: Evidence) -> tuple[int, int]:
    """Return a span without the quotation marks that open and close it.

    >>> bare("开展“三航行动”", Evidence(2, 8))
    (3, 7)
    """
    start, end = span.start, span.end
    while start < end and text[start] in MARKS and text[end - 1] in MARKS:
        start, end = start + 1, end - 1
    return start, end


def outer(text: str, mentions: Iterable[Mention]) -> list[tuple[int, int, Mention]]:
    """Return the mentions that no longer one overlaps, with where they start and end without quotation marks."""
    taken = bytearray(len(text))
    found = []
    for mention in sorted(
        mentions, key=lambda it: (it.evidence.start - it.evidence.end, it.evidence.start, it.entity)
    ):
        start, end = bare(text, mention.evidence)
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append((start, end, mention))
    return found


def features(text: str, mentions: Sequence[Mention], grammar: Grammar, words: Words, clusters: Clusters) -> Codes:
    """Return the features of every character as an array of shape (templates, characters).

    `mentions` are those that the rules found, `clusters` the groups of words by the company they keep.
    """
    window = Window(Observer(grammar, clusters).columns(text, mentions, words), 0, len(text))
    return np.array([window.features(number) for number in range(len(TEMPLATES))])


class _Values:
    """Numbers values in the order in which they come, the same for all texts; 0 is beyond the text, 1 is nothing."""

    def __init__(self) -> None:
        self._numbers = {BEYOND: 0, 0: _NOTHING}
        self.values = Pile(np.array([BEYOND, 0], np.uint64))

    def number(self, value: int) -> int:
        """Return the number of a value."""
        if value not in self._numbers:
            self._numbers[value] = len(self._numbers)
            self.values.add(np.array([value], np.uint64))
        return self._numbers[value]

    def column(self, numbers: Numbers) -> Column:
        """Return a column of numbers."""
        return Column.of(numbers, self.values)


@lru_cache(maxsize=16)
def _upto(most: int) -> Pile[np.uint64]:
    """Return the values of a column of small numbers."""
    return Pile(np.array([BEYOND, *range(most + 1)], np.uint64))


def _small(values: Numbers, most: int) -> Column:
    return Column.of(values + 1, _upto(most))


class _Characters:
    """Numbers characters in the order in which they come, the same for all texts; 0 is beyond the text."""

    def __init__(self) -> None:
        self._numbers = np.zeros(sys.maxunicode + 1, np.intp)
        self._values, self._kinds = (Pile(np.array([BEYOND], np.uint64)) for _ in range(2))

    def columns(self, text: str) -> dict[str, Column]:
        """Return the characters of a text, and of what kind they are."""
        points = _points(text)
        numbers = self._numbers[points]
        if not numbers.all():
            fresh = np.unique(points[numbers == 0])
            self._numbers[fresh] = np.arange(len(self._values), len(self._values) + len(fresh))
            self._values.add(fresh.astype(np.uint64))
            self._kinds.add(_kinds(fresh).astype(np.uint64))
            numbers = self._numbers[points]
        return {"char": Column.of(numbers, self._values), "kind": Column.of(numbers, self._kinds)}


def _points(text: str) -> Numbers:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.intp)


def _kinds(points: Numbers) -> Numbers:
    kinds = points.copy()
    kinds[(points >= 0x4E00) & (points <= 0x9FFF)] = 1
    kinds[(points >= 0x30) & (points <= 0x39)] = 2
    kinds[((points | 0x20) >= 0x61) & ((points | 0x20) <= 0x7A)] = 3
    return kinds


class _Told:
    """What is told of words by their numbers, behind the two numbers of no word: codes, groups and parts of speech."""

    def __init__(self, clusters: Clusters) -> None:
        self._clusters = clusters
        self._vocabulary: Vocabulary | None = None
        self.kinds = _Values()

    def numbers(self, words: Words) -> Numbers:
        """Return the number of each word of a text, of which everything is told from now on."""
        numbers, vocabulary = words.numbers + 2, words.vocabulary
        if vocabulary is not self._vocabulary:
            self._vocabulary = vocabulary
            self.codes = Pile(np.array([BEYOND, 0], np.uint64))
            self.groups = Pile(np.zeros((2, GROUPINGS), np.intp))
            self.tags = Pile(np.full(2, _NOTHING))
        known = len(self.codes) - 2
        if fresh := [*islice(vocabulary.words, known, None)]:
            self.codes.add(np.array([*map(code, fresh)], np.uint64))
            self.groups.add(np.array([self._clusters.get(word, _UNGROUPED) for word in fresh], np.intp))
            self.tags.add(np.array([self.kinds.number(code(tag)) for tag in vocabulary.tags[known:]], np.intp))
        return numbers


class Observer:
    """What is seen of texts, with the numbers of what they have in common."""

    def __init__(self, grammar: Grammar, clusters: Clusters) -> None:
        self._grammar = grammar
        self._most = [max(it) for it in zip(*clusters.values(), strict=True)] or list(_UNGROUPED)
        self._characters = _Characters()
        self._told = _Told(clusters)
        self._heads, self._cuts = _Values(), _Values()
        self._ruled = {"ruled": _Values(), "rule": _Values()}

    def columns(self, text: str, mentions: Sequence[Mention], words: Words) -> dict[str, Column]:
        """Return all that the templates read, by name; the words are those of the text, the mentions those of the rules."""
        return {
            **self._characters.columns(text),
            "quoted": _small(_quoted(text), _DEEPEST),
            **self._words(text, words),
            **self._lexicon(text),
            **self._mentions(text, mentions),
        }

    def _words(self, text: str, words: Words) -> dict[str, Column]:
        starts, ends = words.edges[:-1], words.edges[1:]
        lengths = ends - starts
        place = np.full(len(text), _INSIDE, np.intp)
        place[ends - 1] = _LAST
        place[starts] = _FIRST
        place[starts[lengths == 1]] = _SINGLE
        spelled = np.pad(self._told.numbers(words), _WORD_REACH, constant_values=_NOTHING)
        groups = self._told.groups.rows[spelled].T + 1
        told = {
            "word": (spelled, self._told.codes),
            "tag": (self._told.tags.rows[spelled], self._told.kinds.values),
        }
        told |= {f"group{it}": (groups[it].copy(), _upto(self._most[it])) for it in range(GROUPINGS)}
        which = np.repeat(np.arange(len(starts)), lengths)
        columns = {"place": _small(place, _LAST)}
        for (name, (numbers, values)), away in product(told.items(), range(-_WORD_REACH, _WORD_REACH + 1)):
            if (full := _beside(name, away)) in READ:
                columns[full] = Column.of(numbers[_WORD_REACH + away :][which], values)
        return columns

    def _lexicon(self, text: str) -> dict[str, Column]:
        size = len(text)
        grammar = self._grammar
        heads = grammar.find_heads(text)
        uses = {it: self._heads.number(code(f"{it[0]} {it[1]}")) for it in {(it.type, it.use) for *_, it in heads}}
        inside = self._heads.number(code("inside"))
        starts, ends = (_counted(map(itemgetter(at), heads), len(heads)) for at in (0, 1))
        head = _painted(size, starts, ends, inside)
        following = np.full(size, _NOTHING, np.intp)
        head[ends - 1] = following[ends - 1] = [uses[it.type, it.use] for *_, it in heads]
        cut = self._cut_column(size, grammar.find_cuts(text))
        area = _spans(size, grammar.find_regions(text))
        divisions = _spans(size, [(it.start, it.end) for it in grammar.divisions.find(text)])
        area[divisions > 0] = divisions[divisions > 0] + _LAST
        organ = _spans(size, [(start, end) for start, end, *_ in grammar.find_organs(text)])
        reached, away = _next(text, ends - 1)
        return {
            "head": self._heads.column(head),
            "cut": cut,
            "area": _small(area, 2 * _LAST),
            "organ": _small(organ, _LAST),
            "next": self._heads.column(np.where(reached >= 0, following[reached], _NOTHING)),
            "away": _small(away, _FARTHEST),
        }

    def _cut_column(self, size: int, cuts: Sequence[Cut]) -> Column:
        starts, ends = (_counted(map(itemgetter(at), cuts), len(cuts)) for at in (0, 1))
        kinds = [*map(itemgetter(2), cuts)]
        numbers = {kind: self._cuts.number(code(kind)) for kind in set(kinds)}
        colours = _counted(map(numbers.__getitem__, kinds), len(cuts))
        return self._cuts.column(_painted(size, starts, ends, colours))

    def _mentions(self, text: str, mentions: Sequence[Mention]) -> dict[str, Column]:
        spans = sorted((start, end, it.entity.type, it.rule) for start, end, it in outer(text, mentions))
        starts, ends = (_counted(map(itemgetter(at), spans), len(spans)) for at in (0, 1))
        columns = {}
        for at, (name, values) in enumerate(self._ruled.items(), 2):
            said = [it[at] for it in spans]
            parts = {it: [values.number((code(it) & ~7) + part) for part in _PARTS] for it in dict.fromkeys(said)}
            inside, last, first = np.array([parts[it] for it in said], np.intp).reshape(-1, len(_PARTS)).T
            column = _painted(len(text), starts, ends, inside)
            column[ends - 1] = last
            column[starts] = first
            columns[name] = values.column(column)
        return columns


def _quoted(text: str) -> Numbers:
    """Return in how many quotations each character stands."""
    quoted = np.zeros(len(text), np.intp)
    depth, since = 0, 0
    for match in _QUOTES.finditer(text):
        at, mark = match.start(), match[0]
        quoted[since:at] = min(depth, _DEEPEST)
        depth = 0 if mark == "\n" else max(0, depth + (1 if mark in _OPENING else -1))
        since = at
    quoted[since:] = min(depth, _DEEPEST)
    return quoted


def _next(text: str, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Return for each character where the next head of its clause ends (-1: nowhere near) and how far that is."""
    here = np.arange(len(text))
    head = _following(len(text), ends)
    pause = _following(len(text), np.flatnonzero(np.isin(_points(text), _PAUSES)))
    near = (head < pause) & (head - here < _HEAD_REACH)
    distance = np.where(near, np.minimum((head - here) // 2, _FARTHEST - 1) + 1, 0)
    return np.where(near, head, -1), distance


def _following(size: int, positions: Numbers) -> Numbers:
    """Return for each place the first of the positions from there on; the size where none comes."""
    marked = np.concatenate(([-1], positions, [size]))
    return np.repeat(marked[1:], np.diff(marked))[:size]


def _beside(name: str, away: int) -> str:
    """Return the name of the column that says of a character's word, or of one so many words away, what `name` says."""
    return f"{name}{away}" if name in ("word", "tag") else f"{name}{away:+}" if away else name


def _counted(numbers: Iterable[int], count: int) -> Numbers:
    return np.fromiter(numbers, np.intp, count)


def _painted(size: int, starts: Numbers, ends: Numbers, numbers: Numbers | int) -> Numbers:
    """Return a column of nothing but for some spans in order, of which no two overlap, each with its number."""
    edges = np.concatenate(([0], np.column_stack((starts, ends)).ravel(), [size]))
    colours = np.full(2 * len(starts) + 1, _NOTHING)
    colours[1::2] = numbers
    return np.repeat(colours, np.diff(edges))


def _spans(size: int, spans: Iterable[tuple[int, int]]) -> Numbers:
    column = np.zeros(size, np.intp)
    for start, end in spans:
        column[start:end] = _INSIDE
        column[end - 1] = _LAST
        column[start] = _FIRST
    return column
