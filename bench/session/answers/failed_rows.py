"""Ask a row that failed an edge case for the data itself: an answer that is wrong there is what its author needs first.

A row that is right on the data keeps the check result of its edge case, and says so.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bench.correctness import check
from bench.correctness.judging import CheckResult
from bench.model.cells import name
from bench.model.sweep import is_swept
from bench.model.types import Cell, Instrument, Sample, Status
from bench.session.context import RunContext, target_of
from bench.session.processes.one_process import run_and_judge

RUN_ON_DATA: Final = {Status.WRONG_ANSWER, Status.ERROR, Status.BAD_RETURN_TYPE, Status.CRASH, Status.EXIT}
"""How an edge case is failed by a row that may be asked for the data: neither slow, nor large, nor dishonest."""

RIGHT: Final = "Its answer on the measured data is correct."


def run_on_data(context: RunContext, checked: Mapping[Cell, CheckResult]) -> dict[Cell, CheckResult]:
    """Return the check result of every case, of a failed one with what it makes of the data.

    Raises:
        DatasetChangedError: if a row wrote to the data.
    """
    chosen = [cell for cell in context.cases if not cell.control and _may_be_run(context, cell, checked)]
    if chosen:
        context.display.stage("Failed cases on the data", len(chosen))
    found: dict[Cell, CheckResult] = {}
    for cell in chosen:
        context.display.step(name(cell))
        key = target_of(cell)
        found[cell] = _with_the_data(context, cell, checked[key])
        found.setdefault(key, found[cell])
    # A control or a further size is not asked itself.
    keys = {cell: target_of(cell) for cell in context.plan.cells}
    return {cell: found.get(cell) or found.get(key) or checked[key] for cell, key in keys.items()}


def _may_be_run(context: RunContext, cell: Cell, checked: Mapping[Cell, CheckResult]) -> bool:
    result = checked[target_of(cell)]
    on_a_case = result.phase == "run" and result.status in RUN_ON_DATA
    known = context.has(Sample(cell=cell, instrument=Instrument.ANSWER))
    return on_a_case and not known and not is_swept(context.plan, cell)


def _with_the_data(context: RunContext, cell: Cell, result: CheckResult) -> CheckResult:
    if not context.deadline.allows(None):
        return result
    limits = replace(context.plan.limits, seconds=min(context.plan.limits.seconds, check.LIMITS.seconds))
    sample, _ = run_and_judge(context, Sample(cell=cell, instrument=Instrument.ANSWER), {}, limits)
    if sample.status is Status.OK:
        return replace(result, reason=f"{result.reason}\n{RIGHT}")
    if sample.status not in RUN_ON_DATA:
        return result
    reason = sample.reason + _also(result, sample.reason)
    return CheckResult(sample.status, reason, sample.notes, sample.phase, sample.values)


def _also(result: CheckResult, reason: str) -> str:
    """Name the edge case beside the data, unless it is failed in the same words."""
    first = result.reason.splitlines()[0]
    said = first.removeprefix(f"on {result.question.name}: ") if result.question else first
    return "" if reason.splitlines()[0].endswith(said) else f"\nAlso {result.status} {first}"
