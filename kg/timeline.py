"""The life of a phrase over time: how often each period uses it, when it comes, peaks, goes and returns."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from kg.corpus import Corpus, Use

REVIVAL = 3
"""So many periods with documents but without the phrase lie before a use that revives it."""


@dataclass(frozen=True, slots=True)
class Period:
    """A year or decade with documents: `uses` in `characters` of `documents`; rates per 10,000 characters, 95 % interval."""

    start: int
    uses: int
    documents: int
    using: int
    characters: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Life:
    """A phrase's uses, dated in order, and those of undated documents; its periods, peak and revivals."""

    phrase: str
    dated: tuple[Use, ...]
    undated: tuple[Use, ...]
    periods: tuple[Period, ...]

    @property
    def peak(self) -> Period | None:
        """Return the period of the highest rate, of equals the earliest; None where no dated document uses it."""
        return max(self.periods, key=lambda it: (it.rate, -it.start)) if self.dated else None

    @property
    def revivals(self) -> list[int]:
        """Return the periods that use it again after REVIVAL or more that had documents and did not."""
        used = [place for place, it in enumerate(self.periods) if it.uses]
        return [self.periods[b].start for a, b in pairwise(used) if b - a > REVIVAL]


def life(corpus: Corpus, phrase: str, years: int = 1) -> Life:
    """Count a phrase in periods of so many `years`; those without documents are left out: gaps, not zeros.

    QueryError where the phrase has nothing to look for.
    """
    uses = corpus.uses(phrase)
    dated = tuple(it for it in uses if it.source.issued)
    documents: Counter[int] = Counter()
    characters: Counter[int] = Counter()
    for source in corpus.sources:
        if source.year is not None:
            start = source.year // years * years
            documents[start] += 1
            characters[start] += len(corpus.text(source))
    starts = [(it.source.year or 0) // years * years for it in dated]
    counts = Counter(starts)
    using = Counter(start for start, _ in {(s, u.source.iri) for s, u in zip(starts, dated, strict=True)})
    periods = []
    for start in sorted(documents):
        size = characters[start] or 1
        low, high = interval(counts[start])
        rates = (it * 10_000 / size for it in (counts[start], low, high))
        periods.append(Period(start, counts[start], documents[start], using[start], characters[start], *rates))
    return Life(phrase, dated, tuple(it for it in uses if not it.source.issued), tuple(periods))


def interval(count: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a Poisson mean (Garwood, Biometrika 28, 1936).

    >>> [round(it, 2) for it in interval(10)]
    [4.8, 18.39]
    """
    from scipy.stats import chi2

    low = float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    return low, float(chi2.ppf(0.975, 2 * count + 2)) / 2
