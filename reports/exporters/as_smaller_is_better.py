"""The list that github-action-benchmark reads as `tool: customSmallerIsBetter`: name, unit, value, range.

A unit stays the same from run to run, since its history takes the numbers as they are. `range` is half the interval,
in the unit of the value, and decides nothing there. Its alert compares jobs that ran on different machines.
"""

import json
from typing import Any, Final

from bench.model.characters import plain_json
from bench.model.errors import ResultError
from bench.model.types import Run
from reports.exporters.tracked import Tracked, list_tracked

SUFFIX = ".smaller.json"
UNITS: Final = {
    "seconds": ("time", "ms", 1e3),
    "peak_bytes": ("peak memory", "MiB", 2**-20),
    "traced_peak_bytes": ("traced memory", "MiB", 2**-20),
}
"""Figure -> its words, its unit, and how many of that unit make one base unit."""


def render(run: Run) -> str:
    """Return the whole document.

    Raises:
        ResultError: if no row has a figure, since the tool refuses an empty list.
    """
    found = [_entry(row, figure) for row in list_tracked(run) for figure in row.measured]
    if not found:
        raise ResultError(f"Run {run.plan.run_id} has no row with figures, and an empty list is refused there.")
    return plain_json(json.dumps(found, indent=2, ensure_ascii=False)) + "\n"


def _entry(row: Tracked, figure: str) -> dict[str, Any]:
    words, unit, factor = UNITS[figure]
    entry = {"name": f"{row.name}: {words}", "unit": unit, "value": row.measured[figure] * factor}
    seconds = row.figures.seconds
    if figure == "seconds" and seconds and seconds.low < seconds.high:
        entry["range"] = f"± {(seconds.high - seconds.low) / 2 * factor:.3g}"
    return entry
