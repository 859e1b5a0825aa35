"""A file that appears under its name only when it is whole.

It is written under `NAME.partial`, flushed to the disk, and renamed. The partial file is locked while somebody writes:
a second maker of the same file is refused, and what a killed one left behind is cleared by the next. What is left
behind is unlinked and never truncated, for a dying writer may still hold it open.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.errors import DataError


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A locked file under its partial name."""

    path: Path
    descriptor: int

    def write(self, data: memoryview) -> None:
        """Append all of it; the kernel may take it in parts."""
        while data:
            data = data[os.write(self.descriptor, data) :]


@contextmanager
def partial(path: Path) -> Iterator[Unfinished]:
    """Give a new file; when all went well, flush it and give it its name.

    Raises:
        DataError: if somebody else is making the same file, or it cannot be written.
    """
    unfinished = path.with_name(path.name + ".partial")
    try:
        descriptor = _claim(unfinished)
        try:
            yield Unfinished(unfinished, descriptor)
            os.fsync(descriptor)
            unfinished.replace(path)
            _flush_folder(path.parent)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror}.", "Choose another place with --out.") from error


def _claim(unfinished: Path) -> int:
    """Open a new, locked file; clear what a killed maker left."""
    while True:
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT, 0o666)
        if not _locked(descriptor):
            os.close(descriptor)
            raise DataError(f"{unfinished} is being written by somebody else.", "Wait for it, or choose another --out.")
        if _is_at(descriptor, unfinished):
            if os.fstat(descriptor).st_size == 0:
                return descriptor
            unfinished.unlink()
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(descriptor: int, path: Path) -> bool:
    """Tell whether an open file is still the one that a path names."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(descriptor))


def _flush_folder(folder: Path) -> None:
    """Put the new name on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
