"""Keep the paths and names of this machine out of what may be published."""

import builtins
import contextlib
import functools
import getpass
import io
import itertools
import json
import math
import os
import pwd
import re
import socket
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.host import process_notes
from bench.host.homes import homes
from bench.measured.instruments.lines import TEMPORARY
from bench.model.types import Allocation, Status
from bench.process import sampling, stacks
from bench.process.job import Finished, Job

PYPERF_FACTS: Final = {"aslr", "cpu_count", "cpu_model_name", "date", "duration", "inner_loops", "loops", "name"} | {
    "perf_version",
    "python_implementation",
    "python_version",
    "timer",
    "unit",
}


def publish_timings(content: bytes, calls: Sequence[float]) -> str:
    """Return a pyperf benchmark with only those facts about the machine that may be told.

    Args:
        content: what the process left, which may be anything.
        calls: seconds of its calls, as the report has them.

    Returns:
        Nothing if it is no benchmark, or one of other times.
    """
    import pyperf  # noqa: PLC0415  which commands that measure nothing need not wait for

    try:
        suite = json.loads(content)
        described = [suite, *suite["benchmarks"], *[run for each in suite["benchmarks"] for run in each["runs"]]]
        for part in described:
            part["metadata"] = {name: fact for name, fact in part.get("metadata", {}).items() if name in PYPERF_FACTS}
        benchmark = pyperf.Benchmark.loads(json.dumps(suite))
        if not all(math.isclose(*each) for each in zip(benchmark.get_values(), calls, strict=True)):
            return ""
        text = io.StringIO()
        benchmark.dump(text)
    except Exception:  # noqa: BLE001  pyperf takes the text for its own, and raises what that leads to
        return ""
    return text.getvalue()


LINGERED: Final = "did not end by itself after its answer"
OUR_NOTES: Final = re.compile(  # of a process; a note may name a line of source, and a file can be named after data
    "|".join(
        (
            process_notes.LEFT,
            LINGERED,
            "wrote to the monitor's pipe",
            "while it ran, these of its monitor were changed: [a-z, ]+",
            r"ended by (SIG[A-Z0-9+]+|signal \d+) after its answer",
            "high-water marks cannot be reset here, so phases are not told apart",
            r"it replaced something that pyperf needs, so this process is missing in pyperf\.json",
            process_notes.FIRST_CALL,
            rf"{sampling.UNSEEN}(: [^\n]*)?",
        )
    )
)
SEARCH_PATHS: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
SYSTEM_FOLDERS: Final = {  # of search paths, on most systems: they tell nothing
    *("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/usr/games", "/usr/local/games"),
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/snap/bin"),
}
GAP: Final = re.compile(r"(\n\[\.\.\. \d+ (?:bytes|characters) not kept \.\.\.\]\n)")  # see captured_output, failures
SEVERAL: Final = re.compile(r"/(?:\.?/)*")
"""What stands between two parts of a path, however it was put together."""

SHORTEST_NAME: Final = 2
COMMON_NAMES: Final = {
    "root",
    "user",
    "test",
    "admin",
    "runner",
    "ubuntu",
    "debian",
    "nobody",
    "localhost",
    "python",
} | {
    *("me", "app", "dev", "git", "www", "ci", "pi"),
}
WITHHELD: Final = "The message is withheld: it may quote the log. `--show-data` shows it."
_STACKS: Final = {Status.TIMEOUT, Status.CRASH}
_OF_OURS: Final = {Status.MEMORY_LIMIT, Status.LOAD_ERROR, Status.MISSING_DEPENDENCY, Status.SUSPECT}
_SOURCES: Final = ("pyi", "py")  # stubs first: a library that is not written in Python has only these
_BUILT_IN: Final = {name for name, each in vars(builtins).items() if isinstance(each, type)}


def without_data(finished: Finished, module: str, environment: Path | None = None) -> Finished:
    """Return the outcome of a process without anything that could quote the user's log.

    An exception keeps its type if Python or an installed library defines it. A stack and a line of source keep their
    places only in the implementation's own file, the latter in a library too. Names can be made of data as well as
    messages can.

    Args:
        finished: of a process that read the log.
        module: file name of the implementation.
        environment: the folder of its interpreter and its libraries.
    """
    return replace(
        finished,
        reason=_reason(finished, module, environment),
        notes=tuple(note for note in finished.notes if _is_ours(note, module)),
        allocations=tuple(_place(each, module) for each in finished.allocations),
        growth=tuple(_place(each, module) for each in finished.growth),
        spent=tuple(replace(each, file=_known(each.file, module)) for each in finished.spent),
        output="",
    )


def reader_owns_log() -> bool:
    """Return whether the output goes to a terminal, where the user owns the log; output of CI may be public."""
    return "CI" not in os.environ and sys.stderr is not None and sys.stderr.isatty()


def _reason(finished: Finished, module: str, environment: Path | None) -> str:
    if not finished.reason or finished.status in _OF_OURS:
        return finished.reason
    first, *others = finished.reason.splitlines()
    if finished.status in _STACKS:
        return "\n".join((first, *stacks.withhold_stacks(others, module)))
    kind = first.split(":")[0]
    is_public = finished.status is Status.ERROR and (kind in _BUILT_IN or _is_of_library(kind, environment))
    return f"{kind}. {WITHHELD}" if is_public else WITHHELD


@functools.cache
def _is_of_library(kind: str, environment: Path | None) -> bool:
    """Return whether an installed library defines a class of this name, so the name need not come from the data."""
    if environment is None or not kind.isidentifier():
        return False
    defined = re.compile(rf"^\s*class {kind}\b", re.MULTILINE)
    sources = itertools.chain.from_iterable(
        environment.glob(f"lib*/python*/site-packages/**/*.{end}") for end in _SOURCES
    )
    return any(defined.search(each.read_text(encoding="utf-8", errors="replace")) for each in sources if each.is_file())


def _is_ours(note: str, module: str) -> bool:
    """Whether a note is worded by the harness alone: what was left behind, what the clock saw, which line held."""
    line = re.escape(f"{TEMPORARY} {module}, line ")
    return bool(OUR_NOTES.fullmatch(note) or re.fullmatch(rf"\d+ % {line}\d+", note))


def _place(each: Allocation, module: str) -> Allocation:
    return each if each.file == module else replace(each, file=_known(each.file, module), source="")


def _known(file: str, module: str) -> str:
    is_known = file == module or (Path(sysconfig.get_path("stdlib")) / file).is_file()
    return file if is_known else "another file"


class Redactor:
    """Takes what is of this machine out of a text that is still whole: half a path is not recognised any more.

    That is the given folders, the user's home and name, the host's name, and the search paths that a measured process
    inherits, as a whole and folder by folder.

    Args:
        folders: those that are private.
    """

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        roots = {str(root): "" for root in (*folders, *homes()) if len(root.parts) > 1}
        self._stand_ins = roots | _search_paths()

    @functools.cached_property
    def _known(self) -> re.Pattern[str]:
        """What finds them: compiled where there is a text, which few processes leave, since it takes milliseconds."""
        longest_first = sorted(self._stand_ins, key=len, reverse=True)
        return re.compile(rf"({'|'.join(map(_any_spelling, longest_first)) or '(?!)'})({SEVERAL.pattern}|(?![\w.-]))")

    def __call__(self, text: str) -> str:
        """Return the text without them; where a part was not kept, what is left of one at either edge goes as well."""
        if not text:
            return text
        parts = GAP.split(text)  # every second one is a gap
        for place in range(0, len(parts), 2):
            whole = self._untorn(parts[place], start=place > 0, end=place + 1 < len(parts))
            parts[place] = self._known.sub(self._stand_in, whole)
            if _names():
                parts[place] = _anonymous().sub("(withheld)", parts[place])
        return "".join(parts)

    def _stand_in(self, found: re.Match[str]) -> str:
        if stand_in := self._stand_ins[SEVERAL.sub("/", found[1])]:
            return stand_in + found[2]
        return "" if found[2] else "~"

    def _untorn(self, text: str, *, start: bool, end: bool) -> str:
        private = (*self._stand_ins, *_names())
        if end:
            text = text.rstrip("\ufffd")  # of a character that was torn itself
            text = text[: len(text) - max((_overlap(text, each) for each in private), default=0)]
        if start:
            text = text.lstrip("\ufffd")
            text = text[max((_overlap(each, text) for each in private), default=0) :]
        return text


def redactor(job: Job, folder: Path) -> Redactor:
    """Return what a process's texts are redacted by: its folder, the implementation's, the data's, its libraries'."""
    environment = job.python.parent.parent
    sources = [source.absolute().parent for source in job.sources if isinstance(source, Path)]
    module = job.module.absolute().parent
    return Redactor([folder / "work", folder, module, *sources, environment, environment.resolve()])


def _any_spelling(path: str) -> str:
    """Return a pattern of a path that finds it with several slashes in place of one, too."""
    return re.escape(path).replace("/", SEVERAL.pattern)


def _overlap(text: str, private: str) -> int:
    """Return how many characters a text ends with that the private one begins with; one alone says nothing."""
    ending, beginning = text[-len(private) :], private[: len(text)]
    lengths = range(min(len(ending), len(beginning)), 1, -1)
    return next((each for each in lengths if ending[-each:].lower() == beginning[:each].lower()), 0)


def _search_paths() -> dict[str, str]:
    """Return what stands for each search path and for each folder in one that not every system has."""
    stand_ins: dict[str, str] = {}
    for name in SEARCH_PATHS:
        value = os.environ.get(name, "")
        folders = [folder.rstrip("/") for folder in value.split(os.pathsep) if folder.startswith("/")]
        known = {folder for folder in folders if folder and folder not in SYSTEM_FOLDERS}
        stand_ins |= dict.fromkeys([*known, *filter(None, [value])], f"${name}")
    return stand_ins


@functools.cache
def _names() -> tuple[str, ...]:
    """Return what host and user are called, where that tells anything."""
    found = set()
    for name_of in (socket.gethostname, getpass.getuser, lambda: pwd.getpwuid(os.getuid()).pw_name):
        with contextlib.suppress(OSError, KeyError, ImportError):
            name = name_of()
            found |= {name, name.partition(".")[0]}
    telling = (name for name in found if len(name) >= SHORTEST_NAME and name.lower() not in COMMON_NAMES)
    return tuple(sorted(telling, key=len, reverse=True))


@functools.cache
def _anonymous() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])({'|'.join(map(re.escape, _names()))})(?![\w])", re.IGNORECASE)
