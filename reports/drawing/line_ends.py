"""The names of lines at their ends, pushed apart where lines end close together."""

from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes

from reports.drawing.label_placement import spread
from reports.drawing.palette import colour
from reports.drawing.row_labels import short

HEIGHT: Final = 400
NAMES: Final = 190  # pixels at the right for the names
LINE: Final = 17.0


def name_ends(axes: Axes, lines: Sequence[tuple[str, str, tuple[float, float]]]) -> None:
    """Write the names at the right of the axes, each joined to the end of its line.

    Args:
        axes: those of the lines.
        lines: (key of the row, name, end in base units).
    """
    right = axes.get_xlim()[1]
    heights = [float(axes.transData.transform(end)[1]) for _, _, end in lines]
    area = axes.get_window_extent()
    places = spread(heights, LINE, low=area.y0, high=area.y1)
    for (key, name, end), height, place in zip(lines, heights, places, strict=True):
        gap = 1 + 10 / area.width
        x, y = gap, (place - area.y0) / area.height
        axes.text(x, y, short(axes, name), transform=axes.transAxes, va="center", fontsize=12, gid=f"data-row={key}")
        start = axes.transAxes.inverted().transform(axes.transData.transform(end))
        ends_at = ([float(start[0]), gap - 3 / area.width], [(height - area.y0) / area.height, y])
        if end[0] < right or abs(height - place) > 1:
            axes.plot(*ends_at, transform=axes.transAxes, color=colour("muted"), linewidth=0.6, clip_on=False)
