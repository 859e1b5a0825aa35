"""From the series of one metric to a chart: a lane for each row, its stretches, marks where something happened.

Rows to which something happened come first, then the others, the best first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench import formatting
from bench.history import Change, Kind
from bench.series import Metric, Series, Strand
from reports.characters import printable
from reports.measures import Look
from reports.pieces import Table
from reports.sentences import listed
from reports.site.past import Past, key_of
from reports.site.pieces import Dot, Lane, Mark, Panel, Stretch
from reports.site.remarks import short_words

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KINDS: Final = {
    Kind.STEP: "A step",
    Kind.ONCE: "Seen in one run alone, at an end",
    Kind.OUTLIER: "One run that stands out",
    Kind.DRIFT: "Crept, without a step",
}
Surroundings = tuple[str, str, str]
"""Python, machine and baseline: between different ones nothing is compared."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a metric is spoken of: its title, how to read it, and what its values are."""

    title: str
    help: str
    noun: str


WORDINGS: Final = {
    Metric.RESIDENT: Wording(
        "Memory", "The most that the process held at any moment; a bar is the range of its processes.", "memory"
    ),
    Metric.TRACED: Wording(
        "Python's own heap", "Its peak, as `tracemalloc` counts it. It repeats to the byte.", "traced memory"
    ),
    Metric.TIME: Wording(
        "Times as fast as the baseline", "Upwards is faster; a bar is the interval of the ratio.", "time"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lined:
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
    changes: tuple[Change, ...]
    places: Mapping[int, int]
    labels: Mapping[Surroundings, tuple[str, str]]
    looked: Mapping[str, Look]

    def text(self, value: float) -> str:
        """Write a value."""
        return formatting.ratio(value) if self.metric is Metric.TIME else formatting.memory(value)

    def span(self, values: Sequence[float]) -> str:
        """Say between what values lie: `12.4 to 14.9 MiB`."""
        if self.metric is Metric.TIME:
            least, most, unit = formatting.ratio(min(values)), formatting.ratio(max(values)), ""
        else:
            of = formatting.memory_unit(values)
            least, most, unit = of.number(min(values)), of.number(max(values)), f" {of.name}"
        return "throughout" if least == most else f"{least} to {most}{unit}"

    def cell(self, dot: Dot | None) -> str:
        """Write what one run measured: times with their interval, traced memory to the byte."""
        if dot is None:
            return formatting.NOT_AVAILABLE
        if self.metric is Metric.TRACED:
            return f"{formatting.count(round(dot.value))} bytes"
        if self.metric is Metric.RESIDENT:
            return formatting.memory(dot.value)
        return f"{formatting.ratio(dot.value)} ({formatting.ratio(dot.low)} to {formatting.ratio(dot.high)})"


def panel(past: Past, strand: Strand, metric: Metric, looked: Mapping[str, Look]) -> Panel:
    """Return the chart of one metric; without lanes if nothing was measured."""
    wording, lined = WORDINGS[metric], _lined(past, strand, metric, looked)
    lanes = [_lane(lined, row) for row in dict.fromkeys(each.row for each in lined.series)]
    by_value = sorted(lanes, key=lambda lane: lane.newest.value, reverse=metric is Metric.TIME)
    ordered = sorted(by_value, key=lambda lane: not lane.marks and not lane.alone)
    return Panel(
        key=f"{key_of(strand)}-{metric.name.lower()}",
        title=wording.title,
        help=wording.help,
        finding=_finding(lined.changes, wording),
        days=tuple(past.runs[place].entry.day for place in lined.places),
        lanes=tuple(ordered),
        legend=tuple((label, words) for label, words in lined.labels.values() if label),
        table=_table(past, lined, ordered),
    )


def _lined(past: Past, strand: Strand, metric: Metric, looked: Mapping[str, Look]) -> Lined:
    mine = tuple(each for each in past.series if (each.strand, each.metric) == (strand, metric))
    runs = (place for place, facts in enumerate(past.runs) if strand in facts.strands)
    return Lined(
        metric=metric,
        series=mine,
        changes=tuple(each for each in past.changes if each.series in mine),
        places={run: place for place, run in enumerate(runs)},
        labels=_labels(past, mine),
        looked=looked,
    )


def _labels(past: Past, found: Iterable[Series]) -> dict[Surroundings, tuple[str, str]]:
    """Give a letter, and words, to all surroundings between which nothing is compared; none if they are all alike."""
    firsts: dict[Surroundings, int] = {}
    for each in sorted(found, key=lambda each: each.points[0].run):
        firsts.setdefault(_surroundings(each), each.points[0].run)
    differing = [len({each[part] for each in firsts}) > 1 for part in range(3)]
    return {
        each: (LETTERS[number % len(LETTERS)] if any(differing) else "", _described(past, each, differing, first))
        for number, (each, first) in enumerate(firsts.items())
    }


def _surroundings(each: Series) -> Surroundings:
    return each.interpreter, each.machine, each.baseline


def _described(past: Past, each: Surroundings, differing: Sequence[bool], first: int) -> str:
    interpreter, machine, baseline = each
    parts = (
        f"Python {interpreter}",
        machine,
        f"the baseline `{baseline.partition(' ')[0]}` as of {past.runs[first].entry.day}",
    )
    return ", ".join(part for part, differs in zip(parts, differing, strict=True) if differs)


def _lane(lined: Lined, row: str) -> Lane:
    mine = [each for each in lined.series if each.row == row]
    stretches = tuple(
        Stretch(
            label=lined.labels[_surroundings(each)][0],
            dots=tuple(Dot(lined.places[at.run], at.value, at.low, at.high) for at in each.points),
        )
        for each in sorted(mine, key=lambda each: each.points[0].run)
    )
    own = [each for each in lined.changes if each.series.row == row]
    newest = max((dot for stretch in stretches for dot in stretch.dots), key=lambda dot: dot.place)
    return Lane(
        name=printable(row),
        look=lined.looked[row],
        stretches=stretches,
        latest=lined.text(newest.value),
        newest=newest,
        span=lined.span([dot.value for stretch in stretches for dot in stretch.dots]),
        marks=tuple(_mark(lined, each) for each in own if each.kind in {Kind.STEP, Kind.ONCE}),
        alone=tuple(lined.places[each.first.run] for each in own if each.kind is Kind.OUTLIER),
    )


def _mark(lined: Lined, each: Change) -> Mark:
    between = (lined.places[each.last.run], lined.places[each.first.run])
    return Mark(between, short_words(each), sure=each.kind is Kind.STEP)


def _finding(found: Sequence[Change], wording: Wording) -> str:
    """Say whose figures stepped, and whose did otherwise."""
    said = []
    for kind, words in KINDS.items():
        names = list(dict.fromkeys(printable(each.series.row) for each in found if each.kind is kind))
        said += [f"{words}: {listed(names)}."] if names else []
    return " ".join(said) or f"No step: {wording.noun} moved by no more than runs differ by anyway."


def _table(past: Past, lined: Lined, lanes: Sequence[Lane]) -> Table:
    """Return a row for each run, the newest first, and a column for each lane."""
    known = [{dot.place: dot for dot in lane.dots} for lane in lanes]
    rows = []
    for place, at in sorted(lined.places.items(), reverse=True):
        entry = past.runs[place].entry
        rows.append((f"{entry.day} {entry.time}", entry.commit, *(lined.cell(each.get(at)) for each in known)))
    return Table(heads=("Run", "Commit", *(lane.name for lane in lanes)), rows=tuple(rows))
