"""What the worker says to the monitor, and where it leaves its result.

Both go through names in a private folder, opened only for the moment of use: while an implementation runs, the process
holds no descriptor that its prints, its `closerange` or its children could reach. Everything used here is bound when
this module is imported, that is before the implementation could replace it.

The job comes as marshal, which is built in: importing json would cost every measured process 3 ms and 1 MiB, and would
hide that cost from implementations that import it themselves.
"""

from __future__ import annotations

import marshal
from os import O_CREAT, O_EXCL, O_RDONLY, O_WRONLY, _exit, close, fstat, getpid, read, replace, write
from os import open as open_descriptor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

IMPORT, OWN, RUN, DONE, BYE = "import", "own", "run", "done", "bye"
_LONGEST_ACK = 64  # bytes: a dot, and the number that `run` gets if it is another than the job said


class Channel:
    """The private folder of one measured process: `job`, `phases` and `acks` (FIFOs), `result.json`."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.phase = "start"
        self._process = getpid()
        # marshal.loads is safe here: the harness wrote it.
        self.job = marshal.loads(self._read("job"))  # noqa: S302

    def enter(self, phase: str) -> bytes:
        """Announce a phase, wait until the monitor has reset the marks of the one that ends, and return its word."""
        answer = self.announce(phase)
        self.phase = phase
        return answer

    def announce(self, phase: str) -> bytes:
        """Say that a phase or a part of one begins, and wait until the monitor has heard it; return its word.

        A forked copy of the worker that finds its way back here must not speak in its name: it ends.
        """
        if getpid() != self._process:
            _exit(0)
        self._write("phases", f"{self.job['token']} {phase}\n".encode(), O_WRONLY)
        return self._read("acks", _LONGEST_ACK)[1:]

    def leave(self, pieces: Iterable[str]) -> None:
        """Write the result under its final name, whole or not at all."""
        path = f"{self.folder}/result.json"
        handle = open_descriptor(path + ".part", O_WRONLY | O_CREAT | O_EXCL, 0o600)
        write_pieces(handle, pieces)
        close(handle)
        replace(path + ".part", path)  # noqa: PTH105  pathlib stays unimported

    def _read(self, name: str, size: int = 0) -> bytes:
        handle = open_descriptor(f"{self.folder}/{name}", O_RDONLY)
        try:
            return read(handle, size or fstat(handle).st_size)
        finally:
            close(handle)

    def _write(self, name: str, content: bytes, flags: int) -> None:
        handle = open_descriptor(f"{self.folder}/{name}", flags)
        try:
            write(handle, content)
        finally:
            close(handle)


def write_pieces(handle: int, pieces: Iterable[str]) -> None:
    """Write ASCII text in blocks of about 64 KiB, so that the memory of a long answer stays flat."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= 1 << 16:
            _write_all(handle, "".join(waiting).encode("ascii"))
            waiting, size = [], 0
    _write_all(handle, "".join(waiting).encode("ascii"))


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[write(handle, content) :]
