"""Every row with its figures in base units: seconds, bytes, ratios. An empty field is a figure that is not there."""

import csv
import io
from dataclasses import asdict, fields

from bench.model.characters import printable, without_commands
from bench.model.types import Run
from reports.exporters.summary import SummaryRow, summary

SUFFIX = ".csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def render(run: Run) -> str:
    """Return the rows of all sections as one table."""
    page = io.StringIO()
    writer = csv.DictWriter(page, [field.name for field in fields(SummaryRow)], lineterminator="\n")
    writer.writeheader()
    for section in summary(run).sections:
        writer.writerows({name: _inert(value) for name, value in asdict(row).items()} for row in section.rows)
    return without_commands(page.getvalue())


def _inert(value: object) -> object:
    """Keep spreadsheets from running a text as a formula, and readers from stumbling over control characters."""
    if not isinstance(value, str):
        return value
    text = printable(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
