"""Make one operation that writes below a folder fail: the first, the second, and so on until none is left to fail.

Python's own doors to the kernel are replaced while it is active (`open`, `os.open`, `os.write`, `os.fsync`, ...), so no
library of C is needed; what other processes write is not touched.
"""

import builtins
import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Self

FAULTS: Final = ("fails", "half", "short")
"""`fails`: nothing is done, EIO. `half`: a write does its first half, then ENOSPC. `short`: it takes less."""

WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Injector:
    """Counts what is written below a folder while it is active.

    Args:
        folder: only what lies in it counts.
        number: which operation fails, from 1; 0 lets all succeed.
        fault: one of FAULTS.
    """

    def __init__(self, folder: Path, number: int, fault: str) -> None:
        self.seen: list[str] = []
        self._folder, self._number, self._fault = folder.resolve(), number, fault
        self._handles: set[int] = set()
        self._real = {name: getattr(os, name) for name in (*DOORS, "open")}
        self._real_open = io.open

    @property
    def failed(self) -> str:
        """Name the operation that failed; empty if there were not as many."""
        return self.seen[self._number - 1] if 0 < self._number <= len(self.seen) else ""

    def __enter__(self) -> Self:
        for name, door in DOORS.items():
            setattr(os, name, lambda *words, _door=door, **more: _door(self, *words, **more))
        os.open = self._open_handle
        io.open = builtins.open = self._open_file
        return self

    def __exit__(self, *_: object) -> None:
        for name, door in self._real.items():
            setattr(os, name, door)
        io.open = builtins.open = self._real_open

    def happens(self, what: str) -> bool:
        """Count an operation; raise if it is to fail, and tell a write that it is to take less."""
        self.seen.append(what)
        if len(self.seen) != self._number:
            return False
        if self._fault == "fails":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        if self._fault == "half" and "write" not in what:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return "write" in what

    def written(self, what: str, data: Any, write: Callable[[Any], int]) -> int:
        """Write, or write the first half as the fault demands; a buffer never says that it took less."""
        if not self.happens(what) or (self._fault == "short" and what != "write"):
            return write(data)
        taken = write(data[: max(1, len(data) // 2)])
        if self._fault == "half":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return taken

    def real(self, name: str, *words: Any, **more: Any) -> Any:
        """Do what an operation of `os` does."""
        return self._real[name](*words, **more)

    def concerns(self, target: Any) -> bool:
        """Whether an open handle, or a path, is below the folder."""
        if hasattr(target, "fileno"):
            target = target.fileno()
        if isinstance(target, int):
            return target in self._handles
        return Path(os.path.abspath(os.fsdecode(target))).is_relative_to(self._folder)  # noqa: PTH100

    def closed(self, handle: int) -> None:
        """Forget a handle."""
        self._handles.discard(handle)

    def _open_handle(self, path: Any, flags: int, *words: Any, **more: Any) -> int:
        if not self.concerns(path):
            return int(self.real("open", path, flags, *words, **more))
        if flags & WRITES or flags & os.O_DIRECTORY or Path(path).is_dir():
            self.happens(f"open {Path(path).name}")
        handle = int(self.real("open", path, flags, *words, **more))
        self._handles.add(handle)
        return handle

    def _open_file(self, file: Any, mode: str = "r", *words: Any, **more: Any) -> Any:
        if not set(mode) & set("wax+") or not self.concerns(file):
            return self._real_open(file, mode, *words, **more)
        if not isinstance(file, int):
            self.happens(f"open {Path(file).name}")
        opened = self._real_open(file, mode, *words, **more)
        self._handles.add(opened.fileno())
        return _InjectedFile(self, opened)


class _InjectedFile:
    """An open file whose writing and closing count."""

    def __init__(self, injector: Injector, file: Any) -> None:
        self._injector, self._file = injector, file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, data: Any) -> int:
        what = "write" if isinstance(self._file, io.RawIOBase) else "write to a buffer"
        return self._injector.written(what, data, self._file.write)

    def flush(self) -> None:
        self._injector.happens("flush")
        self._file.flush()

    def close(self) -> None:
        if self._file.closed:
            return
        self._injector.closed(self._file.fileno())
        self._file.close()
        self._injector.happens("close")


def _write(injector: Injector, handle: int, data: Any) -> int:
    if not injector.concerns(handle):
        return int(injector.real("write", handle, data))
    return injector.written("write", data, lambda part: int(injector.real("write", handle, part)))


def _fsync(injector: Injector, target: Any) -> None:
    if injector.concerns(target):
        injector.happens("fsync")
    injector.real("fsync", target if isinstance(target, int) else target.fileno())


def _close(injector: Injector, handle: int) -> None:
    counts = injector.concerns(handle)
    injector.closed(handle)
    injector.real("close", handle)
    if counts:
        injector.happens("close")


def _replace(injector: Injector, source: Any, target: Any, **more: Any) -> None:
    if injector.concerns(target):
        injector.happens(f"rename to {Path(target).name}")
    injector.real("replace", source, target, **more)


def _truncate(injector: Injector, target: Any, size: int) -> None:
    if injector.concerns(target):
        injector.happens("truncate")
    injector.real("truncate", target, size)


DOORS: Final[dict[str, Callable[..., Any]]] = {
    "write": _write,
    "fsync": _fsync,
    "close": _close,
    "replace": _replace,
    "rename": _replace,
    "truncate": _truncate,
}
