"""Every row with its figures in base units: seconds, bytes, ratios. An empty field is a figure that is not there."""

import csv
import io
from collections.abc import Mapping

from bench.model import Run
from reports.page import Row, Section
from reports.view import view

SUFFIX = ".csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(run: Run) -> str:
    """Return the table of all sections."""
    rows = [fields(section, row) for section in view(run).sections for row in (*section.rows, *section.failed)]
    page = io.StringIO()
    writer = csv.DictWriter(page, list(rows[0]) if rows else ["workload"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return page.getvalue()


def fields(section: Section, row: Row) -> Mapping[str, object]:
    """Return one row's figures by name."""
    own = row.figures
    return {
        "workload": section.workload,
        "lines": section.lines,
        "bytes": section.bytes,
        "implementation": _inert(row.name),
        "python": row.python,
        "status": row.status,
        "rank": row.rank,
        "peak_bytes": own.peak and own.peak.value,
        "traced_peak_bytes": own.traced,
        "saved_share": own.saved,
        "seconds": own.seconds and own.seconds.value,
        "seconds_low": own.seconds and own.seconds.low,
        "seconds_high": own.seconds and own.seconds.high,
        "times_as_fast": own.faster and own.faster.ratio,
        "times_as_fast_low": own.faster and own.faster.low,
        "times_as_fast_high": own.faster and own.faster.high,
        "verdict": own.faster and str(own.faster.verdict),
        "bytes_per_second": own.bytes_per_second,
        "lines_per_second": own.lines_per_second,
        "import_seconds": own.import_seconds,
        "needs": _inert(row.needs),
        "reason": _inert(row.reason),
    }


def _inert(text: str) -> str:
    """Keep spreadsheets from running a text as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
