"""The result folder of a run: made and locked before the first measurement, so that nothing is found out too late."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from bench.errors import BenchError

TIMINGS: Final = "pyperf.json"
_LOCK: Final = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[Path]:
    """Make a folder if it is not there, and keep other runs out of it.

    Raises:
        BenchError: if it cannot be written, or another run writes to it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = _lock(folder / _LOCK)
    except BlockingIOError as error:
        raise BenchError(f"Another run writes to {folder}.", "Wait for it, or choose another --out.") from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise BenchError(f"{folder} cannot be written: {reason}.", "Choose another folder by --out.") from error
    with lock:
        for left in folder.glob(".*.partial"):  # by a run that was killed while it wrote
            left.unlink(missing_ok=True)
        try:
            yield folder
        finally:
            with suppress(OSError):
                (folder / _LOCK).unlink()


def _lock(path: Path) -> IO[str]:
    """Return a lock file, held. One that was removed by the run that ended meanwhile keeps nobody out: take the next.

    Raises:
        BlockingIOError: if another process holds it.
    """
    while True:
        with ExitStack() as opened:
            lock = opened.enter_context(path.open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _stands_at(lock, path):
                opened.pop_all()
                return lock


def _stands_at(file: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
