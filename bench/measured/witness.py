"""Read the clocks of a worker from outside while it calls `run`: what it claims has to agree with them."""

from __future__ import annotations

import sys
from time import clock_gettime, monotonic

AVAILABLE = sys.platform == "linux"


class Witness:
    """What the calls of one worker took by clocks that it cannot reach.

    Attributes:
        calls: how often it announced that it calls `run`.
        seconds: how long these calls took until it announced their end.
        cpu: seconds of processor time of all its threads meanwhile; children are not counted.

    Args:
        worker: process id.
    """

    def __init__(self, worker: int) -> None:
        self.calls = 0
        self.seconds = 0.0
        self.cpu = 0.0
        self._clock = ~worker << 3 | 2  # of the whole process, CPUCLOCK_SCHED of the kernel; it needs no permission
        self._began: tuple[float, float] | None = None

    def begin(self) -> None:
        """Start the clocks. Called before the worker is answered: afterwards it may be faster than this process."""
        self.calls += 1
        self._began = monotonic(), self._spent()

    def end(self) -> None:
        """Stop the clocks, if they run."""
        if self._began is not None:
            began, spent = self._began
            self.seconds += monotonic() - began
            self.cpu += max(0.0, self._spent() - spent)
            self._began = None

    def findings(self) -> dict[str, float]:
        """Return what was seen, as plain values."""
        return {"calls": self.calls, "seconds": self.seconds, "cpu": self.cpu}

    def _spent(self) -> float:
        """Return the processor time of the worker so far (seconds); 0 where it is gone, or the system does not say."""
        try:
            return clock_gettime(self._clock) if AVAILABLE else 0.0
        except OSError:
            return 0.0
