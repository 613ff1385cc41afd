"""Pinyin of labels: a syllable for each character, read in its context."""

from collections import defaultdict


class Readings:
    """Syllables by number, from 1; 0 stands for a character that has none."""

    def __init__(self) -> None:
        self.syllables: list[str] = [""]
        self._numbers: dict[str, int] = {}
        self._words: dict[str, tuple[int, ...]] = {}

    def read(self, text: str) -> list[int]:
        """Return the number of the syllable of each character, as pypinyin reads the text."""
        if text.isascii():
            return [0] * len(text)
        # Imported on use: its tables take a quarter of a second to load.
        from pypinyin.contrib.mmseg import seg

        read: list[int] = []
        # The segmentation that pypinyin itself makes; a word is looked up once, which is ten times as fast.
        for word in seg.cut(text):
            known = self._words.get(word)
            if known is None:
                known = self._words[word] = self._word(word)
            read += known
        return read

    def forget(self) -> None:
        """Let go of the words, once every label is read."""
        self._words.clear()

    def spellings(self) -> dict[str, frozenset[int]]:
        """Return the syllables by how they may be typed: ü is v or u."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for number, syllable in enumerate(self.syllables[1:], 1):
            found[syllable].add(number)
            found[syllable.replace("v", "u")].add(number)
        return {spelling: frozenset(numbers) for spelling, numbers in found.items()}

    def _word(self, word: str) -> tuple[int, ...]:
        from pypinyin import lazy_pinyin

        read = lazy_pinyin(word)
        if len(read) != len(word):
            read = [lazy_pinyin(it)[0] for it in word]
        return tuple(self._number(a, b) for a, b in zip(word, read, strict=True))

    def _number(self, character: str, syllable: str) -> int:
        if character.isascii() or not (syllable.isascii() and syllable.isalpha()):
            return 0
        number = self._numbers.get(syllable)
        if number is None:
            number = self._numbers[syllable] = len(self.syllables)
            self.syllables.append(syllable)
        return number
