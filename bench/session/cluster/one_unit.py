"""Measure one unit of a section here, for a run that is kept elsewhere."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.correctness.judging import CheckResult
from bench.host import temporary
from bench.inputs import environments
from bench.model.errors import BenchError, CacheChangedError, CacheRemovedError, DatasetChangedError
from bench.model.request import Request
from bench.model.types import Run
from bench.results import result_file
from bench.results.journal import Journal, JournalEntry
from bench.session.admission import prepare_cases
from bench.session.cluster import here
from bench.session.cluster.messages import UnitAnswer, UnitTask
from bench.session.context import MeasuredUnit, RunContext, UnitEndError
from bench.session.listener import Display
from bench.session.measuring import measure
from bench.session.run import admit, open_run
from bench.terminal import interrupts


class _Remarks(Display):
    """Keeps what the user should see; nobody looks on here."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def warn(self, text: str) -> None:
        """Keep it."""
        self.texts.append(text)


def measure_unit(task: UnitTask) -> UnitAnswer:
    """Measure what comes next of a section, and return what is new."""
    remarks = _Remarks()
    try:
        with here.measuring_alone(), _laid_out(task) as request, open_run(request, remarks) as (begun, context, _):
            _require_registry(context)
            ended = _measure(replace(context, unit=MeasuredUnit(is_one=True)))
            new = tuple(context.journal.entries[len(task.entries) :])
            return UnitAnswer(begun=begun, entries=new, ended=ended, remarks=tuple(remarks.texts))
    except BenchError as error:
        return UnitAnswer(problem=f"{error} {error.hint}".strip(), remarks=tuple(remarks.texts))
    except OSError as error:
        return UnitAnswer(problem=f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")


def _require_registry(context: RunContext) -> None:
    """Leave what needs libraries to machines that can install them.

    Raises:
        BenchError: if this one cannot, whatever the library.
    """
    for case, prepared in context.environments.items():
        if isinstance(prepared, CheckResult) and prepared.reason.startswith(environments.UNREACHABLE):
            raise BenchError(f"{case.implementation} cannot be installed: {prepared.reason}")


@contextmanager
def _laid_out(task: UnitTask) -> Iterator[Request]:
    """Lay out a run as far as it has come, and return the request that resumes it."""
    with temporary.folder() as folder:
        request = replace(task.request.request(), out=folder)
        if task.begun is None:
            yield request
            return
        target = folder / task.begun.plan.run_id
        _write(task.begun, task.entries, target)
        yield replace(request, resume=target)


def _write(begun: Run, entries: Sequence[JournalEntry], target: Path) -> None:
    target.mkdir()
    result_file.write(begun, target / result_file.RESULT)
    with Journal(target / result_file.JOURNAL) as journal:
        for entry in entries:
            journal.add(entry.sample)


def _measure(context: RunContext) -> bool:
    """Measure a unit; tell whether it was the last one."""
    try:
        with interrupts.let_in():
            measure(prepare_cases(context) if context.samples else admit(context))
    except UnitEndError:
        return False
    except (DatasetChangedError, CacheChangedError) as error:
        if isinstance(error, CacheRemovedError):
            raise
        context.display.warn(f"{error} {error.hint}".rstrip())
    return True
