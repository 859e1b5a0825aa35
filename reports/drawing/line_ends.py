"""Lines with their names at their ends; the names are pushed apart where lines end close together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.drawing import frame
from reports.drawing.label_placement import spread
from reports.drawing.palette import colour
from reports.drawing.row_labels import short
from reports.page.figures import Appearance

HEIGHT: Final = 400
NAMES: Final = 190  # pixels at the right for the names
LINE: Final = 17.0


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One line.

    Args:
        key: of the row it stands for.
        name: written at its end.
        look: of its implementation.
        points: in base units, from left to right.
    """

    key: str
    name: str
    look: Appearance
    points: tuple[tuple[float, float], ...]


def paper(*, narrow: bool) -> tuple[Figure, Axes]:
    """Return a figure and its axes, with room for the names at the right, or above each line if narrow."""
    page = frame.figure(frame.NARROW if narrow else frame.WIDE, HEIGHT)
    return page, frame.axes(page, 66, 46, 150 if narrow else NAMES, 14)


def draw_lines(axes: Axes, lines: Sequence[ChartLine], *, marked: bool) -> None:
    """Draw lines; `marked` shows their points."""
    for line in lines:
        xs, ys = zip(*line.points, strict=True)
        (drawn,) = axes.plot(
            xs,
            ys,
            color=colour(line.look.role),
            linestyle=line.look.dash,
            linewidth=1.8,
            marker=line.look.marker if marked else "",
            markersize=6,
        )
        drawn.set_gid(f"data-row={line.key}")


def name_ends(axes: Axes, lines: Sequence[ChartLine]) -> None:
    """Write the names at the right of the axes, each joined to the end of its line."""
    right = axes.get_xlim()[1]
    ends = [float(axes.transData.transform(line.points[-1])[1]) for line in lines]
    area = axes.get_window_extent()
    for line, end, place in zip(lines, ends, spread(ends, LINE, low=area.y0, high=area.y1), strict=True):
        gap = 1 + 10 / area.width
        x, y = gap, (place - area.y0) / area.height
        axes.text(
            x, y, short(axes, line.name), transform=axes.transAxes, va="center", fontsize=12, gid=f"data-row={line.key}"
        )
        start = axes.transAxes.inverted().transform(axes.transData.transform(line.points[-1]))
        ends_at = ([float(start[0]), gap - 3 / area.width], [(end - area.y0) / area.height, y])
        if line.points[-1][0] < right or abs(end - place) > 1:
            axes.plot(*ends_at, transform=axes.transAxes, color=colour("muted"), linewidth=0.6, clip_on=False)
