"""Group the rows of a run into sections: those that answer the same question on the same data with the same Python.

Only rows of one section are compared with each other, and with its baseline. One of them runs twice: what it differs by
from its second copy, the control, is what equal code differs by.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log

from bench.analysis.statistics.planning import smallest_found
from bench.analysis.statistics.ranking import Rank, ranks
from bench.analysis.statistics.times import (
    Comparison,
    Floor,
    Rounds,
    apart,
    by_round,
    compare_all,
    confidence_of,
    estimate,
    noise_floor,
)
from bench.model.cells import first_copy, name, shared_folder
from bench.model.sweep import is_swept
from bench.model.types import Cell, Instrument, Outcome, Run, Status


@dataclass(frozen=True, kw_only=True)
class Section:
    """Comparable rows. What follows from their times is computed once, when it is first asked for.

    Args:
        workload: name of the question.
        interpreter: version of Python.
        data: key of `Run.data`.
        cache: `warm` or `cold`.
        rows: in the order of the run, the baseline among them, without the control.
        baseline: the row that the others are compared with; None if it was not run.
        control: the second copy of a row; None if none was run.
        confidence: of every interval.
        controls: the second copy of each row that has one, by the row's cell.
    """

    workload: str
    interpreter: str
    data: str
    cache: str
    rows: tuple[Outcome, ...]
    baseline: Outcome | None
    control: Outcome | None
    confidence: float
    controls: Mapping[Cell, Outcome] = field(default_factory=dict)

    @cached_property
    def folder(self) -> str:
        """The folder that all rows are from, to be named once; empty if they differ, or if it is the checkout's."""
        return shared_folder(row.cell for row in self.rows)

    def name(self, cell: Cell) -> str:
        """Return what a row is called where that folder is named above it."""
        return name(cell, self.folder)

    @cached_property
    def floor(self) -> Floor | None:
        """How much equal code differs over all rounds of this section; None if the rounds are too few."""
        return noise_floor(*self.copies, self.confidence)

    @cached_property
    def copies(self) -> tuple[Rounds, Rounds]:
        """The rounds of the row that runs twice, and those of its second copy; empty where none does."""
        cell = first_copy(self.control.cell) if self.control else None
        return times(next((row for row in self.rows if row.cell == cell), None)), times(self.control)

    @cached_property
    def rounds(self) -> Mapping[Cell, Rounds]:
        """The seconds of each round of every `ok` row."""
        return {row.cell: times(row) for row in self.rows if row.status is Status.OK}

    @cached_property
    def seconds(self) -> Mapping[Cell, float]:
        """The estimate of the time of every `ok` row that has one."""
        estimates = ((cell, estimate(rounds.values())) for cell, rounds in self.rounds.items())
        return {cell: own.value for cell, own in estimates if own}

    @cached_property
    def apart(self) -> float | None:
        """By which factor equal code differed most in one round; None without a control."""
        return apart(*self.copies)

    @cached_property
    def comparisons(self) -> Mapping[Cell, Comparison]:
        """The time of every `ok` row beside the baseline's, the baseline apart; empty if that is not `ok`."""
        if self.baseline is None or self.baseline.status is not Status.OK:
            return {}
        base = self.baseline.cell
        others = {cell: rounds for cell, rounds in self.rounds.items() if cell != base}
        return compare_all(self.rounds[base], others, copies=self.copies, confidence=self.confidence)

    @cached_property
    def finds(self) -> float | None:
        """The smallest difference, as a share, that nine of ten runs like this one find; None if nothing was tested."""
        pairs = self._beside_copy.values()
        rows = [log(each.high / each.low) / 2 for each in pairs if each.low is not None and each.high is not None]
        return smallest_found(log(1 + self.floor.half_width), rows) if self.floor and rows else None

    @cached_property
    def _beside_copy(self) -> Mapping[Cell, Comparison]:
        """The time of every `ok` row beside the one that runs twice.

        A baseline that is far from all rows does not run twice, and no small difference to it is looked for.
        """
        twice = first_copy(self.control.cell) if self.control else None
        base = self.baseline.cell if self.baseline else None
        near = {cell: rounds for cell, rounds in self.rounds.items() if cell not in (base, twice)}
        if twice is None or twice == base or not near or twice not in self.rounds:
            return self.comparisons
        return compare_all(self.rounds[twice], near, copies=self.copies, confidence=self.confidence)

    @cached_property
    def ranks(self) -> Mapping[Cell, Rank]:
        """The ranks of the `ok` rows by time, the fastest first; of those that share one, the least memory first."""
        return ranks(self.rounds, floor=self.floor, confidence=self.confidence, peaks=peaks(self.rows))


def times(row: Outcome | None) -> Rounds:
    """Return the seconds of each round of a row; empty for no row."""
    return by_round(row.samples) if row else {}


def peaks(rows: Iterable[Outcome]) -> Mapping[Cell, float]:
    """Return the largest resident peak of every row that has one, in bytes."""
    largest = ((row.cell, row.largest("peak", Instrument.RESIDENT)) for row in rows)
    return {cell: size for cell, size in largest if size is not None}


def sections(run: Run) -> tuple[Section, ...]:
    """Return the sections of a run, in the order of their first rows; sizes that only show growth are none."""
    groups: dict[tuple[str, str, str, str], list[Outcome]] = {}
    for outcome in run.outcomes:
        cell = outcome.cell
        if is_swept(run.plan, cell):
            continue
        groups.setdefault((cell.workload, cell.interpreter, cell.data, cell.cache), []).append(outcome)
    return tuple(_section(run, group) for group in groups.values())


def _section(run: Run, group: list[Outcome]) -> Section:
    cell = group[0].cell
    rows = tuple(outcome for outcome in group if not outcome.cell.control)
    controls = sorted((outcome for outcome in group if outcome.cell.control), key=lambda row: not row.samples)
    control = next(iter(controls), None)
    return Section(
        workload=cell.workload,
        interpreter=cell.interpreter,
        data=cell.data,
        cache=cell.cache,
        rows=rows,
        baseline=_find_baseline(run, rows, control),
        control=control,
        confidence=confidence_of(run.plan),
        controls={first_copy(outcome.cell): outcome for outcome in controls},
    )


def _find_baseline(run: Run, rows: Sequence[Outcome], control: Outcome | None) -> Outcome | None:
    """Return the row that the run calls its baseline; of several with that name, and of none, the one that runs twice.

    Which row has the control says nothing more: where the baseline takes long, another one runs twice in its place.
    """
    workload = run.workloads.get(rows[0].cell.workload) if rows else None
    named = workload.baseline if workload else ""
    found = [row for row in rows if named in {row.cell.implementation, f"{row.cell.implementation}@{row.cell.origin}"}]
    twice = [row for row in found or rows if control and row.cell == first_copy(control.cell)]
    return next(iter((*twice, *found)), None)
