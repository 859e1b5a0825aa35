"""Record Python's heap over the time of one call of `run`.

tracemalloc can be asked from within its process only. So a thread asks, as often as the interpreter lets it: not during
a call into C that keeps the lock. Where the peak has risen since the point before, that is the point, so that no new
peak escapes; and the thread is started before tracing begins and keeps its points in fixed buffers, so that the curve
is that of `run` alone.
"""

from __future__ import annotations

from _thread import allocate_lock, start_new_thread
from tracemalloc import get_traced_memory, is_tracing, reset_peak, start, stop

from bench.measured.curve import Curve
from bench.measured.instruments import traced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bench.measured.worker.task import Task

METRICS: dict[str, str] = {}
PAUSE = 0.005  # seconds between two points
prepare = traced.prepare


def measure(task: Task, _kit: str) -> dict[str, object]:
    """Call `run` once and report the curve, in bytes above what was held before the call."""
    function = task.function
    source = task.begin()
    drawing = _Drawing()
    try:
        answer = function(source)
    finally:
        drawing.end()
    intact = is_tracing()
    stop()
    task.refuse_unfinished(answer)
    traced.refuse_resets(intact=intact)
    task.end()
    task.keep(answer)
    return {"curve": drawing.curve.points}


class _Drawing:
    """A curve that is being drawn, from now to `end`."""

    def __init__(self) -> None:
        self.curve = Curve()
        self._begun, self._running, self._ended = allocate_lock(), allocate_lock(), allocate_lock()
        self._base = self._drawn = 0
        for lock in (self._begun, self._running, self._ended):
            lock.acquire()
        start_new_thread(self._draw, ())
        start()
        reset_peak()
        self._base = self._drawn = get_traced_memory()[0]
        self.curve.restart()
        self.curve.add(0)
        self._begun.release()  # or a busy machine has the other thread draw before

    def end(self) -> None:
        """Add the last peak, if it is a new one, and what is held in the end."""
        self._running.release()
        self._ended.acquire()
        self._add_peak()
        self.curve.add(max(0, get_traced_memory()[0] - self._base))

    def _draw(self) -> None:
        self._begun.acquire()
        while not self._running.acquire(timeout=PAUSE):
            self._add_peak()
        self._ended.release()

    def _add_peak(self) -> None:
        size, peak = get_traced_memory()
        self.curve.add(max(0, (peak if peak > self._drawn else size) - self._base))
        self._drawn = max(self._drawn, peak)
