"""A dataset that is ready to be measured, and how a change of it shows.

A dataset that changes while it is measured makes every later figure worthless, so what was hashed is watched: cheaply
after each process, by hash at the end.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.measured.monitor.edits import stamp
from bench.model.errors import DatasetChangedError
from bench.model.types import Dataset, Truth
from bench.process.job import Edit

ANEW: Final = "Figures taken after the change are discarded; measure again."


@dataclass(frozen=True, slots=True)
class Original:
    """The user's own log, measured as a snapshot.

    Args:
        files: where each of its files lies, with its stamp when the snapshot was begun; the stamp is empty if it held
            more by then than is measured.
        taken: when that was: UTC, ISO 8601.
        notes: what its user has to know of how it was read; they name files, so they are not published.
    """

    files: tuple[tuple[Path, tuple[int, ...]], ...]
    taken: str
    notes: tuple[str, ...] = ()

    def is_as_it_was(self) -> bool:
        """Return whether nothing has written to a file of it, renamed or replaced it since."""
        return all(_stamp(path) == stamp for path, stamp in self.files)


@dataclass(slots=True)
class Prepared:
    """A dataset and what `run` is given for it.

    Args:
        dataset: as the result keeps it.
        source: the file, or the number.
        stamp: device, inode, size and times of change of the file when it was hashed, or last changed by the harness.
        truth: all that the generator counted, with tables of any length; None for data that was not generated.
        original: the user's own log; None for other data.
    """

    dataset: Dataset
    source: Path | int
    stamp: tuple[int, ...] = ()
    truth: Truth | None = None
    original: Original | None = None

    def describe(self) -> Dataset:
        """Return the dataset, with the time of the snapshot if the user's log has changed since."""
        if self.original is None or self.original.is_as_it_was():
            return self.dataset
        return replace(self.dataset, snapshot=self.original.taken)

    def check_stamp(self) -> None:
        """Check that nothing wrote to the file.

        Raises:
            DatasetChangedError: if it is not the file that was hashed.
        """
        if isinstance(self.source, Path) and _stamp(self.source) != self.stamp:
            raise DatasetChangedError(f"The dataset {self.dataset.id} was changed while it was measured.", ANEW)

    def check_hash(self) -> None:
        """Make sure that the file's content is still what was measured.

        Raises:
            DatasetChangedError: if it is not.
        """
        self.check_stamp()
        if isinstance(self.source, Path):
            with self.source.open("rb", buffering=0) as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != (self.dataset.packed or self.dataset).sha256:
                raise DatasetChangedError(f"The dataset {self.dataset.id} differs from the one that was measured.")

    def follow(self, stamps: Sequence[tuple[int, ...]], edits: Sequence[Edit]) -> None:
        """Take notice of a change that the monitor made to the file and undid again.

        Args:
            stamps: before the change, after it, when the calls were over, and after the old bytes were back; empty if
                nothing was changed, or the monitor did not live to undo it.
            edits: what the monitor was to change.

        Raises:
            DatasetChangedError: if another process wrote to the file.
        """
        if stamps:
            before, changed, over, after = stamps
            if (before, changed) == (self.stamp, over):
                self.stamp = after
        elif edits and isinstance(self.source, Path) and _stamp(self.source) != self.stamp:
            self._restore(self.source, edits)
            self.check_hash()
        self.check_stamp()

    def _restore(self, path: Path, edits: Sequence[Edit]) -> None:
        """Put back what a monitor may have left changed, unless another file lies in place of the one hashed."""
        try:
            handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
        except OSError:
            return
        try:
            if stamp(os.fstat(handle))[:3] != self.stamp[:3]:
                return
            for edit in edits:
                os.pwrite(handle, edit.old, edit.offset)
            self.stamp = stamp(os.fstat(handle))
        finally:
            os.close(handle)


def _stamp(path: Path) -> tuple[int, ...]:
    """Return the stamp of a file, empty if it is gone."""
    try:
        return stamp(path.stat())
    except FileNotFoundError:
        return ()
