"""What the help of our command lines says, and which help is named where something was mistyped."""

import os
from collections.abc import Sequence
from pathlib import Path

from cyclopts import App
from cyclopts.help import format_usage

from bench.model.commands import NOX, SESSIONS, program, typed


def shown_default(value: object) -> str | None:
    """Return a default as a help text shows it; None, so that nothing is shown, where empty or of this machine."""
    of_this_machine = isinstance(value, Path) and value.is_absolute()
    return None if value in (None, "", ()) or of_this_machine else str(value)


def help_of(module: str, verbs: Sequence[str]) -> str:
    """Return the command that shows the help of a verb, or of the module where none was given."""
    command = " ".join([module, *verbs])
    return typed(command, "--help") if command in SESSIONS else typed(module, *verbs, "--help")


def word_usage(app: App, module: str) -> None:
    """Have the help of every verb that is a session of its own say so, where nox started this process."""
    for verb in app if os.environ.get(NOX) else ():
        if (command := f"{module} {verb}") in SESSIONS:
            app[verb].usage = str(format_usage(app, (verb,))).replace(f"{app.name[0]} {verb}", program(command), 1)
