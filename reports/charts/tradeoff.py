"""Time against peak memory: one labelled dot per implementation, the Pareto front, and the way of the steps.

Both axes are logarithmic, because implementations differ by factors; the lower left corner is better. A dot's cross is
the interval of its time and the range of its peaks. Where there are many rows, only those of the front, the story and
the baseline are named.
"""

from itertools import pairwise
from math import dist
from typing import Final, cast

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bench import formatting
from reports.charts import frame
from reports.charts.labels import Box, place
from reports.front import front, placed
from reports.page import Row, Section, Table
from reports.palette import colour

TITLE = "Time against memory"
NAMED: Final = 45
FONT: Final = 13
LEADER_FROM: Final = 14.0  # pixels between dot and name, from which a line joins them


def draw(section: Section, *, narrow: bool = False) -> Figure:
    """Draw the section."""
    page = frame.figure(frame.NARROW, 420) if narrow else frame.figure(frame.WIDE, 520)
    axes = frame.axes(page, 52, 46, 12, 14)
    _scales(axes, section, narrow=narrow)
    _front(axes, section)
    _steps(axes, section)
    for _, _, row in placed(section.rows):
        _dot(axes, row)
    _names(axes, section)
    axes.text(0.006, 0.012, "↙ less of both", transform=axes.transAxes, color=colour("muted"), fontsize=FONT - 1)
    return page


def finding(section: Section) -> str:
    """Say which rows nothing beats in both."""
    best = front(section.rows)
    if not best:
        return ""
    names = ", ".join(f"`{row.name}`" for row in best)
    if len(best) == 1:
        return f"{names} is best in both: no other implementation needs less time or less memory."
    return f"On the front, where less memory costs time and less time costs memory: {names}."


def table(section: Section) -> Table:
    """Return both figures of every row."""
    unit = formatting.seconds_unit(seconds for seconds, _, _ in placed(section.rows))
    on_front = {row.key for row in front(section.rows)}
    rows = (
        (row.name, unit.text(seconds), formatting.memory(size), "yes" if row.key in on_front else "no")
        for seconds, size, row in placed(section.rows)
    )
    return Table(heads=("Implementation", "Time", "Peak memory", "On the front"), rows=tuple(rows))


def _scales(axes: Axes, section: Section, *, narrow: bool) -> None:
    points = placed(section.rows)
    unit = formatting.seconds_unit(seconds for seconds, _, _ in points)
    times = frame.widened((seconds for seconds, _, _ in points), margin=0.12)
    sizes = frame.widened((size for _, size, _ in points), margin=0.12)
    frame.log_axis(axes, "x", times, unit, most=4 if narrow else 8)
    frame.log_axis(axes, "y", sizes, formatting.MIB, most=7)
    axes.set_xlabel(f"time of one call, {unit.name}")
    axes.set_ylabel("peak memory, MiB")


def _dot(axes: Axes, row: Row) -> None:
    """Draw one row: its dot, and its intervals as a cross."""
    ink, time, peak = colour(row.look.role), row.figures.seconds, row.figures.peak
    if time is None or peak is None:
        return
    axes.plot([time.low, time.high], [peak.value] * 2, color=ink, linewidth=1.2)
    axes.plot([time.value] * 2, [peak.low, peak.high], color=ink, linewidth=1.2)
    (dot,) = axes.plot([time.value], [peak.value], marker=row.look.marker, color=ink, markersize=9, linestyle="none")
    dot.set_gid(f"data-row={row.key}")


def _front(axes: Axes, section: Section) -> None:
    """Draw the front as steps that run on to the borders of the picture."""
    points = placed(front(section.rows))
    if not points:
        return
    right, top = axes.get_xlim()[1], axes.get_ylim()[1]
    times = [points[0][0], *(seconds for seconds, _, _ in points), right]
    sizes = [top, *(size for _, size, _ in points), points[-1][1]]
    axes.step(times, sizes, where="post", color=colour("muted"), linewidth=1, zorder=1)


def _steps(axes: Axes, section: Section) -> None:
    """Join the steps of the story by arrows."""
    known = {row.key: (seconds, size) for seconds, size, row in placed(section.rows)}
    path = [known[key] for key in section.steps if key in known]
    for start, end in pairwise(path):
        arrow = {"arrowstyle": "->", "color": colour("muted"), "shrinkA": 9, "shrinkB": 9, "linestyle": "--"}
        axes.annotate("", xy=end, xytext=start, arrowprops=arrow, zorder=1.5)


def _names(axes: Axes, section: Section) -> None:
    """Write the names beside the dots; a line joins those that found no room near theirs."""
    rows = _named(section)
    points = [(seconds, size) for seconds, size, _ in rows]
    dots = [tuple(axes.transData.transform(point)) for point in points]
    texts = [axes.text(0, 0, row.name, fontsize=FONT, gid=f"data-row={row.key}") for _, _, row in rows]
    FigureCanvasAgg(cast("Figure", axes.figure))  # it measures text
    extents = [text.get_window_extent() for text in texts]
    area = axes.get_window_extent()
    boxes = place(dots, [(each.width, each.height) for each in extents], Box(area.x0, area.y0, area.x1, area.y1))
    back = axes.transData.inverted()
    for text, box, dot in zip(texts, boxes, dots, strict=True):
        text.set_position(tuple(back.transform((box.left, box.bottom))))
        text.set_verticalalignment("bottom")
        near = (min(max(dot[0], box.left), box.right), min(max(dot[1], box.bottom), box.top))
        if dist(near, dot) > LEADER_FROM:
            axes.plot(
                *zip(back.transform(near), back.transform(dot), strict=True), color=colour("muted"), linewidth=0.6
            )


def _named(section: Section) -> list[tuple[float, float, Row]]:
    points = placed(section.rows)
    if len(points) <= NAMED:
        return points
    chosen = {row.key for row in front(section.rows)} | set(section.steps)
    return [each for each in points if each[2].key in chosen or each[2].baseline]
