"""Resident memory over the time of `run`, where it was recorded."""

from itertools import pairwise
from typing import Final

from matplotlib.figure import Figure

from bench import formatting
from bench.formatting import MIB
from reports.charts import frame
from reports.charts.lines import HEIGHT, Line, draw_lines
from reports.charts.naming import Named, write_names
from reports.page import Row, Section
from reports.palette import colour
from reports.pieces import Table

TITLE = "What happened over time?"
MOST: Final = 14
POINTS_SAID: Final = 12


def draw(section: Section, *, narrow: bool = False) -> Figure:
    """Draw the section."""
    page = frame.figure(frame.NARROW if narrow else frame.WIDE, HEIGHT)
    axes = frame.axes(page, 66, 46, 12, 14)
    rows = _rows(section)[:MOST]
    longest = max(row.figures.curve[-1][0] for row in rows)
    unit = formatting.seconds_unit([longest])
    highest = max(size for row in rows for _, size in row.figures.curve) / MIB.size
    axes.set(xlim=(0, longest / unit.size * 1.02), ylim=(0, highest * 1.05))
    axes.set(xlabel=f"since `run` began, {unit.name}".replace("`", ""), ylabel="resident memory, MiB")
    axes.tick_params(length=0)
    axes.grid(visible=True, color=colour("rule"), linewidth=0.6)
    axes.xaxis.set_major_formatter(lambda value, _place: frame.plain(value))
    axes.yaxis.set_major_formatter(lambda value, _place: frame.plain(value))
    curves = [tuple((at / unit.size, size / MIB.size) for at, size in row.figures.curve) for row in rows]
    lines = [Line(row.key, row.name, row.look, curve) for row, curve in zip(rows, curves, strict=True)]
    draw_lines(axes, lines, marked=False)
    ends = [Named(line.key, line.name, line.points[-1]) for line in lines]
    segments = [segment for line in lines for segment in pairwise(line.points)]
    write_names(axes, ends, lines=segments, corner=(0, 0))
    return page


def finding(section: Section) -> str:
    """Say who held most, and when."""
    rows = _rows(section)
    if not rows:
        return ""
    size, at, row = max((size, at, row.name) for row in rows for at, size in row.figures.curve)
    return f"`{row}` held most, {formatting.memory(size)} after {formatting.seconds(at)}."


def table(section: Section) -> Table:
    """Return some points of each curve."""
    rows = (
        (row.name, formatting.seconds(at) if at else "0 s", formatting.memory(size))
        for row in _rows(section)
        for at, size in row.figures.curve[:: max(1, len(row.figures.curve) // POINTS_SAID)]
    )
    return Table(heads=("Implementation", "After", "Resident memory"), rows=tuple(rows))


def _rows(section: Section) -> list[Row]:
    return [row for row in section.rows if row.figures.curve]
