"""Make a part for another process, which says on the standard input what and where; the end of that ends this process.

It is what the workers of a cluster start. What it says is one line of JSON.
"""

import hashlib
import os
import signal
import sys
import time
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Final

import msgspec

from bench.model.errors import BenchError
from bench.model.release import VERSION
from bench.model.types import Recipe
from generators.making import parts
from generators.making.stores import store
from generators.profiles import keeping, reading

_STDIN: Final = 0
_PATIENCE: Final = 8.0  # seconds to discard what is unfinished


class PartTask(msgspec.Struct, frozen=True, tag=True):
    """A part that is to be made.

    Args:
        whole: recipe of the dataset.
        number: of the part, from 1.
        folder: where to; empty for a URL.
        url: likewise.
        force: write over another file of that name.
        profile: that a twin is made by, as JSON.
    """

    whole: Recipe
    number: int
    folder: str = ""
    url: str = ""
    force: bool = False
    profile: str = ""


class LookTask(msgspec.Struct, frozen=True, tag=True):
    """The question what this program is.

    Args:
        mark: a file that has to be seen from here, so that the folder is the same one; empty for a URL.
    """

    mark: str = ""


class MadePart(msgspec.Struct, frozen=True):
    """What came of a part.

    Args:
        lines: of it.
        bytes: likewise.
        problem: why there is none.
    """

    lines: int = 0
    bytes: int = 0
    problem: str = ""


def facts(mark: str) -> dict[str, str]:
    """Return what has to be alike where parts of one dataset are made: the release, the code, Faker, and the folder.

    Args:
        mark: as in `LookTask`.
    """
    code, root = hashlib.sha256(), Path(__file__).parents[1]
    for path in sorted(root.rglob("*.py")):
        code.update(str(path.relative_to(root)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    found = {
        "its release": VERSION,
        "its code of the generators": code.hexdigest()[:12],
        "its Faker": version("faker"),
    }
    if mark:
        found[f"its {Path(mark).parent}"] = "the folder of this machine" if Path(mark).exists() else "another folder"
    return found


def main() -> None:
    """Read one task, and do it."""
    line = _first_line()
    if not line:
        return
    task = msgspec.json.decode(line, type=PartTask | LookTask)
    if isinstance(task, LookTask):
        _say(facts(task.mark))
        return
    Thread(target=_watch, daemon=True).start()
    try:
        made = _make(task)
    except BenchError as error:
        made = MadePart(problem=f"{error} {error.hint}".strip())
    _say(made)


def _make(task: PartTask) -> MadePart:
    if task.profile:
        keeping.keep(reading.parse(task.profile.encode()))
    there = store(task.url or Path(task.folder))
    part = parts.divide(task.whole)[task.number - 1]
    made = parts.make_part(there, part, task.whole, force=task.force)
    return MadePart(made.lines, made.bytes)


def _watch() -> None:
    """Interrupt this process when its input ends: whoever started it is gone, or wants the part no more."""
    while os.read(_STDIN, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    os._exit(1)


def _first_line() -> bytes:
    """Read the only line that comes; nothing, if the input ended before it did."""
    line = b""
    while not line.endswith(b"\n"):
        if not (chunk := os.read(_STDIN, 1 << 16)):
            return b""
        line += chunk
    return line


def _say(answer: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
    sys.stdout.buffer.flush()
