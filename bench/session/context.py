"""What every part of a run works with: what is measured and on what, where results go, and who is shown progress."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.analysis.forecast.costs import Costs
from bench.analysis.growth.row_growth import RowGrowth, growths
from bench.correctness.judging import CheckResult
from bench.correctness.variants import Variants
from bench.host import git, machine
from bench.inputs.data.prepared import Prepared
from bench.inputs.environments import MEMRAY, Environment
from bench.inputs.origins import ORIGIN, origins_of
from bench.model.cells import first_copy
from bench.model.types import Cell, Checkout, Dataset, Instrument, Machine, Plan, Run, Sample
from bench.results import outcomes, result_file
from bench.results.journal import Journal
from bench.session.deadline import Deadline
from bench.session.listener import Display
from bench.session.resolve import ResolvedRequest

PreparedData = Mapping[str, tuple[Prepared, ...]]
"""The data of each workload, by its name."""

Environments = Mapping[Cell, Environment | CheckResult]
"""For each implementation on each interpreter (a cell without data) its environment, or why it has none."""


class UnitEndError(Exception):
    """All processes of one unit have run, and others are to follow."""


@dataclass(slots=True)
class MeasuredUnit:
    """What is measured before somebody looks: for a run on one machine all of it, and else one round.

    Args:
        is_one: whether it ends with the last process of one instrument and number.
        of: the instrument and the number of its processes, once the first of them is to begin.
    """

    is_one: bool = False
    of: tuple[Instrument, int] | None = None

    def enter(self, sample: Sample) -> None:
        """Begin a process.

        Raises:
            UnitEndError: if it belongs to the next unit.
        """
        key = sample.instrument, sample.process
        self.of = self.of or key
        if self.is_one and key != self.of:
            raise UnitEndError


@dataclass(frozen=True, slots=True)
class PreparedCase:
    """All that is needed to start a process for one case.

    Args:
        module: the implementation's file.
        sha256: of its text when the run began.
        environment: whose interpreter runs it.
        data: what it is given.
        variants: the changes of the data that its processes meet, with the right answers.
    """

    module: Path
    sha256: str
    environment: Environment
    data: Prepared
    variants: Variants


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext:
    """What every part of a run works with.

    Args:
        resolved: what the request names.
        plan: what is to be measured.
        data: of each workload.
        environments: of each implementation on each interpreter.
        journal: where finished processes go.
        display: shows progress.
        scratch: a folder that is gone after the run.
        copies: another one, on the disk that the data lies on, for the run's own copies of it.
        deadline: when the budget is spent.
        forecast: what was known of the cases before the run.
        cases: those that can be started at all, once they are prepared.
        begun: the run before its first sample; None where nothing is measured.
        unit: how far it goes.
        beside: how many processes run at a time whose figures do not depend on how quiet the machine is.
    """

    resolved: ResolvedRequest
    plan: Plan
    data: PreparedData
    environments: Environments
    journal: Journal
    display: Display
    scratch: Path
    copies: Path
    deadline: Deadline = field(default_factory=Deadline)
    forecast: Costs = field(default_factory=Costs)
    cases: Mapping[Cell, PreparedCase] = field(default_factory=dict)
    begun: Run | None = None
    unit: MeasuredUnit = field(default_factory=MeasuredUnit)
    beside: int = 1

    @property
    def samples(self) -> tuple[Sample, ...]:
        """All samples of the run so far, in the order in which they were taken."""
        return self.journal.samples

    def has(self, sample: Sample) -> bool:
        """Return whether this process of this case ran already, in the run that is resumed."""
        return self.journal.has(sample)

    def record(self, sample: Sample, pyperf: str = "") -> None:
        """Put a finished process into the journal, and show it."""
        self.journal.add(sample, pyperf)
        self.display.sample(sample)

    def estimate_costs(self) -> Costs:
        """Return what is known so far about the time that processes take."""
        return self.forecast.after(self.samples)

    def growths(self) -> Mapping[Cell, RowGrowth]:
        """Return how the memory of each row grows, as far as it has been measured."""
        return growths(outcomes.conclude_run(self.begun, self.samples)) if self.begun else {}

    def list_running(self) -> list[Cell]:
        """Return the cases that have not failed; a control goes where its baseline goes."""
        lost = {first_copy(each.cell) for each in self.samples if outcomes.find_failure([each]) is not None}
        return [cell for cell in self.cases if first_copy(cell) not in lost]


def target_of(cell: Cell) -> Cell:
    """Return the part of a case's key that does not depend on the data: one check serves all sizes."""
    return replace(cell, data="", cache="warm", control=False)


def ids_of(data: PreparedData) -> dict[str, tuple[str, ...]]:
    """Return the id of every dataset of each workload that has any."""
    return {name: tuple(each.dataset.id for each in prepared) for name, prepared in data.items() if prepared}


def describe(data: PreparedData) -> dict[str, Dataset]:
    """Return every dataset by its id, as a result keeps it now."""
    return {each.dataset.id: each.describe() for every in data.values() for each in every}


def blank_run(resolved: ResolvedRequest, plan: Plan, data: PreparedData, environments: Environments) -> Run:
    """Return the run before its first sample."""
    chosen = [item.sha256 for item in resolved.workloads] + [item.sha256 for item in resolved.implementations]
    made = {key: each for key, each in environments.items() if isinstance(each, Environment)}
    own = {cell: made[target_of(cell)].id for cell in plan.cells if target_of(cell) in made}
    return Run(
        format=result_file.FORMAT,
        plan=plan,
        machine=_describe_machine(plan),
        workloads={workload.name: workload for workload in resolved.workloads},
        implementations=resolved.implementations,
        data=describe(data),
        files={sha256: resolved.catalogue.files[sha256] for sha256 in chosen},
        environments={each.id: each.locked for each in made.values()},
        outcomes=outcomes.conclude(plan.cells, (), own),
        checkout=git.of(),
        repositories=commits_of(resolved.request.folders, {item.origin for item in resolved.implementations}),
        before=resolved.request.before,
        profile=resolved.request.profile,
        builds={each.version: each.build for each in resolved.interpreters},
    )


def _describe_machine(plan: Plan) -> Machine:
    """Return the machine, with the release of memray where that has a part."""
    found = machine.describe()
    return replace(found, versions={**found.versions, "memray": MEMRAY}) if plan.count_allocations else found


def commits_of(folders: Sequence[Path], measured: Collection[str]) -> dict[str, Checkout]:
    """Return the commit of each given folder that something is measured of, where it is known.

    Args:
        folders: of implementations outside the checkout.
        measured: the origins of what is measured.
    """
    wanted = {origin: folder for origin, folder in origins_of(folders).items() if origin in measured}
    found = {origin: git.of_part(folder) for origin, folder in wanted.items() if origin != ORIGIN}
    return {origin: commit for origin, commit in found.items() if commit}
