"""Time against peak memory: one labelled dot per implementation, the Pareto front, and the path of the steps.

Both axes are logarithmic, because implementations differ by factors; the lower left corner is better. A dot's cross is
the interval of its time and the range of its peaks. Where there are many rows, only those of the front, the story and
the baseline are named.
"""

from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bench.analysis.pareto import Standing, unbeaten
from bench.analysis.pareto import uses_less_memory as standing_uses_less
from bench.model import formatting
from reports.drawing import frame
from reports.drawing.crossings import Point
from reports.drawing.palette import colour
from reports.drawing.row_labels import Named, write_names
from reports.page.parts import Table
from reports.page.section import PageSection, Row
from reports.view.sentences import find_tied, list_names, untold

TITLE = "Time against memory"
EQUALS: Final = "Of cases whose memory does not differ measurably, only the fastest is on the front."
NAMED: Final = 45
FEW: Final = 9  # rows whose names find room on a telephone
FAINT: Final = 0.45  # opacity of dots without a name
FONT: Final = 13
KEY: Final = 34  # pixels above the axes for what the lines mean
FRONT: Final[dict[str, Any]] = {
    "linewidth": 4,
    "alpha": 0.35,
    "solid_joinstyle": "miter",
}  # a bar that lies on it is seen to its ends
CORNER: Final = (100.0, 20.0)  # pixels kept for the word in the corner


def draw(section: PageSection, *, narrow: bool = False) -> Figure:
    """Draw the section."""
    crowded = len(place_rows(section.rows)) > FEW
    page = frame.figure(frame.NARROW, 480 if crowded else 400) if narrow else frame.figure(frame.WIDE, 430)
    axes = frame.axes(page, 66, 46, 20, KEY)  # the last tick has room for its number on the right
    _scales(axes, section, narrow=narrow)
    _front(axes, section)
    _steps(axes, section)
    _crosses(axes, section)
    named = {row.key for _, _, row in _choose_named(section)}
    for _, _, row in place_rows(section.rows):
        _dot(axes, row, opacity=1 if row.key in named else FAINT)
    _names(axes, section)
    _key(page, section)
    axes.text(0.006, 0.012, "↙ better", transform=axes.transAxes, color=colour("muted"), fontsize=FONT - 1)
    return page


def finding(section: PageSection) -> str:
    """Say which cases no other beats in both."""
    best = front(section.rows)
    if not best:
        return ""
    if len(best) > 1:
        names = list_names([row.name for row in best], most=8)
        return f"On the Pareto front, where less memory costs more time: {names}. {EQUALS}"
    return _alone(best[0], section)


def _alone(best: Row, section: PageSection) -> str:
    """Say what may be claimed of the only row of a front."""
    name, others = f"`{best.name}`", [row for _, _, row in place_rows(section.rows) if row.key != best.key]
    if not others:
        return f"Only {name} has both a time and a peak, so there is nothing to compare."
    if reason := untold(section):
        said = f"{reason[0].upper()}{reason[1:]}"
        return f"{said}, so no Pareto front is drawn. No other case uses measurably less memory than {name}."
    if find_tied(best, others):
        return f"No other case is measurably faster than {name} or uses measurably less memory."
    if all(uses_less_memory(best, other) for other in others):
        return f"{name} is best in both: every other case takes measurably more time and more memory."
    return f"{name} is the fastest, and no other case uses measurably less memory."


def table(section: PageSection) -> Table:
    """Return both figures of every row."""
    unit = formatting.seconds_unit(seconds for seconds, _, _ in place_rows(section.rows))
    on_front = {row.key for row in front(section.rows)}
    rows = (
        (row.name, unit.text(seconds), formatting.memory(size), _is_on(on_front, row, section))
        for seconds, size, row in place_rows(section.rows)
    )
    return Table(heads=("Implementation", "Time", "Peak memory", "On the Pareto front"), rows=tuple(rows))


def _is_on(front: Collection[str], row: Row, section: PageSection) -> str:
    if untold(section):
        return "untested"
    return "yes" if row.key in front else "no"


def _scales(axes: Axes, section: PageSection, *, narrow: bool) -> None:
    points = place_rows(section.rows)
    unit = formatting.seconds_unit(seconds for seconds, _, _ in points)
    ends = [end for _, _, row in points for cross in _cross(row)[:1] for end, _ in cross]
    times = frame.widen((*(seconds for seconds, _, _ in points), *ends), margin=0.12)
    sizes = frame.widen((size for _, size, _ in points), margin=0.3 if narrow else 0.16)  # room for names
    frame.log_axis(axes, "x", times, unit, most=4 if narrow else 8)
    frame.log_axis(axes, "y", sizes, formatting.MIB, most=7)
    axes.set_xlabel(f"time of one call, {unit.name}")
    axes.set_ylabel("peak memory, MiB")


def _dot(axes: Axes, row: Row, *, opacity: float) -> None:
    """Draw the dot of one row."""
    if row.figures.seconds and row.figures.peak:
        at = ([row.figures.seconds.value], [row.figures.peak.value])
        hue, marker = colour(row.look.role), row.look.marker
        axes.plot(*at, marker=marker, color=hue, ms=9, ls="", alpha=opacity, gid=f"data-row={row.key}")


def _crosses(axes: Axes, section: PageSection) -> None:
    """Draw the intervals of all rows, of time across and of the peak upwards, with a stroke at each end."""
    segments = [segment for _, _, row in place_rows(section.rows) for segment in _cross(row)]
    hues = [colour(row.look.role) for _, _, row in place_rows(section.rows) for _ in _cross(row)]
    axes.add_collection(LineCollection(segments, colors=hues, linewidths=1.2), autolim=False)
    for (start, end), hue in zip(segments, hues, strict=True):
        stroke = "|" if start[1] == end[1] else "_"
        axes.plot(*zip(start, end, strict=True), marker=stroke, ms=9, color=hue, ls="", scalex=False, scaley=False)


def _cross(row: Row) -> tuple[tuple[Point, Point], ...]:
    time, peak = row.figures.seconds, row.figures.peak
    if time is None or peak is None:
        return ()
    across = ((time.low, peak.value), (time.high, peak.value))
    return (across, ((time.value, peak.low), (time.value, peak.high)))


def _front(axes: Axes, section: PageSection) -> None:
    """Draw the front as steps."""
    turns = _corners(axes, section)
    axes.plot([x for x, _ in turns], [y for _, y in turns], color=colour("muted"), zorder=1, **FRONT)


def corners(section: PageSection) -> list[Point]:
    """Return the corners of the Pareto front, the fastest row first; none where the order is untested."""
    points = [] if untold(section) else [(seconds, size) for seconds, size, _ in place_rows(front(section.rows))]
    turns = [
        corner for (_, size), (seconds, below) in pairwise(points) for corner in ((seconds, size), (seconds, below))
    ]
    return [*points[:1], *turns]


def _corners(axes: Axes, section: PageSection) -> list[Point]:
    """Return the corners of the front, which runs on to the borders of the picture."""
    turns = corners(section)
    return [(turns[0][0], axes.get_ylim()[1]), *turns, (axes.get_xlim()[1], turns[-1][1])] if turns else []


def _path(section: PageSection) -> list[Point]:
    """Return where the steps of the story are."""
    known = {row.key: (seconds, size) for seconds, size, row in place_rows(section.rows)}
    return [known[key] for key in section.steps if key in known]


def _steps(axes: Axes, section: PageSection) -> None:
    """Join the steps of the story by arrows."""
    arrow = {"arrowstyle": "->", "color": colour("muted"), "shrinkA": 9, "shrinkB": 9, "linestyle": "--"}
    for start, end in pairwise(_path(section)):
        axes.annotate("", xy=end, xytext=start, arrowprops=arrow, zorder=1.5)


def _key(page: Figure, section: PageSection) -> None:
    """Draw a legend of the lines above the axes, if there are any."""
    front = Line2D([], [], color=colour("muted"), label="Pareto front", **FRONT)
    steps = Line2D([], [], color=colour("muted"), linewidth=1, linestyle="--", label="optimisation steps")
    shown = [line for line, points in ((front, corners(section)), (steps, _path(section)[1:])) if points]
    if shown:
        page.legend(
            handles=shown, loc="upper left", ncols=2, frameon=False, fontsize=FONT - 1, labelcolor=colour("muted")
        )


def _names(axes: Axes, section: PageSection) -> None:
    points = [Named(row.key, row.name, (seconds, size)) for seconds, size, row in _choose_named(section)]
    lines = [
        *pairwise(_corners(axes, section)),
        *(bar for _, _, row in place_rows(section.rows) for bar in _cross(row)),
    ]
    write_names(axes, points, lines=lines, arrows=list(pairwise(_path(section))), corner=CORNER)


def _choose_named(section: PageSection) -> list[tuple[float, float, Row]]:
    points = place_rows(section.rows)
    if len(points) <= NAMED:
        return points
    chosen = {row.key for row in front(section.rows)} | set(section.steps)
    return [each for each in points if each[2].key in chosen or each[2].baseline]


def place_rows(rows: Iterable[Row]) -> list[tuple[float, float, Row]]:
    """Return (seconds, bytes, row) of the rows that have both, fastest first."""
    found = [
        (row.figures.seconds.value, row.figures.peak.value, row)
        for row in rows
        if row.figures.seconds and row.figures.peak
    ]
    return sorted(found, key=lambda each: each[:2])


def front(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of the Pareto front, fastest first."""
    known = {row.key: row for row in rows if row.rank and row.figures.peak}
    return [known[key] for key in unbeaten({key: _standing(row) for key, row in known.items()})]


def uses_less_memory(row: Row, other: Row) -> bool:
    """Return whether a row may be said to need less memory than another."""
    return standing_uses_less(_standing(row), _standing(other))


def _standing(row: Row) -> Standing:
    peak = row.figures.peak
    return Standing(row.tier, (peak.low, peak.high) if peak else (0.0,), several=row.figures.processes > 1)
