"""What follows from the samples of one run: each part is computed once, and only when it is asked for. Pure.

Code that shows, judges or compares a run is handed its analysis, so that a table, a report and budgets of the same
run share what is known of it. Nothing here is kept in a result: another version may conclude otherwise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bench.analysis.cautions.caution import Caution
from bench.analysis.cautions.of_run import cautions
from bench.analysis.comparison import before_after
from bench.analysis.comparison.before_after import Revised
from bench.analysis.growth import row_growth
from bench.analysis.growth.row_growth import RowGrowth
from bench.analysis.machines.blocks import measured_on
from bench.analysis.pareto import front
from bench.analysis.sections import Section, sections
from bench.analysis.statistics.times import Comparison, confidence_of
from bench.model.types import Cell, Run, Status
from bench.results.machines import first_machine


@dataclass(frozen=True)
class Analysis:
    """The analysis of a run.

    Args:
        whole: that it is of. Where several machines measured it, figures are those of the first alone: no time of one
            machine is ever compared with that of another (`bench.analysis.machines` says what they say together).
    """

    whole: Run

    @cached_property
    def run(self) -> Run:
        """The run that every figure is of."""
        return first_machine(self.whole)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The rows that are compared with each other, in the order of their first; each knows its noise floor."""
        return sections(self.run)

    @cached_property
    def section_of(self) -> Mapping[Cell, Section]:
        """The section that each row is in; copies of the baseline are no rows."""
        return {row.cell: section for section in self.sections for row in section.rows}

    @cached_property
    def comparisons(self) -> Mapping[Cell, Comparison]:
        """The time of every `ok` row beside that of its section's baseline, the baselines apart."""
        return {cell: found for section in self.sections for cell, found in section.comparisons.items()}

    @cached_property
    def revised(self) -> tuple[Revised, ...]:
        """The rows that were measured in both states of a change."""
        return before_after.find_revised(self.run, self.sections)

    @cached_property
    def growths(self) -> Mapping[Cell, RowGrowth]:
        """How the memory of each row grows, by the cell of its main size; rows without any peak are left out."""
        return row_growth.growths(self.run)

    @cached_property
    def front(self) -> frozenset[Cell]:
        """The rows that no other of their section beats in both time and memory, by differences that are claimed."""
        ok = [row for section in self.sections for row in (*section.rows, section.control) if row]
        samples = [sample for row in ok if row.status is Status.OK for sample in row.samples]
        cells = [row.cell for row in ok if row.status is Status.OK and not row.cell.control]
        return frozenset(front(cells, samples, confidence_of(self.run.plan)))

    @cached_property
    def cautions(self) -> tuple[Caution, ...]:
        """What a careful reader should doubt: of the whole run first, then of its rows in their order.

        Of several machines each caution names those that it is of, unless that is all of them.
        """
        if not self.whole.pooled:
            return cautions(self.run, self.sections)
        found: dict[Caution, list[str]] = {}
        for name in self.whole.pooled:
            own = measured_on(self.whole, name)
            for each in cautions(own, sections(own)):
                found.setdefault(each, []).append(name)
        named = (
            each if len(names) == len(self.whole.pooled) else replace(each, text=f"{', '.join(names)}: {each.text}")
            for each, names in found.items()
        )
        return tuple(sorted(named, key=lambda each: each.where is not None))

    def doubts(self, rows: Iterable[Cell], metric: str) -> tuple[str, ...]:
        """Return the kinds of the cautions about a figure of rows, for what rests on it: "peaks differ"."""
        cells = frozenset(rows)
        return tuple(
            dict.fromkeys(str(each.kind) for each in self.cautions if each.where in cells and each.concerns(metric))
        )
