"""Choose which value each field has in each line of a block: by frequency, by the value of its parent, or again."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.lines.blocks import BLOCK, Ints
from generators.lines.random_draws import apportion, words
from generators.profiles.schema import FieldFacts, JointFacts

ROOT_PLACES: Final = 1 << 16
_EDGE_PLACES: Final = 1 << 18
_MERGED: Final = -1
_THOUSAND: Final = 1000
_POINTERS, _FIELDS = 4, 16
"""Streams of the twin's key; each field has one of its own behind the second."""

Half = NDArray[np.uint32]


def weights(field: FieldFacts) -> list[int]:
    """Return how often each frequent value was seen, and all rare ones together behind them."""
    return [head.count for head in field.heads] + [field.rare.count]


def _table(counts: Sequence[int], places: int) -> Ints:
    shares = apportion(counts, max(places, len(counts))) if any(counts) else [1]
    return np.repeat(np.arange(len(shares), dtype=np.int64), shares)


class ValueTable:
    """The values of a field that follows from no other: drawn by their frequency.

    Args:
        counts: how often each was seen.
    """

    def __init__(self, counts: Sequence[int]) -> None:
        self._places = _table(counts, ROOT_PLACES)

    def choose(self, drawn: Half, _parents: Ints | None) -> Ints:
        """Return a value for each line."""
        at = drawn.astype(np.uint64) * np.uint64(len(self._places)) >> np.uint64(32)
        return self._places.take(at.astype(np.int64))


class JointTable:
    """The values of a field that follows from another: for each value of the parent a table of its own.

    Args:
        joint: how the two go together.
        parents: number of values of the parent.
        counts: how often each value of the child was seen.
    """

    def __init__(self, joint: JointFacts, parents: int, counts: Sequence[int]) -> None:
        rows: list[list[tuple[int, int]]] = [[] for _ in range(parents)]
        left = list(counts)
        for parent, child, count in joint.pairs:
            rows[int(parent, 36)].append((int(child, 36), count))
            left[int(child, 36)] -= count
        for parent, count in joint.merged:
            rows[int(parent, 36)].append((_MERGED, count))
        left = [max(count, 0) for count in left]
        self._merged = ValueTable(left if any(left) else counts)
        total = sum(count for row in rows for _, count in row) or 1
        tables = [_row(row, total) for row in rows]
        sizes = np.array([len(table) for table in tables], dtype=np.int64)
        self._sizes = sizes
        self._firsts = sizes.cumsum() - sizes
        self._entries = np.concatenate(tables)

    def choose(self, drawn: Half, parents: Ints | None) -> Ints:
        """Return a value for each line, by the value of the parent there."""
        assert parents is not None  # noqa: S101 - the tree has parents first
        sizes = self._sizes.take(parents)
        scaled = drawn.astype(np.uint64) * sizes.astype(np.uint64)
        found = self._entries.take(self._firsts.take(parents) + (scaled >> np.uint64(32)).astype(np.int64))
        rest = np.flatnonzero(found == _MERGED)
        if len(rest):
            again = (scaled.take(rest) & np.uint64(0xFFFFFFFF)).astype(np.uint32)
            found[rest] = self._merged.choose(again, None)
        return found


def _row(row: Sequence[tuple[int, int]], total: int) -> Ints:
    if not row:
        return np.array([_MERGED], dtype=np.int64)
    counts = [count for _, count in row]
    shares = apportion(counts, max(_EDGE_PLACES * sum(counts) // total, 4 * len(row)))
    return np.repeat(np.array([child for child, _ in row], dtype=np.int64), shares)


class Repetitions:
    """Which earlier line of its block a line repeats: values come again at the distances at which they did in the log.

    Args:
        shares: of lines, in thousandths, that repeat one so many lines before, by powers of two.
    """

    def __init__(self, shares: Sequence[int]) -> None:
        used = list(shares)
        while sum(used) > _THOUSAND - 1:
            used = [share * (_THOUSAND - 1) // sum(used) for share in used]
        self._borders = np.cumsum(used) * ((1 << 32) // _THOUSAND)

    def sources(self, secret: int, block: int, lines: int) -> tuple[Ints, Ints]:
        """Return for each line the one that it repeats, itself for none, and a number below 1,000 that fields share."""
        if not len(self._borders) or not self._borders[-1]:
            return np.arange(lines), np.zeros(lines, dtype=np.int64)
        drawn = words(secret, _POINTERS, block, BLOCK)[:lines]
        powers = np.searchsorted(self._borders, (drawn >> np.uint64(32)).astype(np.int64), side="right")
        low = (drawn & np.uint64(0xFFFFFFFF)).astype(np.int64)
        step = np.int64(1) << np.minimum(powers, len(self._borders) - 1)
        line = np.arange(lines)
        found = line - step - (low & (step - 1))
        repeats = (powers < len(self._borders)) & (found >= 0)
        return np.where(repeats, found, line), (low >> 16) * _THOUSAND >> 16


def resolved(sources: Ints) -> Ints:
    """Return for each line the first of its chain of repetitions."""
    while True:
        further = sources.take(sources)
        if np.array_equal(further, sources):
            return sources
        sources = further


class Chooser:
    """Chooses the values of all fields.

    Args:
        fields: facts of each; the last is the form of the line.
        joint: how they go together.
        repetitions: which lines repeat which.
        secret: key of what is drawn.
    """

    def __init__(
        self, fields: Sequence[FieldFacts], joint: Sequence[JointFacts], repetitions: Repetitions, secret: int
    ) -> None:
        self._follows = [(field.follows, field.rare_follows, len(field.heads)) for field in fields]
        self._repetitions = repetitions
        self._secret = secret
        self._parents: dict[int, int] = {each.child: each.parent for each in joint}
        of_child: Mapping[int, JointFacts] = {each.child: each for each in joint}
        counts = [weights(field) for field in fields]
        roots = [number for number in range(len(fields)) if number not in of_child]
        self._order = [*roots, *(each.child for each in joint)]
        self._tables: list[ValueTable | JointTable | None] = [
            JointTable(of_child[number], len(counts[of_child[number].parent]), counts[number])
            if number in of_child
            else ValueTable(counts[number])
            if sum(map(bool, counts[number])) > 1
            else None
            for number in range(len(fields))
        ]

    def choose(self, block: int, lines: int) -> tuple[list[Ints], list[Ints]]:
        """Return for each field its value in each line, and the line whose random word it has."""
        sources, luck = self._repetitions.sources(self._secret, block, lines)
        line = np.arange(lines)
        back = sources - line
        chosen: list[Ints] = [line] * len(self._tables)
        origins: list[Ints] = [line] * len(self._tables)
        for number in self._order:
            table, parent = self._tables[number], self._parents.get(number)
            parents = None if parent is None else chosen[parent]
            if table is None:
                chosen[number] = np.zeros(lines, dtype=np.int64)
            else:
                drawn = words(self._secret, _FIELDS + number, block, BLOCK // 2).view(np.uint32)[:lines]
                chosen[number] = table.choose(drawn, parents)
            often, rarely, rare = self._follows[number]
            if often or rarely:
                same = luck < often
                if rarely != often:
                    is_rare = chosen[number].take(sources) == rare
                    same = same & ~is_rare | (luck < rarely) & is_rare
                origins[number] = resolved(line + back * same)
                chosen[number] = chosen[number].take(origins[number])
        return chosen, origins
