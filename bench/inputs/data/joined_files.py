"""Read the files of a log one after the other, as one: unpacked, each up to the size that it had when it was found."""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from io import FileIO
from pathlib import Path
from typing import Final

from bench.inputs.data.files import file_kinds, log_files
from bench.inputs.data.files.log_files import LogFile
from bench.inputs.data.files.unpacking import PACKINGS, DamagedFileError
from bench.measured.monitor.edits import stamp
from bench.model import commands, formatting
from bench.model.errors import DataError
from bench.model.request import Extent
from bench.model.types import LogPart

SIZELESS: Final = (
    64 << 20
)  # bytes that are read of a file without a size, as the kernel makes them, before it is refused
START: Final = 4096  # bytes by which a log that was truncated and has grown again is told
END: Final = b"\n"


class JoinedFiles:
    """The files of a log, read once.

    Attributes:
        files: in their order.
        is_whole: whether each was still there, with all that it held when it was found.

    Args:
        files: in their order.
        extent: how much of the whole is read; None is all.
        show: whether the names of files may be published.
    """

    def __init__(self, files: Sequence[LogFile], extent: Extent | None, *, show: bool) -> None:
        self.files = files
        self.is_whole = True
        self._unended = 0
        self._seconds = 0.0
        self._extent, self._show = extent, show
        self._parts: list[LogPart] = []
        self._is_cut = False
        self._see: Callable[[bytes], object] | None = None

    @property
    def is_packed(self) -> bool:
        """Whether any of them is packed, so that the size of the whole is unknown."""
        return any(file.packing for file in self.files)

    @property
    def name(self) -> str:
        """The file name of the newest, without what its packing added to it."""
        last = self.files[-1].path
        return last.stem if self.files[-1].packing and last.suffix in file_kinds.SUFFIXES else last.name

    @property
    def size(self) -> int:
        """How many bytes they have as they lie there: the whole has hardly fewer."""
        size = sum(file.size for file in self.files)
        return min(size, self._extent.bytes) if self._extent else size

    def parts(self, sha256: str) -> tuple[LogPart, ...]:
        """Return what was read of each file; nothing of one plain file, which is the whole.

        Args:
            sha256: of the whole.
        """
        if len(self.files) == 1:
            return tuple(replace(part, sha256=sha256) for part in self._parts if part.packing)
        return tuple(self._parts)

    def notes(self) -> Iterator[str]:
        """Yield what the user has to know, once all was read; what unpacking took is none of what is measured."""
        if len(self.files) > 1:
            yield f"{len(self.files)} files were put together, from {self.files[0].name} to {self.files[-1].name}."
        if self.is_packed:
            packed = formatting.size(sum(file.size for file in self.files if file.packing))
            plain = formatting.size(sum(part.bytes for part in self._parts if part.packing))
            yield f"{packed} was unpacked to {plain} in {formatting.seconds(self._seconds)}."
        if self._unended:
            files = formatting.plural(self._unended, "file")
            yield f"A line end was added to {files} that lacked one, so that no two lines became one."

    def stamps(self) -> tuple[tuple[Path, tuple[int, ...]], ...]:
        """Return each file of the user's own with its stamp; an empty one where it holds more than was read."""
        return tuple((file.path, () if self._is_cut else file.stamp) for file in self.files if file.own)

    def taken(self, now: str) -> str:
        """Return when the snapshot is of: now, unless an older one was taken again."""
        return self._extent.taken if self._is_cut and self._extent else now

    def blocks(self, see: Callable[[bytes], object] | None = None) -> Iterator[bytes]:
        """Yield the content of all; between two files a line end where the first lacks it.

        Args:
            see: called with each block as it lies in its file.
        """
        self._see = see
        left = self._extent.bytes if self._extent else None
        last = END
        for file in self.files:
            missing = b"" if last == END else END
            for block in self._blocks(file, None if left is None else left - len(missing)):
                if missing:
                    self._unended += 1
                    yield missing
                left = None if left is None else left - len(missing) - len(block)
                missing, last = b"", block[-1:]
                yield block
            if self._is_cut:
                return

    def _blocks(self, file: LogFile, most: int | None) -> Iterator[bytes]:
        """Yield what one file holds, or its first so many bytes, and write down what that was."""
        digest, size, lines = hashlib.sha256(), 0, 0
        with file_kinds.opened(file.path) as opened:
            start = os.pread(opened.fileno(), START, 0)
            self.is_whole &= stamp(os.fstat(opened.fileno()))[:2] == file.stamp[:2]
            content = log_files.content(opened, file.packing, file.size or SIZELESS, self._see)
            try:
                for block in self._cut(self._time(content) if file.packing else content, most):
                    if len(self.files) > 1:  # the hash of one file is that of the whole
                        digest.update(block)
                    size, lines = size + len(block), lines + (block.count(END) if file.packing else 0)
                    yield block
            except DamagedFileError as error:
                if self._is_as_found(file, opened, start):
                    raise _refusal(file, error, lines) from error
            self.is_whole &= self._is_as_found(file, opened, start)
        self.is_whole &= bool(file.packing) or self._is_cut or size >= file.size
        if not file.size and size >= SIZELESS:
            raise DataError(f"{file.name} has no size, and does not end.", "Give --log a copy of the part to measure.")
        self._parts.append(LogPart(digest.hexdigest(), size, file.packing, Path(file.name).name if self._show else ""))

    def _time(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield blocks, and add up how long each is waited for: that is what unpacking takes."""
        while True:
            begun = time.perf_counter()
            block = next(blocks, b"")
            self._seconds += time.perf_counter() - begun
            if not block:
                return
            yield block

    def _cut(self, blocks: Iterable[bytes], most: int | None) -> Iterator[bytes]:
        """Yield blocks up to so many bytes, and notice whether there are more."""
        for block in blocks:
            if most is not None and len(block) > most:
                self._is_cut = True
                if most > 0:
                    yield block[:most]
                return
            most = None if most is None else most - len(block)
            yield block

    def _is_as_found(self, file: LogFile, opened: FileIO, start: bytes) -> bool:
        """Return whether a file still holds what it held."""
        handle = opened.fileno()
        return os.fstat(handle).st_size >= file.size and os.pread(handle, len(start), 0) == start


def _refusal(file: LogFile, error: DamagedFileError, lines: int) -> DataError:
    """Refuse a file that cannot be unpacked to its end, with a way to measure what can be read of it."""
    part = commands.beside(file.path, "part.log")
    readable = f"{formatting.number_of(lines, 'line')} could be read before that"
    unpack = commands.unpacked(PACKINGS[file.packing].unpack, file.path, part)
    return DataError(
        f"{file.name} {error}: {readable}. Nothing was measured, so that no line is left out unnoticed.",
        "If it is still being written, try again later. To measure what can be read, "
        f"give --log what this writes: {unpack}",
    )
