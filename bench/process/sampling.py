"""Choose the sampler that looks at source lines from outside, and read what it saw.

From Python 3.15 on it is the sampling profiler of the standard library, which needs nothing installed; before that it
is py-spy. Either looks from a process of its own, and costs the measured process little (docs/lines.md). Both have one
shape: a command to which a process id is added, which prints `Sampling process` when it takes its first look or
`Error: ` and why it cannot, and writes at SIGINT to descriptor 3: of each different stack a line, from the outermost
call to the innermost, and how often it was seen.
"""

import re
import shutil
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from bench.model import commands
from bench.model.errors import UsageError
from bench.model.types import Instrument, LineShare
from bench.process import stacks
from bench.process.job import Job

PY_SPY: Final = "py-spy"
STANDARD: Final = "profiling.sampling"  # of the standard library
RATE: Final = 250  # looks a second; it draws the time between two at random, so that no rhythm of a program matters
MOST: Final = 20  # lines that are kept
UNSEEN: Final = "the source-line sampler could not follow it"
_STANDARD_FROM: Final = (3, 15)
_OURS: Final = "/bench/measured/"
_CALLED: Final = f"{_OURS}instruments/line_seconds.py:"
_CHILD: Final = re.compile(r';process \d+:"')
_WAITING: Final = re.compile(r"/(?:threading|queue|selectors|subprocess)\.py:\d|/(?:multiprocessing|concurrent)/")
_INNERMOST: Final = re.compile(r"\(([^;()]*):(\d+)\)$")

Place = tuple[str, int]
"""File and line."""


def choose(version: str) -> str:
    """Return the sampler of a row.

    Args:
        version: of its interpreter, such as `3.15.2` or `pypy 3.11.13`.
    """
    found = re.match(r"(\d+)\.(\d+)", version)  # of CPython alone
    return STANDARD if found and (int(found[1]), int(found[2])) >= _STANDARD_FROM else PY_SPY


def command(job: Job, kit: Path) -> list[str]:
    """Return the command of the sampler of a job, to which a process id is added; empty if none is asked or installed.

    Threads that wait are seen too: what a call into C computes in threads of its own is time of the line that calls it.
    Child processes are followed.

    Args:
        job: to be measured.
        kit: from which its worker starts.
    """
    if job.instrument is not Instrument.LINE_SECONDS:
        return []
    if job.options.get("sampler") == STANDARD:
        return [str(job.python.absolute()), "-I", "-S", "-B", str(kit / "sampler.py"), str(RATE)]
    return py_spy()


def py_spy() -> list[str]:
    """Return the command of py-spy; empty if it is not installed."""
    scripts = sysconfig.get_path("scripts")
    found = shutil.which(PY_SPY, path=scripts) or shutil.which(PY_SPY)
    if found is None:
        return []
    options = ("--format", "raw", "--rate", str(RATE), "--full-filenames", "--idle", "--subprocesses")
    return [found, "record", *options, "--output", "/proc/self/fd/3", "--pid"]


def require(versions: Iterable[str]) -> None:
    """Refuse to go on without the samplers that rows need.

    Args:
        versions: of their interpreters.

    Raises:
        UsageError: if one is not installed, or this system has none.
    """
    if sys.platform != "linux":
        raise UsageError("Seconds by source line can be measured on Linux only.", "Leave out --seconds-by-line.")
    if PY_SPY in map(choose, versions) and not py_spy():
        raise UsageError(
            "Seconds by source line need py-spy on a Python before 3.15, and it is not installed.",
            commands.installing(PY_SPY),
        )


def read(content: bytes, module: Path) -> tuple[tuple[LineShare, ...], int]:
    """Return the lines that were seen most often, and how often `run` was seen at all.

    A stack counts for its innermost line of the implementation's own file: what that calls in libraries is its time.
    The thread that calls `run` is the clock. While it waits for threads or processes of its own, the time is that of
    the lines at which these are seen.

    Args:
        content: of each different stack a line, from the outermost call to the innermost, and how often it was seen.
        module: the implementation's file.
    """
    waits, clock, others = Counter[Place](), Counter[Place](), Counter[Place]()
    for stack, count in _stacks(content):
        waiting = _WAITING.search(stack.rpartition(";")[2])
        if _CALLED in stack and not _CHILD.search(stack):  # a forked one has the stack of its parent
            if place := _place(stack.rpartition(_CALLED)[2], module):
                (waits if waiting else clock)[place] += count
        elif not waiting and (place := _own(stack, module)):
            others[place] += count
    found = clock + _share_out(waits, others)
    largest = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    lines = tuple(LineShare(file=file, line=line, samples=count) for (file, line), count in largest[:MOST])
    return lines, found.total()


def explain(printed: bytes) -> str:
    """Return why the sampler saw nothing, in its own words as far as it had some."""
    said = re.search(r"^Error: (.*)", printed.decode("utf-8", "replace"), re.MULTILINE)
    return f"{UNSEEN}: {said[1]}" if said else UNSEEN


def _stacks(content: bytes) -> Iterator[tuple[str, int]]:
    for line in content.decode("utf-8", "replace").splitlines():
        stack, _, count = line.rpartition(" ")
        if count.isdecimal():
            yield stack, int(count)


def _place(stack: str, module: Path) -> Place | None:
    """Return the line that time is counted for: one of a library only where none of the file's own called it."""
    if own := _own(stack, module):
        return own
    innermost = _INNERMOST.search(stack)
    if innermost is None or _OURS in innermost[1]:
        return None
    return stacks.shorten(innermost[1]), int(innermost[2])


def _own(stack: str, module: Path) -> Place | None:
    """Return the innermost line of the implementation's own file."""
    lines = re.findall(rf"\({re.escape(str(module.absolute()))}:(\d+)\)(?:;|$)", stack)
    return (module.name, int(lines[-1])) if lines else None


def _share_out(waits: Counter[Place], others: Counter[Place]) -> Counter[Place]:
    """Give the time of waiting to the lines that were seen at work, to each as often as it was seen.

    No sample of these stands for more than one of waiting: who was hardly seen, as brief child processes are, would
    speak for all the time that nothing is known of.
    """
    given = min(waits.total(), others.total())
    return _scale(waits, waits.total() - given) + _scale(others, given)


def _scale(found: Counter[Place], total: int) -> Counter[Place]:
    return Counter({place: round(count * total / found.total()) for place, count in found.items()})
