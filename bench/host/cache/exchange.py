"""Give a new thing the name of an old one in one step, so that the name is never missing."""

import ctypes
import os
import secrets
from pathlib import Path
from typing import Final

from bench.host import files, removal

_HERE: Final = -100  # AT_FDCWD of Linux
_EXCHANGE: Final = 2  # RENAME_EXCHANGE


def take_place(new: Path, path: Path) -> None:
    """Rename a file or a folder; whatever had the name before has the other name afterwards.

    Args:
        new: what gets the name.
        path: the name, in the same folder.

    Raises:
        OSError: if something cannot be renamed.
    """
    if not os.path.lexists(path):
        new.rename(path)
    elif not _exchange(new, path):
        aside = path.with_name(f"{removal.TRASH}{secrets.token_hex(6)}")
        path.rename(aside)
        new.rename(path)
        aside.rename(new)
    files.sync_folder(path.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names, of folders too; False where the system or the file system cannot."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return rename is not None and not rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
