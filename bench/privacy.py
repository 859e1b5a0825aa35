"""Keep the paths and names of this machine out of what may be published."""

import builtins
import contextlib
import functools
import getpass
import json
import os
import re
import socket
import sys
import sysconfig
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.homes import homes
from bench.jobs import Finished, Job
from bench.model import Allocation, Status

PYPERF_FACTS: Final = {"aslr", "cpu_count", "cpu_model_name", "date", "duration", "inner_loops", "loops", "name"} | {
    "perf_version",
    "python_implementation",
    "python_version",
    "timer",
    "unit",
}


def published_timings(content: bytes) -> str:
    """Return a pyperf benchmark with only those facts about the machine that may be told; empty if it is none."""
    try:
        suite = json.loads(content)
        described = [suite, *suite["benchmarks"], *[run for each in suite["benchmarks"] for run in each["runs"]]]
        for part in described:
            part["metadata"] = {name: fact for name, fact in part.get("metadata", {}).items() if name in PYPERF_FACTS}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ""
    return json.dumps(suite)


OUR_NOTES: Final = re.compile(  # of a process; a note may name a line of source, and a file can be named after data
    r"left \d+ (process|thread)(es|s)?|did not end by itself after its answer|wrote to the monitor's pipe"
    r"|ended by (SIG[A-Z0-9+]+|signal \d+) after its answer"
    r"|high-water marks cannot be reset here, so phases are not told apart"
    r"|it replaced something that pyperf needs, so this process is missing in pyperf\.json"
    r"|the first call took [\d,]+ times as long as the next: something may be kept between calls"
)
SEARCH_PATHS: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
SHORTEST_NAME: Final = 4
COMMON_NAMES: Final = {"root", "user", "test", "admin", "runner", "ubuntu", "debian", "nobody", "localhost", "python"}
WITHHELD: Final = "The message is withheld: it may quote the log. `--show-data` shows it."
_STACKS: Final = {Status.TIMEOUT, Status.CRASH}
_OF_OURS: Final = {Status.MEMORY_LIMIT, Status.LOAD_ERROR, Status.MISSING_DEPENDENCY, Status.SUSPECT}
_BUILT_IN: Final = {name for name, each in vars(builtins).items() if isinstance(each, type)}


def without_data(finished: Finished, module: str) -> Finished:
    """Return what became of a process without anything that could quote the user's log.

    An exception keeps its type if Python defines it, a stack its first line, a line of source its place only in the
    implementation's own file or in a library. Names can be made of data as well as messages can.

    Args:
        finished: of a process that read the log.
        module: file name of the implementation.
    """
    return replace(
        finished,
        reason=_reason(finished),
        notes=tuple(note for note in finished.notes if _is_ours(note, module)),
        allocations=tuple(_place(each, module) for each in finished.allocations),
        growth=tuple(_place(each, module) for each in finished.growth),
        output="",
    )


def confided() -> bool:
    """Tell whether somebody looks at a terminal, who owns the log; what CI prints is kept, and may be public."""
    return "CI" not in os.environ and sys.stderr is not None and sys.stderr.isatty()


def _reason(finished: Finished) -> str:
    if not finished.reason or finished.status in _OF_OURS:
        return finished.reason
    first = finished.reason.splitlines()[0]
    if finished.status in _STACKS:
        return first
    kind = first.split(":")[0]
    return f"{kind}. {WITHHELD}" if finished.status is Status.ERROR and kind in _BUILT_IN else WITHHELD


def _is_ours(note: str, module: str) -> bool:
    """Whether a note is worded by the harness alone: what was left behind, what the clock saw, what line ran."""
    line = re.escape(f"existed only while {module}, line ") + r"\d+, was running"
    return bool(OUR_NOTES.fullmatch(note) or re.fullmatch(r"\d+ % of the traced peak " + line, note))


def _place(each: Allocation, module: str) -> Allocation:
    if each.file == module:
        return each
    known = (Path(sysconfig.get_path("stdlib")) / each.file).is_file()
    return replace(each, file=each.file if known else "another file", source="")


class Cleaner:
    """Takes what is of this machine and of one job out of a text.

    That is its private folder, the implementation's and the data's, the user's home and name, the host's name, and
    the search paths that a measured process inherits.
    """

    def __init__(self, job: Job, folder: Path) -> None:
        environment = job.python.parent.parent
        sources = [source.absolute().parent for source in job.sources if isinstance(source, Path)]
        roots = [folder / "work", folder, job.module.absolute().parent, *sources, environment, environment.resolve()]
        roots += homes()
        self._roots = sorted({str(root) for root in roots if len(root.parts) > 1}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return the text without them."""
        for name in SEARCH_PATHS:
            if value := os.environ.get(name):
                text = text.replace(value, f"${name}")
        for root in self._roots:
            text = re.sub(re.escape(root) + r"(/|(?![\w.-]))", lambda found: "" if found[1] else "~", text)
        return _anonymous().sub("(withheld)", text) if _names() else text


@functools.cache
def _names() -> tuple[str, ...]:
    """Return what host and user are called, where that tells anything."""
    with contextlib.suppress(OSError, KeyError, ImportError):
        found = {socket.gethostname(), socket.gethostname().partition(".")[0], getpass.getuser()}
        return tuple(sorted(name for name in found if len(name) >= SHORTEST_NAME and name not in COMMON_NAMES))
    return ()


@functools.cache
def _anonymous() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])({'|'.join(map(re.escape, _names()))})(?![\w])")
