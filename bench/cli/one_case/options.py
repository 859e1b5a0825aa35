"""The options of the verbs that call one implementation."""

from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from bench.terminal.option_types import Logs


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class OwnLog:
    """What it is called on.

    Attributes:
        log: Your own log instead of 20,000 synthetic lines: files, folders, patterns, or `-` for standard input; packed
            or not.
        format: The format of that log, a name or a file (docs/formats.md); the lines that match it are counted.
    """

    log: Logs = ()
    format: Annotated[str, Parameter(metavar="NAME|FILE")] = ""
