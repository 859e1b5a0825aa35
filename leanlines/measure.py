"""`leanlines bench`: measure, then draw what was measured, in one process."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cyclopts import App

from bench.cli.comparing.options import Before
from bench.cli.options import How, What
from bench.host.files import write_atomically
from bench.model.commands import program, typed
from bench.terminal import console, help_texts, interrupts, streams
from bench.terminal.command_line import INTERRUPTED, CommandLine

NOTE: Final = "LEANLINES_RESULT_NOTE"  # names a file that gets the path of the result, for another program
FORMS: Final = {"html": "report.html", "md": "table.md", "csv": "table.csv"}

app = App(
    name=program("bench"),
    default_parameter=help_texts.PARAMETER,
    **help_texts.COMMON,
)


@app.command
def run(*, what: What | None = None, how: How | None = None, earlier: Before | None = None) -> int:
    """Measure implementations, print a table, and draw the report.

    Args:
        what: What is measured.
        how: How it is measured.
        earlier: What it is compared with.
    """
    from bench.cli import measuring

    return measuring.run(what or What(), how or How(), earlier or Before(), draw)


def draw(result: Path) -> int:
    """Draw a result in every form beside it, and return the exit code; an interrupt leaves the result whole.

    Raises:
        BenchError: if a file cannot be written.
    """
    if note := os.environ.get(NOTE):
        write_atomically(Path(note), str(result).encode())
    from reports.exporters.write import content_of

    page = result.with_name(FORMS["html"])
    try:
        with interrupts.let_in():
            for form, name in FORMS.items():
                write_atomically(result.with_name(name), content_of(form, result))
    except KeyboardInterrupt:
        streams.complain("Interrupted; the report is not drawn.", f"Draw it: {typed('reports', 'html', result)}")
        return INTERRUPTED
    console.say(f"Report: {page}")
    return 0


def main(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code."""
    return CommandLine(module="bench", app=app, interrupted="Interrupted before there was a result.").run(arguments)
