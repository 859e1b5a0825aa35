"""The formats that come with the project, a file each; and one that somebody names on the command line."""

import difflib
import os
from functools import cache
from pathlib import Path
from typing import Final

from bench.formats.loading import load
from bench.formats.log_format import LogFormat
from bench.model.errors import UsageError

FOLDER: Final = Path(__file__).with_name("shipped")
SUFFIX: Final = ".toml"


def names() -> list[str]:
    """Return the names of all, in their order."""
    return sorted(path.stem for path in FOLDER.glob(f"*{SUFFIX}"))


@cache
def shipped(name: str) -> LogFormat:
    """Return one of them."""
    return load(FOLDER / f"{name}{SUFFIX}")


def named(given: str) -> LogFormat:
    """Return the format that a command line names: one of ours, or a file.

    Raises:
        UsageError: if there is none.
        BenchError: if the file cannot be used.
    """
    if given.endswith(SUFFIX) or os.sep in given:
        return load(Path(given))
    if given in names():
        return shipped(given)
    near = difflib.get_close_matches(given, names(), n=1)
    meant = f" Did you mean '{near[0]}'?" if near else ""
    raise UsageError(
        f"There is no format '{given}'.{meant}",
        f"Give a file that ends with {SUFFIX}, or one of {', '.join(names())}.",
    )
