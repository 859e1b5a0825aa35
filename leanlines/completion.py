"""`leanlines completion SHELL`: what a shell reads to complete verbs, options and their values."""

import sys
from collections.abc import Sequence
from typing import Final, Literal

from cyclopts import App

from bench.model.commands import OURS, program
from bench.model.release import VERSION
from bench.model.verbs import VERBS
from bench.terminal import help_texts
from bench.terminal.command_line import CommandLine

NAME: Final = "completion"
app = App(
    name=program(OURS),
    default_parameter=help_texts.PARAMETER,
    **help_texts.COMMON,
)


@app.command(name=NAME)
def completion(shell: Literal["bash", "zsh", "fish"]) -> None:
    """Print the completion of a shell: `eval "$(leanlines completion bash)"` in its start file.

    Args:
        shell: The shell that reads it.
    """
    sys.stdout.write(whole().generate_completion(shell=shell))


def whole() -> App:
    """Return one app of all verbs, which only names them: each verb is run by its own command line."""
    from bench.cli.app import app as harness
    from generators.cli.app import app as generators
    from leanlines.measure import app as measuring
    from reports.cli import app as reports

    apps = {"bench": harness, "generators": generators, "reports": reports}
    drawing = {"bench": measuring}  # in place of what only measures
    every = App(name=OURS, version=VERSION, default_parameter=help_texts.PARAMETER)
    for name, verb in VERBS.items():
        module, *inner = verb.command.split()
        found = drawing.get(name, apps[module])
        for word in inner:
            found = found[word]
        every.command(found, name=name)
    every.command(app[NAME], name=NAME)
    return every


def main(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code."""
    return CommandLine(module=OURS, app=app, interrupted="Interrupted.").run([NAME, *arguments])
