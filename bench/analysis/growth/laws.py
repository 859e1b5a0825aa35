"""The laws by which memory grows, and what they forecast. Pure; `bench.analysis.growth.fitting` finds them.

A law starts from a measured point, never from a fitted intercept, and has an interval for one more size. The interval
assumes that the law continues, as every prediction interval assumes its model. Evidence against that, beyond noise,
widens it (`Law.drift`); what cannot be distinguished from noise does not, since at a hundred times as many lines
as were measured any noise is a hundred times as large.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import log
from typing import Final

MIB: Final = 2**20
LEVEL: Final = (0.05, MIB)  # share of the peak, and bytes: growth below the larger of them is called none
REPEATS: Final = MIB / 4  # by how much processes of equal code differ
NOISE: Final = 0.003  # of the peak: the same from size to size, as a standard deviation, on the safe side
ACCURACY: Final = 0.01  # of a peak of one process; no forecast is surer than what it rests on
TREE_ACCURACY: Final = 0.05
FARTHEST: Final = 10**15  # lines


class GrowthKind(StrEnum):
    """What memory grows with."""

    CONSTANT = "constant"
    LINES = "linear"
    ENTRIES = "grows with the answer"
    NONE = "no model fits"
    UNKNOWN = "too few sizes to tell"
    REFUSED = "no growth model"


@dataclass(frozen=True, slots=True, kw_only=True)
class SizePoint:
    """What was measured at one size.

    Args:
        lines: of the data, or the number given.
        peak: bytes.
        entries: of the answer; None if it has none.
        processes: that ran at most at a time.
    """

    lines: int
    peak: float
    entries: int | None = None
    processes: int = 1


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
        rate: bytes for each line or entry beyond the start; of a constant, its spread alone, as a share of the peak.
        newcomers: entries found for each line, as (exponent, factor) of a power; only where it grows with entries.
        accuracy: share of the peak below which no difference means anything.
        drift: how far the law may be left, by sizes that left it beyond noise
            (`bench.analysis.growth.fitting.drifting`): of a constant, bytes for each line beyond `largest`; of a line,
            the share by which its rate changes for each factor of e in lines beyond `largest`. 0 where nothing but
            noise was seen.
        reason: why no law may be claimed (`bench.analysis.growth.refusal`); empty of every other kind.
    """

    kind: GrowthKind
    start: SizePoint
    largest: int
    rate: Rate = Rate(0.0, 0.0)
    newcomers: tuple[float, Rate] | None = None
    accuracy: float = ACCURACY
    drift: float = 0.0
    reason: str = ""

    def at(self, lines: int) -> Forecast | None:
        """Forecast the peak at a size; None if there is no law."""
        if self.kind in {GrowthKind.NONE, GrowthKind.UNKNOWN, GrowthKind.REFUSED}:
            return None
        if self.kind is GrowthKind.CONSTANT:
            return self._level(lines)
        value, low, high = (self.rate.value * each for each in self._driver(lines))
        changed = self.drift * log(max(1.0, lines / self.largest))
        low *= max(0.0, 1 - self.rate.spread + min(0.0, changed))
        high *= 1 + self.rate.spread + max(0.0, changed)
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
        """Forecast no growth, and on both sides what one more such size may differ by.

        The interval is of the constant's own residuals, and never narrower than what is called constant. Only growth
        that is more than noise may continue, and moves the upper end.
        """
        margin = max(level(self.start.peak), self.rate.spread * self.start.peak)
        beyond = max(0.0, self.drift) * max(0, lines - self.largest)
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
