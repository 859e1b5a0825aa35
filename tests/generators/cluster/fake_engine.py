"""A cluster whose every event is decided by a test."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from generators.cluster.engine import Crew, TaskAnswer


@dataclass
class FakeEngine:
    """Workers with slots, which answer as a test says.

    Args:
        slots: of each worker; a test may change it at any time.
        answer: what comes of a message on a worker; None if nothing does until the test says so.
        between: is called before every look at the workers, with the number of the look.
        facts: what each worker says of itself.
    """

    slots: dict[str, int]
    answer: Callable[[str, str], TaskAnswer | None] = lambda message, _worker: TaskAnswer(0, said=message)
    between: Callable[[int], None] = lambda _look: None
    unfit: int = 0
    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    looks: int = 0
    given: list[tuple[int, str, str]] = field(default_factory=list)
    forgotten: list[int] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    answers: list[TaskAnswer] = field(default_factory=list)
    most: dict[str, int] = field(default_factory=dict)
    _running: dict[int, str] = field(default_factory=dict)

    def crew(self) -> Crew:
        self.between(self.looks)
        self.looks += 1
        return Crew(dict(self.slots), unfit=self.unfit, facts=self.facts)

    def give(self, ticket: int, message: str, worker: str) -> None:
        self.given.append((ticket, message, worker))
        self._running[ticket] = worker
        self.most[worker] = max(self.most.get(worker, 0), list(self._running.values()).count(worker))
        if answer := self.answer(message, worker):
            self.answers.append(TaskAnswer(ticket, answer.said, answer.problem))

    def take(self, seconds: float) -> Sequence[TaskAnswer]:
        del seconds
        taken, self.answers = self.answers, []
        for answer in taken:
            self._running.pop(answer.ticket, None)
        return taken

    def forget(self, ticket: int) -> None:
        self.forgotten.append(ticket)
        self._running.pop(ticket)

    def leave_out(self, worker: str, why: str) -> None:
        if self.slots.pop(worker, 0):
            self.unfit += 1
            self.left_out.append((worker, why))
