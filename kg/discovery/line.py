"""The texts of a corpus as one line of characters, with what quotation marks and words say of each place."""

from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import rjieba

from kg.corpus import Corpus, Source
from kg.lexicon import Lexicon

_OPEN, _CLOSE = (np.array([*map(ord, it)], dtype=np.uint32) for it in ("“‘《〈「『", "”’》〉」』"))

_MARKS = np.array([*map(ord, "、，")], dtype=np.uint32)
_LINKS = frozenset(("的", "这一", "这个"))


@dataclass(frozen=True, slots=True)
class Frames:
    """Words that frame a phrase: verbs before a set one, nouns behind it, verbs before what is none."""

    verbs: Set[str]
    nouns: Set[str]
    handling: Set[str]

    @classmethod
    def of(cls, lexicon: Lexicon) -> "Frames":
        """Read them from a lexicon."""
        rows = lexicon.tables["collocations"]
        return cls(
            *({it["word"] for it in rows if it["place"] == place} for place in ("before", "behind", "handling"))
        )


@dataclass(frozen=True, eq=False)
class Line:
    """All texts joined; what is no part of a phrase is 0, and quotation marks are left out.

    `codes` are the characters (uint16), `places` where each stands in its document's text, `starts` where each document
    begins in the line. The others say of each place: `opened` and `closed` that a mark opens before it or closes after it;
    `bounds` that a word begins there; `led` that a verb ends before it by which texts take up a doctrine (坚持);
    `named` that a noun begins there which says what stands before it (战略, 的方针); `handled` that a verb of administration
    ends before it (提高); `noun_before` that a noun ends before it; `noun_after` that one begins there and names nothing;
    `marks` which of 、 and ， stands there, else 0.
    """

    corpus: Corpus
    sources: Sequence[Source]
    codes: Any
    places: Any
    starts: Any
    opened: Any
    closed: Any
    bounds: Any
    led: Any
    named: Any
    handled: Any
    noun_before: Any
    noun_after: Any
    marks: Any

    @classmethod
    def of(cls, corpus: Corpus, sources: Sequence[Source], frames: "Frames") -> "Line":
        """Join the texts of some documents of a corpus."""
        parts = [_part(corpus.text(it), frames) for it in sources]
        lengths = [len(it[0]) for it in parts]
        joined = [np.concatenate(it) for it in zip(*parts, strict=True)]
        return cls(corpus, sources, joined[0], joined[1], np.cumsum([0, *lengths]), *joined[2:])

    @cached_property
    def runs(self) -> Any:
        """Return how many characters stand from each place to the next that is no part of a phrase (int32)."""
        here = np.arange(len(self.codes), dtype=np.int32)
        ends = np.where(self.codes == 0, here, len(here)).astype(np.int32)
        return np.minimum.accumulate(ends[::-1])[::-1] - here

    def document(self, place: int) -> int:
        """Return the number of the document that a place of the line lies in."""
        return bisect_right(self.starts, place) - 1

    def words(self, place: int, length: int) -> str:
        """Return the characters from a place on."""
        return "".join(map(chr, self.codes[place : place + length].tolist()))

    def written(self, place: int, length: int) -> str:
        """Return the characters from a place on with the marks between them."""
        span = slice(place, place + length)
        return "".join(map(chr, np.maximum(self.codes[span], self.marks[span]).tolist()))


def _part(text: str, frames: Frames) -> tuple[Any, ...]:
    """Return codes, places, openings, closings and word bounds of one text, with a separator at its end."""
    signs = np.frombuffer(f"{text}\0".encode("utf-32-le", "replace"), dtype=np.uint32)
    opening, closing = np.isin(signs, _OPEN), np.isin(signs, _CLOSE)
    # “A”“B”: two phrases, never one that runs over both; the second opening mark stays, as what parts them.
    between = opening & np.concatenate(([False], closing[:-1]))
    kept = np.flatnonzero(~(opening | closing) | between)
    codes = np.where(between, 0, signs)[kept]
    # Marks before each sign, counted: what grows from one that is kept to the next stands between the two.
    before: Any = np.cumsum(opening) - opening
    ended: Any = np.cumsum(closing) - closing
    opens = (np.diff(before[kept], prepend=0) > 0) & ~between[kept]
    opens[-1] = False
    closes = np.diff(ended[kept], append=ended[-1]) > 0
    plain = codes.tobytes().decode("utf-32-le")
    words = rjieba.cut(plain)
    ends = np.cumsum(np.fromiter(map(len, words), dtype=np.int64, count=len(words)))
    begins = ends - np.diff(ends, prepend=0)
    bounds, led, named, handled, noun_before, noun_after = (np.zeros(len(codes) + 1, dtype=bool) for _ in range(6))
    bounds[begins] = True
    led[ends[_among(words, frames.verbs)]] = True
    handled[ends[_among(words, frames.handling)]] = True
    naming = _among(words, frames.nouns)
    named[begins[naming]] = True
    named[begins[:-1][_among(words, _LINKS)[:-1] & naming[1:]]] = True
    nouns = np.fromiter(map(_noun, words), dtype=bool, count=len(words))
    noun_before[ends[nouns]] = True
    noun_after[begins[nouns & ~naming]] = True
    bounds[:-1] |= opens
    bounds[1:-1] |= closes[:-1]
    written = ((codes >= 0x4E00) & (codes <= 0x9FFF)) | (codes == 0x3007) | (codes == ord("+"))
    held = np.where(written, codes, 0).astype(np.uint16)
    marks = np.where(np.isin(codes, _MARKS), codes, 0).astype(np.uint16)
    said = (it[:-1] for it in (bounds, led, named, handled, noun_before, noun_after))
    return held, kept.astype(np.int32), opens, closes, *said, marks


@lru_cache(maxsize=1 << 17)
def _noun(word: str) -> bool:
    return len(word) > 1 and str(rjieba.tag(word)[0][1])[0] == "n" and len(rjieba.tag(word)) == 1


def _among(words: list[str], wanted: Set[str]) -> Any:
    return np.fromiter(map(wanted.__contains__, words), dtype=bool, count=len(words))
