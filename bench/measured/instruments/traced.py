"""Measure the Python heap of one call of `run`, to the byte, by tracemalloc.

Tracing begins right before the call and is read right after it. An implementation that stops it, or clears its records,
loses the record of a witness that the runner holds; resetting the peak is noticed, since the functions for it are
wrapped before the implementation is loaded.
"""

from __future__ import annotations

import _tracemalloc  # its functions too are within reach of an implementation
import tracemalloc
from tracemalloc import get_object_traceback, get_traced_memory, is_tracing, reset_peak, start, stop

from bench.measured.worker.failures import TamperingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.measured.worker.task import Task

METRICS = {"traced_current": "B", "traced_peak": "B"}
FALSIFYING = ("reset_peak", "clear_traces", "stop")
_calls: list[str] = []


def prepare() -> None:
    """Wrap the functions of tracemalloc that would falsify a figure."""
    for name in FALSIFYING:
        for module in (tracemalloc, _tracemalloc):
            setattr(module, name, _noting(name, getattr(module, name)))


def measure(task: Task, _kit: str) -> dict[str, object]:
    """Call `run` once and report what it still held at its end (the answer) and at most."""
    function = task.function
    source = task.begin()
    start()
    witness = bytearray(64)
    reset_peak()
    before = get_traced_memory()[0]
    answer = function(source)
    current, peak = get_traced_memory()
    intact = is_tracing() and get_object_traceback(witness) is not None
    stop()
    task.refuse_unfinished(answer)
    refuse_resets(intact=intact)
    task.end()
    task.keep(answer)
    return {"values": {"traced_current": [current - before, "B"], "traced_peak": [max(0, peak - before), "B"]}}


def refuse_resets(*, intact: bool = True) -> None:
    """Refuse figures that someone else had a hand in.

    Raises:
        TamperingError: if one of the wrapped functions was called, or the witness was lost.
    """
    called = _calls if intact else [*_calls, "stop"]
    if called:
        raise TamperingError(f"it called tracemalloc.{called[0]}, so how much it held is unknown")


def _noting(name: str, genuine: Callable[[], None]) -> Callable[[], None]:
    def note() -> None:
        _calls.append(name)
        genuine()

    return note
