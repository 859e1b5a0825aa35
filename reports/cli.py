"""The command line of the reports: `python -m reports FORM RESULT [--out FILE]`, or `site`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

import cyclopts

from bench.host.files import write_atomically
from bench.model import commands
from bench.model.characters import without_commands
from bench.model.errors import UsageError
from bench.results import result_file
from bench.terminal import help_texts
from bench.terminal.command_line import CommandLine
from bench.terminal.streams import tame
from reports.drawing.fonts import keep_fonts
from reports.site import command

STDOUT: Final = Path("-")
BESIDE: Final = {"html": "report.html", "svg": "picture.svg", "png": "picture.png"}  # what nobody reads in a terminal

app: Final = cyclopts.App(
    name=commands.program("reports"),
    help="Draw a result.",
    version_flags=[],
    result_action="return_value",
    suppress_keyboard_interrupt=False,  # main says what became of it
    default_parameter=cyclopts.Parameter(show_default=help_texts.shown_default),
)


@app.default
def draw(
    form: Literal[
        "html", "md", "csv", "json", "svg", "png", "bencher", "customSmallerIsBetter", "openmetrics", "badge"
    ],
    result: Path,
    *,
    out: Annotated[Path | None, cyclopts.Parameter(name=["--out", "-o"], allow_leading_hyphen=True)] = None,
) -> None:
    """Draw a result as a page, a table or a picture.

    Args:
        form: Format to draw.
        result: Folder of a run, its result.json, or an HTML report, which carries its result.
        out: File to write, or - for standard output. Default: beside the result for a page or a picture, standard
            output for a table.
    """
    target = out or _beside(form, result_file.locate(result))
    content = content_of(form, result)
    if target == STDOUT:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    write_atomically(target, content)
    if out is None:
        sys.stdout.write(without_commands(tame(f"Drawn: {target}\n")))


def content_of(form: str, result: Path) -> bytes:
    """Draw a result, and return the whole content of the file.

    Raises:
        BenchError: if the result cannot be read or drawn.
    """
    keep_fonts()
    from reports.exporters.registry import EXPORTERS  # noqa: PLC0415  50 MB that `site` does without while it fetches

    drawn = EXPORTERS[form].render(result_file.read(result))
    return drawn.encode() if isinstance(drawn, str) else drawn


def _beside(form: str, source: Path) -> Path:
    """Return where a drawing goes that was given no file.

    Raises:
        UsageError: if that is the report that it is drawn from.
    """
    target = source.with_name(BESIDE[form]) if form in BESIDE else STDOUT
    if target == source:
        raise UsageError(
            f"The output would overwrite {source}, which it is drawn from.", "Name another file with --out."
        )
    return target


@app.command
def site(*results: Path, options: command.SiteOptions | None = None) -> None:
    """Build a folder of files of many results: an index of reports, and how each figure went from run to run.

    Args:
        results: folders of runs, result.json files or HTML reports.
        options: what it grows from, and what stays in it.
    """
    command.grow(results, options or command.SiteOptions())


def main(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code."""
    line = CommandLine(module="reports", app=app, interrupted="Interrupted; nothing was drawn.", unusable=_unwritten)
    return line.run(arguments)


def _unwritten(error: OSError) -> str:
    return f"The drawing cannot be written: {error.strerror or error}."
