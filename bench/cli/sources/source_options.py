"""The options of the verbs that list implementations and lock what these need."""

from dataclasses import dataclass

from cyclopts import Parameter

from bench.cli.options import Chosen, Found
from bench.terminal.option_types import Names


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class ListOptions(Found):
    """What is listed.

    Attributes:
        workload: Name of a workload, or all; several with commas, or repeated. Default: all.
        all: Include implementations that need libraries.
    """

    workload: Names = ()
    all: bool = False


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class LockOptions(Chosen):
    """What is locked.

    Attributes:
        workload: Name of a workload, or all; several with commas, or repeated. Default: all.
    """

    workload: Names = ()
