"""Horizontal bars from zero, each with its name above it and its figure at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bench.formatting import MIB
from reports.charts import frame
from reports.palette import colour

ROW: Final = 46
THICK: Final = 0.42
ROOM: Final = 1.02


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Args:
        key: of the row it stands for.
        name: written above it.
        parts: (role, bytes), laid end to end.
        said: written at its end.
    """

    key: str
    name: str
    parts: tuple[tuple[str, float], ...]
    said: str

    @property
    def size(self) -> float:
        """Return its length in bytes."""
        return sum(size for _, size in self.parts)


def draw_bars(bars: Sequence[Bar], *, width: int, label: str) -> Figure:
    """Draw bars of bytes, the first on top."""
    page = frame.figure(width, ROW * len(bars) + 56)
    axes = frame.axes(page, 8, 44, 16, 8)
    full = max((bar.size for bar in bars), default=1) or 1
    axes.set(xlim=(0, full / MIB.size * ROOM), ylim=(len(bars) - 0.4, -0.75), yticks=[], xlabel=label)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5 if width < frame.WIDE else 8))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: frame.plain(value)))
    axes.tick_params(length=0)
    axes.grid(visible=True, axis="x", color=colour("rule"), linewidth=0.6)
    axes.set_axisbelow(True)
    for place, bar in enumerate(bars):
        _bar(axes, place, bar)
    return page


def _bar(axes: Axes, place: int, bar: Bar) -> None:
    start = 0.0
    for role, size in bar.parts:
        axes.barh(place, size / MIB.size, THICK, left=start, color=colour(role), linewidth=0, gid=f"data-row={bar.key}")
        start += size / MIB.size
    axes.text(0, place - 0.3, bar.name, va="bottom", ha="left", fontweight="bold")
    axes.annotate(bar.said, (axes.get_xlim()[1], place - 0.3), va="bottom", ha="right", color=colour("muted"))
