"""The private folder of one measured process: made before it starts, read and removed when it has ended.

    control/   job, phases and acks (FIFOs), result.json, pyperf.json
    work/      its working folder
    home/ tmp/ its HOME and TMPDIR, so that nothing cached on disk survives from one call to the next
    view/      what it sees in place of /tmp and similar folders

The monitor makes and removes it, so it is gone even if the harness is killed meanwhile.
"""

from __future__ import annotations

import os

LARGEST = 8 << 20  # bytes of a result that are read; of a thousand calls and points it has less than one MiB
DEEPEST, FEW = 32, 16  # folders in each other, and entries of one, that a view is mounted on
_PARTS = ("control", "work", "home", "tmp", "view")


def make(folder: str, job: bytes) -> None:
    """Make the folder and put the worker's job into it.

    Raises:
        OSError: if it cannot be made; a folder of that name that was there before is left alone.
    """
    os.mkdir(folder, 0o700)  # noqa: PTH102  pathlib costs the monitor 10 ms, here and below
    try:
        _furnish(folder, job)
    except OSError:
        remove(folder)
        raise


def _furnish(folder: str, job: bytes) -> None:
    for part in _PARTS:
        os.mkdir(f"{folder}/{part}", 0o700)  # noqa: PTH102
    for fifo in ("phases", "acks"):  # the first of which is also the mark of a sandbox
        os.mkfifo(f"{folder}/control/{fifo}", 0o600)
    handle = os.open(f"{folder}/control/job", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, job)
    finally:
        os.close(handle)


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
    """Leave the folder and remove it with whatever the implementation left in it.

    `control/phases` goes last but for the folders it lies in: by it a later harness knows a sandbox that was left.
    """
    os.chdir("/")
    _remove_places(f"{folder}/view", DEEPEST)
    full = [part for part in (f"{folder}/{name}" for name in _PARTS[1:]) if not _is_removed(part)]
    if full:
        remove_tree(*full)
    _clear_control(f"{folder}/control")
    if not (_is_removed(f"{folder}/control") and _is_removed(folder)):
        remove_tree(folder)


def _is_removed(folder: str) -> bool:
    """Remove an empty folder; whether it is gone."""
    try:
        os.rmdir(folder)  # noqa: PTH106
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _remove_places(folder: str, depth: int) -> None:
    """Remove what a view was mounted on: a few folders in each other, and empty files.

    To start `rm` for them would take every process 5 ms. What else an implementation left there stays for it.
    """
    try:
        with os.scandir(folder) as entries:
            few = [entry for entry, _ in zip(entries, range(FEW), strict=False)]
        for entry in few:
            if entry.is_dir(follow_symlinks=False) and depth:
                _remove_places(entry.path, depth - 1)
            elif entry.is_file(follow_symlinks=False) and not entry.stat(follow_symlinks=False).st_size:
                os.unlink(entry.path)  # noqa: PTH108
        os.rmdir(folder)  # noqa: PTH106
    except OSError:  # something is in it, and so in each folder around it
        return


def _clear_control(folder: str) -> None:
    """Remove what we put there; an implementation may have put a link in the folder's place, which is not followed."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        for name in ("job", "acks", "result.json", "pyperf.json", "phases"):
            try:
                os.unlink(name, dir_fd=handle)
            except OSError:
                continue
    finally:
        os.close(handle)


def remove_tree(*folders: str) -> None:
    """Remove folders whatever is in them: parts that may not be written, and folders deeper than Python can go.

    One into which something is mounted is left alone: what is mounted there is not ours.
    """
    removed = [each for each in folders if not os.path.islink(each) and not holds_a_mount(each)]  # noqa: PTH114
    waiting = list(removed)
    while waiting:
        each = waiting.pop()
        try:
            os.chmod(each, 0o700)  # noqa: PTH101
            with os.scandir(each) as entries:
                waiting += [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:  # it is gone, or its path is too long; `rm` knows that too
            continue
    if removed:
        silently = [(os.POSIX_SPAWN_OPEN, handle, os.devnull, os.O_RDWR, 0) for handle in range(3)]
        remover = os.posix_spawnp("rm", ["rm", "-rf", "--", *removed], os.environ, file_actions=silently)
        os.waitpid(remover, 0)


def holds_a_mount(folder: str) -> bool:
    """Return whether something is mounted on a folder or below it; not where the system has no list of mounts."""
    try:
        handle = os.open("/proc/self/mountinfo", os.O_RDONLY)
    except OSError:
        return False
    parts = []
    try:
        while block := os.read(handle, 1 << 16):
            parts.append(block)
    finally:
        os.close(handle)
    path = os.fsencode(os.path.realpath(folder))
    for letter in (b"\\", b" ", b"\t", b"\n"):
        path = path.replace(letter, b"\\%03o" % ord(letter))
    places = (line.split(b" ", 5)[4] for line in b"".join(parts).splitlines())
    return any(place == path or place.startswith(path + b"/") for place in places)
