"""Look at which lines a process and its children are, with the sampling profiler that Python has from 3.15 on.

It runs on the Python of the process that it looks at, since no release can read the processes of another one. It says
and writes what py-spy does: a word when it takes its first look, or why it cannot; at SIGINT, each stack with how often
it was seen.
"""

from __future__ import annotations

import os
import random
import sys
from time import monotonic, sleep

from bench.measured.monitor import proc
from bench.measured.signals import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from profiling.sampling.collector import FrameInfo
    from profiling.sampling.sample import SampleProfiler

    Place = tuple[str, str, int]

SEEN = 3  # the descriptor that it writes to
SEARCH = 0.02  # seconds between two searches for new child processes


def main() -> None:
    """Look at a process so many times a second: `PROGRAM RATE PROCESS`."""
    try:
        looks = Looks(int(sys.argv[2]))
    except (ImportError, OSError, RuntimeError, SystemExit) as error:  # the last is how the profiler refuses a process
        raise SystemExit(f"Error: {error}") from None
    signal.signal(signal.SIGINT, looks.end)
    os.write(1, b"profiling.sampling> Sampling process\n")
    looks.follow(float(sys.argv[1]))
    with open(SEEN, "w", encoding="utf-8", errors="replace") as seen:
        seen.writelines(f"{stack} {count}\n" for stack, count in looks.stacks())


class Looks:
    """What is seen of a process and of those that it starts, from one look to the next.

    Args:
        process: its number.

    Raises:
        ImportError: if this Python has no sampling profiler.
        OSError: if the kernel does not let it look.
        RuntimeError: if it sees nothing.
        SystemExit: if there is no such process, or it is not of this release of Python.
    """

    def __init__(self, process: int) -> None:
        self._process = process
        self._followed = {process: _profiler(process)}
        self._followed[process].dump_stack()
        self._seen: dict[tuple[int, tuple[Place, ...]], int] = {}
        self._over = False

    def end(self, *_: object) -> None:
        """Take no more looks."""
        self._over = True

    def follow(self, rate: float) -> None:
        """Look until it is told to end, or the process has ended; the time between two looks is drawn at random.

        A look that is late, for to hold several threads still takes a while on a busy machine, counts for all that were
        due meanwhile: what runs in threads would else have too small a share.
        """
        next_look = next_search = monotonic()
        while not self._over:
            if monotonic() >= next_search:
                self._search()
                next_search = monotonic() + SEARCH
            due = 0
            while not due or next_look < monotonic():
                next_look += random.expovariate(rate)
                due += 1
            sleep(max(0.0, next_look - monotonic()))
            for process in tuple(self._followed):
                self._look(process, due)

    def stacks(self) -> Iterator[tuple[str, int]]:
        """Return each stack, from the outermost call to the innermost, with how often it was seen."""
        for (process, frames), count in self._seen.items():
            place = "" if process == self._process else f'process {self._process}:"";process {process}:"";'
            yield place + ";".join(f"{function} ({file}:{line})" for function, file, line in reversed(frames)), count

    def _search(self) -> None:
        """Follow new child processes, but none that is no Python of this release, or has hardly begun."""
        for process in set(proc.descendants(self._process)) - set(self._followed):
            try:
                self._followed[process] = _profiler(process)
            except (OSError, RuntimeError, SystemExit):
                continue

    def _look(self, process: int, due: int) -> None:
        try:
            interpreters = self._followed[process].dump_stack()
        except (OSError, RuntimeError, ValueError, MemoryError) as error:  # it ends, or changes too fast to be read
            if process != self._process:
                del self._followed[process]  # it may have become another program, which is found anew
            elif isinstance(error, ProcessLookupError):
                self._over = True
            return
        for interpreter in interpreters:
            for thread in interpreter.threads:
                if thread.frame_info:
                    stack = tuple(map(_place, thread.frame_info))
                    self._seen[process, stack] = self._seen.get((process, stack), 0) + due


def _place(frame: FrameInfo) -> Place:
    """Return function, file and line of a frame; line 0 of one that has none."""
    return frame.funcname, frame.filename, frame.location[0] if frame.location else 0


def _profiler(process: int) -> SampleProfiler:
    """Return what looks at all threads of a process, and holds it still meanwhile."""
    from profiling.sampling.sample import SampleProfiler  # noqa: PLC0415  no older Python has it

    return SampleProfiler(process, 0, all_threads=True, gc=False, blocking=True)
