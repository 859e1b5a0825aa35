"""Draw a result in one form, and put it where it was asked for or where it is looked for."""

import sys
from pathlib import Path
from typing import Final

from bench.host.files import write_atomically
from bench.model.characters import tame, without_commands
from bench.model.errors import UsageError
from bench.results import result_file
from bench.terminal import interrupts
from reports.drawing.fonts import keep_fonts

STDOUT: Final = Path("-")
BESIDE: Final = {"html": "report.html", "svg": "picture.svg", "png": "picture.png"}  # what nobody reads in a terminal


def write(form: str, result: Path, target: Path) -> None:
    """Draw a result into a file, or to standard output.

    Raises:
        BenchError: if the result cannot be read or drawn.
    """
    content = content_of(form, result)
    if target == STDOUT:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        write_atomically(target, content)


def say_where(target: Path) -> None:
    """Print where a drawing went that was given no place."""
    if target != STDOUT:
        sys.stdout.write(without_commands(tame(f"Drawn: {target}\n")))


def content_of(form: str, result: Path) -> bytes:
    """Draw a result, and return the whole content of the file.

    Raises:
        BenchError: if the result cannot be read or drawn.
    """
    keep_fonts()
    with interrupts.loading():
        from reports.exporters.registry import EXPORTERS  # noqa: PLC0415  matplotlib reads where its fonts are
    drawn = EXPORTERS[form].render(result_file.read(result))
    return drawn.encode() if isinstance(drawn, str) else drawn


def beside(form: str, result: Path) -> Path:
    """Return where a drawing goes that was given no place.

    Raises:
        UsageError: if that is the report that it is drawn from.
        ResultError: if there is no such result.
    """
    source = result_file.locate(result)
    target = source.with_name(BESIDE[form]) if form in BESIDE else STDOUT
    if target == source:
        raise UsageError(
            f"The output would overwrite {source}, which it is drawn from.", "Name another file with --out."
        )
    return target
