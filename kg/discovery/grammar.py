"""Which repeated phrases the language itself makes: function words at the ends, amounts, names, everyday verbs with objects."""

import re
from collections.abc import Sequence, Set

import rjieba

from kg.lexicon import Lexicon, Row
from kg.numerals import arity

_WEAK_FIRST = frozenset("cdefhkmopqruxy") | {"ul", "uj", "uv", "ud", "uz", "ug", "zg"}
_WEAK_LAST = frozenset("cdefhkmopqruxy") | {"ul", "uj", "uv", "ud", "uz", "ug", "zg"}
_NAMES = frozenset(("ns", "nr", "nrt", "nrfg", "t", "tg", "m", "q"))
_NUMERAL = re.compile("[双一二两三四五六七八九十]")
_PAIR = re.compile(
    "[一二两三四五六七八九十][^一二两三四五六七八九十]{1,2}[一二两三四五六七八九十][^一二两三四五六七八九十]{1,2}"
)
# A clause of a chain holds no particle, preposition or pronoun, and is not cut at a conjunction, a numeral or a suffix.
_NEVER = frozenset(("uj", "ul", "uv", "ud", "uz", "ug", "t"))
_CUT = frozenset("ceoqruxyk")
_PREPOSED, _FOLLOWING = frozenset("pdm"), frozenset("f")
_PROPER = frozenset(("nz", "nt", "j", "l", "i"))
_FIRST = frozenset(("always", "strong", "adverb", "time", "stop"))


class Grammar:
    """What the lexicon tells of words that a set phrase does not open, close or hold."""

    def __init__(self, lexicon: Lexicon) -> None:
        kinds = {row["word"]: row["kind"] for row in lexicon.tables["boundaries"]}
        rows = lexicon.tables["collocations"]
        self._first: Set[str] = {it for it, kind in kinds.items() if kind in _FIRST} | _words(rows, "first")
        self._last: Set[str] = {
            it for it, kind in kinds.items() if kind in ("always", "adverb", "time", "stop")
        } | _words(rows, "last")
        self._never = _words(rows, "any")
        self._any: Set[str] = {it for it, kind in kinds.items() if kind in ("time", "stop")} | self._never
        self._verbs = _words(rows, "before") | _words(rows, "handling")
        self._ends = tuple(sorted(_words(rows, "name")))
        self._units = frozenset(row["unit"] for row in lexicon.tables["units"])

    def admits(self, phrase: str, quoted: float) -> bool:
        """Say whether a phrase may be a set one; `quoted` is the share of its uses that stand in quotation marks."""
        if quoted >= 0.5:
            return len(phrase) > 2 or shaped(phrase)
        if len(phrase) < 3:
            return quoted >= 0.2 and shaped(phrase)
        words = rjieba.tag(phrase)
        if any(word in self._any or tag in ("t", "uj", "ul") for word, tag in words):
            return False
        if len(words) == 1:
            return self._single(phrase, words[0][1])
        return (
            self._opens(phrase, *words[:2])
            and self._closes(*words[-1])
            and any(tag not in _NAMES for _, tag in words)
        )

    def governs(self, phrase: str, among: Set[str]) -> bool:
        """Say whether a phrase is a verb and a phrase of `among` that it governs: 贯彻落实科学发展观."""
        (verb, tag), *others = rjieba.tag(phrase)
        governing = (tag == "v" and len(verb) > 1) or verb in self._verbs
        return bool(others) and governing and phrase[len(verb) :] in among and not counted(phrase)

    def clause(self, clause: str) -> bool:
        """Say whether a clause of a chain might stand by itself: it is neither cut at a word of grammar nor of everyday prose."""
        words = rjieba.tag(clause)
        opening, (last, closing) = words[0][1], words[-1]
        if any(word in self._never or tag in _NEVER for word, tag in words):
            return False
        if words[0][0] in self._any or last in self._any:
            return False
        if opening in _CUT or closing in _CUT:
            return False
        return last not in self._units and closing not in _PREPOSED and opening not in _FOLLOWING

    def _single(self, word: str, tag: str) -> bool:
        # rjieba takes 依法治国 for a place: what it calls one has to end as places do.
        if tag in _NAMES and (tag != "ns" or word.endswith(self._ends)):
            return False
        least = 3 if tag in _PROPER else 4
        return len(word) >= least and word not in self._first | self._last

    def _opens(self, phrase: str, one: tuple[str, str], two: tuple[str, str]) -> bool:
        word, tag = one
        if counted(phrase):
            return True
        # 精准 and 高质量, adverbs elsewhere, are nouns to rjieba; 西部 is a direction, as 中 is.
        if (word in self._first and tag != "n") or (tag in _WEAK_FIRST and (tag != "f" or len(word) < 2)):
            return False
        return two[1] not in ("uj", "ul", "ug", "uz")

    def _closes(self, word: str, tag: str) -> bool:
        return word not in self._last and word not in self._units and tag not in _WEAK_LAST


def counted(phrase: str) -> bool:
    """Say whether a phrase begins with the numeral that gives it its shape.

    >>> [it for it in ("四个现代化", "实现四个现代化") if counted(it)]
    ['四个现代化']
    """
    return bool(_NUMERAL.match(phrase)) and shaped(phrase)


def shaped(phrase: str) -> bool:
    """Say whether a numeral gives a phrase its shape: it counts its parts, or pairs them.

    >>> [it for it in ("四个现代化", "六稳", "一带一路", "三百万吨") if shaped(it)]
    ['四个现代化', '六稳', '一带一路']
    """
    return parts(phrase) is not None or bool(_PAIR.fullmatch(phrase))


def parts(phrase: str) -> int | None:
    """Return how many parts the numeral of a phrase announces; None where it counts none."""
    short = len(phrase) < 4 and _NUMERAL.match(phrase)
    return arity(f"“{phrase}”" if short else phrase)


def _words(rows: Sequence[Row], place: str) -> set[str]:
    return {row["word"] for row in rows if row["place"] == place}
