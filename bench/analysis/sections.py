"""Group the rows of a run into sections: those that answer the same question on the same data with the same Python.

Only rows of one section are compared with each other. The baseline of a section is the implementation whose second
copy, the control, ran beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.analysis.statistics.times import (
    Comparison,
    Floor,
    Rounds,
    by_round,
    compare_all,
    confidence_of,
    noise_floor,
    ranks,
)
from bench.model.sweep import swept
from bench.model.types import Cell, Outcome, Run, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Comparable rows.

    Args:
        workload: name of the question.
        interpreter: version of Python.
        data: key of `Run.data`.
        cache: `warm` or `cold`.
        rows: in the order of the run, the baseline among them, without the control.
        baseline: the row that the others are compared with; None if it was not run.
        control: its second copy; None if it was not run.
        confidence: of every interval.
    """

    workload: str
    interpreter: str
    data: str
    cache: str
    rows: tuple[Outcome, ...]
    baseline: Outcome | None
    control: Outcome | None
    confidence: float

    @property
    def floor(self) -> Floor | None:
        """How much equal code differs over all rounds of this section; None if the rounds are too few."""
        return noise_floor(times(self.baseline), times(self.control), self.confidence)

    def comparisons(self) -> Mapping[Cell, Comparison]:
        """Compare the time of every `ok` row with the baseline's, the baseline apart; empty if that is not `ok`."""
        if self.baseline is None or self.baseline.status is not Status.OK:
            return {}
        rows = {row.cell: times(row) for row in self._ranked() if row is not self.baseline}
        return compare_all(times(self.baseline), rows, control=times(self.control), confidence=self.confidence)

    def ranks(self) -> Mapping[Cell, int]:
        """Rank the `ok` rows by time, the fastest first; rows that are not measurably different share a rank."""
        return ranks({row.cell: times(row) for row in self._ranked()}, floor=self.floor, confidence=self.confidence)

    def _ranked(self) -> tuple[Outcome, ...]:
        return tuple(row for row in self.rows if row.status is Status.OK)


def times(row: Outcome | None) -> Rounds:
    """Return the seconds of each round of a row; empty for no row."""
    return by_round(row.samples) if row else {}


def sections(run: Run) -> tuple[Section, ...]:
    """Return the sections of a run, in the order of their first rows; sizes that only show growth are none."""
    groups: dict[tuple[str, str, str, str], list[Outcome]] = {}
    for outcome in run.outcomes:
        cell = outcome.cell
        if swept(run.plan, cell):
            continue
        groups.setdefault((cell.workload, cell.interpreter, cell.data, cell.cache), []).append(outcome)
    return tuple(_section(run, group) for group in groups.values())


def _section(run: Run, group: list[Outcome]) -> Section:
    cell = group[0].cell
    rows = tuple(outcome for outcome in group if not outcome.cell.control)
    control = next((outcome for outcome in group if outcome.cell.control), None)
    workload = run.workloads.get(cell.workload)
    name, origin = (control.cell.implementation, control.cell.origin) if control else ("", "")
    return Section(
        workload=cell.workload,
        interpreter=cell.interpreter,
        data=cell.data,
        cache=cell.cache,
        rows=rows,
        baseline=next((row for row in rows if _is(row, name or (workload.baseline if workload else ""), origin)), None),
        control=control,
        confidence=confidence_of(run.plan),
    )


def _is(row: Outcome, name: str, origin: str) -> bool:
    return row.cell.implementation == name and row.cell.origin == (origin or row.cell.origin)
