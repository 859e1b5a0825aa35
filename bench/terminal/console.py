"""Where words for people go: results to standard output, progress and complaints to standard error.

What may be wrong with those, and with what is said, is told in `bench.terminal.streams`.
"""

import os
import sys
from collections.abc import Iterable
from typing import IO, Final, cast

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from bench.terminal.streams import Patient, tame

PIPED_WIDTH: Final = 120  # columns, where there is no terminal and COLUMNS is not set


def say(text: str) -> None:
    """Print a result; lines are not cut to a width."""
    output().print(text, markup=False, highlight=False, soft_wrap=True)


def confirm(question: str) -> bool:
    """Ask on the terminal; where there is none, nobody can answer and the command line counts as the answer.

    Returns:
        Whether the answer is yes. Anything but `y` or `yes` is no.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        return True
    progress().print(f"{question} [y/N] ", end="", markup=False, highlight=False)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def output() -> Console:
    """Return standard output; a table that is piped is as wide as COLUMNS says."""
    stream = Patient(sys.stdout, fatal=True)
    return _Tame(file=cast("IO[str]", stream), width=None if stream.isatty() else _columns(), highlight=False)


def progress() -> Console:
    """Return standard error."""
    return _Tame(file=cast("IO[str]", Patient(sys.stderr)), highlight=False)


class _Tame(Console):
    """A console that writes its own colours and cursor movements, and none that stand in a text."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Return what is to be written, with a stand-in for every character that commands a terminal."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=tame(segment.text))


def _columns() -> int:
    given = os.environ.get("COLUMNS", "")
    return int(given) if given.isdigit() and int(given) else PIPED_WIDTH
