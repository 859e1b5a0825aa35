"""What a run would take that has not begun: its processes, their time and the cases that would not fit. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from bench.analysis.forecast import costs
from bench.analysis.forecast.costs import Costs, Kind, Need
from bench.analysis.pareto import plan_curves
from bench.model.cells import list_repeated
from bench.model.sweep import is_swept
from bench.model.types import Cell, Instrument, Run


@dataclass(frozen=True, kw_only=True)
class PlannedRun:
    """What a run would be.

    Args:
        run: before its first sample.
        costs: what is known of its cases.
        unknown: why nothing is known of the others.
        available: bytes of memory that are available now.
    """

    run: Run
    costs: Costs
    unknown: Mapping[Cell, str]
    available: int

    @property
    def needs(self) -> Mapping[Cell, Need]:
        """What each case needs, if anything is known of it."""
        return self.costs.needs

    @cached_property
    def planned(self) -> Mapping[Kind, int]:
        """How many processes there are of each case and instrument, those of unknown need included."""
        return costs.count_processes(self.run.plan, (), needs=self.needs)

    @cached_property
    def counts(self) -> Mapping[Kind, int]:
        """How many processes of known need there are of each case and instrument, curves included."""
        known = {kind: count for kind, count in self.planned.items() if kind[0] not in self.unknown}
        chosen = costs.of_chosen(self.run.plan)
        return known | {(cell, instrument): 1 for cell in self._chosen() for instrument in chosen}

    def seconds(self, instruments: Collection[Instrument] = tuple(Instrument)) -> float | None:
        """Return the seconds of all processes of some instruments; None as long as nothing is known of any case."""
        if not self.needs:
            return None
        return costs.total(self.costs, {kind: count for kind, count in self.counts.items() if kind[1] in instruments})

    def split_by_limit(self) -> tuple[list[Cell], list[Cell]]:
        """Return the cases that will not fit into the memory limit, and those that only may not."""
        limit = self.run.plan.limits.memory
        beyond = {cell: need for cell, need in self.needs.items() if need.peak > limit}
        unsure = [cell for cell, need in beyond.items() if need.least is not None and need.least <= limit]
        return [cell for cell in beyond if cell not in unsure], unsure

    def _chosen(self) -> list[Cell]:
        """Return the cases that will be on the front, and the baselines."""
        plan, needs = self.run.plan, self.needs
        cases = [cell for cell in plan.cells if cell in needs and not cell.control and not is_swept(plan, cell)]
        figures = {cell: (needs[cell].run, needs[cell].peak) for cell in cases}
        return plan_curves(figures, list_repeated(plan.cells))
