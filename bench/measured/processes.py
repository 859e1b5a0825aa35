"""Facts about running processes, from /proc: who belongs to a tree, and how much memory each holds.

Sizes are bytes. A process may end between any two reads; a figure that is gone is None, never an error. Where there
is no /proc every figure is None, and the caller reports it as not available.

Kernel notes. `VmHWM` is the high-water mark of one program image, while `ru_maxrss` begins at the peak of the process
that started it. Writing 5 to `clear_refs` sets `VmHWM` back to what is resident now. `Pss` counts a page that n
processes share as an nth of a page for each, so only its sum is the memory of a tree; reading it walks every page.
"""

from __future__ import annotations

import os

ROOT = "/proc"
AVAILABLE = os.path.exists(f"{ROOT}/self/status")  # noqa: PTH110  pathlib costs the monitor 10 ms
PAGE = os.sysconf("SC_PAGE_SIZE")


class Memory:
    """What one process holds (bytes), and whether it was stopped by a signal."""

    __slots__ = ("anonymous", "file", "high", "resident", "stopped")

    def __init__(self, fields: dict[bytes, int], *, stopped: bool) -> None:
        self.stopped = stopped
        self.high = fields[b"VmHWM"]
        self.resident = fields[b"VmRSS"]
        # Shared anonymous memory (an mmap of -1, a tmpfs) has no file on disk behind it, so it counts as anonymous.
        self.anonymous = fields.get(b"RssAnon", 0) + fields.get(b"RssShmem", 0)
        self.file = fields.get(b"RssFile", 0)


def memory_of(pid: int) -> Memory | None:
    """Read one process's memory; None if it is gone or has become a zombie."""
    text = read(f"{ROOT}/{pid}/status")
    fields = _kilobytes(text, (b"VmHWM", b"VmRSS", b"RssAnon", b"RssFile", b"RssShmem"))
    return Memory(fields, stopped=b"\nState:\tT" in text) if b"VmHWM" in fields and b"VmRSS" in fields else None


def proportional(pid: int) -> tuple[int, int]:
    """Read one process's share of memory without a file behind it and of file pages; about 15 ms per GiB resident."""
    parts = _kilobytes(read(f"{ROOT}/{pid}/smaps_rollup"), (b"Pss", b"Pss_Anon", b"Pss_File", b"Pss_Shmem"))
    if b"Pss_Anon" not in parts:  # before Linux 5.4
        return parts.get(b"Pss", 0), 0
    return parts[b"Pss_Anon"] + parts.get(b"Pss_Shmem", 0), parts.get(b"Pss_File", 0)


def parent_and_faults(pid: int) -> tuple[int, int]:
    """Read who a process's parent is and how often it asked for a page so far; zeros if it is gone."""
    fields = _after_the_name(pid).split()
    return (int(fields[1]), int(fields[7]) + int(fields[9])) if fields else (0, 0)


def reset_high_water(pid: int) -> bool:
    """Set VmHWM of a process back to what it holds now; say whether the kernel did."""
    try:
        handle = os.open(f"{ROOT}/{pid}/clear_refs", os.O_WRONLY)
    except OSError:
        return False
    try:
        os.write(handle, b"5")
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def descendants(root: int) -> list[int]:
    """List the processes below `root`, nearest first, zombies included."""
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = _children(waiting.pop(0))
        found += below
        waiting += below
    return found


def living() -> dict[int, Memory]:
    """Read the memory of every process below this one that has not ended."""
    return {pid: memory for pid in descendants(os.getpid()) if (memory := memory_of(pid)) is not None}


def is_zombie(pid: int) -> bool:
    """Tell whether a process has ended and only waits to be reaped; one that is gone counts too."""
    return _state(pid) in b"ZX"


def is_stopped(pid: int) -> bool:
    """Tell whether a process was stopped by a signal."""
    return _state(pid) == b"T"


def group_of(pid: int) -> int:
    """Read the process group of a process; 0 if it is gone."""
    return int((_after_the_name(pid).split() or (0, 0, 0))[2])


def can_run(pid: int) -> bool:
    """Tell whether a process has neither ended nor been stopped."""
    return (_state(pid) or b"X") not in b"TtZX"


def _state(pid: int) -> bytes:
    return _after_the_name(pid)[:1]


def _after_the_name(pid: int) -> bytes:
    """Read a process's state and what follows it; the name before it may hold anything, brackets too."""
    stat = read(f"{ROOT}/{pid}/stat")
    return stat[stat.rfind(b")") + 2 :]


def read(path: str) -> bytes:
    """Read a small file of /proc; empty if it is gone."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(handle, 1 << 16)
    except OSError:
        return b""
    finally:
        os.close(handle)


def _children(pid: int) -> list[int]:
    path = f"{ROOT}/{pid}/task"
    try:
        # Two links and one for each thread; most processes have one thread, and a look has to cost little.
        threads = os.listdir(path) if os.stat(path).st_nlink > 3 else [str(pid)]  # noqa: PLR2004, PTH116, PTH208
    except OSError:
        return []
    return [int(child) for thread in threads for child in read(f"{path}/{thread}/children").split()]


def _kilobytes(text: bytes, names: tuple[bytes, ...]) -> dict[bytes, int]:
    found = {}
    for name in names:
        start = text.find(b"\n" + name + b":")
        if start >= 0:
            start += len(name) + 2
            found[name] = int(text[start : text.index(b"kB", start)]) * 1024
    return found
