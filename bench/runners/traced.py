"""Measure the Python heap of one call of `run`, to the byte, by tracemalloc.

Tracing begins right before the call and is read right after it. A small object allocated by the runner after tracing
began is a witness: if its record is gone, someone cleared the traces or stopped and started anew.
"""

from __future__ import annotations

import tracemalloc
from tracemalloc import get_object_traceback, get_traced_memory, is_tracing, reset_peak, start, stop

from bench.measured.failures import TamperingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bench.measured.task import Task

METRICS = {"traced_current": "B", "traced_peak": "B"}


def measure(task: Task, _kit: str) -> dict[str, object]:
    """Call `run` once and report what it still held at its end (the answer) and at most."""
    source = task.sources[0]
    function = task.function
    calls = watch_resets()
    task.begin()
    start()
    witness = bytearray(64)
    reset_peak()
    before = get_traced_memory()[0]
    answer = function(source)
    current, peak = get_traced_memory()
    intact = is_tracing() and get_object_traceback(witness) is not None
    stop()
    task.refuse_unfinished(answer)
    task.end()
    if calls or not intact:
        raise TamperingError(f"it called tracemalloc.{calls[0] if calls else 'stop'}, so its traced memory is unknown")
    task.keep(answer)
    return {"values": {"traced_current": [current - before, "B"], "traced_peak": [max(0, peak - before), "B"]}}


def watch_resets() -> list[str]:
    """Replace the functions of tracemalloc that would falsify the figures; return the list of later calls."""
    calls: list[str] = []
    for name in ("reset_peak", "clear_traces", "stop"):
        setattr(tracemalloc, name, _noting(calls, name))
    return calls


def _noting(calls: list[str], name: str) -> object:
    genuine = getattr(tracemalloc, name)

    def noted() -> None:
        calls.append(name)
        genuine()

    return noted
