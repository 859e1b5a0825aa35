"""What each machine of a pooled result says of each row, and what machines of one kind say together. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from math import log
from statistics import median
from typing import Final

from bench.analysis.sections import Section, sections, times
from bench.analysis.statistics import blocks
from bench.analysis.statistics.blocks import Together
from bench.analysis.statistics.memory import differ
from bench.analysis.statistics.times import FEWEST_ROUNDS, Comparison, Floor, TimeVerdict, log_ratios, noise_floor
from bench.model.types import Cell, Instrument, Outcome, Run, Sample, Status
from bench.results import outcomes
from bench.results.machines import kind, restrict

SLOW: Final = 1.2  # times the baseline's time on the median machine of its kind
BOTH: Final = 2
FINE: Final = {Status.OK, Status.SKIPPED}
SectionKey = tuple[str, str, str, str]


@dataclass(frozen=True)
class MachineBlock:
    """One section on one machine.

    Args:
        name: of the machine.
        kind: what it shares with those that it may be averaged with.
        section: the rows as this machine alone measured them, each at the level of simultaneous intervals.
        floor: how much equal code differs here, at the level of one machine; None if the rounds are too few.
        noisy: whether equal code differs far more on it than on the others of its kind, so that it is not averaged.
        slow: how many times as long the baseline takes as on the median machine of its kind; None below 1.2.
    """

    name: str
    kind: tuple[object, ...]
    section: Section
    floor: Floor | None = None
    noisy: bool = False
    slow: float | None = None

    @property
    def seconds(self) -> float | None:
        """The baseline's time here."""
        return self.section.seconds.get(self.section.baseline.cell) if self.section.baseline else None

    def log_ratios(self, cell: Cell) -> list[float]:
        """Return the logarithm of the baseline's time over that of a row here, by round."""
        return log_ratios(times(self.section.baseline), self.section.rounds[cell])

    @property
    def rounds(self) -> int:
        """How many rounds the baseline has here."""
        return len(times(self.section.baseline))


@dataclass(frozen=True)
class KindVerdict:
    """What the machines of one kind say of one row.

    Args:
        machines: their names.
        depends: whether they differ, so that there is no common figure.
        together: the common figure of three quiet machines or more.
        both: what both of two machines claim.
    """

    machines: tuple[str, ...]
    depends: bool
    together: Together | None = None
    both: TimeVerdict | None = None


@dataclass(frozen=True)
class MachineSection:
    """A section on every machine.

    Args:
        blocks: one per machine, in their order.
    """

    blocks: tuple[MachineBlock, ...]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The rows, in the order of the run."""
        return tuple(dict.fromkeys(row.cell for block in self.blocks for row in block.section.rows))

    def comparison(self, block: MachineBlock, cell: Cell) -> Comparison | None:
        """Return what a machine says of a row; None of the baseline, and of a row that is not ok there."""
        return block.section.comparisons.get(cell)

    def outcome(self, block: MachineBlock, cell: Cell) -> Outcome | None:
        """Return the outcome of a row on a machine."""
        return next((row for row in block.section.rows if row.cell == cell), None)

    def kinds(self) -> tuple[tuple[MachineBlock, ...], ...]:
        """Return the machines of each kind: kinds are never averaged."""
        found: dict[tuple[object, ...], list[MachineBlock]] = {}
        for block in self.blocks:
            found.setdefault(block.kind, []).append(block)
        return tuple(map(tuple, found.values()))

    def failures(self, cell: Cell) -> Mapping[str, Status]:
        """Return how a row failed, by machine; empty if it failed on none."""
        rows = {block.name: self.outcome(block, cell) for block in self.blocks}
        return {name: row.status for name, row in rows.items() if row and row.status not in FINE}

    def verdicts(self, cell: Cell) -> tuple[KindVerdict, ...]:
        """Return what each kind of machine says of a row; nothing of one that failed on any of them."""
        return () if self.failures(cell) else tuple(self._verdict(members, cell) for members in self.kinds())

    def _verdict(self, members: Sequence[MachineBlock], cell: Cell) -> KindVerdict:
        said = [(block, found) for block in members if (found := self.comparison(block, cell))]
        names = tuple(block.name for block, _ in said)
        tested = [
            (block, log(each.ratio), block.floor.ratio)
            for block, each in said
            if each.ratio and each.rounds >= FEWEST_ROUNDS and block.floor
        ]
        if _depends(tested, cell):
            return KindVerdict(names, depends=True)
        quiet = [(centre, floor) for block, centre, floor in tested if not block.noisy]
        together = blocks.combine([centre for centre, _ in quiet], [floor for _, floor in quiet])
        return KindVerdict(names, depends=False, together=together, both=_both([each for _, each in said]))

    def peaks(self, cell: Cell) -> Mapping[str, float]:
        """Return the largest resident peak of a row on each machine, in bytes."""
        found = {block.name: _peaks(self.outcome(block, cell)) for block in self.blocks}
        return {name: max(peaks) for name, peaks in found.items() if peaks}

    def memory_differs(self, cell: Cell) -> bool:
        """Return whether the peaks of a row differ between two machines by more than equal processes show."""
        rows = [row for block in self.blocks if (row := self.outcome(block, cell))]
        found = [(_peaks(row), max(row.figures("processes", Instrument.RESIDENT), default=1) > 1) for row in rows]
        pairs = combinations([each for each in found if each[0]], 2)
        return any(differ(one, other, several=some or more) for (one, some), (other, more) in pairs)


def machine_sections(run: Run) -> tuple[MachineSection, ...]:
    """Return every section of a pooled run on each of its machines; none of a run of one machine."""
    found: dict[SectionKey, list[MachineBlock]] = {}
    for name, machine in run.pooled.items():
        for section in sections(measured_on(run, name)):
            key = section.workload, section.interpreter, section.data, section.cache
            if any(row.samples for row in section.rows):
                found.setdefault(key, []).append(MachineBlock(name, kind(machine), section))
    return tuple(MachineSection(tuple(_mark(_at_level(members)))) for members in found.values())


def _at_level(members: Sequence[MachineBlock]) -> list[MachineBlock]:
    """Judge each machine at the level at which all that measured a section are right at once."""
    confidence = blocks.simultaneous(len(members))
    return [replace(block, section=replace(block.section, confidence=confidence)) for block in members]


def measured_on(run: Run, name: str) -> Run:
    """Return what one machine measured, with the outcome of each row there."""
    alone = restrict(run, name)
    samples: list[Sample] = [sample for row in alone.outcomes for sample in row.samples]
    return outcomes.conclude_run(alone, samples)


def _mark(members: Sequence[MachineBlock]) -> list[MachineBlock]:
    """Mark which machines are noisy or slow among those of their kind."""
    of_kind: dict[tuple[object, ...], list[MachineBlock]] = {}
    for block in members:
        of_kind.setdefault(block.kind, []).append(block)
    found = {}
    for alike in of_kind.values():
        floors = [noise_floor(*block.section.copies) for block in alike]
        middle = median([block.seconds for block in alike if block.seconds] or [1.0])
        for block, floor, loud in zip(alike, floors, blocks.noisy(floors), strict=True):
            share = block.seconds / middle if block.seconds else 1.0
            found[block.name] = replace(block, floor=floor, noisy=loud, slow=share if share >= SLOW else None)
    return [found[block.name] for block in members]


def _depends(tested: Sequence[tuple[MachineBlock, float, float]], cell: Cell) -> bool:
    """Return whether machines differ in a row: by their rounds, and by more than equal code differs on one of them."""
    centres = [centre for _, centre, _ in tested]
    apart = len(tested) >= BOTH and max(centres) - min(centres) > log(median(floor for _, _, floor in tested))
    return apart and blocks.depends([block.log_ratios(cell) for block, _, _ in tested])


def _both(said: Sequence[Comparison]) -> TimeVerdict | None:
    verdicts = {each.verdict for each in said}
    claimed = len(said) == BOTH and len(verdicts) == 1 and all(each.claimed for each in said)
    return said[0].verdict if claimed else None


def _peaks(row: Outcome | None) -> list[float]:
    return row.figures("peak", Instrument.RESIDENT) if row and row.status is Status.OK else []
