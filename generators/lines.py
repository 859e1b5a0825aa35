"""Put lines together from ready pieces, a block at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Column = tuple[NDArray[np.object_], NDArray[np.integer]]
"""Pieces of bytes, and which of them each line takes."""


def pieces(values: Sequence[bytes]) -> NDArray[np.object_]:
    """Return an array of pieces to draw from."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def assemble(columns: Sequence[Column], replaced: Mapping[int, bytes]) -> bytes:
    """Join one piece of each column per line; a replaced line is taken as it is, its end included."""
    count = len(columns[0][1])
    grid = np.empty((count, len(columns)), dtype=object)
    for number, (values, chosen) in enumerate(columns):
        grid[:, number] = values[chosen]
    for line, text in replaced.items():
        grid[line, :] = b""
        grid[line, 0] = text
    return b"".join(grid.ravel().tolist())
