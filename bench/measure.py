"""Measure the rows that passed the check: resident memory, then rounds of timing, then traced memory.

Each instrument has processes of its own. Every finished process is in the journal before the next one starts. A row
that fails leaves; the others go on. The order within each round is random, from the seed that the plan records.
"""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench import check, datasets, machine, noise, outcomes, stats, stopping
from bench.errors import DatasetChangedError
from bench.examine import Desk, Subject
from bench.launch import Finished, Job, launch
from bench.model import Cell, Instrument, Limits, Plan, Sample, Scalar, Status

TRACED_TIME: Final = 12  # a traced process takes 5 to 9 times as long
TRACED_MEMORY: Final = 3  # and holds about twice as much
LINES_AT_MOST: Final = 200_000  # a snapshot of more takes longer than the rest of the run
SHORT_CALL: Final = 0.5  # seconds; below it a process makes a second call, to find out what is kept between calls
PRIVATE: Final = "The message is withheld: it may quote the log. `--show-data` shows it."


@dataclass(frozen=True, slots=True)
class Bench:
    """A run that is ready to measure.

    Args:
        plan: what is to be measured.
        subjects: the rows that can be started at all.
        desk: where finished processes go, and who is told.
        deadline: `time.monotonic` at which a budget is spent; None without one.
    """

    plan: Plan
    subjects: Mapping[Cell, Subject]
    desk: Desk
    deadline: float | None = None


def measure(bench: Bench) -> None:
    """Take every figure of every row that is still well.

    Raises:
        DatasetChangedError: if a row wrote to the data; that row has the blame, and nothing is measured after it.
    """
    resident(bench)
    timing(bench)
    traced(bench)
    for data in {subject.data.dataset.id: subject.data for subject in bench.subjects.values()}.values():
        data.check_hash()


def answer(bench: Bench) -> None:
    """Have every row answer the data once, without measuring; a row whose answer is wrong fails."""
    bench.desk.display.stage("Answers on the data", len(bench.subjects))
    for cell in bench.subjects:
        bench.desk.display.step(name(cell))
        _take(bench, Sample(cell=cell, instrument=Instrument.ANSWER), {}, bench.plan.limits)


def resident(bench: Bench) -> None:
    """Measure resident memory by phase, in a few processes per row."""
    rows = [cell for cell in _well(bench) if not cell.control]
    count = bench.plan.resident_processes
    bench.desk.display.stage("Resident memory", len(rows) * count)
    for number in range(count):
        for cell in rows:
            bench.desk.display.step(name(cell))
            if cell in _well(bench):
                _take(bench, Sample(cell=cell, instrument=Instrument.RESIDENT, process=number), {}, bench.plan.limits)


def timing(bench: Bench) -> None:
    """Time the rows in rounds: each once per round, in random order, the baseline twice."""
    running = _well(bench)
    bench.desk.display.stage("Time", len(running) * bench.plan.rounds)
    for number in range(bench.plan.rounds):
        running = [cell for cell in running if cell in _well(bench)]
        if not running or _is_spent(bench):
            return
        order = random.Random(f"{bench.plan.seed} {number}")  # a resumed run finds each round's order again
        _round(bench, order.sample(running, len(running)), number)
        if bench.plan.budget is not None and number + 1 in stopping.LOOKS:
            running = _undecided(bench, running)


def traced(bench: Bench) -> None:
    """Measure what Python's own allocator holds, and then which lines hold it, in a process each."""
    rows = [cell for cell in _well(bench) if not cell.control]
    bench.desk.display.stage("Traced memory", len(rows) * 2)
    limits = bench.plan.limits
    wide = Limits(
        seconds=limits.seconds * TRACED_TIME,
        memory=min(limits.memory * TRACED_MEMORY, max(limits.memory, int(machine.available_memory() * 0.9))),
    )
    for cell in rows:
        bench.desk.display.step(name(cell))
        _take(bench, Sample(cell=cell, instrument=Instrument.TRACED), {}, wide)
        bench.desk.display.step(name(cell))
        _take(bench, Sample(cell=cell, instrument=Instrument.LINES), {}, wide)


def name(cell: Cell) -> str:
    """Return what a row is called on the console."""
    parts = [cell.implementation]
    parts += [f"@{cell.origin}"] if cell.origin != "impls" else []
    parts += [" (second copy)"] if cell.control else []
    return "".join(parts)


def _round(bench: Bench, cells: Sequence[Cell], number: int) -> None:
    for position, cell in enumerate(cells):
        bench.desk.display.step(name(cell))
        sample = Sample(cell=cell, instrument=Instrument.TIMING, process=number, round=number, position=position)
        _take(bench, sample, _timing_options(bench, cell), bench.plan.limits)


def _timing_options(bench: Bench, cell: Cell) -> dict[str, Scalar]:
    """Call once what takes long; twice what is short, for a second call shows what was kept from the first."""
    took = [
        sample.values["run_seconds"].value
        for sample in bench.desk.journal.samples
        if sample.cell == replace(cell, control=False) and "run_seconds" in sample.values
    ]
    short = bool(took) and min(took) < SHORT_CALL
    return {"calls": 2 if short else 1, "loops": 0, "cold": cell.cache == "cold"}


def _well(bench: Bench) -> list[Cell]:
    """Return the rows that can go on; a control goes where its baseline goes."""
    lost = {
        replace(sample.cell, control=False)
        for sample in bench.desk.journal.samples
        if outcomes.failed([sample]) is not None
    }
    return [cell for cell in bench.subjects if replace(cell, control=False) not in lost]


def _is_spent(bench: Bench) -> bool:
    return bench.deadline is not None and time.monotonic() > bench.deadline


def _undecided(bench: Bench, running: Sequence[Cell]) -> list[Cell]:
    """Let those leave whose comparison with the baseline is decided; both copies of a baseline stay with the rest."""
    stay: list[Cell] = []
    for control in [cell for cell in running if cell.control]:
        base = replace(control, control=False)
        group = [cell for cell in running if _group(cell) == _group(base) and cell not in (control, base)]
        rounds = {cell: _rounds(bench, cell) for cell in (base, control, *group)}
        found = stopping.look(rounds[base], {cell: rounds[cell] for cell in group}, control=rounds[control])
        left = [cell for cell in group if cell not in stopping.decided(found)]
        stay += [base, control, *left] if left else []
    return stay


def _group(cell: Cell) -> tuple[str, str, str, str]:
    return cell.workload, cell.interpreter, cell.data, cell.cache


def _rounds(bench: Bench, cell: Cell) -> stats.Rounds:
    return stats.by_round(sample for sample in bench.desk.journal.samples if sample.cell == cell)


def _take(bench: Bench, sample: Sample, options: Mapping[str, Scalar], limits: Limits) -> None:
    """Start one process, judge its answer, and put it into the journal; what a resumed run has already is kept."""
    if bench.desk.journal.has(sample):
        return
    subject = bench.subjects[sample.cell]
    keep = bench.desk.scratch / f"answers-{len(bench.desk.journal.entries)}"
    keep.mkdir()
    job = Job(
        python=subject.environment.python,
        module=subject.module,
        function="run",
        instrument=sample.instrument,
        sources=(_source(bench, subject, sample.instrument),),
        options=options,
        limits=limits,
        hash_seed=None,
        answers=keep if sample.process == 0 else None,
    )
    started = datetime.now(UTC)
    before = noise.reading()
    finished = launch(job)
    done = _sample(sample, finished, _judge(bench, subject, sample, finished, keep))
    done = replace(done, started=started.isoformat(timespec="milliseconds"), noise=noise.since(before))
    try:
        subject.data.check_stamp()
    except DatasetChangedError as error:
        bench.desk.journal.add(replace(done, status=Status.SUSPECT, reason=f"It wrote to the data. {error}"))
        raise
    bench.desk.journal.add(done, finished.pyperf)


def _source(bench: Bench, subject: Subject, instrument: Instrument) -> Path | int:
    if instrument is not Instrument.LINES:
        return subject.data.source
    return datasets.head(subject.data, LINES_AT_MOST, bench.desk.scratch)


def _judge(bench: Bench, subject: Subject, sample: Sample, finished: Finished, kept: Path) -> check.Grade:
    private = subject.data.dataset.kind == "own log" and not bench.plan.show_data
    if private and finished.reason:
        finished = replace(finished, reason=_without_data(finished))
    if sample.instrument is Instrument.LINES:  # its data may be a part of the whole, and its answer another
        return check.Grade(finished.status, finished.reason, finished.notes, finished.phase)
    grade = check.judge(subject.question, finished, kept if sample.process == 0 else None, show=not private)
    earlier = any(each.cell == sample.cell and each.status is Status.OK for each in bench.desk.journal.samples)
    if grade.status is Status.WRONG_ANSWER and earlier and sample.process:
        return replace(grade, status=Status.NON_DETERMINISTIC, reason=f"right before, then wrong: {grade.reason}")
    return grade


def _without_data(finished: Finished) -> str:
    """Return a reason that cannot quote the user's log: an exception keeps its type, the rest only its status."""
    if finished.status in {Status.TIMEOUT, Status.MEMORY_LIMIT, Status.CRASH, Status.LOAD_ERROR}:
        return finished.reason
    kind = finished.reason.split(":")[0] if finished.status is Status.ERROR else ""
    return f"{kind}. {PRIVATE}" if kind.isidentifier() else PRIVATE


def _sample(sample: Sample, finished: Finished, grade: check.Grade) -> Sample:
    return replace(
        sample,
        status=grade.status,
        reason=grade.reason,
        phase=grade.phase,
        notes=grade.notes,
        values=finished.values,
        calls=finished.calls,
        allocations=finished.allocations,
        growth=finished.growth,
        curve=finished.curve,
        answer=finished.answers[0] if finished.answers else "",
    )
