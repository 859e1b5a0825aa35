"""Lock a file, alone or together with others. The kernel gives a lock back when its holder ends, however that ends."""

import fcntl
import os
from contextlib import ExitStack
from pathlib import Path
from typing import IO


def lock(path: Path, *, shared: bool = False) -> IO[bytes]:
    """Open a file, made if it is not there, and lock it until it is closed.

    A holder may remove the file when it ends. Whoever waited for that one would then hold a file that keeps nobody
    out, so the next is opened in its place.

    Raises:
        BlockingIOError: if another process holds it in a way that excludes this one.
        OSError: if it cannot be opened.
    """
    how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    while True:
        with ExitStack() as opened:
            file = opened.enter_context(path.open("ab"))
            fcntl.flock(file, how)
            if is_at(file, path):
                opened.pop_all()
                return file


def is_at(file: IO[bytes], path: Path) -> bool:
    """Tell whether an open file is still the one that a path names."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
