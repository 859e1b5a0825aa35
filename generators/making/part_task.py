"""Make a part for another process, which says on the standard input what and where; the end of that ends this process.

It is what the workers of a cluster start. What it says is one line of JSON.
"""

from importlib.metadata import version
from pathlib import Path

import msgspec

from bench.host import code
from bench.model.errors import BenchError
from bench.model.types import Recipe
from bench.terminal import task_input
from generators.making import parts
from generators.making.stores import store
from generators.profiles import keeping, reading


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
    """Return what has to be alike where parts of one dataset are made: the code, Faker, and the folder.

    Args:
        mark: as in `LookTask`.
    """
    found = {"its code": code.digest(), "its Faker": version("faker")}
    if mark:
        found[f"its {Path(mark).parent}"] = "the folder of this machine" if Path(mark).exists() else "another folder"
    return found


def main() -> None:
    """Read one task, and do it."""
    line = task_input.read_line()
    if not line:
        return
    task = msgspec.json.decode(line, type=PartTask | LookTask)
    if isinstance(task, LookTask):
        task_input.answer(facts(task.mark))
        return
    task_input.end_with_input()
    try:
        made = _make(task)
    except BenchError as error:
        made = MadePart(problem=f"{error} {error.hint}".strip())
    task_input.answer(made)


def _make(task: PartTask) -> MadePart:
    if task.profile:
        keeping.keep(reading.parse(task.profile.encode()))
    there = store(task.url or Path(task.folder))
    part = parts.divide(task.whole)[task.number - 1]
    made = parts.make_part(there, part, task.whole, force=task.force)
    return MadePart(made.lines, made.bytes)
