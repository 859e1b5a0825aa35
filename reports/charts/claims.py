"""Published figures against measured ones: each dot is what was measured, as a multiple of what was published.

The grey stretch is what would have confirmed the figure. A dot for each Python; where they differ, the words say how.
Heights are pixels, counted downwards, because the words of a claim take one line or several.
"""

import textwrap
from dataclasses import dataclass
from math import inf
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from bench.model import formatting
from reports.drawing import frame
from reports.drawing.palette import colour
from reports.page.figures import Claimed, ClaimedFigure
from reports.page.parts import Table
from reports.page.section import PageSection

TITLE = "What did the tutorial claim?"
ABOUT: Final = (
    "The source is the tutorial that this project grew from, which teaches how to save memory in Python with "
    "tracemalloc, generators, iterators and `__slots__`."
)
HOLD: Final = {"confirmed", "exceeded"}
FOOT: Final = 46
LINE: Final = 18
STRIP: Final = 14
GAP: Final = 10
FONT: Final = 12.5


@dataclass(frozen=True, slots=True)
class ClaimLayout:
    """How the words of a claim are set: characters of a line, and whether a figure's words take two lines."""

    width: int
    narrow: bool

    def says(self, claim: Claimed) -> list[str]:
        """Return the claim in lines."""
        return textwrap.wrap(claim.says, self.width)

    @property
    def words(self) -> int:
        """Return the height of what is written above a strip."""
        return LINE * (2 if self.narrow else 1)

    @property
    def figure(self) -> int:
        """Return the height of a figure."""
        return self.words + STRIP + GAP

    def height(self, claim: Claimed) -> int:
        """Return the height of a claim with its figures."""
        return LINE * len(self.says(claim)) + GAP + self.figure * len(claim.figures)


def draw(section: PageSection, *, narrow: bool = False) -> Figure:
    """Draw the section."""
    layout = ClaimLayout(46, narrow=True) if narrow else ClaimLayout(130, narrow=False)
    height = sum(layout.height(claim) for claim in section.claims)
    page = frame.figure(frame.NARROW if narrow else frame.WIDE, height + FOOT)
    axes = frame.axes(page, 8, FOOT, 16, 0)
    _scale(axes, section, height, most=4 if narrow else 8)
    top = 0
    for claim in section.claims:
        _claim(axes, claim, top, layout)
        top += layout.height(claim)
    return page


def finding(section: PageSection) -> str:
    """Say how many figures hold, and what the tutorial is."""
    found = [set(figure.verdict.split(" or ")) for claim in section.claims for figure in claim.figures]
    if not found:
        return ""
    hold, fail = sum(each <= HOLD for each in found), sum(not each & HOLD for each in found)
    return f"{_one(hold, fail) if len(found) == 1 else _count(len(found), hold, fail)} {ABOUT}"


def _one(hold: int, fail: int) -> str:
    said = "holds" if hold else "does not hold" if fail else "holds on some Pythons only"
    return f"The one published figure {said}."


def _count(total: int, hold: int, fail: int) -> str:
    rest = total - hold - fail
    said = [f"{hold} of {total} published figures {formatting.verb(hold, 'holds', 'hold')}"]
    said += [f"{fail} {formatting.verb(fail, 'does', 'do')} not"] if fail else []
    said += [f"{rest} on some Pythons only"] if rest else []
    return f"{'; '.join(said)}."


def table(section: PageSection) -> Table:
    """Return every figure, published and measured, with the claim and what explains it."""
    rows = (
        (claim.id, claim.says, figure.name, figure.published, figure.measured, figure.verdict, claim.explained)
        for claim in section.claims
        for figure in claim.figures
    )
    return Table(
        heads=("In docs/claims.md", "Claim", "Figure", "Published", "Measured", "Verdict", "Why"), rows=tuple(rows)
    )


def _scale(axes: Axes, section: PageSection, height: int, *, most: int) -> None:
    times = (times for claim in section.claims for figure in claim.figures for times in figure.times)
    low, high = frame.widen([1.0, *times], least=4.0)
    axes.set(xscale="log", xlim=(low, high), ylim=(height, 0), yticks=[])
    axes.set_xlabel("measured, as a multiple of what was published")
    axes.spines["left"].set_visible(False)
    ticks = sorted({1.0, *frame.log_ticks(low, high, most=most)})
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(frame.plain)
    axes.tick_params(length=0)


def _claim(axes: Axes, claim: Claimed, top: int, layout: ClaimLayout) -> None:
    """Draw a claim and its figures, from a height on downwards."""
    lines = layout.says(claim)
    for number, line in enumerate(lines):
        _write(axes, line, top + LINE * (number + 1), bold=True)
    top += LINE * len(lines)
    for number, figure in enumerate(claim.figures):
        _words(axes, figure, top + layout.figure * number + layout.words, layout)
        _strip(axes, figure, top + layout.figure * number + layout.words + 4)


def _strip(axes: Axes, figure: ClaimedFigure, top: int) -> None:
    """Draw what would have confirmed a figure, and what was measured."""
    low, high = axes.get_xlim()
    middle = top + STRIP / 2
    axes.vlines(axes.get_xticks(), top, top + STRIP, color=colour("rule"), linewidth=0.8)
    start, end = max(low, figure.low), min(high, high if figure.high == inf else figure.high)
    axes.barh(middle, end - start, STRIP - 4, left=start, color=colour("band"), linewidth=0)
    axes.vlines([1], top, top + STRIP, color=colour("muted"), linewidth=1.5)
    for times in figure.times:
        axes.plot([times], [middle], marker="o", color=colour("accent"), markersize=8, linestyle="none")


def _words(axes: Axes, figure: ClaimedFigure, bottom: int, layout: ClaimLayout) -> None:
    """Write above a strip what was published, what was measured, and the verdict."""
    said = f"published {figure.published}, measured {figure.measured}"
    if layout.narrow:
        _write(axes, f"{figure.name}: {figure.verdict}", bottom - LINE)
        _write(axes, textwrap.shorten(said, layout.width, placeholder=" …"), bottom)
    else:
        _write(axes, figure.name, bottom)
        _write(axes, f"{said}: {figure.verdict}", bottom, side="right")


def _write(axes: Axes, text: str, bottom: int, *, side: str = "left", bold: bool = False) -> None:
    weight = "bold" if bold else "normal"
    place = (1 if side == "right" else 0, bottom)
    axes.text(
        *place, text, transform=axes.get_yaxis_transform(), ha=side, va="bottom", fontweight=weight, fontsize=FONT
    )
