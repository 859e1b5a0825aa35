"""The picture of time against memory as an SVG document of its own, for a README. It shows the first workload."""

from matplotlib.figure import Figure

from bench.model.errors import ResultError
from bench.model.types import Run
from reports.charts.registry import FIRST
from reports.drawing import svg
from reports.view.page_view import view

SUFFIX = ".svg"
SALT = "picture"


def render(run: Run) -> str:
    """Return the document.

    Raises:
        ResultError: if no row has both figures.
    """
    with svg.style(SALT):
        return svg.standalone(picture(run))


def picture(run: Run) -> Figure:
    """Draw the picture within `svg.style`."""
    section = next((each for each in view(run).sections if FIRST.table(each).rows), None)
    if section is None:
        raise ResultError(f"Run {run.plan.run_id} has no row with both time and memory, so there is nothing to draw.")
    return FIRST.draw(section)
