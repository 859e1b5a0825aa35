"""The journal of a run: one line per finished measured process, on disk before the next one starts.

Whatever ends the harness, at most the running process is lost. A line that was cut by a kill is the last one, and is
passed over when the journal is read.
"""

import contextlib
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

import msgspec
from msgspec import UnsetType

from bench.host import locks
from bench.model import commands
from bench.model.errors import BenchError, ResultError
from bench.model.paths import read_named, unlike_file
from bench.model.types import Cell, Instrument, Sample

LARGEST: Final = 1 << 30
"""Bytes of a journal that are read."""


class JournalEntry(msgspec.Struct, frozen=True):
    """One line: the sample, and what pyperf wrote of it."""

    sample: Sample
    pyperf: str = ""


class Journal:
    """An open journal; it keeps every entry of the run, older ones of a resumed run included.

    Args:
        path: its file.
        repeated: the options that a command which resumes the run has to give once more.
    """

    def __init__(self, path: Path, repeated: Sequence[commands.Word] = ()) -> None:
        self._path = path
        self._folder = path.parent.stat()
        self._repeated = repeated
        self.entries = read(path) if os.path.lexists(path) else []
        self._taken = {_key(entry.sample) for entry in self.entries}
        try:
            self._file = open(path, "ab", buffering=0, opener=locks.open_ordinary)  # noqa: SIM115
            os.ftruncate(self._file.fileno(), _whole_length(read_named(path, LARGEST)))
        except OSError as error:
            raise BenchError(f"{path} cannot be written: {error.strerror}.", "Choose another --out folder.") from error

    def add(self, sample: Sample, pyperf: str = "") -> None:
        """Append one finished process and see that it is on disk.

        Raises:
            BenchError: if it cannot be written, or is no longer where the run writes.
        """
        entry = JournalEntry(sample, pyperf)
        try:
            _write_whole(self._file, msgspec.json.encode(entry, order="deterministic") + b"\n")
        except OSError as error:
            resume = commands.resumed(self._path.parent, self._repeated)
            raise BenchError(
                f"{self._path} cannot be written: {error.strerror}.",
                f"What was measured before is kept. Make room, then resume with: {resume}",
            ) from error
        self.entries.append(entry)
        self._taken.add(_key(sample))
        self.require_folder()

    def require_folder(self) -> None:
        """See that its folder is the one that it was: what was moved away is written to like one that is there.

        Raises:
            BenchError: if it is gone, or another is in its place.
        """
        folder = self._path.parent
        with contextlib.suppress(OSError):
            if os.path.samestat(folder.stat(), self._folder):
                return
        raise BenchError(f"{folder} was removed or moved while the run wrote to it.", self._find_remedy())

    def _find_remedy(self) -> str:
        """Name the folder in which what was measured is now."""
        handle = self._file.fileno()
        if not os.fstat(handle).st_nlink:
            return "No measurement is left. Measure again."
        moved = Path("FOLDER")
        with contextlib.suppress(OSError):  # no /proc
            moved = Path(f"/proc/self/fd/{handle}").readlink().parent
        return f"Completed measurements are kept. Resume with: {commands.resumed(moved, self._repeated)}"

    def has(self, sample: Sample) -> bool:
        """Whether this process of this row ran already, in the run that is resumed."""
        return _key(sample) in self._taken

    @property
    def samples(self) -> tuple[Sample, ...]:
        """All samples, in the order in which they were taken."""
        return tuple(entry.sample for entry in self.entries)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):  # every entry is on disk already
            self._file.close()


def _write_whole(file: io.FileIO, content: bytes) -> None:
    """Write all of it and see it on disk; a write may take a part only where the disk is nearly full."""
    while content:
        content = content[file.write(content) :]
    os.fsync(file.fileno())


def read(path: Path) -> list[JournalEntry]:
    """Read a journal; an unfinished last line is skipped.

    Raises:
        ResultError: if it cannot be read, or a finished line is not an entry.
    """
    if other := unlike_file(path):
        raise ResultError(f"{path} is not the journal of a run: {other}.", "Put the run's own back, or remove it.")
    try:
        content = read_named(path, LARGEST)
    except OSError as error:
        raise ResultError(f"{path} cannot be read: {error.strerror or error}.") from error
    entries = []
    for number, line in enumerate(content[: _whole_length(content)].splitlines(), 1):
        try:
            entries.append(msgspec.json.decode(line, type=JournalEntry))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ResultError(f"{path}, line {number}, is not a sample: {error}.") from error
    return entries


def _key(sample: Sample) -> tuple[Cell, Instrument, int, int | None, str | UnsetType]:
    return sample.cell, sample.instrument, sample.process, sample.round, sample.machine


def _whole_length(content: bytes) -> int:
    return content.rfind(b"\n") + 1
