"""Call `run` again and again for a while: a sampler outside this process looks at the line that it executes.

The time of these calls is no figure: the sampler holds the process still for each look. Only how often each line is
found counts, as a share of the time that others measured.
"""

from __future__ import annotations

from time import perf_counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bench.measured.worker.task import Task

METRICS = {"sampled_calls": "1", "sampled_seconds": "s"}
ENOUGH = 4.0  # seconds of calls, if nothing else is asked for
BATCH = 0.1  # seconds of calls between two words with the monitor, of which a brief call would be lost in too many


def measure(task: Task, _kit: str) -> dict[str, object]:
    """Call `run` at least once, and until so many seconds are spent in it.

    Options:
        seconds: that are spent in calls, at least.
        cold: the file is put out of the page cache before every call.
    """
    enough = float(str(task.options.get("seconds", ENOUGH)))
    batch = 0.0 if task.options.get("cold") else BATCH
    function, refuse = task.function, task.refuse_unfinished
    calls, spent = 0, 0.0
    answer: object = None
    while not calls or spent < enough:
        answer = None
        source = task.begin()
        began = perf_counter()
        while True:
            answer = function(source)
            refuse(answer)
            calls += 1
            seconds = perf_counter() - began
            if seconds >= batch or spent + seconds >= enough:
                break
            answer = None
        spent += seconds
    task.end()
    task.keep(answer)
    return {"values": {"sampled_calls": [calls, "1"], "sampled_seconds": [spent, "s"]}}
