"""The cue tables of the lexicon, compiled into one automaton."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from kg.lexicon import Lexicon

_NEGATION_REACH = 10
FRAMES = frozenset({"as", "lever", "under"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of cues.tsv: `plan` is what a stated intention leaves of it (keep, drop, carry, or a property)."""

    word: str
    template: str
    property: str
    classes: frozenset[str]
    plan: str
    confidence: float


class Hit(NamedTuple):
    """One cue or mood word in a text, with every row of the tables that it stands for."""

    start: int
    end: int
    cues: tuple[Cue, ...]
    by: Mapping[str, tuple[Cue, ...]]
    mood: str = ""

    def rows(self, template: str) -> tuple[Cue, ...]:
        """Return the rows of this hit that use `template`."""
        return self.by.get(template, ())


class Cues:
    """Every cue, mood word and barrier of the lexicon, ready to be looked for."""

    def __init__(self, lexicon: Lexicon) -> None:
        cues: dict[str, list[Cue]] = defaultdict(list)
        heads: dict[str, list[Cue]] = defaultdict(list)
        for row in lexicon.tables["cues"]:
            cue = _cue(row)
            (heads if cue.template in FRAMES else cues)[cue.word].append(cue)
        moods = {row["word"]: row["kind"] for row in lexicon.tables["moods"]}
        words = sorted({*cues, *moods})
        # A longer cue is also every verb that it ends with: 广泛开展 is 开展.
        self._entries = [
            (rows := _inherited(word, cues), _by_template(rows), moods.get(word, "")) for word in words
        ]
        self._automaton = CharwiseDoubleArrayAhoCorasick(words, MATCH_KIND_LEFTMOST_LONGEST)
        self.heads: Mapping[str, tuple[Cue, ...]] = {word: tuple(rows) for word, rows in heads.items()}
        self.carrying = tuple(word for word, kind in moods.items() if kind == "carry")
        self.gap = re.compile(_either(lexicon, "gap"))
        self.loose = _words(lexicon, "loose")
        self.prepositions = tuple(_words(lexicon, "preposition"))
        self._negation = re.compile(
            f"(?<![无莫])(?:{_either(lexicon, 'negation')})(?:{_either(lexicon, 'degree')}){{0,2}}$"
        )
        self.domains = {
            row["property"]: frozenset(row["subjects"].split(",")) for row in lexicon.tables["properties"]
        }
        self.titles = tuple(
            sorted(
                (row["word"] for row in lexicon.tables["posts"] if row["side"] == "before"), key=len, reverse=True
            )
        )
        self.roles = tuple(row["word"] for row in lexicon.tables["posts"] if row["side"] == "role")
        self.governing = tuple(
            cue for rows in cues.values() for cue in rows if cue.template in ("verb", "outcome", "by", "take")
        )

    def negated(self, text: str, start: int, offset: int) -> bool:
        """Say whether a negation, with adverbs at most, stands before `offset` and not before `start`."""
        return self._negation.search(text[max(start, offset - _NEGATION_REACH) : max(start, offset)]) is not None

    def scan(self, text: str) -> list[Hit]:
        """Return the cues and mood words of `text` in order, the longest at each place."""
        return [Hit(start, end, *self._entries[index]) for start, end, index in self._automaton.find(text)]


def _inherited(word: str, cues: Mapping[str, list[Cue]]) -> tuple[Cue, ...]:
    own = list(cues.get(word, ()))
    if not own or own[0].template == "none":
        return tuple(own)
    for cut in range(1, len(word) - 1):
        own += [cue for cue in cues.get(word[cut:], ()) if cue.template in ("verb", "say")]
    return tuple(own)


def _by_template(rows: Iterable[Cue]) -> Mapping[str, tuple[Cue, ...]]:
    found: dict[str, list[Cue]] = defaultdict(list)
    for cue in rows:
        found[cue.template].append(cue)
    return {template: tuple(cues) for template, cues in found.items()}


def _cue(row: Mapping[str, str]) -> Cue:
    return Cue(
        row["cue"],
        row["template"],
        row["property"],
        frozenset(row["classes"].split(",")),
        row["plan"],
        float(row["confidence"]),
    )


def _either(lexicon: Lexicon, kind: str) -> str:
    return "|".join(sorted(map(re.escape, _words(lexicon, kind)), key=lambda word: (-len(word), word)))


def _words(lexicon: Lexicon, kind: str) -> frozenset[str]:
    rows: Iterable[Mapping[str, str]] = lexicon.tables["barriers"]
    return frozenset(row["word"] for row in rows if row["kind"] == kind)
