"""The story of a run: plan -> data -> environments -> check -> measure -> save."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.comparison import twin_ranks
from bench.analysis.forecast.costs import Costs
from bench.analysis.repetition import repetition, sameness
from bench.correctness.check import on_data
from bench.correctness.judging import CheckResult
from bench.host import machine, temporary
from bench.host.cache import cache, watching
from bench.inputs import embedded_sources
from bench.inputs.data import twins
from bench.model import commands, formatting
from bench.model.errors import BenchError, CacheChangedError, CacheRemovedError, DatasetChangedError, PlaceError
from bench.model.request import Request
from bench.model.types import Cell, Instrument, Plan, Run, Sample, Status, TwinLikeness
from bench.process import guards, sampling
from bench.results import journal, outcomes, pyperf_file, result_file, run_folder
from bench.results.journal import Journal
from bench.session import admission, deadline, plan
from bench.session.answers import failed_rows, unanswered
from bench.session.context import PreparedData, RunContext, blank_run, describe, ids_of
from bench.session.forecast import pilot
from bench.session.listener import Display
from bench.session.measuring import answer, measure
from bench.session.processes.beside import count_beside
from bench.session.resolve import (
    EMBEDDED,
    ResolvedRequest,
    learn_profile,
    list_formats,
    prepare_data,
    prepare_sweep,
    resolve,
)
from bench.terminal import interrupts

ANEW: Final = "Restore it; or measure again, and `{}` shows what can still be compared."


@dataclass(frozen=True)
class EndedRun:
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

        A row that was skipped because a library could not be installed, and that nobody named, does not count.
        """
        if self.interrupted:
            return 130
        statuses = {outcome.status for outcome in self.run.outcomes}
        return 0 if Status.OK in statuses and statuses <= {Status.OK, Status.SKIPPED} else 3


def run(request: Request, display: Display) -> EndedRun:
    """Measure what was asked for, and write the result folder.

    An interrupt ends it: with KeyboardInterrupt before there is a folder, afterwards with a whole result. Once the
    folder is there, none gets in any more but while rows are measured, not even after the return.

    Raises:
        BenchError: if something in the input is wrong; nothing has been measured then.
    """
    with open_run(request, display) as (begun, context, target):
        if context.resolved.added:
            names = ", ".join(f"{item.workload}/{item.name}" for item in context.resolved.added)
            display.warn(f"{names}: added after this run began, so not part of it. Start a new run to measure it.")
        lost: CacheRemovedError | None = None
        try:
            interrupted = not _measure(context)
        except CacheRemovedError as error:  # what was measured before is kept, as after an interrupt
            lost, interrupted = error, True
        result = _conclude(begun, context, interrupted=interrupted)
        resume = f"Resume with: {commands.resumed(target, request.repeated)}"
        try:
            context.journal.require_folder()
            result_file.write(result, target / result_file.RESULT)
            pyperf_file.write(context.journal.entries, target / run_folder.TIMINGS)
        except PlaceError as error:
            raise PlaceError(str(error), f"What was measured is kept. Put that right first. {resume}") from error
    if lost:
        raise CacheRemovedError(str(lost), f"{lost.hint} {resume}")
    return EndedRun(result, target, interrupted)


@contextmanager
def open_run(request: Request, display: Display, *, measured: bool = True) -> Iterator[tuple[Run, RunContext, Path]]:
    """Prepare all that a run needs, and give the run before its first sample, what it works with, and its folder.

    Args:
        request: what was asked for.
        display: shows progress.
        measured: whether there is a result folder, and a second copy of the baseline; otherwise all is scratch.
    """
    with (
        temporary.folder() as scratch,
        temporary.folder(cache.place("copies")) as copied,
        watching.over(scratch, copied),
    ):
        spent = deadline.after(request.budget)
        resolved, data, drafted = _prepare(request, display, scratch, copied)
        if not measured:
            drafted = replace(drafted, cells=tuple(cell for cell in drafted.cells if not cell.control))
        environments = admission.prepare_environments(resolved, display)
        begun, target = blank_run(resolved, drafted, data, environments), scratch
        if measured:
            likeness = _compare_twin(resolved, data)
            begun, target = _begin(request, replace(begun, guards=guards.of_run(), likeness=likeness))
            interrupts.hold()
        with run_folder.locked(target), Journal(target / result_file.JOURNAL, request.repeated) as opened:
            if measured:
                result_file.write(begun, target / result_file.RESULT)
            context = RunContext(
                resolved=resolved,
                plan=begun.plan,
                data=data,
                environments=environments,
                journal=opened,
                display=display,
                scratch=scratch,
                copies=copied,
                deadline=spent,
                forecast=pilot.read_earlier(begun, request.out) if measured else Costs(),
                begun=begun if measured else None,
                beside=count_beside(begun.plan),
            )
            yield begun, context, target


def _compare_twin(resolved: ResolvedRequest, data: PreparedData) -> TwinLikeness | None:
    """Return how alike a twin and its log are; None where none is measured."""
    if not resolved.request.profile:
        return None
    forms = list_formats(resolved.request, resolved.catalogue, resolved.workloads)
    return twins.compare(resolved.request, data, forms[0] if len(forms) == 1 else None)


def _conclude(begun: Run, context: RunContext, *, interrupted: bool) -> Run:
    """Return the run with all that was measured."""
    again = context.resolved.request.again
    now = datetime.now(UTC).isoformat(timespec="seconds")
    result = replace(
        outcomes.conclude_run(begun, context.samples),
        data=describe(context.data),
        guards=guards.conclude(begun.guards, begun.plan, context.samples),
        ended="" if interrupted else now,
    )
    if again is None or interrupted:
        return result
    carried = embedded_sources.list_carried(context.resolved.catalogue, context.scratch / EMBEDDED)
    return replace(result, repeats=repetition.repetition(again.stored, result, carried))


def _begin(request: Request, begun: Run) -> tuple[Run, Path]:
    """Hold a run to the one that it repeats or goes on with, if any, and say where its result goes."""
    target = request.out / begun.plan.run_id
    if request.again:
        stored = request.again.stored if request.log else twin_ranks.without_log(request.again.stored)
        sameness.require_same(stored, begun, request.again.name, ANEW.format(commands.typed("bench compare")))
        begun = replace(begun, repeats=repetition.intend(request.again.stored))
    if request.resume:
        target = request.resume
        stored = result_file.read(target / result_file.RESULT)
        sameness.require_same(stored, begun, str(target))
        begun = replace(
            begun,
            plan=replace(stored.plan, cells=begun.plan.cells),  # its controls are placed once more
            checkout=begun.checkout if begun.checkout == stored.checkout else None,
            repositories=dict(stored.repositories.items() & begun.repositories.items()),
            guards=guards.of_both(stored.guards, begun.guards, killed=was_killed(stored, target)),
            builds=dict(stored.builds.items() & begun.builds.items()),
        )
    return begun, target


def was_killed(stored: Run, folder: Path) -> bool:
    """Return whether a run ended without a word: processes were measured, and its result has none of them."""
    path = folder / result_file.JOURNAL
    return not any(outcome.samples for outcome in stored.outcomes) and path.exists() and bool(journal.read(path))


def _measure(context: RunContext) -> bool:
    """Check and measure all cases; False if the run was interrupted."""
    try:
        with interrupts.let_in():
            context.display.plan(context.plan, context.forecast)
            ready = admit(context)
            pilot.warn(ready)
            measure(ready)
    except KeyboardInterrupt:
        return False
    except (BenchError, OSError) as error:
        if not isinstance(error, CacheChangedError):
            watching.check()  # without the cache, much fails that says something else
        if isinstance(error, CacheRemovedError) or not isinstance(error, CacheChangedError | DatasetChangedError):
            raise
        context.display.warn(f"{error} {error.hint}".rstrip())
    return True


def check_only(request: Request, display: Display) -> EndedRun:
    """Hold what was asked for to the reference, without measuring.

    Raises:
        BenchError: if something in the input is wrong.
    """
    sizes = request.sizes or (() if request.log else (admission.ORDINARY_LINES,))
    request = replace(request, sizes=sizes, sweep=request.sweep or ())
    with open_run(request, display, measured=False) as (begun, context, _):
        answer(admit(context))
        watching.check()
        own = {outcome.cell: outcome.environment for outcome in begun.outcomes}
        found = outcomes.conclude(begun.plan.cells, context.samples, own, proof=Instrument.ANSWER)
    return EndedRun(replace(begun, outcomes=found, data=describe(context.data)), None)


def _prepare(
    request: Request, display: Display, scratch: Path, copied: Path
) -> tuple[ResolvedRequest, PreparedData, Plan]:
    if request.twin and not request.profile:
        display.stage("Profile of the log", 1)
    request = learn_profile(request, copied)
    for said in twins.describe_kept(request.profile) if request.keep else ():
        display.warn(said)
    resolved = resolve(request, scratch)
    if request.seconds_by_line:
        sampling.require(each.version for each in resolved.interpreters)
    display.stage("Data", 1)
    display.step("making it, or finding it in the cache")
    data = prepare_data(resolved, copied, lambda lines, _: display.step(f"{formatting.count(lines)} lines made"))
    unanswered.say_of_logs(data, display)
    if (request.log or request.profile) and not request.empty_answer:
        unanswered.refuse(resolved, data, display, scratch)
    further = prepare_sweep(resolved, data, scratch)
    sweep = ids_of(further)
    drafted = plan.draft(request, resolved.cells(ids_of(data), sweep), machine.available_memory(), sweep=sweep)
    return resolved, {name: prepared + further.get(name, ()) for name, prepared in data.items()}, drafted


def admit(context: RunContext) -> RunContext:
    """Write down what the check found of each case, and return the run with those that may be measured."""
    context, checked = admission.prepare_cases(context), admission.check_implementations(context)
    results = failed_rows.run_on_data(context, checked)
    datasets = {each.dataset.id: each.dataset for every in context.data.values() for each in every}
    for cell, result in results.items():
        sample = _sample_of(cell, on_data(result, datasets[cell.data]))
        if not context.has(sample):
            context.record(sample)
    right = {cell: case for cell, case in context.cases.items() if results[cell].status is Status.OK}
    return replace(context, cases=right)


def _sample_of(cell: Cell, result: CheckResult) -> Sample:
    return Sample(
        cell=cell,
        instrument=Instrument.ANSWER,
        status=result.status,
        reason=result.reason,
        phase=result.phase,
        notes=result.notes,
        values=result.values,
        edge_cases=result.edge_cases,
    )
