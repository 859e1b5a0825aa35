"""Put lines together from ready pieces, a block at a time, in a buffer that is used again.

Joining Python's bytes costs about 300 ns a line: every piece is an object of its own, counted and fetched through a
pointer. Here pieces lie in arrays and are copied in chunks of a power of two, for about half of that. A piece of 16 to
31 bytes is copied as its first 16 and its last 16; the two overlap within the piece and nowhere else, so the order in
which numpy copies does not matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

BLOCK: Final = 1 << 14
"""Lines in a block. Part of every recipe's meaning: the bytes follow from it."""

LONGEST: Final = 1 << 16
"""Bytes of a piece, at most."""


@dataclass(frozen=True, slots=True)
class Span:
    """The lines from `first` up to, and without, `last` of one block, counted within the block."""

    block: int
    first: int = 0
    last: int = BLOCK


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines, and where each of them ends. The bytes are valid until the next block is assembled."""

    data: memoryview
    ends: Ints

    def cut(self, size: int) -> "Block":
        """Return the lines up to the one that reaches a size in bytes: none for 0, all where they do not reach it."""
        if size <= 0:
            return Block(self.data[:0], self.ends[:0])
        kept = min(int(np.searchsorted(self.ends, size, side="left")) + 1, len(self.ends))
        return Block(self.data[: int(self.ends[kept - 1])], self.ends[:kept])


class Source(Protocol):
    """Byte strings that lines draw from."""

    def sizes(self, chosen: Ints) -> Ints:
        """Return the length of each chosen piece in bytes."""

    def copy(self, chosen: Ints, sizes: Ints, at: Ints, out: Bytes) -> None:
        """Copy the chosen pieces, whose sizes are given, to their places."""


@dataclass(frozen=True, slots=True)
class _Chunks:
    """Pieces of at least `width` and less than twice `width` bytes: the first and the last `width` bytes of each."""

    width: int
    heads: NDArray[np.void]
    tails: NDArray[np.void]

    def scatter(self, rows: Ints, sizes: Ints, at: Ints, out: Bytes) -> None:
        windows = as_strided(out[: self.width].view(f"V{self.width}"), shape=(len(out) - self.width + 1,), strides=(1,))
        windows[at] = self.heads.take(rows)
        windows[at + (sizes - self.width)] = self.tails.take(rows)


class Pieces:
    """Byte strings of any lengths.

    Args:
        values: the strings, each at most `LONGEST` bytes; an empty one takes no place.
    """

    def __init__(self, values: Sequence[bytes]) -> None:
        self._values = values
        self._sizes = np.fromiter(map(len, values), dtype=np.int64, count=len(values))
        self._classes = np.fromiter((len(value).bit_length() for value in values), dtype=np.uint8, count=len(values))
        self._rows = np.zeros(len(values), dtype=np.int64)
        self._chunks = {kind: self._layout(kind) for kind in np.unique(self._classes).tolist() if kind}
        self._alike = len(self._chunks) == 1 and bool(self._classes.all())

    def __getitem__(self, index: int) -> bytes:
        """Return one of the strings."""
        return self._values[index]

    def sizes(self, chosen: Ints) -> Ints:
        """Return the length of each chosen piece in bytes."""
        return self._sizes.take(chosen)

    def copy(self, chosen: Ints, sizes: Ints, at: Ints, out: Bytes) -> None:
        """Copy the chosen pieces, whose sizes are given, to their places."""
        if self._alike:
            next(iter(self._chunks.values())).scatter(chosen, sizes, at, out)
            return
        classes = self._classes.take(chosen)
        for kind, chunks in self._chunks.items():
            lines = np.flatnonzero(classes == kind)
            rows = self._rows.take(chosen.take(lines))
            chunks.scatter(rows, sizes.take(lines), at.take(lines), out)

    def _layout(self, kind: int) -> _Chunks:
        members = np.flatnonzero(self._classes == kind)
        self._rows[members] = np.arange(len(members))
        texts = [self._values[member] for member in members.tolist()]
        width = 1 << kind >> 1
        heads = np.frombuffer(b"".join(text[:width] for text in texts), dtype=f"V{width}")
        tails = np.frombuffer(b"".join(text[-width:] for text in texts), dtype=f"V{width}")
        return _Chunks(width, heads, tails)


class Rows:
    """Byte strings of one length: the rows of a matrix. Cheap enough to be made anew for each block."""

    def __init__(self, matrix: Bytes) -> None:
        self._matrix = matrix
        width = 1 << matrix.shape[1].bit_length() >> 1
        heads = np.ascontiguousarray(matrix[:, :width]).view(f"V{width}").ravel()
        tails = np.ascontiguousarray(matrix[:, -width:]).view(f"V{width}").ravel()
        self._chunks = _Chunks(width, heads, tails)

    def __getitem__(self, index: int) -> bytes:
        """Return one of the strings."""
        return bytes(self._matrix[index].data)

    def sizes(self, chosen: Ints) -> Ints:
        """Return the length of each chosen piece in bytes."""
        return np.full(len(chosen), self._matrix.shape[1], dtype=np.int64)

    def copy(self, chosen: Ints, sizes: Ints, at: Ints, out: Bytes) -> None:
        """Copy the chosen pieces, whose sizes are given, to their places."""
        self._chunks.scatter(chosen, sizes, at, out)


Column = tuple[Pieces | Rows, Ints]
"""Pieces, and the index of the one that each line takes."""


def line(columns: Sequence[Column], number: int) -> bytes:
    """Return one line as its columns have it."""
    parts = [pieces[int(chosen[number])] for pieces, chosen in columns]
    return b"".join(parts)


class Assembler:
    """Joins columns of pieces into lines. Keeps its buffer from block to block: fresh memory costs 10 ns a line."""

    def __init__(self) -> None:
        self._out = np.empty(1 << 20, dtype=np.uint8)

    def assemble(self, columns: Sequence[Column], replaced: Mapping[int, bytes]) -> Block:
        """Join one piece of each column per line; a replaced line is taken as it is, its end included."""
        sizes = [pieces.sizes(chosen) for pieces, chosen in columns]
        lengths = np.add.reduce(sizes)
        odd = list(replaced)
        lengths[odd] = [len(text) for text in replaced.values()]
        ends = np.cumsum(lengths)
        total = int(ends[-1])
        out = self._room(total + LONGEST)
        at = ends - lengths
        starts = at[odd].tolist()
        for (pieces, chosen), size in zip(columns, sizes, strict=True):
            at[odd] = total  # what a replaced line would have held goes to the room behind the last line
            pieces.copy(chosen, size, at, out)
            at += size
        data = memoryview(out.data)[:total]
        for start, text in zip(starts, replaced.values(), strict=True):
            data[start : start + len(text)] = text
        return Block(data, ends)

    def _room(self, size: int) -> Bytes:
        if size > len(self._out):
            self._out = np.empty(size + size // 8, dtype=np.uint8)
        return self._out
