"""Refuse a command line that cannot be read, and say what may be typed instead: the same words for all three."""

import os
from collections.abc import Sequence
from pathlib import Path

from cyclopts import Argument, CycloptsError, MissingArgumentError, RepeatArgumentError, UnusedCliTokensError

from bench.model import commands
from bench.model.errors import BenchError
from bench.terminal import help_texts


def refusal(module: str, words: Sequence[str], error: CycloptsError) -> tuple[str, str]:
    """Return what is wrong with a command line, and a hint with a command.

    Args:
        module: that was started, such as `bench`.
        words: what was typed after it.
        error: what cyclopts makes of these.
    """
    if isinstance(error.__cause__, BenchError):
        return str(error.__cause__), error.__cause__.hint
    options = f"Options: {help_texts.help_of(module, error.command_chain or ())}"
    return _message(error), _remedy(module, words) or options


def _message(error: CycloptsError) -> str:
    if isinstance(error, UnusedCliTokensError):
        return f"Unexpected argument: {' '.join(error.unused_tokens or ())}"
    if isinstance(error, RepeatArgumentError) and error.token.keyword:
        return f"{error.token.keyword} may be given only once."
    if type(error) is MissingArgumentError and error.argument:
        return _lack(error.argument, error.keyword)
    return " ".join(str(error).split())


def _lack(argument: Argument, keyword: str | None) -> str:
    """Say what was not typed, by the name that the usage has for it: not the verb that has it, as cyclopts does."""
    typed = keyword or next((token.keyword for token in reversed(argument.tokens) if token.keyword), None)
    if typed:
        return f"{typed} needs a value."
    named = argument.name.lstrip("-").upper() if argument.field_info.is_positional else argument.name
    return f"{named} is missing."


def _remedy(module: str, words: Sequence[str]) -> str:
    """Return what may be typed instead, if that is known; the last part of it is a command."""
    meant = [Path(word) if _is_a_file(word) else word for word in words]
    if meant != list(words):
        return f"A name that begins with a hyphen is read as an option. Put ./ before it: {_again(module, meant)}"
    return ""


def _is_a_file(word: str) -> bool:
    """Return whether a word read as an option was meant as the name of a file: no option has a dot or a slash."""
    option = word.partition("=")[0]
    return option.startswith("-") and (os.path.lexists(word) or "." in option or os.sep in option)


def _again(module: str, words: Sequence[commands.Word]) -> str:
    verb = f"{module} {words[0]}" if words else module
    return commands.typed(verb, *words[1:]) if verb in commands.SESSIONS else commands.typed(module, *words)
