"""The report: one HTML file that stands alone. Published claims of the checkout are compared with the run."""

from typing import Final

from bench.analysis.claims import file as claims_file
from bench.model.paths import CHECKOUT
from bench.model.types import Run
from reports.html.render import html
from reports.view.page_view import view

SUFFIX = ".html"
CLAIMS: Final = CHECKOUT / "claims.toml"


def render(run: Run) -> str:
    """Return the whole file."""
    return html(view(run, claims_file.read(CLAIMS)))
