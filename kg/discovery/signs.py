"""The signs of a set phrase, and the score that they add up to.

A set phrase (提法) is what a scholar of official language would list: a named policy, slogan, doctrine, campaign, formula or
fixed ideological expression, not a topic. No sign names a phrase: each is a matter of form, of use or of time.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import rjieba

from kg.discovery.grammar import counted, shaped
from kg.discovery.repeats import MARKED
from kg.lexicon import Lexicon

# What one unit of each sign adds to the log odds. The proportions are those of a logistic regression whose signs could only
# weigh for or only against (488 phrases of the national reports read as set, 3,300 others), rounded.
# tests/benchmarks/README.md says how well they do.
WEIGHTS: Mapping[str, float] = {
    # Marked by the writer as one unit, the strongest sign there is; a share, 0 to 1.
    "quoted": 4.0,
    # Taken up as a doctrine or policy is (坚持, 实施), or called what it is (的方针, 战略); shares, the smaller the fewer the uses.
    "led": 6.0,
    "named": 3.0,
    # Its numeral counts what it stands for.
    "numeral": 2.0,
    # It ends as the name of a doctrine does (主义, 路线) or of a drive (行动, 工程), or begins with a doctrine (社会主义新农村).
    "doctrine": 2.7,
    "drive": 2.0,
    "doctrinal": 1.2,
    # Halves alike (简政放权, 港人治港); clauses alike (自信自强、守正创新).
    "parallel": 0.8,
    "chain": 2.0,
    # One idiom to the dictionary.
    "idiom": 1.0,
    # Of its time: up to 3 nats, the smaller the fewer the uses.
    "burst": 1.5,
    "uses": 1.0,
    "cohesion": 1.2,
    # Ordinary words: the logarithm of how often the rarest of them stands in the counts behind rjieba's dictionary; a
    # phrase that is one noun of everyday use.
    "common": -0.15,
    "noun": -0.5,
    # What ordinary nouns go on doing: they follow nouns, precede nouns, and are what administration handles (提高, 增加).
    "follows": -0.6,
    "precedes": -0.7,
    "handled": -0.7,
    # A verb and its free object, an adverb or adjective and its free head.
    "governed": -0.3,
    "modified": -0.2,
    # The name of a body, a text, a place.
    "name": -1.0,
}
_BASE = -7.4
# Shares of few uses are drawn to nothing: n uses count n / (n + 3).
_PRIOR = 3
_MOST_BURST = 3.0
_RARE = 1500
# rjieba's dictionary gives words that its corpora lack a few uses.
_UNSEEN = 5
_IDIOMS = frozenset("il")
_CLASSIFIED = re.compile("[两二三四五六七八九十][个项种条类件]")


@dataclass(slots=True)
class Candidate:
    """A repeated phrase: where it begins in the line (`places`, ascending) and what speaks for it."""

    words: str
    length: int
    places: Any
    documents: Any
    right: float = 0.0
    left: float = 0.0
    bound: float = 1.0
    quoted: float = 0.0
    led: float = 0.0
    named: float = 0.0
    handled: float = 0.0
    follows: float = 0.0
    precedes: float = 0.0
    cohesion: float = 1.0
    burst: float = 0.0
    compound: bool = False
    clauses: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Return how many uses it has."""
        return len(self.places)


class Signs:
    """Reads the signs of a phrase with a lexicon's words."""

    def __init__(self, lexicon: Lexicon) -> None:
        heads = lexicon.tables["heads"]
        rows = lexicon.tables["collocations"]
        self._doctrine = tuple(it["word"] for it in rows if it["place"] == "doctrine")
        self._drives = tuple(it["word"] for it in rows if it["place"] == "drive")
        self._plain = {it["word"] for it in rows if it["place"] == "plain"}
        self._generic = self._plain | set(lexicon.column("generic", "word"))
        self._names = tuple(
            it["head"]
            for it in heads
            if it["class"] in ("PolicyDocument", "Organization", "Place", "Event", "Person", "Honor")
        )
        self._governing = {
            it["word"] for it in lexicon.tables["boundaries"] if it["kind"] in ("always", "strong", "weak")
        } | {it["word"] for it in rows if it["place"] == "first"}

    def read(self, it: Candidate) -> dict[str, float]:
        """Return sign → how much of it a candidate has, as WEIGHTS counts it."""
        weight = it.count / (it.count + _PRIOR)
        numeral = counted(it.words)
        found = {
            "quoted": it.quoted,
            "led": it.led * weight,
            "named": it.named * weight,
            "handled": it.handled,
            "follows": it.follows,
            "precedes": it.precedes,
            "numeral": self._numeral(it) if numeral else 0.0,
            "burst": min(_MOST_BURST, it.burst) * weight,
            "uses": math.log(it.count),
            "cohesion": it.cohesion if it.compound else 0.5,
        }
        if it.clauses:
            return found | {"chain": float(_mobilising(it.clauses))}
        return found | self._form(it.words, numeral)

    def _numeral(self, it: Candidate) -> float:
        """Return 1, or a half where it may count things as any numeral does: 六个工业, with neither marks nor a name behind it."""
        counting = _CLASSIFIED.match(it.words)
        ordinary = counting and it.quoted < MARKED and known(it.words[counting.end() :]) > _RARE
        return 0.5 if ordinary else 1.0

    def _form(self, phrase: str, numeral: bool) -> dict[str, float]:
        words = parts(phrase)
        alike = parallel(phrase)
        modifier = "".join(words[:-1])
        doctrine = modifier not in self._plain and phrase.endswith(self._doctrine)
        drive = modifier not in self._generic and not doctrine and phrase.endswith(self._drives)
        found = {
            "doctrine": float(doctrine),
            "doctrinal": float(len(words) > 1 and len(words[0]) > 2 and words[0].endswith(self._doctrine)),
            "drive": float(drive),
            "parallel": float(alike),
            "name": float(not doctrine and not drive and phrase.endswith(self._names)),
            "common": 0.0 if numeral else min(math.log(known(it)) for it in words),
        }
        tags = [_tag(it) for it in words]
        if len(words) == 1:
            idiom = tags[0][0] in _IDIOMS and len(phrase) > 3
            # An idiom of any language is built so (同心同德): that is no second sign.
            found["parallel"] = float(alike and not idiom)
            return found | {
                "idiom": float(idiom),
                "noun": float(not idiom and not doctrine and known(phrase) > _UNSEEN),
            }
        if not numeral and not alike:
            governs = tags[0] == "v" or (words[0] in self._governing and tags[0][0] != "n")
            found["governed"] = float(governs and tags[-1][0] == "n")
            found["modified"] = float(tags[0][0] in "adfp")
        return found


def score(signs: Mapping[str, float]) -> float:
    """Return the weighted sum of signs as a number from 0 to 1, by the logistic function.

    >>> score({"quoted": 1.0, "uses": 2.0}) > score({"uses": 2.0}) > 0
    True
    """
    return 1 / (1 + math.exp(-_BASE - sum(WEIGHTS[name] * much for name, much in signs.items())))


@lru_cache(maxsize=1 << 16)
def known(word: str) -> int:
    """Return how often a word stands in what rjieba's dictionary was counted from, 1 where it does not.

    The dictionary is jieba's (60 million words of newspapers and novels, MIT licence), which rjieba carries.
    """
    return int(rjieba.suggest_freq(word)) if rjieba.has_word(word) else 1


def parts(phrase: str) -> list[str]:
    """Return the words of a phrase; a long word that the dictionary has never seen in use is two.

    >>> parts("超额完成"), parts("百花齐放")
    (['超额', '完成'], ['百花齐放'])
    """
    found: list[str] = []
    for word in rjieba.cut(phrase):
        cuts = (2, 3, 1) if len(word) > 3 and known(word) <= _UNSEEN else ()
        at = next((it for it in cuts if rjieba.has_word(word[:it]) and rjieba.has_word(word[it:])), 0)
        found += [word[:at], word[at:]] if at else [word]
    return found


def parallel(phrase: str) -> bool:
    """Say whether the halves of a phrase of four or eight characters are alike: a character again, or a verb twice.

    >>> [it for it in ("港人治港", "减税降费", "农业生产", "充分认识") if parallel(it)]
    ['港人治港', '减税降费']
    """
    if len(phrase) == 8:
        return parallel(phrase[:4]) and parallel(phrase[4:])
    if len(phrase) != 4:
        return False
    if (phrase[0] == phrase[2]) + (phrase[1] == phrase[3]) + (phrase[0] == phrase[3]) == 1:
        return True
    if any(known(it) > _RARE for it in parts(phrase)):
        return False
    return _tag(phrase[0])[0] == _tag(phrase[2])[0] == "v"


def alike(clauses: Sequence[str]) -> bool:
    """Say whether clauses are built alike: a character at the same place, or words of the same lengths and classes.

    >>> alike(("百花齐放", "百家争鸣")), alike(("厉行节约", "反对浪费")), alike(("工作报告", "请予审议"))
    (True, True, False)
    """
    if any(len(set(them)) == 1 for them in zip(*clauses, strict=True)):
        return True
    # One word (自力更生) is alike to whatever has its length.
    built = (parts(it) for it in clauses)
    return len({tuple((len(word), _class(word)) for word in it) for it in built if len(it) > 1}) < 2


def _class(word: str) -> str:
    # rjieba takes 厉行 for an adjective and 反对 for an adverb: all that may be predicates count as one.
    tag = _tag(word)
    return "n" if tag == "vn" else "v" if tag[0] in "vad" else "i" if tag[0] in _IDIOMS else tag[0]


def _mobilising(clauses: Sequence[str]) -> bool:
    """Say whether clauses are more than a list: not names with one head, but verbs, idioms or a figure of speech."""
    if len({it[-2:] for it in clauses}) == 1:
        return False
    if any(len(set(them)) == 1 for them in zip(*(it[:-1] for it in clauses), strict=True)):
        return True
    return all(
        shaped(it) or any(_tag(word) == "v" or _tag(word)[0] in _IDIOMS for word in parts(it)) for it in clauses
    )


@lru_cache(maxsize=1 << 16)
def _tag(word: str) -> str:
    return str(rjieba.tag(word)[0][1])


def arranged(found: Sequence[Candidate], scores: Sequence[float]) -> list[int]:
    """Return the numbers of candidates, the highest score first, equal ones in the order of their words."""
    return sorted(range(len(found)), key=lambda it: (-scores[it], found[it].words))
