"""Follow the memory of a measured process and its children from outside, phase by phase.

For one process the figure is the kernel's high-water mark, which misses nothing between two looks; `Tree` says what it
is for several. A mark that falls although it was not reset here was reset by the implementation.
"""

from __future__ import annotations

import os

from bench.measured.curve import Curve
from bench.measured.monitor import proc
from bench.measured.monitor.tree_memory import FASTEST, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CPUS = os.cpu_count() or 1
# The kernel adds up per-CPU counters lazily (32 pages or two for each CPU, per CPU and per counter), so a mark may seem
# to fall by that much although nobody reset it.
SLACK = max(1 << 20, 3 * max(32, 2 * _CPUS) * _CPUS * proc.PAGE)


class Watch:
    """The memory of one worker and all that it starts (bytes).

    Attributes:
        phase: the one that runs.
        over: whether more was held than the limit allows.

    Args:
        worker: process id.
        proportional: whether trees are measured; if not, only the limit applies to them.
        limit: for all together.
        curve: whether to keep memory over time.
    """

    def __init__(self, worker: int, *, proportional: bool, limit: int, curve: bool) -> None:
        self.phase = "start"
        self.over = False
        self._worker = worker
        self._limit = limit
        self._peaks: dict[str, int] = {}
        self._starts: dict[str, int] = {}
        self._grown: int | None = None
        self._sampled: dict[str, int] = {}
        self._sampled_at = -1
        self._most = 0
        self._single = True
        self._last = 0
        self._tampered = False
        self._resets = True
        self._tree = Tree(worker, limit, proportional=proportional)
        self._curve = Curve() if curve else None
        self._drawn = 0

    def poll(self) -> None:
        """Look once."""
        members = proc.living()
        own = members.get(self._worker)
        if own is not None:
            self._see_own(own)
        if members:
            self._see_all(members)

    def enter(self, phase: str) -> None:
        """Close the running phase and begin another: its mark starts from what is resident now."""
        self.poll()
        memory = self._reset()
        self.phase = phase
        self._tree.restart()
        if memory is not None:
            self._starts[phase] = memory.resident
        if phase == "run" and self._curve is not None:
            self._curve.restart()
            self._curve.add(memory.resident if memory else 0)
            self._drawn = memory.high if memory else 0

    def end_call(self) -> None:
        """Note by how much the worker alone grew in its first call of `run`, whatever it announces next."""
        if self.phase != "run" or self._grown is not None or not self._resets or "run" not in self._starts:
            return
        memory = proc.memory_of(self._worker)
        if memory is not None:
            self._grown = max(0, memory.high - self._starts["run"])

    def note_end(self, mark: int) -> None:
        """Take the mark that the kernel kept of the worker's end, of which its children have a part.

        It belongs to the phase that was running, since the others were reset. Where it is beyond all that was seen, a
        child held that between two looks, and it counts as held in `run`. Where nothing is reset it is of the whole
        life, and all that is known.
        """
        if not proc.AVAILABLE:
            self._peaks["whole"] = mark
        elif "run" in self._starts and mark > max(self._peaks.values(), default=0) + SLACK:
            self._peaks["run"] = mark
        elif self._most <= 1:
            self._raise(mark)

    def margin(self) -> float:
        """Return how soon the limit could be reached (seconds)."""
        alone = (self._limit - self._last) / FASTEST
        return min(alone, self._tree.margin) if self._most > 1 else alone

    def findings(self) -> dict[str, Any]:
        """Return all that was seen, as plain values."""
        return {
            "phase": self.phase,
            "processes": self._most or None,
            "single": self._single and self._most == 1,
            "peaks": self._tell_apart(),
            "starts": self._starts,
            "grown": self._grown,
            "sampled": self._sampled,
            "bounds": {"tree_low": self._tree.low, "tree_high": self._tree.high} if self._tree.high else {},
            "stood": self._tree.stood,
            "tampered": self._tampered,
            "resets": self._resets or not proc.AVAILABLE,
            "curve": self._curve.points if self._curve else [],
        }

    def _reset(self) -> proc.Memory | None:
        """Set the worker's mark back to what is resident now, and return that."""
        self._resets = proc.reset_high_water(self._worker) and self._resets
        memory = proc.memory_of(self._worker)
        if memory is not None:
            self._last = memory.mark
        return memory

    def _see_own(self, memory: proc.Memory) -> None:
        self._tampered = self._tampered or memory.mark < self._last - SLACK
        self._last = max(self._last, memory.mark)
        if self.phase == "run" and memory.resident > self._sampled_at:
            self._sampled_at = memory.resident
            self._sampled = {"run_anonymous": memory.anonymous, "run_file": memory.file}

    def _see_all(self, members: dict[int, proc.Memory]) -> None:
        if self.phase != "done":  # what the harness itself starts afterwards is not the implementation's
            self._most = max(self._most, len(members))
            self._single = self._single and all(memory.single for memory in members.values())
        mark = max(memory.high for memory in members.values())
        now = sum(memory.resident for memory in members.values())
        if len(members) > 1:
            self._tree.see(members, always=self._curve is not None)
            mark, now = max(mark, self._tree.largest), self._tree.latest or now
        elif self._worker in members:
            self._tree.alone(members[self._worker])
        self._raise(mark)
        if self._curve is not None and self.phase == "run":
            self._draw(self._curve, members, now)

    def _draw(self, curve: Curve, members: dict[int, proc.Memory], now: int) -> None:
        """Add a point: of one process its mark if that has risen, so that no new peak lies between two of them."""
        own = members.get(self._worker)
        if own is None or len(members) > 1:
            curve.add(now)
            return
        # To reset the mark at every point would lose what comes between the reading and the reset.
        curve.add(own.high if own.high > self._drawn else own.resident)
        self._drawn = max(self._drawn, own.high)

    def _raise(self, mark: int) -> None:
        self._peaks[self.phase] = max(mark, self._peaks.get(self.phase, 0))
        self.over = self.over or mark > self._limit

    def _tell_apart(self) -> dict[str, int]:
        """Return the peaks of the phases; of those that the kernel cannot distinguish only the highest."""
        if self._resets or not self._peaks:
            return self._peaks
        highest = max(self._peaks.values())
        first = next(phase for phase, peak in self._peaks.items() if peak == highest)
        return {first: highest}
