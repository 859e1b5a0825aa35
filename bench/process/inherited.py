"""What every measured process inherits of the harness: limits of resources, processors, and how it is scheduled.

A process may change these of any other of its user, the harness among them, and who is measured afterwards would have
fewer files, fewer processors or a lower priority. So they are read before a process and put back after it.
"""

import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from bench.model.errors import BenchError

LIMITS: Final = tuple(sorted(name for name in vars(resource) if name.startswith("RLIMIT_")))
PRIORITY: Final = ("niceness", "policy")


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a new process would get now.

    Args:
        limits: of resources, soft and hard, by name.
        processors: that it may run on; empty where the system does not say.
        niceness: 0 is usual, and a larger one gives way to others.
        policy: of the scheduler, with its priority; empty where the system does not say.
    """

    limits: tuple[tuple[int, int], ...]
    processors: frozenset[int]
    niceness: int
    policy: tuple[int, ...]


def now() -> Inherited:
    """Return what a new process would get now."""
    is_told = hasattr(os, "sched_getaffinity")
    return Inherited(
        limits=tuple(resource.getrlimit(getattr(resource, name)) for name in LIMITS),
        processors=frozenset(os.sched_getaffinity(0)) if is_told else frozenset(),
        niceness=os.getpriority(os.PRIO_PROCESS, 0),
        policy=(os.sched_getscheduler(0), os.sched_getparam(0).sched_priority) if is_told else (),
    )


def put_back(before: Inherited) -> tuple[str, ...]:
    """Put back what was changed since, and return what that was.

    A priority stays as it is where only root may raise it: its owner may have lowered that of the whole run.

    Raises:
        BenchError: if anything else cannot be put back, for then the next process would be at a disadvantage.
    """
    changed = tuple(_differences(before, now()))
    if changed:
        _restore(before)
        left = [name for name in _differences(before, now()) if name not in PRIORITY]
        if left:
            raise BenchError(
                f"While a process ran, these of the run were changed, and cannot be put back: {', '.join(left)}.",
                "What is measured next would be at a disadvantage. Look at what that implementation does, and start "
                "the run again.",
            )
    return changed


def _differences(before: Inherited, after: Inherited) -> Iterator[str]:
    for name, one, other in zip(LIMITS, before.limits, after.limits, strict=True):
        if one != other:
            yield name
    for field in ("processors", *PRIORITY):
        if getattr(before, field) != getattr(after, field):
            yield field


def _restore(before: Inherited) -> None:
    for name, limit in zip(LIMITS, before.limits, strict=True):
        with suppress(OSError, ValueError):
            resource.setrlimit(getattr(resource, name), limit)
    with suppress(OSError):
        if before.policy:
            os.sched_setscheduler(0, before.policy[0], os.sched_param(before.policy[1]))
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, before.niceness)
    with suppress(OSError):
        if before.processors:
            os.sched_setaffinity(0, before.processors)
