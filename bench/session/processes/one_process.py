"""Start one measured process for a row, judge its answer, and put it into the journal."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import UNSET

from bench.correctness import judging
from bench.correctness.changes import edits_of
from bench.correctness.judging import CheckResult
from bench.correctness.variants import Variant
from bench.host import noise
from bench.host.cache import watching
from bench.inputs import catalogue
from bench.inputs.data import datasets
from bench.model.cells import name
from bench.model.errors import DatasetChangedError
from bench.model.types import Instrument, Limits, Quantity, Sample, Scalar, Status
from bench.process import redaction
from bench.process.contradictions import too_small
from bench.process.launch import Finished, Job, launch
from bench.session.context import PreparedCase, RunContext

SPENT: Final = "the budget was spent"
OVER: Final = "it had the time that was left of the budget; a larger budget gives it more"
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
        answer = "" if variant.key else done.answer  # the next process with the same change could deliver it
        done = replace(done, variant=variant.key, answer=answer, started=at, noise=measured)
        _hold_to_the_data(context, done, finished, variant)
        return done, finished.pyperf


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
    case = context.cases[sample.cell]
    withheld = redaction.without_data(finished, case.module.name, case.environment.python.parent.parent)
    if withheld.reason != finished.reason and redaction.reader_owns_log():
        context.display.warn(f"{name(sample.cell)}, on this terminal only: {finished.reason}")
    return withheld


def _hold_to_the_data(context: RunContext, done: Sample, finished: Finished, variant: Variant) -> None:
    """End the run at a process that wrote to the data; it has the blame."""
    try:
        context.cases[done.cell].data.follow(finished.stamps, edits_of(variant.change))
    except DatasetChangedError as error:
        watching.check()  # who removes the cache takes the data away with it
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
        sampler=finished.sampler or UNSET,
        answer=finished.answers[0] if finished.answers else "",
    )
