"""Put lines together from ready pieces, a block at a time, in a buffer that is used again.

Joining Python's bytes costs about 300 ns a line: every piece is an object of its own, counted and fetched through a
pointer. Here pieces lie in arrays and are copied in chunks of a power of two, for about half of that. A piece of 16 to
31 bytes is copied as its first 16 and its last 16; the two overlap within the piece and nowhere else.

Where what comes behind a piece is written after it, a chunk may be longer than its piece, and most pieces of a column
are one copy: of indices that rise, numpy assigns one after another, and what was assigned last remains.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Bits = NDArray[np.uint16]
Indices = NDArray[np.uint16]

BLOCK: Final = 1 << 14
"""Lines in a block. Part of every recipe's meaning: the bytes follow from it.

An array of as many 64-bit numbers still comes from the heap. Twice as many would be mapped and unmapped by the
allocator again and again, for 50 ns of page faults a line.
"""

_USUAL: Final = 70
"""Of a hundred pieces, so many fit into a chunk that all of them are copied by."""

_NARROW: Final = 4
"""Bytes of a chunk, up to which numpy places them faster one by one, for which it has a loop of its own."""

_WIDEST: Final = 128
"""Bytes of such a chunk, at most."""

_STEP: Final = 16
"""The width of a chunk that holds all pieces is a multiple of so many bytes."""

LONGEST: Final = 1 << 16
"""Bytes of a piece, at most."""


@dataclass(frozen=True, slots=True)
class LineSpan:
    """The lines from `first` up to, and without, `last` of one block, counted within the block."""

    block: int
    first: int = 0
    last: int = BLOCK


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines, and where each of them ends. The bytes are valid until the next block but one is assembled."""

    data: memoryview
    ends: Ints

    def cut(self, size: int) -> "Block":
        """Return the lines up to the one that reaches a size in bytes: none for 0, all where they do not reach it."""
        if size <= 0:
            return Block(self.data[:0], self.ends[:0])
        kept = min(int(np.searchsorted(self.ends, size, side="left")) + 1, len(self.ends))
        return Block(self.data[: int(self.ends[kept - 1])], self.ends[:kept])


class Canvas:
    """Room for the bytes of a block, used again for the next: fresh memory costs 10 ns a line."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.bytes = np.empty(size, dtype=np.uint8)
        self._windows: dict[int, NDArray[np.void]] = {}

    def windows(self, width: int) -> NDArray[np.void]:
        """Return a view in which element i is the `width` bytes from i on, so that chunks are placed by index."""
        if width not in self._windows:
            shape = (self.size - width + 1,)
            self._windows[width] = np.ndarray(shape, dtype=f"V{width}", buffer=self.bytes.data, strides=(1,))
        return self._windows[width]

    def place(self, chunks: NDArray[np.void], at: Ints) -> None:
        """Copy chunks of one width to places that rise; where they overlap, the later one remains."""
        width = chunks.itemsize
        if width > _NARROW:
            self.windows(width)[at] = chunks
            return
        columns = chunks.view(np.uint8).reshape(-1, width)
        for byte in reversed(range(width)):  # of two chunks at a byte, the later one begins nearer to it
            self.bytes[byte:][at] = columns[:, byte]


@dataclass(frozen=True, slots=True)
class _Chunks:
    """Pieces of at least `width` and less than twice `width` bytes: the first and the last `width` bytes of each."""

    width: int
    heads: NDArray[np.void]
    tails: NDArray[np.void]

    def scatter(self, rows: Ints, sizes: Ints | int, at: Ints, canvas: Canvas) -> None:
        """Copy the pieces in these rows, whose sizes are given, to their places."""
        canvas.place(self.heads.take(rows), at)
        if self.width > 1:  # of one byte, the first is the last
            canvas.place(self.tails.take(rows), at + (sizes - self.width))


class Pieces:
    """Byte strings of any lengths.

    Args:
        values: the strings, each at most `LONGEST` bytes; an empty one takes no place.
        wide: bytes of a chunk that all are copied by where what is behind them may be changed, a power of two; 0 for
            one that most of them fit into.
    """

    def __init__(self, values: Sequence[bytes], wide: int = 0) -> None:
        self._values = values
        self._sizes = np.fromiter(map(len, values), dtype=np.int64, count=len(values))
        self._classes = np.fromiter((len(value).bit_length() for value in values), dtype=np.uint8, count=len(values))
        self._rows = np.zeros(len(values), dtype=np.int64)
        self._chunks = {kind: self._layout(kind) for kind in np.bincount(self._classes).nonzero()[0].tolist() if kind}
        self._alike = len(self._chunks) == 1 and bool(self._classes.all())
        self.least = int(self._sizes.min(initial=LONGEST))
        self._wide = wide or _chunk_width(self._sizes)
        self._fit = not values or int(self._sizes.max()) <= self._wide

    def __getitem__(self, index: int) -> bytes:
        """Return one of the strings."""
        return self._values[index]

    def sizes(self, chosen: Ints) -> Ints:
        """Return the length of each chosen piece in bytes."""
        return self._sizes.take(chosen)

    def copy(self, chosen: Ints, sizes: Ints, at: Ints, canvas: Canvas, spare: int = 0) -> None:
        """Copy the chosen pieces, whose sizes are given, to their places, which rise.

        So many spare bytes behind a piece may be changed.
        """
        wide = self._wide if 0 < self._wide - self.least <= spare and self._wide <= _WIDEST else 0
        if wide:
            canvas.place(self._beginnings.take(chosen), at)
            if self._fit:
                return
        elif self._alike:
            next(iter(self._chunks.values())).scatter(chosen, sizes, at, canvas)
            return
        classes = self._classes.take(chosen)
        for kind, chunks in self._chunks.items():
            if chunks.width < wide:
                continue
            lines = (classes == kind).nonzero()[0]
            rows = self._rows.take(chosen.take(lines))
            chunks.scatter(rows, sizes.take(lines), at.take(lines), canvas)

    @cached_property
    def _beginnings(self) -> NDArray[np.void]:
        """The first bytes of each piece, as many as most of them have, filled up."""
        texts = b"".join(value[: self._wide].ljust(self._wide) for value in self._values)
        return np.frombuffer(texts, dtype=f"V{self._wide}")

    def _layout(self, kind: int) -> _Chunks:
        members = np.flatnonzero(self._classes == kind)
        self._rows[members] = np.arange(len(members))
        texts = [self._values[member] for member in members.tolist()]
        width = 1 << kind >> 1
        heads = np.frombuffer(b"".join(text[:width] for text in texts), dtype=f"V{width}")
        tails = np.frombuffer(b"".join(text[-width:] for text in texts), dtype=f"V{width}")
        return _Chunks(width, heads, tails)


def _chunk_width(sizes: Ints) -> int:
    """Return a width that most pieces fit into; that of the longest if it is not much more."""
    if not len(sizes):
        return 0
    usual = int(np.sort(sizes)[len(sizes) * _USUAL // 100])
    width = 1 << (usual - 1).bit_length() if usual else 0
    longest = -(-int(sizes.max()) // _STEP) * _STEP
    return longest if longest <= width * 3 // 2 else width


class Rows:
    """Byte strings of one length: the rows of a matrix. Cheap enough to be made again for each block."""

    def __init__(self, matrix: Bytes) -> None:
        self.least = int(matrix.shape[1])
        width = 1 << max(self.least - 1, 0).bit_length()  # numpy takes such elements faster
        rows = np.empty((len(matrix), width), dtype=np.uint8)
        rows[:, : self.least] = matrix
        self._matrix, self._rows = matrix, rows.view(f"V{width}").ravel()

    def __getitem__(self, index: int) -> bytes:
        """Return one of the strings."""
        return bytes(self._matrix[index].data)

    def sizes(self, _chosen: Ints) -> Ints:
        """Return the length in bytes that all of them have."""
        return np.array([self.least])

    def copy(self, chosen: Ints, sizes: Ints, at: Ints, canvas: Canvas, spare: int = 0) -> None:
        """Copy the chosen pieces, whose sizes are given, to their places; no spare bytes are used."""
        del sizes, spare
        taken = self._rows.take(chosen)
        canvas.windows(self.least)[at] = np.ndarray(at.shape, f"V{self.least}", taken.data, strides=taken.strides)


def place_rows(matrix: Bytes, at: Ints, canvas: Canvas) -> None:
    """Copy each row of a matrix to its place."""
    count, length = matrix.shape
    width = 1 << length.bit_length() >> 1
    windows = canvas.windows(width)
    for first in (0, length - width):
        windows[at + first] = np.ndarray((count,), f"V{width}", buffer=matrix.data, offset=first, strides=(length,))


class Texts(Protocol):
    """Byte strings that lines take by index."""

    @property
    def least(self) -> int:
        """The length of the shortest."""

    def __getitem__(self, index: int, /) -> bytes:
        """Return one of the strings."""

    def sizes(self, chosen: Ints, /) -> Ints:
        """Return the length of each chosen string in bytes; one for all if they have the same."""

    def copy(self, chosen: Ints, sizes: Ints, at: Ints, canvas: Canvas, spare: int = 0) -> None:
        """Copy the chosen strings, whose sizes are given, to their places; `spare` bytes behind each may be changed."""


Column = tuple[Texts, Ints]
"""Byte strings, and the index of the one that each line takes."""


def parts(columns: Sequence[Column], line: int) -> list[bytes]:
    """Return the pieces of one line."""
    return [pieces[int(chosen[line])] for pieces, chosen in columns]


def _order(columns: Sequence[Column]) -> list[int]:
    """Return the order in which columns are written: from the one behind that of fixed length on, and round again.

    What is behind a piece of the first is written after it, whatever it is; behind one of another, the columns that are
    later in this order.
    """
    first = next((number + 1 for number, (texts, _) in enumerate(columns) if isinstance(texts, Rows)), 0)
    return [number % len(columns) for number in range(first, first + len(columns))]


class Assembler:
    """Joins columns of pieces into lines."""

    def __init__(self) -> None:
        self._canvas, self._other = Canvas(1 << 20), Canvas(1 << 20)  # the last block may be unwritten still

    def assemble(self, columns: Sequence[Column], replaced: Mapping[int, bytes]) -> Block:
        """Join one piece of each column per line; a replaced line is taken as it is, its end included."""
        sizes = [pieces.sizes(chosen) for pieces, chosen in columns]
        lengths: Ints = sum(sizes, start=np.zeros(len(columns[0][1]), dtype=np.int64))
        odd = list(replaced)
        lengths[odd] = [len(text) for text in replaced.values()]
        ends = lengths.cumsum()
        total = int(ends[-1])
        canvas = self._room(total + LONGEST + _WIDEST)
        at = ends - lengths
        starts = at[odd].tolist()
        places = [at := at + size for size in (0, *sizes[:-1])]
        order = _order(columns)
        for place, number in enumerate(order):
            pieces, chosen = columns[number]
            later = sum(columns[other][0].least for other in order[place + 1 :])
            places[number][odd] = total  # what a replaced line would have held goes to the room behind the last line
            pieces.copy(chosen, sizes[number], places[number], canvas, later if place else _WIDEST)
        data = canvas.bytes.data[:total]
        for start, text in zip(starts, replaced.values(), strict=True):
            data[start : start + len(text)] = text
        return Block(data, ends)

    def _room(self, size: int) -> Canvas:
        self._canvas, self._other = self._other, self._canvas
        if size > self._canvas.size:
            self._canvas = Canvas(size + size // 8)
        return self._canvas
