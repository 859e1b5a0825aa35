"""Find the law by which memory grows, and forecast by it. Pure: points in, a law out, no random numbers.

A law starts from a measured point, never from a fitted intercept: the peak at the smallest size, which is what
interpreter, imports and a first call cost. (The import phase alone is too little for libraries that start threads and
fill tables on the first call: Polars takes 45 MiB once imported and 66 MiB for a thousand lines.) Where buffers are
filled only later, the law starts from the second size, and says so.

The rate is a ratio of sums, so that the larger sizes, which are nearer to what is forecast, count for more. Errors are
taken to be relative, for what is off at one size (a table that doubles, lines of another length) is off in proportion
at another. The interval is the usual one for one more such size: Student's t on the deviations of the sizes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, isfinite, log, sqrt
from statistics import fmean
from typing import Final

MIB: Final = 2**20
LEVEL: Final = (0.05, MIB)  # share of the peak, and bytes: growth below the larger of them is called none
REPEATS: Final = MIB / 4  # by how much processes of equal code differ
ACCURACY: Final = 0.01  # of a peak of one process; no forecast is surer than what it rests on
TREE_ACCURACY: Final = 0.05
STRAIGHT: Final = 0.2  # a rate that differs more than this between sizes is no rate
FEWEST: Final = 2  # sizes beyond the first, to fit a rate to
LASTING: Final = (3, 4)  # sizes, and times the first of them: what is level only after a while must stay so that long
MIXED: Final = (0.25, 0.75)
APART: Final = 1.2
FARTHEST: Final = 10**15  # lines
STUDENT: Final = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""Student's t at 97.5 % for 1 degree of freedom and on; beyond, the last of them is on the safe side."""


class Kind(StrEnum):
    """What memory grows with."""

    CONSTANT = "constant"
    LINES = "linear"
    ENTRIES = "grows with the answer"
    NONE = "none of these"
    UNKNOWN = "too few sizes to tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What was measured at one size.

    Args:
        lines: of the data, or the number given.
        peak: bytes.
        entries: of the answer; None if it has none.
    """

    lines: int
    peak: float
    entries: int | None = None


@dataclass(frozen=True, slots=True)
class Twice:
    """The peaks that tell lines from entries.

    Args:
        half: on some lines.
        double: on the same lines, twice in a row: twice the lines, and nothing new in them.
        whole: on as many lines as `double` has, all of them the log's own.
    """

    half: float
    double: float
    whole: float

    def share_of_lines(self) -> float | None:
        """Return which share of the growth comes from lines as such; None if there is too little growth to tell."""
        growth = self.whole - self.half
        return (self.double - self.half) / growth if growth > REPEATS else None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Bytes at one size, and the interval in which they lie in 95 of 100 cases."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """A constant of proportion, and the share by which one more case may differ from it."""

    value: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """How memory grows.

    Args:
        kind: with what.
        start: the measured point that it starts from.
        largest: lines up to which it was fitted.
        rate: bytes for each line or entry beyond the start; of a constant, the growth that was seen, per line.
        newcomers: entries found for each line, as (exponent, factor) of a power; only where it grows with entries.
        accuracy: share of the peak below which no difference means anything.
    """

    kind: Kind
    start: Point
    largest: int
    rate: Rate = Rate(0.0, 0.0)
    newcomers: tuple[float, Rate] | None = None
    accuracy: float = ACCURACY

    def at(self, lines: int) -> Forecast | None:
        """Forecast the peak at a size; None if there is no law."""
        if self.kind in {Kind.NONE, Kind.UNKNOWN}:
            return None
        if self.kind is Kind.CONSTANT:
            return self._level(lines)
        value, low, high = (self.rate.value * each for each in self._driver(lines))
        low, high = low * max(0.0, 1 - self.rate.spread), high * (1 + self.rate.spread)
        margin = max(self.accuracy * (self.start.peak + value), REPEATS)
        return Forecast(self.start.peak + value, self.start.peak + low - margin, self.start.peak + high + margin)

    def lines_within(self, memory: float) -> int | None:
        """Return the most lines that surely fit, by the upper end of the forecast; None if there is no limit to them.

        0 says that not even the start fits.
        """
        low, high = 0, FARTHEST
        if self._fits(high, memory):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._fits(middle, memory) else (low, middle)
        return low

    def _fits(self, lines: int, memory: float) -> bool:
        forecast = self.at(lines)
        return forecast is not None and forecast.high <= memory

    def _level(self, lines: int) -> Forecast:
        """Forecast no growth; but the little that was seen may go on, so the upper end goes with it."""
        margin = level(self.start.peak)
        beyond = max(0.0, self.rate.value) * max(0, lines - self.largest)
        return Forecast(self.start.peak, self.start.peak - margin, self.start.peak + max(margin, beyond))

    def _driver(self, lines: int) -> tuple[float, float, float]:
        """Return how many lines or entries there are beyond the start: estimate, least and most."""
        if self.newcomers is None:
            beyond = float(max(0, lines - self.start.lines))
            return beyond, beyond, beyond
        exponent, factor = self.newcomers
        found = factor.value * max(1, lines) ** exponent
        known = self.start.entries or 0
        ends = (found, found / (1 + factor.spread), found * (1 + factor.spread))
        return (max(0.0, ends[0] - known), max(0.0, ends[1] - known), max(0.0, ends[2] - known))


def level(peak: float) -> float:
    """Return the growth below which memory is called constant, in bytes."""
    share, least = LEVEL
    return max(share * peak, least)


def fit(points: Sequence[Point], *, horizon: int, twice: Twice | None = None, accuracy: float = ACCURACY) -> Law:
    """Find the law of some sizes.

    Args:
        points: by size, the smallest first; at least three. The first is where a law starts, and no size of its own:
            what happens between it and the second, buffers being filled, is no growth.
        horizon: lines for which the first forecast is wanted.
        twice: tells lines from entries, where it was measured.
        accuracy: of the peaks.
    """
    found = next(_candidates(points, twice, accuracy), None)
    whole, *later = (points[first:] for first in range(1, len(points)))
    if _is_level(whole, found, horizon):
        return _constant(whole, accuracy)
    lasting = (part for part in later if len(part) >= LASTING[0] and part[-1].lines >= LASTING[1] * part[0].lines)
    since = next((part for part in lasting if _is_level(part, found, horizon)), None)
    if found is None and since:
        return _constant(since, accuracy)
    return found or Law(kind=Kind.NONE, start=points[0], largest=points[-1].lines, accuracy=accuracy)


def student(freedom: int) -> float:
    """Return Student's t at 97.5 %."""
    return STUDENT[min(freedom, len(STUDENT)) - 1]


def _constant(points: Sequence[Point], accuracy: float) -> Law:
    """Return the law of what does not grow: it starts where that begins, at the largest peak."""
    first, last = points[0], points[-1]
    seen = Rate((last.peak - first.peak) / max(1, last.lines - first.lines), 0.0)
    start = Point(lines=first.lines, peak=max(point.peak for point in points), entries=first.entries)
    return Law(kind=Kind.CONSTANT, start=start, largest=last.lines, rate=seen, accuracy=accuracy)


def _is_level(points: Sequence[Point], found: Law | None, horizon: int) -> bool:
    """Tell whether nothing grows: little was seen, and if that little follows a law, it stays little."""
    peaks = [point.peak for point in points]
    growth = max(peaks) - min(peaks)
    if growth > level(max(peaks)):
        return False
    then = found.at(horizon) if found and growth > REPEATS else None
    return then is None or then.value - min(peaks) <= level(max(peaks))


def _candidates(points: Sequence[Point], twice: Twice | None, accuracy: float) -> Iterator[Law]:
    """Yield the laws that hold, the best first."""
    for kind in _kinds(points, twice):
        for skipped in range(len(points) - FEWEST):
            if skipped > 1:
                break
            law = _law(kind, points[skipped:], accuracy)
            if law:
                yield law


def _kinds(points: Sequence[Point], twice: Twice | None) -> tuple[Kind, ...]:
    """Return what the growth may depend on. A log written twice decides; else lines, which everything depends on."""
    share = twice.share_of_lines() if twice else None
    entries = [point.entries for point in points if point.entries]
    if share is None:
        return (Kind.LINES,)
    if share <= MIXED[0] and len(entries) == len(points) and max(entries) > APART * min(entries):
        return (Kind.ENTRIES,)
    return (Kind.LINES,) if share >= MIXED[1] else ()


def _law(kind: Kind, points: Sequence[Point], accuracy: float) -> Law | None:
    by_entries = kind is Kind.ENTRIES
    driver: Callable[[Point], int] = (lambda point: point.entries or 0) if by_entries else (lambda point: point.lines)
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


def _newcomers(points: Sequence[Point]) -> tuple[float, Rate] | None:
    """Fit how the number of different entries grows with lines: a power (Heaps' law), 1 where each line may be new."""
    pairs = [(log(point.lines), log(point.entries)) for point in points if point.entries and point.lines > 1]
    if len(pairs) <= FEWEST:
        return None
    xs, ys = zip(*pairs, strict=True)
    x, y = fmean(xs), fmean(ys)
    across = sum((each - x) ** 2 for each in xs)
    exponent = sum((a - x) * (b - y) for a, b in pairs) / across if across else 0.0
    off = [b - y - exponent * (a - x) for a, b in pairs]
    factor = exp(y - exponent * x)
    spread = exp(_spread(off, fitted=2)) - 1
    return (exponent, Rate(factor, spread)) if isfinite(spread) else None


def _spread(off: Sequence[float], *, fitted: int = 1) -> float:
    """Return how far one more case may be off, from how far the known ones are."""
    freedom = len(off) - fitted
    deviation = sqrt(sum(each**2 for each in off) / freedom)
    return student(freedom) * deviation * sqrt(1 + 1 / len(off))
