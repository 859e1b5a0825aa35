"""Smaller forms of a report. An exporter is a module with a docstring, `SUFFIX` and `render(run)`.

To add one: write the file and its test, and name it in `EXPORTERS`.
"""

from typing import Final, Protocol

from bench.model import Run
from reports.exporters import as_csv, as_json, as_markdown


class Exporter(Protocol):
    """What every module in this folder offers."""

    SUFFIX: str

    def render(self, run: Run) -> str:
        """Return the whole text of the file."""
        ...


EXPORTERS: Final[dict[str, Exporter]] = {"md": as_markdown, "csv": as_csv, "json": as_json}
