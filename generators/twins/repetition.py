"""Which lines of a block repeat an earlier one: values come again at the distances at which they did in the log.

What a line has is settled before; where it stands is not, and costs nothing: whole lines change places. The places that
repeat each other in a field follow each other in the order of that field's keys, and so do the lines that have the same
value; so both are put side by side. This is done for the field that repeats most, then within each of its values for
the next one, and so on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from generators.lines.blocks import BLOCK, Indices, Ints
from generators.lines.ordered import stable_order
from generators.lines.random_draws import words

_SETTLED: Final = 0.75
"""Groups of lines that are alike for each line, from which on too little is left to be arranged."""

_THOUSAND: Final = 1000
_STREAM: Final = 4
"""Of the twin's key."""


@dataclass(frozen=True, slots=True)
class RepeatedLines:
    """The lines of a block, and which each of them repeats.

    Args:
        back: how many lines before it is the one that each repeats; 0 for none.
        powers: how far back that is, as a power of two.
        luck: a number below 1,000 that the fields of a line share.
    """

    back: Ints
    powers: Ints
    luck: Ints

    def origins(self, follows: Sequence[int]) -> Ints:
        """Return for each line the first of those that its value of a field is the same as.

        Args:
            follows: by powers of two, how many of a thousand lines that repeat another do so in this field.
        """
        line = np.arange(len(self.back))
        if not any(follows):
            return line
        same = self.luck < np.array(follows, dtype=np.int64).take(self.powers, mode="clip")
        return _resolved(line - self.back * same)


class Repetitions:
    """Which earlier line of its block a line repeats.

    Args:
        shares: of lines, in thousandths, that repeat one so many lines before, by powers of two.
    """

    def __init__(self, shares: Sequence[int]) -> None:
        used = list(shares)
        while sum(used) > _THOUSAND - 1:
            used = [share * (_THOUSAND - 1) // sum(used) for share in used]
        self._borders = np.cumsum(used, dtype=np.int64) * ((1 << 32) // _THOUSAND)

    def lines(self, secret: int, block: int, count: int) -> RepeatedLines:
        """Return what the first lines of a block repeat."""
        line = np.arange(count)
        if not len(self._borders) or not self._borders[-1]:
            return RepeatedLines(np.zeros_like(line), np.zeros_like(line), np.zeros_like(line))
        drawn = words(secret, _STREAM, block, BLOCK)[:count]
        powers = np.searchsorted(self._borders, (drawn >> np.uint64(32)).astype(np.int64), side="right")
        low = (drawn & np.uint64(0xFFFFFFFF)).astype(np.int64)
        step = np.int64(1) << np.minimum(powers, len(self._borders) - 1)
        back = step + (low & (step - 1))
        back *= (powers < len(self._borders)) & (back <= line)
        return RepeatedLines(back, powers, (low >> 16) * _THOUSAND >> 16)


def _resolved(sources: Ints) -> Ints:
    """Return the first line of the chain that each line is in; twice as many steps of it each time."""
    further = sources.take(sources)
    while not np.array_equal(further, sources):
        sources, further = further, further.take(further)
    return sources


def arranged(values: Sequence[Indices], shuffled: Ints, local: Sequence[tuple[Indices, Ints]]) -> list[Indices]:
    """Return the values of all fields, line by line, in another order of lines.

    Args:
        values: of each field in each line.
        shuffled: all lines in random order, in which they stay where nothing else decides.
        local: of the fields that repeat, the one that does so most first: its values, and the places in an order in
            which those that repeat each other follow each other.
    """
    lines = shuffled
    of_line, of_place = np.zeros(len(lines), dtype=np.uint16), np.zeros(len(lines), dtype=np.uint16)
    for number, (value, places) in enumerate(local):
        if int(of_line.max()) > _SETTLED * len(lines):
            break
        by_line = shuffled.take(stable_order(value.take(shuffled)))
        by_place = places
        if number:  # all lines are one group before
            by_line, by_place = _grouped(by_line, of_line), _grouped(by_place, of_place)
        lines = np.empty_like(shuffled)
        lines[by_place] = by_line
        if number + 1 < len(local):
            alike, group = value.take(by_line), of_line.take(by_line)
            groups = ((alike[1:] != alike[:-1]) | (group[1:] != group[:-1])).cumsum(dtype=np.uint16)
            of_line[by_line[1:]], of_place[by_place[1:]] = groups, groups
    return [each.take(lines) for each in values]


def _grouped(lines: Ints, groups: Indices) -> Ints:
    """Return lines group by group, and within a group in the order that they have."""
    return lines.take(stable_order(groups.take(lines)))
