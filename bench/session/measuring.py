"""Measure the rows that passed the check: resident memory, then rounds of timing, then traced memory.

Each instrument has processes of its own. Every finished process is in the journal before the next one starts. A row
that fails leaves; the others go on. Where a budget limits the run, memory is measured once, the rounds get what is left
after the time that the traced processes will take, and what no longer fits is left out and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bench.analysis.forecast.costs import SAMPLED
from bench.analysis.forecast.partial import lines_for
from bench.analysis.forecast.uneven_rounds import is_peak_known
from bench.analysis.pareto import choose_curves
from bench.analysis.statistics.stopping import LOOKS
from bench.analysis.statistics.times import confidence_of
from bench.host import machine
from bench.host.cache import watching
from bench.inputs import environments
from bench.inputs.environments import MissingDependencyError
from bench.model.cells import list_repeated, name
from bench.model.errors import CacheChangedError, CacheRemovedError, DatasetChangedError
from bench.model.sweep import CURVES, is_swept
from bench.model.types import REPEATING, Cell, Instrument, Limits, Sample, Scalar, Status
from bench.process import sampling
from bench.session import admission
from bench.session.context import RunContext, UnitEndError
from bench.session.processes import reserving
from bench.session.processes.beside import PlannedProcess, is_steady, take_beside, take_resident
from bench.session.processes.one_process import leave_out, take
from bench.session.processes.reserving import TRACED
from bench.session.rounds import measure_times

AFTER_THE_CHECK: Final = 1  # number of the process that answers the data; the check is number 0
AT_THE_END: Final = 2  # number of what stands for no process: the look at the data after the last one

NO_OPTIONS: Final[Mapping[Cell, Mapping[str, Scalar]]] = MappingProxyType({})
TRACED_TIME: Final = 12  # a traced process takes 5 to 9 times as long
TRACED_MEMORY: Final = 3  # and holds about twice as much


def measure(context: RunContext) -> None:
    """Take every figure of every row that is still well.

    Raises:
        DatasetChangedError: if a row wrote to the data; that row has the blame, and nothing is measured after it.
        CacheChangedError: if something that rows ran from was changed; none of these is believed.
        CacheRemovedError: if the cache is gone; what was measured before is kept.
        UnitEndError: if only a unit was to be measured, and others follow.
    """
    try:
        measure_resident(context)
        measure_growth(context)
        reserving.warn_of_too_few(context)
        measure_times(context, reserving.reserve(context))
        measure_traced(context)
        record_timeline(context)
        find_line_seconds(context)
        count_allocations(context)
    except UnitEndError:
        _hold_to_the_hash(context)
        raise
    finally:  # figures of a run that was interrupted are kept too
        _hold_to_the_cache(context)
    _hold_to_the_hash(context)


def _hold_to_the_cache(context: RunContext) -> None:
    """See that what was executed is what it was; if not, no row that may have run from it is believed."""
    try:
        watching.check()
    except CacheRemovedError:
        raise
    except CacheChangedError as error:
        own = {cell: case.environment.python.parent.parent for cell, case in context.cases.items()}
        shared = error.things - set(own.values()) or admission.plain_python().parent.parent in error.things
        _doubt(context, [cell for cell in own if shared or own[cell] in error.things], str(error))
        raise


def _hold_to_the_hash(context: RunContext) -> None:
    """See that the data is what it was; if not, nobody knows who changed it and when, and no row on it is believed.

    A write through a memory map need not change what `stat` tells.
    """
    for data in {case.data.dataset.id: case.data for case in context.cases.values()}.values():
        try:
            data.check_hash()
        except DatasetChangedError as error:
            _doubt(context, [cell for cell, case in context.cases.items() if case.data is data], str(error))
            raise


def _doubt(context: RunContext, cells: Sequence[Cell], reason: str) -> None:
    """Write down that nothing that was measured of some rows can be believed."""
    for cell in cells:
        doubted = Sample(cell=cell, instrument=Instrument.ANSWER, process=AT_THE_END)
        context.record(replace(doubted, status=Status.SUSPECT, reason=reason))


def answer(context: RunContext) -> None:
    """Have every row answer the data once, without measuring; a row whose answer is wrong fails."""
    context.display.stage("Answers on the data", len(context.cases))
    for cell in context.cases:
        context.display.step(name(cell))
        take(context, Sample(cell=cell, instrument=Instrument.ANSWER, process=AFTER_THE_CHECK), {})


def measure_resident(context: RunContext) -> None:
    """Measure resident memory by phase, in a few processes per row, or in two that agree where a call takes long.

    Under a budget there is more than one if there is time. Beside the further processes run those at other sizes, where
    nothing depends on a quiet machine.

    A further process per row must leave enough for the first look at the times.
    """
    rows = _rows(context)
    for number in range(context.plan.resident_processes):
        further = {Instrument.RESIDENT: 1, Instrument.TIMING: LOOKS[0]}
        if number and not context.deadline.allows(
            reserving.forecast_seconds(context, further) + reserving.reserve(context)
        ):
            return
        running = [cell for cell in rows if cell in context.list_running()]
        left = [cell for cell in running if not is_peak_known(each for each in context.samples if each.cell == cell)]
        further_sizes = [cell for cell in _swept(context) if number and is_steady(context, cell)]
        planned = [*(_resident(cell, number) for cell in left), *map(_resident, further_sizes)]
        missing = [each for each in planned if not context.has(each.sample)]
        context.display.stage("Resident memory", len(missing))
        take_resident(context, missing)


def measure_growth(context: RunContext) -> None:
    """Measure resident memory at the further sizes, once; under a budget, if that leaves enough for the first look."""
    cells = _swept(context)
    if not cells:
        return
    context.display.stage("Growth", len(cells))
    if context.plan.budget is None:
        take_resident(context, [_resident(cell) for cell in cells])
        return
    later = reserving.forecast_seconds(context, {Instrument.TIMING: LOOKS[0]}) + reserving.reserve(context)
    for cell in cells:
        context.display.step(name(cell))
        sample = Sample(cell=cell, instrument=Instrument.RESIDENT)
        if context.deadline.allows((context.estimate_costs().seconds(cell, Instrument.RESIDENT) or 0.0) + later):
            take(context, sample, {})
        else:
            leave_out(context, sample)


def _swept(context: RunContext) -> list[Cell]:
    """Return the rows at further sizes that have no figure yet."""
    cells = [cell for cell in context.list_running() if is_swept(context.plan, cell)]
    return [cell for cell in cells if not context.has(_resident(cell).sample)]


def _resident(cell: Cell, number: int = 0) -> PlannedProcess:
    sample = Sample(cell=cell, instrument=Instrument.RESIDENT, process=number)
    return PlannedProcess(sample=sample, options={}, limits=None, lines=None)


def measure_traced(context: RunContext) -> None:
    """Measure what Python's own allocator holds, and then which lines hold it, in a process each.

    A first impression looks at the lines of the front and of the baseline only.
    """
    rows = _rows(context)
    if not context.plan.quick:
        _once(context, "Traced memory", TRACED, rows)
        return
    _once(context, "Traced memory", (Instrument.TRACED,), rows)
    _once(context, "Memory by line", (Instrument.LINES,), _choose(context))


def record_timeline(context: RunContext) -> None:
    """Record memory over time, resident and traced, in a process each that serves nothing else.

    Of every row if that was asked for, else of those on the front and of the baseline.
    """
    rows = _rows(context) if context.plan.timeline else [] if context.plan.quick else _choose(context)
    if rows:
        _once(context, "Memory over time", CURVES, rows)


def find_line_seconds(context: RunContext) -> None:
    """Find at which source lines the time goes, of the rows on the front and of the baseline, where that was asked for.

    Under a budget, of those for which there is time.
    """
    if not context.plan.seconds_by_line:
        return
    rows = _choose(context)
    options: dict[Cell, Mapping[str, Scalar]] = {
        cell: {"seconds": SAMPLED, "cold": cell.cache == "cold", "sampler": sampling.choose(cell.interpreter)}
        for cell in rows
    }
    _once(context, "Seconds by line", (Instrument.LINE_SECONDS,), rows, options)


def count_allocations(context: RunContext) -> None:
    """Count the allocations of every row in a process each, if that was asked for; memray is there for all or not."""
    if not context.plan.count_allocations:
        return
    rows = _rows(context)
    found: dict[Cell, Mapping[str, Scalar]] = {}
    for interpreter in context.resolved.interpreters:
        cells = [cell for cell in rows if cell.interpreter == interpreter.version]
        try:
            library = str(environments.prepare_memray(interpreter))
            found |= {cell: {"library": library} for cell in cells}
        except MissingDependencyError as error:
            for lost in (Sample(cell=cell, instrument=Instrument.ALLOCATIONS, phase="start") for cell in cells):
                if not context.has(lost):
                    reason = f"memray: {error}"
                    context.record(replace(lost, status=Status.MISSING_DEPENDENCY, reason=reason))
    _once(context, "Allocations", (Instrument.ALLOCATIONS,), [*found], found)


def _once(
    context: RunContext,
    title: str,
    instruments: Sequence[Instrument],
    rows: Sequence[Cell],
    options: Mapping[Cell, Mapping[str, Scalar]] = NO_OPTIONS,
) -> None:
    """Take one process of each instrument and row, as far as there is time."""
    context.display.stage(title, len(rows) * len(instruments))
    grown, beside = context.growths(), list[PlannedProcess]()
    for instrument in instruments:
        limits = None if instrument is Instrument.RESIDENT_CURVE else _wide(context.plan.limits)
        processes = [
            PlannedProcess(
                sample=Sample(cell=cell, instrument=instrument),
                options=options.get(cell, {}),
                limits=limits,
                lines=lines_for(context.plan, instrument, grown.get(cell)),
            )
            for cell in rows
        ]
        if context.beside > 1 and instrument in REPEATING and not context.unit.is_one:
            beside += processes
        else:
            _take_in_turn(context, processes)
    take_beside(context, beside)


def _take_in_turn(context: RunContext, processes: Sequence[PlannedProcess]) -> None:
    """Take one process after the other, as far as there is time."""
    for each in processes:
        cell, instrument = each.sample.cell, each.sample.instrument
        context.display.step(name(cell))
        if context.deadline.allows(context.estimate_costs().seconds(cell, instrument)):
            take(context, each.sample, each.options, each.limits, each.lines)
        elif instrument not in CURVES or context.plan.timeline:  # what nobody asked for is not missed
            leave_out(context, each.sample)


def _wide(limits: Limits) -> Limits:
    """Return what a traced process may use: it is slower and larger than what it traces."""
    return Limits(
        seconds=limits.seconds * TRACED_TIME,
        memory=min(limits.memory * TRACED_MEMORY, max(limits.memory, int(machine.available_memory() * 0.9))),
    )


def _rows(context: RunContext) -> list[Cell]:
    return [cell for cell in context.list_running() if not cell.control and not is_swept(context.plan, cell)]


def _choose(context: RunContext) -> list[Cell]:
    """Return the rows of the front, and the baseline."""
    plan = context.plan
    return choose_curves(_rows(context), context.samples, list_repeated(plan.cells), confidence_of(plan))
