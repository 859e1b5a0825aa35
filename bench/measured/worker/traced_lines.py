"""Find the moment at which the traced heap is at its peak, and hold it in a snapshot.

tracemalloc tells how high the peak was, not when: it has no callback at the peak, and a snapshot at the end shows a
heap that has been let go. Two ways of looking, one cheap and one exact:

- `Glances`: a timer interrupts the main thread 2,000 times a second and reads the heap. Nothing is slowed down, and it
  finds the peak of whatever piles up memory.
- `Steps`: the heap is read at every line of Python. Some 20 times slower, but nothing between two lines escapes: with
  the peak reset at each line it is known which line was running at the true peak, and how much existed only meanwhile.

Single-threaded code repeats itself, so what the first call shows, the second call reaches again.
"""

from __future__ import annotations

import math
import signal
import sys
from tracemalloc import get_traced_memory, reset_peak, take_snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from tracemalloc import Snapshot
    from types import FrameType
    from typing import Any

    Look = Callable[[FrameType, str, Any], Any]

INTERVAL = 0.0005  # seconds between two glances


class Glances:
    """Look at the heap from a timer while `run` is called.

    Sizes are bytes above `base`, what was held before the first call: what a call leaves behind, such as a cache or the
    interpreter's free lists, is part of the next one's heap, as it was of its own.

    Attributes:
        peak: the true peak of the latest call that took no snapshot.
        seen: the largest size that its glances saw.
    """

    def __init__(self, run: Callable[[], object], let_go: Callable[[], None], base: int) -> None:
        self.peak = 0
        self.seen = 0
        self._base = base
        self._run = run
        self._let_go = let_go
        self._look: Callable[[], object] = list
        self._running = False
        signal.signal(signal.SIGALRM, self._glance)

    def snapshot(self, wanted: float = math.inf) -> tuple[Snapshot, int] | None:
        """Call once; return a snapshot taken with so many bytes held, and how many they were, if it came to that."""
        highest = 0
        taken: list[tuple[Snapshot, int]] = []
        self._let_go()
        limit = self._base + wanted

        def look() -> None:
            nonlocal highest
            size = get_traced_memory()[0]
            highest = max(highest, size)
            if size >= limit and not taken:
                taken.append((take_snapshot(), size))

        self._called(look)
        if taken:
            return taken[0][0], taken[0][1] - self._base
        self.peak, self.seen = get_traced_memory()[1] - self._base, highest - self._base
        return None

    def _glance(self, _signal: int, _frame: object) -> None:
        """Look, then set the timer again: a repeating one would interrupt its own handler, and again, without end."""
        self._look()
        if self._running:
            signal.setitimer(signal.ITIMER_REAL, INTERVAL)

    def _called(self, look: Callable[[], None]) -> None:
        reset_peak()
        self._look, self._running = look, True
        signal.setitimer(signal.ITIMER_REAL, INTERVAL)
        try:
            self._run()
            look()
        finally:
            self._running = False
            signal.setitimer(signal.ITIMER_REAL, 0)


class Steps:
    """Look at the heap at every line of Python while `run` is called. Sizes are as those of `Glances`.

    Attributes:
        peak: bytes above `base`.
        held: bytes above `base` when the line began that ran at the peak.
        place: file name and number of that line.
    """

    def __init__(self, run: Callable[[], object], let_go: Callable[[], None], base: int) -> None:
        self._run = run
        self._let_go = let_go
        self._base = base
        self.peak = 0
        self.held = 0
        self.place = ("", 0)

    def locate(self) -> None:
        """Call once and note which line was running at the peak."""
        self._let_go()
        top, before, running = 0, 0, ("", 0)
        found = (0, running)

        def look(frame: FrameType, event: str, _argument: object) -> object:
            nonlocal top, before, running, found
            size, peak = get_traced_memory()
            if peak > top:
                top, found = peak, (before, running)
            back = frame.f_back if event == "return" else frame
            if back is not None:
                running = (back.f_code.co_filename, back.f_lineno)
            before = size
            reset_peak()
            return look

        self._called(look)
        self.peak, self.held, self.place = top - self._base, found[0] - self._base, found[1]

    def snapshot(self) -> tuple[Snapshot, int] | None:
        """Call again; return a snapshot taken when that line began with as much held, and how much it was."""
        taken: list[tuple[Snapshot, int]] = []
        filename, line = self.place
        self._let_go()
        limit = self._base + int(self.held * 0.99)

        def look(frame: FrameType, event: str, _argument: object) -> object:
            size = get_traced_memory()[0]
            if size < limit:
                return look
            back = frame.f_back if event == "return" else frame
            if back is None or back.f_lineno != line or back.f_code.co_filename != filename:
                return look
            sys.settrace(None)
            taken.append((take_snapshot(), size))
            return None

        self._called(look)
        return (taken[0][0], taken[0][1] - self._base) if taken else None

    def _called(self, look: Look) -> None:
        reset_peak()
        sys.settrace(look)
        try:
            self._run()
            if sys.gettrace() is not None:
                look(sys._getframe(), "return", None)  # noqa: SLF001  the documented way to the running frame
        finally:
            sys.settrace(None)
