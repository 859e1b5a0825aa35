"""The options of the verbs that list implementations, lock what these need, and write a workload."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

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


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class AskedOptions:
    """What is asked.

    Attributes:
        log: Your own log.
        format: Format of the log: a name, a file or a template (docs/formats.md); default: the one that fits best.
        count: Count records by the values of this field.
        sum: Add up this field by the values of another (--by).
        quantile: Take a quantile of this field (--q) by the values of another (--by).
        q: The share of values at or below the quantile, such as 0.95.
        by: Field that forms the groups of the answer.
        where: Condition that a record must meet to count, such as 'status >= 500 and not path startswith "/static/"'.
        top: Keep only the largest groups, this many.
    """

    log: Annotated[Path | None, Parameter(metavar="FILE")] = None
    format: Annotated[str, Parameter(metavar="NAME|FILE")] = ""
    count: Annotated[bool | str, Parameter(metavar="[FIELD]", show_default=False)] = False
    sum: Annotated[str, Parameter(metavar="FIELD")] = ""
    quantile: Annotated[str, Parameter(metavar="FIELD")] = ""
    q: Annotated[str, Parameter(metavar="SHARE")] = ""
    by: Annotated[str, Parameter(metavar="FIELD")] = ""
    where: Annotated[str, Parameter(metavar="CONDITION")] = ""
    top: Annotated[int, Parameter(metavar="COUNT", show_default=False)] = 0
