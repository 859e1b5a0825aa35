"""Take the user's own log as the data: what it was at one moment, whatever happens to it afterwards.

A log may be appended to, renamed by rotation or truncated in place while it is measured. So it is opened once and read
up to the size that it had then; the bytes that are hashed are those that are copied, and whatever is measured reads the
copy.
"""

import os
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Final

from bench.formats.log_format import LogFormat
from bench.inputs.data import coverage, datasets, file_kinds
from bench.inputs.data.copies import Copy
from bench.inputs.data.coverage import Counter
from bench.inputs.data.datasets import Measured
from bench.inputs.data.format_coverage import FormatCounter
from bench.inputs.data.log_counts import RecordCounter, TextWatcher
from bench.inputs.data.log_formats import PIPED
from bench.inputs.data.prepared import Original, Prepared
from bench.measured.monitor.edits import stamp
from bench.model.errors import DataError
from bench.model.log_words import GIVEN
from bench.model.request import Extent
from bench.model.types import Coverage, Dataset

ATTEMPTS: Final = 3  # at a log that is truncated while it is read
SIZELESS: Final = (
    64 << 20
)  # bytes that are read of a file without a size, as the kernel makes them, before it is refused
START: Final = 4096  # bytes by which a log that was truncated and has grown again is told


def own_log(
    path: Path,
    *,
    folder: Path | None = None,
    show: bool = False,
    forms: Collection[str | LogFormat] = (),
    extent: Extent | None = None,
) -> Prepared:
    """Take a snapshot of a log; only sizes, hash and counts are kept of it, and its first lines if `show`.

    Args:
        path: the file.
        folder: where the snapshot goes; None reads the file itself, which is enough where no answer is judged.
        show: whether its first lines may be published.
        forms: of which lines are counted: names of those that workloads read, and the format that the user gives.
        extent: how much of it an older run measured, which this one is to measure again; None is all.

    Raises:
        DataError: if it is not an ordinary, readable file of lines, or there is no room for the snapshot.
    """
    try:
        _check_ordinary(path)
        path = path.resolve()
        for _ in range(ATTEMPTS):
            if prepared := _taken(path, folder, _Kept(forms, show=show), extent):
                return prepared
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.", "Check the path given to --log.") from error
    raise DataError(f"{path} keeps being truncated while it is read.", "Give --log a copy of it.")


def _taken(path: Path, folder: Path | None, kept: "_Kept", extent: Extent | None) -> Prepared | None:
    """Read what the log holds now, and copy it meanwhile; None if it was truncated before that was read."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with file_kinds.opened(path) as file:
        begun = os.fstat(file.fileno())
        original = Original(path, stamp(begun), now)
        most = begun.st_size or None  # some files have content and no size
        if extent and extent.bytes < begun.st_size:
            original, most = Original(path, (), extent.taken), extent.bytes
        with Copy(folder, path.name, most or 0) if folder else nullcontext() as copy:
            measured = _measured(file, most, [*kept.watchers(), *([copy.write] if copy else [])])
    if measured is None:
        return None
    if most is None and measured.bytes == SIZELESS:
        raise DataError(f"{path} has no size, and does not end.", "Give --log a copy of the part that you mean.")
    source = copy.path if copy else path
    dataset = Dataset(
        id=f"own-log-{measured.sha256[:8]}",
        kind="own log",
        sha256=measured.sha256,
        bytes=measured.bytes,
        lines=measured.lines,
    )
    return Prepared(kept.noted(dataset, source), source, stamp(source.stat()), original=original)


class _Kept:
    """All that is kept of a log while it is read: what is counted of each form, and the first lines if `show`."""

    def __init__(self, forms: Collection[str | LogFormat], *, show: bool) -> None:
        self._show = show
        self._records = RecordCounter() if PIPED in forms else None
        self._coverage = dict(_counter(form) for form in forms if form != PIPED)
        self._text = TextWatcher()

    def watchers(self) -> Iterator[Callable[[bytes], object]]:
        """Yield what is to see each block."""
        yield self._text.see
        yield from (counter.see for counter in self._coverage.values())
        if self._records:
            yield self._records.see

    def noted(self, dataset: Dataset, source: Path) -> Dataset:
        """Return the dataset with all that, once the last block was seen."""
        found = {form: counter.found() for form, counter in self._coverage.items()}
        records = self._records.found() if self._records else None
        if records:
            found[PIPED] = Coverage(records.whole, records.malformed)
        return replace(
            dataset,
            preview=datasets.preview(source) if self._show else (),
            records=records,
            coverage=found,
            utf8=self._text.is_utf8(),
            nul=self._text.nul,
        )


def _counter(form: str | LogFormat) -> tuple[str, Counter]:
    if isinstance(form, str):
        return form, coverage.counter(form)
    return f"{GIVEN}{form.name}", FormatCounter(form)


def _measured(file: FileIO, most: int | None, watchers: list[Callable[[bytes], object]]) -> Measured | None:
    """Read that many bytes, or all of a file without a size; None if they are no longer there."""
    start, size = os.pread(file.fileno(), START, 0) if most else b"", most or 0
    measured = datasets.measure(file, *watchers, most=SIZELESS if most is None else most)
    is_whole = measured.bytes >= size <= os.fstat(file.fileno()).st_size
    return measured if is_whole and os.pread(file.fileno(), len(start), 0) == start else None


def _check_ordinary(path: Path) -> None:
    """Refuse what is not a readable log, without opening a pipe or a device to find out."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise DataError(f"No such log: {path}", "Check the path given to --log.") from error
    if not stat.S_ISREG(mode):
        if stat.S_ISDIR(mode):
            raise DataError(f"{path} is a folder, so it cannot be measured as a log.", "Give --log one file.")
        raise file_kinds.not_ordinary(path)
    if not os.access(path, os.R_OK):
        raise DataError(f"Permission denied: {path}", "Give --log a file that you may read.")
    file_kinds.require_lines(path)
