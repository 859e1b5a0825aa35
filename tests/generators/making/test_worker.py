import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from generators.lines.blocks import LineSpan
from generators.making import recipes
from generators.making.ledger import BlockPlace
from generators.making.worker import Maker
from tests.generators.making.making_data import SEED, made


class OrderOfThree:
    """Three blocks of ten lines, written one after the other; notes what is said of them, in its order."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.leaves: list[bytes] = []
        self._sizes: list[int] = []
        self._written = 0

    def spans(self) -> Iterator[LineSpan]:
        for block in range(3):
            yield LineSpan(block, 0, 10)

    def made(self, _lines: int, size: int) -> None:
        self.said.append("made")
        self._sizes.append(size)

    def place(self) -> BlockPlace:
        self.said.append("place")
        return BlockPlace(sum(self._sizes[: self._written]), None)

    def kept(self, _lines: int, _size: int, leaf: bytes) -> None:
        self._written += 1
        self.leaves.append(leaf)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((10**6, None), ["made", "made", "place", "made", "place", "place"]),
        ((None, 10**9), ["made", "place", "made", "place", "made", "place"]),
    ],
)
def test_a_block_is_made_before_the_last_one_needs_its_place_unless_it_may_be_cut(
    asked: tuple[int | None, int | None], said: list[str], tmp_path: Path
) -> None:
    lines, size = asked
    recipe, path, order = recipes.recipe("web_log", lines=lines, size=size, seed=SEED), tmp_path / "log", OrderOfThree()

    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
    Maker(recipe, descriptor, order).run()
    os.close(descriptor)

    whole = recipes.recipe("web_log", seed=SEED, lines=3 << 14)
    blocks = [made(recipes.piece(whole, block << 14, (block << 14) + 10))[0] for block in range(3)]
    assert order.said == said
    assert path.read_bytes() == b"".join(blocks)
    assert order.leaves == [hashlib.sha256(block).digest() for block in blocks]
