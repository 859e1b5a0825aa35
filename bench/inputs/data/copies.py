"""Give a run a copy of its data: nothing that it measures can change what others use, nor others what it measures."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from bench.host.cache import cache
from bench.inputs.data.files.unpacking import blocks_of
from bench.inputs.data.prepared import Prepared
from bench.measured.monitor.edits import stamp
from bench.model.errors import DataError

MOST_SPARE: Final = 1 << 30
CHECKED: Final = 16 << 20  # bytes that are written before it is looked at what is left free


class Copy:
    """A file alone in a new folder, written block by block while the original is read.

    Args:
        folder: where the new folder goes.
        name: of the file.
        size: bytes that it will have at least, as far as that is known.
        spare: bytes that have to stay free in the folder, for what may become of any size.

    Raises:
        DataError: if there is no room for it, on every call.
    """

    def __init__(self, folder: Path, name: str, size: int = 0, spare: int = 0) -> None:
        self._folder, self._spare, self._unchecked = folder, spare, 0
        with _room(folder):
            _require_free(folder, size + spare)
            self.path = _place(folder) / name
            self._file = self.path.open("wb", buffering=0)

    def write(self, block: bytes) -> None:
        """Append a block."""
        with _room(self._folder):
            self._unchecked += len(block)
            if self._spare and self._unchecked >= CHECKED:
                _require_free(self._folder, self._spare)
                self._unchecked = 0
            rest = memoryview(block)
            while rest:
                rest = rest[self._file.write(rest) :]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """See it on disk, so that nothing is written back while something is measured."""
        with self._file, _room(self._folder):
            os.fsync(self._file.fileno())


def spare(folder: Path) -> int:
    """Return how many bytes have to stay free in a folder where something is written that may become of any size."""
    return min(MOST_SPARE, shutil.disk_usage(folder).total // 50)


def own(prepared: Prepared, folder: Path) -> Prepared:
    """Return the data as a file alone in a new folder; a number, and what lies there already, as it is.

    Raises:
        DataError: if there is no room for it.
        DatasetChangedError: if it is no longer what was hashed.
    """
    if not isinstance(prepared.source, Path) or prepared.source.is_relative_to(folder):
        return prepared
    with _room(folder):
        target = _place(folder) / prepared.source.name
        _copy(prepared.source, target)
    prepared.check_stamp()
    return replace(prepared, source=target, stamp=stamp(target.stat()))


def rewritten(prepared: Prepared, folder: Path) -> Prepared:
    """Return a file written again, block by block, as the snapshot of a log is.

    How a file was written decides by 10 to 16 % how fast it is read: a log and its twin have to be written alike.

    Raises:
        DataError: if there is no room for it.
        DatasetChangedError: if it is no longer what was hashed.
    """
    source = prepared.source
    assert isinstance(source, Path)  # noqa: S101 - a number is not written
    with Copy(folder, source.name, prepared.dataset.bytes) as copy, source.open("rb", buffering=0) as file:
        for block in blocks_of(file):
            copy.write(block)
    prepared.check_stamp()
    return replace(prepared, source=copy.path, stamp=stamp(copy.path.stat()))


def _require_free(folder: Path, size: int) -> None:
    """Refuse to write what there is no room for, rather than fill the disk of everybody first.

    Raises:
        OSError: if so many bytes are not free.
    """
    if size > shutil.disk_usage(folder).free:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _place(folder: Path) -> Path:
    place = folder / f"data-{len(list(folder.iterdir()))}"
    place.mkdir()
    return place


@contextmanager
def _room(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        variable = "LEANLINES_CACHE" if folder.is_relative_to(cache.folder()) else "TMPDIR"
        raise DataError(
            f"The data cannot be copied for this run: {error.strerror}: {folder}.",
            f"A run measures its own copy. Free some space there, or set {variable} to a folder on another disk.",
        ) from error


def _copy(source: Path, target: Path) -> None:
    """Copy a file and see it on disk, so that nothing is written back while something is measured.

    File systems that can share blocks between files do so.
    """
    with source.open("rb") as reader, target.open("wb") as writer:
        try:
            while os.copy_file_range(reader.fileno(), writer.fileno(), 1 << 30):
                pass
        except (AttributeError, OSError):  # other systems, and pairs of file systems that cannot
            reader.seek(writer.seek(0))
            writer.truncate()
            shutil.copyfileobj(reader, writer, 1 << 20)
        writer.flush()
        os.fsync(writer.fileno())
