"""Start one measured process, watch it from outside, and leave nothing of it behind.

A small parent of its own, because a process started by a large one inherits the large one's `ru_maxrss`, and because
someone must stay when the harness is killed. It is the subreaper of all that the worker starts, stands in a session of
its own (Ctrl-C does not reach it) and holds a lifeline: its standard input, whose end means that the harness is gone.

It reads a job (marshal) from standard input and writes one report (marshal) to standard output. All times are from its
own monotonic clock.
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

from bench.measured import page_cache, processes
from bench.measured.sinks import Sink
from bench.measured.watch import Watch

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
GRACE = 0.2  # seconds: for a stack to be written, and for helper processes to follow their parent
LINGER = 2.0  # seconds: for an interpreter to end after its result is written
SWEEP = 5.0  # seconds: for killed processes to be gone
FASTEST = 8 << 30  # bytes per second that memory can be touched with, at most


def main() -> None:
    """Serve one job."""
    size = int.from_bytes(_exactly(4), "big")
    job = marshal.loads(_exactly(size))  # noqa: S302  the harness wrote it
    monitor = Monitor(job)
    report = monitor.serve()
    content = marshal.dumps(report, 2)
    while content:
        content = content[os.write(1, content) :]


class Monitor:
    """One measured process, from spawn to the last of its descendants."""

    def __init__(self, job: dict[str, object]) -> None:
        self.job = job
        self.control = f"{job['folder']}/control"
        self.cause = ""
        self.code: int | None = None
        self.usage: resource.struct_rusage | None = None
        self.left = 0
        self.cached: float | None = None
        self.noise = 0
        self.sinks = (Sink(), Sink())
        self.poller = select.poll()
        self.handlers = {0: self._lifeline}
        self._partial = b""
        self._stop_at = math.inf

    def serve(self) -> dict[str, object]:
        """Run the job to its end and describe it."""
        _become_subreaper()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        self._open()
        self.began, cpu = monotonic(), process_time()
        self.deadline = self.began + float(str(self.job["seconds"]))
        try:
            self.worker = self._spawn()
        except OSError as error:
            return {"failed": f"{type(error).__name__}: {error.strerror}"}
        limit = int(str(self.job["memory"]))
        pss, curve = bool(self.job["proportional"]), bool(self.job["curve"])
        self.watch = Watch(self.worker, proportional=pss, limit=limit, curve=curve)
        self._follow()
        self.seconds, self.cpu = monotonic() - self.began, process_time() - cpu
        self._account_for_the_end()
        self._sweep()
        return self._report()

    def _open(self) -> None:
        wake, self.waker = os.pipe()
        for handle in (wake, self.waker):
            os.set_blocking(handle, False)
        signal.set_wakeup_fd(self.waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.phases = os.open(f"{self.control}/phases", os.O_RDWR | os.O_NONBLOCK)
        self.acks = os.open(f"{self.control}/acks", os.O_RDWR | os.O_NONBLOCK)
        self.handlers[wake] = lambda: self._reap(wake)
        self.handlers[self.phases] = self._listen
        for sink in self.sinks:
            self.handlers[sink.reader] = sink.take  # type: ignore[assignment]  # what it says is not needed here
        for handle in self.handlers:
            self.poller.register(handle, select.POLLIN)

    def _spawn(self) -> int:
        os.chdir(f"{self.job['folder']}/work")
        python = str(self.job["python"])
        null = os.open(os.devnull, os.O_RDONLY)
        actions = [(os.POSIX_SPAWN_DUP2, null, 0)]
        actions += [(os.POSIX_SPAWN_DUP2, sink.writer, 1 + number) for number, sink in enumerate(self.sinks)]
        worker = os.posix_spawn(
            python,
            [python, "-s", f"{self.job['kit']}/worker.py", self.control],
            self.job["environment"],  # type: ignore[arg-type]
            file_actions=actions,
            setsid=True,
            setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],
        )
        for sink in self.sinks:
            os.close(sink.writer)
        return worker

    def _follow(self) -> None:
        interval = float(str(self.job["poll"]))
        next_poll = self.began
        while self.code is None:
            now = monotonic()
            if now >= next_poll:
                if not self.watch.poll():
                    self._end("memory-limit")
                next_poll = now + min(interval, max(0.005, self.watch.headroom() / FASTEST))
            if now >= self.deadline:
                self._end("timeout")
            if now >= self._stop_at:
                self._kill()
            due = min(next_poll, max(self.deadline, now + 0.01), max(self._stop_at, now + 0.01))
            for handle, _event in self.poller.poll(max(0, math.ceil((due - now) * 1000))):
                self.handlers[handle]()

    def _end(self, cause: str) -> None:
        """End the worker for a reason; before a timeout's kill it may write its stack."""
        if self.cause:
            return
        self.cause = cause
        if cause == "timeout":
            self.deadline = math.inf
            _send(self.worker, int(str(self.job["stack_signal"])))
            self._stop_at = monotonic() + GRACE
        else:
            self._kill()

    def _kill(self) -> None:
        for pid in {self.worker, *processes.descendants(os.getpid())}:
            _send(pid, signal.SIGKILL)

    def _listen(self) -> None:
        """Hear what phase the worker enters. Anything without the token came from the implementation."""
        *lines, self._partial = (self._partial + os.read(self.phases, 1 << 16)).split(b"\n")
        for line in lines:
            token, _, phase = line.decode("ascii", "replace").partition(" ")
            if token == self.job["token"]:
                self._enter(phase)
            else:
                self.noise += 1

    def _enter(self, phase: str) -> None:
        if phase == "bye":
            self._stop_at = monotonic() + LINGER
        elif phase != self.watch.phase:
            self.watch.enter(phase)
        if phase == "run" and self.job["cache"]:
            cached = page_cache.prepare(str(self.job["source"]), str(self.job["cache"]))
            self.cached = cached if self.cached is None else self.cached
        os.write(self.acks, b".")

    def _lifeline(self) -> None:
        if not os.read(0, 1 << 16):
            self.cause = self.cause or "abandoned"
            self._kill()
            self._sweep()
            _remove(str(self.job["folder"]))
            os._exit(1)

    def _reap(self, wake: int | None = None) -> None:
        if wake is not None:
            os.read(wake, 1 << 12)
        while True:
            try:
                pid, code, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            if pid == self.worker:
                self.code, self.usage = code, usage

    def _account_for_the_end(self) -> None:
        """The kernel's last mark of the worker, if it is above what it inherited from this process."""
        assert self.usage is not None
        mark = self.usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        own = processes.memory_of(os.getpid())
        if own is None or mark > own.high:
            self.watch.ended(mark)

    def _sweep(self) -> None:
        """Kill what the worker left behind. Helpers that follow their parent by themselves get a moment."""
        until = monotonic() + GRACE
        while (left := self._alive()) and monotonic() < until:
            self.poller.poll(10)
            self._reap()
        self.left = len(left)
        until = monotonic() + SWEEP
        while processes.descendants(os.getpid()) and monotonic() < until:
            self._kill()
            self._reap()
            self.poller.poll(1)
        for sink in self.sinks:
            sink.drain()

    def _alive(self) -> list[int]:
        return [pid for pid in processes.descendants(os.getpid()) if not processes.is_zombie(pid)]

    def _report(self) -> dict[str, object]:
        watch = self.watch
        return {
            "code": self.code,
            "cause": self.cause,
            "phase": watch.phase,
            "seconds": self.seconds,
            "cpu": self.cpu,
            "processes": watch.most if processes.AVAILABLE else None,
            "left": self.left,
            "peaks": watch.peaks,
            "starts": watch.starts,
            "sampled": watch.sampled,
            "bounds": watch.bounds,
            "tampered": watch.tampered,
            "notes": watch.notes,
            "curve": watch.curve or [],
            "cached": self.cached,
            "noise": self.noise,
            "output": b"".join(sink.text() for sink in self.sinks),
        }


def _become_subreaper() -> None:
    """Make orphans of the worker children of this process, so that none can hide (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def _remove(folder: str) -> None:
    from shutil import rmtree  # noqa: PLC0415  only when the harness is no longer there to do it

    os.chdir("/")
    rmtree(folder, ignore_errors=True)


def _exactly(size: int) -> bytes:
    content = b""
    while len(content) < size:
        block = os.read(0, size - len(content))
        if not block:
            raise SystemExit(1)
        content += block
    return content
