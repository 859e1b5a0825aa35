"""The story of a run: plan -> data -> environments -> check -> measure -> save."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.repetition import repetition, sameness
from bench.correctness.check import Grade, Question, on_data
from bench.correctness.variants import MOST, Variants
from bench.host import machine, temporary
from bench.host.cache import cache, keeping
from bench.inputs import embedded_sources
from bench.inputs.data import copies
from bench.inputs.data.prepared import Prepared
from bench.inputs.environments import Environment
from bench.model import commands, formatting
from bench.model.errors import BenchError, CacheChangedError, CacheRemovedError, DatasetChangedError
from bench.model.request import Request
from bench.model.types import Cell, Instrument, Plan, Run, Sample, Status
from bench.process import guards
from bench.results import outcomes, pyperf_file, result_file, run_folder
from bench.results.journal import Journal
from bench.session import admission, deadline, failed_rows, plan, unanswered
from bench.session.admission import Desk, Places, Subject
from bench.session.blank_run import Data, blank, described, ids
from bench.session.forecast import pilot
from bench.session.listener import Display
from bench.session.measuring import Bench, answer, measure
from bench.session.resolve import EMBEDDED, Asked, ask, prepare_data, prepare_sweep
from bench.terminal import interrupts

ANEW: Final = "Restore it; or measure anew, and `{}` says what may be compared all the same."


@dataclass(frozen=True)
class Ended:
    """What a run leaves behind.

    Args:
        run: the result.
        folder: where it was written; None where nothing was to be written.
        interrupted: whether it was ended before its end.
    """

    run: Run
    folder: Path | None
    interrupted: bool = False

    @cached_property
    def analysis(self) -> Analysis:
        """What follows from the result."""
        return Analysis(self.run)

    @property
    def exit_code(self) -> int:
        """0 if every asked row is ok, 3 if one is not, 130 if it was interrupted.

        A row that was skipped because a library could not be had, and that nobody named, does not count.
        """
        if self.interrupted:
            return 130
        statuses = {outcome.status for outcome in self.run.outcomes}
        return 0 if Status.OK in statuses and statuses <= {Status.OK, Status.SKIPPED} else 3


def run(request: Request, display: Display) -> Ended:
    """Measure what was asked for, and write the result folder.

    An interrupt ends it: with KeyboardInterrupt before there is a folder, afterwards with a whole result. Once the
    folder is there, none gets in any more but while rows are measured, not even after the return.

    Raises:
        BenchError: if something in the input is wrong; nothing has been measured then.
    """
    with temporary.folder() as place, temporary.folder(cache.place("copies")) as copied, keeping.watching(copied):
        return _run(request, display, place, copied)


def _run(request: Request, display: Display, place: Path, copied: Path) -> Ended:
    spent = deadline.after(request.budget)
    asked, data, drafted = _prepare(request, display, place, copied)
    if asked.added:
        names = ", ".join(f"{item.workload}/{item.name}" for item in asked.added)
        display.warn(f"{names}: added since this run was begun, so no part of it. Start a new run to measure it.")
    places = admission.find_places(asked, display)
    begun = replace(blank(asked, drafted, data, places), guards=guards.of_run())
    begun, target = _begun(request, begun)
    interrupts.hold()
    with run_folder.locked(target), Journal(target / result_file.JOURNAL, request.repeated) as journal:
        result_file.write(begun, target / result_file.RESULT)
        desk = Desk(journal, display, place, copied, spent, pilot.from_earlier(begun, request.out))
        lost: CacheRemovedError | None = None
        try:
            interrupted = not _measured(asked, begun, data, places, desk)
        except CacheRemovedError as error:  # what was measured before is kept, as after an interrupt
            lost, interrupted = error, True
        now = datetime.now(UTC).isoformat(timespec="seconds")
        guarded = guards.concluded(begun.guards, begun.plan, journal.samples)
        result = replace(outcomes.concluded(begun, journal.samples), data=described(data), guards=guarded)
        result = replace(result, ended="" if interrupted else now)
        if request.again and not interrupted:
            carried = embedded_sources.carried(asked.catalogue, place / EMBEDDED)
            result = replace(result, repeats=repetition.repetition(request.again.stored, result, carried))
        result_file.write(result, target / result_file.RESULT)
        pyperf_file.write(journal.entries, target / run_folder.TIMINGS)
    if lost:
        raise CacheRemovedError(str(lost), f"{lost.hint} Resume with: {commands.resumed(target, request.repeated)}")
    return Ended(result, target, interrupted)


def _begun(request: Request, begun: Run) -> tuple[Run, Path]:
    """Hold a run to the one that it repeats or goes on with, if any, and say where its result goes."""
    target = request.out / begun.plan.run_id
    if request.again:
        sameness.require_same(
            request.again.stored, begun, request.again.name, ANEW.format(commands.typed("bench compare"))
        )
        begun = replace(begun, repeats=repetition.intended(request.again.stored))
    if request.resume:
        target = request.resume
        stored = result_file.read(target / result_file.RESULT)
        sameness.require_same(stored, begun, str(target))
        known = begun.checkout if begun.checkout == stored.checkout else None
        begun = replace(begun, plan=stored.plan, checkout=known, guards=guards.of_both(stored.guards, begun.guards))
    return begun, target


def _measured(asked: Asked, begun: Run, data: Data, places: Places, desk: Desk) -> bool:
    """Check and measure all rows; False if the run was interrupted."""
    drafted = begun.plan
    try:
        with interrupts.let_in():
            desk.display.plan(drafted, desk.known)
            subjects = _admit(asked, drafted, data, places, desk)
            pilot.warn(begun, subjects, desk)
            measure(Bench(drafted, subjects, desk))
    except KeyboardInterrupt:
        return False
    except (BenchError, OSError) as error:
        if not isinstance(error, CacheChangedError):
            keeping.check()  # without the cache, much fails that says something else
        if isinstance(error, CacheRemovedError) or not isinstance(error, CacheChangedError | DatasetChangedError):
            raise
        desk.display.warn(f"{error} {error.hint}".rstrip())
    return True


def check_only(request: Request, display: Display) -> Ended:
    """Hold what was asked for to the reference, without measuring.

    Raises:
        BenchError: if something in the input is wrong.
    """
    sizes = request.sizes or (() if request.log else (admission.ORDINARY_LINES,))
    with (
        temporary.folder() as place,
        temporary.folder(cache.place("copies")) as copied,
        keeping.watching(copied),
        Journal(place / "samples.jsonl") as journal,
    ):
        request = replace(request, sizes=sizes, sweep=request.sweep or ())
        asked, data, drafted = _prepare(request, display, place, copied)
        drafted = replace(drafted, cells=tuple(cell for cell in drafted.cells if not cell.control))
        desk = Desk(journal, display, place, copied)
        places = admission.find_places(asked, display)
        answer(Bench(drafted, _admit(asked, drafted, data, places, desk), desk))
        keeping.check()
        begun = blank(asked, drafted, data, places)
        environments = {outcome.cell: outcome.environment for outcome in begun.outcomes}
        found = outcomes.conclude(drafted.cells, journal.samples, environments, proof=Instrument.ANSWER)
    return Ended(replace(begun, outcomes=found, data=described(data)), None)


def _prepare(request: Request, display: Display, place: Path, copied: Path) -> tuple[Asked, Data, Plan]:
    asked = ask(request, place)
    display.stage("Data", 1)
    display.step("making it, or finding what was made before")
    data = prepare_data(asked, copied, lambda lines, _: display.step(f"{formatting.count(lines)} lines made"))
    unanswered.warn_of_empty(data, display)
    if request.log and not request.empty_answer:
        unanswered.refuse(asked, data, display, place)
    further = prepare_sweep(asked, data, place)
    swept = ids(further)
    drafted = plan.draft(request, asked.cells(ids(data), swept), machine.available_memory(), sweep=swept)
    return asked, {name: prepared + further.get(name, ()) for name, prepared in data.items()}, drafted


def _admit(asked: Asked, drafted: Plan, data: Data, places: Places, desk: Desk) -> dict[Cell, Subject]:
    """Write down what the check found of each row, and return those that may be measured."""
    questions = admission.right_answers(asked, data, desk.display, desk.scratch)
    grades = admission.sit_exams(asked, places, drafted.limits, desk)
    own, variants = _own_data(asked, drafted, data, questions, desk)
    subjects = {}
    for cell in drafted.cells:
        place = places[admission.candidate(cell)]
        if isinstance(place, Environment):
            path = asked.catalogue.path(cell.workload, cell.implementation, cell.origin)
            sha256 = asked.catalogue.sha256(cell.workload, cell.implementation, cell.origin)
            subjects[cell] = Subject(path, sha256, place, own[cell.data], variants[cell.workload, cell.data])
    graded = failed_rows.on_the_data(Bench(drafted, subjects, desk), grades)
    for cell, grade in graded.items():
        examined = _examined(cell, on_data(grade, own[cell.data].dataset))
        if not desk.journal.has(examined):
            desk.keep(examined)
    return {cell: subject for cell, subject in subjects.items() if graded[cell].status is Status.OK}


def _own_data(
    asked: Asked, drafted: Plan, data: Data, questions: Mapping[tuple[str, str], Question], desk: Desk
) -> tuple[dict[str, Prepared], dict[tuple[str, str], Variants]]:
    """Copy each dataset for this run alone, and return with it how each workload's processes find it changed."""
    own = {each.dataset.id: each for every in data.values() for each in every}
    own = {id_: copies.own(each, desk.copied) for id_, each in own.items()}
    found = {}
    for (workload, id_), question in questions.items():
        most = 1 if id_ in drafted.sweep.get(workload, ()) else MOST
        reference = admission.reference(asked, workload, desk.scratch / "variants")
        found[workload, id_] = Variants(replace(question, source=own[id_].source), own[id_], reference, most)
    return own, found


def _examined(cell: Cell, grade: Grade) -> Sample:
    return Sample(
        cell=cell,
        instrument=Instrument.ANSWER,
        status=grade.status,
        reason=grade.reason,
        phase=grade.phase,
        notes=grade.notes,
        values=grade.values,
    )
