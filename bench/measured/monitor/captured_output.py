"""Take what a measured process prints, and keep only the ends of it.

An implementation may print a gigabyte. The pipe is always drained, so it never blocks, and memory stays flat: the first
and the last 64 KiB of each stream are kept.
"""

from __future__ import annotations

import os

KEPT = 64 * 1024
_BLOCK = 1 << 18


class CapturedStream:
    """The reading end of one stream of a measured process."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.reader, False)
        self.head = bytearray()
        self.tail = bytearray()
        self.seen = 0

    def take(self) -> bool:
        """Take what is there now, at most one block; False at the end of the stream or when nothing waits."""
        try:
            block = os.read(self.reader, _BLOCK)
        except OSError:
            return False
        self.seen += len(block)
        room = max(0, KEPT - len(self.head))
        self.head += block[:room]
        self.tail = (self.tail + block[room:])[-KEPT:]
        return bool(block)

    def drain(self, blocks: int = 64) -> None:
        """Take what is left, but no more than so many blocks: a survivor may continue writing for ever."""
        for _ in range(blocks):
            if not self.take():
                return

    def text(self) -> bytes:
        """Return both ends, with a line between them that says how much is missing."""
        missing = self.seen - len(self.head) - len(self.tail)
        gap = b"\n[... %d bytes not kept ...]\n" % missing if missing else b""
        return bytes(self.head + gap + self.tail)
