"""The words that tell what is done with a phrase, found in a text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kg import lexicon
from kg.lexicon import Lexicon

# What cues.tsv says of a relation holds for a phrase, too: its template -> where the word stands here.
# Words that end a clause as outcomes (X全面落实) are verbs before it as well (全面落实X).
_SHARED = {
    ("verb", "implements"): ("before", "implements"),
    ("outcome", "implements"): ("end", "implements"),
    ("take", "implements"): ("behind", "implements"),
    ("verb", "proposes"): ("before", "proposes"),
    ("say", "proposes"): ("before", "proposes"),
}


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that tells an act; `start` and `end` count in the text of the document."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Hit:
    """A word of the tables in a text, with what it means by template."""

    cue: Cue
    meanings: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """The words of acts.tsv, and what cues.tsv and moods.tsv lend them."""

    words: Lexicon

    @cached_property
    def meanings(self) -> Mapping[str, Mapping[str, str]]:
        """Return word -> template -> act; `none` words mean nothing."""
        found: dict[str, dict[str, str]] = {}
        self._lend(found)
        for row in self.words.tables["moods"]:
            if row["kind"] in ("plan", "fact"):
                found.setdefault(row["word"], {}).setdefault("plan" if row["kind"] == "plan" else "none", "-")
        for row in self.words.tables["acts"]:
            own = found.setdefault(row["word"], {})
            own[row["template"]] = row["act"]
            if row["template"] != "none":
                own.pop("none", None)
        for word in [it for it, own in found.items() if not own.keys() - {"behind", "end"}]:
            # 不断提升 ends a clause, and before the phrase it is the verb 提升.
            parts = (found.get(word[at:], {}) for at in range(1, len(word)))
            found[word].update(next(({"before": it["before"]} for it in parts if "before" in it), {}))
        return found

    def _lend(self, found: dict[str, dict[str, str]]) -> None:
        for row in self.words.tables["cues"]:
            shared = _SHARED.get((row["template"], row["property"]))
            if shared or row["template"] == "none":
                template, act = shared or ("none", "-")
                own = found.setdefault(row["cue"], {})
                own[template] = act
                if template == "end":
                    own.setdefault("before", act)

    @cached_property
    def _automaton(self) -> tuple[list[str], Any]:
        listed = sorted(
            it
            for it, meant in self.meanings.items()
            if meant.keys() - {"adverb", "agent", "close", "head", "not", "of", "over"}
        )
        return listed, lexicon.automaton(listed)

    def hits(self, text: str, offset: int) -> list[Hit]:
        """Return the words in a text, leftmost longest, their places shifted by `offset`."""
        listed, found = self._automaton
        return [
            Hit(Cue(listed[number], start + offset, end + offset), self.meanings[listed[number]])
            for start, end, number in found.find(text)
        ]

    @cached_property
    def _sorted(self) -> Mapping[str, tuple[str, ...]]:
        names = ("adverb", "agent", "cause", "close", "head", "not", "of", "over")
        return {
            name: tuple(
                sorted((it for it, meant in self.meanings.items() if name in meant), key=lambda it: (-len(it), it))
            )
            for name in names
        }

    def ends(self, text: str, template: str) -> str:
        """Return the longest word of a template that a text ends with; "" for none."""
        words = self._sorted[template]
        # Most texts end with none, which one look tells.
        return next(it for it in words if text.endswith(it)) if text.endswith(words) else ""

    def holds(self, text: str, template: str) -> bool:
        """Say whether a word of a template stands in a text."""
        return any(it in text for it in self._sorted[template])

    def begins(self, text: str, template: str) -> str:
        """Return the longest word of a template that a text begins with; "" for none."""
        return next((it for it in self._sorted[template] if text.startswith(it)), "")
