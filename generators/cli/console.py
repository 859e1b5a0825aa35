"""Show on the terminal how the making of data proceeds; in plain lines where there is no terminal.

Progress goes to standard error, results to standard output, so that data and answers can be piped.
"""

import sys
import time
from typing import TYPE_CHECKING, Final, Self

from bench.model.characters import tame
from bench.model.formatting import per_second, plural
from bench.model.types import Manifest, Recipe
from bench.terminal.streams import Patient

if TYPE_CHECKING:
    from rich.progress import Progress

PLAIN_EVERY: Final = 5.0
"""Seconds between two lines where there is no terminal."""

SHORT: Final = 0.5
"""Seconds below which a rate says more about the start than about the making."""

_REDRAWN_EVERY: Final = 0.1


class MakingProgress:
    """Shows how far a dataset is, its rate, and when it will be done. Called with lines and bytes done.

    Args:
        recipe: what is made.
        quiet: whether to show nothing.
    """

    def __init__(self, recipe: Recipe, *, quiet: bool = False) -> None:
        self.seconds = 0.0
        self._quiet = quiet
        self._by_lines = recipe.lines is not None
        self._total = recipe.lines or recipe.size or 1
        self._bar = _start_bar(self._total) if Patient(sys.stderr).isatty() and not quiet else None
        self._started = self._said = time.monotonic()

    def __enter__(self) -> Self:
        self._started = self._said = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, lines: int, size: int) -> None:
        """Take note of what is done; say so now and then."""
        now = time.monotonic()
        self.seconds = now - self._started
        if self._quiet or now - self._said < (_REDRAWN_EVERY if self._bar else PLAIN_EVERY):
            return
        self._said = now
        done = lines if self._by_lines else size
        rate = f"{plural(lines, 'line')}, {per_second(lines / self.seconds)} a second"
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done, description=rate)
        else:
            left = self.seconds * (self._total - done) / done
            warn(f"{done / self._total:4.0%}  {rate}, about {left:.0f} s left")


def _start_bar(total: int) -> "Progress":
    from rich.console import Console  # noqa: PLC0415 - 0.15 s that a pipe has no use for
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - as above

    columns = (BarColumn(bar_width=24), TextColumn("{task.percentage:3.0f} %"), TextColumn("{task.description}"))
    bar = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
    bar.add_task("", total=total)
    bar.start()
    return bar


def facts(made: Manifest, seconds: float) -> str:
    """Say in one line what was made, and how fast where it was made now."""
    rate = f", {per_second(made.lines / seconds)} lines a second" if seconds >= SHORT else ""
    return f"{plural(made.lines, 'line')}, {plural(made.bytes, 'byte')}{rate}, {hashes(made)}"


def hashes(made: Manifest) -> str:
    """Say what identifies data, by the hashes that are known of it."""
    known = (("sha-256 of its blocks", made.blocks_sha256), ("sha-256", made.sha256))
    return ", ".join(f"{name} {digest}" for name, digest in known if digest)


def say(text: str) -> None:
    """Print a result."""
    _print(text, Patient(sys.stdout, fatal=True))


def warn(text: str) -> None:
    """Print what is no result."""
    _print(text, Patient(sys.stderr))


def _print(text: str, stream: Patient) -> None:
    stream.write(tame(text) + "\n")
    stream.flush()
