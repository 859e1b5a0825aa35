"""Where the lines of a dataset go: which are wanted, at what offset each block begins, and how much of it is kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.model.errors import PlaceError
from bench.model.types import Recipe
from generators.content.damage import lines_at_once
from generators.lines.blocks import BLOCK, LineSpan
from generators.making.identity import border

Progress = Callable[[int, int], None]
"""Told how many lines and how many bytes are done."""


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """Where a block goes.

    Args:
        offset: bytes before it.
        limit: bytes that are still wanted, where a size was asked for; the line that reaches them is the last.
    """

    offset: int
    limit: int | None


class Ledger:
    """The account of one dataset while it is made.

    Args:
        recipe: what is wanted.
        room: bytes that may be written, or None if unknown.
        progress: called with the numbers of lines and bytes that are done.
    """

    def __init__(self, recipe: Recipe, room: int | None = None, progress: Progress | None = None) -> None:
        self._recipe = recipe
        self._room = room
        self._progress = progress
        self._admitted = 0
        self._step = lines_at_once(recipe.knobs)
        self.lines = 0
        self.bytes = 0

    def spans(self) -> Iterator[LineSpan]:
        """Give the spans of the dataset, in order, until enough was admitted: blocks, or parts where lines are long."""
        at, left = self._recipe.first, self._recipe.lines
        while (left is None or left > 0) and not self._full():
            first, count = at % BLOCK, border(at, self._step) - at
            count = count if left is None else min(left, count)
            yield LineSpan(at // BLOCK, first, first + count)
            at += count
            left = None if left is None else left - count

    def admit(self, lines: int, size: int) -> BlockPlace:
        """Give a block its place; blocks are admitted in their order.

        Raises:
            PlaceError: at the first block, if a dataset of such blocks would not find room.
        """
        if not self._admitted:
            self._check_room(lines, size)
        limit = None if self._recipe.size is None else max(self._recipe.size - self._admitted, 0)
        place = BlockPlace(self._admitted, limit)
        self._admitted += size
        return place

    def settle(self, lines: int, size: int) -> None:
        """Count what was kept of a block."""
        self.lines += lines
        self.bytes += size
        if self._progress is not None:
            self._progress(self.lines, self.bytes)

    def _full(self) -> bool:
        return self._recipe.size is not None and self._admitted >= self._recipe.size

    def _check_room(self, lines: int, size: int) -> None:
        wanted = self._recipe.size or size * (self._recipe.lines or 0) // lines
        if self._room is not None and wanted > self._room:
            hint = "Ask for fewer lines, or write to another disk with --out."
            raise PlaceError(f"About {wanted:,} bytes are needed, but {self._room:,} are free.", hint)
