"""The command line of the reports: `python -m reports FORM RESULT [--out FILE]`, or `site`.

What draws is imported when it is called: help, and what is mistyped, need none of it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

import cyclopts

from bench.model import commands
from bench.terminal import help_texts
from bench.terminal.command_line import CommandLine
from reports.site.options import SiteOptions

app: Final = cyclopts.App(
    name=commands.program("reports"),
    help="Draw a result.",
    default_parameter=cyclopts.Parameter(show_default=help_texts.shown_default),
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
) -> None:
    """Draw a result as a page, a table or a picture.

    Args:
        form: Format to draw.
        result: Folder of a run, its result.json, or an HTML report, which carries its result.
        out: File to write, or - for standard output. Default: beside the result for a page or a picture, standard
            output for a table.
    """
    from reports.exporters.write import write

    write(form, result, out)


@app.command
def site(*results: Path, options: SiteOptions | None = None) -> None:
    """Build a folder of files of many results: an index of reports, and how each figure went from run to run.

    Args:
        results: folders of runs, result.json files or HTML reports.
        options: what it grows from, and what stays in it.
    """
    from reports.site import command

    command.grow(results, options or SiteOptions())


def main(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code."""
    line = CommandLine(module="reports", app=app, interrupted="Interrupted; nothing was drawn.", unusable=_unwritten)
    return line.run(arguments)


def _unwritten(error: OSError) -> str:
    return f"The drawing cannot be written: {error.strerror or error}."
