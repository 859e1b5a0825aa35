"""A badge as the JSON that an endpoint of shields.io is: what the leanest row needs beside the baseline.

It says "nothing measured" in grey where no row has a figure, so that a broken run never shows an older number. Where
there is a caution about a figure, it names it, and is yellow.
"""

import json

from bench.analysis.analysis import Analysis
from bench.model import formatting
from bench.model.characters import plain_json
from bench.model.types import Run
from reports.exporters.tracked import list_tracked

SUFFIX = ".badge.json"


def render(run: Run) -> str:
    """Return the document; of several workloads it shows the first that has a peak of memory."""
    message, colour = _finding(run)
    badge = {"schemaVersion": 1, "label": "leanlines", "message": message, "color": colour}
    return plain_json(json.dumps(badge, indent=2, ensure_ascii=False)) + "\n"


def _finding(run: Run) -> tuple[str, str]:
    rows = [row for row in list_tracked(run) if row.figures.peak]
    if not rows:
        return "nothing measured", "lightgrey"
    same = [row for row in rows if _section(row.labels) == _section(rows[0].labels)]
    leanest = min(same, key=lambda row: row.measured["peak_bytes"])
    base = next((row for row in same if row.baseline), leanest)
    needs = formatting.memory(leanest.measured["peak_bytes"])
    message = needs if base is leanest else f"{needs} instead of {formatting.memory(base.measured['peak_bytes'])}"
    doubts = Analysis(run).doubts([leanest.cell, base.cell], "peak")
    return (f"{message} (caution: {', '.join(doubts)})", "yellow") if doubts else (message, "brightgreen")


def _section(labels: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in labels.items() if name != "implementation"}
