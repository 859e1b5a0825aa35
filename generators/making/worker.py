"""Make the blocks that are asked for on the standard input and write them where that says: one of several jobs.

It ends when its input does, so it never outlives the process that started it. It writes a word and numbers on a line.
"""

import hashlib
import os
import sys
from collections import deque
from collections.abc import Iterator
from typing import Protocol

import msgspec

from bench.model.errors import BenchError, UsageError
from bench.model.types import Recipe, Truth
from generators.lines.blocks import Block, LineSpan
from generators.making.ledger import BlockPlace
from generators.registry import ALL


class WorkOrder(Protocol):
    """The part of an order that one process fills: what it is to make, and where each block goes."""

    def spans(self) -> Iterator[LineSpan]:
        """Give what is to be made next, until there is no more."""

    def made(self, lines: int, size: int) -> None:
        """Report how long the next block is, which decides where later ones go."""

    def place(self) -> BlockPlace:
        """Wait for the place of the first reported block that has none yet."""

    def kept(self, lines: int, size: int, leaf: bytes) -> None:
        """Report what was written of the block that got its place last, and its hash."""


class Maker:
    """Makes and writes the blocks of one process.

    A block's place follows from the sizes of all before it, which other processes are making. So the next block is made
    before the last one is written: its place is known by then, and nothing waits.

    Args:
        recipe: of the dataset.
        descriptor: of the file.
        order: what this process makes of it.
    """

    def __init__(self, recipe: Recipe, descriptor: int, order: WorkOrder) -> None:
        self._recipe = recipe
        self._descriptor = descriptor
        self._order = order
        self._unwritten: tuple[Block, bytes] | None = None

    def run(self) -> Truth:
        """Make everything that the order has; return the truth about it."""
        truth = ALL[self._recipe.generator].write(self._recipe, self._order.spans(), self._put)
        if self._unwritten:
            self._write(*self._unwritten)
        return truth

    def _put(self, block: Block) -> int:
        self._order.made(len(block.ends), len(block.data))
        leaf = hashlib.sha256(block.data).digest()
        if self._recipe.size is not None:  # how much of a block is kept has to be known now
            return self._write(block, leaf)
        before, self._unwritten = self._unwritten, (block, leaf)
        if before:
            self._write(*before)
        return len(block.ends)

    def _write(self, block: Block, leaf: bytes) -> int:
        place = self._order.place()
        if place.limit is not None and place.limit < len(block.data):
            block = block.cut(place.limit)
            leaf = hashlib.sha256(block.data).digest()
        write_at(self._descriptor, block.data, place.offset)
        self._order.kept(len(block.ends), len(block.data), leaf)
        return len(block.ends)


class _Talk:
    """The order as it is heard on the standard input. Spans come as soon as they are wanted, places when known."""

    def __init__(self) -> None:
        self._heard: dict[bytes, deque[list[int]]] = {b"span": deque(), b"place": deque()}

    def spans(self) -> Iterator[LineSpan]:
        """Give spans until an empty one says that there are no more."""
        _say(b"ready")
        while words := self._hear(b"span"):
            yield LineSpan(*words)

    def made(self, lines: int, size: int) -> None:
        _say(b"made %d %d" % (lines, size))

    def place(self) -> BlockPlace:
        offset, *limit = self._hear(b"place")
        return BlockPlace(offset, limit[0] if limit else None)

    def kept(self, lines: int, size: int, leaf: bytes) -> None:
        _say(b"kept %d %d %b" % (lines, size, leaf.hex().encode()))

    def _hear(self, kind: bytes) -> list[int]:
        while not self._heard[kind]:
            word, *numbers = _heard_line().split()
            self._heard[word].append(list(map(int, numbers)))
        return self._heard[kind].popleft()


def main(path: str) -> None:
    """Serve until there are no more spans, then say the truth about what was written."""
    try:
        recipe = msgspec.json.decode(_heard_line(), type=Recipe)
        truth = Maker(recipe, os.open(path, os.O_WRONLY), _Talk()).run()
        _say(b"truth " + msgspec.json.encode(truth))
    except BenchError as error:
        kind = b"refused " if isinstance(error, UsageError) else b"failed "
        _say(kind + msgspec.json.encode((str(error), error.hint)))
    except BrokenPipeError:
        os._exit(1)  # the process that started this one is gone
    except OSError as error:
        _say(b"unwritten " + msgspec.json.encode((error.errno, error.strerror)))


def write_at(descriptor: int, data: memoryview, offset: int) -> None:
    """Write all of it; the kernel may take it in parts."""
    while data:
        written = os.pwrite(descriptor, data, offset)
        data, offset = data[written:], offset + written


def _say(text: bytes) -> None:
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.buffer.flush()


def _heard_line() -> bytes:
    line = sys.stdin.buffer.readline()
    if not line:
        os._exit(1)  # the process that started this one is gone
    return line


if __name__ == "__main__":
    main(sys.argv[1])
