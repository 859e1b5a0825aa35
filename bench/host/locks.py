"""Lock a file or a folder, alone or together with others.

The kernel gives a lock back when its holder ends, however that ends.
"""

import errno
import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from bench.model.errors import BenchError
from bench.model.paths import unlike_file

_PATIENCE: Final = 0.02  # seconds between two looks at a lock


def lock(path: Path, *, shared: bool = False, existing: bool = False, buffering: int = -1) -> IO[bytes]:
    """Open a file and lock it until it is closed.

    A holder may remove the file when it ends. A process that waited for it would then hold a file that excludes nobody,
    so the next is opened in its place.

    Args:
        path: the file; it is made if it is not there.
        shared: whether others may share the lock.
        existing: whether the file has to be there; it is then opened to be read.
        buffering: of what is written, as `open` takes it.

    Raises:
        BlockingIOError: if another process holds it in a way that excludes this one.
        OSError: if it cannot be opened, or is a link or no ordinary file.
    """
    how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    while True:
        with ExitStack() as opened:
            file = opened.enter_context(open(path, "rb" if existing else "ab", buffering, opener=open_ordinary))
            fcntl.flock(file, how)
            if is_at(file, path):
                opened.pop_all()
                return file


def wait_for(path: Path, until: Callable[[], bool]) -> IO[bytes] | None:
    """Open a file and lock it as soon as no other process holds it.

    Args:
        path: the file, as `lock` takes it.
        until: ends the waiting. A thread cannot be interrupted, so it has to look.

    Returns:
        The locked file; None if the waiting was ended.
    """
    while True:
        with suppress(BlockingIOError):
            return lock(path)
        if until():
            return None
        time.sleep(_PATIENCE)


@contextmanager
def alone(path: Path, *, until: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Let one process at a time make what belongs at a path; the others wait, and then find it there.

    Args:
        path: what is made.
        until: ends the waiting, as `wait_for` takes it.

    Raises:
        BenchError: if the waiting was ended.
    """
    held = wait_for(path.with_name(f"{path.name}.lock"), until)
    if held is None:
        raise BenchError(f"No process waits for {path.name} any more.")
    with held:
        yield


def lock_folder(path: Path) -> int:
    """Open a folder and lock it until its handle is closed.

    Raises:
        BlockingIOError: if another process holds it.
        OSError: if it cannot be opened, or is a link or no folder.
    """
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def unlock(file: IO[bytes]) -> None:
    """Give a lock back at once. A child that is being started shares it until its exec, and closing does not end it."""
    fcntl.flock(file, fcntl.LOCK_UN)


def is_at(file: IO[bytes], path: Path) -> bool:
    """Return whether an open file is still the one that a path names."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except (FileNotFoundError, NotADirectoryError):
        return False


def open_ordinary(name: str, flags: int) -> int:
    """Open an ordinary file, as the opener of `open`: neither follow a link to a foreign file nor wait at a pipe.

    Raises:
        OSError: if it cannot be opened, or is a link or no ordinary file.
    """
    try:
        handle = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
    except OSError as error:
        link = "it is a link" if error.errno == errno.ELOOP else ""
        raise OSError(error.errno, link or unlike_file(Path(name)) or error.strerror, name) from error
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise OSError(errno.EINVAL, unlike_file(Path(name)), name)
