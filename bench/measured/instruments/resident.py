"""Call `run` once and otherwise stay out of its way: the monitor reads the memory from outside."""

from __future__ import annotations

from time import perf_counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bench.measured.worker.task import Task

METRICS = {"run_seconds": "s", "entries": "1"}


def measure(task: Task, _kit: str) -> dict[str, object]:
    """Call `run` once; its time is rough, since the monitor polls meanwhile."""
    function = task.function
    source = task.begin()
    began = perf_counter()
    answer = function(source)
    task.refuse_unfinished(answer)
    seconds = perf_counter() - began
    task.end()
    task.keep(answer)
    entries = {"entries": [len(answer), "1"]} if isinstance(answer, dict | list | tuple) else {}
    return {"values": {"run_seconds": [seconds, "s"], **entries}}
