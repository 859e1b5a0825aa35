"""The reasons why no growth model may be claimed for some sizes, whatever curve they lie on. Pure.

Two things make peaks of different sizes no points of one curve. A row that shares its work among processes starts fewer
of them for little data, and each costs an interpreter: between two such sizes memory jumps by a process and not by
lines. And a small size holds less than what comes in pages, blocks and buffers, so that whatever grows looks constant.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from bench.analysis.growth.laws import SizePoint, level
from bench.model import formatting
from bench.model.sweep import LEAST_LINES, LEAST_NUMBER

FLOORS: Final = {"line": LEAST_LINES, "number": LEAST_NUMBER}  # below them a run makes no sweep of its own either


def refusal(points: Sequence[SizePoint], unit: str) -> str:
    """Return why no law may be claimed; empty if one may.

    Args:
        points: every size, the smallest first, the held-out one last. The first is only where a law starts; a number
            of processes of its own forbids a line from there, not every law (`bench.analysis.growth.fitting`).
        unit: what the data consist of: `line` or `number`.
    """
    sizes = points[1:]
    for small, large in pairwise(sizes):
        if small.processes != large.processes:
            return (
                f"{_running(small.processes)} at {formatting.count(small.lines)} {unit}s and {large.processes} at "
                f"{formatting.count(large.lines)}, so their memory cannot be compared"
            )
    floor = FLOORS[unit]
    return _find_obstacle(sizes, f"under {formatting.count(floor)} {unit}s") if sizes[-1].lines < floor else ""


def _find_obstacle(sizes: Sequence[SizePoint], where: str) -> str:
    """Return what hides the growth over small sizes; empty if it is too much to be hidden."""
    processes, peaks = sizes[-1].processes, [point.peak for point in sizes]
    if processes > 1:
        return f"{where}, starting {processes} processes outweighs what grows"
    least = level(max(peaks))
    if max(peaks) - min(peaks) < least:
        return f"{where}, pages and blocks hide growth of less than {formatting.memory(least)}"
    return ""


def _running(processes: int) -> str:
    running = formatting.plural(processes, "process", "processes")
    return f"{running} {formatting.verb(processes, 'runs', 'run')}"
