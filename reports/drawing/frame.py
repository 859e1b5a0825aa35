"""The paper that every chart is drawn on: widths in pixels of the page, and axes with round ticks."""

import math
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from bench.model.formatting import Unit
from reports.drawing.palette import colour

WIDE: Final = 1000
NARROW: Final = 370
DPI: Final = 72
SERIES: Final = ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 7))
FEWEST_TICKS: Final = 3
FOOT: Final = 0.04  # of a vertical axis, in which a tick would touch the first of the horizontal one


def figure(width: int, height: int) -> Figure:
    """Return a figure of that many pixels."""
    return Figure(figsize=(width / DPI, height / DPI), dpi=DPI)


def axes(page: Figure, left: float, bottom: float, right: float, top: float) -> Axes:
    """Put axes on a figure, leaving margins in pixels on the four sides."""
    width, height = (side * DPI for side in page.get_size_inches())
    return page.add_axes(
        (left / width, bottom / height, (width - left - right) / width, (height - bottom - top) / height)
    )


def widen(values: Iterable[float], *, least: float = 2.0, margin: float = 0.08) -> tuple[float, float]:
    """Return limits of a logarithmic axis around values: at least a factor of `least`, and a margin on both sides."""
    known = sorted(value for value in values if value > 0) or [1.0]
    low, high = math.log(known[0]), math.log(known[-1])
    lacking = max(0.0, math.log(least) - (high - low)) / 2
    room = (high - low + 2 * lacking) * margin
    return math.exp(low - lacking - room), math.exp(high + lacking + room)


def log_ticks(low: float, high: float, *, most: int = 8) -> list[float]:
    """Return round numbers within limits: as many as fit, from the series 1, 1-3, 1-2-5 and finer.

    Where even powers of ten are too many, every second or third of them.
    """
    best = _within(SERIES[0], low, high)
    if len(best) > most:
        return best[:: math.ceil(len(best) / most)]
    for series in SERIES[1:]:
        ticks = _within(series, low, high)
        if len(ticks) > most and len(best) >= FEWEST_TICKS:
            return best
        best = ticks if len(ticks) <= most or len(best) < FEWEST_TICKS else best
    return best


def _within(series: Sequence[float], low: float, high: float) -> list[float]:
    powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
    found = (step * 10.0**power for power in powers for step in series)
    return [tick for tick in found if low <= tick <= high]


def log_axis(axes: Axes, name: Literal["x", "y"], limits: tuple[float, float], unit: Unit, *, most: int = 8) -> None:
    """Make one axis logarithmic, with round ticks of that unit, written plainly; limits are in base units."""
    low, high = limits
    axes.set(**{f"{name}scale": "log", f"{name}lim": limits})
    axis, least = (axes.xaxis, low) if name == "x" else (axes.yaxis, low * (high / low) ** FOOT)
    axis.set_major_locator(
        FixedLocator([tick * unit.size for tick in log_ticks(least / unit.size, high / unit.size, most=most)])
    )
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _place: plain(value / unit.size)))
    rule(axes, name)


def rule(axes: Axes, name: Literal["x", "y"]) -> None:
    """Draw thin lines behind everything instead of the ticks of one axis."""
    axes.tick_params(length=0)
    axes.grid(visible=True, axis=name, color=colour("rule"), linewidth=0.6)
    axes.set_axisbelow(True)


def plain(value: float, _place: object = None) -> str:
    """Write a tick: 0.02, 5, 1,000."""
    rounded = float(f"{value:.6g}")
    return f"{rounded:,.0f}" if rounded == round(rounded) else f"{rounded:,.6g}"
