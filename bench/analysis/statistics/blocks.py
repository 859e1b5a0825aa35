"""Combine what several machines say of one ratio, with the machine as block. Pure.

Rounds of different machines are never put in one sample: if the ratio differs between machines by 5 %, an interval of
pooled rounds misses in half of all runs. Each machine gives one centre, and the interval is over the machines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log1p, sqrt
from statistics import NormalDist, fmean, median, stdev
from typing import Final

from bench.analysis.growth.fitting import student
from bench.analysis.statistics.times import CONFIDENCE, Floor, TimeVerdict, judge

TOGETHER: Final = 3  # machines
ERROR: Final = 0.005
"""How often machines that agree may be said to differ; with few rounds the test errs a little more often, below 1 %."""

RESOLUTION: Final = 1e-6  # least standard error of a machine's mean: the clocks do not tell less
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
    return Together(ratio, low, high, len(centres), judge(ratio, (low, high), floor))


def depends(machines: Sequence[Sequence[float]]) -> bool:
    """Return whether the ratio depends on the machine, by the test of Alexander and Govern (1994).

    Each machine is as noisy as it is: an F test, which takes all for equally noisy, is set off by one that is not.

    Args:
        machines: log ratios of the rounds of each, two or more.
    """
    means = [fmean(each) for each in machines]
    errors = [max(_standard_error(each, mean), RESOLUTION) for each, mean in zip(machines, means, strict=True)]
    weights = [error**-2 for error in errors]
    common = sum(weight * mean for weight, mean in zip(weights, means, strict=True)) / sum(weights)
    found = zip(machines, means, errors, strict=True)
    deviates = (_normal((mean - common) / error, len(each) - 1) for each, mean, error in found)
    return sum(each * each for each in deviates) > _chi_squared(len(machines) - 1)


def _standard_error(sample: Sequence[float], mean: float) -> float:
    return sqrt(sum((each - mean) ** 2 for each in sample) / (len(sample) - 1) / len(sample))


def _normal(t: float, freedom: int) -> float:
    """Return the normal deviate that is as rare as Student's t of so many degrees of freedom, by Hill (1970)."""
    a = freedom - 0.5
    b = 48 * a * a
    c = sqrt(a * log1p(t * t / freedom))
    correction = (4 * c**7 + 33 * c**5 + 240 * c**3 + 855 * c) / (10 * b * b + 8 * b * c**4 + 1000 * b)
    return c + (c**3 + 3 * c) / b - correction


def _chi_squared(freedom: int) -> float:
    """Return what chi squared exceeds with the chance of an error, by Wilson and Hilferty (1931), within 1 %."""
    scale = 2 / (9 * freedom)
    return float(freedom * (1 - scale + NormalDist().inv_cdf(1 - ERROR) * sqrt(scale)) ** 3)


def noisy(floors: Sequence[Floor | None]) -> list[bool]:
    """Return for each machine of one kind whether equal code differs far more on it than on the others."""
    middle = median([each.half_width for each in floors if each] or [0.0])
    times, least = NOISY
    return [each is not None and each.half_width > max(times * middle, least) for each in floors]
