"""Read from standard error what a process was executing when it was ended, and what it had printed before.

Pure. A process that waits is deep in a library: the lines of the implementation itself are kept whatever lies above
them. What it waits for may have said why on standard error, which its children share.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

LINES: Final = 5  # of a stack
OWN: Final = 2  # of these at most for lines of the implementation that lie further out
SAID: Final = 3  # lines of standard error
LONGEST: Final = 200  # characters of one, once it is redacted
HEADING: Final = "Last lines of standard error:"
WAITING: Final = (
    "It was waiting for child processes. Forked ones may hang for ever where a library runs threads, as Polars does: "
    'start those with multiprocessing.get_context("spawn") or "forkserver".'
)
_DUMP: Final = re.compile(  # the name of a thread is short: a flood of heads in one line is not looked through for each
    r"(?:Current thread|Thread) 0x[0-9a-f]+[^\n]{0,80}\(most recent call first\):\n((?:  .*\n?)*)"
)
_LINE: Final = re.compile(r'  File "([^"]*)", line (\d+) in (.*)')
_AROUND: Final = re.compile(  # what the interpreter writes around a dump, or instead of one
    r"^(?:Fatal Python error: (?:Segmentation fault|Aborted|Bus error|Illegal instruction|Floating.point exception)"
    r"|Extension modules: .*|Python runtime state: .*|Current thread's C stack trace .*\n(?:  .*\n?)*)$",
    re.MULTILINE,
)
_POOLS: Final = ("/multiprocessing/", "/concurrent/futures/process.py")
_LIBRARIES: Final = (re.compile(r"/(?:site|dist)-packages/"), re.compile(r"/lib(?:64)?/(?=(?:python|pypy)3[^/]*/)"))

Frame = tuple[str, str, str]
"""File, line and function."""


def describe_stacks(errors: str, module: Path, processes: int, redacted: Callable[[str], str]) -> str:
    """Return what there is to say of a process that was ended, each on a line of its own after a line break.

    Args:
        errors: its standard error.
        module: the implementation's file.
        processes: how many were seen in its tree.
        redacted: takes what is private out of a whole text.
    """
    dumps = [_LINE.findall(found) for found in _DUMP.findall(errors)]
    pools = any(part in file for frames in dumps for file, _, _ in frames for part in _POOLS)
    stood = (_place(frame, module) for frame in _telling(dumps[-1] if dumps else [], module))
    hint = [WAITING] if pools and processes > 1 else []
    return "".join(f"\n{line}" for line in (*map(redacted, stood), *quote_errors(errors, redacted), *hint))


def quote_errors(errors: str, redacted: Callable[[str], str]) -> list[str]:
    """Return a heading and what came last on standard error; nothing if nothing came."""
    words = last_words(redacted(without_dumps(errors)), SAID)
    return [HEADING, *words] if words else []


def without_dumps(errors: str) -> str:
    """Return what a process printed itself, without the stacks that the interpreter wrote between."""
    return _AROUND.sub("", _DUMP.sub("", errors))


def last_words(errors: str, count: int = 1) -> list[str]:
    """Return the last lines of a redacted text that are not blank, cut to a length that can be read."""
    lines = [line.strip() for line in errors.splitlines()]
    return [line[:LONGEST] for line in lines if line][-count:]


def withhold_stacks(lines: Iterable[str], module: str) -> list[str]:
    """Return what may be published of such lines where the data is private: names can be made of data."""
    told = list(lines)
    stood = told[: told.index(HEADING)] if HEADING in told else told
    own = re.compile(rf"{re.escape(module)}, line \d{{1,6}}(?=, in )")
    places = [found[0] for found in map(own.match, stood) if found]
    return [*places, WAITING] if told[-1:] == [WAITING] else places


def _telling(frames: list[Frame], module: Path) -> list[Frame]:
    """Choose the frames that are shown: the innermost, and the innermost of the implementation itself."""
    foreign = [frame for frame in frames if "/kits/" not in frame[0] or _is_own(frame, module)]
    own = [number for number, frame in enumerate(foreign) if _is_own(frame, module)][:OWN]
    rest = [number for number in range(len(foreign)) if number not in own][: LINES - len(own)]
    return [foreign[number] for number in sorted((*own, *rest))]


def _is_own(frame: Frame, module: Path) -> bool:
    return Path(frame[0]) == module.absolute()


def _place(frame: Frame, module: Path) -> str:
    file, line, name = frame
    return f"{module.name if _is_own(frame, module) else shorten(file)}, line {line}, in {name}"


def shorten(file: str) -> str:
    """Return the path of a file below the root of its library; of any other its name."""
    for root in _LIBRARIES:
        if found := root.search(file):
            return file[found.end() :]
    return Path(file).name  # the folder of any other file may be somebody's name
