"""Start one measured process, watch it from outside, and leave nothing of it behind.

A small parent of its own, because a process inherits the `ru_maxrss` of the one that starts it, and because something
must stay when the harness is killed. It runs in a session of its own, which Ctrl-C does not reach, and watches its
parent: the end of its standard input means that the harness is gone.

It reads its orders (marshal) from standard input and writes one report (marshal) to standard output. All times are from
its own monotonic clock.
"""

from __future__ import annotations

import gc
import marshal
import math
import os
import resource
import select
from time import monotonic, process_time

from bench.measured.monitor import page_cache
from bench.measured.monitor.captured_output import CapturedStream
from bench.measured.monitor.edits import Edits
from bench.measured.monitor.guards import Guards
from bench.measured.monitor.memory import Watch
from bench.measured.monitor.own_state import OwnState
from bench.measured.monitor.sampler import Sampler
from bench.measured.monitor.witness import Witness
from bench.measured.sandbox import folder
from bench.measured.signals import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from bench.measured.monitor.process_tree import ProcessTree

STACK = 0.2  # seconds for a worker that is out of time to write where it stands
LINGER = 2.0  # seconds for an interpreter to end after its result is written
QUICKEST = 0.005  # seconds between two looks at memory when the limit is near


def main() -> None:
    """Serve one process."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # only a worker sends it: no Ctrl-C gets here
    gc.disable()  # nothing here is cyclic, and a collection would take its time from the measured process
    orders = marshal.loads(_exactly(int.from_bytes(_exactly(4), "big")))  # noqa: S302  the harness wrote it
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        folder.make(orders["folder"], orders["job"])
        report = _serve(orders)
    except OSError as error:
        report = {"failed": f"{type(error).__name__}: {error.strerror}"}
    _tell(marshal.dumps(report, 2))


def _serve(orders: dict[str, Any]) -> dict[str, Any]:
    """Serve a process in the sandbox folder that was made for it, which is gone afterwards."""
    try:
        os.chdir(f"{orders['folder']}/work")
        return Monitor(orders).follow()
    finally:
        _remove(orders["folder"])


def _remove(path: str) -> None:
    try:
        folder.remove(path)
    except OSError:  # the worker took away what that needs, so the harness clears up
        return


def _tell(content: bytes) -> None:
    """Hand the report over; a harness that was killed meanwhile does not get it."""
    try:
        while content:
            content = content[os.write(1, content) :]
    except BrokenPipeError:
        return


class Monitor:
    """One measured process, from spawn to the last of its descendants.

    Args:
        orders: `folder`, `job`, `kit`, `python`, `environment`, `token`, `seconds`, `memory`, `poll` (seconds),
            `proportional`, `curve`, `cache` (`warm`, `cold` or empty), `source`, `several` (sources), `instructions`
            (whether they are counted), `stack_signal`, `edits` (of the source, while `run` is called), `number` (that
            `run` gets in its place, or None), `view` (of `sandbox.view`), `group` (arguments of `ControlGroup`),
            `sampler` (its command); each empty for none.
    """

    def __init__(self, orders: dict[str, Any]) -> None:
        self._orders = orders
        self._cause = ""
        self._state = OwnState()
        self._cached: float | None = None
        self._guards = Guards(orders)
        self._group = self._guards.group
        self._strangers, self._heard = 0, b""
        self._captured = (CapturedStream(), CapturedStream())
        self._poller = select.poll()
        self._handlers: dict[int, Callable[[], object]] = {}
        self._edits = Edits(orders["source"], orders["edits"])
        self._sampler = Sampler(orders["sampler"], orders["environment"])
        self._listen()
        self._cpu, self._began = process_time(), monotonic()
        self._deadline, self._stop_at = self._began + orders["seconds"], math.inf
        self._tree = self._spawn()
        self._watch = Watch(
            self._tree.worker, proportional=orders["proportional"], limit=orders["memory"], curve=orders["curve"]
        )
        self._witness = Witness(self._tree.worker, several=orders["several"], instructions=orders["instructions"])

    def follow(self) -> dict[str, Any]:
        """Stay with the worker until it has ended and nothing of it is left; describe what happened.

        Of a worker that took away what that needs only what hindered us is known, if anything is.
        """
        try:
            self._follow()
            return self._conclude()
        except (OSError, MemoryError) as error:
            self._state.explain(error)
            self._end_blindly()
            return self._state.findings() if self._state.is_hindered else os._exit(1)

    def _end_blindly(self) -> None:
        """End what can be seen of the worker; the harness looks for the rest."""
        try:
            self._sampler.kill()
            self._tree.kill()
        except (OSError, MemoryError):
            return

    def _conclude(self) -> dict[str, Any]:
        self._state.look()
        seconds, cpu = monotonic() - self._began, process_time() - self._cpu
        if self._tree.mark is not None:
            self._watch.note_end(self._tree.mark)
        self._sampler.kill()
        left = self._tree.sweep()
        self._witness.end()
        self._edits.revert()
        kernel = self._guards.close()
        for stream in self._captured:
            stream.drain()
        return {
            "code": self._tree.code,
            "cause": self._cause,
            "seconds": seconds,
            "cpu": cpu,
            "left": left,
            "cached": self._cached,
            "strangers": self._strangers,
            "stamps": self._edits.stamps,
            "refused": self._guards.refused,
            "kernel": kernel,
            "output": self._captured[0].text(),
            "errors": self._captured[1].text(),
            "result": folder.content(self._orders["folder"], "result.json"),
            "pyperf": folder.content(self._orders["folder"], "pyperf.json"),
            **self._sampler.findings(),
            **self._state.findings(),
            **self._watch.findings(),
            **self._witness.findings(),
        }

    def _listen(self) -> None:
        wake, waker = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        control = f"{self._orders['folder']}/control"
        self._phases = os.open(f"{control}/phases", os.O_RDWR | os.O_NONBLOCK)
        self._acks = os.open(f"{control}/acks", os.O_RDWR | os.O_NONBLOCK)
        self._handlers = {0: self._hold_the_lifeline, wake: lambda: os.read(wake, 1 << 12), self._phases: self._hear}
        self._handlers |= {stream.reader: stream.take for stream in self._captured}
        for handle in self._handlers:
            self._poller.register(handle, select.POLLIN)

    def _spawn(self) -> ProcessTree:
        orders = self._orders
        command = [orders["python"], "-s", "-B", f"{orders['kit']}/worker.py", f"{orders['folder']}/control"]
        handles = (os.open(os.devnull, os.O_RDONLY), self._captured[0].writer, self._captured[1].writer)
        tree = self._guards.spawn(command, handles)
        for handle in handles:
            os.close(handle)
        return tree

    def _follow(self) -> None:
        next_poll = self._began + QUICKEST
        while self._tree.code is None:
            now = monotonic()
            if now >= next_poll:
                self._look()
                near = max(QUICKEST, self._watch.margin())
                next_poll = monotonic() + min(self._orders["poll"], near)
            if now >= self._deadline:
                self._end("timeout")
            if now >= self._stop_at:
                self._end("lingered")
                self._tree.kill()
                self._stop_at = now + STACK
            self._attend(min(next_poll, self._deadline, self._stop_at))
            self._tree.reap()

    def _look(self) -> None:
        self._state.look()
        if not self._watch.over:
            self._watch.poll()
            if self._group is not None and self._orders["proportional"]:
                self._group.look()
        if self._watch.over or (self._group is not None and self._group.kills()):
            self._end("memory-limit")

    def _attend(self, until: float) -> None:
        """Serve the streams and pipes that have something to read, until then at most."""
        for handle, event in self._poller.poll(max(0, math.ceil((until - monotonic()) * 1000))):
            said = self._handlers[handle]()
            if event & select.POLLHUP and not said and handle:
                self._poller.unregister(handle)  # the stream is closed for good, or the loop would spin

    def _end(self, cause: str) -> None:
        """End the worker for a reason. At a timeout it may first write where it is."""
        if self._cause:
            return
        self._cause = cause
        self._deadline = math.inf
        if cause == "timeout":
            self._tree.silence_others()
            self._tree.signal(self._orders["stack_signal"])
            self._stop_at = monotonic() + STACK
        else:
            self._tree.kill()

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
        self._witness.enter(phase)
        self._watch.end_call()
        if self._group is not None:
            self._group.end_call()
        if phase == "bye":
            self._stop_at = min(self._stop_at, monotonic() + LINGER)
        elif phase not in (self._watch.phase, "own"):  # that is a part of the import
            self._look()
            if self._group is not None:
                self._group.end()
            self._watch.enter(phase)
            if self._group is not None and phase == "run":
                self._group.begin()
        if phase == "run":
            self._begin_a_call()
        else:
            self._sampler.end()
            self._edits.revert()
            os.write(self._acks, b".")

    def _begin_a_call(self) -> None:
        """Change the data, see to its place in the page cache, and let the worker call `run`."""
        self._edits.make()
        if self._orders["cache"]:
            cached = page_cache.prepare(self._orders["source"], self._orders["cache"])
            self._cached = cached if self._cached is None else self._cached
        number = self._orders["number"]
        self._sampler.begin(self._tree.worker)
        self._witness.begin()
        os.write(self._acks, b"." if number is None else b".%d" % number)

    def _hold_the_lifeline(self) -> None:
        if not os.read(0, 1 << 16):
            self._tree.kill()
            self._tree.sweep()
            if self._group is not None:
                self._group.remove()
            folder.remove(self._orders["folder"])
            os._exit(1)


def _exactly(size: int) -> bytes:
    content = b""
    while len(content) < size:
        block = os.read(0, size - len(content))
        if not block:
            raise SystemExit(1)
        content += block
    return content
