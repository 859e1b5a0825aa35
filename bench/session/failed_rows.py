"""Ask a row that failed an edge case for the data itself: an answer that is wrong there is what its author needs first.

A row that is right on the data keeps the grade of its edge case, and says so.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bench.correctness import check
from bench.correctness.check import Grade
from bench.model.cells import name
from bench.model.sweep import swept
from bench.model.types import Cell, Instrument, Sample, Status
from bench.session import admission
from bench.session.one_process import Bench, taken

ASKED: Final = {Status.WRONG_ANSWER, Status.ERROR, Status.BAD_RETURN_TYPE, Status.CRASH, Status.EXIT}
"""How an edge case is failed by a row that may be asked for the data: neither slow, nor large, nor dishonest."""

RIGHT: Final = "On the measured data its answer is right."


def on_the_data(bench: Bench, grades: Mapping[Cell, Grade]) -> dict[Cell, Grade]:
    """Return the grade of every row, of a failed one with what it makes of the data.

    Args:
        bench: the run, with every row that can be started.
        grades: of each candidate's exam.

    Raises:
        DatasetChangedError: if a row wrote to the data.
    """
    asked = [cell for cell in bench.subjects if not cell.control and _may_be_asked(bench, cell, grades)]
    if asked:
        bench.desk.display.stage("Failed rows on the data", len(asked))
    found: dict[Cell, Grade] = {}
    for cell in asked:
        bench.desk.display.step(name(cell))
        key = admission.candidate(cell)
        found[cell] = _with_the_data(bench, cell, grades[key])
        found.setdefault(key, found[cell])
    # A control or a further size is not asked itself.
    keys = {cell: admission.candidate(cell) for cell in bench.plan.cells}
    return {cell: found.get(cell) or found.get(key) or grades[key] for cell, key in keys.items()}


def _may_be_asked(bench: Bench, cell: Cell, grades: Mapping[Cell, Grade]) -> bool:
    grade = grades[admission.candidate(cell)]
    on_a_case = grade.phase == "run" and grade.status in ASKED
    known = bench.desk.journal.has(Sample(cell=cell, instrument=Instrument.ANSWER))
    return on_a_case and not known and not swept(bench.plan, cell)


def _with_the_data(bench: Bench, cell: Cell, grade: Grade) -> Grade:
    if not bench.desk.deadline.allows(None):
        return grade
    limits = replace(bench.plan.limits, seconds=min(bench.plan.limits.seconds, check.LIMITS.seconds))
    sample, _ = taken(bench, Sample(cell=cell, instrument=Instrument.ANSWER), {}, limits)
    if sample.status is Status.OK:
        return replace(grade, reason=f"{grade.reason}\n{RIGHT}")
    if sample.status not in ASKED:
        return grade
    reason = sample.reason + _also(grade, sample.reason)
    return Grade(sample.status, reason, sample.notes, sample.phase, sample.values)


def _also(grade: Grade, reason: str) -> str:
    """Name the edge case beside the data, unless it is failed in the same words."""
    first = grade.reason.splitlines()[0]
    said = first.removeprefix(f"on {grade.question.name}: ") if grade.question else first
    return "" if reason.splitlines()[0].endswith(said) else f"\nAlso {grade.status} {first}"
