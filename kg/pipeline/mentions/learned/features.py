"""What the model sees of each character: hashed features from the text, its words, the lexicon and the rules' mentions.

A feature is 64 bits: the hash of its template and of the values that the template reads around the character. Training
and recognition compute them here, so that they agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kg.model import Evidence, Mention
from kg.pipeline.mentions.grammar import Grammar
from kg.pipeline.mentions.words import Words

Codes = NDArray[np.uint64]

MARKS = "“”‘’「」『』《》〈〉\"'"
_OPENING, _CLOSING = "“‘「『", "”’」』"
_PAUSE = "，。；、\n“”《》："
_SINGLE, _FIRST, _INSIDE, _LAST = 3, 1, 2, 4
_HEAD_REACH = 16
_WORD_REACH = 2
# Words are grouped thrice, ever finer; a word without a group is in group 0.
GROUPINGS = 3
_UNGROUPED = (0,) * GROUPINGS
_TAGS = tuple(range(-_WORD_REACH, _WORD_REACH + 1))

# Word -> the number of its group in each grouping.
Clusters = Mapping[str, tuple[int, ...]]

# A template names the columns that it reads, each with how many characters away.
Template = tuple[tuple[str, int], ...]


def _templates() -> tuple[Template, ...]:
    """Return the templates: characters and runs of them, words, parts of speech, the lexicon, the rules' mentions."""
    found: list[Template] = [(("char", at),) for at in range(-3, 4)]
    found += [(("char", at), ("char", at + 1)) for at in range(-2, 2)]
    found += [(("char", at), ("char", at + 1), ("char", at + 2)) for at in range(-2, 1)]
    found += [tuple(("char", at) for at in range(-3, 1)), tuple(("char", at) for at in range(4))]
    found += [(("kind", at),) for at in (-1, 0, 1)]
    place = ("place", 0)
    words = ("word0",), ("tag0",), ("word-1", "tag0"), ("word1", "tag0"), ("word2",)
    tags = ("tag-1", "tag0"), ("tag0", "tag1"), ("tag-1", "tag0", "tag1"), ("tag-2", "tag-1"), ("tag1", "tag2")
    groups: list[tuple[str, ...]] = [(f"group{number}",) for number in range(GROUPINGS)]
    groups += [(f"group{number}{away}",) for number in (0, 1) for away in ("-1", "+1")]
    groups += [("group0-1", "group0"), ("group0", "group0+1"), ("group0-2",), ("group0+2",)]
    found += [(*((name, 0) for name in names), place) for names in (*words, *tags, *groups)]
    found += [(("word-1", 0),), (("word1", 0),)]
    found += [(("quoted", 0),), (("next", 0),), (("next", 0), ("away", 0))]
    for name, reach in (("head", (-1, 0, 1, 2)), ("cut", (-1, 0, 1)), ("area", (-1, 0, 1)), ("organ", (0, 1))):
        found += [((name, at),) for at in reach]
    ruled = ("ruled", 0)
    found += [(("ruled", at),) for at in (-1, 0, 1)] + [(("rule", 0),)]
    found += [(("ruled", -1), ruled), (ruled, ("ruled", 1)), (ruled, ("word0", 0)), (("rule", 0), ("next", 0))]
    found += [(ruled, ("tag0", 0), place), (ruled, ("rule", 0), ("cut", -1))]
    return tuple(found)


TEMPLATES = _templates()

_MIX, _SPREAD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_LEFT, _RIGHT, _FOLD = np.uint64(6), np.uint64(2), np.uint64(29)
_BEYOND = 11


@lru_cache(maxsize=1 << 16)
def code(value: str) -> int:
    """Return a stable number of up to 64 bits for a string."""
    data = value.encode()
    return (crc32(data) << 32) | crc32(data, 0x5BD1E995)


def _mixed(left: Codes, right: Codes) -> Codes:
    mixed: Codes = (left ^ (right + _MIX + (left << _LEFT) + (left >> _RIGHT))) * _SPREAD
    folded: Codes = mixed ^ (mixed >> _FOLD)
    return folded


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
    columns = {
        **_characters(text),
        **_words(text, words, clusters),
        **_lexicon(text, grammar),
        **_ruled(text, mentions),
    }
    shifted: dict[tuple[str, int], Codes] = {}
    found = np.empty((len(TEMPLATES), len(text)), np.uint64)
    for number, template in enumerate(TEMPLATES):
        value = np.full(len(text), (number + 1) * 1_000_003, np.uint64)
        for name, away in template:
            if (name, away) not in shifted:
                shifted[name, away] = _shift(columns[name], away)
            value = _mixed(value, shifted[name, away])
        found[number] = value
    return found


def _shift(column: Codes, away: int) -> Codes:
    """Return a column so that each place holds the value `away` characters from it."""
    if not away:
        return column
    moved = np.full(len(column), _BEYOND, np.uint64)
    if away > 0:
        moved[:-away] = column[away:]
    else:
        moved[-away:] = column[:away]
    return moved


def _characters(text: str) -> dict[str, Codes]:
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    kind = points.copy()
    kind[(points >= 0x4E00) & (points <= 0x9FFF)] = 1
    kind[(points >= 0x30) & (points <= 0x39)] = 2
    kind[((points | 0x20) >= 0x61) & ((points | 0x20) <= 0x7A)] = 3
    quoted = np.zeros(len(text), np.uint64)
    depth, since = 0, 0
    for at, character in enumerate(text):
        if character in _OPENING or character in _CLOSING or character == "\n":
            quoted[since:at] = min(depth, 2)
            depth = 0 if character == "\n" else max(0, depth + (1 if character in _OPENING else -1))
            since = at
    quoted[since:] = min(depth, 2)
    return {"char": points, "kind": kind, "quoted": quoted}


def _words(text: str, words: Words, clusters: Clusters) -> dict[str, Codes]:
    count = len(words.tags)
    bounds = np.array(words.bounds, np.int64)
    starts, ends = bounds[:-1], bounds[1:]
    beyond = [0] * _WORD_REACH
    spelled = np.array([*beyond, *map(code, words.spelled), *beyond], np.uint64)
    tagged = np.array([*beyond, *map(code, words.tags), *beyond], np.uint64)
    apart = [_UNGROUPED] * _WORD_REACH
    groups = (clusters.get(word, _UNGROUPED) for word in words.spelled)
    grouped = np.array([*apart, *groups, *apart], np.uint64)
    which = np.repeat(np.arange(count), ends - starts)
    place = np.full(len(text), _INSIDE, np.uint64)
    place[ends - 1] = _LAST
    place[starts] = _FIRST
    place[starts[ends - starts == 1]] = _SINGLE
    columns = {"place": place}
    for away in _TAGS:
        columns[f"word{away}"] = spelled[which + _WORD_REACH + away]
        columns[f"tag{away}"] = tagged[which + _WORD_REACH + away]
        for number in range(GROUPINGS):
            columns[f"group{number}{away:+}" if away else f"group{number}"] = grouped[
                which + _WORD_REACH + away, number
            ]
    return columns


def _lexicon(text: str, grammar: Grammar) -> dict[str, Codes]:
    size = len(text)
    head, cut, following = (np.zeros(size, np.uint64) for _ in range(3))
    ends: list[int] = []
    for start, end, found in grammar.find_heads(text):
        head[start : end - 1] = code("inside")
        head[end - 1] = following[end - 1] = code(f"{found.type} {found.use}")
        ends.append(end - 1)
    for it in grammar.find_cuts(text):
        cut[it.start : it.end] = code(it.kind)
    area = _spans(size, grammar.find_regions(text))
    divisions = _spans(size, [(it.start, it.end) for it in grammar.divisions.find(text)])
    area[divisions > 0] = divisions[divisions > 0] + np.uint64(_LAST)
    organ = _spans(size, [(start, end) for start, end, *_ in grammar.find_organs(text)])
    reached, away = _next(text, ends)
    ahead = np.where(reached >= 0, following[reached], 0).astype(np.uint64)
    return {"head": head, "cut": cut, "area": area, "organ": organ, "next": ahead, "away": away}


def _next(text: str, ends: Sequence[int]) -> tuple[NDArray[np.int64], Codes]:
    """Return for each character where the next head of its clause ends (-1: nowhere near) and how far that is."""
    size = len(text)
    here = np.arange(size)
    pauses = [at for at, character in enumerate(text) if character in _PAUSE]

    def following(positions: Sequence[int]) -> NDArray[np.int64]:
        marked = np.full(size, size)
        marked[list(positions)] = positions
        return np.minimum.accumulate(marked[::-1])[::-1]

    head, pause = following(ends), following(pauses)
    near = (head < pause) & (head - here < _HEAD_REACH)
    distance = np.where(near, np.minimum((head - here) // 2, 5) + 1, 0).astype(np.uint64)
    return np.where(near, head, -1), distance


def _spans(size: int, spans: Iterable[tuple[int, int]]) -> Codes:
    column = np.zeros(size, np.uint64)
    for start, end in spans:
        column[start:end] = _INSIDE
        column[end - 1] = _LAST
        column[start] = _FIRST
    return column


def _ruled(text: str, mentions: Sequence[Mention]) -> dict[str, Codes]:
    columns: Mapping[str, Codes] = {name: np.zeros(len(text), np.uint64) for name in ("ruled", "rule")}
    for start, end, mention in outer(text, mentions):
        for name, value in (("ruled", mention.entity.type), ("rule", mention.rule)):
            base = code(value) & ~7
            columns[name][start:end] = base + _INSIDE
            columns[name][end - 1] = base + _LAST
            columns[name][start] = base + _FIRST
    return dict(columns)
