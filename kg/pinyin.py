"""How a name is read in pinyin: what pypinyin says, from tables that load in a tenth of the time.

pypinyin parses its tables at every start; they are kept in the form in which they are asked.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from typing import Any

import daachorse

from kg import compiled


def read(name: str) -> str:
    """Return a name with a syllable between spaces for each character that has one, as pypinyin reads it in context.

    >>> read("重庆2号").split()
    ['chong', 'qing', '2', 'hao']
    """
    return _reader().read(name)


@cache
def _reader() -> "_Reader":
    return _Reader(*compiled.recall("pinyin", "", _tables))


def _tables() -> tuple[str, dict[str, str], list[str], list[str], dict[str, int], bytes]:
    """Return the pattern of what has readings, the syllable of each character, the words and how they are read.

    Behind these: how long the longest word is that begins with a character, and the automaton that finds the words.
    """
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, RE_HANS, Style
    from pypinyin.style import convert

    @cache
    def plain(syllable: str) -> str:
        said: str = convert(syllable, Style.NORMAL, True, syllable)
        return said

    characters = {chr(code): plain(readings.split(",")[0]) for code, readings in PINYIN_DICT.items()}
    words = sorted(PHRASES_DICT)
    syllables = [" ".join(plain(readings[0]) for readings in PHRASES_DICT[word]) for word in words]
    found = daachorse.CharwiseDoubleArrayAhoCorasick(words, daachorse.MATCH_KIND_LEFTMOST_LONGEST)
    pattern = RE_HANS.pattern.removeprefix("^").removesuffix("$")
    longest = {word[0]: len(word) for word in sorted(words, key=len)}
    return pattern, characters, words, syllables, longest, found.serialize()


class _Reader:
    """Reads by the longest word at each place, as pypinyin does, and where there is none by the character."""

    def __init__(
        self,
        pattern: str,
        characters: dict[str, str],
        words: list[str],
        syllables: list[str],
        longest: dict[str, int],
        automaton: bytes,
    ) -> None:
        self._runs = re.compile(pattern)
        self._characters = characters
        self._words = words
        self._syllables = syllables
        self._longest = longest
        self._automaton: Any = daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(automaton)

    def read(self, name: str) -> str:
        return self._runs.sub(lambda run: f" {' '.join(self._said(run[0]))} ", name)

    def _said(self, run: str) -> list[str]:
        said: list[str] = []
        last = 0
        for start, end, number in self._automaton.find(run):
            if last < start:
                if self._opens_a_word(run, last, start):
                    break
                said += self._spelled(run[last:start])
            said.append(self._syllables[number])
            last = end
        said += self._spelled(run[last:])
        return said

    def _opens_a_word(self, run: str, last: int, start: int) -> bool:
        """Say whether, at a character before the next word, the whole rest could open a longer word.

        There pypinyin looks for no word in the rest.
        """
        size = len(run)
        return any(
            size - at < self._longest.get(run[at], 0) and self._prefix(run[at:]) for at in range(last, start)
        )

    def _prefix(self, rest: str) -> bool:
        at = bisect_left(self._words, rest)
        return at < len(self._words) and self._words[at].startswith(rest)

    def _spelled(self, text: str) -> Iterable[str]:
        return map(self._characters.get, text, text)
