"""What the help of our command lines says, and which help is named where something was mistyped."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from cyclopts import App, Parameter
from cyclopts.help import DefaultFormatter, HelpPanel, format_usage

from bench.model.commands import SESSIONS, program, typed
from bench.model.paths import CHECKOUT, INSTALLED


def show_default(value: object) -> str | None:
    """Return a default as a help text shows it; None, so that nothing is shown, where empty or of this machine."""
    of_this_machine = isinstance(value, Path) and value.is_absolute()
    return None if value in (None, "", ()) or of_this_machine else str(value)


PARAMETER: Final = Parameter(negative=(), show_default=show_default)
"""What all options have in common."""


class JoinedLines(DefaultFormatter):
    """Shows a text that the source breaks into lines as one paragraph, which is as wide as the terminal."""

    def __call__(self, console: Any, options: Any, panel: HelpPanel) -> None:  # noqa: ANN401  of Rich, which is not imported for this
        """Print a table of options or of verbs."""
        for entry in panel.entries:
            _join(entry.description)
        super().__call__(console, options, panel)

    def render_description(self, console: Any, options: Any, description: Any) -> None:  # noqa: ANN401  likewise
        """Print what a verb does."""
        _join(description)
        super().render_description(console, options, description)


def _join(shown: Any) -> None:  # noqa: ANN401  a text, or one with what is said of its default
    text = getattr(shown, "primary_renderable", shown)
    if hasattr(text, "plain"):
        text.plain = re.sub(r"(?<!\n)\n(?!\n) *", " ", text.plain)


COMMON: Final[dict[str, Any]] = {
    "version_flags": [],
    "help_format": "plaintext",  # Markdown takes 80 ms to be understood, and has nothing to say here
    "help_formatter": JoinedLines(),
    "result_action": "return_value",
    "suppress_keyboard_interrupt": False,  # CommandLine says what became of it
    "help_epilogue": f"Pages named docs/... lie in {CHECKOUT / 'docs'}." if INSTALLED else None,
}
"""What our apps have in common."""


def help_of(module: str, verbs: Sequence[str]) -> str:
    """Return the command that shows the help of a verb, or of the module where none was given."""
    command = " ".join([module, *verbs])
    return typed(command, "--help") if command in SESSIONS else typed(module, *verbs, "--help")


def word_usage(app: App, module: str, arguments: Sequence[str]) -> None:
    """Have the help of the verb that was typed say how it is typed, where it is a session or the command's own."""
    for verb in arguments[:1]:
        command = f"{module} {verb}"
        if command in SESSIONS and verb in app:
            app[verb].usage = None  # another way to type it may have been read before
            if program(command) != f"{app.name[0]} {verb}":
                app[verb].usage = str(format_usage(app, (verb,))).replace(f"{app.name[0]} {verb}", program(command), 1)
