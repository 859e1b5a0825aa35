"""Give units to the machines of a cluster until all sections are measured: never two at a time to one machine."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from bench.session.cluster.here import KERNEL
from bench.session.cluster.schedule import Schedule, SectionBlock
from generators.cluster.engine import ClusterEngine, ClusterError, Crew, NoWorkerError, TaskAnswer

AWAY: Final = 30.0
"""Seconds that what a machine began waits for it to come back, and that a run waits for any machine."""

_POLL: Final = 1.0  # seconds between two looks at the workers


class UnitKeeper(Protocol):
    """What a run on a cluster asks, and keeps."""

    def message(self, block: SectionBlock) -> str:
        """Return the line that has a machine measure what comes next of a block."""

    def seconds(self, block: SectionBlock) -> float:
        """Return how long that may take."""

    def keep(self, block: SectionBlock, said: str) -> tuple[bool, str]:
        """Keep what a machine measured; return whether the block is ended, and why its machine cannot be used."""

    def name(self, section: int) -> str:
        """Return what a section is called."""


@dataclass(frozen=True, slots=True)
class _RunningUnit:
    block: SectionBlock
    worker: str
    until: float


class UnitDriver:
    """Gives units, and has what comes of them kept before the next is given.

    Args:
        engine: runs the cluster.
        schedule: knows what is measured where.
        keeper: knows what that is.
        say: is given a line for whatever the user should see.
        clock: returns seconds.
    """

    def __init__(
        self,
        engine: ClusterEngine,
        schedule: Schedule,
        keeper: UnitKeeper,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._schedule = schedule
        self._keeper = keeper
        self._say = say
        self._clock = clock
        self._tickets = itertools.count()
        self._running: dict[int, _RunningUnit] = {}
        self._seen: dict[str, float] = {}
        self._of_kernel: dict[str, str] = {}
        self._beside: set[str] = set()
        self._busy = clock()

    def run(self) -> None:
        """Return when all sections are measured.

        Raises:
            ClusterError: if one cannot be, or the cluster is gone.
        """
        while self._schedule.missing or self._running:
            crew = self._engine.crew()
            self._look(crew)
            self._take_back(crew)
            self._give()
            self._check(crew)
            for answer in self._engine.take(_POLL):
                self._settle(answer)
        for section, reason in self._schedule.given_up.items():
            raise ClusterError(f"{self._keeper.name(section)} was given up: {reason}.")

    def _look(self, crew: Crew) -> None:
        """Choose one worker of each machine: others on its kernel would disturb what that one measures."""
        workers: dict[str, list[str]] = {}
        for worker in sorted(crew.slots):
            workers.setdefault(crew.facts[worker][KERNEL], []).append(worker)
        chosen = {kernel: self._choose(kernel, there) for kernel, there in workers.items()}
        for kernel, there in workers.items():
            for worker in there:
                if worker != chosen[kernel] and worker not in self._beside:
                    self._beside.add(worker)
                    self._say(f"The worker {worker} is left out: it is on the same machine as {chosen[kernel]}.")
        self._of_kernel = chosen
        self._seen |= dict.fromkeys(chosen, self._clock())

    def _choose(self, kernel: str, workers: list[str]) -> str:
        before = self._of_kernel.get(kernel)
        return before if before in workers else workers[0]

    def _take_back(self, crew: Crew) -> None:
        """Take units back from workers that are gone or hang. A late answer is passed over, since its ticket is."""
        for ticket, unit in list(self._running.items()):
            if unit.worker not in crew.slots:
                self._forget(ticket)
                self._say(f"The worker {unit.worker} was lost, with the round that it was measuring.")
                self._schedule.lose(unit.block, "two workers were lost while they measured the same round of it")
            elif self._clock() > unit.until:
                self._forget(ticket)
                self._leave_out(unit, "it did not answer in time")

    def _forget(self, ticket: int) -> None:
        del self._running[ticket]
        self._engine.forget(ticket)

    def _give(self) -> None:
        alive = {kernel for kernel, at in self._seen.items() if self._clock() - at < AWAY}
        measuring = {unit.block.machine for unit in self._running.values()}
        for kernel, worker in self._of_kernel.items():
            if kernel in measuring or not (block := self._schedule.choose(kernel, alive)):
                continue
            ticket = next(self._tickets)
            self._running[ticket] = _RunningUnit(block, worker, self._clock() + self._keeper.seconds(block))
            self._engine.give(ticket, self._keeper.message(block), worker)

    def _check(self, crew: Crew) -> None:
        """Give up where nobody is there to measure anything."""
        now = self._clock()
        if self._running or crew.undecided or not self._schedule.missing:
            self._busy = now
        elif (crew.unfit and not self._seen) or now - self._busy >= AWAY:
            names = ", ".join(map(self._keeper.name, self._schedule.missing))
            raise NoWorkerError(f"No machine of the cluster can measure {names}.")

    def _settle(self, answer: TaskAnswer) -> None:
        unit = self._running.pop(answer.ticket, None)
        if unit is None:
            return
        if answer.problem:
            self._say(f"The worker {unit.worker} lost the round that it measured: {answer.problem}")
            self._schedule.lose(unit.block, answer.problem)
            return
        is_ended, problem = self._keeper.keep(unit.block, answer.said)
        if problem:
            self._leave_out(unit, problem)
        else:
            self._schedule.keep(unit.block, is_ended=is_ended)

    def _leave_out(self, unit: _RunningUnit, reason: str) -> None:
        self._engine.leave_out(unit.worker, reason)
        self._schedule.leave_out(unit.block.machine, reason)
