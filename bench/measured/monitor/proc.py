"""Facts about running processes, from /proc: which processes belong to a tree, and how much memory each holds.

Sizes are bytes. A process may end between any two reads; a figure that is gone is None, never an error. Where there
is no /proc every figure is None, and the caller reports it as not available. Only who may open no further file gets an
error: it can see nothing, and must not take that for nobody being there.

Kernel notes. `VmHWM` is the high-water mark of one program image, while `ru_maxrss` begins at the peak of the process
that started it. Writing 5 to `clear_refs` sets `VmHWM` back to what is resident now. `Pss` counts a page that n
processes share as an nth of a page for each, so only its sum is the memory of a tree; reading it walks every page.
"""

from __future__ import annotations

import ctypes
import errno
import os

ROOT = "/proc"
AVAILABLE = os.path.exists(f"{ROOT}/self/status")  # noqa: PTH110  pathlib costs the monitor 10 ms
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")  # of a second, in which processor time is counted
THREADS = 17  # where their number stands behind the name
COMPARE = {"x86_64": 312, "aarch64": 272}  # the numbers of kcmp
SIZES = (b"VmSize", b"VmHWM", b"VmRSS", b"RssAnon", b"RssFile", b"RssShmem", b"VmPTE", b"HugetlbPages")
MEMORY = 1  # of what it compares
HUGE = PAGE * PAGE // 8  # what one table of pages covers: it is a page, with 8 bytes for each
_libc = ctypes.CDLL(None)


class Memory:
    """What one process holds (bytes), whether it was stopped by a signal, and whether it has one thread only."""

    __slots__ = ("anonymous", "file", "high", "mark", "private", "resident", "shape", "single", "stopped")

    def __init__(self, fields: dict[bytes, int], *, stopped: bool, single: bool) -> None:
        self.stopped = stopped
        self.single = single
        self.shape = fields.get(b"VmSize", 0), fields.get(b"VmPTE", 0), fields[b"VmHWM"]
        self.mark = fields[b"VmHWM"]
        huge = fields.get(b"HugetlbPages", 0)  # that a machine sets aside: no resident size and no mark includes them
        self.high = self.mark + huge
        self.resident = fields[b"VmRSS"] + huge
        # Shared anonymous memory (an mmap of -1, a tmpfs) has no file on disk behind it, so it counts as anonymous.
        self.private = fields.get(b"RssAnon", 0) + huge
        self.anonymous = self.private + fields.get(b"RssShmem", 0)
        self.file = fields.get(b"RssFile", 0)


def memory_of(pid: int) -> Memory | None:
    """Read one process's memory; None if it is gone or has become a zombie."""
    text = read(f"{ROOT}/{pid}/status")
    if b"\nState:\tZ" in text:
        text = read(f"{ROOT}/{_told_by(pid)}/status")
    fields = _kilobytes(text, SIZES)
    if b"VmHWM" not in fields or b"VmRSS" not in fields:
        return None
    return Memory(fields, stopped=b"\nState:\tT" in text, single=b"\nThreads:\t1\n" in text)


def proportional(pid: int) -> tuple[int, int] | None:
    """Read one process's share of memory without a file behind it and of file pages; about 15 ms per GiB resident.

    None if it is gone, or may not be read: a program that changes its user, or a kernel before Linux 4.14.
    """
    parts = _kilobytes(
        read(f"{ROOT}/{_told_by(pid)}/smaps_rollup"),
        (b"Pss", b"Pss_Anon", b"Pss_File", b"Pss_Shmem", b"Private_Hugetlb"),
    )
    if b"Pss" not in parts:
        return None
    if b"Pss_Anon" not in parts:  # before Linux 5.4
        return parts[b"Pss"], 0
    anonymous = sum(parts.get(name, 0) for name in (b"Pss_Anon", b"Pss_Shmem", b"Private_Hugetlb"))
    return anonymous, parts.get(b"Pss_File", 0)


def parent_and_faults(pid: int) -> tuple[int, int]:
    """Read the parent of a process, and how often the process asked for a page so far; zeros if it is gone."""
    fields = _after_the_name(pid).split()
    return (int(fields[1]), int(fields[7]) + int(fields[9])) if fields else (0, 0)


def read_cpu(pid: int) -> float:
    """Read the processor time of a process and of its children that have ended (seconds); 0 if it is gone."""
    return sum(map(int, _after_the_name(pid).split()[11:15])) / TICKS


def read_cpu_of_children(pid: int) -> float:
    """Read the processor time of a process's children that have ended (seconds); 0 if it is gone."""
    return sum(map(int, _after_the_name(pid).split()[13:15])) / TICKS


def huge_faults() -> int:
    """Read how many huge pages the machine gave out so far, to whomever; 0 where it has none."""
    text = read(f"{ROOT}/vmstat")
    start = text.find(b"\nthp_fault_alloc ")
    return int(text[start + 17 : text.index(b"\n", start + 17)]) if start >= 0 else 0


def reset_high_water(pid: int) -> bool:
    """Set VmHWM of a process back to what it holds now; say whether the kernel did."""
    try:
        handle = os.open(f"{ROOT}/{_told_by(pid)}/clear_refs", os.O_WRONLY)
    except OSError as error:
        _require_sight(error)
        return False
    try:
        os.write(handle, b"5")
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def descendants(root: int) -> dict[int, int]:
    """Find the processes below `root`, nearest first, zombies included: process id -> that of its parent."""
    found: dict[int, int] = {}
    waiting = [root]
    while waiting:
        parent = waiting.pop(0)
        below = _children(parent)
        found |= dict.fromkeys(below, parent)
        waiting += below
    return found


def living() -> dict[int, Memory]:
    """Read every process below this one that has not ended and has a memory of its own.

    Whoever starts a program by vfork, as `subprocess` does, shares its whole memory with the child until that has
    become the program. Two readings of one memory would be twice of what is held.
    """
    found: dict[int, Memory] = {}
    for pid, parent in descendants(os.getpid()).items():
        memory = memory_of(pid)
        if memory is not None and not (parent in found and _is_one(pid, memory, parent, found[parent])):
            found[pid] = memory
    return found


def share_memory(one: int, other: int) -> bool | None:
    """Tell by the kernel's word whether two processes have one memory; None where it does not say, or one is gone."""
    threads = (int(_told_by(pid).rpartition("/")[2]) for pid in (one, other))
    answer = _libc.syscall(COMPARE.get(os.uname().machine, -1), *threads, MEMORY, 0, 0)
    return None if answer < 0 else not answer


def _is_one(pid: int, memory: Memory, parent: int, before: Memory) -> bool:
    """Return whether a process has the memory of its parent; by their sizes alone where the kernel does not say."""
    return _seem_one(memory, before, parent) and share_memory(pid, parent) is not False


def _seem_one(memory: Memory, before: Memory, parent: int) -> bool:
    """Tell by their sizes whether a process may have the very memory of its parent, which was read before.

    Of a copy (fork) the kernel leaves out pages of files, so its page tables and its mark are smaller. A parent of
    several threads may continue meanwhile: then what its child has lies between two readings.
    """
    if memory.shape == before.shape:
        return True
    if before.single and memory.shape[0] != before.shape[0]:
        return False
    after = memory_of(parent)
    return after is not None and all(
        min(ends) <= size <= max(ends) for size, *ends in zip(memory.shape, before.shape, after.shape, strict=True)
    )


def is_zombie(pid: int) -> bool:
    """Return whether a process has ended and only waits to be reaped; one that is gone counts too."""
    return _state(pid) in b"ZX"


def group_of(pid: int) -> int:
    """Read the process group of a process; 0 if it is gone."""
    return int((_after_the_name(pid).split() or (0, 0, 0))[2])


def can_run(pid: int) -> bool:
    """Return whether a process has neither ended nor been stopped."""
    return (_state(pid) or b"X") not in b"TtZX"


def runs(pid: int) -> bool:
    """Return whether a process runs or would, if a processor were free."""
    return _state(pid) == b"R"


def _state(pid: int) -> bytes:
    return _after_the_name(_told_by(pid))[:1]


def _told_by(pid: int) -> str:
    """Return where below /proc a process tells its state and memory: where its first thread has ended, at another."""
    fields = _after_the_name(pid).split()
    if fields and fields[0] in b"ZX" and int(fields[THREADS]) > 1:
        for thread in _threads(pid):
            if _after_the_name(thread)[:1] not in b"ZX":
                return thread
    return str(pid)


def _threads(pid: int) -> list[str]:
    try:
        return [f"{pid}/task/{thread}" for thread in os.listdir(f"{ROOT}/{pid}/task")]  # noqa: PTH208  as above
    except OSError:
        return []


def _after_the_name(pid: int | str) -> bytes:
    """Read a process's state and what follows it; the name before it may hold anything, brackets too."""
    stat = read(f"{ROOT}/{pid}/stat")
    return stat[stat.rfind(b")") + 2 :]


def read(path: str) -> bytes:
    """Read a small file of /proc; empty if it is gone."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError as error:
        _require_sight(error)
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
    except OSError as error:
        _require_sight(error)
        return []
    return [int(child) for thread in threads for child in read(f"{path}/{thread}/children").split()]


def _require_sight(error: OSError) -> None:
    if error.errno == errno.EMFILE:
        raise error


def _kilobytes(text: bytes, names: tuple[bytes, ...]) -> dict[bytes, int]:
    found = {}
    for name in names:
        start = text.find(b"\n" + name + b":")
        if start >= 0:
            start += len(name) + 2
            found[name] = int(text[start : text.index(b"kB", start)]) * 1024
    return found
