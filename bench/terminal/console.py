"""Where words for people go: results to standard output, progress and complaints to standard error.

What may be wrong with those, and with what is said, is told in `bench.terminal.streams`.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final, cast

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from bench.model.characters import tame
from bench.terminal.streams import Patient

PIPED_WIDTH: Final = 120  # columns, where there is no terminal and COLUMNS is not set


@dataclass(slots=True)
class _Outlet:
    quiet: bool = False
    aside: bool = False


_outlet: Final = _Outlet()  # standard output belongs to the process, and so does this


@contextmanager
def outlet(*, quiet: bool = False, aside: bool = False) -> Iterator[None]:
    """Say less for a while, or say it elsewhere.

    Args:
        quiet: verdicts alone are printed, and no progress.
        aside: what is for people goes to standard error, since a program reads standard output.
    """
    before = _outlet.quiet, _outlet.aside
    _outlet.quiet, _outlet.aside = quiet, aside
    try:
        yield
    finally:
        _outlet.quiet, _outlet.aside = before


def is_quiet() -> bool:
    """Return whether progress is to be kept to oneself."""
    return _outlet.quiet


def say(text: str, *, verdict: bool = False) -> None:
    """Print a result; lines are not cut to a width.

    Args:
        text: what is said.
        verdict: whether it is printed even where little is.
    """
    _output(silent=_outlet.quiet and not verdict).print(text, markup=False, highlight=False, soft_wrap=True)


def confirm(question: str) -> bool:
    """Ask on the terminal; without one the command line counts as the answer.

    Returns:
        Whether the answer is yes. Anything but `y` or `yes` is no.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        return True
    progress().print(f"{question} [y/N] ", end="", markup=False, highlight=False)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def output() -> Console:
    """Return standard output, or what stands for it; a table that is piped is as wide as COLUMNS says."""
    return _output(silent=_outlet.quiet)


def _output(*, silent: bool) -> Console:
    stream = Patient(None if silent else sys.stderr if _outlet.aside else sys.stdout, fatal=not _outlet.aside)
    return _Tame(file=cast("IO[str]", stream), width=None if stream.isatty() else _columns(), highlight=False)


def progress() -> Console:
    """Return standard error."""
    return _Tame(file=cast("IO[str]", Patient(sys.stderr)), highlight=False)


class _Tame(Console):
    """A console that writes its own colours and cursor movements, and none that are in a text."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Return what is to be written, with a stand-in for every character that commands a terminal."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=tame(segment.text))


def _columns() -> int:
    given = os.environ.get("COLUMNS", "")
    return int(given) if given.isdigit() and int(given) else PIPED_WIDTH
