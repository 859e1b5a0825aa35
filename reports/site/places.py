"""Put files into the folder of a site, and take old reports out of it.

A file is there as a whole or not at all, so a build that was interrupted is completed by the next one. Taking out is
never by the name of a folder: only the two files that we write there are unlinked, and a folder goes only once it is
empty. A symbolic link is neither written through nor followed, so nothing outside is reached.
"""

import contextlib
import os
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from bench.host import locks
from bench.host.files import PARTIAL, copy_atomically, write_atomically
from bench.model.errors import BenchError
from reports.site.listing import PAGE
from reports.site.runs import REPORTS, RESULT

ELSEWHERE: Final = "Choose another folder with --out."
FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def write(path: Path, content: bytes) -> None:
    """Write a file in one step, in a folder that is made if need be.

    Raises:
        BenchError: if it cannot be written.
    """
    _make(path.parent)
    write_atomically(path, content)


def copy(source: Path, path: Path) -> None:
    """Copy a file in one step and block by block, into a folder that is made if need be.

    Raises:
        BenchError: if it cannot be written; what was there is then untouched, and no temporary file is left.
    """
    _make(path.parent)
    copy_atomically(source, path)


@contextlib.contextmanager
def alone(folder: Path, runs: Iterable[str]) -> Iterator[None]:
    """Make the folder of a site if need be, and keep other builds out of it; clear what killed ones left.

    Args:
        folder: of the site.
        runs: whose reports are written.

    Raises:
        BenchError: if another build writes to it, or a folder in it is a link, which would be followed out of it.
    """
    inside = [folder / REPORTS, folder / "trends", *(folder / REPORTS / run for run in runs), *folder.glob("trends/*")]
    if link := next((path for path in inside if path.is_symlink()), None):
        raise BenchError(
            f"{link} is a link, and a site is written into its own folder only.",
            f"Remove it: {shlex.join(['rm', str(link)])}",
        )
    _make(folder)
    with contextlib.ExitStack() as opened:
        try:
            opened.callback(os.close, locks.lock_folder(folder.resolve()))
        except BlockingIOError as error:
            hint = "Try again once it has ended, or choose another folder with --out."
            raise BenchError(f"Another build is writing to {folder}.", hint) from error
        for pattern in ("", f"{REPORTS}/*/", "trends/*/"):
            for left in folder.glob(f"{pattern}.*{PARTIAL}"):
                left.unlink(missing_ok=True)
        yield


def take_out(folder: Path, run: str) -> bool:
    """Take a report out of a site: unlink its two files, and remove its folder if nothing else is in it.

    Returns:
        Whether the folder is gone. If not, it holds something that is not ours, or is a symbolic link.
    """
    with contextlib.ExitStack() as opened:
        try:
            reports = _open(opened, folder / REPORTS)
            own = _open(opened, run, reports)
            for name in (PAGE, RESULT):
                with contextlib.suppress(OSError):
                    os.unlink(name, dir_fd=own)
            os.rmdir(run, dir_fd=reports)
        except FileNotFoundError:
            return True
        except OSError:
            return False
    return True


def _open(opened: contextlib.ExitStack, path: Path | str, within: int | None = None) -> int:
    handle = os.open(path, FOLDER, dir_fd=within)
    opened.callback(os.close, handle)
    return handle


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BenchError(f"{folder} cannot be made: {error.strerror}.", ELSEWHERE) from error
