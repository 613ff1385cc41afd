"""Log-odds of a name between two sides, drawn towards what both say together, and what is left of them by chance."""

from collections.abc import Sequence
from math import log, sqrt
from typing import NamedTuple

# The prior weighs a tenth of each side's own mentions. In proportion to the sides, it leaves equal rates at log-odds 0
# however unequal the sides are; at a tenth, it tames names said once or twice and hardly moves the others.
PRIOR = 0.1
# Of 95 % of a normal distribution.
_HALF_WIDTH = 1.959963984540054


class Odds(NamedTuple):
    """How far one side says a name more than the other: `delta` the difference of log-odds, `sigma` its standard error."""

    delta: float
    sigma: float

    @property
    def z(self) -> float:
        """Return the difference in standard errors."""
        return self.delta / self.sigma

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the difference."""
        return self.delta - _HALF_WIDTH * self.sigma, self.delta + _HALF_WIDTH * self.sigma


def odds(counts: tuple[int, int], totals: tuple[int, int]) -> Odds:
    """Compare `counts` of a name among `totals` of mentions on two sides; one count at least is above 0.

    The log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi and Quinn, "Fightin' Words",
    Political Analysis 16 (2008), 372-403: with y mentions of n on a side, prior a of a0, the log-odds are
    ln((y + a) / (n + a0 - y - a)); the variance of the difference is about the sum of 1 / (y + a).
    Here a is a0 times the share that the name has on both sides together, and a0 is PRIOR times n.
    Where the name is all that both sides say, there are no odds: the difference is 0.

    >>> [round(it, 3) for it in odds((30, 10), (1000, 1000))]
    [0.999, 0.339]
    """
    share = sum(counts) / sum(totals)
    said = [count + PRIOR * total * share for count, total in zip(counts, totals, strict=True)]
    sigma = sqrt(sum(1 / it for it in said))
    if share == 1:
        return Odds(0.0, sigma)
    one, other = (log(it / (total * (1 + PRIOR) - it)) for it, total in zip(said, totals, strict=True))
    return Odds(one - other, sigma)


def chance(counts: tuple[int, int], totals: tuple[int, int]) -> float:
    """Return how likely so uneven `counts`, or more uneven ones, are where both sides say a name at one rate.

    The exact test of two Poisson rates (Przyborowski and Wilenski, Biometrika 31, 1940, 313-323), two-sided, the smaller
    tail doubled. The normal approximation of Odds is too coarse where one count is 0: there it sees no difference.

    >>> round(chance((10, 0), (100, 100)), 4)
    0.002
    """
    from scipy.special import bdtr

    both, share = sum(counts), totals[0] / sum(totals)
    tails = bdtr(counts[0], both, share), bdtr(counts[1], both, 1 - share)
    return min(1.0, 2 * float(min(tails)))


def discoveries(chances: Sequence[float]) -> list[float]:
    """Return the q-value of each p-value (Benjamini and Hochberg, J. R. Stat. Soc. B 57, 1995, 289-300).

    >>> [round(it, 3) for it in discoveries([0.01, 0.02, 0.04])]
    [0.03, 0.03, 0.04]
    """
    # scipy.stats has it, but takes longer to load than all the rest; the tests compare the two.
    least, found = 1.0, [0.0] * len(chances)
    for rank, place in reversed(list(enumerate(sorted(range(len(chances)), key=chances.__getitem__), start=1))):
        least = min(least, chances[place] * len(chances) / rank)
        found[place] = least
    return found
