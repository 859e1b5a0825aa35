"""Memory over the time of one call of `run`, a small panel for each implementation: resident, and Python's heap.

Both curves of a panel span the whole call, from its begin to its end. They come from a process each, and the traced one
is several times slower, so they share no clock: at one place, the heap may be above the resident memory. A curve holds
what was seen last until the next look. Every panel has its own scale: this is about the shape, and the sizes
stand beside the name.
"""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bench.model import formatting
from bench.model.formatting import MIB
from reports.drawing import frame
from reports.drawing.palette import colour
from reports.page.figures import Curve
from reports.page.parts import Table
from reports.page.section import PageSection, Row

TITLE = "What happened over time?"
MOST: Final = 12
COLUMNS: Final = 3
ROW: Final = 150  # pixels of a panel, its name and its axis included
HEAD: Final = 26
FOOT: Final = 30
LEFT: Final = 44
GAP: Final = 18
KEY: Final = 30
TENTHS: Final = 10
NAME: Final = 24  # characters that fit beside the size


def draw(section: PageSection, *, narrow: bool = False) -> Figure:
    """Draw the section."""
    rows = _choose(section)
    columns = 1 if narrow else min(COLUMNS, len(rows))
    lines = ceil(len(rows) / columns)
    page = frame.figure(frame.NARROW if narrow else frame.WIDE, KEY + ROW * lines)
    width = (frame.NARROW if narrow else frame.WIDE) / (1 if narrow else COLUMNS)
    for number, row in enumerate(rows):
        line, column = divmod(number, columns)
        right = page.get_size_inches()[0] * frame.DPI - (column + 1) * width + GAP
        below = ROW * (lines - 1 - line)
        _panel(frame.axes(page, column * width + LEFT, below + FOOT, right, KEY + ROW * line + HEAD), row)
    _key(page, narrow=narrow)
    return page


def finding(section: PageSection) -> str:
    """Say which row held most, and when; of one on a part of the data also what it peaks at on all of it."""
    held = [(size, at, row.name, row) for row in _rows(section) for at, size in row.figures.curve]
    if not held:
        return "Traced Python heap during the call." if _rows(section) else ""
    size, at, name, row = max(held, key=lambda each: each[:3])
    curve, peak = row.figures.curve, row.figures.peak
    whole = f"; on {section.size} it peaks at {formatting.memory(peak.value)}" if _on_lines(row) and peak else ""
    shown = len({row.key for *_, row in held})
    most = "held at most" if shown == 1 else "held the most:"
    of = "Of the rows shown, " if 1 < shown < len(section.rows) else ""
    return (
        f"{of}`{name}` {most} {formatting.memory(size)}, {formatting.percent(_share(at, curve))} into its call of "
        f"{formatting.seconds(curve[-1][0])}{_on_lines(row)}{whole}."
    )


def table(section: PageSection) -> Table:
    """Return the most that was held in every tenth of each call."""
    heads = ("Implementation", "Part of the call", "Resident memory at most", "Traced Python heap at most")
    return Table(heads=heads, rows=tuple(cells for row in _rows(section) for cells in _tenths(row)))


def _on_lines(row: Row) -> str:
    """Return on how many lines a row was recorded, if not on all."""
    return f" on {formatting.count(row.figures.curve_lines)} lines" if row.figures.curve_lines else ""


def _rows(section: PageSection) -> list[Row]:
    return [row for row in section.rows if row.figures.curve or row.figures.traced_curve]


def _choose(section: PageSection) -> list[Row]:
    """Choose the first rows, and the one that they are compared with."""
    rows = _rows(section)
    first, base = rows[:MOST], [row for row in rows[MOST:] if row.baseline]
    return first[: MOST - len(base)] + base


def _panel(axes: Axes, row: Row) -> None:
    curves = (row.figures.curve, row.figures.traced_curve)
    highest = max(size for curve in curves for _, size in curve) / MIB.size
    axes.set(xlim=(0, 1), ylim=(0, highest * 1.08 or 1.0))
    for curve, role in zip(curves, (row.look.role, "traced"), strict=True):
        _curve(axes, curve, row, role=role)
    last = formatting.seconds(curves[0][-1][0]) if curves[0] else "end"
    axes.set_xticks([0, 1], ["0", f"{last}{_on_lines(row)}"])
    begin, end = axes.get_xticklabels()
    begin.set_horizontalalignment("left")
    end.set_horizontalalignment("right")
    axes.yaxis.set_major_locator(MaxNLocator(3))
    axes.yaxis.set_major_formatter(frame.plain)
    axes.tick_params(labelsize=12)
    frame.rule(axes, "y")
    name = row.name if len(row.name) <= NAME else f"{row.name[: NAME // 2]}…{row.name[-NAME // 2 + 1 :]}"
    said = formatting.memory(highest * MIB.size)
    for text, x, side, weight in ((name, 0.0, "left", "bold"), (said, 1.0, "right", "normal")):
        axes.text(x, 1.06, text, transform=axes.transAxes, va="bottom", ha=side, fontweight=weight, fontsize=12.5)


def _curve(axes: Axes, curve: Curve, row: Row, *, role: str) -> None:
    if not curve:
        return
    xs = [_share(at, curve) for at, _ in curve]
    ys = [size / MIB.size for _, size in curve]
    xs, ys = [0.0, *xs, 1.0], [ys[0], *ys, ys[-1]]
    opacity = 0.12 if role != "traced" else 0.35
    axes.fill_between(xs, 0, ys, step="post", color=colour(role), alpha=opacity, linewidth=0)
    axes.plot(xs, ys, drawstyle="steps-post", color=colour(role), linewidth=1.6, gid=f"data-row={row.key}")


def _key(page: Figure, *, narrow: bool) -> None:
    """Draw a legend above the panels."""
    width, height = (side * frame.DPI for side in page.get_size_inches())
    said = (("━", "muted", "resident memory, MiB"), ("■", "traced", "traced Python heap"))
    apart = (("", "muted", "from two processes, each drawn over its whole call: the traced one is slower"),)
    for place, (mark, role, text) in enumerate(said if narrow else said + apart):
        x = 8 + place * 182
        page.text(x / width, 1 - 14 / height, mark, color=colour(role), va="center", fontsize=14)
        page.text((x + 17) / width, 1 - 14 / height, text, color=colour("muted"), va="center", fontsize=12)


def _tenths(row: Row) -> Iterator[tuple[str, ...]]:
    for tenth in range(TENTHS):
        part = f"{100 * tenth // TENTHS} to {100 * (tenth + 1) // TENTHS} %"
        yield (
            f"{row.name}{_on_lines(row)}",
            part,
            *(_most(curve, tenth) for curve in (row.figures.curve, row.figures.traced_curve)),
        )


def _most(curve: Curve, tenth: int) -> str:
    """Return the most that was held in a tenth: what was held when it began, or more."""
    shares = [(min(int(_share(at, curve) * TENTHS), TENTHS - 1), size) for at, size in curve]
    before = [size for place, size in shares if place < tenth]
    own = [size for place, size in shares if place == tenth]
    return formatting.memory(max((*before[-1:], *own), default=None))


def _share(at: float, curve: Sequence[tuple[float, int]]) -> float:
    """Return how much of the call was over then."""
    return at / curve[-1][0] if curve[-1][0] > 0 else 0.0
