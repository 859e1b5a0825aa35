"""Numbers that count on from line to line, written without formatting each of them."""

from typing import Final

import numpy as np

from generators.lines.blocks import Column, Pieces

_STEP: Final = 1000


class Serials:
    """Writes a number as its thousands, formatted once each, and its last three digits, ready in a table."""

    def __init__(self) -> None:
        whole, padded = [b"%d" % i for i in range(_STEP)], [b"%03d" % i for i in range(_STEP)]
        self._last = Pieces(whole + padded)

    def columns(self, first: int, last: int) -> list[Column]:
        """Return the columns of the numbers from `first` up to, and without, `last`."""
        numbers = np.arange(first, last)
        lowest = first // _STEP
        thousands = range(lowest, (last - 1) // _STEP + 1)
        leading = Pieces([b"%d" % number if number else b"" for number in thousands])
        return [
            (leading, numbers // _STEP - lowest),
            (self._last, numbers % _STEP + (numbers >= _STEP) * _STEP),
        ]
