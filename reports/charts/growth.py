"""Peak memory against the size of the data, on logarithmic axes: a line that stays level is constant memory.

A growth model is drawn as a line through the sizes that it was fitted to, dashed beyond them, within the band of its
forecast. The largest size was held out of every fit and is drawn hollow: the nearer the line comes to it, the better.
"""

from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.analysis.growth.laws import GrowthKind
from bench.model import formatting
from bench.model.formatting import MIB, Unit
from reports.drawing import frame
from reports.drawing.line_ends import HEIGHT, NAMES, name_ends
from reports.drawing.palette import colour
from reports.page.parts import Table
from reports.page.section import PageSection, Row
from reports.view.sentences import list_names

TITLE = "How does it grow?"
FEWEST: Final = 2
MOST: Final = 14
THOUSAND: Final = Unit("thousand lines", 1000)
DASHED: Final = (0, (4, 3))
LEFT: Final = 84  # pixels, for "10,000"
WORDS: Final = 130  # pixels more at the right, for the growth models


def draw(section: PageSection, *, narrow: bool = False) -> Figure:
    """Draw the section."""
    page = frame.figure(frame.NARROW if narrow else frame.WIDE, HEIGHT)
    axes = frame.axes(page, LEFT, 46, 150 if narrow else NAMES + WORDS, 14)
    rows = _choose(_rows(section))
    ends = [_end(row) for row in rows]
    points = [point for row in rows for point in row.growth.points] + ends
    frame.log_axis(axes, "x", frame.widen(lines for lines, _ in points), THOUSAND, most=3 if narrow else 7)
    frame.log_axis(axes, "y", frame.widen((size for _, size in points), margin=0.12), MIB, most=7)
    axes.set(xlabel=THOUSAND.name, ylabel="peak memory, MiB")
    for row in rows:
        _draw_law(axes, row)
        _draw_points(axes, row)
    names = [row.name if narrow else ": ".join(filter(None, (row.name, row.growth.end))) for row in rows]
    name_ends(axes, [(row.key, name, end) for row, name, end in zip(rows, names, ends, strict=True)])
    return page


def finding(section: PageSection) -> str:
    """Say which growth model holds for which case, and how the forecasts did."""
    rows = _rows(section)
    if not rows:
        return ""
    level = [row.name for row in rows if _is_level(row)]
    rising = (row for row in rows if row.growth.course and not _is_level(row))
    growing = sorted(rising, key=lambda row: not row.baseline)
    said = [f"`{row.name}` {row.growth.words}; {row.growth.outlook}." for row in growing[:1]]
    said += [f"`{row.name}` {row.growth.words}." for row in growing[1:2]]
    said += [f"Constant: {list_names(level)}."] if level else []
    odd = [row.name for row in rows if row.growth.words == GrowthKind.NONE]
    said += [f"No model fits: {list_names(odd)}."] if odd else []
    said += [f"{list_names(names)}: {words}." for words, names in _group_refused(rows).items()]
    hidden = [row.name for row in rows if row not in _choose(rows)]
    said += [f"Not drawn, to keep the picture legible: {list_names(hidden)}."] if hidden else []
    return " ".join([*said, *_describe_checks(rows)]) or _range(rows)


def table(section: PageSection) -> Table:
    """Return the peaks at every size, with the growth models."""
    rows = _rows(section)
    sizes = sorted({lines for row in rows for lines, _ in row.growth.points})
    heads = (
        "Implementation",
        *(formatting.plural(int(size), "line") for size in sizes),
        "Growth model",
        "Check",
        "Forecast",
    )
    return Table(heads=heads, rows=tuple(_cells(row, sizes) for row in rows))


def _cells(row: Row, sizes: list[float]) -> tuple[str, ...]:
    peaks = dict(row.growth.points)
    known = (formatting.memory(peaks.get(size)) for size in sizes)
    return (row.name, *known, row.growth.words, row.growth.verdict, row.growth.outlook)


def _rows(section: PageSection) -> list[Row]:
    return [row for row in section.rows if len(row.growth.points) >= FEWEST]


def _is_level(row: Row) -> bool:
    return row.growth.words.startswith("constant")


def _choose(rows: Sequence[Row]) -> list[Row]:
    """Choose where there are too many: the baseline, what grows, and some of the level lines, which hide each other."""
    chosen = sorted(rows, key=lambda row: (not row.baseline, _is_level(row)))[:MOST]
    return [row for row in rows if row in chosen]


def _end(row: Row) -> tuple[float, float]:
    return row.growth.course[-1][:2] if row.growth.course else row.growth.points[-1]


def _draw_law(axes: Axes, row: Row) -> None:
    """Draw the growth model with its band; without one, join the points."""
    ink, course = colour(row.look.role), row.growth.course
    if not course:
        _line(axes, row, row.growth.points, dash=row.look.dash)
        return
    early = [point for point in row.growth.points if point[0] < course[0][0]]
    if early:
        _line(axes, row, [*early, course[0][:2]], dash=":")
    lines, _, low, high = zip(*course, strict=True)
    axes.fill_between(lines, low, high, color=ink, alpha=0.1, linewidth=0)
    known = [(at, value) for at, value, _, _ in course if at <= row.growth.fitted]
    _line(axes, row, known, dash=row.look.dash)
    _line(axes, row, [known[-1], *((at, value) for at, value, _, _ in course if at > row.growth.fitted)], dash=DASHED)


def _line(
    axes: Axes, row: Row, points: Sequence[tuple[float, float]], *, dash: str | tuple[int, tuple[int, int]]
) -> None:
    xs, ys = zip(*points, strict=True)
    axes.plot(xs, ys, color=colour(row.look.role), linestyle=dash, linewidth=1.6, gid=f"data-row={row.key}")


def _draw_points(axes: Axes, row: Row) -> None:
    """Draw what was measured; the size that was held out is hollow."""
    for at, value in row.growth.points:
        held = row.growth.checked is not None and at > row.growth.fitted
        face = colour("ground") if held else colour(row.look.role)
        ink, marker = colour(row.look.role), row.look.marker
        axes.plot([at], [value], color=ink, marker=marker, ms=6, mfc=face, ls="", gid=f"data-row={row.key}")


def _group_refused(rows: list[Row]) -> dict[str, list[str]]:
    """Return which rows have no growth model, by the reason."""
    refused: dict[str, list[str]] = {}
    for row in rows:
        if row.growth.words.startswith(f"{GrowthKind.REFUSED} ("):
            refused.setdefault(row.growth.words, []).append(row.name)
    return refused


def _describe_checks(rows: list[Row]) -> list[str]:
    checks = [row.growth.checked for row in rows if row.growth.checked is not None]
    if not checks:
        return []
    largest = max(lines for row in rows for lines, _ in row.growth.points)
    size, held = formatting.plural(int(largest), "line"), f"{sum(checks)} of {formatting.plural(len(checks), 'case')}"
    missed = [row.name for row in rows if row.growth.checked is False]
    wrong = f"; wrong for {list_names(missed)}" if missed else ""
    return [f"Forecasts for the held-out size of {size} were right in {held}{wrong}."]


def _range(rows: list[Row]) -> str:
    fewest, most = (formatting.count(int(rows[0].growth.points[place][0])) for place in (0, -1))
    return f"Measured from {fewest} to {most} lines, too few sizes for a growth model."
