"""Start one measured process for a row, judge its answer, and put it into the journal."""

import tempfile
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import UNSET

from bench.analysis.forecast.costs import TRACED_MEMORY
from bench.correctness import judging
from bench.correctness.changes import edits_of
from bench.correctness.judging import CheckResult
from bench.correctness.variants import Variant
from bench.host import machine, noise
from bench.host.cache import keeping
from bench.inputs import catalogue
from bench.inputs.data import datasets
from bench.model.cells import name
from bench.model.errors import DatasetChangedError
from bench.model.types import Instrument, Limits, Plan, Quantity, Sample, Scalar, Status
from bench.process import guards, inherited, redaction
from bench.process.contradictions import too_small
from bench.process.launch import Finished, Job, Launched, launch, wait_for_one
from bench.session.context import PreparedCase, RunContext

SPENT: Final = "the budget was spent"
OVER: Final = "it had the time that was left of the budget; a larger budget gives it more"
FREE: Final = 0.9  # of the memory that can be had now, which processes may hold together
AT_A_TIME: Final = 2  # processes at most: what is measured on two cores is known to be the same
COUNTS_OTHERS: Final = ("others", "cpu_pressure")  # figures of noise that would take a process beside for a stranger
PATIENCE: Final = 3  # times as long as forecast that a process may take whatever is left of a budget
STALE: Final = (
    "its answer is correct for {}, not for the data that it was given: "
    "its answer was computed before the call, or kept from an earlier one"
)


def take(
    context: RunContext,
    sample: Sample,
    options: Mapping[str, Scalar],
    limits: Limits | None = None,
    lines: int | None = None,
) -> None:
    """Run one process; what a resumed run has already is kept.

    Args:
        context: the run.
        sample: which process it is: row, instrument, number, round.
        options: of the instrument.
        limits: other than the plan's.
        lines: of the data that it is given, where these are not all; its answer is not judged then.

    Raises:
        DatasetChangedError: if the process wrote to the data.
        CacheChangedError: if it failed because of what others did to the cache.
        UnitEndError: if it is for the next unit.
    """
    if not context.has(sample):
        context.unit.enter(sample)
        context.record(*run_and_judge(context, sample, options, limits, lines))


def run_and_judge(
    context: RunContext,
    sample: Sample,
    options: Mapping[str, Scalar],
    limits: Limits | None = None,
    lines: int | None = None,
) -> tuple[Sample, str]:
    """Run one process and judge its answer; return it for the journal, and its timed values as pyperf writes them.

    Args and raises: as `take`.
    """
    process = OneProcess(context, sample, options, limits, lines)
    before = noise.reading()
    finished = launch(process.job)
    return process.judge(finished, noise.since(before))


class OneProcess:
    """A process of a row: what it is to do, and what its figures are worth once it has ended.

    Args: as of `take`.
    """

    def __init__(
        self,
        context: RunContext,
        sample: Sample,
        options: Mapping[str, Scalar],
        limits: Limits | None = None,
        lines: int | None = None,
    ) -> None:
        self._context, self._sample, self._lines = context, sample, lines
        self._case = case = context.cases[sample.cell]
        self._variant = case.variants.plain if lines else case.variants.draw_process(sample)
        self._wanted = limits or context.plan.limits
        self._kept = Path(tempfile.mkdtemp(prefix="answers-", dir=context.scratch))
        self._started = datetime.now(UTC)
        self.job = Job(
            python=case.environment.python,
            module=case.module,
            instrument=sample.instrument,
            sources=(datasets.head(case.data, lines, context.scratch) if lines else case.data.source,),
            options=options,
            limits=_in_time(context, sample, self._wanted),
            answers=self._kept if _is_kept(sample, self._variant) else None,
            change=self._variant.change,
        )

    def judge(self, finished: Finished, measured: Mapping[str, Quantity]) -> tuple[Sample, str]:
        """Judge how it ended, given how busy the machine was; returns as `run_and_judge`.

        Raises:
            DatasetChangedError: if it wrote to the data.
            CacheChangedError: if it failed because of what others did to the cache.
        """
        context, sample, variant, case = self._context, self._sample, self._variant, self._case
        if _is_private(context, case):
            finished = _withhold_data(context, sample, finished)
        if finished.status is Status.TIMEOUT and self.job.limits != self._wanted:
            finished = replace(finished, notes=(*finished.notes, OVER))
        lines = self._lines
        judged = _on_a_part(case, finished) if lines else _judge(context, variant, sample, finished, self._kept)
        given = Quantity(min(lines or 0, case.data.dataset.lines), "1")
        done = _sample(
            sample, finished, judged, {"sampled_lines": given} if lines else _count_entries(variant, finished)
        )
        at = self._started.isoformat(timespec="milliseconds")
        done = replace(done, variant=variant.key, started=at, noise=measured)
        _hold_to_the_data(context, done, finished, variant)
        return done, finished.pyperf


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
            while waiting and _has_room(context, [each.planned for each in running.values()], waiting[-1], share):
                planned = waiting.pop()
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


def _forecast_seconds(context: RunContext, planned: PlannedProcess) -> float:
    return context.estimate_costs().seconds(planned.sample.cell, planned.sample.instrument) or 0.0


def _has_room(context: RunContext, running: Sequence[PlannedProcess], planned: PlannedProcess, share: int) -> bool:
    """Tell whether a process may run beside others, each with its share of the memory."""
    several = (*running, planned)
    return not running or (len(several) <= context.beside and all(_fits(context, each, share) for each in several))


def _fits(context: RunContext, planned: PlannedProcess, share: int) -> bool:
    """Tell whether a process is known to need no more than so many bytes."""
    need = context.estimate_costs().needs.get(planned.sample.cell)
    return need is not None and need.peak * TRACED_MEMORY <= share


def _in_time(context: RunContext, sample: Sample, limits: Limits) -> Limits:
    """Return what a process may use of a budget: who hangs has an end, and the others get their turn.

    A row has to be run twice before it has a figure, so its first process gets half of what is left. One whose time is
    known gets several times that. A repetition was begun because it fits, and is let alone.
    """
    if sample.process:
        return limits
    part = 1 / 2 if sample.instrument is Instrument.RESIDENT else 1.0
    known = context.estimate_costs().seconds(sample.cell, sample.instrument) or 0.0
    most = max(context.deadline.share(part), PATIENCE * known)
    return limits if limits.seconds <= most else replace(limits, seconds=most)


def _is_private(context: RunContext, case: PreparedCase) -> bool:
    """Whether the data is the user's own, and nobody allowed its lines to be published."""
    return case.data.dataset.kind == "own log" and not context.plan.show_data


def _withhold_data(context: RunContext, sample: Sample, finished: Finished) -> Finished:
    """Withhold what a process said of private data; the user's own terminal shows it."""
    withheld = redaction.without_data(finished, context.cases[sample.cell].module.name)
    if withheld.reason != finished.reason and redaction.reader_owns_log():
        context.display.warn(f"{name(sample.cell)}, on this terminal only: {finished.reason}")
    return withheld


def _hold_to_the_data(context: RunContext, done: Sample, finished: Finished, variant: Variant) -> None:
    """End the run at a process that wrote to the data; it has the blame."""
    try:
        context.cases[done.cell].data.follow(finished.stamps, edits_of(variant.change))
    except DatasetChangedError as error:
        keeping.check()  # who removes the cache takes the data away with it
        context.record(replace(done, status=Status.SUSPECT, reason=f"It wrote to the data. {error}"))
        raise DatasetChangedError(f"{name(done.cell)} wrote to the data, so the run ends here.", error.hint) from error


def _is_kept(sample: Sample, variant: Variant) -> bool:
    """Keep the answer itself, and not its digest alone, of the first process and of one that only answers.

    Where numbers may differ a little, an answer with another digest may be right, so that every answer is kept.
    """
    first = sample.process == 0 or sample.instrument is Instrument.ANSWER
    return first or variant.question.tolerance > 0


def leave_out(context: RunContext, sample: Sample) -> None:
    """Write down that there was no time left for a process."""
    if not context.has(sample):
        context.record(replace(sample, status=Status.SKIPPED, phase="start", reason=SPENT))


def _on_a_part(case: PreparedCase, finished: Finished) -> CheckResult:
    """Believe how a process ended that was given a part of the data, to which the right answer is not known."""
    if catalogue.digest(case.module) != case.sha256:
        return replace(judging.EDITED, notes=finished.notes)
    return CheckResult(finished.status, finished.reason, finished.notes, finished.phase)


def _judge(context: RunContext, variant: Variant, sample: Sample, finished: Finished, kept: Path) -> CheckResult:
    case = context.cases[sample.cell]
    if catalogue.digest(case.module) != case.sha256:
        return replace(judging.EDITED, notes=finished.notes)
    shown = not _is_private(context, case)
    result = judging.judge(variant.question, finished, kept if _is_kept(sample, variant) else None, show=shown)
    if result.status is Status.WRONG_ANSWER and (other := case.variants.stale(finished.answers[0], variant)):
        return replace(result, reason=STALE.format(other))
    if result.status is Status.OK and sample.instrument is Instrument.TRACED:
        return _hold_to_its_size(context, sample, finished, result)
    earlier = any(_was_right_on_this(each, sample) for each in context.samples)
    if result.status is Status.WRONG_ANSWER and earlier:
        return replace(result, status=Status.NON_DETERMINISTIC, reason=f"correct at first, then wrong: {result.reason}")
    return result


def _hold_to_its_size(context: RunContext, sample: Sample, finished: Finished, result: CheckResult) -> CheckResult:
    """Doubt a traced figure that is smaller than the right answer; of a large one, by the least that any row counts."""
    question = sample.cell.workload, sample.cell.data
    same = [each for each in context.samples if (each.cell.workload, each.cell.data) == question]
    claimed = min((each.values["entries"].value for each in same if "entries" in each.values), default=0)
    counted = judging.count_entries(context.cases[sample.cell].variants.plain.question.answer)
    if doubt := too_small(finished.values, int(claimed if counted is None else counted)):
        return replace(result, status=Status.SUSPECT, reason=doubt)
    return result


def _count_entries(variant: Variant, finished: Finished) -> dict[str, Quantity]:
    """Return how many entries the right answer has, in the place of what the process says of its own."""
    counted = judging.count_entries(variant.question.answer) if "entries" in finished.values else None
    return {} if counted is None else {"entries": Quantity(counted, "1")}


def _was_right_on_this(earlier: Sample, sample: Sample) -> bool:
    """Whether a process before gave the right answer to the same data; a check uses other data."""
    return earlier.cell == sample.cell and earlier.status is Status.OK and earlier.instrument is not Instrument.ANSWER


def _sample(sample: Sample, finished: Finished, result: CheckResult, known: Mapping[str, Quantity]) -> Sample:
    return replace(
        sample,
        status=result.status,
        reason=result.reason,
        phase=result.phase,
        notes=result.notes,
        values={**finished.values, **known},
        calls=finished.calls,
        allocations=finished.allocations,
        growth=finished.growth,
        curve=finished.curve,
        spent=finished.spent or UNSET,
        answer=finished.answers[0] if finished.answers else "",
    )
