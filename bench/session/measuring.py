"""Measure the rows that passed the check: resident memory, then rounds of timing, then traced memory.

Each instrument has processes of its own. Every finished process is in the journal before the next one starts. A row
that fails leaves; the others go on. Where a budget limits the run, memory is measured once, the rounds get what is left
after the time that the traced processes will take, and what no longer fits is left out and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bench.analysis.forecast import costs
from bench.analysis.pareto import watched
from bench.analysis.statistics.stopping import LOOKS
from bench.analysis.statistics.times import confidence_of
from bench.host import machine
from bench.host.cache import keeping
from bench.model import formatting
from bench.model.cells import name
from bench.model.errors import CacheChangedError, CacheRemovedError, DatasetChangedError
from bench.model.sweep import CURVES, swept
from bench.model.types import Cell, Instrument, Limits, Sample, Status
from bench.session import admission
from bench.session.one_process import Bench, leave_out, take
from bench.session.rounds import timing

AFTER_THE_EXAM: Final = 1  # number of the process that answers the data; the exam is number 0
AT_THE_END: Final = 2  # number of what stands for no process: the look at the data after the last one

__all__ = ["Bench", "answer", "growth", "measure", "resident", "timeline", "timing", "traced"]

TRACED: Final = (Instrument.TRACED, Instrument.LINES)
TRACED_TIME: Final = 12  # a traced process takes 5 to 9 times as long
TRACED_MEMORY: Final = 3  # and holds about twice as much
TRACED_SHARE: Final = 1 / 3  # of a budget, at most


def measure(bench: Bench) -> None:
    """Take every figure of every row that is still well.

    Raises:
        DatasetChangedError: if a row wrote to the data; that row has the blame, and nothing is measured after it.
        CacheChangedError: if something that rows ran from was changed; none of these is believed.
        CacheRemovedError: if the cache is gone; what was measured before is kept.
    """
    try:
        resident(bench)
        growth(bench)
        _warn_of_too_few(bench)
        timing(bench, _reserve(bench))
        traced(bench)
        timeline(bench)
    finally:  # figures of a run that was interrupted are kept too
        _hold_to_the_cache(bench)
    _hold_to_the_hash(bench)


def _hold_to_the_cache(bench: Bench) -> None:
    """See that what was executed is what it was; if not, no row that may have run from it is believed."""
    try:
        keeping.check()
    except CacheRemovedError:
        raise
    except CacheChangedError as error:
        own = {cell: subject.environment.python.parent.parent for cell, subject in bench.subjects.items()}
        shared = error.things - set(own.values()) or admission.plain_python().parent.parent in error.things
        _doubt(bench, [cell for cell in own if shared or own[cell] in error.things], str(error))
        raise


def _hold_to_the_hash(bench: Bench) -> None:
    """See that the data is what it was; if not, nobody knows who changed it and when, and no row on it is believed.

    A write through a memory map need not change what `stat` tells.
    """
    for data in {subject.data.dataset.id: subject.data for subject in bench.subjects.values()}.values():
        try:
            data.check_hash()
        except DatasetChangedError as error:
            _doubt(bench, [cell for cell, subject in bench.subjects.items() if subject.data is data], str(error))
            raise


def _doubt(bench: Bench, cells: Sequence[Cell], reason: str) -> None:
    """Write down that nothing that was measured of some rows can be believed."""
    for cell in cells:
        doubted = Sample(cell=cell, instrument=Instrument.ANSWER, process=AT_THE_END)
        bench.desk.keep(replace(doubted, status=Status.SUSPECT, reason=reason))


def answer(bench: Bench) -> None:
    """Have every row answer the data once, without measuring; a row whose answer is wrong fails."""
    bench.desk.display.stage("Answers on the data", len(bench.subjects))
    for cell in bench.subjects:
        bench.desk.display.step(name(cell))
        take(bench, Sample(cell=cell, instrument=Instrument.ANSWER, process=AFTER_THE_EXAM), {})


def resident(bench: Bench) -> None:
    """Measure resident memory by phase, in a few processes per row; under a budget, in more than one if there is time.

    A further process per row must leave enough for the first look at the times.
    """
    rows = _rows(bench)
    count = bench.plan.resident_processes
    bench.desk.display.stage("Resident memory", len(rows) * count)
    for number in range(count):
        further = {Instrument.RESIDENT: 1, Instrument.TIMING: LOOKS[0]}
        if number and not bench.desk.deadline.allows(_seconds(bench, further) + _reserve(bench)):
            return
        for cell in rows:
            bench.desk.display.step(name(cell))
            if cell in bench.well():
                take(bench, Sample(cell=cell, instrument=Instrument.RESIDENT, process=number), {})


def growth(bench: Bench) -> None:
    """Measure resident memory at the further sizes, once; under a budget, if that leaves enough for the first look."""
    cells = [cell for cell in bench.well() if swept(bench.plan, cell)]
    if not cells:
        return
    bench.desk.display.stage("Growth", len(cells))
    later = _seconds(bench, {Instrument.TIMING: LOOKS[0]}) + _reserve(bench)
    for cell in cells:
        bench.desk.display.step(name(cell))
        sample = Sample(cell=cell, instrument=Instrument.RESIDENT)
        if bench.desk.deadline.allows((bench.costs().seconds(cell, Instrument.RESIDENT) or 0.0) + later):
            take(bench, sample, {})
        else:
            leave_out(bench, sample)


def traced(bench: Bench) -> None:
    """Measure what Python's own allocator holds, and then which lines hold it, in a process each."""
    _once(bench, "Traced memory", TRACED, _rows(bench))


def timeline(bench: Bench) -> None:
    """Record memory over time, resident and traced, in a process each that serves nothing else.

    Of every row if that was asked for, else of those on the front and of the baseline.
    """
    rows = _rows(bench)
    if not bench.plan.timeline:
        confidence = confidence_of(bench.plan)
        rows = [] if bench.plan.quick else watched(rows, bench.desk.journal.samples, confidence)
    if rows:
        _once(bench, "Memory over time", CURVES, rows)


def _once(bench: Bench, title: str, instruments: Sequence[Instrument], rows: Sequence[Cell]) -> None:
    """Take one process of each instrument and row, as far as there is time."""
    bench.desk.display.stage(title, len(rows) * len(instruments))
    for instrument in instruments:
        limits = None if instrument is Instrument.RESIDENT_CURVE else _wide(bench.plan.limits)
        for cell in rows:
            bench.desk.display.step(name(cell))
            sample = Sample(cell=cell, instrument=instrument)
            if bench.desk.deadline.allows(bench.costs().seconds(cell, instrument)):
                take(bench, sample, {}, limits)
            elif instrument not in CURVES or bench.plan.timeline:  # what nobody asked for is not missed
                leave_out(bench, sample)


def _wide(limits: Limits) -> Limits:
    """Return what a traced process may use: it is slower and larger than what it traces."""
    return Limits(
        seconds=limits.seconds * TRACED_TIME,
        memory=min(limits.memory * TRACED_MEMORY, max(limits.memory, int(machine.available_memory() * 0.9))),
    )


def _rows(bench: Bench) -> list[Cell]:
    return [cell for cell in bench.well() if not cell.control and not swept(bench.plan, cell)]


def _seconds(bench: Bench, processes: Mapping[Instrument, int]) -> float:
    """Return the seconds of so many processes for every row, and for every control where it is timed."""
    counts = {
        (cell, instrument): count
        for instrument, count in processes.items()
        for cell in bench.well()
        if not swept(bench.plan, cell) and (instrument is Instrument.TIMING or not cell.control)
    }
    return costs.total(bench.costs(), counts) or 0.0


def _reserve(bench: Bench) -> float:
    """Return the seconds to keep for what comes after the rounds, without starving the rounds of a small budget."""
    last = (*TRACED, *CURVES) if bench.plan.timeline else TRACED
    return (
        0.0
        if bench.plan.budget is None
        else min(_seconds(bench, dict.fromkeys(last, 1)), bench.plan.budget * TRACED_SHARE)
    )


def _warn_of_too_few(bench: Bench) -> None:
    """Say at once if a budget will not even reach its first look."""
    if bench.plan.budget is None:
        return
    needed = _seconds(bench, {Instrument.TIMING: LOOKS[0]}) + _reserve(bench)
    if not bench.desk.deadline.allows(needed):
        late = bench.desk.deadline.exceeded_by(_seconds(bench, {Instrument.TIMING: 1}))
        least = f"It is exceeded by about {formatting.duration(late)}: a round is the least that says anything. "
        bench.desk.display.warn(
            f"The budget is too short for {LOOKS[0]} rounds, the first that can decide anything: "
            f"they and the traced processes need about {formatting.duration(needed)} more. {least if late else ''}"
            "Take fewer implementations or lines, or a larger budget."
        )
