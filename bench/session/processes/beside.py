"""Run several measured processes at a time, where their figures do not depend on a quiet machine."""

from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Final

from bench.analysis.forecast.costs import TRACED_MEMORY
from bench.correctness.variants import CHANGING
from bench.host import machine, noise
from bench.model.cells import name
from bench.model.types import Cell, Limits, Plan, Sample, Scalar, Status
from bench.process import guards, inherited
from bench.process.launch import Launched, wait_for_one
from bench.session.context import RunContext
from bench.session.processes.one_process import OneProcess, take

AT_A_TIME: Final = 2  # processes at most: what is measured on two cores is known to be the same
COUNTS_OTHERS: Final = ("others", "cpu_pressure")  # figures of noise that would take a process beside for a stranger
FREE: Final = 0.9  # of the available memory, which processes may hold together


def count_beside(plan: Plan) -> int:
    """Return how many processes of a run may be measured at a time whose figures do not depend on a quiet machine.

    More than one only where each has a view of its own, in which nobody can write to what another reads.
    """
    alone = plan.budget is not None or not guards.is_in_force(guards.VIEW)
    return 1 if alone else min(AT_A_TIME, machine.cores())


@dataclass(frozen=True, slots=True)
class PlannedProcess:
    """A process that is to run; its fields are what `take` is given."""

    sample: Sample
    options: Mapping[str, Scalar]
    limits: Limits | None
    lines: int | None


@dataclass(frozen=True, slots=True)
class _Beside:
    planned: PlannedProcess
    process: OneProcess
    before: noise.Reading


def take_beside(context: RunContext, processes: Iterable[PlannedProcess]) -> None:
    """Run processes whose figures do not depend on a quiet machine, as many at a time as may be and memory allows.

    The longest begin first. Each may hold its share of the memory that there is; one that is known to need more, or of
    which nothing is known, runs alone. Nobody is blamed for what another did: one that does not end well beside
    another, or after which something of the harness was changed, runs again alone, and so does who ran beside it then.

    Raises:
        DatasetChangedError, CacheChangedError: as `take`.
    """
    missing = (each for each in processes if not context.has(each.sample))
    waiting = sorted(missing, key=lambda each: _forecast_seconds(context, each))
    running: dict[Launched, _Beside] = {}
    shared: set[Launched] = set()
    again: list[PlannedProcess] = []
    before, share = inherited.now(), int(machine.available_memory() * FREE / context.beside)
    with ExitStack() as stack:
        while waiting or running:
            while planned := _choose_next(context, [each.planned for each in running.values()], waiting, share):
                waiting.remove(planned)
                context.display.step(name(planned.sample.cell))
                limits = planned.limits or context.plan.limits
                if _fits(context, planned, share):
                    limits = replace(limits, memory=min(limits.memory, share))
                process = OneProcess(context, planned.sample, planned.options, limits, planned.lines)
                began = noise.reading()
                running[stack.enter_context(Launched(process.job, before))] = _Beside(planned, process, began)
                shared.update(running if len(running) > 1 else ())
            again += _take_one(context, running, shared)
    for each in again:
        take(context, each.sample, each.options, each.limits, each.lines)


def _take_one(
    context: RunContext, running: dict[Launched, _Beside], shared: Container[Launched]
) -> list[PlannedProcess]:
    """Record the process that ends first; return what has to run again, if it is not known who is to blame."""
    ended = wait_for_one(running)
    own = running.pop(ended)
    finished, busy = ended.finish(), noise.since(own.before)
    if ended not in shared:
        context.record(*own.process.judge(finished, busy))
        return []
    if finished.status is Status.OK and not ended.changed:
        apart = {metric: value for metric, value in busy.items() if metric not in COUNTS_OTHERS}
        context.record(*own.process.judge(finished, apart))
        return []
    for other in running:
        other.end()
    doubtful = [own.planned, *(each.planned for each in running.values())]
    running.clear()
    return doubtful


def take_resident(context: RunContext, processes: Sequence[PlannedProcess]) -> None:
    """Run processes for resident memory: those of rows with one process and one thread beside each other.

    What such a row holds at most is the kernel's own mark of that process, and nothing else decides about it. Threads
    and several processes depend on who gets to run when, so those rows run alone, as does the first process of a row.

    Raises:
        DatasetChangedError, CacheChangedError: as `take`.
    """
    steady = [each for each in processes if is_steady(context, each.sample.cell)]
    take_beside(context, steady)
    for each in (each for each in processes if each not in steady):
        context.display.step(name(each.sample.cell))
        take(context, each.sample, each.options, each.limits, each.lines)


def is_steady(context: RunContext, cell: Cell) -> bool:
    """Return whether processes of a row may run beside others though its resident memory is measured."""
    need = context.estimate_costs().foresee(cell)
    return context.beside > 1 and not context.unit.is_one and need is not None and need.steady


def _forecast_seconds(context: RunContext, planned: PlannedProcess) -> float:
    return context.estimate_costs().seconds(planned.sample.cell, planned.sample.instrument) or 0.0


def _choose_next(
    context: RunContext, running: Sequence[PlannedProcess], waiting: Sequence[PlannedProcess], share: int
) -> PlannedProcess | None:
    """Return the longest process that may run beside others, each with its share of the memory; None for none."""
    if len(running) >= context.beside or (running and not all(_fits(context, each, share) for each in running)):
        return None
    fitting = (each for each in reversed(waiting) if not running or _fits(context, each, share))
    return next((each for each in fitting if not _shares_changing_data(each, running)), None)


def _shares_changing_data(planned: PlannedProcess, running: Sequence[PlannedProcess]) -> bool:
    """Return whether a process has its data in common with one that runs, while either of them has it changed.

    Neither could be held to what it wrote.
    """
    sharing = [each for each in running if each.sample.cell.data == planned.sample.cell.data]
    return bool(sharing) and any(each.sample.instrument in CHANGING for each in (planned, *sharing))


def _fits(context: RunContext, planned: PlannedProcess, share: int) -> bool:
    """Return whether a process is known to need no more than so many bytes."""
    need = context.estimate_costs().foresee(planned.sample.cell)
    return need is not None and need.peak * TRACED_MEMORY <= share
