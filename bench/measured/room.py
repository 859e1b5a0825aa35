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
    """Leave the folder and remove it with whatever the implementation left in it."""
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
        remove_tree(folder)


def remove_tree(folder: str) -> None:
    """Remove a folder whatever is in it: parts that may not be written, and folders deeper than Python can go."""
    waiting = [folder]
    while waiting:
        each = waiting.pop()
        try:
            os.chmod(each, 0o700)  # noqa: PTH101
            with os.scandir(each) as entries:
                waiting += [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:  # it is gone, or its path is too long; `rm` knows that too
            continue
    silently = [(os.POSIX_SPAWN_OPEN, handle, os.devnull, os.O_RDWR, 0) for handle in range(3)]
    remover = os.posix_spawnp("rm", ["rm", "-rf", "--", folder], os.environ, file_actions=silently)
    os.waitpid(remover, 0)
