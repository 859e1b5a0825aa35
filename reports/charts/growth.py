"""Peak memory against the size of the data, on logarithmic axes: a line that stays level is constant memory."""

from typing import Final

from matplotlib.figure import Figure

from bench import formatting
from bench.formatting import MIB, Unit
from reports.charts import frame
from reports.charts.lines import Line, draw_lines, name_ends, paper
from reports.page import Row, Section, Table
from reports.sentences import listed

TITLE = "How does it grow?"
FEWEST: Final = 2
MOST: Final = 14
LEVEL: Final = 1.05  # growth over the whole range, as a factor of the peak; under it memory is called constant
THOUSAND: Final = Unit("thousand lines", 1000)


def draw(section: Section, *, narrow: bool = False) -> Figure:
    """Draw the section."""
    page, axes = paper(narrow=narrow)
    rows = _rows(section)[:MOST]
    points = [point for row in rows for point in row.growth]
    frame.log_axis(axes, "x", frame.widened(lines for lines, _ in points), THOUSAND, most=3 if narrow else 7)
    frame.log_axis(axes, "y", frame.widened((size for _, size in points), margin=0.12), MIB, most=7)
    axes.set(xlabel=THOUSAND.name, ylabel="peak memory, MiB")
    lines = [Line(row.key, row.name, row.look, row.growth) for row in rows]
    draw_lines(axes, lines, marked=True)
    name_ends(axes, lines)
    return page


def finding(section: Section) -> str:
    """Say whose memory does not grow, and who grows most."""
    rows = _rows(section)
    if not rows:
        return ""
    level = [row.name for row in rows if _factor(row) < LEVEL]
    steepest = max(rows, key=_factor)
    (fewest, _), (most, _) = steepest.growth[0], steepest.growth[-1]
    said = f"From {formatting.count(int(fewest))} to {formatting.count(int(most))} lines"
    if _factor(steepest) < LEVEL:
        return f"{said} no peak grows by more than 5 %."
    said = f"{said} `{steepest.name}` grows {formatting.significant(_factor(steepest))} times as large"
    return f"{said}; the peak of {listed(level)} stays level." if level else f"{said}; no peak stays level."


def table(section: Section) -> Table:
    """Return the peaks at every size."""
    rows = (
        (row.name, formatting.count(int(lines)), formatting.memory(size))
        for row in _rows(section)
        for lines, size in row.growth
    )
    return Table(heads=("Implementation", "Lines", "Peak memory"), rows=tuple(rows))


def _rows(section: Section) -> list[Row]:
    return [row for row in section.rows if len(row.growth) >= FEWEST]


def _factor(row: Row) -> float:
    return row.growth[-1][1] / row.growth[0][1]
