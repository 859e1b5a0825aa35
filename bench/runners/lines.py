"""Find the source lines that hold the Python heap when `run` holds most of it.

tracemalloc tells how high the peak was, not when: there is no callback at the peak, and a snapshot at the end of `run`
shows a heap that has been let go. So `run` is called twice on a source small enough for that. The first call looks at
the heap at every line of Python (and, where that misses the peak, at every return from C) and remembers the highest
size seen. The second takes its snapshot the moment that size is there again; single-threaded code repeats itself. How
much of the true peak the snapshot holds is reported, never assumed.

Tracing begins before the implementation is loaded, so that what its import holds has lines too.
"""

from __future__ import annotations

import linecache
import sys
import tracemalloc
from tracemalloc import get_traced_memory, reset_peak, start, take_snapshot

from bench.measured.failures import TamperingError, relative
from bench.runners.traced import watch_resets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from bench.measured.task import Task

METRICS = {"traced_current": "B", "traced_peak": "B", "snapshot_fraction": "1", "sampled_lines": "1"}
TOP = 10
NEAR = (0.995, 0.95, 0.8)  # of the highest size seen, tried in this order
ENOUGH = 0.95  # of the peak: below that the first call is repeated with a closer look
_OURS = ("/bench/runners/", "/bench/measured/", "/tracemalloc.py", "/linecache.py")


def prepare(_task: Task) -> None:
    """Begin to trace before the implementation is loaded."""
    start()


def measure(task: Task, _kit: str) -> dict[str, object]:
    """Call `run` until a snapshot near its peak is had."""
    resets = watch_resets()
    task.begin()
    heap = _Heap(task)
    heap.observe(closely=False)
    if heap.highest < ENOUGH * heap.peak:
        heap.observe(closely=True)
    before = take_snapshot()
    reached = heap.photograph()
    if resets:
        raise TamperingError(f"it called tracemalloc.{resets[0]}, so its traced memory is unknown")
    tracemalloc.stop()
    task.end()
    task.keep(heap.answer)
    now, then = _by_line(heap.snapshot), _by_line(before)
    grown = {
        key: (size - then.get(key, (0, 0))[0], count - then.get(key, (0, 0))[1]) for key, (size, count) in now.items()
    }
    values = {"traced_current": [heap.current, "B"], "traced_peak": [heap.peak, "B"]}
    values["sampled_lines"] = [_lines(task.sources[0]), "1"]
    if reached is not None:
        values["snapshot_fraction"] = [reached, "1"]
    return {"values": values, "allocations": _top(now, task.module), "growth": _top(grown, task.module)}


class _Heap:
    """The traced heap over several calls of one function. Sizes are bytes above what was held before the call."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.answer: object = None
        self.current = 0
        self.peak = 0
        self.highest = 0
        self.snapshot: tracemalloc.Snapshot | None = None
        self.closely = False

    def observe(self, *, closely: bool) -> None:
        """Call once and note the peak, and the highest size that a look from outside could see."""
        self.closely = closely
        highest = 0

        def look(_frame: FrameType, _event: str, _argument: object) -> object:
            nonlocal highest
            size = get_traced_memory()[0]
            highest = max(highest, size)
            return look

        base = self._call(look)
        current, peak = get_traced_memory()
        self.current, self.peak, self.highest = current - base, peak - base, max(highest, current) - base

    def photograph(self) -> float | None:
        """Call again, taking a snapshot where the heap was highest; return the part of the peak that it holds."""
        for near in NEAR:
            base, size = self._photographed(near * self.highest)
            if size:
                return (size - base) / self.peak if self.peak else 1.0
        self.snapshot = take_snapshot()
        return None

    def _photographed(self, wanted: float) -> tuple[int, int]:
        reached = 0

        def look(_frame: FrameType, _event: str, _argument: object) -> object:
            nonlocal reached
            size = get_traced_memory()[0]
            if size < threshold or reached:
                return look
            reached = size
            sys.settrace(None)
            sys.setprofile(None)
            self.snapshot = take_snapshot()
            return None

        threshold = get_traced_memory()[0] + wanted
        base = self._call(look)
        return base, reached

    def _call(self, look: Callable[[FrameType, str, object], object]) -> int:
        self.answer = None
        function, source = self.task.function, self.task.sources[0]
        reset_peak()
        base = get_traced_memory()[0]
        if self.closely:
            sys.setprofile(look)
        sys.settrace(look)
        try:
            self.answer = function(source)
            look(sys._getframe(), "return", None)  # noqa: SLF001  the documented way to the running frame
        finally:
            sys.settrace(None)
            sys.setprofile(None)
        self.task.refuse_unfinished(self.answer)
        return base


def _by_line(snapshot: tracemalloc.Snapshot | None) -> dict[tuple[str, int], tuple[int, int]]:
    if snapshot is None:
        return {}
    found = {}
    for statistic in snapshot.statistics("lineno"):
        frame = statistic.traceback[0]
        if not any(part in frame.filename for part in _OURS):
            found[frame.filename, frame.lineno] = (statistic.size, statistic.count)
    return found


def _top(found: dict[tuple[str, int], tuple[int, int]], module: str) -> list[dict[str, object]]:
    largest = sorted(found.items(), key=lambda entry: (-entry[1][0], entry[0]))[:TOP]
    return [
        {
            "file": relative(filename, module),
            "line": line,
            "size": size,
            "count": count,
            "source": linecache.getline(filename, line).strip(),
        }
        for (filename, line), (size, count) in largest
        if size > 0
    ]


def _lines(source: object) -> int:
    if isinstance(source, int):
        return source
    with open(str(source), "rb") as data:  # noqa: PTH123  the implementation may have patched Path
        return sum(block.count(b"\n") for block in iter(lambda: data.read(1 << 20), b""))
