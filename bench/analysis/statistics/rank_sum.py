"""Estimate by how much two independent groups of figures are shifted, with an exact interval and no random numbers.

The estimate is that of Hodges and Lehmann (1963) for two samples: the median of all differences between a figure of
the one and a figure of the other. The interval ends are order statistics of the same differences, which turns the
rank-sum test of Mann and Whitney round (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, section 4.3).
It holds for any shape of scatter that both groups share. Within one run, figures are paired instead (`signed_rank`);
between two runs there are no pairs.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import sqrt
from statistics import NormalDist, median
from typing import Final

EXACT_UP_TO: Final = 64  # figures of a group; beyond, the normal approximation


def shift(before: Sequence[float], after: Sequence[float]) -> float:
    """Return by how much the second group lies above the first.

    Raises:
        ValueError: if a group is empty.
    """
    if not before or not after:
        raise ValueError("the shift from or to no values does not exist")
    return median(_differences(before, after))


def shift_interval(before: Sequence[float], after: Sequence[float], confidence: float) -> tuple[float, float] | None:
    """Return the ends of the interval that covers the shift with at least that confidence (0.95).

    None says that so few values cannot give it; four on each side are the least for 0.95.
    """
    depth = _depth(len(before), len(after), confidence)
    if depth == 0:
        return None
    found = _differences(before, after)
    return found[depth - 1], found[-depth]


def _differences(before: Sequence[float], after: Sequence[float]) -> list[float]:
    return sorted(b - a for a in before for b in after)


@lru_cache(maxsize=256)
def _depth(one: int, other: int, confidence: float) -> int:
    """Return how many differences may be cut off at each end, plus one; 0 if not even the outermost hold."""
    tail = (1 - confidence) / 2
    if max(one, other) <= EXACT_UP_TO:
        return sum(probability <= tail for probability in _cumulative(one, other))
    deviation = sqrt(one * other * (one + other + 1) / 12)
    return int(one * other / 2 + 0.5 + NormalDist().inv_cdf(tail) * deviation)


def _cumulative(one: int, other: int) -> list[float]:
    """Return P(U <= u) for every u, from the Gaussian binomial coefficient that counts the orders with each U."""
    counts = [1] + [0] * (one * other)
    for each in range(1, one + 1):
        counts = _divide(_multiply(counts, other + each), each)
    total = sum(counts)
    return [count / total for count in accumulate(counts)]


def _multiply(counts: list[int], power: int) -> list[int]:
    """Multiply a polynomial by 1 - q^power, as far as it is kept."""
    return [count - (counts[at - power] if at >= power else 0) for at, count in enumerate(counts)]


def _divide(counts: list[int], power: int) -> list[int]:
    """Divide a polynomial by 1 - q^power."""
    found = list(counts)
    for at in range(power, len(found)):
        found[at] += found[at - power]
    return found
