"""`leanlines bench`: measure, then draw what was measured, in one process."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from cyclopts import App, Parameter

from bench.cli.comparing.options import Before
from bench.cli.options import How, What
from bench.host.files import write_atomically
from bench.inputs.published_arguments import separate_logs
from bench.model.commands import program, typed
from bench.model.errors import PlaceError, UsageError
from bench.terminal import console, help_texts, interrupts, streams
from bench.terminal.browser import open_page
from bench.terminal.command_line import INTERRUPTED, CommandLine

NOTE: Final = "LEANLINES_RESULT_NOTE"  # names a file that gets the path of the result, for another program
FORMS: Final = {"html": "report.html", "md": "table.md", "csv": "table.csv"}


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Ending:
    """What is printed and shown in the end.

    Attributes:
        json: Print the figures as JSON (docs/json.md), and everything else on standard error.
        open: Open the report in the browser.
        quiet: Show no progress and no table: print only verdicts, failures, and the path of the report.
    """

    json: bool = False
    open: bool = False
    quiet: Annotated[bool, Parameter(name=["--quiet", "-q"])] = False


app = App(
    name=program("bench"),
    default_parameter=help_texts.PARAMETER,
    **help_texts.COMMON,
)


@app.command
def run(
    *,
    what: What | None = None,
    how: How | None = None,
    earlier: Before | None = None,
    ending: Ending | None = None,
) -> int:
    """Measure implementations, print a table, and draw the report.

    Args:
        what: What is measured.
        how: How it is measured.
        earlier: What it is compared with.
        ending: What is printed and shown in the end.
    """
    with interrupts.loading():
        from bench.cli import measuring
    what, how, ending = what or What(), how or How(), ending or Ending()
    if ending.json and (how.dry_run or how.show_sources):
        raise UsageError("--json prints what was measured, and nothing is.", "Leave it out.")
    drawn: list[Path] = []
    with console.outlet(quiet=ending.quiet, aside=ending.json):
        code = measuring.run(what, how, earlier or Before(), lambda result: draw(result, drawn))
    for result in drawn:
        _end(result, ending)
    return code


def draw(result: Path, drawn: list[Path]) -> int:
    """Draw a result in every form beside it, and return the exit code; an interrupt leaves the result whole.

    Args:
        result: the file.
        drawn: gets it if it is drawn.

    Raises:
        BenchError: if a file cannot be written.
    """
    with interrupts.loading():
        from reports.exporters.write import content_of
    if note := os.environ.get(NOTE):
        write_atomically(Path(note), str(result).encode())
    try:
        with interrupts.let_in():
            for form, name in FORMS.items():
                write_atomically(result.with_name(name), content_of(form, result))
    except KeyboardInterrupt:
        streams.complain("Interrupted; the report is not drawn.", f"Draw it: {typed('reports', 'html', result)}")
        return INTERRUPTED
    except PlaceError as error:
        elsewhere = typed("reports", "html", result, "--out", FORMS["html"])
        raise PlaceError(str(error), f"The result is whole. Draw it elsewhere: {elsewhere}") from error
    console.say(f"Report: {result.with_name(FORMS['html'])}", verdict=True)
    drawn.append(result)
    return 0


def _end(result: Path, ending: Ending) -> None:
    """Show the report, and print the figures for a program."""
    with interrupts.loading():
        from reports.exporters.write import content_of
    if ending.open:
        open_page(result.with_name(FORMS["html"]))
    if ending.json:
        sys.stdout.write(content_of("json", result).decode())


def main(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code."""
    line = CommandLine(module="bench", app=app, interrupted="Interrupted before there was a result.")
    return line.run(separate_logs(arguments))
