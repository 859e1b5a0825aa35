"""Draw a chart of lanes: one for each implementation, all over the same runs.

Every lane has its own scale, logarithmic and at least a tenth high, so that a step shows whatever the others need and
noise stays flat. Runs are at equal distances. Lines join only what may be compared.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from reports.drawing import frame
from reports.drawing.palette import colour
from reports.drawing.row_labels import short
from reports.site.trends.shapes import Lane, Panel, Stretch

HEIGHT: Final = 80  # pixels of a lane
HEAD: Final = 0.36  # share of a lane above its scale: the name
FOOT: Final = 0.84  # where the scale of a lane ends
LEAST: Final = math.log(1.1)
MOST: Final = 40
RIGHT: Final = 200
RIGHT_NARROW: Final = 104
GAP: Final = 0.008  # of the width
LETTER: Final = 8  # pixels
NEAR_EDGE: Final = 3  # pixels
SPACE: Final = 30
FEW: Final = 40  # runs; beyond, dots are small
ROOMY: Final = 6
CROWDED: Final = 3
HOLLOW: Final = {"markerfacecolor": colour("ground")}
DASHES: Final = ("-", (0, (4, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))


def draw(panel: Panel, *, narrow: bool = False) -> Figure:
    """Draw the chart within `reports.drawing.svg.style`."""
    lanes = panel.lanes[:MOST]
    page = frame.figure(frame.NARROW if narrow else frame.WIDE, HEIGHT * len(lanes) + 44)
    FigureCanvasAgg(page)  # it measures text
    axes = frame.axes(page, 10, 34, RIGHT_NARROW if narrow else RIGHT, 10)
    axes.set(xlim=(-0.5, len(panel.days) - 0.5), ylim=(len(lanes), 0), yticks=[])
    axes.spines["left"].set_visible(False)
    _days(axes, panel.days)
    for number, lane in enumerate(lanes):
        _lane(axes, lane, number, size=CROWDED if len(panel.days) > FEW else ROOMY)
    return page


def _days(axes: Axes, days: Sequence[str]) -> None:
    """Write as many of the days below the runs as have room, at equal distances, the last among them."""
    last = len(days) - 1
    wide = LETTER * len(days[-1]) * 3 / 2 + SPACE  # one at an end is beside its run, and not half on either side of it
    most = max(1, int(axes.get_window_extent().width / wide))
    shown = range(last, -1, -math.ceil(len(days) / most))
    axes.set_xticks(list(shown), [days[place] for place in shown])
    if len(days) > most:
        for label, place in zip(axes.get_xticklabels(), shown, strict=True):
            label.set_horizontalalignment("left" if place < last / 10 else "right" if place == last else "center")
    frame.rule(axes, "x")


def _lane(axes: Axes, lane: Lane, number: int, *, size: float) -> None:
    if number:
        axes.axhline(number, color=colour("rule"), linewidth=0.6)
    _marks(axes, lane, number)
    scale = _scale(lane, number)
    letters = list(dict.fromkeys(stretch.label for stretch in lane.stretches))
    hue = colour(lane.look.role)
    for stretch in lane.stretches:
        turn = letters.index(stretch.label)
        pen = {"color": hue, "marker": lane.look.marker, "markersize": size, "linewidth": 1.6}
        _stretch(axes, stretch, scale, pen | {"linestyle": DASHES[turn % len(DASHES)]} | (HOLLOW if turn else {}))
    for dot in lane.dots:
        if dot.place in lane.alone:
            axes.plot([dot.place], [scale(dot.value)], "o", markersize=15, markerfacecolor="none", color=colour("ink"))
    left, right = axes.get_xlim()
    edge = right + (right - left) * 0.012
    axes.text(edge, number + 0.5, lane.latest, va="center", fontweight="bold")
    span = axes.text(edge, number + 0.76, lane.span, va="center", fontsize=11, color=colour("muted"))
    if span.get_window_extent().x1 > axes.figure.bbox.x1 - NEAR_EDGE:
        span.set_text(lane.span.replace(" to ", "\nto "))


def _scale(lane: Lane, number: int) -> Callable[[float], float]:
    """Return what puts a value at its height in the lane."""
    ends = [math.log(end) for dot in lane.dots for end in (dot.low, dot.high)]
    lacking = max(0.0, LEAST - (max(ends) - min(ends))) / 2
    low, high = min(ends) - lacking, max(ends) + lacking
    return lambda value: number + FOOT - (math.log(value) - low) / (high - low) * (FOOT - HEAD)


def _stretch(axes: Axes, stretch: Stretch, scale: Callable[[float], float], pen: Mapping[str, Any]) -> None:
    for dot in stretch.dots:
        axes.plot([dot.place] * 2, [scale(dot.low), scale(dot.high)], color=pen["color"], linewidth=1.2)
    axes.plot([dot.place for dot in stretch.dots], [scale(dot.value) for dot in stretch.dots], **pen)
    if stretch.label:
        first = stretch.dots[0]
        axes.text(first.place, scale(first.high) - 0.05, stretch.label, ha="center", va="bottom", fontsize=11)


def _marks(axes: Axes, lane: Lane, number: int) -> None:
    """Write the name, and draw every change between its two runs, dotted if one run alone shows it.

    What is written of a change is beside it, or right of what stands there already; it is left out where there is
    no room, as the list below the chart says it too.
    """
    left, right = axes.get_xlim()
    gap = (right - left) * GAP
    free = _end(axes, axes.text(left, number + 0.06, short(axes, lane.name), va="top", fontweight="bold"))
    for mark in lane.marks:
        at = sum(mark.between) / 2
        axes.plot([at, at], [number + 0.03, number + 0.97], color=colour("ink"), linestyle="-" if mark.sure else ":")
        start = max(at, free + gap) + gap
        text = axes.text(start, number + 0.06, mark.text if mark.sure else f"{mark.text}?", va="top", fontsize=12)
        end = _end(axes, text)
        if end > right and 2 * at - end > free:
            text.set(x=at - gap, ha="right")
            free = at
        elif end > right:
            text.remove()
        else:
            free = end


def _end(axes: Axes, text: Text) -> float:
    """Return where a text ends, in the values of the axes."""
    return float(axes.transData.inverted().transform((text.get_window_extent().x1, 0))[0])
