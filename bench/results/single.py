"""Read a result where only one of a single machine makes sense: to judge, repeat or compare its figures."""

from pathlib import Path

from bench.model.errors import ResultError
from bench.model.types import Run
from bench.results import result_file


def read(path: Path) -> Run:
    """Read a result of one machine.

    Raises:
        ResultError: if it cannot be read, or is pooled from several machines.
    """
    run = result_file.read(path)
    if run.pooled:
        raise ResultError(
            f"{path} is pooled from {len(run.pooled)} machines, whose figures are not those of one.",
            "Name one of the results that it was pooled from.",
        )
    return run
