"""The request of a verb that calls one implementation."""

from pathlib import Path

from bench.cli.one_case.options import CalledWith
from bench.cli.options import require_log
from bench.model.request import Request


def request_for(
    name: str, called: CalledWith, *, impls: tuple[Path, ...], lines: int | None, timeout: float | None
) -> Request:
    """Return the request for one implementation.

    Args:
        name: WORKLOAD/NAME, or NAME of the default workload.
        called: the log that it is called on, and the Python, if any.
        impls: folders with more implementations.
        lines: of synthetic data; None for the size of the workload.
        timeout: seconds that a process may take.

    Raises:
        UsageError: if a format is given without a log.
    """
    require_log(called.format, called.log)
    workload, _, _ = name.rpartition("/")
    return Request(
        workloads=(workload,) if workload else (),
        patterns=(name,),
        folders=impls,
        log=called.log,
        format=called.format,
        sizes=(lines,) if lines else (),
        timeout=timeout,
        pythons=called.python,
    )
