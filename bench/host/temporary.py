"""Folders for what need not outlive a command; those of a killed harness are cleared by the next one that starts.

A folder carries our mark and is locked while its owner lives, so one that was left is known by its free lock. The
sandboxes of measured processes (`bench.measured.sandbox.folder`) are removed by their monitor, and are left only where
that was killed too; their mark is the pipe that the monitor listens at. What only has a name like ours is left alone.
"""

import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bench.host import locks, removal
from bench.model.errors import BenchError
from bench.model.formatting import size

PREFIX: Final = "leanlines-run-"
NAME: Final = re.compile(r"leanlines-run-[a-z0-9_]{8}")
ROOM: Final = re.compile(r"leanlines-[0-9a-f]{12}")
TRIES: Final = 10
ROOM_NEEDED: Final = 1_000_000  # bytes: with fewer free, what is measured would fail first, and be blamed
LONG: Final = 3600.0  # seconds after which a sandbox without a monitor is neither being made nor being removed


@contextmanager
def folder(parent: Path | None = None) -> Iterator[Path]:
    """Give an empty folder that is gone afterwards.

    Args:
        parent: where it goes; None is the folder for temporary files.

    Raises:
        BenchError: if none can be made, or has no room for what little every command writes.
    """
    within = parent or Path(tempfile.gettempdir())
    variable = "LEANLINES_CACHE" if parent else "TMPDIR"
    try:
        _clear(within)
        room = shutil.disk_usage(within)
        path, lock = _claim(within)
    except OSError as error:
        raise BenchError(
            f"No temporary folder can be created: {error.strerror}.",
            f"Set {variable} to a writable folder.",
        ) from error
    try:
        if room.total and room.free < ROOM_NEEDED:  # some file systems do not say how large they are
            raise BenchError(
                f"{within} has room for {size(room.free)}; temporary files need {size(ROOM_NEEDED)}.",
                f"Free some space there, or set {variable} to a folder on another disk.",
            )
        yield path
    finally:
        removal.remove(path)
        os.close(lock)


def _claim(parent: Path) -> tuple[Path, int]:
    """Make a folder and lock it; another process that clears up may have been faster than the lock."""
    for _ in range(TRIES):
        path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        lock = _lock(path)
        if lock is not None and path.exists():
            removal.mark(path)
            return path, lock
        if lock is not None:
            os.close(lock)
    raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))


def _clear(parent: Path) -> None:
    """Remove what killed ones left; one without a mark only if it is empty, as it is when the killing came first."""
    for path in parent.glob("leanlines-*"):
        if NAME.fullmatch(path.name) and (lock := _lock(path)) is not None:
            if removal.is_marked(path):
                removal.remove(path)
            else:
                with suppress(OSError):
                    path.rmdir()
            os.close(lock)
        elif ROOM.fullmatch(path.name) and _is_left(path):
            removal.remove(path)


def _lock(path: Path) -> int | None:
    """Lock a folder of this user; None if another process has it, or it is gone, or no such folder."""
    try:
        handle = locks.lock_folder(path)
    except OSError:
        return None
    if os.fstat(handle).st_uid == os.getuid():
        return handle
    os.close(handle)
    return None


def _is_left(sandbox: Path) -> bool:
    """Return whether a sandbox of this user has been without a monitor for long. A monitor listens at `phases`."""
    phases = sandbox / "control" / "phases"
    try:
        status = sandbox.lstat()
        if status.st_uid != os.getuid() or time.time() - status.st_mtime < LONG or not phases.is_fifo():
            return False
        os.close(os.open(phases, os.O_WRONLY | os.O_NONBLOCK | os.O_NOFOLLOW))
    except OSError as error:
        return error.errno == errno.ENXIO
    return False
