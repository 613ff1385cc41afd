"""Set phrases that nobody listed: what a corpus repeats, well bound, free at both ends, and of its time.

Nothing here looks into the known entities: what is found is found unaided.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import rjieba

from kg.corpus import Corpus, Use
from kg.discovery.grammar import Grammar, parts, shaped
from kg.discovery.line import Frames, Line
from kg.discovery.nesting import fragments
from kg.discovery.repeats import MARKED, Suffixes
from kg.lexicon import Lexicon

LONGEST = 30
_BOUND, _FREEDOM, _COHESION = 0.4, 0.15, 0.15
_SHAPE_BONUS = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase and what speaks for it.

    `cohesion` is the least normalised pointwise mutual information of its splits between words (Bouma 2009), -1 to 1, 1 for
    a single word; `left` and `right` the entropy of its neighbours in nats; `bound` the share of its uses that begin and end where words
    do; `quoted` the share that stand in quotation marks; `burst` how far the years of its uses are from those of the
    corpus, in nats (Kullback-Leibler); `arity` how many parts its numeral announces. `uses` are in order.
    """

    phrase: str
    uses: tuple[Use, ...]
    score: float
    cohesion: float
    left: float
    right: float
    bound: float
    quoted: float
    burst: float
    arity: int | None

    @property
    def documents(self) -> int:
        """Return in how many documents it stands."""
        return len({it.source.iri for it in self.uses})


@dataclass(slots=True)
class _Candidate:
    words: str
    length: int
    first: int
    last: int
    right: float
    left: float
    bound: float
    quoted: float
    years: Any
    led: float = 0.0
    named: float = 0.0
    clause: float = 0.0
    cohesion: float = 1.0
    burst: float = 0.0
    compound: bool = False

    @property
    def count(self) -> int:
        return self.last - self.first


def discover(
    corpus: Corpus, lexicon: Lexicon, *, uses: int = 3, documents: int = 2, limit: int | None = None
) -> list[Phrase]:
    """Return the phrases that a corpus repeats, the likeliest set phrase first.

    A phrase is 3 to 30 Chinese characters (2 where a numeral shapes it: 六稳) with `uses` uses or more in `documents` documents or
    more. Two in five of its uses or more begin and end where words do (rjieba), its neighbours vary on both sides, its
    words are bound to one another more than chance in this corpus would; fragments and what grammar makes are left out.
    The score, 0 to 1, is the mean of a phrase's ranks by uses times cohesion, by uses times burst, by burst, by the less free of its
    ends (as free as can be where quoted), and by quoted uses; equal scores stand in the order of the phrases.
    """
    if not corpus.characters:
        return []
    line = Line.of(corpus, Frames.of(lexicon))
    suffixes = Suffixes(line)
    found = list(_candidates(line, suffixes, Grammar(lexicon), uses, documents))
    _bind(found, suffixes)
    found = [it for it in found if it.cohesion >= _COHESION or it.quoted >= MARKED]
    out = fragments(
        {it.words: it.count for it in found},
        {it.words: round(it.quoted * it.count) for it in found},
        {it.words: it.cohesion for it in found if it.compound},
    )
    found = sorted((it for it in found if it.words not in out), key=lambda it: it.words)
    _date(found, line)
    scores = _scores(found)
    order = sorted(range(len(found)), key=lambda it: (-scores[it], found[it].words))
    return [_phrase(found[it], scores[it], line, suffixes) for it in order[:limit]]


def _candidates(
    line: Line, suffixes: Suffixes, grammar: Grammar, uses: int, documents: int
) -> Iterator[_Candidate]:
    opened = np.concatenate(([0], np.cumsum(line.opened)))
    for them in suffixes.repeats(range(2, LONGEST + 1), uses, _BOUND, _FREEDOM):
        for number, (first, last) in enumerate(zip(them.first.tolist(), them.last.tolist(), strict=True)):
            places = suffixes.array[first:last]
            words = line.words(int(places[0]), them.length)
            if len(words) == 2 and not shaped(words):
                continue
            quoted = float(them.quoted[number])
            if not grammar.admits(words, quoted):
                continue
            after = places + them.length
            # 增强“四个意识”: a mark opens inside, so what stands before it is no part of the phrase.
            if 2 * np.count_nonzero(opened[after] > opened[places + 1]) > len(places):
                continue
            where = np.searchsorted(line.starts, places, side="right") - 1
            years = np.unique(where, return_counts=True)
            if len(years[0]) >= documents:
                right, left, bound = (float(it[number]) for it in (them.right, them.left, them.bound))
                led, named = float(np.mean(line.led[places])), float(np.mean(line.named[after]))
                clause = float(np.mean(line.paused[places - 1] & line.paused[after]))
                yield _Candidate(
                    words, them.length, first, last, right, left, bound, quoted, years, led, named, clause
                )


def _bind(found: list[_Candidate], suffixes: Suffixes) -> None:
    """Set the cohesion of each candidate: of its splits between words the one that binds least."""
    whose, places, lengths = [], [], []
    for number, it in enumerate(found):
        start, at = int(suffixes.array[it.first]), 0
        for word in rjieba.cut(it.words)[:-1]:
            at += len(word)
            whose.append(number)
            places += [start, start + at]
            lengths += [at, it.length - at]
    if not whose:
        return
    total = len(suffixes.array)
    counts = suffixes.counts(np.array(places), np.array(lengths)).reshape(-1, 2)
    for number, (one, two) in zip(whose, counts.tolist(), strict=True):
        it = found[number]
        information = np.log(it.count * total / (one * two)) / -np.log(it.count / total)
        it.compound = True
        it.cohesion = min(it.cohesion, float(information))


def _date(found: list[_Candidate], line: Line) -> None:
    """Set how far the years of each candidate's uses are from those of the whole line."""
    years = [it.year for it in line.corpus.sources]
    numbers = {it: number for number, it in enumerate(sorted({it for it in years if it is not None}))}
    if len(numbers) < 2:
        return
    dated = np.array([numbers.get(it, len(numbers)) if it is not None else len(numbers) for it in years])
    sizes = np.bincount(dated, np.diff(line.starts), len(numbers) + 1)[:-1]
    usual = sizes / sizes.sum()
    for it in found:
        mine = np.bincount(dated[it.years[0]], it.years[1], len(numbers) + 1)[:-1]
        if mine.any():
            share = mine[mine > 0] / mine.sum()
            it.burst = float(np.sum(share * np.log(share / usual[mine > 0])))


def _scores(found: list[_Candidate]) -> list[float]:
    from scipy.stats import rankdata

    if not found:
        return []
    columns = [
        [it.count * max(it.cohesion, 0.0) for it in found],
        [it.count * it.burst for it in found],
        [it.burst for it in found],
        [np.log(it.count) if it.quoted >= MARKED else min(it.left, it.right) for it in found],
        [it.count * it.quoted + (_SHAPE_BONUS if shaped(it.words) else 0.0) for it in found],
    ]
    ranks = np.mean([rankdata(it) / len(found) for it in columns], axis=0)
    return [round(float(it), 6) for it in ranks]


def _phrase(it: _Candidate, score: float, line: Line, suffixes: Suffixes) -> Phrase:
    uses = []
    for place in sorted(suffixes.array[it.first : it.last].tolist()):
        source = line.corpus.sources[line.document(place)]
        uses.append(Use(source, int(line.places[place]), int(line.places[place + it.length - 1]) + 1))
    return Phrase(
        phrase=it.words,
        uses=tuple(uses),
        score=score,
        cohesion=round(it.cohesion, 4),
        left=round(it.left, 4),
        right=round(it.right, 4),
        bound=round(it.bound, 4),
        quoted=round(it.quoted, 4),
        burst=round(it.burst, 4),
        arity=parts(it.words),
    )
