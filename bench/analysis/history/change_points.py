"""Find the steps in the history of many runs. Pure: series in, changes out, no random numbers.

What traced memory differs by is known, so every difference beyond that is a step. Resident memory and times
scatter from run to run by more than within a run, so for them the run counts as one observation:

- the levels before and after are medians of up to three runs, so that one disturbed run moves neither;
- they differ only if the intervals of the two median runs lie apart, beyond what equal code showed in either, and
  beyond what runs differ by anyway, widened for the number of places that are looked at (Bonferroni, 5 % for all);
- at least half of the difference has to come about from one run to the next, so that a drift is no step;
- two runs on either side have to show it. Seen in one run alone at an end it is called "seen once".

What runs differ by anyway is the median of all jumps from one run to the next, of all rows of one table or of the
row itself, whichever is more: a step is one jump among many, and does not move a median.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import log
from statistics import NormalDist, median
from typing import Final

from bench.analysis.history.series import Metric, RunPoint, Series

ERROR: Final = 0.05  # the chance of any false step among all that is looked at
WINDOW: Final = 3  # runs that make a level
CONFIRMED: Final = 2  # runs on either side
SUDDEN: Final = 0.5  # share of a difference that has to come from one run to the next
STEADIER: Final = 0.75  # times the scatter of runs is that of levels: 0.67 if normal, for medians of three
FEWEST_JUMPS: Final = 4  # from which a row's own scatter is known
FEWEST_FOR_DRIFT: Final = 6
TYPICAL: Final = NormalDist().inv_cdf(0.75)  # the median of |x| for x normal with deviation 1


class SeriesChangeKind(StrEnum):
    """What happened."""

    STEP = "step"
    ONCE = "seen once"
    OUTLIER = "outlier"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesChange:
    """Something that happened in a series.

    Args:
        series: which.
        kind: what.
        last: the last point of the level before.
        first: the first point that shows the change; of a drift the last point.
        before: value of the level before.
        after: value of the level after.
    """

    series: Series
    kind: SeriesChangeKind
    last: RunPoint
    first: RunPoint
    before: float
    after: float

    @property
    def ratio(self) -> float:
        """How many times as much, or as fast, it is after the change."""
        return self.after / self.before


def changes(found: Sequence[Series]) -> tuple[SeriesChange, ...]:
    """Return all that happened, in the order of the series, and within one in that of the runs."""
    scattering = [each for each in found if each.metric is not Metric.TRACED]
    looks = sum(len(each.points) - 1 for each in scattering)
    reach = STEADIER * NormalDist().inv_cdf(1 - ERROR / 2 / max(1, looks))
    shared = _shared_scatter(scattering)
    anyway = {
        place: reach * max(shared.get(_pool(each), 0.0), _own_scatter(each))
        for place, each in enumerate(found)
        if each.metric is not Metric.TRACED
    }
    return tuple(change for place, each in enumerate(found) for change in _changes(each, anyway.get(place, 0.0)))


def _changes(each: Series, anyway: float) -> Iterator[SeriesChange]:
    """Yield what happened in one series; `anyway` is the logarithm of the factor by which its runs differ anyway."""
    points = each.points
    outliers = [place for place in range(1, len(points) - 1) if _stands_out(points, place, anyway)]
    kept = [point for place, point in enumerate(points) if place not in outliers]
    exact = each.metric is Metric.TRACED
    steps = [place for place in range(1, len(kept)) if _is_step(kept, place, anyway, exact=exact)]
    levels = [kept[start:end] for start, end in pairwise([0, *steps, len(kept)])]
    for place in outliers:
        before = _level(points[max(0, place - WINDOW) : place], points[place])
        yield _change(
            each, SeriesChangeKind.OUTLIER, (points[place - 1], points[place]), (before.value, points[place].value)
        )
    for number, (before_it, after_it) in enumerate(pairwise(levels), start=1):
        ends = [before_it] * (number == 1) + [after_it] * (number == len(levels) - 1)
        alone = not exact and any(len(end) < CONFIRMED for end in ends)
        values = (median(map(_value, before_it)), median(map(_value, after_it)))
        yield _change(
            each, SeriesChangeKind.ONCE if alone else SeriesChangeKind.STEP, (before_it[-1], after_it[0]), values
        )
    for level in levels:
        yield from _drift(each, level, anyway)


def _change(
    each: Series, kind: SeriesChangeKind, ends: tuple[RunPoint, RunPoint], levels: tuple[float, float]
) -> SeriesChange:
    return SeriesChange(series=each, kind=kind, last=ends[0], first=ends[1], before=levels[0], after=levels[1])


def _is_step(points: Sequence[RunPoint], place: int, anyway: float, *, exact: bool) -> bool:
    """Return whether the level changes at a place."""
    jump = log(points[place].value / points[place - 1].value)
    if exact:
        return _apart(points[place - 1], points[place], anyway)
    before = _level(points[max(0, place - WINDOW) : place], points[place])
    after = _level(points[place : place + WINDOW], before)
    difference = log(after.value / before.value)
    return _apart(before, after, anyway) and jump * difference > 0 and abs(jump) >= SUDDEN * abs(difference)


def _stands_out(points: Sequence[RunPoint], place: int, anyway: float) -> bool:
    """Return whether one run differs from those before and those after it, which agree with each other."""
    point = points[place]
    before = _level(points[max(0, place - WINDOW) : place], point)
    after = _level(points[place + 1 : place + 1 + WINDOW], point)
    sides = [log(point.value / level.value) for level in (before, after)]
    return (
        _apart(before, point, anyway)
        and _apart(after, point, anyway)
        and sides[0] * sides[1] > 0
        and not _apart(before, after, anyway)
    )


def _drift(each: Series, level: Sequence[RunPoint], anyway: float) -> Iterator[SeriesChange]:
    """Yield what crept over a level without a step."""
    if len(level) < FEWEST_FOR_DRIFT:
        return
    head, tail = (sorted(part, key=_value)[WINDOW // 2] for part in (level[:WINDOW], level[-WINDOW:]))
    if _apart(head, tail, anyway):
        yield _change(each, SeriesChangeKind.DRIFT, (level[0], level[-1]), (head.value, tail.value))


def _apart(one: RunPoint, other: RunPoint, anyway: float) -> bool:
    """Return whether two points differ: apart in their intervals, and by more than equal code and equal runs do."""
    disjoint = one.high < other.low or other.high < one.low
    return disjoint and abs(log(other.value / one.value)) > max(log(one.floor), log(other.floor), anyway)


def _level(points: Sequence[RunPoint], other: RunPoint) -> RunPoint:
    """Return the point that represents some: the median, and of an even number of them the one nearer to the other."""
    ordered = sorted(points, key=_value)
    middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
    return min(middle, key=lambda point: abs(log(point.value / other.value)))


def _value(point: RunPoint) -> float:
    return point.value


def _shared_scatter(found: Sequence[Series]) -> dict[tuple[str, ...], float]:
    """Return by how much the times of one table differ from run to run, as a deviation of logarithms."""
    jumps: dict[tuple[str, ...], list[float]] = {}
    for each in found:
        if each.metric is Metric.TIME:
            jumps.setdefault(_pool(each), []).extend(_jumps(each))
    return {pool: median(found) / TYPICAL for pool, found in jumps.items() if found}


def _own_scatter(each: Series) -> float:
    found = _jumps(each)
    return median(found) / TYPICAL if len(found) >= FEWEST_JUMPS else 0.0


def _jumps(each: Series) -> list[float]:
    return [abs(log(after.value / before.value)) for before, after in pairwise(each.points)]


def _pool(each: Series) -> tuple[str, ...]:
    strand = each.strand
    return (strand.workload, strand.data, strand.cache, each.interpreter, each.machine, each.baseline, each.metric)
