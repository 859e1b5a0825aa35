"""Give tasks to the workers of a cluster until all are done: never more than there are slots; what was lost, again."""

import itertools
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from generators.cluster.engine import ClusterEngine, ClusterError, Crew, NoWorkerError, TaskAnswer

MOST_TRIALS: Final = 2
"""How often a task is given before it is given up: one that takes workers down must not take all of them."""

MOST_FAILURES: Final = 2
"""How many tasks in a row a worker fails until it is left out for those that fail none: its disk may be full."""

LONGEST: Final = 3600.0
"""Seconds that a task may take while none is done; the worker is taken to hang after that."""

LEAST, TIMES = 600.0, 10.0
"""The same, once some are done: so many seconds, or so many times the longest of them."""

_POLL: Final = 1.0  # seconds between two looks at the workers
_PATIENCE: Final = 30.0  # seconds without any worker


@dataclass(frozen=True, slots=True)
class ClusterTask:
    """A task.

    Args:
        name: of what it makes.
        message: returns the line that its program reads.
    """

    name: str
    message: Callable[[], str]


@dataclass(slots=True, eq=False)
class _Trials:
    """A task, and how it fared so far."""

    task: ClusterTask
    workers: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    begun: float = 0.0


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
        self._failures: Counter[str] = Counter()
        self._longest = 0.0
        self._manned = clock()
        self._had_worker = False
        self._is_stopped = False

    def run(self) -> None:
        """Return when all is done.

        Raises:
            ClusterError: if something cannot be done, or the cluster is gone.
        """
        while self._running or (self._waiting and not self._is_stopped):
            now = self._clock()
            self._leave_out_what_hangs(now)
            crew = self._engine.crew()
            self._take_back(crew)
            self._check(crew, now)
            self._give(crew, now)
            for answer in self._engine.take(_POLL):
                self._settle(answer, crew)
        if self._given_up:
            raise self._failure()

    def _leave_out_what_hangs(self, now: float) -> None:
        limit = max(LEAST, TIMES * self._longest) if self._longest else LONGEST
        for trials in self._running.values():
            if now - trials.begun > limit:
                self._engine.leave_out(trials.workers[-1], f"it did not make {trials.task.name} within {limit:.0f} s")

    def _take_back(self, crew: Crew) -> None:
        """Take tasks back from workers that are gone. A late answer is skipped, since its ticket is."""
        for ticket, trials in list(self._running.items()):
            if trials.workers[-1] not in crew.slots:
                del self._running[ticket]
                self._engine.forget(ticket)
                self._again(trials, "its worker was lost, or left out", is_lost=True)

    def _check(self, crew: Crew, now: float) -> None:
        """Give up if there is no worker left."""
        self._had_worker = self._had_worker or bool(crew.slots)
        if crew.slots or crew.undecided:
            self._manned = now
        elif crew.unfit and not self._had_worker:
            raise NoWorkerError("No worker of the cluster can be used.")
        elif now - self._manned >= _PATIENCE:
            raise NoWorkerError(f"The cluster has had no worker for {_PATIENCE:.0f} seconds.")

    def _give(self, crew: Crew, now: float) -> None:
        busy = Counter(trials.workers[-1] for trials in self._running.values())
        free = {worker: slots - busy[worker] for worker, slots in crew.slots.items() if slots > busy[worker]}
        passed_over: list[_Trials] = []
        while free and self._waiting and not self._is_stopped:
            trials = self._waiting.popleft()
            able = free.keys() & self._able(trials, crew) if trials.workers else free
            if not able:
                passed_over.append(trials)
                continue
            worker = max(able, key=free.__getitem__)
            free[worker] -= 1
            if not free[worker]:
                del free[worker]
            trials.workers.append(worker)
            trials.begun = now
            ticket = next(self._tickets)
            self._running[ticket] = trials
            self._engine.give(ticket, trials.task.message(), worker)
        self._waiting.extendleft(reversed(passed_over))

    def _able(self, trials: _Trials, crew: Crew) -> Sequence[str]:
        """Return the workers that may have a task again: if there are any, those that neither had it nor failed."""
        others = [worker for worker in crew.slots if worker not in trials.workers] or list(crew.slots)
        return self._faultless(others) or others

    def _faultless(self, workers: Iterable[str]) -> Sequence[str]:
        return [worker for worker in workers if not self._failures[worker]]

    def _settle(self, answer: TaskAnswer, crew: Crew) -> None:
        trials = self._running.pop(answer.ticket, None)
        if trials is None:
            return
        worker = trials.workers[-1]
        problem = answer.problem or self._done(trials.task, answer.said)
        if not problem:
            self._failures[worker] = 0
            self._longest = max(self._longest, self._clock() - trials.begun)
            return
        self._again(trials, problem)
        self._is_stopped = self._is_stopped or trials in self._given_up  # others would fare no better
        self._failures[worker] += 1
        if self._failures[worker] >= MOST_FAILURES and self._faultless(crew.slots):
            self._engine.leave_out(worker, f"it failed {MOST_FAILURES} times in a row: {problem}")

    def _again(self, trials: _Trials, reason: str, *, is_lost: bool = False) -> None:
        trials.reasons.append(reason)
        if len(trials.reasons) >= MOST_TRIALS:
            self._given_up.append(trials)
        elif is_lost:
            self._waiting.append(trials)  # the last, since it may have taken its worker down
        else:
            self._waiting.appendleft(trials)

    def _failure(self) -> ClusterError:
        first = self._given_up[0]
        more = f", and {len(self._given_up) - 1:,} more" if len(self._given_up) > 1 else ""
        why = first.reasons[-1].rstrip(".")
        return ClusterError(f"{first.task.name} was not made in {MOST_TRIALS} trials{more}: {why}.")
