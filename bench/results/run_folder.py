"""The result folder of a run: made and locked before the first measurement, so that nothing is found out too late."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bench.host import files, locks
from bench.model.errors import BenchError

TIMINGS: Final = "pyperf.json"
MATRIX: Final = "cluster.json"
"""What a run on a cluster is to measure; only such a run has it."""

_LOCK: Final = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[Path]:
    """Make a folder if it is not there, and keep other runs out of it.

    Raises:
        BenchError: if it cannot be written, or another run writes to it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = locks.lock(folder / _LOCK)
    except BlockingIOError as error:
        raise BenchError(f"Another run is writing to {folder}.", "Wait for it, or choose another --out.") from error
    except OSError as error:
        reason = error.strerror or error
        raise BenchError(
            f"{error.filename or folder} cannot be written: {reason}.", "Choose another folder with --out."
        ) from error
    with lock:
        for left in folder.glob(f".*{files.PARTIAL}"):  # by a run that was killed while it wrote
            left.unlink(missing_ok=True)
        try:
            yield folder
        finally:
            with suppress(OSError):
                (folder / _LOCK).unlink()
