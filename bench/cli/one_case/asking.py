"""The request of a verb that calls one implementation."""

from pathlib import Path

from bench.cli.one_case.options import OwnLog
from bench.cli.options import require_log
from bench.model.request import Request


def request_for(
    name: str, own: OwnLog, *, impls: tuple[Path, ...], lines: int | None, timeout: float | None
) -> Request:
    """Return the request for one implementation.

    Args:
        name: WORKLOAD/NAME, or NAME of the default workload.
        own: the log that it is called on, if any.
        impls: folders with more implementations.
        lines: of synthetic data; None for the size of the workload.
        timeout: seconds that a process may take.

    Raises:
        UsageError: if a format is given without a log.
    """
    require_log(own.format, own.log)
    workload, _, _ = name.rpartition("/")
    return Request(
        workloads=(workload,) if workload else (),
        patterns=(name,),
        folders=impls,
        log=own.log,
        format=own.format,
        sizes=(lines,) if lines else (),
        timeout=timeout,
    )
