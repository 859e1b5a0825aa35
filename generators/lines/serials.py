"""What hangs on the number of a line: numbers that count on, without formatting each, and what comes regularly."""

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


class Regular:
    """Lines that come at regular distances.

    Args:
        share: of all lines.
    """

    def __init__(self, share: float) -> None:
        self._every = round(1 / share) if share else 0

    def among(self, first: int, lines: int) -> slice:
        """Return which of some lines are of them; the first is given by its number."""
        return slice(-first % self._every, lines, self._every) if self._every else slice(0)
