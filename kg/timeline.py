"""The life of a phrase over time: how often each period uses it, when it comes, peaks, goes and returns, how hot it is."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from kg.corpus import Corpus, Source, Use

# So many periods with documents but without the phrase lie before a use that revives it.
REVIVAL = 3
# Reach is counted in stretches of so many characters.
STRETCH = 1000
# Tier of heat -> the least reach that it needs; each step is about three times the one below.
TIERS = {"absent": 0.0, "cold": 0.0, "tepid": 0.01, "warm": 0.03, "hot": 0.1, "blazing": 0.3}


@dataclass(frozen=True)
class Period:
    """What a period of documents says: `uses` in `using` of `documents` that have `characters`.

    `start` is its first year, `month` its month from 1 on, 0 where it is a year or more. `holding` of
    its `stretches` of STRETCH characters have the phrase.
    """

    start: int
    uses: int
    using: int
    documents: int
    characters: int
    holding: int
    stretches: int
    month: int = 0

    @property
    def name(self) -> int | str:
        """Return what it is called: its first year, or its month as in ISO 8601."""
        return f"{self.start:04}-{self.month:02}" if self.month else self.start

    @property
    def place(self) -> int:
        """Return where it stands on an axis of years, or of months since the year 0."""
        return self.start * 12 + self.month - 1 if self.month else self.start

    @property
    def rate(self) -> float:
        """Return the uses per 10,000 characters."""
        return self.uses * 10_000 / max(self.characters, 1)

    @cached_property
    def interval(self) -> tuple[float, float]:
        """Return the exact 95 % interval of the rate, uses taken to be Poisson."""
        low, high = poisson(self.uses)
        return low * 10_000 / max(self.characters, 1), high * 10_000 / max(self.characters, 1)

    @property
    def reach(self) -> float:
        """Return the share of the period's stretches that have the phrase.

        Unlike the share of documents it does not depend on how long they are, and unlike the rate not on one that repeats itself.
        """
        return self.holding / max(self.stretches, 1)

    @property
    def heat(self) -> str:
        """Return the tier of TIERS that the reach comes to."""
        return tier(self.reach)

    @cached_property
    def heats(self) -> tuple[str, str]:
        """Return the tiers that the exact 95 % interval of the reach begins and ends in: wide apart where texts are few.

        One that has uses is never absent, and one that has none is no more than what so few stretches could hide.
        """
        low, high = binomial(self.holding, self.stretches)
        return tier(low) if low else ("cold" if self.holding else "absent"), tier(high)


@dataclass(frozen=True, slots=True)
class Life:
    """A phrase's uses, dated in order, and those of undated documents; its periods, peak and revivals.

    `unplaced` are those of the dated uses that are in no period: by months, what is dated to the year alone. `outside` counts
    all documents that are so dated.
    """

    phrase: str
    dated: tuple[Use, ...]
    undated: tuple[Use, ...]
    periods: tuple[Period, ...]
    unplaced: tuple[Use, ...] = ()
    outside: int = 0

    @property
    def peak(self) -> Period | None:
        """Return the period whose rate is surely the highest, of equals the earliest; None where no dated document uses it.

        The lower end of the interval decides: one use in a year of a few hundred characters is no peak.
        """
        used = [it for it in self.periods if it.uses]
        return max(used, key=lambda it: (it.interval[0], it.rate, -it.start, -it.month), default=None)

    @property
    def revivals(self) -> list[int | str]:
        """Return the names of the periods that use it again after REVIVAL or more that had documents and did not."""
        used = [place for place, it in enumerate(self.periods) if it.uses]
        return [self.periods[b].name for a, b in pairwise(used) if b - a > REVIVAL]


def life(corpus: Corpus, phrase: str, years: int = 1, *, months: bool = False) -> Life:
    """Count a phrase in periods of so many `years`, or in `months`; those without documents are left out: gaps, not zeros.

    A document that is dated to the year alone is in no month. QueryError where the phrase has nothing to look for.
    """
    found = lived(phrase, corpus.uses(phrase), blank(corpus, years, months=months), years, months=months)
    outside = sum(bool(it.issued) and _start(it, years, months=months) is None for it in corpus.sources)
    return replace(found, outside=outside)


def blank(corpus: Corpus, years: int = 1, *, months: bool = False) -> tuple[Period, ...]:
    """Return the periods of so many `years`, or the `months`, that have documents, in order, before anything is counted in them."""
    documents: Counter[_Start] = Counter()
    characters: Counter[_Start] = Counter()
    stretches: Counter[_Start] = Counter()
    for source in corpus.sources:
        start = _start(source, years, months=months)
        if start:
            length = len(corpus.text(source))
            documents[start] += 1
            characters[start] += length
            stretches[start] += -(-length // STRETCH)
    return tuple(
        Period(it[0], 0, 0, documents[it], characters[it], 0, stretches[it], it[1]) for it in sorted(documents)
    )


def lived(
    phrase: str, uses: Sequence[Use], periods: Sequence[Period], years: int = 1, *, months: bool = False
) -> Life:
    """Return the life that `uses`, in order of their dates, make in the `blank` periods of so many `years`, or in `months`."""
    dated = tuple(it for it in uses if it.source.issued)
    found: dict[_Start, list[Use]] = {}
    unplaced = []
    for it in dated:
        start = _start(it.source, years, months=months)
        if start:
            found.setdefault(start, []).append(it)
        else:
            unplaced.append(it)
    # What has no use is the same for every phrase: where thousands are counted, it is not made anew.
    counted = list(periods)
    for start, inside in found.items():
        place = bisect_left(counted, start, key=lambda it: (it.start, it.month))
        counted[place] = _counted(counted[place], inside)
    undated = tuple(it for it in uses if not it.source.issued)
    return Life(phrase, dated, undated, tuple(counted), tuple(unplaced))


def _counted(period: Period, uses: Sequence[Use]) -> Period:
    using = len({it.source.iri for it in uses})
    holding = len({(it.source.iri, it.start // STRETCH) for it in uses})
    return replace(period, uses=len(uses), using=using, holding=holding)


_Start = tuple[int, int]


def _start(source: Source, years: int, *, months: bool) -> _Start | None:
    """Return the year and the month that the period of a document begins with; None where it is in none."""
    if source.year is None:
        return None
    if not months:
        return source.year // years * years, 0
    month = source.issued[5:7]
    return (source.year, int(month)) if month else None


def tier(reach: float) -> str:
    """Return the tier of heat that a share of stretches comes to.

    >>> tier(0), tier(0.001), tier(0.03), tier(0.5)
    ('absent', 'cold', 'warm', 'blazing')
    """
    return "absent" if reach <= 0 else [name for name, least in TIERS.items() if reach >= least][-1]


@lru_cache(4096)
def poisson(count: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a Poisson mean (Garwood, Biometrika 28, 1936).

    >>> [round(it, 2) for it in poisson(10)]
    [4.8, 18.39]
    """
    # Half the quantile of chi-squared with 2k degrees of freedom is that of gamma with k: scipy.stats loads too long.
    from scipy.special import gammaincinv

    low = float(gammaincinv(count, 0.025)) if count else 0.0
    return low, float(gammaincinv(count + 1, 0.975))


@lru_cache(4096)
def binomial(count: int, total: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share (Clopper and Pearson, Biometrika 26, 1934); 0 to 1 of nothing.

    >>> [round(it, 3) for it in binomial(1, 10)]
    [0.003, 0.445]
    """
    from scipy.special import betaincinv

    low = float(betaincinv(count, total - count + 1, 0.025)) if count else 0.0
    return low, float(betaincinv(count + 1, total - count, 0.975)) if count < total else 1.0
