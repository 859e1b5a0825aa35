"""Call `run` once, as `resident` does: the monitor draws the curve from outside."""

from __future__ import annotations

from bench.measured.instruments import resident

METRICS = {"run_seconds": "s", "entries": "1"}
measure = resident.measure
