"""Find where a result contradicts itself, so that its readers can rely on what its parts say of each other. Pure.

A schema says of what type each part is. What it cannot say is said here: that every row is planned, described and there
once, that its samples are its own, and that its figures are figures that something can be measured as.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import Final, TypeVar

from msgspec import UNSET, UnsetType

from bench.model import cells, formatting
from bench.model.sweep import is_swept
from bench.model.types import (
    MOST_SAMPLES,
    Cell,
    Dataset,
    FailedEdgeCases,
    Instrument,
    Outcome,
    Plan,
    Run,
    Sample,
    ranges,
)
from bench.model.types.ranges import CALL, CHANGE, COUNT, MOMENT, SIZE, FigureRange
from bench.results.machines import OF_MACHINES, machine_name

VERSION: Final = re.compile(r"(\w+ )?\d+\.\d+\.\d+[\w+-]*", re.ASCII)
CONTROL: Final = {Instrument.ANSWER, Instrument.TIMING}
SWEPT: Final = {Instrument.ANSWER, Instrument.RESIDENT, Instrument.TIMING, Instrument.TRACED}
NAMED: Final = 60  # characters of a name that is not ours
Key = TypeVar("Key", bound=Hashable)


def contradictions(run: Run) -> Iterator[str]:
    """Yield in words what does not fit together in a result; nothing for a whole one.

    What comes later may rely on what comes before: it is only right if nothing was yielded until then.
    """
    yield from _descriptions(run)
    yield from _plan(run)
    yield from _outcomes(run)
    yield from _machines(run)
    for row in run.outcomes:
        yield from _samples(run, row)
    yield from _amounts(run)


def _descriptions(run: Run) -> Iterator[str]:
    for name, workload in run.workloads.items():
        if workload.name != name:
            yield f"it calls the workload {name!r} {workload.name!r} as well"
    for name, data in run.data.items():
        if data.id != name:
            yield f"it calls the data {name!r} {data.id!r} as well"
    for key in _list_repeated((each.workload, each.name, each.origin) for each in run.implementations):
        yield f"it describes the implementation {key[0]}/{key[1]} of {key[2]} twice"
    if run.before and run.before.unchanged < 0:
        yield "it counts fewer than no unchanged rows"
    for unknown in sorted({each.workload for each in run.implementations} - run.workloads.keys()):
        yield f"it does not say what the workload {unknown!r} is"


def _plan(run: Run) -> Iterator[str]:
    planned = set(run.plan.cells)
    for cell in _list_repeated(run.plan.cells):
        yield f"its plan has the case {_name(cell)} twice"
    described = {(each.workload, each.name, each.origin) for each in run.implementations}
    for cell in run.plan.cells:
        yield from _list_undescribed(run, cell)
        if (cell.workload, cell.implementation, cell.origin) not in described:
            yield f"it does not say what the implementation of the case {_name(cell)} is"
        if cells.first_copy(cell) not in planned:
            yield f"its plan has {_name(cell)} and not the first"


def _list_undescribed(run: Run, cell: Cell) -> Iterator[str]:
    if cell.workload not in run.workloads:
        yield f"it does not say what the workload {cell.workload!r} is"
    if cell.data not in run.data:
        yield f"it does not say what the data {cell.data!r} is"
    elif cell.workload in run.plan.sweep and run.data[cell.data].lines < 1:
        yield f"the data {cell.data!r}, which is to show how memory grows, has no lines"
    if not VERSION.fullmatch(cell.interpreter):
        yield f"the case {_name(cell)} was measured on a Python {cell.interpreter!r}, which is not a version"


def _outcomes(run: Run) -> Iterator[str]:
    planned, found = set(run.plan.cells), [row.cell for row in run.outcomes]
    for cell in _list_repeated(found):
        yield f"the case {_name(cell)} has two outcomes"
    for cell in found:
        if cell not in planned:
            yield f"the case {_name(cell)} is not in its plan"
    for cell in planned.difference(found):
        yield f"the case {_name(cell)} is in its plan, but has no outcome"
    for row in run.outcomes:
        if row.environment and row.environment not in run.environments:
            yield f"it does not say what the environment {row.environment!r} is"
        if row.edge_cases and not _is_possible(row.edge_cases):
            yield f"the case {_name(row.cell)} fails more edge cases than it was asked"
        if row.edge_cases != next((each.edge_cases for each in row.samples if each.edge_cases), None):
            yield f"the case {_name(row.cell)} fails other edge cases than its samples say"


def _is_possible(failed: FailedEdgeCases) -> bool:
    counts = (failed.total, failed.untried, failed.total - failed.untried - len(failed.names))
    return not any(COUNT.complaint(each) for each in counts) and bool(failed.names or failed.ordinary)


def _machines(run: Run) -> Iterator[str]:
    """Hold that each sample has its machine, and each round one machine: pairs of rounds are compared."""
    several = run.format == OF_MACHINES
    if several != (len(run.pooled) > 1):
        yield f"it is of format {run.format} and has {formatting.plural(len(run.pooled), 'machine')}"
    elif list(run.pooled) != [machine_name(number) for number in range(1, len(run.pooled) + 1)]:
        yield "its machines are not numbered from 1"
    elif several and run.machine != next(iter(run.pooled.values())):
        yield "it calls another machine the first"
    samples = [sample for row in run.outcomes for sample in row.samples]
    for strange in sorted({str(each.machine) for each in samples if each.machine not in (run.pooled or {UNSET})}):
        yield f"it does not say what the machine {strange[:NAMED]!r} of a sample is"
    of_round: dict[tuple[Instrument, int], str | UnsetType] = {}
    for each in samples:
        if each.round is not None and of_round.setdefault((each.instrument, each.round), each.machine) != each.machine:
            yield f"its round {each.round} of {each.instrument} was measured on two machines"


def _samples(run: Run, row: Outcome) -> Iterator[str]:
    known = CONTROL if row.cell.control else SWEPT if is_swept(run.plan, row.cell) else set(Instrument)
    for machine, count in Counter(each.machine for each in row.samples).items():
        if count > MOST_SAMPLES:
            where = "" if machine is UNSET else f" of {machine}"
            most = f"{MOST_SAMPLES:,} are the most"
            yield f"the case {_name(row.cell)} has {formatting.count(count)} samples{where}; {most}"
    for sample in row.samples:
        if sample.cell != row.cell:
            yield f"the case {_name(row.cell)} holds a sample of {_name(sample.cell)}"
        if sample.instrument not in known:
            yield f"the case {_name(row.cell)} has a sample of {sample.instrument}, which was not planned for it"
        where = f"in {_name(row.cell)}, {sample.instrument} process {sample.process},"
        yield from (f"{where} {complaint}" for complaint in _figures(sample))
    measured = (each for each in row.samples if each.instrument is not Instrument.ANSWER)  # a resumed run asks anew
    for instrument, *_ in _list_repeated((each.instrument, each.process, each.round) for each in measured):
        yield f"the case {_name(row.cell)} has the same sample of {instrument} twice"


def _figures(sample: Sample) -> Iterator[str]:
    """Yield each figure that cannot have been measured, and why."""
    for name, figure in (*sample.values.items(), *sample.noise.items()):
        if complaint := ranges.complaint(name, figure):
            yield f"{name[:NAMED]!r} {complaint}"
    for name, range_, value in _parts(sample):
        if complaint := range_.complaint(value):
            yield f"{name} {complaint}"


def _parts(sample: Sample) -> Iterator[tuple[str, FigureRange, float]]:
    yield from (("a number of it", COUNT, each) for each in (sample.process, sample.position, sample.round or 0))
    yield from (("a call", CALL, seconds) for seconds in sample.calls)
    for at, size in sample.curve:
        yield from (("the time of a point", MOMENT, at), ("a point", SIZE, size))
    for each in sample.allocations:
        yield from (("what a line holds", SIZE, each.size), ("its blocks", COUNT, each.count))
    for each in sample.growth:
        yield from (("what a line gained", CHANGE, each.size), ("its new blocks", CHANGE, each.count))
    yield from (("the samples of a line", COUNT, each.samples) for each in sample.lines_spent)
    yield from (("the number of a line", COUNT, each.line) for each in sample.lines_spent)
    yield from (("the number of a line", COUNT, each.line) for each in (*sample.allocations, *sample.growth))


def _amounts(run: Run) -> Iterator[str]:
    for name, data in run.data.items():
        if any(COUNT.complaint(each) for each in _sizes(data)) or data.copies < 1:
            yield f"the data {name!r} has a size that no file can have"
    limits, machines = run.plan.limits, (run.machine, *run.pooled.values())
    sizes = (size for machine in machines for size in (machine.cores, machine.memory))
    if any(COUNT.complaint(each) or not each for each in (limits.seconds, limits.memory, *sizes)):
        yield "its limits or its machine have a size that nothing can have"
    if any(COUNT.complaint(each) for each in (*_rounds(run.plan), *(machine.swap or 0 for machine in machines))):
        yield "its plan or its machine has a number that nothing can have"


def _sizes(data: Dataset) -> Iterator[int]:
    yield from (data.lines, data.bytes, data.copies)
    if data.records:
        yield from (data.records.whole, data.records.malformed, data.records.errors, data.records.messages or 0)
    for coverage in data.coverage.values():
        yield from (coverage.fitting, coverage.other)
    yield from (part.bytes for part in data.parts)
    if data.packed:
        yield data.packed.bytes
    if data.recipe:
        yield from (data.recipe.lines or 0, data.recipe.size or 0, data.recipe.first)


def _rounds(plan: Plan) -> tuple[float, ...]:
    return plan.rounds, plan.long_rounds, plan.resident_processes, plan.sweep_rounds, plan.budget or 0


def _list_repeated(items: Iterable[Key]) -> list[Key]:
    return [item for item, count in Counter(items).items() if count > 1]


def _name(cell: Cell) -> str:
    return f"{cell.workload}/{cells.name(cell)}"
