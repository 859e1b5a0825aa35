"""The private folder of one measured process: made before it starts, read and removed when it has ended.

    control/   job, phases and acks (FIFOs), result.json, pyperf.json
    work/      its working folder
    home/ tmp/ its HOME and TMPDIR, so that nothing cached on disk survives from one call to the next

The monitor makes and removes it, so it is gone even if the harness is killed meanwhile.
"""

from __future__ import annotations

import os

LARGEST = 64 << 20  # bytes of a result that are read
_PARTS = ("control", "work", "home", "tmp")


def make(folder: str, job: bytes) -> None:
    """Make the folder and put the worker's job into it."""
    os.mkdir(folder, 0o700)  # noqa: PTH102  pathlib costs the monitor 10 ms, here and below
    for part in _PARTS:
        os.mkdir(f"{folder}/{part}", 0o700)  # noqa: PTH102
    handle = os.open(f"{folder}/control/job", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, job)
    finally:
        os.close(handle)
    for fifo in ("phases", "acks"):
        os.mkfifo(f"{folder}/control/{fifo}", 0o600)


def content(folder: str, name: str) -> bytes:
    """Read one file that the worker left in `control`; empty if it is not there, too large, or no plain file."""
    try:
        handle = os.open(f"{folder}/control/{name}", os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return b""
    try:
        size = os.fstat(handle).st_size
        parts = []
        while size <= LARGEST and (block := os.read(handle, 1 << 20)):
            parts.append(block)
        return b"".join(parts)
    except OSError:
        return b""
    finally:
        os.close(handle)


def remove(folder: str) -> None:
    """Remove the folder and whatever the implementation left in it, unwritable parts too."""
    os.chdir("/")
    for name in ("job", "phases", "acks", "result.json", "pyperf.json"):
        try:
            os.unlink(f"{folder}/control/{name}")  # noqa: PTH108
        except OSError:
            continue
    try:
        for part in _PARTS:
            os.rmdir(f"{folder}/{part}")  # noqa: PTH106
        os.rmdir(folder)  # noqa: PTH106
    except OSError:
        _remove_tree(folder)


def _remove_tree(folder: str) -> None:
    from shutil import rmtree  # noqa: PLC0415  it brings compression libraries, and is seldom needed

    def unlock(_function: object, path: str, _error: object) -> None:
        os.chmod(os.path.dirname(path), 0o700)  # noqa: PTH101, PTH120
        if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
            os.chmod(path, 0o700)  # noqa: PTH101

    rmtree(folder, onerror=unlock)
    rmtree(folder, ignore_errors=True)
