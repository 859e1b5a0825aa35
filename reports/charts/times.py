"""Every sample of every implementation, in two strips: the time itself, and how far each process was from the estimate.

On an axis that holds all implementations the scatter of one is often thinner than its dot; the second strip shows it in
percent, over a grey band as wide as the difference that equal code showed.
"""

from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.analysis.statistics.times import TimeVerdict
from bench.model import formatting
from reports.drawing import frame
from reports.drawing.palette import colour
from reports.drawing.row_labels import short
from reports.page.parts import Table
from reports.page.section import PageSection, Row

TITLE = "How sure are the times?"
ROW: Final = 46
MOST: Final = 40
SHAKE: Final = (0.0, 0.11, -0.11, 0.055, -0.055)
DEVIATION: Final = 1.0  # percent; the second strip is at least that wide on both sides


def draw(section: PageSection, *, narrow: bool = False) -> Figure:
    """Draw the section."""
    rows = _rows(section)[:MOST]
    height = ROW * len(rows) + 62
    if narrow:
        page = frame.figure(frame.NARROW, 2 * height)
        left, right = frame.axes(page, 8, height + 46, 12, 10), frame.axes(page, 8, 46, 12, height + 10)
    else:
        page = frame.figure(frame.WIDE, height)
        half = frame.WIDE // 2
        left, right = frame.axes(page, 8, 46, half + 10, 10), frame.axes(page, half + 20, 46, 12, 10)
    _seconds(left, rows)
    _deviations(right, rows, section.floor)
    for axes in (left, right) if narrow else (left,):
        _names(axes, rows)
    return page


def finding(section: PageSection) -> str:
    """Say how wide the widest interval is, and how many comparisons are settled."""
    rows = _rows(section)
    if not rows:
        return ""
    compared = [row.figures.faster for row in rows if row.figures.faster]
    claimed = sum(each.claimed for each in compared)
    widest = max(rows, key=_width)
    said = (
        f"The widest interval, that of `{widest.name}`, spans {formatting.percent(_width(widest))} of its estimate."
        if _width(widest)
        else "Too few rounds for an interval."
    )
    if compared and all(each.verdict is TimeVerdict.UNTESTED for each in compared):
        return f"{said} No difference from the baseline was tested."
    return f"{said} Measurably different from the baseline: {claimed} of {len(compared)}." if compared else said


def table(section: PageSection) -> Table:
    """Return estimate, interval and number of samples of every row."""
    unit = formatting.seconds_unit(row.figures.seconds.value for row in _rows(section) if row.figures.seconds)
    rows = (
        (
            row.name,
            unit.text(row.figures.seconds.value),
            unit.text(row.figures.seconds.low),
            unit.text(row.figures.seconds.high),
            str(len(row.figures.by_round)),
            "baseline" if row.figures.faster is None else row.figures.faster.words,
        )
        for row in _rows(section)
        if row.figures.seconds
    )
    return Table(
        heads=("Implementation", "Estimate", "From", "To", "Samples", "Against the baseline"), rows=tuple(rows)
    )


def _rows(section: PageSection) -> list[Row]:
    return [row for row in section.rows if row.figures.seconds and row.figures.by_round]


def _width(row: Row) -> float:
    seconds = row.figures.seconds
    return (seconds.high - seconds.low) / seconds.value if seconds else 0.0


def _seconds(axes: Axes, rows: list[Row]) -> None:
    everything = [value for row in rows for value in row.figures.by_round.values()]
    unit = formatting.seconds_unit(everything)
    frame.log_axis(axes, "x", frame.widen(everything), unit, most=6)
    axes.set_xlabel(f"time of one call, {unit.name}")
    _lanes(axes, rows)
    for place, row in enumerate(rows):
        seconds = row.figures.seconds
        if seconds:
            _strip(axes, place, row, list(row.figures.by_round.values()))
            axes.plot([seconds.low, seconds.high], [place, place], color=colour("ink"), linewidth=2)
            axes.plot([seconds.value], [place], marker="|", color=colour("ink"), markersize=14)


def _deviations(axes: Axes, rows: list[Row], floor: float | None) -> None:
    widest = DEVIATION
    for place, row in enumerate(rows):
        seconds = row.figures.seconds
        if seconds:
            off = [100 * (value / seconds.value - 1) for value in row.figures.by_round.values()]
            low, high = (100 * (end / seconds.value - 1) for end in (seconds.low, seconds.high))
            widest = max(widest, *map(abs, (*off, low, high)))
            _strip(axes, place, row, off)
            axes.plot([low, high], [place, place], color=colour("ink"), linewidth=2)
    edge = widest * 1.08
    if floor is not None:
        band = min(100 * (floor - 1), edge)  # what goes beyond the axis would be drawn over the other strip
        axes.axvspan(-band, band, color=colour("band"), linewidth=0, zorder=0)
    axes.set_xlim(-edge, edge)
    axes.set_xlabel("each process against the estimate, %")
    axes.xaxis.set_major_formatter(lambda value, _place: f"{value:+g}" if value else "0")
    frame.rule(axes, "x")
    _lanes(axes, rows)


def _names(axes: Axes, rows: list[Row]) -> None:
    across = axes.get_yaxis_transform()
    for place, row in enumerate(rows):
        axes.text(0, place - 0.26, short(axes, row.name), transform=across, va="bottom", fontweight="bold")


def _lanes(axes: Axes, rows: list[Row]) -> None:
    axes.set(ylim=(len(rows) - 0.5, -0.75), yticks=[])
    axes.spines["left"].set_visible(False)


def _strip(axes: Axes, place: int, row: Row, values: list[float]) -> None:
    shaken = [place + SHAKE[number % len(SHAKE)] for number in range(len(values))]
    ink = colour(row.look.role)
    axes.plot(values, shaken, ls="", marker="o", ms=5, mew=0, alpha=0.55, color=ink, gid=f"data-row={row.key}")
