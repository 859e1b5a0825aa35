"""Let a sampler look at the line that the worker executes while `run` is called: a process beside it, not within it.

What it saw is kept in memory that has no name, so that the worker cannot write to it.
"""

from __future__ import annotations

import os
import select
from time import monotonic

from bench.measured.signals import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

READY = b"Sampling process"  # what it prints when it takes its first look
PATIENCE = 10.0  # seconds for it to find its way into the worker, or to write what it saw; it takes a tenth of one
LARGEST = 1 << 24  # bytes of stacks that are read; usual ones have some thousand
KEPT = 1 << 12  # bytes of what it prints
SEEN = 3  # the descriptor that it writes to


class Sampler:
    """A sampler of one worker, which is started when `run` is first called.

    Args:
        command: to which the worker's process id is added; empty for none.
        environment: of the sampler.
    """

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self._command = command
        self._environment = environment
        self._process = 0  # a descriptor
        self._printed = b""
        self._stacks = b""
        self._seen = self._reader = -1

    def begin(self, worker: int) -> None:
        """Start it, and wait until it looks or has given up; what was started before continues."""
        if not self._command:
            return
        command, self._command = [*self._command, str(worker)], []
        self._seen = os.memfd_create("stacks")
        self._reader, writer = os.pipe()
        places = ((writer, 1), (writer, 2), (self._seen, SEEN))
        streams = [(os.POSIX_SPAWN_DUP2, handle, target) for handle, target in places]
        try:
            process = os.posix_spawn(
                command[0], command, self._environment, file_actions=streams, setsid=True, setsigdef=[signal.SIGINT]
            )
            self._process = os.pidfd_open(process)  # its number may be another's, once its end was seen
        except OSError as error:
            self._printed = f"Error: {error.strerror}".encode()
        os.close(writer)
        self._listen(READY)

    def end(self) -> None:
        """Have it write what it saw, and read that."""
        if not self._process:
            return
        self._signal(signal.SIGINT)
        self._listen()
        self.kill()
        self._stacks = os.pread(self._seen, LARGEST, 0)

    def kill(self) -> None:
        """End it, whatever it does."""
        if self._process:
            self._signal(signal.SIGKILL)
            self._await()
            os.close(self._process)
            self._process = 0

    def findings(self) -> dict[str, bytes]:
        """Return the stacks that it saw with how often, and what it printed."""
        return {"stacks": self._stacks, "sampler": self._printed}

    def _signal(self, number: int) -> None:
        try:
            signal.pidfd_send_signal(self._process, number)
        except ProcessLookupError:
            return

    def _await(self) -> None:
        try:
            os.waitid(os.P_PIDFD, self._process, os.WEXITED)
        except ChildProcessError:
            return

    def _listen(self, word: bytes = b"") -> None:
        """Read what it prints up to a word, or its end."""
        poller = select.poll()
        poller.register(self._reader, select.POLLIN)
        until = monotonic() + PATIENCE
        while monotonic() < until and not (word and word in self._printed):
            if poller.poll(100):
                block = os.read(self._reader, 1 << 12)
                if not block:
                    return
                self._printed = (self._printed + block)[-KEPT:]
