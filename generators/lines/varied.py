"""Pieces of which some bytes are written again for each line, over what was copied: it costs less than further pieces.

All places are of one width, so that one copy serves all kinds of them.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.lines.blocks import Canvas, Ints, Pieces

MOST: Final = 4
"""Places of a piece that vary; what it has beyond them stays as it is."""

_BITS: Final = (0, 10, 20, 5)
"""The bits of a line that each place of a piece takes begin here. The last shares its own with others."""


class VariedPieces:
    """Byte strings with places.

    Args:
        values: the strings.
        places: of each string the first byte of each place, and its kind.
        kinds: what a place of each kind chooses from: texts of this width, one after another, a power of two of them.
        width: bytes of a place.
    """

    def __init__(
        self,
        values: Sequence[bytes],
        places: Sequence[Sequence[tuple[int, int]]],
        kinds: Sequence[bytes],
        width: int,
    ) -> None:
        self.pieces = Pieces(values)
        self.width = width
        self._number = len(kinds[0]) // width
        self._texts = np.frombuffer(b"".join(kinds), dtype=f"V{width}").copy()
        shape = (MOST, len(values))
        self.has, self.at = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.int64)
        self._first = np.zeros(shape, dtype=np.int64)
        for piece, found in enumerate(places):
            for number, (at, kind) in enumerate(found[:MOST]):
                self.has[number, piece], self.at[number, piece] = True, at
                self._first[number, piece] = kind * self._number

    def set_kind(self, kind: int, text: bytes) -> None:
        """Have all places of a kind hold one text from now on."""
        self._texts[kind * self._number : (kind + 1) * self._number] = np.void(text)

    def choices(self, number: int, chosen: Ints, bits: NDArray[np.uint32]) -> NDArray[np.void]:
        """Return what the place of this number holds in the chosen pieces, by 32 random bits for each."""
        mine = bits >> np.uint32(_BITS[number]) & np.uint32(self._number - 1)
        texts: NDArray[np.void] = self._texts.take(self._first[number].take(chosen) + mine)
        return texts


class VariedLines:
    """What the lines of a block take from varied pieces: a column that each line takes its own number of."""

    def __init__(self, varied: VariedPieces, chosen: Ints, bits: NDArray[np.uint32]) -> None:
        self._varied, self._chosen, self._bits = varied, chosen, bits
        self.least = varied.pieces.least

    def __getitem__(self, line: int) -> bytes:
        """Return the string of a line."""
        varied, chosen = self._varied, self._chosen[line : line + 1]
        piece = int(chosen[0])
        text = bytearray(varied.pieces[piece])
        for number in np.flatnonzero(varied.has[:, piece]).tolist():
            at = int(varied.at[number, piece])
            text[at : at + varied.width] = varied.choices(number, chosen, self._bits[line : line + 1]).tobytes()
        return bytes(text)

    def sizes(self, _lines: Ints) -> Ints:
        """Return the length of each line's string in bytes."""
        return self._varied.pieces.sizes(self._chosen)

    def copy(self, lines: Ints, sizes: Ints, at: Ints, canvas: Canvas, spare: int = 0) -> None:
        """Copy the strings, whose sizes are given, to their places; `spare` bytes behind each may be changed."""
        varied, chosen, bits = self._varied, self._chosen, self._bits
        varied.pieces.copy(chosen, sizes, at, canvas, spare)
        windows = canvas.windows(varied.width)
        for number in range(MOST):
            lines = np.flatnonzero(varied.has[number].take(chosen))
            if not len(lines):
                return
            chosen, bits, at = chosen.take(lines), bits.take(lines), at.take(lines)
            windows[at + varied.at[number].take(chosen)] = varied.choices(number, chosen, bits)
