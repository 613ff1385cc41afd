"""Where the runs of words without a pause begin."""

import re
from bisect import bisect_left

from kg.pipeline.mentions.grammar import PAUSE

# A single dash behind a character joins two parts of a name (就业—专业—招生联动机制), any other mark is a pause.
_PAUSES = re.compile(f"[{re.escape(PAUSE)}](?<![\u4e00-\u9fff]—(?!—))")
# A short parenthesis is no pause, but the number of a paragraph is.
_CLOSING = ")）"
_PARENTHESIS = re.compile(r"[（(][^（）()\n]{1,8}[）)]$")
_NUMBER = re.compile("[一二三四五六七八九十\\d]+")
# What is said of several levels at once is one modifier: 市、县两级….
_LEVELS = re.compile(r"(?:省、)?市、县(?:、乡)?(?=[两三四]级)")
_CITY_AND_COUNTY = "市、县"
# In characters; a run that is longer begins there.
LONGEST = 48


class Clauses:
    """The clauses of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._pauses = [pause.start() for pause in _PAUSES.finditer(text)]
        self._levelled = _CITY_AND_COUNTY in text

    def start(self, position: int) -> int:
        """Return where the run of words without any pause that reaches to `position` begins.

        A short parenthesis is no pause: 村（社）干部处置办法.
        """
        start, limit = position, position - LONGEST
        while start > max(limit, 0):
            number = bisect_left(self._pauses, start)
            pause = self._pauses[number - 1] if number else -1
            start = max(pause + 1, limit)
            inside = self._parenthesis(start) if pause + 1 == start > max(limit, 0) else None
            if inside is None:
                break
            start = inside
        if not self._levelled:
            return start
        levels = _LEVELS.search(self.text, max(0, start - 4), start + 8)
        return levels.start() if levels and levels.start() < start <= levels.end() else start

    def _parenthesis(self, end: int) -> int | None:
        """Return where the short parenthesis in words that ends at a position begins, None where none does."""
        if self.text[end - 1] not in _CLOSING:
            return None
        inside = _PARENTHESIS.search(self.text, max(0, end - 10), end)
        return inside.start() if inside and not _NUMBER.fullmatch(inside[0][1:-1]) else None
