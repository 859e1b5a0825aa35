"""The command line as a result may publish it: without paths of this machine, which are given again."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bench.formats.shipped import is_template
from bench.host.homes import homes

LOG: Final = "--log"
FORMAT: Final = "--format"
TEMPLATE: Final = "TEMPLATE"  # as private as a file of the user's
STANDARD_INPUT: Final = "-"
UNTOLD: Final = {
    LOG: "FILE",
    "--profile": "FILE",
    "--out": "DIR",
    "--resume": "DIR",
    "--again": "REPORT",
    "--show-sources": "DIR",
}  # the last part of these may be a name as well
OF_THE_MOMENT: Final = {"--json", "--quiet", "-q", "--open"}  # how it was shown, and not what was measured
OF_THE_CLUSTER: Final = {"--cluster", "--machines"}  # each with a value: where it was measured, and not what
MAY_STAND_ALONE: Final = "--check-budgets"
PATH_OPTIONS: Final = (*UNTOLD, FORMAT, "--impls", "--python", "--before", MAY_STAND_ALONE)


def separate_logs(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the arguments with one `--log=FILE` for each of the files that follow a `--log`, as a shell expands them.

    A lone hyphen, which is standard input, is one of them; any other word with a hyphen begins the next option.
    """
    return tuple(_separate(arguments))


def _separate(arguments: Sequence[str]) -> Iterator[str]:
    is_log = waits = False
    for word in arguments:
        is_option = word.startswith("-") and word != STANDARD_INPUT
        if waits and is_option:
            yield LOG  # without a file, which is refused with the usual words
        if is_log and not is_option:
            yield f"{LOG}={word}"
            waits = False
            continue
        is_log = waits = word == LOG
        if not is_log:
            yield word
    if waits:
        yield LOG


def publishable(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the arguments without paths of this machine; where the user's own log lies is private."""
    published: list[str] = []
    words = iter(separate_logs(arguments))
    for word in words:
        option, equals, value = word.partition("=")
        if option in OF_THE_CLUSTER and not equals:
            next(words, None)
        if word in OF_THE_MOMENT or option in OF_THE_CLUSTER:
            continue
        if equals and option in PATH_OPTIONS:
            published.append(f"{option}={_last_part(option, value)}")
        elif published and published[-1] in PATH_OPTIONS and not _alone(published[-1], word):
            published.append(_last_part(published[-1], word))
        else:
            published.append(word)
    return tuple(published)


def _alone(option: str, following: str) -> bool:
    """Return whether what follows an option is the next one, and not its value."""
    return option in {MAY_STAND_ALONE, LOG} and following.startswith("-")


def origin(folder: Path) -> str:
    """Return what a folder is called in a result: by its name, unless that is its user's."""
    return "home" if folder.resolve() in homes() else folder.name or folder.resolve().name


def _last_part(option: str, path: str) -> str:
    if option == LOG and path == STANDARD_INPUT:
        return path
    if option == FORMAT and is_template(path):
        return TEMPLATE
    return UNTOLD.get(option) or origin(Path(path))
