"""Find out what a row needs by running it on little data: a process each at two sizes.

Two, because one size cannot tell a row that holds everything from one that holds a block at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.analysis.forecast import costs, earlier_runs
from bench.analysis.forecast.costs import Costs, Need
from bench.host import machine
from bench.inputs.data import datasets
from bench.inputs.data.prepared import Prepared
from bench.model import formatting
from bench.model.cells import name
from bench.model.sweep import is_swept
from bench.model.types import Cell, Instrument, Limits, Run, Sample, Status
from bench.process.launch import Finished, Job, launch
from bench.session.context import PreparedCase, RunContext
from bench.session.listener import Display
from bench.session.processes.beside import count_beside

LINES: Final = (20_000, 80_000)
SHARES: Final = (50, 12)  # of a number: one fiftieth, one twelfth
SECONDS: Final = 10.0  # that a process may take on little data
PATIENCE: Final = 30.0  # seconds for all processes together that do not end, so that no row costs more than a run
LEAST: Final = 2.0  # seconds of one, when that is used up
SOURCE: Final = "a pilot"


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotTrial:
    """One row to be tried.

    Args:
        cell: the row.
        module: its file.
        python: the interpreter of its environment.
        size: at which it will run.
        sources: size -> small data.
    """

    cell: Cell
    module: Path
    python: Path
    size: int
    sources: Mapping[int, Path | int]


@dataclass(frozen=True, slots=True)
class Piloted:
    """What a pilot found out.

    Args:
        needs: of rows that ended well on little data, at the size at which they will run.
        failed: what became of each row that did not, at some of its sizes.
    """

    needs: Mapping[Cell, Need]
    failed: Mapping[Cell, str]


def sizes(size: int, *, number: bool) -> tuple[int, ...]:
    """Return at which sizes a row is tried that will run at a given one."""
    wanted = tuple(size // share for share in SHARES) if number else LINES
    return tuple(sorted({max(1, min(size, each)) for each in wanted}))


def needs(trials: Sequence[PilotTrial], limits: Limits, display: Display) -> Piloted:
    """Return what each row will need at its size, and why nothing is known of those that did not end well."""
    if trials:
        display.stage("Pilot", len(trials))
    found: dict[Cell, Need] = {}
    failed: dict[Cell, str] = {}
    patience = PATIENCE
    for trial in trials:
        display.step(name(trial.cell))
        points: list[Need] = []
        for size in sorted(trial.sources):
            allowed = replace(limits, seconds=min(limits.seconds, allowance(patience)))
            done, point = _point(trial, size, allowed)
            if point is None:
                failed[trial.cell] = _reason(done, size, allowed.seconds)
                patience -= allowed.seconds if done.status is Status.TIMEOUT else 0.0
                break  # on more data it would not end either
            points.append(point)
        if points:
            found[trial.cell] = costs.scale(points, trial.size)
    return Piloted(found, failed)


def allowance(patience: float) -> float:
    """Return the seconds that the next process may take, when so many are left for processes that do not end."""
    return min(SECONDS, max(patience, LEAST))


def _point(trial: PilotTrial, size: int, limits: Limits) -> tuple[Finished, Need | None]:
    job = Job(
        python=trial.python,
        module=trial.module,
        instrument=Instrument.RESIDENT,
        sources=(trial.sources[size],),
        limits=limits,
    )
    done = launch(job)
    sample = Sample(cell=trial.cell, instrument=Instrument.RESIDENT, status=done.status, values=done.values)
    return done, costs.need_of([sample], size, SOURCE)


def _reason(done: Finished, size: int, seconds: float) -> str:
    """Say what a row did on little data; what it said may quote a log, and is not repeated."""
    if done.status is Status.TIMEOUT:
        return f"it takes more than {seconds:g} s at size {formatting.count(size)}"
    return f"it fails on small data: {done.status}"


BULK: Final = 15  # times the data's bytes: what the greediest way of holding it takes, traced
OF_A_PILOT: Final = 1 / 8  # of what is left of a budget, at most
NUMBER_BULK: Final = 500  # bytes per number


def read_earlier(run: Run, out: Path) -> Costs:
    """Return what earlier results in a folder say about the rows of a run that has not begun."""
    before = tuple(earlier_runs.runs(out))
    return Costs(
        sizes={each.id: each.lines for each in run.data.values()},
        needs=earlier_runs.needs(run, before),
        earlier=earlier_runs.taken(run, before),
        most=costs.most_lines(run.plan),
        beside=count_beside(run.plan),
    )


def warn(context: RunContext) -> None:
    """Warn of every case that will not fit into its memory limit."""
    plan, cases = context.plan, context.cases
    known = context.forecast.needs
    main = [cell for cell in cases if not cell.control and not is_swept(plan, cell)]
    bulky = [cell for cell in main if cell not in known and _is_bulky(cases[cell].data)]
    trials = [_trial(cell, cases[cell], context.scratch) for cell in bulky]
    limits = replace(plan.limits, seconds=min(plan.limits.seconds, context.deadline.share(OF_A_PILOT)))
    for cell, need in {**known, **needs(trials, limits, context.display).needs}.items():
        if cell in main and need.peak > plan.limits.memory:
            context.display.warn(_too_large(cell, need, plan.limits.memory))


def _trial(cell: Cell, case: PreparedCase, folder: Path) -> PilotTrial:
    data = case.data
    tried = sizes(data.dataset.lines, number=data.dataset.kind == "number")
    return PilotTrial(
        cell=cell,
        module=case.module,
        python=case.environment.python,
        size=data.dataset.lines,
        sources={size: datasets.head(data, size, folder) for size in tried},
    )


def _is_bulky(data: Prepared) -> bool:
    number = data.dataset.kind == "number"
    bulk = data.dataset.lines * NUMBER_BULK if number else data.dataset.bytes * BULK
    return bulk > machine.available_memory()


def _too_large(cell: Cell, need: Need, limit: int) -> str:
    peak, most = formatting.memory(need.peak), formatting.memory(limit)
    if need.least is not None and need.least <= limit:
        seen = f"{need.source}; {formatting.memory(need.least)} was measured"
        return (
            f"{name(cell)} may need {peak} on {cell.data} ({seen}), and the memory limit of a process is {most}. It "
            "may end as memory-limit: measure fewer lines, or leave it out."
        )
    return (
        f"{name(cell)} will need about {peak} on {cell.data} (source: {need.source}), and the memory limit of a "
        f"process is {most}. It will probably end as memory-limit: measure fewer lines, or leave it out."
    )
