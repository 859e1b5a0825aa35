"""A file that appears under its name only when it is whole.

It is written under `NAME.partial`, flushed to the disk, and renamed. The partial file is locked while somebody writes:
a second maker of the same file is refused, and what a killed one left behind is cleared by the next. What is left
behind is unlinked and never truncated, for a dying writer may still hold it open.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bench.errors import DataError


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A locked file under its partial name."""

    path: Path
    file: IO[bytes]

    def write(self, data: memoryview) -> None:
        """Append all of it; the kernel may take it in parts."""
        while data:
            data = data[self.file.write(data) :]


@contextmanager
def partial(path: Path) -> Iterator[Unfinished]:
    """Give a new file; when all went well, flush it and give it its name.

    Raises:
        DataError: if somebody else is making the same file, or it cannot be written.
    """
    unfinished = path.with_name(path.name + ".partial")
    held = ExitStack()
    try:
        file = _claim(unfinished, held)
        yield Unfinished(unfinished, file)
        os.fsync(file)
        unfinished.replace(path)
        _flush_folder(path.parent)
    except BaseException as error:
        held.close()
        _clear(unfinished)
        if isinstance(error, OSError):
            problem = f"{path} cannot be written: {error.strerror}."
            raise DataError(problem, "Choose another place with --out.") from error
        raise
    finally:
        held.close()


def _claim(unfinished: Path, held: ExitStack) -> IO[bytes]:
    """Open a new, locked file that `held` will close; clear what a killed maker left."""
    while True:
        file = held.enter_context(unfinished.open("ab", buffering=0))
        if not _locked(file):
            raise DataError(f"{unfinished} is being written by somebody else.", "Wait for it, or choose another --out.")
        held.callback(fcntl.flock, file, fcntl.LOCK_UN)  # a process that is being started shares the lock until exec
        if _is_at(file, unfinished):
            if os.fstat(file.fileno()).st_size == 0:
                return file
            unfinished.unlink()
        held.close()


def _clear(unfinished: Path) -> None:
    """Remove what nobody writes. An interrupt may come as early as in the claim, before it is known to be ours."""
    try:
        with unfinished.open("rb") as file:
            if _locked(file) and _is_at(file, unfinished):
                unfinished.unlink()
    except OSError:
        return  # it is gone, or never was


def _locked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(file: IO[bytes], path: Path) -> bool:
    """Tell whether an open file is still the one that a path names."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(file.fileno()))


def _flush_folder(folder: Path) -> None:
    """Put the new name on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
