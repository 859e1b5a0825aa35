"""Write long runs of letters or digits in place: four characters at a time, from the words that were drawn for them.

As pieces of four characters each of them would be handled on its own; so a run is one piece, which is written over.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.lines.blocks import Canvas, Ints
from generators.twins import alphabet
from generators.twins.expansion import mixed
from generators.twins.grammar import Words

KINDS: Final = "daAxX"
"""Classes that are written in place; 0 in the arrays of a grammar is none."""

WIDTH: Final = 4
SHORTEST: Final = WIDTH + 1
_PER_WORD: Final = 4
"""Chunks that one word of 64 bits decides on."""


@cache
def _tables(kind: str) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Return what a run begins with, and what it goes on with."""
    return tuple(_packed(kind, first=first) for first in (True, False))  # type: ignore[return-value]  # these are two


def _packed(kind: str, *, first: bool) -> NDArray[np.void]:
    return np.frombuffer(b"".join(alphabet.table(kind, WIDTH, first)), dtype=f"V{WIDTH}")


def write(canvas: Canvas, at: Ints, kinds: Ints, lengths: Ints, drawn: Words) -> None:
    """Write runs.

    Args:
        canvas: where to.
        at: the first byte of each.
        kinds: number of the class of each, from 1.
        lengths: of each in bytes, `SHORTEST` at least.
        drawn: a word for each.
    """
    for number, kind in enumerate(KINDS, 1):
        rows = np.flatnonzero(kinds == number)
        if len(rows):
            _write(canvas, at.take(rows), kind, lengths.take(rows), drawn.take(rows))


def _write(canvas: Canvas, at: Ints, kind: str, lengths: Ints, drawn: Words) -> None:
    windows = canvas.windows(WIDTH)
    first, other = _tables(kind)
    for chunk in range(-(-int(lengths.max()) // WIDTH)):
        if chunk and chunk % _PER_WORD == 0:
            drawn = mixed(drawn)
        rows = np.flatnonzero(lengths > chunk * WIDTH)
        table = other if chunk else first
        luck = drawn.take(rows) >> np.uint64(16 * (chunk % _PER_WORD)) & np.uint64(0xFFFF)
        place = np.minimum(chunk * WIDTH, lengths.take(rows) - WIDTH)  # the last one overlaps the one before
        windows[at.take(rows) + place] = table.take((luck * np.uint64(len(table)) >> np.uint64(16)).astype(np.int64))
