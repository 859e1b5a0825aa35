"""The command line as a result may publish it, and back: without paths of this machine, which are given again."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.errors import UsageError

PATH_OPTIONS: Final = ("--log", "--impls", "--out", "--python")


def publishable(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the arguments without paths of this machine; where the user's own log lies is nobody's business."""
    published: list[str] = []
    for word in arguments:
        option, equals, value = word.partition("=")
        if equals and option in PATH_OPTIONS:
            published.append(f"{option}={_last_part(option, value)}")
        elif published and published[-1] in PATH_OPTIONS:
            published.append(_last_part(published[-1], word))
        else:
            published.append(word)
    return tuple(published)


def _last_part(option: str, path: str) -> str:
    return "FILE" if option == "--log" else Path(path).name


def with_paths(stored: Sequence[str], paths: Mapping[str, Sequence[Path]]) -> list[str]:
    """Put the paths that a result does not hold back into its command line.

    Args:
        stored: as `publishable` returned it.
        paths: option -> the paths that were given again, in their order.

    Raises:
        UsageError: if one was not given again, naming it.
    """
    words: list[str] = []
    left = {option: list(given) for option, given in paths.items()}
    for word in _one_word_each(stored):
        option, _, name = word.partition("=")
        if option not in left:
            words.append(word)
        elif left[option]:
            words.append(f"{option}={left[option].pop(0)}")
        else:
            raise UsageError(f"That run was given {option} {name}.", f"Give {option} again.")
    return words


def _one_word_each(arguments: Sequence[str]) -> list[str]:
    """Write `--log FILE` as `--log=FILE`, so that a word is an option with its value."""
    words: list[str] = []
    for word in arguments:
        if words and words[-1] in PATH_OPTIONS:
            words[-1] += f"={word}"
        else:
            words.append(word)
    return words
