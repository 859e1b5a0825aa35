"""Write files so that a reader finds the old content or the new, never something between."""

import contextlib
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from bench.host import locks
from bench.model.errors import BenchError

PARTIAL: Final = ".leanlines-partial"  # how the name of a file ends that is not whole yet; nobody else's does
_PATIENCE: Final = 0.02  # seconds between two looks at a lock


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file in one step: a temporary file in its folder, fsync, rename, fsync of the folder.

    Raises:
        BenchError: if the file cannot be written; the old one is then untouched and no temporary file is left.
    """
    _replace(path, lambda file: file.write(content))


def copy_atomically(source: Path, path: Path) -> None:
    """Replace a file by a copy of another in one step, block by block.

    Raises:
        BenchError: as `write_atomically`, or if the other cannot be read.
    """

    def copy(file: IO[bytes]) -> None:
        with source.open("rb") as content:
            shutil.copyfileobj(content, file)

    _replace(path, copy)


def _replace(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    try:
        _put(path, fill)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise BenchError(f"{path} cannot be written: {reason}.", _remedy(error)) from error


def _put(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PARTIAL)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextlib.contextmanager
def alone(path: Path, *, until: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Let one process at a time make what belongs at a path; the others wait, and then find it there.

    Args:
        path: what is made.
        until: ends the waiting. A thread cannot be interrupted, so it has to look.

    Raises:
        BenchError: if the waiting was ended.
    """
    while True:
        try:
            held = locks.lock(path.with_name(f"{path.name}.lock"))
        except BlockingIOError:
            if until():
                raise BenchError(f"Nobody waits for {path.name} any more.") from None
            time.sleep(_PATIENCE)
        else:
            break
    with held:
        yield


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remedy(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "Free some space, or choose another folder with --out."
    return "Choose a writable folder with --out."
