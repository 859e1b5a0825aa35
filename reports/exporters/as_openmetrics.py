"""OpenMetrics text, for Prometheus and what reads its format: a gauge for each figure, a sample for each row.

A unit is the end of a metric's name, a name in a label is escaped, and the text ends with `# EOF`: so the format wants
it (https://prometheus.io/docs/specs/om/open_metrics_spec).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bench.model.characters import printable, without_commands
from bench.model.types import Run
from reports.exporters.tracked import Tracked, list_tracked

SUFFIX = ".openmetrics.txt"
METRICS: Final = {
    "seconds": ("leanlines_call_seconds", "seconds", "Time of one call."),
    "peak_bytes": ("leanlines_peak_memory_bytes", "bytes", "Largest resident memory of a process."),
    "traced_peak_bytes": ("leanlines_traced_memory_bytes", "bytes", "Largest traced Python heap."),
}
"""Figure -> the name of its metric, its unit, and what it is."""
ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def render(run: Run) -> str:
    """Return the whole text."""
    rows = list_tracked(run)
    return "\n".join([*(line for figure in METRICS for line in _metric(figure, rows)), "# EOF"]) + "\n"


def _metric(figure: str, rows: Sequence[Tracked]) -> Iterator[str]:
    name, unit, words = METRICS[figure]
    yield f"# TYPE {name} gauge"
    yield f"# UNIT {name} {unit}"
    yield f"# HELP {name} {words}"
    for row in rows:
        if figure in row.measured:
            yield f"{name}{{{_labels(row.labels)}}} {float(row.measured[figure])!r}"


def _labels(labels: Mapping[str, str]) -> str:
    return ",".join(f'{name}="{_escape(value)}"' for name, value in labels.items())


def _escape(value: str) -> str:
    """Write a text as a label holds it; a carriage return has no escape there, and begins a line for a CI runner."""
    return without_commands(printable(value).replace("\r", " ")).translate(ESCAPES)
