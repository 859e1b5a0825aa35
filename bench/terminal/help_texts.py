"""What the help of our command lines says, and which help is named where something was mistyped."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cyclopts import App, Parameter
from cyclopts.help import format_usage

from bench.model.commands import SESSIONS, program, typed


def shown_default(value: object) -> str | None:
    """Return a default as a help text shows it; None, so that nothing is shown, where empty or of this machine."""
    of_this_machine = isinstance(value, Path) and value.is_absolute()
    return None if value in (None, "", ()) or of_this_machine else str(value)


PARAMETER: Final = Parameter(negative=(), show_default=shown_default)
"""What all options have in common."""


def help_of(module: str, verbs: Sequence[str]) -> str:
    """Return the command that shows the help of a verb, or of the module where none was given."""
    command = " ".join([module, *verbs])
    return typed(command, "--help") if command in SESSIONS else typed(module, *verbs, "--help")


def word_usage(app: App, module: str, arguments: Sequence[str]) -> None:
    """Have the help of the verb that was typed say how it is typed, where it is a session or the command's own."""
    for verb in arguments[:1]:
        command = f"{module} {verb}"
        if command in SESSIONS and verb in app and program(command) != f"{app.name[0]} {verb}":
            app[verb].usage = str(format_usage(app, (verb,))).replace(f"{app.name[0]} {verb}", program(command), 1)
