"""Keep the paths and names of this machine out of what may be published."""

import builtins
import json
import re
import sysconfig
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.jobs import Finished, Job
from bench.model import Allocation, Status

PYPERF_FACTS: Final = {"aslr", "cpu_count", "cpu_model_name", "date", "duration", "inner_loops", "loops", "name"} | {
    "perf_version",
    "platform",
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


LONGEST_NOTE: Final = 200  # characters
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
        notes=tuple(note for note in finished.notes if _is_ours(note)),
        allocations=tuple(_place(each, module) for each in finished.allocations),
        growth=tuple(_place(each, module) for each in finished.growth),
        output="",
    )


def _reason(finished: Finished) -> str:
    if not finished.reason or finished.status in _OF_OURS:
        return finished.reason
    first = finished.reason.splitlines()[0]
    if finished.status in _STACKS:
        return first
    kind = first.split(":")[0]
    return f"{kind}. {WITHHELD}" if finished.status is Status.ERROR and kind in _BUILT_IN else WITHHELD


def _is_ours(note: str) -> bool:
    """Whether a note is worded by the harness alone: what was left behind, what the clock saw."""
    return not re.search(r"['\"|]", note) and len(note) < LONGEST_NOTE


def _place(each: Allocation, module: str) -> Allocation:
    if each.file == module:
        return each
    known = (Path(sysconfig.get_path("stdlib")) / each.file).is_file()
    return replace(each, file=each.file if known else "another file", source="")


class Cleaner:
    """Takes the paths of one job out of a text: its private folder, the implementation's, the data's, the user's."""

    def __init__(self, job: Job, folder: Path) -> None:
        environment = job.python.parent.parent
        sources = [source.absolute().parent for source in job.sources if isinstance(source, Path)]
        roots = [folder / "work", folder, job.module.absolute().parent, *sources, environment, environment.resolve()]
        roots += [Path.home(), Path.home().resolve()]
        self._roots = sorted({f"{root}/" for root in roots if len(root.parts) > 1}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return the text without them."""
        for root in self._roots:
            text = text.replace(root, "")
        return text
