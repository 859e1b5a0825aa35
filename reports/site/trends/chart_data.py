"""What one chart of a trend shows, before it is put into lanes: series, changes, places, and how values are written.

Series of different surroundings (Python, machine, baseline) are not compared; where there are several, letters tell
them apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.analysis.history.change_points import SeriesChange
from bench.analysis.history.series import Metric, Series, Strand
from bench.model import formatting
from reports.page.figures import Appearance
from reports.site.history import History
from reports.site.trends.shapes import Dot

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Surroundings = tuple[str, str, str]
"""Python, machine and baseline: between different ones nothing is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendChartData:
    """What is drawn in one chart, before it is put into lanes.

    Args:
        metric: whose values they are.
        series: of every row.
        changes: what happened in them.
        places: place of a run among all -> its place in this chart.
        labels: surroundings -> letter and words.
        looked: row -> how it is drawn.
    """

    metric: Metric
    series: tuple[Series, ...]
    changes: tuple[SeriesChange, ...]
    places: Mapping[int, int]
    labels: Mapping[Surroundings, tuple[str, str]]
    looked: Mapping[str, Appearance]

    def text(self, value: float) -> str:
        """Write a value."""
        return formatting.ratio(value) if self.metric is Metric.TIME else formatting.memory(value)

    def span(self, values: Sequence[float]) -> str:
        """Say between what values lie: `12.4 to 14.9 MiB`, `39.8 KiB to 6.86 MiB`."""
        ends = [min(values), max(values)]
        if self.metric is Metric.TIME:
            least, most = map(formatting.ratio, ends)
        else:
            small, large = (formatting.memory_unit([end]) for end in ends)
            least, most = (small.number if small is large else small.text)(ends[0]), large.text(ends[1])
        return "throughout" if least == most.partition(" ")[0] else f"{least} to {most}"

    def cell(self, dot: Dot | None) -> str:
        """Write what one run measured: times with their interval, traced memory to the byte."""
        if dot is None:
            return formatting.NOT_AVAILABLE
        if self.metric is Metric.TRACED:
            return f"{formatting.count(round(dot.value))} bytes"
        if self.metric is Metric.RESIDENT:
            return formatting.memory(dot.value)
        return f"{formatting.ratio(dot.value)} ({formatting.ratio(dot.low)} to {formatting.ratio(dot.high)})"


def gather_data(history: History, strand: Strand, metric: Metric, looked: Mapping[str, Appearance]) -> TrendChartData:
    """Gather what one chart shows."""
    mine = tuple(each for each in history.series if (each.strand, each.metric) == (strand, metric))
    runs = (place for place, facts in enumerate(history.runs) if strand in facts.strands)
    return TrendChartData(
        metric=metric,
        series=mine,
        changes=tuple(each for each in history.changes if each.series in mine),
        places={run: place for place, run in enumerate(runs)},
        labels=_labels(history, mine),
        looked=looked,
    )


def _labels(history: History, found: Iterable[Series]) -> dict[Surroundings, tuple[str, str]]:
    """Give a letter, and words, to all surroundings between which nothing is compared; none if they are all alike."""
    firsts: dict[Surroundings, int] = {}
    for each in sorted(found, key=lambda each: each.points[0].run):
        firsts.setdefault(surroundings(each), each.points[0].run)
    differing = [len({each[part] for each in firsts}) > 1 for part in range(3)]
    return {
        each: (LETTERS[number % len(LETTERS)] if any(differing) else "", _describe(history, each, differing, first))
        for number, (each, first) in enumerate(firsts.items())
    }


def surroundings(each: Series) -> Surroundings:
    """Return what a series was measured in."""
    return each.interpreter, each.machine, each.baseline


def _describe(history: History, each: Surroundings, differing: Sequence[bool], first: int) -> str:
    interpreter, machine, baseline = each
    parts = (
        f"Python {interpreter}",
        machine,
        f"the baseline `{baseline.partition(' ')[0]}` as of {history.runs[first].entry.day}",
    )
    return ", ".join(part for part, differs in zip(parts, differing, strict=True) if differs)
