"""From the series of one metric to a chart: a lane for each row, its stretches, marks where something happened.

Rows to which something happened come first, then the others, the best first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.analysis.history.change_points import SeriesChange, SeriesChangeKind
from bench.analysis.history.series import Metric, Strand
from bench.model.characters import printable
from reports.page.figures import Appearance
from reports.page.parts import Table
from reports.site.history import History, key_of
from reports.site.trends.chart_data import TrendChartData, gather_data, surroundings
from reports.site.trends.findings import short_words
from reports.site.trends.shapes import Dot, Lane, Mark, Panel, Stretch
from reports.view.sentences import list_names

KINDS: Final = {
    SeriesChangeKind.STEP: "Changed",
    SeriesChangeKind.ONCE: "Seen only in the first or the latest run",
    SeriesChangeKind.OUTLIER: "One outlier",
    SeriesChangeKind.DRIFT: "Gradual drift",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """How a metric is spoken of: its title, how to read it, and what its values are."""

    title: str
    help: str
    noun: str


WORDINGS: Final = {
    Metric.RESIDENT: Wording(
        "Memory", "The most that a process held at any moment; a bar is the range over the processes.", "memory"
    ),
    Metric.TRACED: Wording(
        "Python heap",
        "Its peak, as counted by `tracemalloc`. Without threads and libraries it repeats to the byte.",
        "traced memory",
    ),
    Metric.TIME: Wording(
        "Times as fast as the baseline", "Higher is faster; a bar is the interval of the ratio.", "time"
    ),
}


def panel(history: History, strand: Strand, metric: Metric, looked: Mapping[str, Appearance]) -> Panel:
    """Return the chart of one metric; without lanes if nothing was measured."""
    wording, data = WORDINGS[metric], gather_data(history, strand, metric, looked)
    lanes = [_lane(data, row) for row in dict.fromkeys(each.row for each in data.series)]
    by_value = sorted(lanes, key=lambda lane: lane.newest.value, reverse=metric is Metric.TIME)
    ordered = sorted(by_value, key=lambda lane: not lane.marks and not lane.alone)
    return Panel(
        key=f"{key_of(strand)}-{metric.name.lower()}",
        title=wording.title,
        help=wording.help,
        finding=_finding(data.changes, wording),
        days=_days(history, data),
        lanes=tuple(ordered),
        legend=tuple((label, words) for label, words in data.labels.values() if label),
        table=_table(history, data, ordered),
    )


def _days(history: History, data: TrendChartData) -> tuple[str, ...]:
    """Return the day of each run, with the time where there are several runs a day."""
    entries = [history.runs[place].entry for place in data.places]
    once = len({entry.day for entry in entries}) == len(entries)
    return tuple(entry.day if once else f"{entry.day} {entry.time}" for entry in entries)


def _lane(data: TrendChartData, row: str) -> Lane:
    mine = [each for each in data.series if each.row == row]
    stretches = tuple(
        Stretch(
            label=data.labels[surroundings(each)][0],
            dots=tuple(Dot(data.places[at.run], at.value, at.low, at.high) for at in each.points),
        )
        for each in sorted(mine, key=lambda each: each.points[0].run)
    )
    own = [each for each in data.changes if each.series.row == row]
    newest = max((dot for stretch in stretches for dot in stretch.dots), key=lambda dot: dot.place)
    return Lane(
        name=printable(row),
        look=data.looked[row],
        stretches=stretches,
        latest=data.text(newest.value),
        newest=newest,
        span=data.span([dot.value for stretch in stretches for dot in stretch.dots]),
        marks=tuple(_mark(data, each) for each in own if each.kind in {SeriesChangeKind.STEP, SeriesChangeKind.ONCE}),
        alone=tuple(data.places[each.first.run] for each in own if each.kind is SeriesChangeKind.OUTLIER),
    )


def _mark(data: TrendChartData, each: SeriesChange) -> Mark:
    between = (data.places[each.last.run], data.places[each.first.run])
    return Mark(between, short_words(each), sure=each.kind is SeriesChangeKind.STEP)


def _finding(found: Sequence[SeriesChange], wording: Wording) -> str:
    """Say whose figures changed, and how."""
    said = []
    for kind, words in KINDS.items():
        names = list(dict.fromkeys(printable(each.series.row) for each in found if each.kind is kind))
        said += [f"{words}: {list_names(names)}."] if names else []
    return " ".join(said) or f"No changes detected: {wording.noun} varied no more than it usually does between runs."


def _table(history: History, data: TrendChartData, lanes: Sequence[Lane]) -> Table:
    """Return a row for each run, the newest first, and a column for each lane."""
    known = [{dot.place: dot for dot in lane.dots} for lane in lanes]
    rows = []
    for place, at in sorted(data.places.items(), reverse=True):
        entry = history.runs[place].entry
        rows.append((f"{entry.day} {entry.time}", entry.commit, *(data.cell(each.get(at)) for each in known)))
    return Table(heads=("Run", "Commit", *(lane.name for lane in lanes)), rows=tuple(rows))
