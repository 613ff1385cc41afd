"""The texts of a corpus as one line of characters, with what quotation marks and words say of each place."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import rjieba

from kg.corpus import Corpus

_OPEN, _CLOSE = frozenset("“‘《〈「『"), frozenset("”’》〉」』")


@dataclass(frozen=True, eq=False)
class Line:
    """All texts joined; what is no part of a phrase is 0, and quotation marks are left out.

    `codes` are the characters (uint16), `places` where each stands in its document's text, `starts` where each document
    begins in the line. `opened` and `closed` say that a mark opens before a character or closes after it; `bounds` that
    a word begins there.
    """

    corpus: Corpus
    codes: Any
    places: Any
    starts: Any
    opened: Any
    closed: Any
    bounds: Any

    @classmethod
    def of(cls, corpus: Corpus) -> "Line":
        """Join the texts of a corpus."""
        parts = [_part(corpus.text(it)) for it in corpus.sources]
        lengths = [len(it[0]) for it in parts]
        joined = [np.concatenate(it) for it in zip(*parts, strict=True)]
        return cls(corpus, joined[0], joined[1], np.cumsum([0, *lengths]), *joined[2:])

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


def _part(text: str) -> tuple[Any, ...]:
    """Return codes, places, openings, closings and word bounds of one text, with a separator at its end."""
    signs: list[str] = []
    places: list[int] = []
    opened: list[bool] = []
    closed: list[bool] = []

    def add(sign: str, place: int, *, marked: bool = False) -> None:
        signs.append(sign)
        places.append(place)
        opened.append(marked)
        closed.append(False)

    pending = False
    for place, sign in enumerate(text):
        if sign in _CLOSE:
            if closed:
                closed[-1] = True
        elif sign in _OPEN:
            if closed and closed[-1]:
                # “A”“B”: two phrases, never one that runs over both.
                add("\0", place)
            pending = True
        else:
            add(sign, place, marked=pending)
            pending = False
    add("\0", len(text))
    plain = "".join(signs)
    codes = np.frombuffer(plain.encode("utf-32-le", "replace"), dtype=np.uint32)
    bounds = np.zeros(len(codes), dtype=bool)
    lengths = np.fromiter(map(len, rjieba.cut(plain)), dtype=np.int64)
    bounds[np.concatenate(([0], np.cumsum(lengths)[:-1]))] = True
    opens, closes = np.array(opened, dtype=bool), np.array(closed, dtype=bool)
    bounds |= opens
    bounds[1:] |= closes[:-1]
    written = ((codes >= 0x4E00) & (codes <= 0x9FFF)) | (codes == 0x3007) | (codes == ord("+"))
    return np.where(written, codes, 0).astype(np.uint16), np.array(places, np.int32), opens, closes, bounds
