"""Find the files that a log lies in: what is named, what a pattern matches, what a folder holds, and standard input."""

import glob
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Final

from bench.inputs.data.files import file_kinds
from bench.inputs.data.files.unpacking import DamagedFileError, blocks_of, packing_of, unpack
from bench.measured.monitor.edits import stamp
from bench.model import commands
from bench.model.errors import DataError

STANDARD_INPUT: Final = Path("-")
HEAD: Final = 1 << 16  # bytes of what it holds that are looked at
TEXT: Final = frozenset(b"\t\n\r\f\v\x1b")  # control bytes that a text may hold; the last begins a colour
MOST_CONTROL: Final = 0.05  # share of control bytes in a text
FEWEST: Final = 64  # bytes, below which a few odd ones tell nothing
NAMED: Final = 8  # files that are named, of those left out
MANIFEST: Final = ".manifest.json"  # how the name of one ends, which lies beside generated data


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file that is a log, or a part of one, as it was when it was found.

    Args:
        path: where it is read.
        name: what people know it by.
        stamp: device, inode, size and times of change.
        size: in bytes, as it lies there.
        packing: how it is packed, by its name in `unpacking.PACKINGS`; empty if it is not.
        head: the beginning of what it holds, unpacked.
        own: whether the user has it, and may change it.
    """

    path: Path
    name: str
    stamp: tuple[int, ...]
    size: int
    packing: str
    head: bytes
    own: bool = True


@dataclass(slots=True)
class FoundFiles:
    """What was found.

    Args:
        files: each once, in the order in which they were named.
        notes: what was left out, and why, for the user alone.
    """

    files: list[LogFile] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find_files(logs: Sequence[Path], spooled: Path | None = None) -> FoundFiles:
    """Find what is named, and look at its beginning.

    Args:
        logs: files, folders, patterns, and `-` for standard input.
        spooled: the file to which standard input was copied.

    Raises:
        DataError: if something is not there, may not be read, or holds no lines.
        OSError: if something cannot be read.
    """
    found, known = FoundFiles(), set[tuple[int, ...]]()
    for log in logs:
        files = _in_folder(log, found.notes) if _is_folder(log) else _find_named(log, spooled)
        for file in files:
            if file.stamp[:2] not in known:  # by another name, or named twice
                known.add(file.stamp[:2])
                found.files.append(file)
    if not found.files:
        raise DataError(f"There is no log in {commands.shell(*logs)}. {' '.join(found.notes)}".rstrip(), _CHECK)
    return found


def open_input(option: str, command: str) -> FileIO:
    """Return standard input, without a buffer.

    Args:
        option: what asked for it.
        command: to pipe a log into.

    Raises:
        DataError: if it is closed, or a terminal.
    """
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        what = "a terminal here" if sys.stdin and not sys.stdin.closed else "closed"
        raise DataError(
            f"{option} reads standard input, which is {what}.", f"Pipe a log into it: zcat app.log.*.gz | {command}"
        )
    return FileIO(sys.stdin.fileno(), closefd=False)


def content(
    file: FileIO, packing: str, most: int | None, see: Callable[[bytes], object] | None = None
) -> Iterator[bytes]:
    """Yield what a file holds, unpacked, from its first so many bytes.

    Args:
        file: where it is at its beginning.
        packing: how it is packed; empty if it is not.
        most: bytes that are read at most, as they lie there; None is all.
        see: called with each block as it lies there.

    Raises:
        DamagedFileError: if it is packed and cannot be read to its end.
    """
    blocks = blocks_of(file, most)
    if see:
        blocks = pass_on(blocks, see)
    return unpack(blocks, packing) if packing else blocks


def pass_on(blocks: Iterator[bytes], see: Callable[[bytes], object]) -> Iterator[bytes]:
    """Yield blocks once something has seen them."""
    for block in blocks:
        see(block)
        yield block


def looks_binary(start: bytes) -> bool:
    """Return whether a file that begins so holds no text; one truncated under its writer begins with a hole."""
    start = start[: file_kinds.START].lstrip(b"\0")
    control = sum(byte < ord(" ") and byte not in TEXT for byte in start)
    return b"\0\0\0\0" in start or (len(start) >= FEWEST and control > MOST_CONTROL * len(start))


_CHECK: Final = "Check the path given to --log."


def _find_named(log: Path, spooled: Path | None) -> Iterator[LogFile]:
    """Yield a file, or all that a pattern matches; a name that exists is no pattern."""
    if log == STANDARD_INPUT and spooled:
        yield look_at(spooled, "standard input", own=False)
    elif os.path.lexists(log) or not (matches := sorted(glob.glob(str(log), recursive=True))):  # noqa: PTH207 - `Path.glob` takes no whole path
        yield look_at(log)
    else:
        yield from (look_at(path) for path in map(Path, matches) if not path.is_dir())


def _in_folder(folder: Path, notes: list[str]) -> Iterator[LogFile]:
    """Yield the logs of a folder; what else lies in it is noted."""
    left: list[str] = []
    for path in sorted(folder.iterdir()):
        reason = "hidden" if path.name.startswith(".") else "a folder" if path.is_dir() else ""
        reason = reason or ("a manifest" if _is_manifest(path) else "")
        if not reason:
            try:
                file = look_at(path)
                reason = "binary data" if looks_binary(file.head) else ""
            except DataError as error:
                reason = str(error).removeprefix(str(path)).strip(" ,.")
            except OSError as error:
                reason = f"cannot be read: {error.strerror}"
        if reason:
            left.append(f"{path.name} ({reason.removeprefix('is ')})")
        else:
            yield file
    if left:
        more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
        notes.append(f"Left out of {folder}: {', '.join(left[:NAMED])}{more}.")


def _is_manifest(path: Path) -> bool:
    """Return whether a file describes generated data beside it, or the parts of a dataset."""
    of_file = path.name.endswith(MANIFEST) and path.with_name(path.name.removesuffix(MANIFEST)).exists()
    return of_file or (path.name == "dataset.json" and any(path.parent.glob(f"part-*{MANIFEST}")))


def look_at(path: Path, name: str = "", *, own: bool = True) -> LogFile:
    """Look at the beginning of a file that is to be a log.

    Raises:
        DataError: if it is not there, no ordinary file, may not be read, or holds no lines.
        OSError: if it cannot be read.
    """
    require_ordinary(path)
    with file_kinds.opened(path) as file:
        status = os.fstat(file.fileno())
        start = file.read(file_kinds.START) or b""
        packing = packing_of(start)
        file.seek(0)
        head = _head(file, packing, status.st_size or None)
    file_kinds.require_lines(path, head if packing else start, packing)
    return LogFile(path.resolve(), name or str(path), stamp(status), status.st_size, packing, head, own)


def _head(file: FileIO, packing: str, most: int | None) -> bytes:
    head = b""
    try:
        for block in content(file, packing, most):
            head += block
            if len(head) >= HEAD:
                break
    except DamagedFileError:
        return head  # it is refused once it is known how much of it can be read
    return head[:HEAD]


def _is_folder(log: Path) -> bool:
    try:
        return log.is_dir()
    except (OSError, ValueError):
        return False


def require_ordinary(path: Path) -> None:
    """Refuse what is not a readable file, without opening a pipe or a device to find out.

    Raises:
        DataError: if it is none.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise DataError(f"No such log: {path}", _remedy(path)) from error
    if not stat.S_ISREG(mode):
        raise file_kinds.not_ordinary(path)
    if not os.access(path, os.R_OK):
        raise DataError(f"Permission denied: {path}", "Give --log a file that you may read.")


def _remedy(path: Path) -> str:
    """Say how several files are named, if the name is a list of them."""
    parts = list(map(Path, commands.listed(str(path))))
    if len(parts) > 1 and all(part.exists() for part in parts):
        return f"Name several files without commas: {commands.shell('--log', *parts)}"
    return _CHECK
