"""The report: one HTML file that stands alone."""

from bench.model import Run
from reports.html import html
from reports.view import view

SUFFIX = ".html"


def render(run: Run) -> str:
    """Return the whole file."""
    return html(view(run))
