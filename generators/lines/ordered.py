"""Order the lines of a block by numbers of 16 bits, more than twice as fast as `numpy.argsort`."""

from typing import Final

import numpy as np

from generators.lines.blocks import Indices, Ints

_HALF: Final = np.uint32(16)
_LOW: Final = np.uint32(0xFFFF)


def stable_order(keys: Indices) -> Ints:
    """Return what `argsort` returns that keeps equal keys as they are, of at most 65,536 keys.

    Each key is put before its place in one word: numpy sorts 32-bit words by instructions that handle several at once,
    and finds the order of keys by none.
    """
    words = keys.astype(np.uint32)
    words <<= _HALF
    words |= np.arange(len(keys), dtype=np.uint32)
    words.sort()
    words &= _LOW
    return words.astype(np.int64)
