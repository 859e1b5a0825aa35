"""Every row with its figures as JSON, for programs: base units, and null where a figure is not available."""

import msgspec

from bench.model import Run
from reports.exporters.as_csv import fields
from reports.view import view

SUFFIX = ".json"
FORMAT = 1


def render(run: Run) -> str:
    """Return the rows of all sections as one JSON document."""
    sections = [
        {
            "workload": section.workload,
            "headline": section.headline,
            "trust": section.trust,
            "rows": [fields(section, row) for row in (*section.rows, *section.failed)],
        }
        for section in view(run).sections
    ]
    whole = {"format": FORMAT, "run": run.plan.run_id, "started": run.plan.started, "sections": sections}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"
