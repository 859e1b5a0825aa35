"""Estimate the centre of symmetric scatter, with an exact interval and no random numbers.

The estimate is that of Hodges and Lehmann (1963): the median of all Walsh averages (x[i] + x[j]) / 2, i <= j. The
interval ends are order statistics of the same averages, which turns Wilcoxon's signed-rank test round (Tukey 1949;
Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, section 3.3). It holds for any symmetric
distribution, whatever its shape; ties and zero variance only make it hold with more than the confidence asked for.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import ceil, log2, sqrt
from statistics import NormalDist, median
from typing import Final

EXACT_UP_TO: Final = 100  # beyond it the normal approximation is off by less than one order statistic in 5,000


def walsh_averages(values: Sequence[float]) -> list[float]:
    """Return the n (n + 1) / 2 pairwise averages, each value with itself included, in ascending order."""
    return sorted((x / 2 + y / 2) for i, x in enumerate(values) for y in values[i:])


def hodges_lehmann(values: Sequence[float]) -> float:
    """Return the pseudomedian: the centre of symmetric values, barely moved by a few outliers.

    Raises:
        ValueError: without any value.
    """
    if not values:
        raise ValueError("the pseudomedian of no values does not exist")
    return median(walsh_averages(values))


def signed_rank_interval(values: Sequence[float], confidence: float) -> tuple[float, float] | None:
    """Return the ends of the interval that covers the centre with at least that confidence (0.95).

    None says that so few values cannot give it: see `fewest`.
    """
    depth = _depth(len(values), confidence)
    if depth == 0:
        return None
    averages = walsh_averages(values)
    return averages[depth - 1], averages[-depth]


def fewest(confidence: float) -> int:
    """Return the least number of values that have an interval: 6 for 0.95, 7 for 0.984.

    The widest interval, from the least to the largest value, misses the centre with probability 2 / 2**n.
    """
    return ceil(1 - log2(1 - confidence))


@lru_cache(maxsize=256)
def _depth(count: int, confidence: float) -> int:
    """Return how many averages may be cut off at each end, plus one; 0 if not even the outermost hold."""
    tail = (1 - confidence) / 2
    if count <= EXACT_UP_TO:
        return sum(probability <= tail for probability in _cumulative(count))
    pairs = count * (count + 1) / 2
    deviation = sqrt(pairs * (2 * count + 1) / 12)
    return int(pairs / 2 + 0.5 + NormalDist().inv_cdf(tail) * deviation)


def _cumulative(count: int) -> list[float]:
    """Return P(T <= t) for the signed-rank sum T of that many values: each rank counts or not, with equal chance."""
    chances = [1.0]
    for rank in range(1, count + 1):
        without = [*chances, *[0.0] * rank]
        within = [*[0.0] * rank, *chances]
        chances = [(a + b) / 2 for a, b in zip(without, within, strict=True)]
    return list(accumulate(chances))
