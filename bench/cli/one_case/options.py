"""The options of the verbs that call one implementation."""

from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from bench.terminal.option_types import Logs, Pythons


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class CalledWith:
    """What one implementation is called with.

    Attributes:
        log: Your own log instead of 20,000 synthetic lines: files, folders, patterns, or `-` for standard input;
            compressed or not.
        format: Format of that log: a name, a file or a template (docs/formats.md). Lines that match it are counted.
        python: Python version, or path of an interpreter, to call it with; `+jit` or `+nojit` after it turns its JIT on
            or off.
    """

    log: Logs = ()
    format: Annotated[str, Parameter(metavar="NAME|FILE")] = ""
    python: Annotated[Pythons, Parameter(metavar="PYTHON")] = ()
