"""Set phrases that nobody listed: what a corpus repeats, well bound, free at both ends, and of its time.

Nothing here looks into the known entities: what is found is found unaided.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import rjieba

from kg.corpus import Corpus, Source, Use
from kg.discovery.chains import chains
from kg.discovery.grammar import Grammar, parts, shaped
from kg.discovery.line import Frames, Line
from kg.discovery.nesting import fragments
from kg.discovery.repeats import MARKED, Suffixes
from kg.discovery.signs import Candidate, Signs, arranged, score
from kg.lexicon import Lexicon

LONGEST = 30
_BOUND, _FREEDOM, _COHESION = 0.4, 0.15, 0.15


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase and what speaks for it.

    `cohesion` is the least normalised pointwise mutual information of its splits between words (Bouma 2009), -1 to 1, 1 for
    a single word; `left` and `right` the entropy of its neighbours in nats; `bound` the share of its uses that begin and end where words
    do; `quoted` the share that stand in quotation marks, `led` behind a verb that takes up a doctrine (坚持), `named` before a noun
    that says what it is (方针); `burst` how far the years of its uses are from those of the
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
    led: float
    named: float
    burst: float
    arity: int | None

    @property
    def documents(self) -> int:
        """Return in how many documents it stands."""
        return len({it.source.iri for it in self.uses})


def discover(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    sources: Sequence[Source] | None = None,
    uses: int = 3,
    documents: int = 2,
    limit: int | None = None,
) -> list[Phrase]:
    """Return the phrases that a corpus repeats, or some of its documents, the likeliest set phrase first.

    A phrase is 3 to 30 Chinese characters (2 where a numeral shapes it: 六稳) with `uses` uses or more in `documents` documents or
    more. Two in five of its uses or more begin and end where words do (rjieba), its neighbours vary on both sides, its
    words are bound to one another more than chance in this corpus would; fragments and what grammar makes are left out.
    Over 、 and ， it runs where its clauses are of one length (kg.discovery.chains). The score, 0 to 1, adds up the signs of
    kg.discovery.signs; it is no probability. Equal scores stand in the order of the phrases.
    """
    sources = corpus.sources if sources is None else sources
    if not any(corpus.text(it) for it in sources):
        return []
    line = Line.of(corpus, sources, Frames.of(lexicon))
    suffixes = Suffixes(line)
    grammar = Grammar(lexicon)
    found = list(_candidates(line, suffixes, grammar, uses, documents))
    _bind(found, suffixes)
    found = [it for it in found if it.cohesion >= _COHESION or it.quoted >= MARKED]
    found += _settled(chains(line, suffixes, grammar, uses), line, documents)
    among = {it.words for it in found}
    found = [it for it in found if not grammar.governs(it.words, among)]
    out = fragments(
        {it.words: it.count for it in found},
        {it.words: round(it.quoted * it.count) for it in found},
        {it.words: it.cohesion for it in found if it.compound},
    )
    found = sorted((it for it in found if it.words not in out), key=lambda it: it.words)
    _date(found, line)
    signs = Signs(lexicon)
    scores = [round(score(signs.read(it)), 6) for it in found]
    return [_phrase(found[it], scores[it], line) for it in arranged(found, scores)[:limit]]


def _candidates(
    line: Line, suffixes: Suffixes, grammar: Grammar, uses: int, documents: int
) -> Iterator[Candidate]:
    opened = np.concatenate(([0], np.cumsum(line.opened)))
    for them in suffixes.repeats(range(2, LONGEST + 1), uses, _BOUND, _FREEDOM):
        for number, (first, last) in enumerate(zip(them.first.tolist(), them.last.tolist(), strict=True)):
            places = np.sort(suffixes.array[first:last])
            words = line.words(int(places[0]), them.length)
            if len(words) == 2 and not shaped(words):
                continue
            quoted = float(them.quoted[number])
            # 增强“四个意识”: a mark opens inside, so what stands before it is no part of the phrase.
            inside = opened[places + them.length] > opened[places + 1]
            if not grammar.admits(words, quoted) or 2 * np.count_nonzero(inside) > len(places):
                continue
            right, left, bound = (float(it[number]) for it in (them.right, them.left, them.bound))
            it = Candidate(words, them.length, places, None, right, left, bound, quoted)
            yield from _settled([it], line, documents)


def _settled(found: Iterable[Candidate], line: Line, documents: int) -> Iterator[Candidate]:
    """Yield what stands in enough documents, with the documents and what frames its uses."""
    for it in found:
        where = np.searchsorted(line.starts, it.places, side="right") - 1
        it.documents = np.unique(where, return_counts=True)
        if len(it.documents[0]) >= documents:
            it.led = float(np.mean(line.led[it.places]))
            after = it.places + it.length
            it.named = float(np.mean(line.named[after]))
            it.handled = float(np.mean(line.handled[it.places]))
            it.follows, it.precedes = (
                float(np.mean(line.noun_before[it.places])),
                float(np.mean(line.noun_after[after])),
            )
            yield it


def _bind(found: list[Candidate], suffixes: Suffixes) -> None:
    """Set the cohesion of each candidate: of its splits between words the one that binds least."""
    whose, places, lengths = [], [], []
    for number, it in enumerate(found):
        start, at = int(it.places[0]), 0
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


def _date(found: list[Candidate], line: Line) -> None:
    """Set how far the years of each candidate's uses are from those of the whole line."""
    years = [it.year for it in line.sources]
    numbers = {it: number for number, it in enumerate(sorted({it for it in years if it is not None}))}
    if len(numbers) < 2:
        return
    dated = np.array([numbers.get(it, len(numbers)) if it is not None else len(numbers) for it in years])
    sizes = np.bincount(dated, np.diff(line.starts), len(numbers) + 1)[:-1]
    usual = sizes / sizes.sum()
    for it in found:
        mine = np.bincount(dated[it.documents[0]], it.documents[1], len(numbers) + 1)[:-1]
        if mine.any():
            share = mine[mine > 0] / mine.sum()
            it.burst = float(np.sum(share * np.log(share / usual[mine > 0])))


def _phrase(it: Candidate, score: float, line: Line) -> Phrase:
    uses = []
    for place in it.places.tolist():
        source = line.sources[line.document(place)]
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
        led=round(it.led, 4),
        named=round(it.named, 4),
        burst=round(it.burst, 4),
        arity=parts(it.words),
    )
