"""Check that a file or a whole folder belongs to this user alone, and that it has not changed.

A fingerprint of the status costs no reading: the kernel sets the time of change of whatever is written to, and an
ordinary user cannot set it back. One of the content depends on names, links and bytes alone.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
_LINKS: Final = (stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK)


@dataclass(frozen=True, slots=True)
class FileStatuses:
    """What the status of all files of a thing says.

    Args:
        fault: why it is not this user's alone, in words that follow its name; empty if it is.
        status: changes with every write, and with every entry that is added, removed or renamed.
    """

    fault: str
    status: str


def look(path: Path) -> FileStatuses:
    """Look at a file or at a whole folder without reading any content.

    Raises:
        OSError: if something cannot be looked at, or is not there.
    """
    digest, fault = hashlib.sha256(), ""
    for name, status in _entries(path):
        fault = fault or _fault(name, status)
        seen = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_uid)
        digest.update(os.fsencode(name) + f"\0{seen}\0".encode())
    return FileStatuses(fault, digest.hexdigest())


def fault(path: Path) -> str:
    """Return why a thing cannot be used as it is, in words that follow its name; empty if it can."""
    try:
        return look(path).fault
    except FileNotFoundError:
        return "is not there"
    except OSError as error:
        return f"cannot be inspected: {error.strerror}"


def content(path: Path) -> str:
    """Return the sha-256 of all names, links and bytes. Links are not followed, and pipes and devices never opened.

    Raises:
        OSError: if something cannot be read.
    """
    digest = hashlib.sha256()
    for name, status in _entries(path):
        kind = stat.S_IFMT(status.st_mode)
        digest.update(os.fsencode(name) + b"\0%d\0" % kind)
        if kind == stat.S_IFLNK:
            digest.update(os.fsencode(os.readlink(_within(path, name))) + b"\0")  # noqa: PTH115  a path changes it
        elif kind == stat.S_IFREG:
            digest.update(_sha256(_within(path, name)))
    return digest.hexdigest()


def _entries(path: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the thing itself and all that is in it, by names relative to it, in an order that is always the same."""
    status = path.lstat()
    yield "", status
    waiting = [""] if stat.S_ISDIR(status.st_mode) else []
    while waiting:
        folder = waiting.pop()
        with os.scandir(_within(path, folder)) as inside:
            entries = sorted(inside, key=lambda entry: entry.name)
        for entry in entries:
            name, status = folder + entry.name, entry.stat(follow_symlinks=False)
            yield name, status
            if stat.S_ISDIR(status.st_mode):
                waiting.append(name + "/")


def _within(path: Path, name: str) -> str:
    return f"{path}/{name}" if name else str(path)


def _fault(name: str, status: os.stat_result) -> str:
    what = f"holds {name!r}, which " if name else ""
    kind = stat.S_IFMT(status.st_mode)
    if status.st_uid != os.geteuid():
        return f"{what}belongs to another user"
    if kind not in _LINKS or (kind == stat.S_IFLNK and not name):
        return f"{what}is not a regular file or folder"
    if kind != stat.S_IFLNK and status.st_mode & OTHERS:
        return f"{what}can be written by other users"
    return ""


def _sha256(name: str) -> bytes:
    """Hash a file; what has become a pipe or a link meanwhile is neither waited for nor followed."""
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").digest()
