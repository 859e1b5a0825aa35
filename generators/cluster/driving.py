"""Give tasks to the workers of a cluster until all are done: never more than there are slots; what was lost, again."""

import itertools
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from generators.cluster.engine import ClusterEngine, ClusterError, Crew, NoWorkerError, TaskAnswer

MOST_TRIALS: Final = 2
"""How often a task is given before it is given up: one that takes workers down must not take all of them."""

_POLL: Final = 1.0  # seconds between two looks at the workers
_PATIENCE: Final = 30.0  # seconds without any worker


@dataclass(frozen=True, slots=True)
class ClusterTask:
    """A task.

    Args:
        name: of what it makes.
        message: the line that its program reads.
    """

    name: str
    message: str


@dataclass(slots=True, eq=False)
class _Trials:
    """A task, and how it fared so far."""

    task: ClusterTask
    workers: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


class Driver:
    """Gives tasks, and takes their answers.

    Args:
        engine: runs the cluster.
        tasks: what is to be done.
        done: gets each task with what its program said, and returns what is wrong with that, if anything.
        clock: returns seconds.
    """

    def __init__(
        self,
        engine: ClusterEngine,
        tasks: Sequence[ClusterTask],
        done: Callable[[ClusterTask, str], str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._waiting = deque(map(_Trials, tasks))
        self._done = done
        self._clock = clock
        self._tickets = itertools.count()
        self._running: dict[int, _Trials] = {}
        self._given_up: list[_Trials] = []
        self._manned = clock()
        self._had_worker = False
        self._is_stopped = False

    def run(self) -> None:
        """Return when all is done.

        Raises:
            ClusterError: if something cannot be done, or the cluster is gone.
        """
        while self._running or (self._waiting and not self._is_stopped):
            crew = self._engine.crew()
            self._take_back(crew)
            self._check(crew)
            self._give(crew)
            for answer in self._engine.take(_POLL):
                self._settle(answer)
        if self._given_up:
            raise self._failure()

    def _take_back(self, crew: Crew) -> None:
        """Take tasks back from workers that are gone. A late answer is passed over, since its ticket is."""
        for ticket, trials in list(self._running.items()):
            if trials.workers[-1] not in crew.slots:
                del self._running[ticket]
                self._engine.forget(ticket)
                self._again(trials, "its worker was lost")

    def _check(self, crew: Crew) -> None:
        """Give up where nobody is there to do anything."""
        now = self._clock()
        self._had_worker = self._had_worker or bool(crew.slots)
        if crew.slots or crew.undecided:
            self._manned = now
        elif crew.unfit and not self._had_worker:
            raise NoWorkerError("No worker of the cluster can be used.")
        elif now - self._manned >= _PATIENCE:
            raise NoWorkerError(f"The cluster has had no worker for {_PATIENCE:.0f} seconds.")

    def _give(self, crew: Crew) -> None:
        busy = Counter(trials.workers[-1] for trials in self._running.values())
        free = {worker: slots - busy[worker] for worker, slots in crew.slots.items() if slots > busy[worker]}
        for _ in range(0 if self._is_stopped else len(self._waiting)):
            if not free:
                return
            trials = self._waiting.popleft()
            others = [worker for worker in free if worker not in trials.workers or len(crew.slots) == 1]
            if not others:
                self._waiting.append(trials)
                continue
            worker = max(others, key=free.__getitem__)
            free[worker] -= 1
            if not free[worker]:
                del free[worker]
            trials.workers.append(worker)
            ticket = next(self._tickets)
            self._running[ticket] = trials
            self._engine.give(ticket, trials.task.message, worker)

    def _settle(self, answer: TaskAnswer) -> None:
        trials = self._running.pop(answer.ticket, None)
        if trials is None:
            return
        problem = answer.problem or self._done(trials.task, answer.said)
        if problem:
            self._again(trials, problem)
            self._is_stopped = self._is_stopped or trials in self._given_up  # others would fare no better

    def _again(self, trials: _Trials, reason: str) -> None:
        trials.reasons.append(reason)
        if len(trials.reasons) < MOST_TRIALS:
            self._waiting.append(trials)
        else:
            self._given_up.append(trials)

    def _failure(self) -> ClusterError:
        first = self._given_up[0]
        more = f", and {len(self._given_up) - 1:,} more" if len(self._given_up) > 1 else ""
        return ClusterError(f"{first.task.name} was not made in {MOST_TRIALS} trials{more}: {first.reasons[-1]}")
