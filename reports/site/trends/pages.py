"""From the history to pages of trends: one page a workload, one trend a dataset, one chart a metric."""

from collections.abc import Iterable, Sequence
from typing import Final

from bench.analysis.history.change_points import SeriesChangeKind
from bench.analysis.history.series import Metric, Strand
from bench.model import formatting
from reports.drawing.palette import looks
from reports.site.history import History, key_of, page_of
from reports.site.runs import SHORT
from reports.site.site_pages import Index, Trend, TrendFinding, TrendPage
from reports.site.trends.panels import panel

METRICS: Final = (Metric.RESIDENT, Metric.TRACED, Metric.TIME)


def index(history: History, found: Sequence[TrendFinding], trends: Sequence[TrendPage]) -> Index:
    """Return the first page."""
    entries = tuple(facts.entry for facts in reversed(history.runs))
    steps = tuple(each for each in found if each.kind == SeriesChangeKind.STEP)
    first, last = (_unbroken(entries[place].day) for place in (-1, 0))
    return Index(
        headline=formatting.number_of(len(entries), "report")
        + (f" of {last}" if first == last else f", from {first} to {last}"),
        finding=_finding(len(entries), steps),
        steps=steps,
        others=tuple(each for each in found if each.kind != SeriesChangeKind.STEP),
        trends=tuple(trends),
        entries=entries,
    )


def pages(history: History, found: Sequence[TrendFinding]) -> tuple[TrendPage, ...]:
    """Return a page for every workload, in the order of their names."""
    names = sorted({strand.workload for strand in history.strands})
    return tuple(_page(history, name, found) for name in names)


def _changes(number: int) -> str:
    return formatting.number_of(number, "change") if number else "no changes detected"


def _finding(runs: int, steps: Sequence[TrendFinding]) -> str:
    if runs == 1:
        return "The history begins with the second report."
    if not steps:
        return "No changes detected: no figure varied more than it usually does between runs."
    latest = f"`{steps[0].row}` in the run of {_unbroken(steps[0].since.moment(steps[0].before.day))}"
    return f"{_changes(len(steps))}: {latest}." if len(steps) == 1 else f"{_changes(len(steps))}, the latest: {latest}."


def _size(history: History, strand: Strand) -> str:
    """Name the data, by their hash too where others of the workload go by the same words."""
    words = {
        each: next(run.strands[each] for run in reversed(history.runs) if each in run.strands)
        for each in history.strands
    }
    namesakes = [each for each in history.strands if (each.workload, words[each]) == (strand.workload, words[strand])]
    return f"{words[strand]}, data {strand.data[:SHORT]}" if len(namesakes) > 1 else words[strand]


def _unbroken(day: str) -> str:
    """Keep a date in a sentence on one line."""
    return day.replace("-", "\u2011").replace(" ", "\xa0")


def _page(history: History, workload: str, found: Sequence[TrendFinding]) -> TrendPage:
    strands = [strand for strand in history.strands if strand.workload == workload]
    trends = tuple(_trend(history, strand, found) for strand in strands)
    rows = {each.row for each in history.series if each.strand.workload == workload}
    runs = {entry.run for trend in trends for entry in trend.runs}
    steps = sum(len(trend.steps) for trend in trends)
    return TrendPage(
        address=page_of(workload),
        workload=workload,
        title=next(facts.questions[workload] for facts in reversed(history.runs) if workload in facts.questions),
        trends=trends,
        said=", ".join(
            (formatting.number_of(len(runs), "run"), formatting.number_of(len(rows), "implementation"), _changes(steps))
        ),
    )


def _trend(history: History, strand: Strand, found: Iterable[TrendFinding]) -> Trend:
    places = [place for place, facts in enumerate(history.runs) if strand in facts.strands]
    looked = looks(sorted({each.row for each in history.series if each.strand.workload == strand.workload}))
    mine = [each for each in found if (each.key, each.workload) == (key_of(strand), strand.workload)]
    drawn = (panel(history, strand, metric, looked) for metric in METRICS)
    return Trend(
        key=key_of(strand),
        size=_size(history, strand),
        runs=tuple(history.runs[place].entry for place in reversed(places)),
        steps=tuple(each for each in mine if each.kind == SeriesChangeKind.STEP),
        others=tuple(each for each in mine if each.kind != SeriesChangeKind.STEP),
        panels=tuple(each for each in drawn if each.lanes),
    )
