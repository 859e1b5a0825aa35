"""What was measured of a row, as numbers: seconds, bytes, ratios. None is "not available"."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.analysis.statistics.times import Comparison

Curve = tuple[tuple[float, int], ...]
"""(seconds since `run` began, bytes)."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the interval it is in."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a stacked bar of memory: a role of `charts.memory_parts` and bytes."""

    role: str
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFigures:
    """What was measured of one row, as numbers. None is "not available".

    Args:
        peak: resident bytes: the largest of the processes, and their range.
        processes: how many of them lived at one time, at most.
        imported: resident bytes once the implementation is loaded.
        parts: what the peak is made of; they add up to it.
        untraced: of what most that `run` added is where tracemalloc does not see it: `native` or `mapped files`.
        traced: peak of the traced Python heap in bytes.
        saved: share of the baseline's peak that is not needed, below 0 if more is.
        seconds: estimate of one call with its interval.
        faster: compared with the baseline; None for the baseline itself.
        lines_per_second: throughput by lines.
        bytes_per_second: throughput by bytes.
        import_seconds: time that loading the implementation takes.
        first_answer: seconds of import and first call together, estimated as the time of a call is.
        counts: what was counted of a call, by the names of `bench.analysis.statistics.counts`.
        by_round: round -> seconds, one figure per process.
        curve: resident memory over the time of `run`, where it was recorded.
        traced_curve: likewise the traced Python heap, in a slower process.
        curve_lines: of the data that both were recorded on; None for all.
    """

    peak: Interval | None = None
    processes: int = 1
    imported: float | None = None
    parts: tuple[Part, ...] = ()
    untraced: str = ""
    traced: float | None = None
    saved: float | None = None
    seconds: Interval | None = None
    faster: Comparison | None = None
    lines_per_second: float | None = None
    bytes_per_second: float | None = None
    import_seconds: float | None = None
    first_answer: float | None = None
    counts: Mapping[str, float] = field(default_factory=dict)
    by_round: Mapping[int, float] = field(default_factory=dict)
    curve: Curve = ()
    traced_curve: Curve = ()
    curve_lines: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthFigures:
    """How a row's memory grows.

    Args:
        points: (lines, bytes of the peak) at every size measured, the smallest first.
        words: the law.
        end: the law in short, for the end of its line.
        verdict: the outcome of the forecast for the largest size.
        outlook: what a large file needs.
        course: (lines, bytes, least, most) along the law and beyond what was measured; empty without a law that held.
        fitted: lines up to which the law was fitted.
        checked: whether the forecast for the largest size was right; None where there was none.
    """

    points: tuple[tuple[float, float], ...] = ()
    words: str = ""
    end: str = ""
    verdict: str = ""
    outlook: str = ""
    course: tuple[tuple[float, float, float, float], ...] = ()
    fitted: float = 0.0
    checked: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFigures:
    """What a row needs on a file of the measured size.

    Args:
        fixed: bytes that do not depend on the size.
        grown: bytes that do.
        power: of the size with which these grow.
        known: whether a law says so, and not only proportion.
        seconds: which grow in proportion.
    """

    fixed: float
    grown: float
    power: float = 1.0
    known: bool = False
    seconds: float


@dataclass(frozen=True, slots=True)
class Appearance:
    """How one implementation is drawn in every chart.

    Args:
        role: its colour, by its name in the palette.
        marker: of matplotlib.
        dash: of matplotlib.
        path: the marker as an SVG path within five units around the origin.
    """

    role: str
    marker: str
    dash: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedFigure:
    """A published figure beside what was measured.

    Args:
        name: what it is, in a word or two.
        published: in words.
        measured: in words, distinguished by Python where it differs.
        verdict: in words.
        times: for each Python, how many times the published figure was measured; without those that are not above 0.
        low: the least multiple that confirms it; 0 where there is none.
        high: the largest; infinite where there is none.
    """

    name: str
    published: str
    measured: str
    verdict: str
    times: tuple[float, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A published claim and its outcome."""

    id: str
    says: str
    verdict: str
    explained: str
    figures: tuple[ClaimedFigure, ...]
