"""The memory of several processes together.

Pages that processes share count once in truth and once per process in a sum of resident sizes. The sum of proportional
sizes is right, but reading it walks every page and holds a lock of the process that is read. So it is sampled: only
when it could raise the peak, and for at most a tenth of the time. Two bounds are kept beside it: the largest single
mark is certainly not too high, the sum of the marks of all that lived at one time certainly not too low.
"""

from __future__ import annotations

from time import monotonic, process_time

from bench.measured import processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.measured.processes import Memory

SHARE = 10  # proportional sizes take at most one part in so many of the time


class Tree:
    """Several processes, while there are several.

    Args:
        threshold: a sum of resident sizes below this (bytes) is not worth a closer look; 0 looks always.
        limit: of all together (bytes). Where it may have been passed since the last look, the next one cannot wait.
    """

    def __init__(self, threshold: int, limit: int) -> None:
        self.largest = 0
        self.latest = 0
        self.resident = 0
        self.low = 0
        self.high = 0
        self._threshold = threshold
        self._limit = limit
        self._then: dict[int, Memory] = {}
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
        self.resident = sum(memory.resident for memory in members.values())
        wanted = always or self.resident > max(self.largest, self._threshold)
        pressing = self.latest + self.resident - sum(memory.resident for memory in self._then.values()) > self._limit
        if pressing and (least := self._at_least(members)):
            self.latest, self._then = least, dict(members)  # to measure them all would take as long as to fork more
            self.largest = max(self.largest, least)
        elif wanted and (pressing or monotonic() >= self._next):
            self._measure(members)

    def _at_least(self, members: Mapping[int, Memory]) -> int:
        """Return a lower bound that costs little: what was measured, and what is certainly nobody else's since then.

        That is what those that came share with nobody, and by how much the unshared anonymous memory of the others
        grew, whose pages are new when they come. Whoever forks fast would outrun a look at all. If one of those that
        were measured has shrunk, nothing is known.
        """
        if any(pid not in members or members[pid].resident < then.resident for pid, then in self._then.items()):
            return 0
        grown = sum(max(0, members[pid].own - then.own) for pid, then in self._then.items())
        return self.latest + grown + sum(processes.private(pid) for pid in members if pid not in self._then)

    def _measure(self, members: Mapping[int, Memory]) -> None:
        began = process_time()  # not by the clock: on a busy machine one long wait would end the sampling
        shares = [processes.proportional(pid) for pid in members]
        # The interpreter's own pages are shared with every Python on the machine, the harness too, and then count
        # little; yet a process that is measured alone has them in full. They are in memory at least once.
        files = max(sum(file for _, file in shares), *[memory.file for memory in members.values()])
        # Shares of the same pages that were read before and after an exit add up to more than there is. After a fork
        # they add up to less, which is a true lower bound: who forks without end has to meet the limit too.
        if members.keys() <= processes.living().keys():
            self.latest = sum(anonymous for anonymous, _ in shares) + files
            self.largest = max(self.largest, self.latest)
            self._then = dict(members)
        self._next = monotonic() + (process_time() - began) * (SHARE - 1)
