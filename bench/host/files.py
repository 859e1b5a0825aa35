"""Write a file so that a reader finds the old content or the new, never something between.

It is written under a partial name beside its own, flushed to the disk, and renamed. What takes long to make, `partial`
locks while it is written: a second writer is refused, and what a killed one left behind is cleared by the next. What is
left behind is unlinked and never truncated, since a dying writer may still hold it open.

A companion that describes the file is written in the same manner, and both get their names or neither: what failed to
be replaced is still what it was, with the companion that it had.
"""

import contextlib
import errno
import os
import secrets
import stat
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import IO, Final

from bench.host import locks
from bench.model.errors import PlaceError

PARTIAL: Final = ".leanlines-partial"  # how the name of a file ends that is not whole yet; nobody else's does
BEFORE: Final = ".leanlines-before"
DEVICES: Final = Path("/dev")
_BLOCK: Final = 1 << 20
_FLUSHED_EVERY: Final = 0.5
"""Seconds between two flushes of a file that grows."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A file under its partial name."""

    path: Path
    file: IO[bytes]

    def write(self, data: memoryview) -> None:
        """Append all of it; the kernel may take it in parts."""
        while data:
            data = data[self.file.write(data) :]


@dataclass(frozen=True, slots=True)
class UnfinishedPair(Unfinished):
    """A locked file under its partial name, and the partial name of its companion."""

    companion: Path

    def accompany(self, content: bytes) -> None:
        """Write the companion."""
        with self.companion.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file in one step.

    Raises:
        PlaceError: if the file cannot be written; the old one is then untouched and no partial file is left.
    """
    with replacing(path) as unfinished:
        unfinished.write(memoryview(content))


def copy_atomically(source: Path, path: Path) -> None:
    """Replace a file by a copy of another in one step, block by block.

    Raises:
        PlaceError: as `write_atomically`, or if the other cannot be read.
    """
    with replacing(path) as unfinished, source.open("rb") as content:
        while block := content.read(_BLOCK):
            unfinished.write(memoryview(block))


@contextlib.contextmanager
def replacing(path: Path, maker: str = "", *, cleared: bool = False) -> Iterator[Unfinished]:
    """Give a new file under a partial name that no other has; when all went well, flush it and give it its name.

    It is not locked, since a folder on the network may have no locks. Several processes may replace a file at once: the
    last one to end wins.

    Args:
        path: its name.
        maker: goes into the partial name.
        cleared: whether others may remove the partial file, once one of them has put the same in its place.

    Raises:
        PlaceError: if it cannot be written.
    """
    _require_replaceable(path)
    unfinished = path.with_name(f".{path.name}.{maker}{secrets.token_hex(4)}{PARTIAL}")
    with _named_errors(path):
        try:
            with unfinished.open("xb", buffering=0) as file:
                yield Unfinished(unfinished, file)
                os.fchmod(file.fileno(), 0o644)  # whatever the umask: what others may write to is not believed
                os.fsync(file)
            _rename(unfinished, path, cleared=cleared)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def _require_replaceable(path: Path) -> None:
    """Refuse what a new file would take away from every program of the machine: root may rename over a device.

    Raises:
        PlaceError: if it is a device, a pipe or a socket, a link to one, or a name among the devices.
    """
    with contextlib.suppress(OSError):  # there is nothing yet, or what is wrong is said when it is written
        is_plain = stat.S_IFMT(path.stat().st_mode) in {stat.S_IFREG, stat.S_IFDIR}
        if not is_plain or path.parent.resolve() == DEVICES:
            raise PlaceError(f"{path} cannot be written: it is a device, a pipe or a socket.", "Choose another --out.")


def _rename(unfinished: Path, path: Path, *, cleared: bool) -> None:
    try:
        unfinished.replace(path)
    except FileNotFoundError:
        if not (cleared and path.exists()):
            raise


@contextlib.contextmanager
def partial(path: Path, companion: Path | None = None) -> Iterator[UnfinishedPair]:
    """Give a new file, under the one partial name that it has; when all went well, flush it and give it its name.

    Args:
        path: its name.
        companion: name of the file that has to be written by `accompany`, if there is one.

    Raises:
        PlaceError: if another process is making the same file, or it cannot be written.
    """
    _require_replaceable(path)
    unfinished = path.with_name(path.name + PARTIAL)
    beside = (companion or path).with_name((companion or path).name + PARTIAL)
    held = contextlib.ExitStack()
    with _named_errors(path):
        try:
            file = _claim(unfinished, held)
            if companion:
                beside.unlink(missing_ok=True)  # whatever it is; and a name that is too long is found out now
                held.callback(beside.unlink, missing_ok=True)
            yield UnfinishedPair(unfinished, file, beside)
            os.fsync(file)
            if companion:
                _replace_both((unfinished, path), (beside, companion))
            else:
                unfinished.replace(path)
            sync_folder(path.parent)
        except BaseException as error:
            held.close()
            traceback.clear_frames(error.__traceback__)  # one of a claim cut short may hold the file, and so its lock
            _clear(unfinished)
            raise
        finally:
            held.close()


@contextlib.contextmanager
def flushed_meanwhile(file: IO[bytes]) -> Iterator[None]:
    """Have the disk take a file while it grows, so that there is little to wait for when it is whole.

    The kernel itself begins when a tenth of the memory is unwritten, which may be a second's work of the disk.

    Raises:
        OSError: if the disk fails meanwhile; the kernel says so only once.
    """
    whole = Event()

    def flush() -> None:
        while not whole.wait(_FLUSHED_EVERY):
            os.fdatasync(file)

    with ThreadPoolExecutor(1) as pool:
        flushed = pool.submit(flush)
        try:
            yield
        finally:
            whole.set()
        flushed.result()


@contextlib.contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise PlaceError(f"{path} cannot be written: {reason}.", _remedy(error)) from error


def _replace_both(first: tuple[Path, Path], second: tuple[Path, Path]) -> None:
    """Rename two files; if the second cannot be, put back what the first replaced, kept by a second link till then."""
    made, path = first
    before = path.with_name(path.name + BEFORE)
    before.unlink(missing_ok=True)
    new = not path.exists()
    with contextlib.suppress(OSError):  # there is nothing yet, or the file system has no links
        os.link(path, before)
    try:
        made.replace(path)
        second[0].replace(second[1])
    except BaseException:
        if before.exists():
            before.replace(path)
        elif new:
            path.unlink(missing_ok=True)
        raise
    finally:
        before.unlink(missing_ok=True)


def _claim(unfinished: Path, held: contextlib.ExitStack) -> IO[bytes]:
    """Open a new, locked file that `held` will close; clear what a killed maker left."""
    while True:
        try:
            file = held.enter_context(locks.lock(unfinished, buffering=0))
        except BlockingIOError:
            raise PlaceError(
                f"{unfinished} is being written by another process.", "Wait for it, or choose another --out."
            ) from None
        held.callback(locks.unlock, file)
        if os.fstat(file.fileno()).st_size == 0:
            return file
        unfinished.unlink()
        held.close()


def _clear(unfinished: Path) -> None:
    """Remove what no process is writing. An interrupt may come within the claim, before it is known to be ours."""
    with contextlib.suppress(OSError), locks.lock(unfinished, existing=True):  # it may be gone, or never was
        unfinished.unlink()


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remedy(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "Free some space, or choose another folder with --out."
    if error.errno == errno.EISDIR:
        return "Move that folder away, or choose another --out."
    return "Choose a writable folder with --out."
