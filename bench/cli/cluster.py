"""`bench run --cluster`: have the machines of a cluster measure, each section on one of them."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec
from rich.table import Table
from rich.text import Text

from bench.cli.comparing.options import Before
from bench.cli.options import How, What
from bench.host import code
from bench.model import commands, formatting
from bench.model.errors import BenchError, PlaceError, UsageError
from bench.model.types import Run
from bench.results import run_folder
from bench.session.cluster import given, here, matrix
from bench.session.cluster.driving import UnitDriver
from bench.session.cluster.folder import Matrix, MatrixFolder
from bench.session.cluster.messages import MachineLook
from bench.session.cluster.schedule import Schedule
from bench.session.run import EndedRun
from bench.terminal import console, interrupts
from bench.terminal.command_line import unusable_file
from generators.cluster import starting
from generators.cluster.engine import ClusterEngine, ClusterError, NoSchedulerError, NoWorkerError

SLOT: Final = "bench"
"""The resource of a worker that is taken while it measures, so that no other client of the scheduler measures there."""

START: Final = ("--nthreads", "1", "--resources", f"{SLOT}=1", "--memory-limit", "0", "--no-nanny")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterOrder:
    """What a cluster is to measure.

    Args:
        address: of its scheduler.
        matrix: the sections, and on how many machines each is measured.
        path: the result folder.
        folders: of implementations outside the checkout.
    """

    address: str
    matrix: Matrix
    path: Path
    folders: tuple[Path, ...] = ()

    @property
    def repeated(self) -> tuple[commands.Word, ...]:
        """The options that a command which resumes the run has to give once more."""
        return "--cluster", self.address, *commands.each("--impls", self.folders)


def ask(what: What, how: How, earlier: Before) -> ClusterOrder:
    """Return what is asked for.

    Raises:
        BenchError: if that cannot be measured on a cluster.
    """
    _refuse(what, how, earlier)
    if how.resume:
        alone = replace(how, resume=None, cluster="", dry_run=False, out=How.out)
        if replace(what, impls=()) != What() or alone != How():
            hint = "Give only --resume, --cluster and the --impls that it was given."
            raise UsageError(f"{how.resume.name} decides what is measured.", hint)
        planned, path = matrix.resumed(how.resume, what.impls), how.resume
    else:
        planned = matrix.plan(what.request(how, sys.argv[2:]), how.machines or 1)
        path = how.out / planned.run_id
    return ClusterOrder(address=how.cluster, matrix=planned, path=path, folders=what.impls)


def _refuse(what: What, how: How, earlier: Before) -> None:
    refused = {
        "--again": (how.again, "a result is repeated on one machine"),
        "--before": (earlier.before, "its verdict is about one machine"),
        "--budget": (how.budget, "one machine decides when enough is known"),
        "--check-budgets": (how.check_budgets, "budgets are about one machine"),
        "--log": (what.log, "your log stays on your machine"),
        "--profile": (what.profile, "your profile stays on your machine"),
    }
    for option, (value, reason) in refused.items():
        if value:
            raise UsageError(f"{option} cannot be measured on a cluster: {reason}.", f"Remove {option}.")
    if how.cluster.startswith("local:"):
        raise UsageError(
            "--cluster local:N has one kernel, and its workers would disturb each other.",
            "Measure here without --cluster.",
        )


def measure(order: ClusterOrder) -> EndedRun:
    """Measure, and return what came of it.

    Raises:
        BenchError: if it ended early; what was measured is kept, and the hint resumes it.
    """
    run: Run | None = None
    problems: list[BenchError | OSError] = []
    interrupted = False
    with _engine(order) as engine, run_folder.locked(order.path) as path:
        folder = MatrixFolder(path, order.matrix)
        with _gather(problems):
            folder.write()
            keeper = matrix.MatrixKeeper(folder, _warn, _show)
            schedule = Schedule(len(order.matrix.sections), order.matrix.machines, folder.blocks())
            interrupts.hold()
            try:
                with interrupts.let_in():
                    UnitDriver(engine, schedule, keeper, _warn).run()
            except KeyboardInterrupt:
                interrupted = True
        with _gather(problems):
            run = matrix.conclude(folder, is_whole=not (problems or interrupted))
    if problems:
        raise _resumable(problems[0], order)
    if run is None:
        raise KeyboardInterrupt
    return EndedRun(run, order.path, interrupted)


@contextmanager
def _gather(problems: list[BenchError | OSError]) -> Iterator[None]:
    try:
        yield
    except (BenchError, OSError) as error:
        problems.append(error)


def _resumable(problem: BenchError | OSError, order: ClusterOrder) -> ClusterError:
    """Return what ended a run early, with the command that resumes it."""
    first = ""
    if isinstance(problem, NoWorkerError):
        first = f"Start one: {starting.command(order.address, *START)}. "
    elif isinstance(problem, NoSchedulerError):
        first = f"{problem.hint} "
    elif isinstance(problem, PlaceError | OSError):
        first = "Make room, or repair the disk. "
    said = unusable_file(problem) if isinstance(problem, OSError) else str(problem)
    return ClusterError(said, f"{first}Resume with: {commands.resumed(order.path, order.repeated)}")


def show_plan(order: ClusterOrder) -> None:
    """Print the machines of a cluster and what each would measure.

    Raises:
        ClusterError: if there is none.
    """
    with _engine(order) as engine:
        crew = engine.crew()
        while crew.undecided:
            time.sleep(0.1)
            crew = engine.crew()
    machines = {crew.facts[worker][here.KERNEL]: worker for worker in sorted(crew.slots, reverse=True)}
    if not machines:
        start = starting.command(order.address, *START)
        raise NoWorkerError("No worker of the cluster can be used.", f"Start one: {start}")
    shares = _shares(order.matrix, list(machines))
    table = Table(title=Text("Machines"), title_justify="left")
    for head in ("worker", "kind", "Python", "would measure"):
        table.add_column(head, overflow="fold")
    for kernel, worker in machines.items():
        facts = crew.facts[worker]
        share = "\n".join(order.matrix.sections[section].name for section in shares[kernel])
        table.add_row(*map(Text, (worker, facts[here.KIND], facts[here.PYTHON], share or "nothing")))
    console.output().print(table)
    sections = formatting.plural(len(order.matrix.sections), "section")
    console.say(f"{sections}, each on {formatting.plural(order.matrix.machines, 'machine')}.")
    if order.matrix.machines > len(machines):
        console.say(f"The cluster has only {formatting.plural(len(machines), 'machine')} for that.")
    console.say("Dry run: nothing was measured, and no result was written.")


def _shares(planned: Matrix, machines: list[str]) -> dict[str, list[int]]:
    """Return the sections that each machine would measure if all took the same time."""
    schedule = Schedule(len(planned.sections), planned.machines)
    found: dict[str, list[int]] = {machine: [] for machine in machines}
    while blocks := [block for machine in machines if (block := schedule.choose(machine, machines))]:
        for block in blocks:
            schedule.keep(block, is_ended=True)
            found[block.machine].append(block.section)
    return found


@contextmanager
def _engine(order: ClusterOrder) -> Iterator[ClusterEngine]:
    """Connect to a cluster, and give its workers the code of this checkout and the folders that were named."""
    try:
        from generators.cluster import dask_engine  # noqa: PLC0415 - nobody else needs it
    except ImportError as error:
        problem = "--cluster needs distributed, which this installation lacks."
        raise ClusterError(problem, commands.installing("distributed")) from error
    places = given.places(order.folders)
    program = dask_engine.ClusterProgram(
        words=("bench", "unit-task"),
        code=code.pack(places),
        look=msgspec.json.encode(MachineLook(tuple(places))).decode(),
        needed=here.needs(order.folders),
        facts=json.loads,
        resource=SLOT,
        remedy=starting.with_libraries(order.address, *START),
    )
    with dask_engine.connected(order.address, program, _warn) as engine:
        yield engine


def _warn(text: str) -> None:
    console.progress().print(text, markup=False, highlight=False, soft_wrap=True)


def _show(text: str) -> None:
    if not console.is_quiet():
        _warn(text)
