"""The memory of several processes together.

Pages that processes share count once in truth and once per process in a sum of resident sizes. The sum of proportional
sizes is right, but reading it walks every page and holds a lock of the process that is read. So it is sampled: only
when it could raise the peak, and for at most a tenth of the time. Two bounds are kept beside it: the largest single
mark is certainly not too high, the sum of the marks of all that lived at one time certainly not too low.

A limit cannot wait for a sample. Reading a hundred processes takes 50 ms, in which they touch 200 MiB. So what they can
have come to hold since the last reading is bounded at every look, which is cheap, and when that passes the limit they
are read while they stand still.
"""

from __future__ import annotations

import math
from time import monotonic, process_time

from bench.measured import processes
from bench.measured.family import Standstill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.measured.processes import Memory

FASTEST = 8 << 30  # bytes per second that memory can be touched with, at most
SHARE = 10  # proportional sizes take at most one part in so many of the time


class Tree:
    """Several processes, while there are several. Sizes are bytes.

    Attributes:
        largest: the most that was read.
        latest: what was read last.
        bound: what they hold now is not more than this.
        low: the largest mark of one process.
        high: the largest sum of the marks of all that lived at one time.
        stood: how long they were made to stand still (seconds).

    Args:
        worker: process id of the first, which leads their process group.
        limit: of all together.
        proportional: whether their peak is looked for; if not, they are only held to the limit.
    """

    def __init__(self, worker: int, limit: int, *, proportional: bool) -> None:
        self.largest = 0
        self.latest = 0
        self.bound = 0
        self.low = 0
        self.high = 0
        self.stood = 0.0
        self._worker = worker
        self._limit = limit
        self._proportional = proportional
        self._then: dict[int, tuple[int, int]] = {}
        self._next = 0.0
        self._marks: dict[int, int] = {}

    def restart(self) -> None:
        """Begin a new phase; the bounds are of the whole life."""
        self.largest = self.latest = 0
        self._then = {}

    def see(self, members: Mapping[int, Memory], *, always: bool) -> None:
        """Look at the processes that live now; `always` reads proportional sizes even if they cannot raise the peak."""
        marks = {pid: memory.high for pid, memory in members.items()}
        self.low = max(self.low, *marks.values())
        # One that has ended since the last look may have lived at the same time as one that is new.
        self.high = max(self.high, sum((self._marks | marks).values()))
        self._marks = marks
        resident = sum(memory.resident for memory in members.values())
        crowded = resident > self._limit
        self.bound = min(resident, self.latest + self._grown(members)) if crowded else resident
        wanted = self._proportional and (always or resident > self.largest) and monotonic() >= self._next
        if self.bound > self._limit or (wanted and (crowded or not self._measured(members, self.margin))):
            with Standstill(self._worker, {pid for pid, memory in members.items() if memory.stopped}) as still:
                self._measured(processes.living(), math.inf)
                still.over = self.latest > self._limit
            self.stood += still.seconds
            self.bound = self.latest

    @property
    def margin(self) -> float:
        """How soon they could reach the limit (seconds)."""
        return (self._limit - self.bound) / FASTEST

    def _grown(self, members: Mapping[int, Memory]) -> int:
        """Return an upper bound of what they came to hold since they were read.

        A page that is new raises the resident size; one that was shared and is written to is replaced by one of the
        process's own, which a page fault tells. A child begins with what its parent had.
        """
        grown = 0
        for pid, memory in members.items():
            parent, faults = processes.parent_and_faults(pid)
            resident, counted = self._then.get(pid) or (self._then.get(parent, (0, 0))[0], 0)
            grown += max(0, memory.resident - resident) + (faults - counted) * processes.PAGE
        return grown

    def _measured(self, members: Mapping[int, Memory], seconds: float) -> bool:
        """Read proportional sizes; False if it was broken off, because so many seconds were not enough."""
        until = monotonic() + seconds
        began = process_time()  # not by the clock: on a busy machine one long wait would end the sampling
        then = {pid: (memory.resident, processes.parent_and_faults(pid)[1]) for pid, memory in members.items()}
        shares = []
        for pid in members:
            shares.append(processes.proportional(pid))
            if monotonic() > until:
                return False
        # The interpreter's own pages are shared with every Python on the machine, the harness too, and then count
        # little; yet a process that is measured alone has them in full. They are in memory at least once.
        files = max([sum(file for _, file in shares), *[memory.file for memory in members.values()]])
        # Shares of the same pages that were read before and after an exit add up to more than there is.
        if members.keys() <= processes.living().keys():
            self.latest = sum(anonymous for anonymous, _ in shares) + files
            self.largest = max(self.largest, self.latest)
            self._then = then
        self._next = monotonic() + (process_time() - began) * (SHARE - 1)
        return True
