"""A run on a cluster: which sections it has, and what is kept of what machines measure of them."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from bench.host import git, temporary
from bench.inputs import selection
from bench.model.errors import UsageError
from bench.model.request import Request
from bench.model.sweep import is_swept
from bench.model.types import Instrument, Run
from bench.results import pooling, pyperf_file, result_file, run_folder
from bench.results.journal import JournalEntry
from bench.session.cluster import given
from bench.session.cluster.folder import Matrix, MatrixFolder, MatrixSection
from bench.session.cluster.messages import MatrixRequest, UnitAnswer, UnitTask
from bench.session.cluster.schedule import SectionBlock
from bench.session.context import commits_of
from bench.session.measuring import TRACED_TIME
from bench.session.resolve import ResolvedRequest, resolve

_FIRST: Final = 6 * 3600.0  # seconds for data, environments, the check and the first processes
_STARTING: Final = 600.0  # seconds for what comes before the processes of every other unit


def plan(request: Request, machines: int) -> Matrix:
    """Return the run that a request comes to.

    Args:
        request: what was asked for; its Pythons are those that the machines have.
        machines: how many measure each section.

    Raises:
        BenchError: if something in it does not exist, or would not be sent to the machines.
    """
    with temporary.folder() as scratch:
        resolved = resolve(replace(request, pythons=()), scratch)
    given.require_sent(resolved)
    now = datetime.now(UTC)
    sections = [
        MatrixSection(workload.name, python, _patterns(workload.name, resolved))
        for workload in resolved.workloads
        for python in request.pythons or ("",)
    ]
    return Matrix(
        run_id=f"{now:%Y-%m-%d}-{now:%H%M%S}-{secrets.token_hex(2)}",
        started=now.isoformat(timespec="seconds"),
        request=MatrixRequest.of(request),
        sections=tuple(sections),
        machines=machines,
        checkout=git.of(),
        repositories=commits_of(request.folders, {item.origin for item in resolved.implementations}),
    )


def resumed(path: Path, folders: Sequence[Path] = ()) -> Matrix:
    """Return the run that a folder is for, if this code has a part in it, too.

    Args:
        path: of its result.
        folders: of implementations outside the checkout, given once more.

    Raises:
        ResultError: if it is none of a run on a cluster.
        UsageError: if it was measured with other folders.
    """
    stored = MatrixFolder.read(path).matrix
    if tuple(given.places(folders)) != stored.request.folders:
        names = ", ".join(Path(each).name for each in stored.request.folders) or "none"
        raise UsageError(f"{path.name} was measured with --impls {names}.", "Give the same folders in the same order.")
    commits = commits_of(folders, stored.repositories)
    return msgspec.structs.replace(
        stored,
        checkout=stored.checkout if stored.checkout == git.of() else None,
        repositories={origin: commit for origin, commit in commits.items() if commit == stored.repositories[origin]},
    )


def _patterns(workload: str, resolved: ResolvedRequest) -> tuple[str, ...]:
    """Return the patterns that a machine finds something by which measures one workload alone."""
    items = [item for item in resolved.implementations if item.workload == workload]
    wanted = resolved.request.patterns
    return tuple(pattern for pattern in wanted if any(selection.matches(item, pattern) for item in items))


class MatrixKeeper:
    """Keeps what machines measure. Satisfies `bench.session.cluster.driving.UnitKeeper`.

    Args:
        folder: where.
        say: is given a line for whatever the user should see.
        show: is given a line for each unit.
    """

    def __init__(self, folder: MatrixFolder, say: Callable[[str], None], show: Callable[[str], None]) -> None:
        self._folder = folder
        self._say = say
        self._show = show
        self._said: set[str] = set()

    def name(self, section: int) -> str:
        """Return what a section is called."""
        return self._folder.matrix.sections[section].name

    def message(self, block: SectionBlock) -> str:
        """Return the line that has a machine measure what comes next of a block."""
        stored = self._folder.block(block.section, block.machine)
        entries = tuple(JournalEntry(entry.sample) for entry in stored.entries) if stored else ()
        request = self._folder.matrix.request_of(block.section)
        return msgspec.json.encode(UnitTask(request, stored.begun if stored else None, entries)).decode()

    def seconds(self, block: SectionBlock) -> float:
        """Return how long that may take: every case its limit, traced."""
        stored = self._folder.block(block.section, block.machine)
        if stored is None:
            return _FIRST
        plan = stored.begun.plan
        return _STARTING + len(plan.cells) * plan.limits.seconds * TRACED_TIME

    def keep(self, block: SectionBlock, said: str) -> tuple[bool, str]:
        """Keep what a machine measured; return whether the block is ended, and why its machine cannot be used."""
        answer = msgspec.json.decode(said, type=UnitAnswer)
        for remark in answer.remarks:
            if remark not in self._said:
                self._said.add(remark)
                self._say(remark)
        if answer.begun is None:
            return False, answer.problem
        stored = self._folder.block(block.section, block.machine)
        if stored is None and (problem := self._other_data(answer.begun)):
            return False, problem
        stored = stored or self._folder.begin(block.section, block.machine, answer.begun)
        stored.keep(answer.begun, answer.entries, is_ended=answer.ended)
        self._show(f"{self._folder.machine(block.machine)}: {self.name(block.section)}, {_describe(answer)}")
        return answer.ended, ""

    def _other_data(self, begun: Run) -> str:
        """Return which data of a machine has other bytes than what was measured before; empty if none has."""
        known = {name: data for _, run in self._folder.runs() for name, data in run.data.items()}
        odd = [name for name, data in begun.data.items() if name in known and known[name].sha256 != data.sha256]
        return f"its data {odd[0]} differs from that of the machines before it" if odd else ""


def _describe(answer: UnitAnswer) -> str:
    """Say what was measured."""
    if answer.begun is None or not answer.entries:
        return "nothing new"
    last = answer.entries[-1].sample
    if last.instrument is Instrument.RESIDENT and is_swept(answer.begun.plan, last.cell):
        return "growth"
    return f"{last.instrument.replace('_', ' ')} {last.process + 1}"


def conclude(folder: MatrixFolder, *, is_whole: bool) -> Run | None:
    """Write one result of all that was measured and its timings for pyperf, and return it; None if nothing was.

    Args:
        folder: of the run.
        is_whole: whether nothing is missing.
    """
    runs = folder.runs()
    if not runs:
        return None
    run = pooling.gather(runs, folder.matrix.run_id, is_whole=is_whole)
    matrix = folder.matrix
    run = replace(run, plan=replace(run.plan, started=matrix.started), checkout=matrix.checkout)
    run = replace(run, repositories=matrix.repositories)
    result_file.write(run, folder.path / result_file.RESULT)
    pyperf_file.write(folder.timings(), folder.path / run_folder.TIMINGS)
    return run
