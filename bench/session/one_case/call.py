"""What a call of one implementation needs: its environment, its data and the right answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.correctness.judging import Question, Target
from bench.host import temporary
from bench.host.cache import cache, watching
from bench.inputs.data.prepared import Prepared
from bench.model.errors import BenchError, UsageError
from bench.model.request import Request
from bench.model.types import Instrument, Limits
from bench.process.launch import Job
from bench.session import admission
from bench.session.answers import unanswered
from bench.session.listener import Display
from bench.session.plan import DEFAULT_SECONDS
from bench.session.resolve import ResolvedRequest, prepare_data, resolve

MEMORY: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class PreparedCall:
    """What is needed for a call: the implementation, the question, and a private folder."""

    resolved: ResolvedRequest
    target: Target
    question: Question
    data: Prepared
    folder: Path

    def job(self, instrument: Instrument) -> Job:
        """Describe a process of that instrument on the data."""
        return Job(
            python=self.target.python,
            module=self.target.module,
            instrument=instrument,
            sources=(self.question.source,),
            limits=self.target.limits,
        )


def only_one(request: Request, verb: str) -> ResolvedRequest:
    """Resolve a request for one implementation.

    Raises:
        UsageError: if the request names none, or several, or several Pythons.
        BenchError: if it cannot be called.
    """
    resolved = resolve(request)
    if len(resolved.implementations) != 1:
        names = ", ".join(item.name for item in resolved.implementations)
        raise UsageError(f"`{verb}` takes one implementation, but this names several: {names}.", "Give WORKLOAD/NAME.")
    if len(resolved.interpreters) != 1:
        names = ", ".join(each.version for each in resolved.interpreters)
        raise UsageError(f"`{verb}` takes one Python, but this names several: {names}.", "Give one of them.")
    if problem := resolved.implementations[0].problem:
        raise BenchError(f"{resolved.implementations[0].name} cannot be called: {problem}.")
    return resolved


@contextmanager
def prepared(resolved: ResolvedRequest, display: Display) -> Iterator[PreparedCall]:
    """Make what a call needs, the reference's answer included, and keep it for as long as the context lasts.

    Args:
        resolved: the one implementation.
        display: for the progress, and what is known of the log.

    Raises:
        BenchError: if data or an environment cannot be made.
    """
    item, workload = resolved.implementations[0], resolved.workloads[0]
    with (
        temporary.folder() as folder,
        temporary.folder(cache.place("copies")) as copied,
        watching.over(folder, copied),
    ):
        display.stage("Data, environment and reference answer", 1)
        display.step(workload.name)
        every = prepare_data(resolved, copied)
        unanswered.say_of_logs(every, display)
        data = every[workload.name][0]
        target = Target(
            module=resolved.catalogue.path(item.workload, item.name, item.origin),
            sha256=item.sha256,
            python=admission.prepare_environment(resolved).python,
            limits=Limits(seconds=resolved.request.timeout or DEFAULT_SECONDS, memory=MEMORY),
        )
        question = admission.answer_one(workload, resolved.catalogue.path(workload.name), data, folder)
        yield PreparedCall(resolved, target, question, data, folder)
