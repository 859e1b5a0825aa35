"""Start one measured process, watch it from outside, and leave nothing of it behind.

A small parent of its own, because a process inherits the `ru_maxrss` of the one that starts it, and because someone must
stay when the harness is killed. It is the subreaper of all that the worker starts, stands in a session of its own
(Ctrl-C does not reach it) and holds a lifeline: its standard input, whose end means that the harness is gone.

It reads its orders (marshal) from standard input and writes one report (marshal) to standard output. All times are from
its own monotonic clock.
"""

from __future__ import annotations

import ctypes
import marshal
import math
import os
import resource
import select
import signal
import sys
from time import monotonic, process_time

from bench.measured import page_cache, processes, room
from bench.measured.sinks import Sink
from bench.measured.watch import Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
GRACE = 0.2  # seconds: for a stack to be written, and for helper processes to follow their parent
LINGER = 2.0  # seconds: for an interpreter to end after its result is written
SWEEP = 5.0  # seconds: for killed processes to be gone
FASTEST = 8 << 30  # bytes per second that memory can be touched with, at most
QUICKEST = 0.005  # seconds between two looks at memory when the limit is near


def main() -> None:
    """Serve one process."""
    orders = marshal.loads(_exactly(int.from_bytes(_exactly(4), "big")))  # noqa: S302  the harness wrote it
    become_subreaper()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        room.make(orders["folder"], orders["job"])
        os.chdir(f"{orders['folder']}/work")
        monitor = Monitor(orders)
        monitor.follow()
        report = monitor.report()
    except OSError as error:
        report = {"failed": f"{type(error).__name__}: {error.strerror}"}
    finally:
        room.remove(orders["folder"])
    content = marshal.dumps(report, 2)
    while content:
        content = content[os.write(1, content) :]


class Monitor:
    """One measured process, from spawn to the last of its descendants.

    Args:
        orders: `folder`, `job`, `kit`, `python`, `environment`, `token`, `seconds`, `memory`, `poll` (seconds),
            `proportional`, `curve`, `cache` (`warm`, `cold` or empty), `source`, `stack_signal`.
    """

    def __init__(self, orders: dict[str, Any]) -> None:
        self._orders = orders
        self._cause = ""
        self._code: int | None = None
        self._mark = 0
        self._cached: float | None = None
        self._strangers = 0
        self._heard = b""
        self._sinks = (Sink(), Sink())
        self._poller = select.poll()
        self._handlers: dict[int, Callable[[], object]] = {}
        self._listen_to_everything()
        own = processes.memory_of(os.getpid())
        self._inherited = own.high if own else 0
        self._cpu = process_time()
        self._began = monotonic()
        self._worker = self._spawn()
        self._deadline = self._began + orders["seconds"]
        self._stop_at = math.inf
        self._watch = Watch(
            self._worker, proportional=orders["proportional"], limit=orders["memory"], curve=orders["curve"]
        )

    def follow(self) -> None:
        """Stay with the worker until it has ended and nothing of it is left."""
        next_poll = self._began
        while self._code is None:
            now = monotonic()
            if now >= next_poll:
                if not self._watch.poll():
                    self._end("memory-limit")
                near = max(QUICKEST, self._watch.headroom() / FASTEST)
                next_poll = monotonic() + min(self._orders["poll"], near)
            if now >= self._deadline:
                self._end("timeout")
            if now >= self._stop_at:
                self._cause = self._cause or "lingered"
                self._kill()
                self._stop_at = now + GRACE
            self._attend(min(next_poll, self._deadline, self._stop_at) - now)
        self._seconds = monotonic() - self._began
        self._cpu = process_time() - self._cpu
        # ru_maxrss begins at this process's own peak; above that it is the worker's last mark, to the page.
        if self._mark > self._inherited:
            self._watch.ended(self._mark)
        self._left = self._sweep()

    def report(self) -> dict[str, Any]:
        """Describe what happened."""
        watch, folder = self._watch, self._orders["folder"]
        return {
            "code": self._code,
            "cause": self._cause,
            "seconds": self._seconds,
            "cpu": self._cpu,
            "left": self._left,
            "cached": self._cached,
            "strangers": self._strangers,
            "output": self._sinks[0].text(),
            "errors": self._sinks[1].text(),
            "result": room.content(folder, "result.json"),
            "pyperf": room.content(folder, "pyperf.json"),
            **watch.findings(),
        }

    def _listen_to_everything(self) -> None:
        wake, waker = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        control = f"{self._orders['folder']}/control"
        self._phases = os.open(f"{control}/phases", os.O_RDWR | os.O_NONBLOCK)
        self._acks = os.open(f"{control}/acks", os.O_RDWR | os.O_NONBLOCK)
        self._handlers = {0: self._lifeline, wake: lambda: self._reap(os.read(wake, 1 << 12)), self._phases: self._hear}
        self._handlers |= {sink.reader: sink.take for sink in self._sinks}
        for handle in self._handlers:
            self._poller.register(handle, select.POLLIN)

    def _spawn(self) -> int:
        orders = self._orders
        null = os.open(os.devnull, os.O_RDONLY)
        duplicates = {0: null, 1: self._sinks[0].writer, 2: self._sinks[1].writer}
        worker = os.posix_spawn(
            orders["python"],
            [orders["python"], "-s", f"{orders['kit']}/worker.py", f"{orders['folder']}/control"],
            orders["environment"],
            file_actions=[(os.POSIX_SPAWN_DUP2, handle, target) for target, handle in duplicates.items()],
            setsid=True,
            setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],
        )
        for handle in duplicates.values():
            os.close(handle)
        return worker

    def _attend(self, seconds: float) -> None:
        """Serve whoever has something to say, for at most so long."""
        for handle, event in self._poller.poll(max(0, math.ceil(seconds * 1000))):
            said = self._handlers[handle]()
            if event & select.POLLHUP and not said and handle:
                self._poller.unregister(handle)  # the stream is closed for good, or the loop would spin

    def _end(self, cause: str) -> None:
        """End the worker. At a timeout it may first write where it stands."""
        if self._cause:
            return
        self._cause = cause
        self._deadline = math.inf
        if cause == "timeout":
            _send(self._worker, self._orders["stack_signal"])
            self._stop_at = monotonic() + GRACE
        else:
            self._kill()

    def _kill(self) -> None:
        for pid in {self._worker, *processes.descendants(os.getpid())} if self._code is None else self._alive():
            _send(pid, signal.SIGKILL)

    def _hear(self) -> None:
        """Hear what phase the worker enters. Anything without the token came from the implementation."""
        *lines, self._heard = (self._heard + os.read(self._phases, 1 << 16))[-(1 << 16) :].split(b"\n")
        for line in lines:
            token, _, phase = line.decode("ascii", "replace").partition(" ")
            if token == self._orders["token"]:
                self._enter(phase)
            else:
                self._strangers += 1

    def _enter(self, phase: str) -> None:
        if phase == "bye":
            self._stop_at = min(self._stop_at, monotonic() + LINGER)
        elif phase != self._watch.phase:
            self._watch.enter(phase)
            if self._watch.over:
                self._end("memory-limit")
        if phase == "run" and self._orders["cache"]:
            cached = page_cache.prepare(self._orders["source"], self._orders["cache"])
            self._cached = cached if self._cached is None else self._cached
        os.write(self._acks, b".")

    def _lifeline(self) -> None:
        if not os.read(0, 1 << 16):
            self._kill()
            self._sweep()
            room.remove(self._orders["folder"])
            os._exit(1)

    def _reap(self, _wakened: bytes = b"") -> None:
        while True:
            try:
                pid, code, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            if pid == self._worker:
                self._code, self._mark = code, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)

    def _sweep(self) -> int:
        """Kill what the worker left behind and count it. Helpers that follow their parent get a moment."""
        until = monotonic() + GRACE
        while (left := self._alive()) and monotonic() < until:
            self._poller.poll(10)
            self._reap()
        until = monotonic() + SWEEP
        while processes.descendants(os.getpid()) and monotonic() < until:
            self._kill()
            self._reap()
            self._poller.poll(1)
        if not processes.AVAILABLE:
            _send(-self._worker, signal.SIGKILL)  # the session's own group is all that can be known of a tree
        for sink in self._sinks:
            sink.drain()
        return len(left)

    def _alive(self) -> list[int]:
        return [pid for pid in processes.descendants(os.getpid()) if not processes.is_zombie(pid)]


def become_subreaper() -> None:
    """Make orphans of the worker children of this process, so that none can hide (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a zombie
        return


def _exactly(size: int) -> bytes:
    content = b""
    while len(content) < size:
        block = os.read(0, size - len(content))
        if not block:
            raise SystemExit(1)
        content += block
    return content
