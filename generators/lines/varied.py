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
        self._places = [found[:MOST] for found in places]
        self._width = width
        self._number = len(kinds[0]) // width
        self._texts = np.frombuffer(b"".join(kinds), dtype=f"V{width}").copy()
        shape = (MOST, len(values))
        self._has = np.zeros(shape, dtype=np.bool_)
        self._at = np.zeros(shape, dtype=np.int64)
        self._first = np.zeros(shape, dtype=np.uint32)
        for piece, found in enumerate(self._places):
            for number, (at, kind) in enumerate(found):
                self._has[number, piece], self._at[number, piece] = True, at
                self._first[number, piece] = kind * self._number

    def set_kind(self, kind: int, text: bytes) -> None:
        """Have all places of a kind hold one text from now on."""
        all_of_it = np.frombuffer(text * self._number, dtype=self._texts.dtype)
        self._texts[kind * self._number : (kind + 1) * self._number] = all_of_it

    def text(self, piece: int, drawn: int) -> bytes:
        """Return one of the strings, its places by 32 random bits."""
        text = bytearray(self.pieces[piece])
        for (at, kind), bits in zip(self._places[piece], _BITS, strict=False):
            choice = kind * self._number + (drawn >> bits) % self._number
            text[at : at + self._width] = self._texts[choice].tobytes()
        return bytes(text)

    def write(self, chosen: Ints, drawn: NDArray[np.uint32], at: Ints, canvas: Canvas) -> None:
        """Write the places of the chosen pieces, which begin at these bytes, by 32 random bits for each."""
        windows, mask = canvas.windows(self._width), np.uint32(self._number - 1)
        for number, bits in enumerate(_BITS):
            lines = self._has[number].take(chosen).nonzero()[0]
            chosen, drawn, at = chosen.take(lines), drawn.take(lines), at.take(lines)
            choices = drawn >> np.uint32(bits) & mask
            choices += self._first[number].take(chosen)
            windows[at + self._at[number].take(chosen)] = self._texts.take(choices)


class VariedLines:
    """What the lines of a block take from varied pieces: a column that each line takes its own number of."""

    def __init__(self, varied: VariedPieces, chosen: Ints, drawn: NDArray[np.uint32]) -> None:
        self._varied, self._chosen, self._drawn = varied, chosen, drawn
        self.least = varied.pieces.least

    def __getitem__(self, line: int) -> bytes:
        """Return the string of a line."""
        return self._varied.text(int(self._chosen[line]), int(self._drawn[line]))

    def sizes(self, _lines: Ints) -> Ints:
        """Return the length of each line's string in bytes."""
        return self._varied.pieces.sizes(self._chosen)

    def copy(self, _lines: Ints, sizes: Ints, at: Ints, canvas: Canvas, spare: int = 0) -> None:
        """Copy the strings, whose sizes are given, to their places; `spare` bytes behind each may be changed."""
        self._varied.pieces.copy(self._chosen, sizes, at, canvas, spare)
        self._varied.write(self._chosen, self._drawn, at, canvas)
