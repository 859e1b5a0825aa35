"""The picture of time against memory as a PNG, for places that show no SVG."""

from bench.model.types import Run
from reports.drawing import svg
from reports.exporters.as_svg import SALT, picture

SUFFIX = ".png"


def render(run: Run) -> bytes:
    """Return the file.

    Raises:
        ResultError: if no row has both figures.
    """
    with svg.style(SALT):
        return svg.png(picture(run))
