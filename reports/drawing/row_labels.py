"""Write names beside points of a drawing, so that none covers another, a point or a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from reports.drawing import frame
from reports.drawing.crossings import Box, Line, Point
from reports.drawing.label_placement import Ground, leader, place
from reports.drawing.palette import colour

FONT: Final = 13
LONGEST: Final = 40  # characters of a name
LONGEST_NARROW: Final = 22


@dataclass(frozen=True, slots=True)
class Named:
    """A point with its name and the key of its row, in the values of the axes."""

    key: str
    name: str
    at: Point


def write_names(
    axes: Axes, points: Sequence[Named], *, lines: Sequence[Line], arrows: Sequence[Line], corner: Point
) -> None:
    """Write the names; a line joins those that found no room near their points.

    Args:
        axes: with their scales and limits set.
        points: what is named.
        lines: thin ones, which names leave clear wherever there is room, in the values of the axes.
        arrows: lines that no name may lie on, likewise.
        corner: width and height in pixels to be kept free in the lower left.
    """
    texts = [axes.text(0, 0, short(axes, each.name), fontsize=FONT, gid=f"data-row={each.key}") for each in points]
    FigureCanvasAgg(cast("Figure", axes.figure))  # it measures text
    dots = [_pixel(axes, each.at) for each in points]
    sizes = [(extent.width, extent.height) for extent in (text.get_window_extent() for text in texts)]
    area = _area(axes)
    boxes = place(
        dots,
        sizes,
        Ground(
            within=area,
            lines=[(_pixel(axes, start), _pixel(axes, end)) for start, end in lines],
            arrows=[(_pixel(axes, start), _pixel(axes, end)) for start, end in arrows],
            taken=[Box(area.left, area.bottom, area.left + corner[0], area.bottom + corner[1])],
        ),
    )
    for text, box, dot in zip(texts, boxes, dots, strict=True):
        text.set(position=_value(axes, (box.left, box.bottom)), verticalalignment="bottom")
        if line := leader(dot, box):
            ends = zip(*(_value(axes, end) for end in line), strict=True)
            axes.plot(*ends, color=colour("muted"), linewidth=0.6)


def short(axes: Axes, name: str) -> str:
    """Shorten a name in its middle to what the width of the drawing allows."""
    width = cast("Figure", axes.figure).get_size_inches()[0] * frame.DPI
    most = LONGEST_NARROW if width < frame.WIDE else LONGEST
    half = most // 2
    return name if len(name) <= most else f"{name[:half]}…{name[-half + 1 :]}"


def _area(axes: Axes) -> Box:
    extent = axes.get_window_extent()
    return Box(extent.x0 + 2, extent.y0 + 2, extent.x1, extent.y1)


def _pixel(axes: Axes, point: Point) -> Point:
    x, y = axes.transData.transform(point)
    return float(x), float(y)


def _value(axes: Axes, pixel: Point) -> Point:
    x, y = axes.transData.inverted().transform(pixel)
    return float(x), float(y)
