"""What each guard of a run is, for a reader who has not read SECURITY.md."""

from collections.abc import Iterator
from typing import Final

from bench.model.types import Run

EXPLAINED: Final = {
    "data changed in every timed process": "Some records of the file are replaced at the moment of the call, and the "
    "answer has to match the changed file: an answer that was prepared, guessed or kept would be wrong.",
    "private view": "Each measured process has its own view of the file system, in which it can neither change "
    "the data and the harness nor read answers or files of other processes.",
    "kernel's own peak": "The kernel also counts memory beyond the resident size, such as files in memory, pipes and "
    "sockets. It agrees if no row holds enough of that to change its figure.",
    "data and environments compared at the end": "When a run ends, its data and all that it executed are compared with "
    "their state at the start. A run that was killed made no such comparison, so its first part is unverified.",
}


def explain(run: Run) -> Iterator[tuple[str, str]]:
    """Yield the name of each guard, whether it was in force or not, and what it keeps from happening."""
    return ((guard.name, EXPLAINED[guard.name]) for guard in run.guards if guard.name in EXPLAINED)
