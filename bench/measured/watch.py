"""Follow the memory of a process tree from outside, phase by phase.

One process: the kernel's high-water mark, which misses nothing between two polls. Several: the sum of their proportional
sizes, sampled, for summed high-water marks count shared pages once per process; it lies between the largest single mark
and the sum of the marks, and both bounds are kept. Reading proportional sizes takes long (it walks every page and holds
a lock of the process it reads), so it happens only when it could raise the peak, and for at most a tenth of the time.
"""

from __future__ import annotations

import os
from time import monotonic

from bench.measured import processes

POINTS = 500  # of a curve
SHARE = 10  # proportional sizes take at most one part in so many of the time
# The kernel adds up per-CPU counters lazily (32 pages, or two for each CPU, per CPU and counter), so a mark may seem to
# fall by that much although nobody reset it.
SLACK = max(1 << 20, 3 * max(32, 2 * (os.cpu_count() or 1)) * (os.cpu_count() or 1) * processes.PAGE)


class Watch:
    """The memory of one worker and all that it starts.

    Args:
        worker: process id.
        proportional: whether to sample trees; if not, trees are only watched for the limit.
        limit: bytes, of the whole tree.
        curve: whether to keep memory over time.
    """

    def __init__(self, worker: int, *, proportional: bool, limit: int, curve: bool) -> None:
        self.worker = worker
        self.limit = limit
        self.phase = "start"
        self.peaks: dict[str, int] = {}
        self.starts: dict[str, int] = {}
        self.sampled: dict[str, int] = {}
        self.bounds: dict[str, int] = {}
        self.most = 1
        self.notes: list[str] = []
        self.tampered = False
        self.curve: list[tuple[float, int]] | None = [] if curve else None
        self._proportional = proportional
        self._last = 0
        self._best_tree = 0
        self._next_tree = 0.0
        self._largest_sample = -1
        self._interval = 0.0
        self._began = 0.0
        self._previous: dict[int, int] = {}

    def poll(self) -> bool:
        """Read the tree once; False when it holds more than the limit."""
        tree = {pid: memory for pid in self._pids() if (memory := processes.memory_of(pid)) is not None}
        own = tree.get(self.worker)
        if own is not None:
            self._see_own(own)
        if self.phase != "done":  # what the harness starts afterwards is not the implementation's
            self.most = max(self.most, len(tree))
        largest = max((memory.high for memory in tree.values()), default=0)
        total = largest
        if len(tree) > 1:
            total = max(largest, self._see_tree(tree))
        self._raise(total)
        if self.curve is not None and own is not None and self.phase == "run":
            self._draw(self._best_now if len(tree) > 1 else own.resident)
        return total <= self.limit

    def enter(self, phase: str) -> None:
        """Close the running phase and begin another: its mark starts from what is resident now."""
        self.poll()
        reset = processes.reset_high_water(self.worker)
        self.phase = phase
        self._best_tree = self._best_now = 0
        self._largest_sample = -1
        memory = processes.memory_of(self.worker)
        if memory is None:
            return
        self._last = memory.high
        if not reset:
            self.notes.append("the kernel does not reset high-water marks: phases are not told apart")
        self.starts[phase] = memory.resident
        self._began = monotonic()

    def ended(self, mark: int) -> None:
        """Take the mark that the kernel reported when the worker was reaped; it belongs to the last phase."""
        if self.most == 1:
            self._raise(mark)

    def headroom(self) -> int:
        """Return how much more the tree may take, as far as is known (bytes)."""
        return self.limit - max(self._last, self._best_tree)

    _best_now = 0

    def _pids(self) -> list[int]:
        return processes.descendants(os.getpid())

    def _raise(self, mark: int) -> None:
        if mark > self.peaks.get(self.phase, 0):
            self.peaks[self.phase] = mark

    def _see_own(self, memory: processes.Memory) -> None:
        if memory.high < self._last - SLACK:
            self.tampered = True
        self._last = max(self._last, memory.high)
        if self.phase == "run" and memory.resident > self._largest_sample:
            self._largest_sample = memory.resident
            self.sampled = {"run_anonymous": memory.anonymous, "run_file": memory.file}

    def _see_tree(self, tree: dict[int, processes.Memory]) -> int:
        """Return the best known size of several processes in this phase."""
        marks = {pid: memory.high for pid, memory in tree.items()}
        together = sum((self._previous | marks).values())
        self._previous = marks
        low = max(marks.values())
        self.bounds = {
            "tree_low": max(low, self.bounds.get("tree_low", 0)),
            "tree_high": max(together, self.bounds.get("tree_high", 0)),
        }
        resident = sum(memory.resident for memory in tree.values())
        wanted = resident > self._best_tree if self._proportional else resident > self.limit
        if wanted and monotonic() >= self._next_tree:
            self._best_now = self._sum(tree)
            self._best_tree = max(self._best_tree, self._best_now)
        return self._best_tree

    def _sum(self, tree: dict[int, processes.Memory]) -> int:
        began = monotonic()
        total = sum(processes.proportional(pid) or 0 for pid in tree)
        now = monotonic()
        self._next_tree = now + (now - began) * (SHARE - 1)
        return total

    def _draw(self, size: int) -> None:
        assert self.curve is not None
        seconds = monotonic() - self._began
        if self.curve and seconds - self.curve[-1][0] < self._interval:
            if size > self.curve[-1][1]:
                self.curve[-1] = (self.curve[-1][0], size)
            return
        self.curve.append((seconds, size))
        if len(self.curve) >= POINTS:
            self.curve = [max(pair, key=lambda point: point[1]) for pair in zip(self.curve[::2], self.curve[1::2])]
            self._interval = max(self._interval * 2, 2 * seconds / POINTS)
