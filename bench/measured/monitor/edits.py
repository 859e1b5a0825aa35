"""Change the data when `run` is about to be called, and put it back when the calls are over.

What was computed while the module was imported, or kept from another process, is then the answer to other data. The
file is opened before the worker starts, so nothing that the worker puts in its place is ever written to. The kernel
tells anybody which pages wait to be written to the disk (cachestat), so none may when the worker goes on.
"""

from __future__ import annotations

import ctypes
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Edit = tuple[int, bytes, bytes]  # offset, old, new

AT_ONCE = 1 | 2 | 4  # of sync_file_range: what waits, what is being written, and until all of it is


class Edits:
    """Some bytes of one file that are replaced for a while by others of the same length.

    Attributes:
        stamps: of the file: before the change, after it, when the calls were over, and after the old bytes were back.

    Args:
        path: the file; nothing is opened if there are no edits.
        edits: offset, old bytes and new bytes of each.

    Raises:
        OSError: if the file cannot be opened for writing.
    """

    def __init__(self, path: str | None, edits: Sequence[Edit]) -> None:
        self.stamps: list[tuple[int, ...]] = []
        self._edits = edits
        self._handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW) if path and edits else -1
        self._changed = False

    def make(self) -> None:
        """Write the new bytes, on the first call only."""
        if self._handle < 0 or self.stamps:
            return
        self.stamps.append(stamp(os.fstat(self._handle)))
        for offset, _, new in self._edits:
            os.pwrite(self._handle, new, offset)
        _write_back(self._handle)
        self.stamps.append(stamp(os.fstat(self._handle)))
        self._changed = True

    def revert(self) -> None:
        """Put the old bytes back, if the new ones were written."""
        if not self._changed:
            return
        self._changed = False
        self.stamps.append(stamp(os.fstat(self._handle)))
        for offset, old, _ in self._edits:
            os.pwrite(self._handle, old, offset)
        self.stamps.append(stamp(os.fstat(self._handle)))


def _write_back(handle: int) -> None:
    """Write a file's pages to the disk, without its attributes: those go to a journal, which may take long."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "sync_file_range"):  # only Linux has it, and says which pages wait
        libc.sync_file_range(handle, ctypes.c_int64(0), ctypes.c_int64(0), AT_ONCE)


def stamp(status: os.stat_result) -> tuple[int, ...]:
    """Return what changes when a file is written to or replaced.

    Any process may set back the time of change of the content, none the other one.
    """
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
