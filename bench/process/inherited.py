"""What every measured process inherits of the harness: limits of resources, processors, and how it is scheduled.

A process may change these of any other of its user, the harness among them, and who is measured afterwards would have
fewer files, fewer processors or a lower priority. So they are read before a process and put back after it.
"""

import ctypes
import os
import resource
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from bench.model.errors import BenchError

LIMITS: Final = tuple(sorted(name for name in vars(resource) if name.startswith("RLIMIT_")))
PRIORITY: Final = ("niceness", "policy", "scheduling", "disk")
CALLS: Final = {"x86_64": (315, 314, 252, 251), "aarch64": (275, 274, 31, 30)}
"""The numbers of sched_getattr, sched_setattr, ioprio_get and ioprio_set, which Python does not have."""

_ATTRIBUTES: Final = struct.Struct("IIQiIQQQII")  # struct sched_attr
_KEPT: Final = 5  # of its fields: size, policy, flags, niceness and priority, which have names of their own here
_CLAMPED: Final = 0x60  # flags: the least and the most that a processor's clock is to be raised to
_PROCESS: Final = 1  # what ioprio_get and ioprio_set are asked about


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a new process would get now.

    Args:
        limits: of resources, soft and hard, by name.
        processors: that it may run on; empty where the system does not say.
        niceness: 0 is usual, and a larger one gives way to others.
        policy: of the scheduler, with its priority; empty where the system does not say.
        scheduling: its time slice, and how far the processor's clock may follow it; likewise.
        disk: its priority at disks; 0 is usual.
    """

    limits: tuple[tuple[int, int], ...]
    processors: frozenset[int]
    niceness: int
    policy: tuple[int, ...]
    scheduling: tuple[int, ...] = ()
    disk: int = 0


def now() -> Inherited:
    """Return what a new process would get now."""
    is_told = hasattr(os, "sched_getaffinity")
    return Inherited(
        limits=tuple(resource.getrlimit(getattr(resource, name)) for name in LIMITS),
        processors=frozenset(os.sched_getaffinity(0)) if is_told else frozenset(),
        niceness=os.getpriority(os.PRIO_PROCESS, 0),
        policy=(os.sched_getscheduler(0), os.sched_getparam(0).sched_priority) if is_told else (),
        scheduling=_read_attributes()[_KEPT:],
        disk=max(0, _call(2, _PROCESS, 0)),
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
    _call(3, _PROCESS, 0, before.disk)
    if before.scheduling:
        _restore_attributes(before.scheduling)
    with suppress(OSError):
        if before.processors:
            os.sched_setaffinity(0, before.processors)


def _restore_attributes(scheduling: tuple[int, ...]) -> None:
    size, policy, flags, *others = _read_attributes()
    clamped = 0 if others[-2:] == [*scheduling[-2:]] else _CLAMPED  # which not every kernel knows
    _call(1, 0, _ATTRIBUTES.pack(size, policy, flags | clamped, *others[: _KEPT - 3], *scheduling), 0)


def _read_attributes() -> tuple[int, ...]:
    """Return the fields of this process's struct sched_attr; empty where the system does not say."""
    found = ctypes.create_string_buffer(_ATTRIBUTES.size)
    return () if _call(0, 0, found, _ATTRIBUTES.size, 0) else _ATTRIBUTES.unpack(found.raw)


def _call(which: int, *arguments: object) -> int:
    """Make one of CALLS and return what it returns: -1 where it fails, or is not there."""
    known = CALLS.get(os.uname().machine) if sys.platform == "linux" else None
    if known is None:
        return -1
    return int(ctypes.CDLL(None).syscall(known[which], *arguments))
