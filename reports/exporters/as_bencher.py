"""Bencher Metric Format, for `bencher run --adapter json --file FILE`: benchmark -> measure -> value and its interval.

https://bencher.dev/docs/reference/bencher-metric-format has the schema. Bencher's own measure `latency` is in
nanoseconds; the measures of memory are ours, in bytes. A name of a benchmark has at most 1,024 characters there.
"""

import json
from typing import Any, Final

from bench.model.characters import plain_json
from bench.model.types import Run
from reports.exporters.tracked import Tracked, list_tracked

SUFFIX = ".bencher.json"
MEASURES: Final = {"seconds": "latency", "peak_bytes": "peak-memory", "traced_peak_bytes": "traced-memory"}
NANOSECONDS: Final = 1e9


def render(run: Run) -> str:
    """Return the whole document; a run without any figure is an empty one."""
    found = {row.name: _measures(row) for row in list_tracked(run)}
    return plain_json(json.dumps(found, indent=2, ensure_ascii=False)) + "\n"


def _measures(row: Tracked) -> dict[str, Any]:
    found: dict[str, Any] = {MEASURES[figure]: {"value": value} for figure, value in row.measured.items()}
    seconds = row.figures.seconds
    if seconds:
        found["latency"] = {"value": seconds.value * NANOSECONDS}
        if seconds.low < seconds.high:  # too few rounds have no interval
            found["latency"] |= {
                "lower_value": seconds.low * NANOSECONDS,
                "upper_value": seconds.high * NANOSECONDS,
            }
    return found
