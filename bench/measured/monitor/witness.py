"""Read the clocks of a worker from outside while it calls `run`: what it claims has to agree with them."""

from __future__ import annotations

import sys
from time import clock_gettime, monotonic

AVAILABLE = sys.platform == "linux"
MOST = 200  # calls that are kept apart; an honest worker announces a few dozen at most


class Witness:
    """What each call of one worker took by clocks that it cannot reach.

    Attributes:
        calls: seconds from the announcement of a call until the worker announced something else, and seconds of
            processor time of all its threads meanwhile (children are not counted).

    Args:
        worker: process id.
    """

    def __init__(self, worker: int) -> None:
        self.calls: list[tuple[float, float]] = []
        self._clock = ~worker << 3 | 2  # of the whole process, CPUCLOCK_SCHED of the kernel; it needs no permission
        self._began: tuple[float, float] | None = None

    def begin(self) -> None:
        """Start the clocks. Called before the worker is answered: afterwards it may be faster than this process."""
        self._began = monotonic(), self._spent()

    def end(self) -> None:
        """Stop the clocks, if they run."""
        if self._began is not None and len(self.calls) < MOST:
            began, spent = self._began
            self.calls.append((monotonic() - began, max(0.0, self._spent() - spent)))
        self._began = None

    def _spent(self) -> float:
        """Return the processor time of the worker so far (seconds); 0 where it is gone, or the system does not say."""
        try:
            return clock_gettime(self._clock) if AVAILABLE else 0.0
        except OSError:
            return 0.0
