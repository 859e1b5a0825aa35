"""The variable part of a message: the number of a request, which hardly ever comes twice.

It is what makes a log's messages too many to count in memory. 32 random bits are written as two groups of four
hexadecimal digits, each drawn from a table, so that a log without them costs nothing.
"""

from fractions import Fraction
from typing import Final

import numpy as np

from generators.lines.blocks import Column, Ints, LineSpan, Pieces
from generators.lines.random_draws import SLOTS, VARIABLE, fraction, high_half, quarters, threshold, words

_FORM: Final = " request=%04x%04x"


class RequestNumbers:
    """The request numbers of a log."""

    def __init__(self, secret: int, share: float) -> None:
        self._secret = secret
        self._share = share
        self._border = threshold(share)
        front, back = _FORM.replace("%04x%04x", "%04x").encode(), b"%04x"
        self._pieces = [Pieces([b"", *(form % i for i in range(SLOTS))]) for form in (front, back)] if share else []

    def draw(self, span: LineSpan) -> Ints | None:
        """Return for each line of a span its request number, -1 where it has none; None if no line has one."""
        if not self._share:
            return None
        drawn = words(self._secret, VARIABLE, span.block, span.last)[span.first :]
        numbers = quarters(drawn, 0).astype(np.int64) * SLOTS + quarters(drawn, 1)
        return np.where(high_half(drawn) < self._border, numbers, -1)

    def columns(self, numbers: Ints | None) -> list[Column]:
        """Return what the numbers add to their lines."""
        if numbers is None:
            return []
        none = numbers < 0
        parts = (numbers // SLOTS + 1, numbers % SLOTS + 1)
        return [(pieces, np.where(none, 0, part)) for pieces, part in zip(self._pieces, parts, strict=True)]

    def mean_length(self) -> Fraction:
        """Return what they add to the mean length of a line, in bytes."""
        return fraction(self._share) * len(written(0))


def written(number: int) -> str:
    """Return a request number as it ends a message."""
    return _FORM % divmod(number, SLOTS)
