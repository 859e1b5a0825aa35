"""Find what a single estimate hides in a series of figures: two humps, drift, a slow start.

Each finder is blunt on purpose. A caution that comes with every healthy run is not read, so on 5 % of scatter
of the usual shapes (normal, uniform, exponential, Laplace) each fires in less than one series of a hundred, and what is
too small to matter is skipped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, exp, log
from operator import itemgetter
from statistics import fmean, median
from typing import Final

HUMPS_FROM: Final = 12  # values; below it normal scatter splits by chance in 1 of 100 series
HUMPS_SHARE: Final = (
    0.93  # of the variance that two groups explain: normal scatter reaches it in 6 of 10,000 series of 12
)
HUMPS_SIDE: Final = 0.25  # of the values, at least, in the smaller group: what is rarer is an outlier
HUMPS_APART: Final = 1.1
DRIFT_FROM: Final = 8
DRIFT: Final = 1.15
START_FROM: Final = 6
START: Final = 2.0


@dataclass(frozen=True, slots=True)
class Humps:
    """Two groups of values: the centre of each and how many there are in it."""

    low: float
    high: float
    low_count: int
    high_count: int


def two_humps(values: Iterable[float]) -> Humps | None:
    """Split positive values in two groups if that explains nearly all of their scatter.

    The split is the one with the largest variance between its groups (Otsu 1979), on logarithms.
    """
    logs = sorted(log(value) for value in values if value > 0)
    total = _scatter(logs)
    if len(logs) < HUMPS_FROM or total == 0:
        return None
    least = ceil(len(logs) * HUMPS_SIDE)
    splits = ((_scatter(logs[:at]) + _scatter(logs[at:]), at) for at in range(least, len(logs) - least + 1))
    rest, at = min(splits)
    low, high = exp(median(logs[:at])), exp(median(logs[at:]))
    if 1 - rest / total < HUMPS_SHARE or high < HUMPS_APART * low:
        return None
    return Humps(low, high, at, len(logs) - at)


def drift(rows: Iterable[Mapping[int, float]]) -> float | None:
    """Return how many times as large the figures were in the later half of the rounds; None if that is no matter.

    Each row's figures are taken against its own centre, so that rows of any speed speak for the machine together.
    """
    pairs = [pair for row in rows for pair in _centre(row)]
    by_round = [fmean(value for _, value in group) for _, group in groupby(sorted(pairs), key=itemgetter(0))]
    if len(by_round) < DRIFT_FROM:
        return None
    half = len(by_round) // 2
    ratio = exp(median(by_round[-half:]) - median(by_round[:half]))
    return ratio if max(ratio, 1 / ratio) >= DRIFT else None


def slow_start(values: Sequence[float]) -> float | None:
    """Return how many times the median the first value is, if it is the largest and far from it."""
    if len(values) < START_FROM or median(values) <= 0:
        return None
    ratio = values[0] / median(values)
    return ratio if ratio >= START and values[0] == max(values) else None


def _centre(row: Mapping[int, float]) -> list[tuple[int, float]]:
    logs = {number: log(value) for number, value in row.items() if value > 0}
    centre = median(logs.values()) if logs else 0.0
    return [(number, value - centre) for number, value in logs.items()]


def _scatter(values: Sequence[float]) -> float:
    """Return the sum of squared distances from the mean."""
    mean = fmean(values) if values else 0.0
    return sum((value - mean) ** 2 for value in values)
