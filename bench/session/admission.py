"""Decide which rows may be measured: those that load, whose needs are met, and whose answers are right."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from bench.analysis.forecast.costs import Costs
from bench.correctness import check
from bench.correctness.check import Grade, Question
from bench.correctness.reference import Posed, agreed, answer
from bench.correctness.variants import Reference, Variants
from bench.inputs import catalogue, declared, environments, script_metadata, uv
from bench.inputs.data import copies, datasets
from bench.inputs.data.prepared import Prepared
from bench.inputs.environments import Environment, Interpreter, MissingDependencyError, Needs
from bench.inputs.script_metadata import Block
from bench.model import commands
from bench.model.errors import BenchError
from bench.model.types import Cell, Implementation, Limits, Sample, Status, Workload
from bench.results.journal import Journal
from bench.session.deadline import Deadline
from bench.session.listener import Display
from bench.session.resolve import NUMBER, Asked

ORDINARY_LINES: Final = 20_000
ORDINARY_NUMBER: Final = 1_000
REFERENCE_LIMITS: Final = Limits(seconds=3600, memory=check.LIMITS.memory)
DIRTY: Final = "dirty"
NOT_INSTALLED: Final = "its libraries are not installed yet"
OF_AN_EXAM: Final = 1 / 4  # of what is left of a budget, at most
SIDE_BY_SIDE: Final = 4  # environments that are installed at the same time


@dataclass(frozen=True, slots=True)
class Desk:
    """What every part of a run works with.

    Args:
        journal: where finished processes go.
        display: who is told.
        scratch: a folder that is gone after the run.
        copied: another one, on the disk that the data lies on, for the run's own copies of it.
        deadline: when the budget is spent.
        known: what was known of the rows before the run.
    """

    journal: Journal
    display: Display
    scratch: Path
    copied: Path
    deadline: Deadline = field(default_factory=Deadline)
    known: Costs = field(default_factory=Costs)

    def keep(self, sample: Sample, pyperf: str = "") -> None:
        """Put a finished process into the journal, and tell of it."""
        self.journal.add(sample, pyperf)
        self.display.sample(sample)


@dataclass(frozen=True, slots=True)
class Subject:
    """All that is needed to start a process for one row.

    Args:
        module: the implementation's file.
        sha256: of its text when the run began.
        environment: whose interpreter runs it.
        data: what it is given.
        variants: the changes of the data that its processes meet, with the right answers.
    """

    module: Path
    sha256: str
    environment: Environment
    data: Prepared
    variants: Variants


Places = Mapping[Cell, Environment | Grade]
"""For each implementation on each interpreter (a cell without data) its environment, or why it has none."""


def candidate(cell: Cell) -> Cell:
    """Return the part of a row's key that does not depend on the data: one exam serves all sizes."""
    return replace(cell, data="", cache="warm", control=False)


def find_places(asked: Asked, display: Display, *, install: bool = True) -> Places:
    """Prepare the environment of every implementation; one that cannot be had is a grade, not an end.

    Args:
        asked: says which implementations and interpreters.
        display: who is told.
        install: whether libraries that are not there yet may be installed.
    """
    pairs = [(item, python) for python in asked.interpreters for item in asked.implementations]
    display.stage("Environments", len(pairs))
    for item in asked.implementations:
        again = commands.typed("bench lock", "--impl", f"{item.workload}/{item.name}", *asked.catalogue.given)
        for said in declared.passed_over(*_declared(asked, item), again) if item.requires else ():
            display.warn(said)
    places: dict[Cell, Environment | Grade] = {}
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        try:
            coming = [(*pair, pool.submit(_place, asked, *pair, install=install)) for pair in pairs]
            for item, python, place in coming:
                display.step(item.name)
                places[_candidate(item, python)] = place.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            uv.stop()
            raise
    return places


def sit_exams(asked: Asked, places: Places, limits: Limits, desk: Desk) -> dict[Cell, Grade]:
    """Hold every implementation to the reference on ordinary and on hostile data.

    Raises:
        BenchError: if a reference fails.
    """
    desk.display.stage("Answers", len(places) + len(asked.workloads))
    exams: dict[str, tuple[Question, ...]] = {}
    for workload in asked.workloads:
        desk.display.step(f"the reference of {workload.name}")
        exams[workload.name] = exam(asked, workload, desk.scratch / workload.name)
    grades: dict[Cell, Grade] = {}
    for number, (key, place) in enumerate(places.items()):
        desk.display.step(key.implementation)
        if isinstance(place, Environment):
            module = asked.catalogue.path(key.workload, key.implementation, key.origin)
            sha256 = asked.catalogue.sha256(key.workload, key.implementation, key.origin)
            taker = check.Candidate(module, sha256, place.python, within(limits, desk.deadline))
            grades[key] = check.sit(exams[key.workload], taker, desk.scratch / f"exam-{number}")
        else:
            grades[key] = place
    return grades


def exam(asked: Asked, workload: Workload, folder: Path) -> tuple[Question, ...]:
    """Set the exam of a workload; `folder` is made, for its cases and the reference's answers.

    Raises:
        BenchError: if the reference fails.
    """
    folder.mkdir()
    return check.set_exam(asked.catalogue.path(workload.name), plain_python(), _ordinary(workload, folder), folder)


def right_answers(
    asked: Asked, data: Mapping[str, tuple[Prepared, ...]], display: Display, folder: Path
) -> dict[tuple[str, str], Question]:
    """Have the reference answer the data that is measured, and hold it to what the generator counted.

    Args:
        asked: says which workloads.
        data: of each workload.
        display: who is told.
        folder: a private one, for the answers.

    Raises:
        BenchError: if a reference fails, or disagrees with the generator.
    """
    display.stage("Reference answers", sum(len(each) for each in data.values()))
    found = {}
    for workload in asked.workloads:
        path = asked.catalogue.path(workload.name)
        for prepared in data[workload.name]:
            display.step(f"{workload.name} on {prepared.dataset.id}")
            found[workload.name, prepared.dataset.id] = right_answer(workload, path, prepared, folder)
    return found


def right_answer(workload: Workload, path: Path, prepared: Prepared, folder: Path) -> Question:
    """Return the right answer to one dataset.

    Args:
        workload: whose reference is asked.
        path: the workload's file.
        prepared: the data.
        folder: a private one, for the answer.

    Raises:
        BenchError: if the reference fails, or disagrees with the generator.
    """
    data = prepared.dataset
    posed = Posed(
        workload=path,
        source=prepared.source,
        python=plain_python(),
        key=f"{workload.sha256} {data.sha256 or data.id}",
        limits=REFERENCE_LIMITS,
    )
    if prepared.truth is not None and catalogue.defines(path, "expected"):
        return agreed(posed, prepared.truth, folder)
    return answer(posed, folder)


def reference(asked: Asked, workload: str, folder: Path) -> Reference:
    """Return what answers changed data of a workload; its answers go to `folder`."""
    return Reference(
        workload=asked.catalogue.path(workload), python=plain_python(), limits=REFERENCE_LIMITS, folder=folder
    )


def environment(asked: Asked) -> Environment:
    """Return the environment of the one implementation that is asked for.

    Raises:
        BenchError: if it cannot be had.
    """
    item = asked.implementations[0]
    place = _place(asked, item, asked.interpreters[0])
    if isinstance(place, Grade):
        raise BenchError(f"{item.name} cannot be started: {place.reason}")
    return place


def plain_python() -> Path:
    """Return the interpreter that runs references: the harness's own, without its libraries."""
    return environments.prepare(Needs(), environments.own_interpreter()).python


def _candidate(item: Implementation, python: Interpreter) -> Cell:
    return Cell(
        workload=item.workload, implementation=item.name, origin=item.origin, interpreter=python.version, data=""
    )


def _declared(asked: Asked, item: Implementation) -> tuple[Block, Path]:
    """Return what a file declares, and where it is."""
    path = asked.catalogue.path(item.workload, item.name, item.origin)
    return script_metadata.read(asked.catalogue.files[item.sha256]), path


def _place(asked: Asked, item: Implementation, python: Interpreter, *, install: bool = True) -> Environment | Grade:
    if item.problem:
        return Grade(Status.LOAD_ERROR, item.problem, phase="import")
    absent = Status.MISSING_DEPENDENCY if asked.request.patterns else Status.SKIPPED
    try:
        if item.requires_python and not SpecifierSet(item.requires_python).contains(python.version, prereleases=True):
            reason = f"It needs Python {item.requires_python}. {environments.python_for(item.requires_python)}"
            return Grade(Status.SKIPPED, reason, phase="start")
        needs = declared.needs(*_declared(asked, item))
        if item.requires and not install and not environments.is_made(needs, python):
            return Grade(Status.SKIPPED, NOT_INSTALLED, phase="start")
        return environments.prepare(needs, python)
    except InvalidSpecifier:
        return Grade(Status.LOAD_ERROR, f"`requires-python` reads {item.requires_python!r}.", phase="import")
    except MissingDependencyError as error:
        return Grade(absent, str(error), phase="start")


def within(limits: Limits, deadline: Deadline) -> Limits:
    """Return what an exam may use: never more than a minute and 4 GiB, for it is small; less where the run has less.

    Whoever hangs takes a part of what is left of a budget, and not all of it.
    """
    seconds = min(limits.seconds, check.LIMITS.seconds, deadline.share(OF_AN_EXAM))
    return Limits(seconds=seconds, memory=min(limits.memory, check.LIMITS.memory))


def _ordinary(workload: Workload, folder: Path) -> list[check.Case]:
    """Return copies of small data as it comes, and of dirty data where the generator can make it."""
    if workload.source == NUMBER:
        return [(check.ORDINARY, min(ORDINARY_NUMBER, workload.size), True)]
    plain = copies.own(datasets.synthetic(datasets.recipe(workload.source, ORDINARY_LINES)), folder).source
    if not datasets.has_preset(workload.source, DIRTY):
        return [(check.ORDINARY, plain, True)]
    dirty = copies.own(
        datasets.synthetic(datasets.recipe(workload.source, ORDINARY_LINES, preset=DIRTY)), folder
    ).source
    return [(check.ORDINARY, plain, True), ("dirty data", dirty, False)]
