"""Which machine measures which section next. Pure: no cluster, no clock, no files.

All rounds of a section are measured on one machine, because what is compared must be. Where several machines are to
measure each section, every one of them measures all of it.
"""

import itertools
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

MOST_LOSSES: Final = 2
"""How many workers one unit may take down before its section is given up: it must not take all of them."""


@dataclass(slots=True, eq=False)
class SectionBlock:
    """A section on one machine.

    Args:
        section: its number, from 0.
        machine: by its kernel.
        is_ended: whether all of it has been measured.
        turn: a number that grows with each unit of any block that was given; 0 before the first.
    """

    section: int
    machine: str
    is_ended: bool = False
    turn: int = 0


class Schedule:
    """Knows what is measured where.

    Args:
        sections: how many there are.
        machines: how many are to measure each.
        blocks: what was begun before, of a run that is resumed.
    """

    def __init__(self, sections: int, machines: int, blocks: Iterable[SectionBlock] = ()) -> None:
        self._sections = range(sections)
        self._wanted = machines
        self._losses: Counter[int] = Counter()
        self._turns = itertools.count(1)
        self.blocks = list(blocks)
        self.left_out: dict[str, str] = {}
        self.given_up: dict[int, str] = {}

    @property
    def missing(self) -> list[int]:
        """The sections that have not been measured on as many machines as they are to be, given up ones apart."""
        return [each for each in self._sections if each not in self.given_up and self._ended(each) < self._wanted]

    def choose(self, machine: str, alive: Collection[str]) -> SectionBlock | None:
        """Return what a free machine measures next; None if there is nothing for it.

        Args:
            machine: by its kernel.
            alive: the machines that are there, or were a moment ago, so that what they began waits for them.
        """
        if machine in self.left_out:
            return None
        block = self._own(machine, alive) or self._new(machine, alive)
        if block:
            block.turn = next(self._turns)
        return block

    def _own(self, machine: str, alive: Collection[str]) -> SectionBlock | None:
        mine = (block for section in self.missing for block in self._active(section, alive) if block.machine == machine)
        return next(mine, None)

    def _new(self, machine: str, alive: Collection[str]) -> SectionBlock | None:
        begun = {block.section for block in self.blocks if block.machine == machine}
        measured = {each: self._ended(each) + len(self._active(each, alive)) for each in self.missing}
        further = [each for each in self.missing if each not in begun and measured[each] < self._wanted]
        if not further:
            return None
        block = SectionBlock(min(further, key=measured.__getitem__), machine)
        self.blocks.append(block)
        return block

    def _active(self, section: int, alive: Collection[str]) -> list[SectionBlock]:
        """Return the blocks of a section that are measured on: no more than are wanted, the last one given first."""
        there = [
            block
            for block in self.blocks
            if block.section == section and not block.is_ended and block.machine in alive
            if block.machine not in self.left_out
        ]
        return sorted(there, key=lambda block: -block.turn)[: self._wanted - self._ended(section)]

    def keep(self, block: SectionBlock, *, is_ended: bool) -> None:
        """Note that a unit of a block was measured."""
        block.is_ended = is_ended
        self._losses[block.section] = 0

    def lose(self, block: SectionBlock, reason: str) -> None:
        """Note that a unit of a block was lost with its worker; it is measured again, unless that happens again."""
        self._losses[block.section] += 1
        if self._losses[block.section] == MOST_LOSSES:
            self.given_up[block.section] = reason

    def leave_out(self, machine: str, reason: str) -> None:
        """Give a machine nothing more."""
        self.left_out[machine] = reason

    def _ended(self, section: int) -> int:
        return sum(block.is_ended for block in self.blocks if block.section == section)
