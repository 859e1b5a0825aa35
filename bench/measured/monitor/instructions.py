"""Count the instructions of a worker and of all that it starts, by the kernel's counters of the processor.

The counter is opened from outside as soon as the worker is there, so that every thread and process of it inherits it,
and runs only while a call does. It counts in user space, which needs no privilege where `perf_event_paranoid` is 2 or
less. The little that the worker does to announce a call and its end is counted too. Where the processor had to share
the counter with others, the kernel would scale up what it saw: that is an estimate, and not taken.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from fcntl import ioctl

OPEN = {"x86_64": 298, "aarch64": 241}  # the number of perf_event_open
PARANOID = "/proc/sys/kernel/perf_event_paranoid"
ALLOWED = 2  # what it may be at most for a user's own processes
ENABLE, DISABLE = 0x2400, 0x2401
CLOSE_ON_EXEC = 8
HARDWARE, INSTRUCTIONS = 0, 1
TIMES = 3  # TOTAL_TIME_ENABLED and TOTAL_TIME_RUNNING: they differ where the counter was shared
FLAGS = 1 | 1 << 1 | 1 << 5 | 1 << 6  # disabled, inherit, exclude_kernel, exclude_hv
ATTRIBUTES = struct.Struct("IIQQQQQIIQ")  # struct perf_event_attr, as it first was
READ = struct.Struct("QQQ")  # the count, and nanoseconds for which it was wanted and ran


class InstructionCounter:
    """What one worker executes while a call runs; where the kernel refuses, nothing is counted."""

    def __init__(self, worker: int) -> None:
        try:
            self._handle: int | None = open_counter(worker)
        except OSError:
            self._handle = None

    def begin(self) -> None:
        """Let the counter run."""
        if self._handle is not None:
            ioctl(self._handle, ENABLE, 0)

    def end(self) -> None:
        """Stop it."""
        if self._handle is not None:
            ioctl(self._handle, DISABLE, 0)

    def read(self) -> int | None:
        """Return what was counted; None if nothing was, or only a part of the time."""
        if self._handle is None:
            return None
        count, wanted, ran = READ.unpack(os.read(self._handle, READ.size))
        return count if count and ran == wanted else None


def open_counter(process: int) -> int:
    """Return the descriptor of a counter of a process (0: this one), which does not run yet.

    Raises:
        OSError: if the kernel refuses.
    """
    number = OPEN.get(os.uname().machine)
    if number is None:
        raise OSError(errno.ENOSYS, "not known here")
    attributes = ATTRIBUTES.pack(HARDWARE, ATTRIBUTES.size, INSTRUCTIONS, 0, 0, TIMES, FLAGS, 0, 0, 0)
    library = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_long(each) for each in (process, -1, -1, CLOSE_ON_EXEC)]
    handle: int = library.syscall(ctypes.c_long(number), attributes, *arguments)
    if handle < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return handle


def find_obstacle() -> str:
    """Say why instructions cannot be counted here; empty if they can."""
    try:
        os.close(open_counter(0))
    except (OSError, AttributeError) as error:  # without `syscall` in the C library
        return _explain(getattr(error, "errno", errno.ENOSYS))
    return ""


def _explain(code: int | None) -> str:
    if code in {errno.EACCES, errno.EPERM}:
        level = _paranoid()
        if level is not None and level > ALLOWED:
            return f"kernel.perf_event_paranoid is {level}, and has to be {ALLOWED} or less"
        return "a filter of system calls forbids it, as in many containers"
    if code in {errno.ENOENT, errno.EOPNOTSUPP, errno.ENODEV}:
        return "the processor, or the virtual machine, has no such counter"
    return "this system has no such counter"


def _paranoid() -> int | None:
    try:
        with open(PARANOID, encoding="ascii") as file:  # noqa: PTH123  pathlib costs the monitor 10 ms
            return int(file.read())
    except (OSError, ValueError):
        return None
