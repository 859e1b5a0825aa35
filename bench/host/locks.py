"""Lock a file, alone or together with others. The kernel gives a lock back when its holder ends, however that ends."""

import errno
import fcntl
import os
import stat
from contextlib import ExitStack
from pathlib import Path
from typing import IO


def lock(path: Path, *, shared: bool = False) -> IO[bytes]:
    """Open a file, made if it is not there, and lock it until it is closed.

    A holder may remove the file when it ends. Whoever waited for that one would then hold a file that keeps nobody
    out, so the next is opened in its place.

    Raises:
        BlockingIOError: if another process holds it in a way that excludes this one.
        OSError: if it cannot be opened, or is a link or no ordinary file.
    """
    how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    while True:
        with ExitStack() as opened:
            file = opened.enter_context(open(path, "ab", opener=_carefully))
            fcntl.flock(file, how)
            if is_at(file, path):
                opened.pop_all()
                return file


def is_at(file: IO[bytes], path: Path) -> bool:
    """Tell whether an open file is still the one that a path names."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except (FileNotFoundError, NotADirectoryError):
        return False


def _carefully(name: str, flags: int) -> int:
    """Open an ordinary file: neither follow a link to somebody else's nor wait at a pipe."""
    handle = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise OSError(errno.EINVAL, "not a regular file", name)
