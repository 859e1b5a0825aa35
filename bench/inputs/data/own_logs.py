"""Take the user's own log as the data: what it was at one moment, whatever happens to it afterwards.

A log may be appended to, renamed by rotation or truncated in place while it is measured. So each of its files is opened
once and read up to the size that it had when it was found; the bytes that are hashed are those that are copied, and
whatever is measured reads the copy.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.formats.log_format import LogFormat
from bench.inputs.data import copies, coverage, datasets, log_order, packed
from bench.inputs.data.copies import Copy
from bench.inputs.data.coverage import FormatCounter, LineCounter, RowCounter
from bench.inputs.data.datasets import Measured
from bench.inputs.data.files import log_files
from bench.inputs.data.files.log_files import STANDARD_INPUT, LogFile
from bench.inputs.data.files.unpacking import blocks_of
from bench.inputs.data.joined_files import JoinedFiles
from bench.inputs.data.log_counts import RecordCounter, TextWatcher
from bench.inputs.data.log_formats import PIPED
from bench.inputs.data.packed import SUFFIX
from bench.inputs.data.prepared import Original, Prepared
from bench.measured.monitor.edits import stamp
from bench.model import commands
from bench.model.errors import DataError
from bench.model.log_words import GIVEN
from bench.model.request import Extent
from bench.model.types import Coverage, Dataset

ATTEMPTS: Final = 3  # at a log that is truncated or renamed while it is read


def own_log(  # noqa: PLR0913 - all but the files have one value for nearly everybody
    *logs: Path,
    folder: Path | None = None,
    in_place: bool = False,
    show: bool = False,
    forms: Collection[str | LogFormat] = (),
    extent: Extent | None = None,
    packing: str = "",
) -> Prepared:
    """Take a snapshot of a log; only sizes, hashes and counts are kept of it, and its first lines if `show`.

    What lies in several files is put together in the order in which it was written, and what is packed is unpacked.

    Args:
        logs: its files, folders of them, patterns, and `-` for standard input.
        folder: where the snapshot goes; None only for one plain file, which is read where it lies.
        in_place: whether one plain file is read where it lies, which is enough where no answer is judged.
        show: whether its first lines, and the names of its files, may be published.
        forms: of which lines are counted: names of those that workloads read, and the format that the user gives.
        extent: how much of it an older run measured, which this one is to measure again; None is all.
        packing: how one file is packed that is measured as it is; empty unpacks what is packed.

    Raises:
        DataError: if a file is no ordinary, readable file of lines, is damaged, or there is no room for the snapshot.
    """
    with _spooled(logs, folder) as spooled, _named_errors(logs):
        for _ in range(ATTEMPTS):
            with suppress(FileNotFoundError):  # one was there when it was found, and has been renamed since
                files, notes = _order(logs, spooled, forms)
                if packing:
                    _require_one(files, packing)
                place = None if in_place and _lies_as_measured(files, packing) else folder
                joined = JoinedFiles(files, None if packing else extent, show=show)
                take = _take_packed if packing else _take
                if prepared := take(joined, place, _Kept(forms, show=show), notes):
                    return prepared
    raise DataError(f"{_name(logs)} keeps being truncated or renamed while it is read.", "Give --log a copy of it.")


@contextmanager
def _spooled(logs: Sequence[Path], folder: Path | None) -> Iterator[Path | None]:
    """Give the file to which standard input was copied, if that is among the logs, and remove it afterwards."""
    spooled = _spool(folder) if STANDARD_INPUT in logs and folder else None
    try:
        yield spooled
    finally:
        if spooled:
            spooled.unlink(missing_ok=True)


@contextmanager
def _named_errors(logs: Sequence[Path]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DataError(
            f"{error.filename or _name(logs)} cannot be read: {error.strerror}.", "Check the path given to --log."
        ) from error


def _name(logs: Sequence[Path]) -> str:
    return str(logs[0]) if len(logs) == 1 else "The log"


def _order(
    logs: Sequence[Path], spooled: Path | None, forms: Collection[str | LogFormat]
) -> tuple[list[LogFile], list[str]]:
    """Return the files of a log, each once, in the order in which they were written; and what the user has to know."""
    found = log_files.find_files(logs, spooled)
    kept, notes = log_order.without_copies(found.files)
    given = next((form for form in forms if isinstance(form, LogFormat)), None)
    return log_order.in_order(kept, given), [*found.notes, *notes]


def _lies_as_measured(files: Sequence[LogFile], packing: str) -> bool:
    return len(files) == 1 and files[0].packing == packing and files[0].own


def _require_one(files: Sequence[LogFile], packing: str) -> None:
    """Refuse what is not one file, packed so: it would have to be packed again, and that is not what lies there."""
    if len(files) > 1:
        whole = commands.beside(files[0].path, f"joined{SUFFIX}")
        join = f"cat {commands.shell(*(file.path for file in files))} > {commands.quoted(whole)}"
        raise DataError(f"The workload reads one {packing} file, and {len(files)} were given.", f"Join them: {join}")
    if files[0].packing != packing:
        target = commands.beside(files[0].path, f"{files[0].path.name}{SUFFIX}")
        pack = commands.unpacked(f"{packing} -c <", files[0].path, target)
        raise DataError(f"The workload reads a {packing} file, and {files[0].name} is not one.", f"Pack it: {pack}")


def _take(joined: JoinedFiles, folder: Path | None, kept: "_Kept", notes: Sequence[str]) -> Prepared | None:
    """Read what the files hold now, and copy it meanwhile; None if one was truncated or renamed before it was read."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    spare = copies.spare(folder) if folder and joined.is_packed else 0
    with Copy(folder, joined.name, joined.size, spare) if folder else nullcontext() as copy:
        measured = datasets.measure(joined.blocks(), *kept.watchers(), *([copy.write] if copy else []))
    if not joined.is_whole:
        return None
    source = copy.path if copy else joined.files[0].path
    dataset = replace(_describe(measured), parts=joined.parts(measured.sha256))
    original = Original(joined.stamps(), joined.taken(now), (*notes, *joined.notes()))
    return Prepared(kept.noted(dataset, source), source, stamp(source.stat()), original=original)


def _take_packed(joined: JoinedFiles, folder: Path | None, kept: "_Kept", notes: Sequence[str]) -> Prepared | None:
    """Copy a packed file as it is now, and read meanwhile what is packed in it; None as `_taken`."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    (file,) = joined.files
    with Copy(folder, file.path.name, file.size) if folder else nullcontext() as copy:
        measured = datasets.measure(joined.blocks(copy.write if copy else None), *kept.watchers())
    if not joined.is_whole:
        return None
    source = copy.path if copy else file.path
    dataset = kept.noted(_describe(measured), source, file.packing)
    original = Original(joined.stamps(), joined.taken(now), tuple(notes))
    return packed.of_file(Prepared(dataset, source, original=original), source)


def _describe(measured: Measured) -> Dataset:
    return Dataset(
        id=f"own-log-{measured.sha256[:8]}",
        kind="own log",
        sha256=measured.sha256,
        bytes=measured.bytes,
        lines=measured.lines,
    )


def _spool(folder: Path) -> Path:
    """Copy standard input to a file, since it can be read only once.

    Raises:
        DataError: if it is a terminal, or there is no room.
    """
    with (
        log_files.open_input("--log -", commands.typed("bench run", "--log", "-")) as source,
        Copy(folder, "standard-input", spare=copies.spare(folder)) as copy,
    ):
        for block in blocks_of(source):
            copy.write(block)
    return copy.path


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

    def noted(self, dataset: Dataset, source: Path, packing: str = "") -> Dataset:
        """Return the dataset with all that, once the last block was seen."""
        found = {form: counter.found() for form, counter in self._coverage.items()}
        records = self._records.found() if self._records else None
        if records:
            found[PIPED] = Coverage(records.whole, records.malformed)
        return replace(
            dataset,
            preview=datasets.preview(source, packing) if self._show else (),
            records=records,
            coverage=found,
            utf8=self._text.is_utf8(),
            nul=self._text.nul,
        )


def _counter(form: str | LogFormat) -> tuple[str, LineCounter | RowCounter]:
    if isinstance(form, str):
        return form, coverage.counter(form)
    return f"{GIVEN}{form.name}", FormatCounter(form)
