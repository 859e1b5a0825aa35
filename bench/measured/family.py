"""A worker and everything that descends from it: started together, ended together.

This process is their subreaper, so an orphan becomes its child and cannot hide. Only Linux has that; elsewhere the
session that the worker leads is all that can be reached.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from time import monotonic, sleep

from bench.measured import processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
GRACE = 0.2  # seconds: for helper processes to follow their parent
SWEEP = 5.0  # seconds: for killed processes to be gone


class Family:
    """The processes of one measurement.

    Attributes:
        worker: process id of the first.
        code: its wait status, once it has ended.
        mark: the high-water mark that the kernel kept of its end (bytes), if that says anything: ru_maxrss begins at
            the peak of this process, so only above that it is the worker's own, and then to the page.
    """

    def __init__(self, command: list[str], environment: Mapping[str, str], handles: tuple[int, int, int]) -> None:
        _become_subreaper()
        own = processes.memory_of(os.getpid())
        self._inherited = own.high if own else 0
        self.code: int | None = None
        self.mark: int | None = None
        self.worker = os.posix_spawn(
            command[0],
            command,
            environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, handle, target) for target, handle in enumerate(handles)],
            setsid=True,
            setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],
        )

    def reap(self) -> None:
        """Take notice of every process that has ended."""
        while True:
            try:
                pid, code, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            if pid == self.worker:
                mark = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
                self.code, self.mark = code, mark if mark > self._inherited else None

    def signal(self, number: int) -> None:
        """Send the worker a signal."""
        if self.code is None:
            _send(self.worker, number)

    def kill(self) -> None:
        """Kill all that live."""
        self.signal(signal.SIGKILL)
        for pid in processes.descendants(os.getpid()):
            _send(pid, signal.SIGKILL)

    def sweep(self) -> int:
        """Kill what the worker left behind and return how many there were.

        Helpers that follow their parent by themselves (the resource tracker of multiprocessing) get a moment for it.
        """
        until = monotonic() + GRACE
        while (left := self._alive()) and monotonic() < until:
            sleep(0.01)
            self.reap()
        until = monotonic() + SWEEP
        while processes.descendants(os.getpid()) and monotonic() < until:
            self.kill()
            self.reap()
            sleep(0.001)
        if not processes.AVAILABLE:
            _send(-self.worker, signal.SIGKILL)
        return len(left)

    def _alive(self) -> list[int]:
        return [pid for pid in processes.descendants(os.getpid()) if not processes.is_zombie(pid)]


def _become_subreaper() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a zombie
        return
