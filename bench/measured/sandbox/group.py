"""Have the kernel itself count what a measured process holds, and keep it to its limit: a control group for memory.

A resident size misses what a process holds without having it mapped: a memfd, files in /dev/shm, what waits in pipes
and sockets. The group counts all of it, for all processes together and to the byte of a page. It counts file pages too,
but charges them to the process that touched them first; so its figure is reported beside the resident one, as growth
in `run` without file pages, and never in its place. The kernel keeps the peak of all pages together; the part without
file pages is read from time to time, since a temporary file may be gone again at the end.

The group lies below the one that the harness is in, so limits from outside hold. Its name has the process id of its
monitor: one whose monitor is gone is removed by the next.
"""

from __future__ import annotations

import os
from time import sleep

from bench.measured.signals import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAME = r"leanlines-(\d+)-[0-9a-f]{12}"
TRIES, MOMENT = 500, 0.002  # of removing it: the kernel may still be taking the last process apart; seconds
# What the group counts beside resident memory in any process: page tables, stacks of the kernel, its stock of pages.
# Resident memory within the limit must not be ended for these.
BESIDE, SHARE = 8 << 20, 32

_FILES = {
    1: {
        "limits": ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes"),
        "peak": "memory.max_usage_in_bytes",
        "usage": "memory.usage_in_bytes",
        "kills": "memory.oom_control",
    },
    2: {
        "limits": ("memory.max",),
        "peak": "memory.peak",
        "usage": "memory.current",
        "kills": "memory.events",
    },
}


class ControlGroup:
    """One control group, of the first or second version.

    Args:
        parent: folder of the group that the harness is in.
        version: 1 or 2.
        token: 12 hexadecimal digits of its name.
        limit: bytes that all its processes may hold together, as it counts them.

    Raises:
        OSError: if it cannot be made, or does not count; nothing is left of it then.
    """

    def __init__(self, parent: str, version: int, token: str, limit: int) -> None:
        self.folder = f"{parent}/leanlines-{os.getpid()}-{token}"
        self._version = version
        self._files: dict[str, Any] = _FILES[version]
        self._then: tuple[int, int] | None = None
        self._seen: dict[str, int] = {}
        os.mkdir(self.folder)  # noqa: PTH102  pathlib costs the monitor 10 ms
        try:
            names = (self._files["kills"], self._files["usage"], "memory.stat")
            self._kills, self._usage, self._stat = (os.open(f"{self.folder}/{name}", os.O_RDONLY) for name in names)
            self._peak = self._open_peak()
            self._reset()
            self._set_limit(limit)
        except OSError:
            remove(self.folder)
            raise

    def enter(self) -> None:
        """Move the calling process in. What it holds already stays where it was charged."""
        _write(f"{self.folder}/cgroup.procs", b"0")

    def begin(self) -> None:
        """Let the peak of `run` begin at what is held now."""
        self._reset()
        self._then, self._seen = self._now(), {"grown": 0, "files": 0}

    def look(self) -> None:
        """See what came to it in `run` so far."""
        if self._then is not None:
            (whole, files), (began, before) = self._now(), self._then
            self._seen["grown"] = max(self._seen["grown"], whole - files - (began - before))
            self._seen["files"] = max(self._seen["files"], files - before)

    def end_call(self) -> None:
        """Note what came to it in the first call of `run`, whatever the others take."""
        if self._then is not None:
            self._seen.setdefault("first", max(0, self._read_peak() - self._then[0]))

    def end(self) -> None:
        """Close `run`."""
        if self._then is not None:
            self.look()
            self._seen["marked"] = max(0, self._read_peak() - self._then[0])
            self._then = None

    def kills(self) -> int:
        """Return how many of its processes the kernel has ended at the limit."""
        return _fields(os.pread(self._kills, 1 << 12, 0)).get("oom_kill", 0)

    def findings(self) -> dict[str, int]:
        """Return what was seen (bytes).

        Returns:
            `kills`, and `held` at most since `run` began or in all. Once `run` has ended also how it grew in it:
            `marked` by the kernel's mark, file pages included, and in its `first` call likewise; `grown` without them
            and `files`, as looks found them.
        """
        return {"kills": self.kills(), "held": self._read_peak(), **self._seen}

    def remove(self) -> None:
        """Remove it with all that is still in it."""
        for handle in (self._kills, self._usage, self._stat, self._peak):
            os.close(handle)
        remove(self.folder)

    def _open_peak(self) -> int:
        """Open the peak; of version 2 a reset is good for this handle only."""
        try:
            return os.open(f"{self.folder}/{self._files['peak']}", os.O_RDWR)
        except OSError as error:
            raise OSError(error.errno, "the peak of a group cannot be reset before Linux 6.12") from error

    def _reset(self) -> None:
        os.pwrite(self._peak, b"0", 0)

    def _read_peak(self) -> int:
        return int(os.pread(self._peak, 64, 0))

    def _set_limit(self, size: int) -> None:
        """Set the limit, of memory and swap together: a process that needs more is ended by the kernel."""
        for name in self._files["limits"]:  # the second may not be below the first
            if os.path.exists(f"{self.folder}/{name}"):  # noqa: PTH110  a kernel may not count swap
                _write(f"{self.folder}/{name}", b"%d" % size)
        if self._version > 1:
            _write(f"{self.folder}/memory.oom.group", b"1")
            if os.path.exists(f"{self.folder}/memory.swap.max"):  # noqa: PTH110
                _write(f"{self.folder}/memory.swap.max", b"0")

    def _now(self) -> tuple[int, int]:
        """Return all that it holds, and the part that a file on disk could give back.

        The kernel's lists of such pages say so: its sum of file pages includes those of memfd_secret.
        """
        whole = int(os.pread(self._usage, 64, 0))
        found = _fields(os.pread(self._stat, 1 << 14, 0))
        if self._version > 1:
            return whole, found["active_file"] + found["inactive_file"]
        return whole, found["total_active_file"] + found["total_inactive_file"]


def allowance(resident: int) -> int:
    """Return how much a group may hold so that a resident size up to a limit is not ended for what is held beside it.

    Args:
        resident: bytes.
    """
    return resident + resident // SHARE + BESIDE


def remove(folder: str) -> None:
    """Kill what is in a group, and remove it."""
    for _ in range(TRIES):
        try:
            for pid in map(int, _read(f"{folder}/cgroup.procs").split()):
                if pid:  # one of another namespace has no number here
                    os.kill(pid, signal.SIGKILL)
        except OSError:  # one has ended meanwhile, or the group is gone
            pass
        try:
            os.rmdir(folder)  # noqa: PTH106
        except FileNotFoundError:
            return
        except OSError:
            sleep(MOMENT)
        else:
            return


def sweep(parent: str) -> None:
    """Remove the groups of monitors that are gone."""
    import re  # noqa: PLC0415  no monitor sweeps, and it would cost each of them 5 ms

    for name in os.listdir(parent):  # noqa: PTH208
        found = re.fullmatch(NAME, name)
        if found and not os.path.exists(f"/proc/{found[1]}"):  # noqa: PTH110
            remove(f"{parent}/{name}")


def _fields(text: bytes) -> dict[str, int]:
    words = (line.split() for line in text.decode().splitlines())
    return {name: int(value) for name, value in words}


def _read(path: str) -> bytes:
    handle = os.open(path, os.O_RDONLY)
    try:
        return os.read(handle, 1 << 16)
    finally:
        os.close(handle)


def _write(path: str, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY)
    try:
        os.write(handle, content)
    finally:
        os.close(handle)
