"""The options of the verbs that call one implementation, and the request that they come to."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bench.cli.options import require_log
from bench.model.request import Request
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

    def request(self, name: str, *, impls: tuple[Path, ...], lines: int | None, timeout: float | None) -> Request:
        """Return the request for one implementation.

        Args:
            name: WORKLOAD/NAME, or NAME of the default workload.
            impls: folders with more implementations.
            lines: of synthetic data; None for the size of the workload.
            timeout: seconds that a process may take.

        Raises:
            UsageError: if a format is given without a log.
        """
        require_log(self.format, self.log)
        workload, _, _ = name.rpartition("/")
        return Request(
            workloads=(workload,) if workload else (),
            patterns=(name,),
            folders=impls,
            log=self.log,
            format=self.format,
            sizes=(lines,) if lines else (),
            timeout=timeout,
            pythons=self.python,
        )
