"""The story of a run: plan -> data -> environments -> check -> measure -> save."""

import fcntl
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench import examine, machine, outcomes, plan, results, suite
from bench.ask import Asked, ask, prepare_data
from bench.check import Grade
from bench.datasets import Prepared
from bench.environments import Environment
from bench.errors import BenchError, DatasetChangedError
from bench.examine import Desk, Display, Places, Subject
from bench.journal import Journal
from bench.measure import Bench, answer, measure
from bench.model import Cell, Instrument, Plan, Run, Sample, Status
from bench.plan import Request

Data = Mapping[str, tuple[Prepared, ...]]


@dataclass(frozen=True, slots=True)
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

    Raises:
        BenchError: if something in the input is wrong; nothing has been measured then.
    """
    asked, data, drafted = _prepare(request, display)
    with _folder(request.out, drafted) as folder, Journal(folder / "samples.jsonl") as journal, _scratch() as scratch:
        desk = Desk(journal, display, scratch)
        places: Places = {}
        interrupted = False
        try:
            places = examine.find_places(asked, display)
            subjects = _admit(asked, drafted, data, places, desk)
            deadline = time.monotonic() + drafted.budget if drafted.budget is not None else None
            measure(Bench(drafted, subjects, desk, deadline))
        except KeyboardInterrupt:
            interrupted = True
        except DatasetChangedError as error:
            display.warn(str(error))
        result = _compile(asked, drafted, data, places, journal.samples)
        results.write(result, folder / "result.json")
        suite.write(journal.entries, folder / "pyperf.json")
    return Ended(result, folder, interrupted)


def check_only(request: Request, display: Display) -> Ended:
    """Hold what was asked for to the reference, without measuring.

    Raises:
        BenchError: if something in the input is wrong.
    """
    sizes = request.sizes or (() if request.log else (examine.ORDINARY_LINES,))
    asked, data, drafted = _prepare(replace(request, sizes=sizes), display)
    drafted = replace(drafted, cells=tuple(cell for cell in drafted.cells if not cell.control))
    with _scratch() as scratch, Journal(scratch / "samples.jsonl") as journal:
        desk = Desk(journal, display, scratch)
        places = examine.find_places(asked, display)
        answer(Bench(drafted, _admit(asked, drafted, data, places, desk), desk))
        found = outcomes.conclude(
            drafted.cells, journal.samples, _environments(places, drafted), proof=Instrument.ANSWER
        )
        result = _compile(asked, drafted, data, places, journal.samples)
    return Ended(replace(result, outcomes=found), None)


def _prepare(request: Request, display: Display) -> tuple[Asked, Data, Plan]:
    asked = ask(request)
    display.stage("Data", 1)
    display.step("making it, or finding what was made before")
    data = prepare_data(asked)
    ids = {name: [each.dataset.id for each in prepared] for name, prepared in data.items()}
    return asked, data, plan.draft(request, asked.cells(ids), machine.available_memory())


def _admit(asked: Asked, drafted: Plan, data: Data, places: Places, desk: Desk) -> dict[Cell, Subject]:
    """Write down what the check found of each row, and return those that may be measured."""
    questions = examine.right_answers(asked, data, desk.display)
    grades = examine.sit_exams(asked, places, desk)
    prepared = {each.dataset.id: each for every in data.values() for each in every}
    subjects = {}
    for cell in drafted.cells:
        key = examine.candidate(cell)
        place = places[key]
        desk.journal.add(_examined(cell, grades[key]))
        if isinstance(place, Environment) and grades[key].status is Status.OK:
            path = asked.catalogue.path(cell.workload, cell.implementation, cell.origin)
            subjects[cell] = Subject(path, place, prepared[cell.data], questions[cell.workload, cell.data])
    return subjects


def _examined(cell: Cell, grade: Grade) -> Sample:
    return Sample(
        cell=cell,
        instrument=Instrument.ANSWER,
        status=grade.status,
        reason=grade.reason,
        phase=grade.phase,
        notes=grade.notes,
    )


def _compile(asked: Asked, drafted: Plan, data: Data, places: Places, samples: tuple[Sample, ...]) -> Run:
    chosen = [item.sha256 for item in asked.workloads] + [item.sha256 for item in asked.implementations]
    used = [place for place in places.values() if isinstance(place, Environment)]
    return Run(
        format=results.FORMAT,
        plan=drafted,
        machine=machine.describe(),
        workloads={workload.name: workload for workload in asked.workloads},
        implementations=asked.implementations,
        data={each.dataset.id: each.dataset for every in data.values() for each in every},
        files={sha256: asked.catalogue.files[sha256] for sha256 in chosen},
        environments={place.id: place.locked for place in used},
        outcomes=outcomes.conclude(drafted.cells, samples, _environments(places, drafted)),
    )


def _environments(places: Places, drafted: Plan) -> dict[Cell, str]:
    """Return the id of each row's environment, where it has one."""
    found = {key: place.id for key, place in places.items() if isinstance(place, Environment)}
    return {cell: found[examine.candidate(cell)] for cell in drafted.cells if examine.candidate(cell) in found}


@contextmanager
def _folder(out: Path, drafted: Plan) -> Iterator[Path]:
    """Make the result folder and hold its lock; find out now, not in an hour, that it cannot be written."""
    folder = out / drafted.run_id
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise BenchError(f"{folder} cannot be written: {error.strerror}.", "Choose another folder by --out.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BenchError(f"Another run writes to {folder}.", "Wait for it, or choose another --out.") from error
        try:
            yield folder
        finally:
            (folder / ".lock").unlink(missing_ok=True)


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="leanlines-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
