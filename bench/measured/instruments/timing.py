"""Time `run`: wall clock by pyperf, and what the kernel counts beside it: CPU time, page faults, switches, writing.

pyperf's Runner calls `_Calls.timed` as a worker of its own would; the body is ours because pyperf's collects no garbage
between calls, takes no CPU time and drops the answer. pyperf is imported after the implementation: it brings argparse,
statistics and json, which must neither be free for the implementation nor be found by it.
"""

from __future__ import annotations

import sys
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter, thread_time

from bench.measured.worker.phase_channel import RUN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from bench.measured.worker.task import Task

USED = {"user_seconds": "s", "system_seconds": "s", "minor_faults": "1", "major_faults": "1"}  # as `_usage` says
USED |= {"voluntary_switches": "1", "involuntary_switches": "1"}
USED |= {"written": "B"} if sys.platform == "linux" else {}  # which counts blocks, where others count operations
BLOCK = 512  # bytes
METRICS = {"seconds": "s", **USED, "loops": "1"}
METRICS |= {"instrument_seconds": "s", "instrument_cpu": "s"}
SHORTEST = 0.02  # seconds: below this one value measures the clock and the scheduler


def measure(task: Task, kit: str) -> dict[str, object]:
    """Time some calls; the figure of the process is its first value.

    Options:
        loops: calls per value; 0 finds the power of two that takes at least 20 ms.
        calls: values.
        name: of the benchmark in pyperf's file.
    """
    calls = _Calls(task)
    began, spent = perf_counter(), thread_time()
    try:
        runner = _pyperf_runner(kit)
    except Exception:  # noqa: BLE001  see `_by_pyperf`
        runner = None
    instrument = {"instrument_seconds": [perf_counter() - began, "s"], "instrument_cpu": [thread_time() - spent, "s"]}
    loops = int(str(task.options.get("loops", 1))) or calls.calibrated()
    notes = _by_pyperf(runner, calls, loops)
    task.keep(calls.answer)
    values = {"loops": [loops, "1"], **instrument, **calls.figures()}
    seconds = [value / loops for value in calls.values]
    return {"values": values, "calls": seconds, "alone": calls.alone, "notes": notes}


def _by_pyperf(runner: Any, calls: _Calls, loops: int) -> list[str]:  # noqa: ANN401  pyperf has no types
    """Let pyperf call; where an implementation replaced what pyperf needs (open, json), call without it."""
    try:
        handle = _output(calls.task)
        arguments = ["--worker", "--worker-task=0", f"--loops={loops}", "--warmups=0", "--copy-env"]
        runner.parse_args([*arguments, f"--values={calls.wanted}", f"--pipe={handle}"])
        runner.bench_time_func(str(calls.task.options.get("name", "run")), calls.timed)
    except _CallFailedError as failure:
        raise failure.reason from None
    except Exception:  # noqa: BLE001  anything may be broken by then
        calls.complete(loops)
        return ["it replaced something that pyperf needs, so this process is missing in pyperf.json"]
    return []


class _CallFailedError(Exception):
    """What left `run`, wrapped: pyperf would turn some of it into an exit of its own."""

    def __init__(self, reason: BaseException) -> None:
        super().__init__()
        self.reason = reason


class _Calls:
    """The timed calls of one process."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.answer: object = None
        self.values: list[float] = []
        self.used: list[tuple[float, ...]] = []
        self.loops = 1
        self.alone: float | None = None
        self.wanted = int(str(task.options.get("calls", 1)))
        self._ready: list[float] = []

    def calibrated(self) -> int:
        """Find the number of loops. A first call that is long enough becomes the first value instead of a waste."""
        loops = 1
        self.alone = seconds = self._value(loops)
        if seconds >= SHORTEST:
            self._ready.append(seconds)
            self._end_after_the_last()
            return loops
        while seconds < SHORTEST:
            loops *= 2 if seconds * 4 > SHORTEST else 4
            self._forget()
            seconds = self._value(loops)
        self._forget()
        return loops

    def timed(self, loops: int) -> float:
        """Give pyperf the seconds that so many calls take."""
        if self._ready:
            return self._ready.pop()
        try:
            seconds = self._value(loops)
        except BaseException as error:  # noqa: BLE001  told apart by the worker
            raise _CallFailedError(error) from None
        self._end_after_the_last()
        return seconds

    def complete(self, loops: int) -> None:
        """Time what is missing without pyperf."""
        while len(self.values) < self.wanted:
            self._value(loops)
        if self.task.channel.phase == RUN:
            self.task.end()

    def figures(self) -> dict[str, object]:
        """Return the figures of the first value, per call of `run`."""
        used = zip(USED.items(), self.used[0], strict=False)
        counted = {name: [amount / self.loops, unit] for (name, unit), amount in used}
        return {"seconds": [self.values[0] / self.loops, "s"], **counted}

    def _forget(self) -> None:
        self.values, self.used = [], []

    def _value(self, loops: int) -> float:
        self.answer = None
        self.loops = loops
        function, refuse = self.task.function, self.task.refuse_unfinished
        repeats = range(loops)
        source = self.task.begin()
        before = _usage()
        began = perf_counter()
        for _ in repeats:
            answer = function(source)
            refuse(answer)
        seconds = perf_counter() - began
        after = _usage()
        self.answer = answer
        self.values.append(seconds)
        self.used.append(tuple(one - other for one, other in zip(after, before, strict=True)))
        return seconds

    def _end_after_the_last(self) -> None:
        """Close the phase at once: what pyperf does then would pass for a part of the call, seen from outside."""
        if len(self.values) == self.wanted:
            self.task.end()


def _usage() -> tuple[float, ...]:
    """Return what this process and its children that have ended used so far, in the order of `USED`."""
    own, children = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
    return (
        own.ru_utime + children.ru_utime,
        own.ru_stime + children.ru_stime,
        own.ru_minflt + children.ru_minflt,
        own.ru_majflt + children.ru_majflt,
        own.ru_nvcsw + children.ru_nvcsw,
        own.ru_nivcsw + children.ru_nivcsw,
        BLOCK * (own.ru_oublock + children.ru_oublock),
    )


def _pyperf_runner(kit: str) -> Any:  # noqa: ANN401  pyperf has no types
    sys.path.insert(0, kit)
    import pyperf  # noqa: PLC0415  see the module docstring

    sys.path.remove(kit)
    return pyperf.Runner(program_args=("worker",))


def _output(task: Task) -> int:
    from os import O_CREAT, O_EXCL, O_WRONLY, open  # noqa: A004, PLC0415

    return open(f"{task.channel.folder}/pyperf.json", O_WRONLY | O_CREAT | O_EXCL, 0o600)
