"""The charts of a section, in the order in which they appear.

A chart is a module with a docstring, `TITLE` and `draw`. Beside the drawing it says what it shows (`finding`), which is
also its text alternative, and gives its data as a table (`table`). A chart whose table has no rows is not drawn.
`draw` runs within `reports.drawing.svg.style`; `narrow` asks for the drawing that a telephone shows.

To add one: write the file and its test, and name it in `CHARTS`.
"""

from collections.abc import Mapping
from typing import Final, Protocol

from matplotlib.figure import Figure

from reports.charts import claims, growth, memory_parts, memory_steps, timeline, times, tradeoff
from reports.page.parts import Table
from reports.page.section import PageSection


class Chart(Protocol):
    """What every module in this folder offers."""

    TITLE: str

    def draw(self, section: PageSection, *, narrow: bool = False) -> Figure:
        """Draw the section."""
        ...

    def finding(self, section: PageSection) -> str:
        """Say in a sentence what the chart shows."""
        ...

    def table(self, section: PageSection) -> Table:
        """Return the chart's data in words."""
        ...


FIRST: Final[Chart] = tradeoff
"""The picture beside the headline."""

CHARTS: Final[tuple[Chart, ...]] = (memory_steps, memory_parts, growth, times, timeline, claims)
"""The charts below the table."""

FOLDED: Final[Mapping[Chart, str]] = {claims: "Each published figure beside what was measured"}
"""The charts that a reader has to unfold, and what is said where they are folded away."""
