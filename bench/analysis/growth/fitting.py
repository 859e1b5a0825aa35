"""Find the law by which memory grows. Pure: points in, a law out, no random numbers.

A law starts from a measured point, never from a fitted intercept: the peak at the smallest size, which is what
interpreter, imports and a first call cost. (The import phase alone is too little for libraries that start threads and
fill tables on the first call: Polars takes 45 MiB once imported and 66 MiB for a thousand lines.) Where buffers are
filled only later, the law starts from the second size, and says so.

The rate is a ratio of sums, so that the larger sizes, which are nearer to what is forecast, count for more. Errors are
taken to be relative, since what is off at one size (a table that doubles, lines of another length) is off in proportion
at another. The interval is the usual one for one more such size: Student's t on the deviations of the sizes.

What departs from a law does so by a trend: memory called constant that creeps, or a rate that rises with the size (as
that of n log n does, which no straight line shows to be none within a factor of twenty). The trend is the least-squares
slope of the residuals, and the test for it Student's t of a slope (Draper and Smith, Applied Regression Analysis, 1.4).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import copysign, exp, isfinite, log, sqrt
from statistics import fmean
from typing import Final

from bench.analysis.growth.laws import ACCURACY, NOISE, REPEATS, GrowthKind, Law, Rate, SizePoint, Twice, level

STRAIGHT: Final = 0.2  # a rate that differs more than this between sizes is no rate
FEWEST: Final = 2  # sizes beyond the first, to fit a rate to
LASTING: Final = (3, 4)  # sizes, and times the first of them: what is level only after a while must stay so that long
MIXED: Final = (0.25, 0.75)
APART: Final = 1.5  # times the fewest entries: where they vary less, a buffer that filled looks like growth by them
STUDENT: Final = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""Student's t at 97.5 % for 1 degree of freedom and on; beyond, the last of them is on the safe side."""


def fit(points: Sequence[SizePoint], *, horizon: int, twice: Twice | None = None, accuracy: float = ACCURACY) -> Law:
    """Find the law of some sizes.

    Args:
        points: by size, the smallest first; at least three. The first is where a law starts, and no size of its own:
            what happens between it and the second, buffers being filled, is no growth.
        horizon: lines for which the first forecast is wanted.
        twice: tells lines from entries, where it was measured.
        accuracy: of the peaks.
    """
    return drifting(_fit(points, horizon, twice, accuracy), points)


def drifting(law: Law, points: Sequence[SizePoint]) -> Law:
    """Return a law with the trend by which sizes leave it; sizes before its start, and the start itself, say nothing.

    The size that was held out belongs to these points as soon as the law has been tested on it: it reaches farthest, so
    it shows a trend best.
    """
    first = law.start.lines if law.kind is GrowthKind.CONSTANT else law.start.lines + 1
    sizes = [point for point in points if point.lines >= first]
    if law.kind is GrowthKind.CONSTANT:
        return replace(law, drift=_trend([(point.lines, point.peak) for point in sizes], NOISE * law.start.peak))
    if law.kind is GrowthKind.LINES:
        return replace(law, drift=_trend([(log(point.lines), _share(law, point)) for point in sizes]))
    return law


def student(freedom: int) -> float:
    """Return Student's t at 97.5 %."""
    return STUDENT[min(freedom, len(STUDENT)) - 1]


def _fit(points: Sequence[SizePoint], horizon: int, twice: Twice | None, accuracy: float) -> Law:
    found = next(_candidates(points, twice, accuracy), None)
    whole, *later = (points[first:] for first in range(1, len(points)))
    if _is_level(whole, found, horizon):
        return _constant(whole, accuracy)
    lasting = (part for part in later if len(part) >= LASTING[0] and part[-1].lines >= LASTING[1] * part[0].lines)
    since = next((part for part in lasting if _is_level(part, found, horizon)), None)
    if found is None and since:
        return _constant(since, accuracy)
    return found or Law(kind=GrowthKind.NONE, start=points[0], largest=points[-1].lines, accuracy=accuracy)


def _constant(points: Sequence[SizePoint], accuracy: float) -> Law:
    """Return the law of what does not grow: it starts where that begins, at the largest peak."""
    peaks = [point.peak for point in points]
    mean = fmean(peaks)
    start = SizePoint(lines=points[0].lines, peak=max(peaks), entries=points[0].entries)
    spread = _spread([peak / mean - 1 for peak in peaks])
    return Law(
        kind=GrowthKind.CONSTANT, start=start, largest=points[-1].lines, rate=Rate(0.0, spread), accuracy=accuracy
    )


def _is_level(points: Sequence[SizePoint], found: Law | None, horizon: int) -> bool:
    """Return whether nothing grows: little was seen, and if that little follows a law, it stays little."""
    peaks = [point.peak for point in points]
    growth = max(peaks) - min(peaks)
    if growth > level(max(peaks)):
        return False
    then = found.at(horizon) if found and growth > REPEATS else None
    return then is None or then.value - min(peaks) <= level(max(peaks))


def _candidates(points: Sequence[SizePoint], twice: Twice | None, accuracy: float) -> Iterator[Law]:
    """Yield the laws that hold, the best first."""
    for kind in _kinds(points, twice):
        for start in points[:2]:
            rest = [point for point in points if point.lines > start.lines]
            if len(rest) < FEWEST or start.processes != rest[0].processes:
                continue
            law = _law(kind, [start, *rest], accuracy)
            if law:
                yield law


def _kinds(points: Sequence[SizePoint], twice: Twice | None) -> tuple[GrowthKind, ...]:
    """Return what the growth may depend on. A log written twice decides; else lines, which everything depends on."""
    share = twice.share_of_lines() if twice else None
    entries = [point.entries or 0 for point in points[1:]]
    if share is None:
        return (GrowthKind.LINES,)
    if share <= MIXED[0] and max(entries) > APART * min(entries) > 0:
        return (GrowthKind.ENTRIES,)
    return (GrowthKind.LINES,) if share >= MIXED[1] else ()


def _law(kind: GrowthKind, points: Sequence[SizePoint], accuracy: float) -> Law | None:
    by_entries = kind is GrowthKind.ENTRIES
    driver: Callable[[SizePoint], int] = (
        (lambda point: point.entries or 0) if by_entries else (lambda point: point.lines)
    )
    start, *rest = points
    rate = _rate([(driver(each) - driver(start), each.peak - start.peak) for each in rest])
    newcomers = _newcomers(points) if by_entries else None
    if rate is None or (by_entries and newcomers is None):
        return None
    return Law(kind=kind, start=start, largest=points[-1].lines, rate=rate, newcomers=newcomers, accuracy=accuracy)


def _rate(pairs: Sequence[tuple[float, float]]) -> Rate | None:
    """Fit a proportion; None unless every pair is near to it."""
    xs, ys = zip(*pairs, strict=True)
    if min(xs) <= 0 or min(ys) <= 0:
        return None
    rate = sum(ys) / sum(xs)
    off = [y / (rate * x) - 1 for x, y in pairs]
    return Rate(rate, _spread(off)) if max(map(abs, off)) <= STRAIGHT else None


def _share(law: Law, point: SizePoint) -> float:
    """Return the rate up to a size, as a share of the law's."""
    return (point.peak - law.start.peak) / (point.lines - law.start.lines) / law.rate.value


def _trend(pairs: Sequence[tuple[float, float]], noise: float = 0.0) -> float:
    """Return the steepest slope that agrees with the points, by a 95 % interval; 0 if a slope of nil does.

    Args:
        pairs: x and y.
        noise: standard deviation of y that is there anyhow: a few points may lie straighter by luck.
    """
    if len(pairs) <= FEWEST:
        return 0.0
    slope, off, across = _straight(pairs)
    freedom = len(pairs) - FEWEST
    deviation = sqrt(sum(each**2 for each in off) / freedom)
    unsure = student(freedom) * max(deviation, noise) / sqrt(across)
    return slope + copysign(unsure, slope) if abs(slope) > unsure else 0.0


def _newcomers(points: Sequence[SizePoint]) -> tuple[float, Rate] | None:
    """Fit how the number of different entries grows with lines: a power (Heaps' law), 1 where each line may be new."""
    pairs = [(log(point.lines), log(point.entries)) for point in points if point.entries and point.lines > 1]
    if len(pairs) <= FEWEST:
        return None
    exponent, off, _ = _straight(pairs)
    factor = exp(fmean(y for _, y in pairs) - exponent * fmean(x for x, _ in pairs))
    spread = exp(_spread(off, fitted=2)) - 1
    return (exponent, Rate(factor, spread)) if isfinite(spread) else None


def _straight(pairs: Sequence[tuple[float, float]]) -> tuple[float, list[float], float]:
    """Return the slope of the straight line through points, how far each is off it, and the sum of squares of x."""
    xs, ys = zip(*pairs, strict=True)
    x, y = fmean(xs), fmean(ys)
    across = sum((each - x) ** 2 for each in xs)
    slope = sum((a - x) * (b - y) for a, b in pairs) / across if across else 0.0
    return slope, [b - y - slope * (a - x) for a, b in pairs], across


def _spread(off: Sequence[float], *, fitted: int = 1) -> float:
    """Return how far one more case may be off, from how far the known ones are."""
    freedom = len(off) - fitted
    deviation = sqrt(sum(each**2 for each in off) / freedom)
    return student(freedom) * deviation * sqrt(1 + 1 / len(off))
