"""Where this project lies, how a process of ours finds its modules there, and how a file that is named is read."""

import errno
import os
import stat
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parents[2]
LARGEST: Final = 1 << 26
"""Bytes of a file that somebody named: no profile of a log has more."""

INSTALLED: Final = CHECKOUT.name == "_house"
"""Whether this is an installed package, whose files are never written: what a user makes goes to the working folder."""


def page(name: str) -> str:
    """Name a page of docs/ so that the person at this terminal finds it: only a checkout is where they are."""
    return str(CHECKOUT / "docs" / name) if INSTALLED else f"docs/{name}"


def surroundings() -> dict[str, str]:
    """Return the environment of a Python that runs a module of ours, whatever PYTHONSAFEPATH says.

    It replaces PYTHONPATH: whatever lies in the user's folders passes for no module.
    """
    return {**os.environ, "PYTHONPATH": str(CHECKOUT)}


def unlike_file(path: Path) -> str:
    """Say what is in the place of a file, or of a link to one; empty where there is one, or nothing."""
    try:
        if path.is_symlink() and not path.exists():
            return f"it is a link to {path.readlink()}, where nothing is"
        mode = path.stat().st_mode
    except OSError:
        return ""
    if stat.S_ISREG(mode):
        return ""
    return "it is a folder" if stat.S_ISDIR(mode) else "it is a device, a pipe or a socket"


def read_named(path: Path, most: int = LARGEST) -> bytes:
    """Read a file that somebody named: it is neither waited for nor read without end, whatever it is.

    Args:
        path: the file; a pipe is read to its end, and one that nobody writes to is empty.
        most: bytes that it may hold.

    Raises:
        OSError: if it cannot be read, is a device, or holds more.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        if stat.S_ISCHR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is a device", str(path))
        os.set_blocking(handle, True)
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"it holds more than {most >> 20} MiB", str(path))
    return content
