"""Which rows of a run are in one table: one workload, one dataset, one state of the page cache, every interpreter.

Comparisons stay within an interpreter, as everywhere in the project; only the order of the table goes across. Where a
workload was measured on several sizes the table shows the largest, and the others serve to say how a row grows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.analysis import sections as comparable
from bench.analysis.analysis import Analysis
from bench.analysis.statistics import times
from bench.model.characters import printable
from bench.model.errors import ResultError
from bench.model.types import Cell, Dataset, Outcome, Run, Status, Workload
from reports.view import figures


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    """The rows of one table.

    Args:
        workload: the question.
        dataset: what it was asked of.
        cache: `warm` or `cold`.
        members: the comparable rows, one member per interpreter.
    """

    workload: Workload
    dataset: Dataset
    cache: str
    members: tuple[comparable.Section, ...]

    @property
    def rows(self) -> tuple[Outcome, ...]:
        """Every row, in the order of the run; copies of the baseline are no rows."""
        return tuple(row for member in self.members for row in member.rows)

    @property
    def floor(self) -> times.Floor | None:
        """The widest noise floor of the members."""
        found = [member.floor for member in self.members]
        return max((each for each in found if each), key=lambda each: each.ratio, default=None)

    @property
    def apart(self) -> float | None:
        """By which factor equal code differed most in one round of any member."""
        return max((each for member in self.members if (each := member.apart)), default=None)

    @property
    def finds(self) -> float | None:
        """The smallest difference, as a share, that nine of ten runs find in every member."""
        return max((each for member in self.members if (each := member.finds)), default=None)

    def member_of(self, outcome: Outcome) -> comparable.Section:
        """Return the member that a row is compared in."""
        return next(member for member in self.members if outcome in member.rows)

    def is_baseline(self, outcome: Outcome) -> bool:
        """Return whether others are compared with this row."""
        return any(outcome is member.baseline for member in self.members)


def groups(analysis: Analysis) -> tuple[RowGroup, ...]:
    """Return the groups of a run, in the order of their first rows; those on a twin beside its log are none.

    Raises:
        ResultError: if the result does not describe a workload that it has rows of, or its data.
    """
    by_key: dict[tuple[str, str], list[comparable.Section]] = {}
    beside = analysis.run.twin_beside
    for section in analysis.sections:
        if section.data == beside:
            continue
        by_key.setdefault((section.workload, section.cache), []).append(section)
    return tuple(_group(analysis.run, workload, members) for (workload, _), members in by_key.items())


def _group(run: Run, workload: str, members: list[comparable.Section]) -> RowGroup:
    described = {each.data: run.data[each.data] for each in members if each.data in run.data}
    if workload not in run.workloads or not described:
        raise ResultError(f"Run {run.plan.run_id} does not describe the workload {workload} or its data.")
    largest = max(described, key=lambda name: (described[name].lines, described[name].bytes))
    return RowGroup(
        workload=run.workloads[workload],
        dataset=run.data[largest],
        cache=members[0].cache,
        members=tuple(each for each in members if each.data == largest),
    )


def yardsticks(group: RowGroup) -> Mapping[str, figures.Yardstick]:
    """Return what the rows of each interpreter are measured against."""
    return {member.interpreter: _yardstick(member, group.dataset) for member in group.members}


def _yardstick(member: comparable.Section, dataset: Dataset) -> figures.Yardstick:
    ok = [row for row in member.rows if row.status is Status.OK]
    base = member.baseline if member.baseline in ok else None
    peak = figures.peak_of(base) if base else None
    return figures.Yardstick(
        dataset=dataset,
        peak=peak.value if peak else None,
        comparisons=member.comparisons,
        confidence=member.confidence,
        mapped=figures.find_mapped_anyway(ok),
    )


def name_of(cell: Cell, group: RowGroup) -> str:
    """Name a row, as the console and `--impl` do, by what distinguishes it from the others of its group."""
    namesakes = {row.cell.origin for row in group.rows if row.cell.implementation == cell.implementation}
    name = f"{cell.implementation}@{cell.origin}" if len(namesakes) > 1 else cell.implementation
    return printable(f"{name} · {cell.interpreter}" if len(group.members) > 1 else name)


def key_of(cell: Cell, group: RowGroup) -> str:
    """Return the key of a row: unique on the page, safe in an id."""
    text = f"{group.workload.name}-{group.cache}-{cell.origin}-{cell.implementation}-{cell.interpreter}"
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text)
