"""The command line as a result may publish it: without paths of this machine, which are given again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.host.homes import homes

UNTOLD: Final = {
    "--log": "FILE",
    "--out": "DIR",
    "--resume": "DIR",
    "--again": "REPORT",
    "--show-sources": "DIR",
}  # the last part of these may be a name as well
OF_THE_MOMENT: Final = {"--json", "--quiet", "-q", "--open"}  # how it was shown, and not what was measured
MAY_STAND_ALONE: Final = "--check-budgets"
PATH_OPTIONS: Final = (*UNTOLD, "--format", "--impls", "--python", "--before", MAY_STAND_ALONE)


def publishable(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the arguments without paths of this machine; where the user's own log lies is nobody's business."""
    published: list[str] = []
    for word in arguments:
        if word in OF_THE_MOMENT:
            continue
        option, equals, value = word.partition("=")
        if equals and option in PATH_OPTIONS:
            published.append(f"{option}={_last_part(option, value)}")
        elif published and published[-1] in PATH_OPTIONS and not _alone(published[-1], word):
            published.append(_last_part(published[-1], word))
        else:
            published.append(word)
    return tuple(published)


def _alone(option: str, following: str) -> bool:
    """Tell whether what follows an option is the next one, and not its value."""
    return option == MAY_STAND_ALONE and following.startswith("-")


def origin(folder: Path) -> str:
    """Return what a folder is called in a result: by its name, unless that is its user's."""
    return "home" if folder.resolve() in homes() else folder.name or folder.resolve().name


def _last_part(option: str, path: str) -> str:
    return UNTOLD.get(option) or origin(Path(path))
