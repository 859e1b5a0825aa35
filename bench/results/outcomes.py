"""Conclude the outcome of a cell from its samples. Pure: samples in, outcomes out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bench.host import process_notes
from bench.model.cells import first_copy, group
from bench.model.sweep import is_swept
from bench.model.types import Cell, Instrument, Outcome, Plan, Run, Sample, Status

DECISIVE: Final = (Instrument.ANSWER, Instrument.RESIDENT, Instrument.TIMING)
LOST: Final = {
    Instrument.TRACED: "Traced memory",
    Instrument.LINES: "The lines that hold memory",
    Instrument.ALLOCATIONS: "Allocations",
    Instrument.RESIDENT_CURVE: "Resident memory over time",
    Instrument.TRACED_CURVE: "Traced memory over time",
    Instrument.LINE_SECONDS: "Seconds by line",
}
FALSE: Final = {Status.SUSPECT, Status.WRONG_ANSWER, Status.NON_DETERMINISTIC, Status.BAD_RETURN_TYPE}
NOT_REACHED: Final = "the run ended before it was measured"


def conclude(
    cells: Iterable[Cell],
    samples: Sequence[Sample],
    environments: Mapping[Cell, str],
    *,
    proof: Instrument = Instrument.TIMING,
) -> tuple[Outcome, ...]:
    """Return one outcome per cell, in the order of the cells.

    A row without a failure is ok once it has a sample of the instrument `proof`; before, it was not reached.
    The first process that did not end well decides the status. Traced processes are slower and larger than what they
    trace, so a failure of theirs is a note: that figure is not available. But who answers falsely there, or meddles
    with an instrument, is not believed anywhere.
    """
    by_cell: dict[Cell, list[Sample]] = {}
    for sample in samples:
        by_cell.setdefault(sample.cell, []).append(sample)
    return tuple(_outcome(cell, tuple(by_cell.get(cell, ())), environments.get(cell, ""), proof) for cell in cells)


def conclude_run(run: Run, samples: Sequence[Sample]) -> Run:
    """Return a run with the outcomes that these samples give its cells."""
    plan = replace(run.plan, cells=_replace_controls(run.plan.cells, samples))
    environments = {outcome.cell: outcome.environment for outcome in run.outcomes}
    environments |= {cell: environments[first_copy(cell)] for cell in plan.cells if cell not in environments}
    return replace(run, plan=plan, outcomes=tuple(_conclude(plan, samples, environments)))


def _replace_controls(cells: tuple[Cell, ...], samples: Iterable[Sample]) -> tuple[Cell, ...]:
    """Return the rows with the controls that were timed in place of those that were planned."""
    timed = (sample.cell for sample in samples if sample.instrument is Instrument.TIMING and sample.cell.control)
    other = {group(cell): cell for cell in timed if cell not in cells}
    return tuple(other.get(group(cell), cell) if cell.control else cell for cell in cells)


def _conclude(plan: Plan, samples: Sequence[Sample], environments: Mapping[Cell, str]) -> Iterator[Outcome]:
    """Yield the outcomes; a row that only shows how memory grows need not be timed."""
    proofs = {cell: Instrument.RESIDENT if is_swept(plan, cell) else Instrument.TIMING for cell in plan.cells}
    for proof in (Instrument.TIMING, Instrument.RESIDENT):
        yield from conclude((cell for cell in plan.cells if proofs[cell] is proof), samples, environments, proof=proof)


def find_failure(samples: Iterable[Sample]) -> Sample | None:
    """Return the first sample that decides against a row, if any."""
    return next((each for each in samples if each.status is not Status.OK and _decides(each)), None)


def _decides(sample: Sample) -> bool:
    return sample.instrument in DECISIVE or sample.status in FALSE


def _outcome(cell: Cell, samples: tuple[Sample, ...], environment: str, proof: Instrument) -> Outcome:
    notes = [note for sample in samples for note in _notes(sample)]
    culprit = find_failure(samples)
    if culprit:
        status, reason = culprit.status, _locate(culprit)
    elif any(sample.instrument is proof for sample in samples):
        status, reason = Status.OK, ""
    else:
        status, reason = Status.SKIPPED, NOT_REACHED
    return Outcome(
        cell=cell,
        status=status,
        reason=reason,
        notes=tuple(process_notes.join(notes)),
        environment=environment,
        edge_cases=next((each.edge_cases for each in samples if each.edge_cases), None),
        samples=samples,
    )


def _notes(sample: Sample) -> tuple[str, ...]:
    if sample.status is Status.OK or _decides(sample):
        return sample.notes
    return (*sample.notes, f"{LOST[sample.instrument]}: not available ({sample.status}: {_locate(sample)}).")


def _locate(sample: Sample) -> str:
    """Return the phase in which it happened, unless that is obvious."""
    return f"during import: {sample.reason}" if sample.phase == "import" and sample.reason else sample.reason
