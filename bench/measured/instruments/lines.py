"""Find the source lines that hold the Python heap when `run` holds most of it.

`run` is called a few times on a source small enough for that; `bench.measured.worker.traced_lines` says how the moment
of the peak is found. How much of the true peak the lines account for is reported, never assumed. Where the peak lies
inside one line (a join, a sort, one call into C), no snapshot can show it; then that line is charged with what existed
only while it ran, which is exact, and a note says so.

Tracing begins before the implementation is loaded, so that what its import holds has lines too.
"""

from __future__ import annotations

import linecache
import tokenize  # noqa: F401  from 3.14 on linecache does so late: `open` may have been replaced by then
from time import process_time
from tracemalloc import get_traced_memory, start, stop, take_snapshot

from bench.measured.instruments import traced
from bench.measured.worker.failures import relative
from bench.measured.worker.traced_lines import Glances, Steps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracemalloc import Snapshot

    from bench.measured.worker.task import Task

    Lines = dict[tuple[str, int], tuple[int, int]]

METRICS = {"traced_current": "B", "traced_peak": "B", "snapshot_fraction": "1"}
TOP = 10
ENOUGH = 0.95  # of the peak
TEMPORARY = "of the traced peak was temporary memory of"
ATTEMPTS = 3  # at a snapshot by glances: a first call also fills caches, and a narrow peak may slip between two
STEPPING = 20  # times as slow as an ordinary traced call
PATIENCE = 20.0  # seconds that looking at every line may take
WORTH_A_NOTE = 1 << 16  # bytes: a peak of less is as much the interpreter's as the implementation's
_OURS = ("/bench/measured/", "/tracemalloc.py", "/linecache.py")


def prepare() -> None:
    """Begin to trace before the implementation is loaded."""
    traced.prepare()
    start()


def measure(task: Task, _kit: str) -> dict[str, object]:
    """Call `run` until there is a snapshot near its peak.

    Options:
        patience: seconds that looking at every line may take.
    """
    task.begin()
    before = _by_line(take_snapshot())
    heap = _Heap(task)
    heap.search()
    traced.refuse_resets()
    stop()
    task.refuse_unfinished(heap.answer)
    task.end()
    task.keep(heap.answer)
    values = {"traced_current": [heap.current, "B"], "traced_peak": [heap.peak, "B"]}
    now = _by_line(heap.snapshot)
    charged, notes = _charge(now, heap, task.module)
    if heap.snapshot is not None:
        values["snapshot_fraction"] = [min(1.0, (heap.held + charged) / heap.peak) if heap.peak else 1.0, "1"]
    known = ((place, held, before.get(place, (0, 0))) for place, held in now.items())
    grown = {place: (size - was[0], count - was[1]) for place, (size, count), was in known}
    return {"values": values, "notes": notes, "allocations": _top(now, task.module), "growth": _top(grown, task.module)}


class _Heap:
    """The traced heap of one function over several calls. Sizes are bytes above what was held before the first."""

    def __init__(self, task: Task) -> None:
        self.answer: object = None
        self.current = 0
        self.peak = 0
        self.held = 0
        self.within = 0
        self.place = ("", 0)
        self.snapshot: Snapshot | None = None
        self._task = task
        self._base = get_traced_memory()[0]
        self._patience = float(str(task.options.get("patience", PATIENCE)))

    def search(self) -> None:
        """Take the best snapshot that reasonable time allows."""
        glances = Glances(self._call, self._let_go, self._base)
        began = process_time()
        glances.snapshot()
        seconds = process_time() - began
        for attempt in range(ATTEMPTS):
            self.peak = glances.peak
            fleeting = attempt or glances.seen < ENOUGH * glances.peak
            if fleeting and seconds * STEPPING < self._patience:
                self._step()
                return
            taken = glances.snapshot(min(glances.seen * 0.995, max(ENOUGH * glances.peak, glances.seen * 0.98)))
            if taken is not None:
                self.snapshot, self.held = taken
                return

    def _step(self) -> None:
        steps = Steps(self._call, self._let_go, self._base)
        for _ in range(ATTEMPTS):
            steps.locate()
            taken = steps.snapshot()
            if taken is not None:
                self.snapshot, self.held = taken
                self.peak, self.place, self.within = steps.peak, steps.place, steps.peak - self.held
                return

    def _let_go(self) -> None:
        """Drop the answer of the previous call, so that it is not in the heap during the next."""
        self.answer = None

    def _call(self) -> None:
        self.answer = self._task.function(self._task.sources[0])
        self.current = get_traced_memory()[0] - self._base


def _charge(held: Lines, heap: _Heap, module: str) -> tuple[int, list[str]]:
    """Add to the line that ran at the peak what existed only while it ran."""
    filename, line = heap.place
    if heap.within <= (1 - ENOUGH) * heap.peak or _is_ours(filename):
        return 0, []
    size, count = held.get(heap.place, (0, 0))
    held[heap.place] = (size + heap.within, count)
    if heap.within < WORTH_A_NOTE:
        return heap.within, []
    where = f"{relative(filename, module)}, line {line}"
    return heap.within, [f"{100 * heap.within / heap.peak:.0f} % {TEMPORARY} {where}"]


def _by_line(snapshot: Snapshot | None) -> Lines:
    statistics = snapshot.statistics("lineno") if snapshot else []
    places = {(each.traceback[0].filename, each.traceback[0].lineno): (each.size, each.count) for each in statistics}
    return {place: held for place, held in places.items() if not _is_ours(place[0])}


def _is_ours(filename: str) -> bool:
    return any(part in filename for part in _OURS)


def _top(found: Lines, module: str) -> list[dict[str, object]]:
    largest = sorted(found.items(), key=lambda entry: (-entry[1][0], entry[0]))[:TOP]
    return [_allocation(place, held, module) for place, held in largest if held[0] > 0]


def _allocation(place: tuple[str, int], held: tuple[int, int], module: str) -> dict[str, object]:
    source = linecache.getline(*place).strip()
    return {"file": relative(place[0], module), "line": place[1], "size": held[0], "count": held[1], "source": source}
