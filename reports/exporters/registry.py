"""The forms that a result is drawn in. An exporter is a module with a docstring, `SUFFIX` and `render(run)`.

To add one: write the file and its test, and name it in `EXPORTERS`.
"""

from typing import Final, Protocol

from bench.model.types import Run
from reports.exporters import (
    as_badge,
    as_bencher,
    as_csv,
    as_html,
    as_json,
    as_markdown,
    as_openmetrics,
    as_png,
    as_smaller_is_better,
    as_svg,
)


class Exporter(Protocol):
    """What every module in this folder offers."""

    SUFFIX: str

    def render(self, run: Run) -> str | bytes:
        """Return the whole content of the file."""
        ...


EXPORTERS: Final[dict[str, Exporter]] = {
    "html": as_html,
    "md": as_markdown,
    "csv": as_csv,
    "json": as_json,
    "svg": as_svg,
    "png": as_png,
    "bencher": as_bencher,
    "customSmallerIsBetter": as_smaller_is_better,
    "openmetrics": as_openmetrics,
    "badge": as_badge,
}
