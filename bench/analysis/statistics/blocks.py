"""Combine what several machines say of one ratio, with the machine as block. Pure.

Rounds of different machines are never put in one sample: if the ratio differs between machines by 5 %, an interval of
pooled rounds misses in half of all runs. Each machine gives one centre, and the interval is over the machines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt
from statistics import fmean, median, stdev
from typing import Final

from bench.analysis.growth.fitting import student
from bench.analysis.statistics.times import CONFIDENCE, RELEVANT, Floor, TimeVerdict

TOGETHER: Final = 3  # machines
NOISY: Final = (3.0, 0.03)  # times the half-width of the median machine's noise floor, and the half-width itself


@dataclass(frozen=True, slots=True)
class Together:
    """What at least three machines say together.

    Args:
        ratio: the mean of the machines' centres: how many times as fast as the base.
        low: lower end of the interval over the machines.
        high: upper end.
        machines: how many.
        verdict: what may be claimed.
    """

    ratio: float
    low: float
    high: float
    machines: int
    verdict: TimeVerdict


def simultaneous(machines: int) -> float:
    """Return the confidence of each of so many intervals that hold all at once with 95 %."""
    return 1 - (1 - CONFIDENCE) / machines


def mean_interval(centres: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean of the machines' centres and the ends of its interval, by Student's t over the machines."""
    half = student(len(centres) - 1) * stdev(centres) / sqrt(len(centres))
    mean = fmean(centres)
    return mean, mean - half, mean + half


def combine(centres: Sequence[float], floors: Sequence[float]) -> Together | None:
    """Combine machines; None if they are fewer than three.

    Args:
        centres: log ratio of each.
        floors: noise floor of each, as a ratio of 1 or more.
    """
    if len(centres) < TOGETHER:
        return None
    ratio, low, high = map(exp, mean_interval(centres))
    floor = median(floors)
    return Together(ratio, low, high, len(centres), _verdict(ratio, low, high, floor))


def depends(intervals: Sequence[tuple[float, float]]) -> bool:
    """Tell whether the ratio depends on the machine: two simultaneous intervals do not meet."""
    return bool(intervals) and max(low for low, _ in intervals) > min(high for _, high in intervals)


def noisy(floors: Sequence[Floor | None]) -> list[bool]:
    """Tell of each machine of one kind whether equal code differs far more on it than on the others."""
    middle = median([each.half_width for each in floors if each] or [0.0])
    times, least = NOISY
    return [each is not None and each.half_width > max(times * middle, least) for each in floors]


def _verdict(ratio: float, low: float, high: float, floor: float) -> TimeVerdict:
    beyond = max(ratio, 1 / ratio) > floor
    if beyond and low > 1:
        return TimeVerdict.FASTER
    if beyond and high < 1:
        return TimeVerdict.SLOWER
    return TimeVerdict.SAME if max(1 / low, high, floor) <= RELEVANT else TimeVerdict.TOO_NOISY
