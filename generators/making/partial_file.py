"""A file that appears under its name only when it is whole.

It is written under `NAME.leanlines-partial`, flushed to the disk, and renamed. The partial file is locked while it is
written: a second maker of the same file is refused, and what a killed one left behind is cleared by the next. What is
left behind is unlinked and never truncated, for a dying writer may still hold it open.

A companion that describes the file is written in the same manner, and both get their names or neither: what failed to
be replaced is still what it was, with the companion that it had.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from bench.host import locks
from bench.host.files import PARTIAL, sync_folder
from bench.model.errors import PlaceError

BEFORE: Final = ".leanlines-before"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A locked file under its partial name, and the partial name of its companion."""

    path: Path
    file: IO[bytes]
    companion: Path

    def write(self, data: memoryview) -> None:
        """Append all of it; the kernel may take it in parts."""
        while data:
            data = data[self.file.write(data) :]

    def accompany(self, content: bytes) -> None:
        """Write the companion."""
        with self.companion.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file)


@contextmanager
def partial(path: Path, companion: Path | None = None) -> Iterator[Unfinished]:
    """Give a new file; when all went well, flush it and give it its name.

    Args:
        path: its name.
        companion: name of the file that has to be written by `accompany`, if there is one.

    Raises:
        PlaceError: if somebody else is making the same file, or it cannot be written.
    """
    unfinished = _partial_name(path)
    beside = _partial_name(companion or path)
    held = ExitStack()
    try:
        file = _claim(unfinished, held)
        if companion:
            beside.unlink(missing_ok=True)  # whatever it is; and a name that is too long is found out now
            held.callback(beside.unlink, missing_ok=True)
        yield Unfinished(unfinished, file, beside)
        os.fsync(file)
        if companion:
            _replace_both((unfinished, path), (beside, companion))
        else:
            unfinished.replace(path)
        sync_folder(path.parent)
    except BaseException as error:
        held.close()
        _clear(unfinished)
        if isinstance(error, OSError):
            problem = f"{path} cannot be written: {error.strerror}."
            raise PlaceError(problem, "Choose another folder with --out.") from error
        raise
    finally:
        held.close()


def _partial_name(path: Path) -> Path:
    return path.with_name(path.name + PARTIAL)


def _replace_both(first: tuple[Path, Path], second: tuple[Path, Path]) -> None:
    """Rename two files; if the second cannot be, put back what the first replaced, kept by a second link till then."""
    made, path = first
    before = path.with_name(path.name + BEFORE)
    before.unlink(missing_ok=True)
    new = not path.exists()
    with suppress(OSError):  # there is nothing yet, or the file system has no links
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


def _claim(unfinished: Path, held: ExitStack) -> IO[bytes]:
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
    """Remove what nobody writes. An interrupt may come as early as in the claim, before it is known to be ours."""
    with suppress(OSError), locks.lock(unfinished, existing=True):  # it may be gone, or never was
        unfinished.unlink()
