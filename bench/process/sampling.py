"""Find the sampler that looks at source lines from outside, and read what it saw.

py-spy is the one: it needs nothing in the measured environment, and costs the measured process least (docs/lines.md).
"""

import re
import shutil
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.model import commands
from bench.model.errors import UsageError
from bench.model.types import LineShare
from bench.process import stacks

NAME: Final = "py-spy"
RATE: Final = 250  # looks a second; it draws the time between two at random, so that no rhythm of a program matters
MOST: Final = 20  # lines that are kept
UNSEEN: Final = "the sampler of source lines could not follow it"
_OURS: Final = "/bench/measured/"
_CALLED: Final = f"{_OURS}instruments/line_seconds.py:"
_CHILD: Final = re.compile(r';process \d+:"')
_WAITING: Final = re.compile(r"/(?:threading|queue|selectors|subprocess)\.py:\d|/(?:multiprocessing|concurrent)/")
_INNERMOST: Final = re.compile(r"\(([^;()]*):(\d+)\)$")

Place = tuple[str, int]
"""File and line."""


def command() -> list[str]:
    """Return the command of the sampler, to which a process id is added; empty if it is not installed.

    It writes to descriptor 3. Threads that wait are seen too: what a call into C computes in threads of its own is time
    of the line that calls it. Child processes are followed.
    """
    scripts = sysconfig.get_path("scripts")
    found = shutil.which(NAME, path=scripts) or shutil.which(NAME)
    if found is None:
        return []
    options = ("--format", "raw", "--rate", str(RATE), "--full-filenames", "--idle", "--subprocesses")
    return [found, "record", *options, "--output", "/proc/self/fd/3", "--pid"]


def require() -> None:
    """Refuse to go on without a sampler.

    Raises:
        UsageError: if none is installed, or this system has none.
    """
    if sys.platform != "linux":
        raise UsageError("Seconds by source line can be measured on Linux only.", "Leave out --seconds-by-line.")
    if not command():
        raise UsageError("Seconds by source line need py-spy, which is not installed.", commands.installing(NAME))


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
