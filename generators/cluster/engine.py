"""What is known of a cluster, whatever runs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bench.model.errors import BenchError


class ClusterError(BenchError):
    """A cluster cannot be used, or no longer."""


class NoWorkerError(ClusterError):
    """A cluster has no worker that can be used."""


class NoSchedulerError(ClusterError):
    """The scheduler of a cluster was there before, and is gone."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem, "Start a scheduler, and give --cluster its address if that is another.")


@dataclass(frozen=True, slots=True)
class Crew:
    """The workers of a cluster, as they are now.

    Args:
        slots: how many tasks each may have at a time, by its address; only those that are fit.
        undecided: how many are still being asked whether they are fit.
        unfit: how many are left out.
        facts: what each of those that are fit said of itself.
    """

    slots: Mapping[str, int]
    undecided: int = 0
    unfit: int = 0
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskAnswer:
    """What came of a task.

    Args:
        ticket: under which it was given.
        said: by the program, in the end.
        problem: why it did not end well; empty if it did.
    """

    ticket: int
    said: str = ""
    problem: str = ""


class ClusterEngine(Protocol):
    """What runs a cluster. Each function raises `ClusterError` if the cluster is gone."""

    def crew(self) -> Crew:
        """Return the workers that are there now."""

    def give(self, ticket: int, message: str, worker: str) -> None:
        """Start the program on a worker, and write a line to it."""

    def take(self, seconds: float) -> Sequence[TaskAnswer]:
        """Return the answers that came; wait for one, but no longer than so many seconds."""

    def forget(self, ticket: int) -> None:
        """Expect no answer any more, and end the program if it still runs."""

    def leave_out(self, worker: str, why: str) -> None:
        """Name a worker that is to be used no more; it is unfit from then on."""


def difference(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """Return in which way a worker is unfit; nothing if it is fit.

    Args:
        theirs: what is known of the worker.
        ours: what it has to be.
    """
    return ", ".join(
        f"{name} is {theirs.get(name) or 'unknown'}, not {value}"
        for name, value in ours.items()
        if theirs.get(name) != value
    )
