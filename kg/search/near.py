"""Labels that differ from what was typed by a slip or two."""

import re
from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from kg.search.columns import Numbers
from kg.search.folding import is_han
from kg.search.labels import Labels

# So many labels at most are compared letter by letter, those that share most with what was typed.
_COMPARED = 400
# So many pieces of what was typed at most are looked up, the rarest.
_PIECES = 10
_WORDS = 3
_LIKELY = 60.0
_SHORTEST_WORD = 4


def slips(length: int, *, han: bool) -> int:
    """Return how many wrong characters a text of this length may have and still be meant."""
    one, two = (3, 6) if han else (4, 8)
    return (length >= one) + (length >= two)


def near(labels: Labels, words: Sequence[str], *, strict: bool) -> list[tuple[int, float]]:
    """Return labels that are nearly the words written together, or nearly have them, with likeness from 0 to 100.

    The likeliest first, then in the order of the labels. Where `strict`, no more than two characters may be wrong.
    """
    text = "".join(words)
    chinese = sum(map(is_han, text))
    han = 2 * chinese > len(text)
    if chinese and not han:
        # Letters and characters mixed are no slip of either.
        return []
    allowed = slips(len(text), han=han)
    if not allowed and strict:
        return []
    shared = _shared_characters(labels, text) if han else _shared_sounds(labels, text, words)
    lengths = labels.lengths if han else labels.lengths * 3
    candidates = _most(shared, np.abs(lengths - len(text)))
    spell = labels.folded if han else labels.letters
    spelled = {number: spell(number) for number in candidates}
    if strict:
        cutoff = 100 * (1 - allowed / len(text)) - 0.1
        # A label that is much shorter than the text would be wholly found in it.
        spelled = {number: it for number, it in spelled.items() if len(it) >= len(text) - allowed}
        found = process.extract(text, spelled, scorer=fuzz.partial_ratio, score_cutoff=cutoff, limit=None)
        # Of labels that are as near, those come first that are nothing more.
        liked = [(number, 0.9 * score + 0.1 * fuzz.ratio(text, it)) for it, score, number in found]
    else:
        whole = process.extract(text, spelled, scorer=fuzz.ratio, score_cutoff=_LIKELY, limit=None)
        liked = [(number, score) for _, score, number in whole]
    return sorted(((number, round(score, 1)) for number, score in liked), key=lambda it: (-it[1], it[0]))


def _shared_characters(labels: Labels, text: str) -> Numbers:
    column, alphabet = labels.characters, labels.alphabet
    codes = sorted({alphabet.get(it, 0) for it in text} - {0}, key=lambda it: (column.count(it), it))
    shared = np.zeros(labels.size, dtype=np.uint8)
    for code in codes[:_PIECES]:
        shared[column.owner[column.places(code)]] += 1
    return shared


def _shared_sounds(labels: Labels, text: str, words: Sequence[str]) -> Numbers:
    """Count of each label how many whole syllables and English words of the text it has."""
    shared = np.zeros(labels.size, dtype=np.uint8)
    column = labels.syllables
    pieces = sorted(_syllables(text, labels.spellings), key=lambda it: (sum(map(column.count, it)), sorted(it)))
    for codes in pieces[:_PIECES]:
        has = np.zeros(labels.size, dtype=np.bool_)
        for code in codes:
            has[column.owner[column.places(code)]] = True
        shared += has
    # Longer words tell more.
    for word in sorted({it for it in words if len(it) >= _SHORTEST_WORD}, key=lambda it: (-len(it), it))[:_WORDS]:
        for known in _words(word, labels.vocabulary):
            shared[labels.having(known)] += 1
    return shared


def _syllables(text: str, spellings: dict[str, frozenset[int]]) -> set[frozenset[int]]:
    """Return the syllables that can be read in letters, without those that lie within a longer one."""
    found: set[frozenset[int]] = set()
    last = 0
    for start in range(len(text)):
        ends = [end for end in range(start + 2, min(start + 6, len(text)) + 1) if text[start:end] in spellings]
        if ends and ends[-1] > last:
            last = ends[-1]
            found.add(spellings[text[start:last]])
    return found


def _words(word: str, vocabulary: Sequence[str]) -> list[str]:
    # The first letter is seldom the wrong one.
    alike = [it for it in vocabulary if it[0] == word[0] and abs(len(it) - len(word)) <= 2]
    found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=slips(len(word), han=False), limit=3)
    return [it[0] for it in found]


def _most(shared: Numbers, off: Numbers) -> list[int]:
    """Return the numbers of the labels that share most, where equally many those closest in length."""
    some = np.flatnonzero(shared)
    if len(some) > _COMPARED:
        worth = shared[some].astype(np.int32) * 256 - np.minimum(off[some], 255)
        # By worth, then by number: the same labels on every run.
        some = some[np.argsort(-worth, kind="stable")[:_COMPARED]]
    chosen: list[int] = np.sort(some).tolist()
    return chosen


_HASH = re.compile(r"-[0-9a-f]{8}$")


def unhashed(slug: str) -> str:
    """Return the readable part of the slug of an IRI.

    >>> unhashed("shuang-jian-zheng-xian-gong-cheng-8ed3e70e")
    'shuang-jian-zheng-xian-gong-cheng'
    """
    return _HASH.sub("", slug)
