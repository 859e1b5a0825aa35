"""A worker and everything that descends from it: started together, held still together, ended together.

This process is their subreaper, so an orphan becomes its child and cannot hide. Only Linux has that; elsewhere the
session that the worker leads is all that can be reached.
"""

from __future__ import annotations

import ctypes
import errno
import os
import select
import sys
from time import monotonic, sleep

from bench.measured.monitor import proc
from bench.measured.signals import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import NoReturn, Self

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
GRACE = 20  # looks, 0.01 s apart, for helper processes to follow their parent: a clock runs while a machine stalls
BUSY = 500  # such looks while one of them waits for a processor
ENDING = 0.1  # seconds of processor time that it may take to end, which are 0.02 for one of Python's
HALT = 0.05  # seconds: for the last to come to a stop; one that waits for a disk cannot
CALL = 0.5  # seconds: for one that runs and does not stop, because it is within a long call of the system
SWEEP = 5.0  # seconds: for killed processes to be gone
SETTING_UP = 10.0  # seconds: for a guard to take hold, which takes milliseconds


class GuardError(OSError):
    """A guard could not take hold, so the process was not started.

    Attributes:
        guard: its name.
    """

    def __init__(self, guard: str, number: int, reason: str) -> None:
        super().__init__(number, reason)
        self.guard = guard


class ProcessTree:
    """The processes of one measurement.

    Attributes:
        worker: process id of the first.
        code: its wait status, once it has ended.
        mark: the high-water mark that the kernel kept of its end (bytes), if that says anything: ru_maxrss begins at
            the peak of this process, so only above that it is the worker's own, and then to the page.

    Args:
        command: of the worker.
        environment: of the worker.
        handles: its standard streams.
        guards: name -> what the new process does about it before it becomes the worker, in this order.

    Raises:
        GuardError: if a guard is refused.
        OSError: if the command cannot be started.
    """

    def __init__(
        self,
        command: list[str],
        environment: Mapping[str, str],
        handles: tuple[int, int, int],
        guards: Mapping[str, Callable[[], None]] | None = None,
    ) -> None:
        _become_subreaper()
        own = proc.memory_of(os.getpid())
        self._inherited = own.high if own else 0
        self.code: int | None = None
        self.mark: int | None = None
        if guards:
            self.worker = _start_guarded(command, environment, handles, guards)
            return
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

    def silence_others(self) -> None:
        """Stop all but the worker for good: what they print would run into what it is about to write."""
        for pid in proc.descendants(os.getpid()):
            if pid != self.worker:
                _send(pid, signal.SIGSTOP)

    def kill(self) -> None:
        """Kill all that live: those in the worker's group at once, as others may fork faster than they are listed."""
        below = proc.descendants(os.getpid())
        if self.code is None or any(proc.group_of(pid) == self.worker for pid in below):  # else it is someone else's
            _send(-self.worker, signal.SIGKILL)
        for pid in below:
            _send(pid, signal.SIGKILL)

    def sweep(self) -> int:
        """Kill what the worker left behind and return how many there were."""
        left = self._leave_time()
        until = monotonic() + SWEEP
        while proc.descendants(os.getpid()) and monotonic() < until:
            self.kill()
            self.reap()
            sleep(0.001)
        if not proc.AVAILABLE:
            _send(-self.worker, signal.SIGKILL)
        return len(left)

    def _leave_time(self) -> list[int]:
        """Return what lives although it had the time to end.

        Helpers that follow their parent by themselves (the resource tracker of multiprocessing) get a moment for it,
        and a longer one while they wait for a processor.
        """
        enough = {pid: proc.read_cpu(pid) + ENDING for pid in self._alive()}
        looks, waits = GRACE, BUSY
        while (left := self._alive()) and looks and waits:
            if any(proc.runs(pid) and proc.read_cpu(pid) < enough.get(pid, 0) for pid in left):
                waits -= 1
            else:
                looks -= 1
            sleep(0.01)
            self.reap()
        return left

    def _alive(self) -> list[int]:
        return [pid for pid in proc.descendants(os.getpid()) if not proc.is_zombie(pid)]


class Suspension:
    """While its block runs, every process below this one stands still.

    Attributes:
        seconds: how long they stood, once they may continue.
        hopeless: whether it was given up before all stood still.
        over: whether they shall not continue any more, because they are ended next.

    Args:
        group: most of them are in this process group, which stops at once, while it forks too.
        asleep: those that were stopped before, by their own doing, and would not expect to be woken.
        give_up: asked whether to, while some do not come to a stop.
    """

    def __init__(self, group: int, asleep: set[int], give_up: Callable[[], bool]) -> None:
        self.seconds = 0.0
        self.hopeless = False
        self.over = False
        self._give_up = give_up
        self._group = group
        self._asleep = asleep
        self._began = 0.0

    def __enter__(self) -> Self:
        self._began = began = monotonic()
        _send(-self._group, signal.SIGSTOP)
        seen: set[int] = set()
        while moving := {pid for pid in proc.descendants(os.getpid()) if proc.can_run(pid)}:
            if new := moving - seen:
                began = monotonic()
            elif monotonic() > began + (CALL if any(map(proc.runs, moving)) else HALT):
                break
            elif self._give_up():
                self.hopeless = True
                break
            for pid in new:
                _send(pid, signal.SIGSTOP)
            seen |= new
            sleep(0)  # a process stops when it gets to run, and one that was forking has a child by then
        return self

    def __exit__(self, *_: object) -> None:
        if not self.over:
            for pid in proc.descendants(os.getpid()):
                if pid not in self._asleep:
                    _send(pid, signal.SIGCONT)
        self.seconds = monotonic() - self._began


def _start_guarded(
    command: list[str],
    environment: Mapping[str, str],
    handles: tuple[int, int, int],
    guards: Mapping[str, Callable[[], None]],
) -> int:
    """Start the worker behind guards; what goes wrong before it runs comes back by a pipe that its exec closes."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        _become(command, environment, handles, guards, writer)
    os.close(writer)
    late = f"{errno.ETIMEDOUT}\n{[*guards][-1]}\nit did not take hold within {SETTING_UP:g} s".encode()
    # Not by `poll`, which is refused where the worker, that may run by then, leaves us no open file.
    failure = os.read(reader, 1 << 12) if select.select([reader], [], [], SETTING_UP)[0] else late
    os.close(reader)
    if not failure:
        return pid
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    number, guard, reason = failure.decode("utf-8", "replace").split("\n", 2)
    raise GuardError(guard, int(number), reason) if guard else OSError(int(number), reason)


def _become(
    command: list[str],
    environment: Mapping[str, str],
    handles: tuple[int, int, int],
    guards: Mapping[str, Callable[[], None]],
    writer: int,
) -> NoReturn:
    """Turn this copy of the monitor into the worker; it never returns."""
    guard = ""
    try:
        os.setsid()
        for target, handle in enumerate(handles):
            os.dup2(handle, target)
            os.set_inheritable(target, True)  # noqa: FBT003  where it was in its place before
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        for guard, take_hold in guards.items():  # noqa: B007  a failure says which it was
            take_hold()
        guard = ""
        os.execve(command[0], command, environment)  # noqa: S606  no shell is wanted
    except OSError as error:
        os.write(writer, f"{error.errno or 0}\n{guard}\n{error.strerror or error}".encode("utf-8", "replace"))
    finally:
        os._exit(127)


def _become_subreaper() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a zombie
        return
