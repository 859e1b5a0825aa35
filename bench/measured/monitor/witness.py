"""Watch from outside when a worker calls `run`, and what it spends: what it claims has to agree with that.

Instructions are counted here, too, since a call begins and ends here; nothing is claimed of them.
"""

from __future__ import annotations

import os
import sys
from time import clock_gettime, monotonic

from bench.measured.monitor import proc
from bench.measured.monitor.instructions import InstructionCounter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AVAILABLE = sys.platform == "linux"
# What a worker held in one phase could count in another, so their order is checked.
FOLLOWING = {"start": ("import", "done"), "import": ("own", "run", "done"), "own": ("run", "done")}
FOLLOWING |= {"run": ("run", "done"), "done": ("bye",)}
MOST = 200  # calls that are kept apart; an honest worker announces a few dozen at most


class PhaseOrder:
    """The order of one worker's phases.

    Attributes:
        broken: the first two phases that no worker of ours enters one after the other; empty if there are none.

    Args:
        several: whether `run` is called again once its calls were over, because there are several sources.
    """

    def __init__(self, *, several: bool) -> None:
        self.broken = ""
        self._now = "start"
        self._several = several

    def enter(self, phase: str) -> None:
        """Note that a phase begins."""
        is_next = phase in FOLLOWING.get(self._now, ()) or (self._several and (self._now, phase) == ("done", "run"))
        if not is_next and not self.broken:
            self.broken = f"`{phase}` after `{self._now}`"
        self._now = phase


class Witness:
    """What each call of one worker took by clocks that it cannot reach, and what it spent before and after all calls.

    Args:
        worker: process id.
        several: whether it has several sources.
        instructions: whether those of its calls are counted.
    """

    def __init__(self, worker: int, *, several: bool, instructions: bool = False) -> None:
        self._worker = worker
        self._counter = InstructionCounter(worker) if instructions else None
        self._clock = ~worker << 3 | 2  # of the whole process, CPUCLOCK_SCHED of the kernel; it needs no permission
        self._calls: list[tuple[float, float]] = []
        self._began: tuple[float, float] | None = None
        self._order = PhaseOrder(several=several)
        self._phase = "start"
        self._marks: dict[str, float] = {}

    def enter(self, phase: str) -> None:
        """Stop the clocks of a call, if they run, and take notice of the phase that comes next."""
        self.end()
        self._order.enter(phase)
        # Other than a call, these need no time of their own: what all processes spent is read where a phase begins.
        if phase != self._phase and phase not in self._marks:
            self._marks[phase] = self._read_cpu_of_all()
        self._phase = phase

    def begin(self) -> None:
        """Start the clocks. Called before the worker is answered: afterwards it may be faster than this process."""
        self._began = monotonic(), self._read_cpu()
        if self._counter is not None:
            self._counter.begin()

    def end(self) -> None:
        """Stop the clocks, if they run."""
        if self._counter is not None:
            self._counter.end()
        if self._began is not None and len(self._calls) < MOST:
            began, spent = self._began
            self._calls.append((monotonic() - began, max(0.0, self._read_cpu() - spent)))
        self._began = None

    def findings(self) -> dict[str, Any]:
        """Return all that was seen, as plain values.

        Returns:
            `calls`: seconds from the announcement of each call until the worker announced something else, and seconds
            of processor time of all its threads meanwhile (children are not counted); `disorder`: what was wrong with
            its phases; `before` and `after`: seconds of processor time of all its processes from its import on to its
            first call, and from the end of its calls to that of its work; `imported`: the part of `before` until the
            module ran anything of its own; None where that is not known; and the `instructions` of its calls, likewise.
        """
        return {
            "calls": self._calls,
            "disorder": self._order.broken,
            "before": self._between("import", "run"),
            "imported": self._between("import", "own"),
            "after": self._between("done", "bye"),
            "instructions": self._counter.read() if self._counter is not None else None,
        }

    def _between(self, one: str, other: str) -> float | None:
        known = AVAILABLE and one in self._marks and other in self._marks
        return max(0.0, self._marks[other] - self._marks[one]) if known else None

    def _read_cpu(self) -> float:
        """Return the processor time of the worker so far (seconds); 0 where it is gone, or the system does not say."""
        try:
            return clock_gettime(self._clock) if AVAILABLE else 0.0
        except OSError:
            return 0.0

    def _read_cpu_of_all(self) -> float:
        """Return the processor time of the worker and all that it started so far, ended or not (seconds)."""
        if not AVAILABLE:
            return 0.0
        own = os.getpid()  # which adopts and reaps processes that lost their parent
        others = sum(proc.read_cpu(pid) for pid in proc.descendants(own) if pid != self._worker)
        return self._read_cpu() + others + proc.read_cpu_of_children(self._worker) + proc.read_cpu_of_children(own)
