"""The word knowledge of the mention stage, compiled once from the tables of `ontology/lexicon/`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from kg.lexicon import Gazetteer, Lexicon, automaton
from kg.ontology import KnownEntity
from kg.pipeline.parts import Parts
from kg.vocabulary import CLASSES

PAUSE = "，,。；;：:！!？?\n、“”‘’「」『』《》〈〉（）()[]【】…—\t|●■◆"


# What right before a head makes another word of it: 执法, 所规定.
_NOT_AFTER = {
    "法": frozenset("执司立守依合方办做用说看想宪违非普变政学律民刑枉"),
    "规定": frozenset("所"),
    "制": frozenset("控编限强复研创抵压节管绘印"),
    "港": frozenset("开离入出治进到赴在留返抵"),
}


# 巩义市 has three characters, its short form two.
_SHORT_COUNTY = 3


class Head(NamedTuple):
    """A noun that ends a name: `use` says whether it does so without quotation marks."""

    word: str
    type: str
    use: str


class Cut(NamedTuple):
    """A word that bounds a name, where it stands."""

    start: int
    end: int
    kind: str


def alternation(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@dataclass(frozen=True, eq=False)
class Grammar:
    """Tables of the lexicon in the form that the recognizers use, and the gazetteers of known names.

    `known` is None where known entities are left out; the administrative divisions always take part.
    """

    lexicon: Lexicon
    divisions: Gazetteer
    known: Gazetteer | None

    @cached_property
    def _openers(self) -> dict[str, frozenset[str]]:
        rows = self.lexicon.tables["openers"]
        return {
            role: frozenset(row["word"] for row in rows if row["role"] == role)
            for role in {row["role"] for row in rows}
        }

    def openers(self, role: str) -> frozenset[str]:
        """Return the words of `openers.tsv` with a role."""
        return self._openers[role]

    @cached_property
    def governors(self) -> tuple[str, ...]:
        """Return the verbs behind which, however they are led (扎实 + 开展), another verb opens a name."""
        return tuple(self.openers("governor"))

    @cached_property
    def watchword(self) -> re.Pattern[str]:
        """Return a pattern for the watchwords at the end of a stretch of text."""
        return re.compile(f"(?:现代化|新时代)?(?:{alternation(self.openers('watchword'))})+$")

    @cached_property
    def called(self) -> dict[str, re.Pattern[str]]:
        """Return for a class a pattern of the nouns that a quoted name of it stands right behind (民宿“甲乙”)."""
        roles = {"Platform": "called-platform", "Organization": "called-team", "Mechanism": "called-method"}
        return {kind: re.compile(f"(?:{alternation(self.openers(role))})$") for kind, role in roles.items()}

    @cached_property
    def app(self) -> re.Pattern[str]:
        """Return a pattern for what provinces call their service apps: 浙里办, 粤省事, 赣服通."""
        short = alternation(it for known in self.divisions.known for it in known.abbreviations)
        return re.compile(f"(?:{short})[\u4e00-\u9fffe]{{0,3}}[办通码事钉易云网]")

    @cached_property
    def thought(self) -> re.Pattern[str]:
        """Return a pattern for a leader's thought on a field: 习近平法治思想."""
        surname = alternation(self.lexicon.column("surnames", "surname"))
        field = "新时代中国特色社会主义|法治|生态文明|经济|文化|外交|强军"
        return re.compile(f"(?:{surname})[\u4e00-\u9fff]{{2}}(?:{field})思想")

    @cached_property
    def follower(self) -> re.Pattern[str]:
        """Return a pattern for what follows a name that is its clause's subject."""
        return re.compile(f"[，。、；等]|上(?!述|级)|{alternation(self.openers('follower'))}")

    @cached_property
    def parts(self) -> Parts:
        """Return the finder of what a numeral phrase sums up."""
        return Parts(self.lexicon)

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """Return the head nouns; where a word has two classes the earlier class of annotation.md wins."""
        rows = sorted(self.lexicon.tables["heads"], key=lambda row: CLASSES.index(row["class"]), reverse=True)
        return tuple({row["head"]: Head(row["head"], row["class"], row["use"]) for row in rows}.values())

    @cached_property
    def _head_automaton(self) -> Any:
        return automaton([head.word for head in self.heads], overlapping=True)

    @cached_property
    def _head_by_word(self) -> dict[str, Head]:
        return {head.word: head for head in self.heads}

    @cached_property
    def _head_lengths(self) -> dict[str, list[int]]:
        """Return how long the heads are that end in a character, the longest first."""
        found: dict[str, set[int]] = {}
        for head in self.heads:
            found.setdefault(head.word[-1], set()).add(len(head.word))
        return {last: sorted(lengths, reverse=True) for last, lengths in found.items()}

    @cached_property
    def tails(self) -> dict[str, tuple[str, ...]]:
        """Return for a head what may follow it and shows that it ends no name there."""
        found: dict[str, list[str]] = {}
        for row in self.lexicon.tables["tails"]:
            found.setdefault(row["head"], []).append(row["tail"])
        return {head: tuple(tails) for head, tails in found.items()}

    # Several modules ask for what stands in the text at hand.
    @lru_cache(maxsize=2)  # noqa: B019 -- one grammar lives as long as its pipeline
    def find_heads(self, text: str) -> tuple[tuple[int, int, Head], ...]:
        """Return every head in the text that can end a name there, with its span."""
        watched = self._watched
        return tuple([it for it in self._last_heads(text) if it[2].word not in watched or self._ends(text, *it)])

    @lru_cache(maxsize=2)  # noqa: B019
    def find_head_starts(self, text: str) -> frozenset[int]:
        """Return where the heads of two characters or more start in the text."""
        return frozenset(start for start, end, _ in self.find_heads(text) if end - start > 1)

    @cached_property
    def _watched(self) -> frozenset[str]:
        """Return the heads that end no name before or behind some words."""
        return frozenset({*_NOT_AFTER, *self.tails})

    def _ends(self, text: str, start: int, end: int, head: Head) -> bool:
        """Say whether a head can end a name where it stands."""
        word = head.word
        if word in _NOT_AFTER and start and text[start - 1] in _NOT_AFTER[word]:
            return False
        return word not in self.tails or not text.startswith(self.tails[word], end)

    def _last_heads(self, text: str) -> Iterator[tuple[int, int, Head]]:
        """Yield the heads of a text; of two that overlap the one that ends later (规划纲要, not 发展规划)."""
        held: tuple[int, int, int] | None = None
        for start, end, number in self._head_automaton.find_overlapping_no_suffix(text):
            if held is not None and start >= held[1]:
                yield held[0], held[1], self.heads[held[2]]
            held = start, end, number
        if held is not None:
            yield held[0], held[1], self.heads[held[2]]

    def head_of(self, name: str) -> Head | None:
        """Return the longest head that the name ends in and is not the whole of."""
        for length in self._head_lengths.get(name[-1:], ()):
            head = self._head_by_word.get(name[-length:]) if length < len(name) else None
            if head is not None and name[-length - 1] not in _NOT_AFTER.get(head.word, ()):
                return head
        return None

    @cached_property
    def _boundary_rows(self) -> list[tuple[str, str]]:
        kinds = {row["word"]: row["kind"] for row in self.lexicon.tables["boundaries"]}
        return sorted(kinds.items())

    @cached_property
    def _cut_automaton(self) -> Any:
        return automaton([word for word, _ in self._boundary_rows])

    @cached_property
    def _cut_kinds(self) -> list[str]:
        return ["" if kind == "whole" else kind for _, kind in self._boundary_rows]

    @lru_cache(maxsize=2)  # noqa: B019
    def find_cuts(self, text: str) -> tuple[Cut, ...]:
        """Return the boundary words of the text in order."""
        kinds = self._cut_kinds
        spans = self._cut_automaton.find(text)
        # Every sixth character begins one: made without the checks of the class.
        return tuple(
            [tuple.__new__(Cut, (start, end, kinds[number])) for start, end, number in spans if kinds[number]]
        )

    @cached_property
    def generic(self) -> re.Pattern[str]:
        """Return a pattern that matches a modifier made of words that name nothing."""
        words = alternation(self.lexicon.column("generic", "word"))
        return re.compile(f"(?:{words}|[一二两三四五六七八九十百千万余多\\d]+|[个项批类条家大])*")

    @cached_property
    def _region_automaton(self) -> Any:
        return automaton(self.lexicon.column("regions", "region"))

    @lru_cache(maxsize=2)  # noqa: B019
    def find_regions(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the spans of well-known areas, rivers and mountains in the text."""
        return tuple((start, end) for start, end, _ in self._region_automaton.find(text))

    @cached_property
    def counties(self) -> dict[str, tuple[KnownEntity, ...]]:
        """Return the counties that a short form of two characters stands for (巩义: 巩义市)."""
        found: dict[str, list[KnownEntity]] = {}
        for it in self.divisions.known:
            short = next((label for label in it.labels if len(label) == _SHORT_COUNTY), "")[:-1]
            if it.level == "county" and short and short not in self.divisions.by_label:
                found.setdefault(short, []).append(it)
        return {short: tuple(its) for short, its in found.items() if short not in self.divisions.decoys}

    @cached_property
    def _county_automaton(self) -> Any:
        return automaton(sorted(self.counties), overlapping=True) if self.counties else None

    def find_counties(self, text: str) -> list[tuple[int, int]]:
        """Return where the short forms of counties stand in the text, within other words too."""
        found = self._county_automaton.find_overlapping(text) if self._county_automaton else ()
        return [(start, end) for start, end, _ in found]

    @cached_property
    def _landform_automaton(self) -> Any:
        return automaton(sorted(self.openers("landform")), overlapping=True)

    def find_landform_ends(self, text: str) -> list[int]:
        """Return where the nouns end in the text that the name of a landform ends in."""
        return [end for _, end, _ in self._landform_automaton.find_overlapping_no_suffix(text)]

    @cached_property
    def _organs(self) -> list[tuple[str, str]]:
        words = {row["organ"]: row["attach"] for row in self.lexicon.tables["organs"]}
        words.update(
            {"党" + word: "level" for word, attach in words.items() if word[0] == "委" and attach == "level"}
        )
        return sorted(words.items())

    @cached_property
    def _organ_automaton(self) -> Any:
        return automaton([word for word, _ in self._organs])

    @lru_cache(maxsize=2)  # noqa: B019
    def find_organs(self, text: str) -> tuple[tuple[int, int, str, str], ...]:
        """Return start, end, words and what they attach to (organs.tsv), for each organ in the text."""
        spans = self._organ_automaton.find(text)
        return tuple((start, end, *self._organs[number]) for start, end, number in spans)
