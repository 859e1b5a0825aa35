"""The command line of the reports: `python -m reports FORM RESULT [--out FILE]`, or `site`.

What draws is imported when it is called: help, and what is mistyped, need none of it.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

import cyclopts

from bench.model import commands
from bench.model.errors import UsageError
from bench.terminal import help_texts, interrupts
from bench.terminal.browser import open_page
from bench.terminal.command_line import CommandLine
from reports.site.options import SiteOptions

Opened = Annotated[bool, cyclopts.Parameter(name="--open", negative=())]

app: Final = cyclopts.App(
    name=commands.program("reports"),
    help="Draw a result.",
    default_parameter=cyclopts.Parameter(show_default=help_texts.show_default),
    **help_texts.COMMON,
)


@app.default
def draw(
    form: Literal[
        "html", "md", "csv", "json", "svg", "png", "bencher", "customSmallerIsBetter", "openmetrics", "badge"
    ],
    result: Path,
    *,
    out: Annotated[
        Path | None, cyclopts.Parameter(name=["--out", "-o"], allow_leading_hyphen=True, metavar="FILE")
    ] = None,
    open: Opened = False,  # noqa: A002  the option is called so
) -> None:
    """Draw a result as a page, a table or a picture.

    Args:
        form: Format to draw.
        result: Folder of a run, its result.json, or an HTML report, which carries its result.
        out: File to write, or - for standard output. Default: beside the result for a page or a picture, standard
            output for a table.
        open: Open the page or picture in the browser.
    """
    with interrupts.loading():
        from reports.exporters.write import STDOUT, beside, say_where, write
    target = out or beside(form, result)
    if open and target == STDOUT:
        raise UsageError("--open has no effect on standard output.", "Name a file with --out.")
    write(form, result, target)
    if out is None:
        say_where(target)
    if open:
        open_page(target)


@app.command
def site(*results: Path, options: SiteOptions | None = None, open: Opened = False) -> None:  # noqa: A002
    """Build a site of many results: an index of reports, and how each figure changed from run to run.

    Args:
        results: Folders of runs, result.json files or HTML reports.
        options: what it grows from, and what stays in it.
        open: Open its index in the browser.
    """
    with interrupts.loading():
        from reports.site import command
    page = command.grow(results, options or SiteOptions())
    if open:
        open_page(page)


@app.command(show=False)
def compare(form: Literal["html", "md"], base: Path, new: Path, *, out: Path | None = None) -> None:
    """Draw what changed from one result to another, for `bench compare`.

    Args:
        form: format to draw.
        base: a result.
        new: another, measured on the same data.
        out: file to write. Default: standard output.
    """
    with interrupts.loading():
        from bench.host.files import write_atomically
        from reports.comparison import draw
    text = draw(form, base, new)
    if out:
        write_atomically(out, text.encode())
    else:
        sys.stdout.write(text)


def main(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code."""
    line = CommandLine(module="reports", app=app, interrupted="Interrupted; nothing was drawn.", unusable=_unwritten)
    return line.run(arguments)


def _unwritten(error: OSError) -> str:
    return f"The drawing cannot be written: {error.strerror or error}."
