"""Hash a file while others write it: what has been written without a gap is read back and hashed beside."""

import hashlib
import os
from pathlib import Path
from threading import Condition, Thread
from typing import Final, Self

_CHUNK: Final = 1 << 20


class Follower:
    """A thread that follows the writers of a file. Reading and hashing leave the interpreter to others."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sha256 = hashlib.sha256()
        self._pieces: dict[int, int] = {}
        self._end = 0
        self._finished = False
        self._changed = Condition()
        self._thread = Thread(target=self._follow, daemon=True)  # an interrupt before the block must not wait for it

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._finished = True
            self._changed.notify()
        self._thread.join()

    def written(self, offset: int, size: int) -> None:
        """Take note of a piece that has been written."""
        with self._changed:
            self._pieces[offset] = size
            while size := self._pieces.pop(self._end, 0):
                self._end += size
            self._changed.notify()

    def digest(self) -> str:
        """Return the sha-256 of everything that was written, once the block is left."""
        return self._sha256.hexdigest()

    def _follow(self) -> None:
        descriptor = os.open(self._path, os.O_RDONLY)
        buffer = memoryview(bytearray(_CHUNK))
        at = 0
        try:
            while (end := self._wait(at)) > at:
                while at < end:
                    read = os.preadv(descriptor, [buffer[: min(end - at, _CHUNK)]], at)
                    self._sha256.update(buffer[:read])
                    at += read
        finally:
            os.close(descriptor)

    def _wait(self, at: int) -> int:
        with self._changed:
            self._changed.wait_for(lambda: self._end > at or self._finished)
            return self._end
