"""Horizontal bars from zero, each with its name above it and its figure at its end.

Where a few bars dwarf the others, a second panel shows all of them on a scale that suits the small ones; bars that go
on beyond it end in an arrow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bench.model.formatting import MIB
from reports.drawing import frame
from reports.drawing.palette import colour
from reports.drawing.row_labels import short

ROW: Final = 44
THICK: Final = 0.4
ROOM: Final = 1.02
FOOT: Final = 46
KEY: Final = 30  # pixels above the bars for the names of the parts
SMALL: Final = 0.2  # of the longest bar: those below it get a panel of their own
SMALL_ROOM: Final = 1.25
NAMES_PER_LINE: Final = 2  # of the parts, in the narrow drawing


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BarLayout:
    """How much room there is, in pixels: for the bars of one panel, and above them for the names of their parts."""

    panels: int
    rows: int
    names: int
    narrow: bool

    @property
    def height(self) -> int:
        """Return the height of one panel."""
        return ROW * self.rows + FOOT

    @property
    def key(self) -> int:
        """Return the height of the names."""
        return KEY * (-(-self.names // NAMES_PER_LINE) if self.narrow else bool(self.names))

    @property
    def total(self) -> int:
        """Return the height of the drawing."""
        return self.key + self.height * (self.panels if self.narrow else 1)


def draw_bars(bars: Sequence[Bar], *, narrow: bool, label: str, names: Mapping[str, str] | None = None) -> Figure:
    """Draw bars of bytes, the first on top.

    Args:
        bars: what is drawn.
        narrow: whether the drawing is for a telephone.
        label: of the axis.
        names: role -> name of a part, where the parts are to be named.
    """
    scales = _scales(bars) if names else [_longest(bars)]
    layout = BarLayout(panels=len(scales), rows=len(bars), names=len(names or {}), narrow=narrow)
    page = frame.figure(frame.NARROW if narrow else frame.WIDE, layout.total)
    for place, full in enumerate(scales):
        axes = _panel(page, place, layout)
        _scale(axes, full, label=label, rows=len(bars), most=5 if narrow or len(scales) > 1 else 8)
        for number, bar in enumerate(bars):
            _bar(axes, number, bar, full)
    _key(page, names or {}, narrow=narrow)
    return page


def _scales(bars: Sequence[Bar]) -> list[float]:
    """Return the full width of each panel: all bars, and where a few dwarf the others the small ones."""
    longest = _longest(bars)
    small = [bar.size for bar in bars if bar.size <= SMALL * longest]
    return [longest, max(small) * SMALL_ROOM] if small else [longest]


def _longest(bars: Sequence[Bar]) -> float:
    return max((bar.size for bar in bars), default=1) or 1


def _panel(page: Figure, place: int, layout: BarLayout) -> Axes:
    """Put panels side by side, or below each other in the narrow drawing."""
    if layout.narrow:
        below = layout.height * (layout.panels - 1 - place)
        return frame.axes(page, 8, FOOT + below, 16, layout.key + layout.height * place)
    width = (frame.WIDE - 24 * layout.panels) / layout.panels
    left = 8 + place * (width + 28)
    return frame.axes(page, left, FOOT, frame.WIDE - left - width, layout.key)


def _scale(axes: Axes, full: float, *, label: str, rows: int, most: int) -> None:
    axes.set(xlim=(0, full / MIB.size * ROOM), ylim=(rows - 0.6, -0.7), yticks=[], xlabel=label)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(most))
    axes.xaxis.set_major_formatter(frame.plain)
    frame.rule(axes, "x")


def _bar(axes: Axes, number: int, bar: Bar, full: float) -> None:
    start, end = 0.0, full * ROOM
    for role, size in bar.parts:
        shown = min(size, max(0.0, end - start))
        if shown > 0:
            axes.barh(number, shown / MIB.size, THICK, left=start / MIB.size, color=colour(role), linewidth=0)
        start += size
    said = f"{bar.said} →" if bar.size > end else bar.said
    for text, x, side, weight in (
        (short(axes, bar.name), 0.0, "left", "bold"),
        (said, axes.get_xlim()[1], "right", "normal"),
    ):
        axes.text(x, number - THICK / 2 - 0.06, text, va="bottom", ha=side, fontweight=weight, fontsize=12.5)


def _key(page: Figure, names: Mapping[str, str], *, narrow: bool) -> None:
    """Name the parts in a line above the bars, each beside a square of its colour."""
    width, height = (side * frame.DPI for side in page.get_size_inches())
    per_line = NAMES_PER_LINE if narrow else len(names)
    for number, (role, name) in enumerate(names.items()):
        line, column = divmod(number, per_line)
        x, y = 8 + column * (width - 16) / per_line, height - 16 - line * KEY * 0.75
        page.text(x / width, y / height, "■", color=colour(role), va="center", fontsize=15)
        page.text((x + 16) / width, y / height, name, color=colour("muted"), va="center", fontsize=12.5)
