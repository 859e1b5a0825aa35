"""Which difference the rounds of a run detect, and how many rounds would decide a comparison that is too noisy.

The half-width of an interval of n rounds is about t s / sqrt(n), so what was found shows the scatter s of the log
ratio, and s the half-width after more rounds. Enough are those after which the interval of equal code ends within 5 %
on both sides in most runs, which takes

    (t + z) s / sqrt(n) <= log 1.05

with z for 95 %: the sample size of an equivalence trial whose true difference is none (Julious 2004, Sample sizes for
clinical trials with normal data, Statistics in Medicine 23). As many find a true difference of 5 %. The estimate has no
part in it: after a few noisy rounds it is mostly noise, and a plan that trusts it asks for too few.

What a run finds in nine of ten cases was simulated: a difference is claimed if it lies beyond the noise floor, which
is the outer end of an interval, and `FOUND` half-widths do that with normal, skewed and disturbed noise alike.

`docs/statistics.md` shows what both answers are worth.
"""

from collections.abc import Iterable
from math import ceil, expm1, log, sqrt
from statistics import NormalDist, median
from typing import Final

FEWEST: Final = 6  # rounds
MOST_ROUNDS: Final = 500
"""A run has no more on a machine, for readers of results take so many samples of several; where it takes more rounds to
tell, what is missing is a quieter machine."""

ASSURED: Final = NormalDist().inv_cdf(0.95)
FOUND: Final = 2.5  # half-widths of an interval: a difference that nine of ten runs claim


def rounds_to_tell(half_width: float, rounds: int, *, relevant: float, confidence: float) -> int:
    """Return after how many rounds a relevant difference would be found or excluded in most runs.

    Where the scatter asks for no more rounds than there were, the true difference lies near the relevant one or near
    what equal code differs by, and the answer is twice as many.

    Args:
        half_width: of the widest interval that decides, of logarithms of ratios.
        rounds: that it rests on, at least two.
        relevant: the difference, as a ratio above 1.
        confidence: of that interval, and of those to come.
    """
    scatter = half_width * sqrt(rounds) / student(rounds - 1, confidence)
    many = _enough(scatter, log(relevant), NormalDist().inv_cdf((1 + confidence) / 2))
    needed = ceil(_enough(scatter, log(relevant), student(max(many, FEWEST) - 1, confidence)))
    return needed if needed > rounds else 2 * rounds


def smallest_found(equal_code: float, rows: Iterable[float]) -> float:
    """Return the smallest difference between two rows, as a share, that nine of ten runs like this one find.

    Args:
        equal_code: half the width of the interval of equal code, of logarithms of ratios.
        rows: likewise of each row beside the baseline.
    """
    return expm1(FOUND * max(equal_code, median((*rows, equal_code))))


def _enough(scatter: float, least: float, t: float) -> float:
    return ((t + ASSURED) * scatter / least) ** 2


def student(freedom: float, confidence: float) -> float:
    """Return Student's t for a two-sided interval, by its expansion (Abramowitz and Stegun 26.7.5): 1 % off at 5.

    Args:
        freedom: its degrees.
        confidence: of the interval.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return sum(term / freedom**power for power, term in enumerate(terms))
