"""What identifies data: a tree of SHA-256, so that several processes hash it side by side and a part is checked alone.

A leaf is the SHA-256 of a block of lines. The hash of a part is the SHA-256 of its leaves, one after the other, and the
identity of data is that of the hashes of its parts; data within one part has the hash of that part. Borders follow from
the numbers of lines alone, so that a range of a dataset has the blocks and parts of the whole.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bench.model.types import Recipe
from generators.content.damage import lines_at_once
from generators.lines.blocks import BLOCK

PART: Final = 1 << 24
"""Lines in a part: 1,024 blocks. It is no setting, so that a recipe has the same parts everywhere."""

_END: Final = ord("\n")


@dataclass(frozen=True, slots=True)
class Hashes:
    """What identifies data.

    Args:
        blocks: the identity, as described above.
        whole: SHA-256 of all bytes in their order, which takes one process that sees them all; empty if not asked for.
    """

    blocks: str
    whole: str = ""


def border(line: int, step: int) -> int:
    """Return the number of the line after the block of lines that a line is in.

    Args:
        line: number of the line.
        step: lines that are made at a time (`lines_at_once`): where they are long, a leaf has that many.
    """
    first = line % BLOCK
    return line + min(step - first % step, BLOCK - first)


def joined(parts: Sequence[bytes]) -> str:
    """Return the identity of data whose parts have these hashes."""
    return parts[0].hex() if len(parts) == 1 else hashlib.sha256(b"".join(parts)).hexdigest()


class BlockTree:
    """The identity of data whose leaves are added in their order.

    Args:
        first: number of the first line.
    """

    def __init__(self, first: int) -> None:
        self._line = first
        self._leaves: list[bytes] = []
        self._parts: list[bytes] = []

    def add(self, leaf: bytes, lines: int) -> None:
        """Add the hash of the next lines."""
        self._leaves.append(leaf)
        self._line += lines
        if self._line % PART == 0:
            self._end_part()

    def digest(self) -> str:
        """Return the identity of what was added."""
        if self._leaves:
            self._end_part()
        return joined(self._parts)

    def _end_part(self) -> None:
        self._parts.append(hashlib.sha256(b"".join(self._leaves)).digest())
        self._leaves = []


def of_content(chunks: Iterable[bytes], recipe: Recipe) -> str:
    """Return the identity of data that is read, by the recipe that it is said to have."""
    step, line, tree = lines_at_once(recipe.knobs), recipe.first, BlockTree(recipe.first)
    leaf, begun, end, is_open = hashlib.sha256(), line, border(line, step), False
    for chunk in chunks:
        rest, ends = memoryview(chunk), np.flatnonzero(np.frombuffer(chunk, dtype=np.uint8) == _END) + 1
        while len(ends) >= end - line:
            size = int(ends[end - line - 1])
            leaf.update(rest[:size])
            tree.add(leaf.digest(), end - begun)
            ends, rest = ends[end - line :] - size, rest[size:]
            line = begun = end
            leaf, end, is_open = hashlib.sha256(), border(end, step), False
        leaf.update(rest)
        line += len(ends)
        is_open = is_open or len(rest) > 0
    if is_open:
        tree.add(leaf.digest(), line - begun)
    return tree.digest()
