"""The memory of several processes together.

Pages that processes share count once in truth and once per process in a sum of resident sizes. The sum of proportional
sizes is right, but reading it walks every page and holds a lock of the process that is read. So it is sampled: only
when it could raise the peak, and for at most a tenth of the time. Two bounds are kept beside it: the largest single
mark is certainly not too high, the sum of the marks of all that lived at one time certainly not too low.

A limit cannot wait for a sample. Reading a hundred processes takes 50 ms, in which they touch 200 MiB. So what they
hold is bounded at every look, by what happened since the last reading, which is cheap. When the lower bound passes the
limit they are over it; when only the upper one does, they are read while they stand still.
"""

from __future__ import annotations

import math
from time import monotonic, process_time

from bench.measured.monitor import proc
from bench.measured.monitor.process_tree import Suspension

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.measured.monitor.proc import Memory

FASTEST = 8 << 30  # bytes per second that memory can be touched with, at most
ROUGH = 4 << 20  # bytes by which the sum of what the kernel counted of each may be off
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
        proportional: whether their peak is looked for; if not, only the limit applies.
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
        self._then: dict[int, tuple[Memory, int]] = {}
        self._least = 0
        self._most: float = 0
        self._huge: int | None = None  # huge pages that the machine had given out then
        self._next = 0.0
        self._marks: dict[int, int] = {}

    def restart(self) -> None:
        """Begin a new phase; `low` and `high` are of the whole life."""
        self.largest = self.latest = 0

    def alone(self, worker: Memory) -> None:
        """Look at the first, while it is the only one."""
        self._then = {self._worker: (worker, proc.parent_and_faults(self._worker)[1])}
        self._least, self._huge = worker.resident, None

    def see(self, members: Mapping[int, Memory], *, always: bool) -> None:
        """Look at the processes that live now; `always` reads proportional sizes even if they cannot raise the peak."""
        marks = {pid: memory.high for pid, memory in members.items()}
        self.low = max(self.low, *marks.values())
        # One that has ended since the last look may have lived at the same time as one that is new.
        self.high = max(self.high, sum((self._marks | marks).values()))
        self._marks = marks
        resident = sum(memory.resident for memory in members.values())
        crowded = resident > self._limit
        if crowded:
            self._reckon(members)
        self.bound = int(min(resident, self._most)) if crowded else resident
        wanted = self._proportional and (always or resident > self.largest) and monotonic() >= self._next
        if self._is_over():
            self._note(self._least)
        elif self.bound > self._limit or (wanted and (crowded or not self._read_sizes(members, self.margin))):
            self._stand_still({pid for pid, memory in members.items() if memory.stopped})

    def _stand_still(self, asleep: set[int]) -> None:
        with Suspension(self._worker, asleep, self._is_hopeless) as still:
            if still.hopeless:
                self._note(self._least)
            else:
                self._read_sizes(proc.living(), math.inf)
            still.over = self.latest > self._limit
        self.stood += still.seconds
        self.bound = int(min(self.bound, self._most))

    def _is_hopeless(self) -> bool:
        """Look while not all are suspended: a process in a long system call takes memory until that returns."""
        self._reckon(proc.living())
        return self._is_over()

    def _is_over(self) -> bool:
        return self._least > self._limit + ROUGH

    def _note(self, size: int) -> None:
        self.latest, self.largest = size, max(size, self.largest)

    @property
    def margin(self) -> float:
        """How soon they could reach the limit (seconds)."""
        return (self._limit - self.bound) / FASTEST

    def _reckon(self, members: Mapping[int, Memory]) -> None:
        """Move the two bounds by what happened since the last look or reading.

        At most: a page that is new raises the resident size; one that was shared and is written to, or given up for
        another, is replaced by one of the process's own, which a page fault tells. A huge page is one fault too, and
        only counted for the whole machine. A child begins with what its parent had.

        At least: what has no file behind it and came to one process alone is new, of a child what it has beyond all
        that its parent ever had. What has ended or was given up may not have been shared.
        """
        huge = proc.huge_faults()
        self._most += math.inf if self._huge is None else (huge - self._huge) * proc.HUGE
        self._huge = huge
        told = {pid: proc.parent_and_faults(pid) for pid in members}
        # One that had more faults before is another, which got the same number.
        known = {pid for pid in members if pid in self._then and self._then[pid][1] <= told[pid][1]}
        self._least -= sum(memory.resident for pid, (memory, _) in self._then.items() if pid not in known)
        for pid, memory in members.items():
            parent, faults = told[pid]
            before, counted = self._then[pid] if pid in known else (self._then.get(parent, (None, 0))[0], 0)
            self._most += max(0, memory.resident - (before.resident if before else 0))
            self._most += (faults - counted) * proc.PAGE
            if before and pid in known:
                self._least += memory.private - before.private
            elif parent in members:
                self._least += max(0, memory.private - members[parent].high)
        self._then = {pid: (memory, told[pid][1]) for pid, memory in members.items()}

    def _read_sizes(self, members: Mapping[int, Memory], seconds: float) -> bool:
        """Read proportional sizes; False if it was broken off, because so many seconds were not enough."""
        until = monotonic() + seconds
        began = process_time()  # not by the clock: on a busy machine one long wait would end the sampling
        huge = proc.huge_faults()
        then = {pid: (memory, proc.parent_and_faults(pid)[1]) for pid, memory in members.items()}
        shares = []
        for pid, memory in members.items():
            # What may not be read has all that it holds to itself, as far as anyone can tell.
            shares.append(proc.proportional(pid) or (memory.anonymous, memory.file))
            if monotonic() > until:
                return False
        # The interpreter's own pages are shared with every Python on the machine, the harness too, and then count
        # little; yet a process that is measured alone has them in full. They are in memory at least once.
        files = max([sum(file for _, file in shares), *[memory.file for memory in members.values()]])
        after = proc.living()
        # Shares of the same pages that were read before and after an exit add up to more than there is.
        if members.keys() <= after.keys():
            self._note(sum(anonymous for anonymous, _ in shares) + files)
            grown = sum(max(0, after[pid].private - memory.private) for pid, memory in members.items())
            self._then, self._least, self._most, self._huge = then, self.latest - grown, self.latest, huge
        self._next = monotonic() + (process_time() - began) * (SHARE - 1)
        return True
