"""Decide which rows may be measured: those that load, whose needs are met, and whose answers are right."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from bench import check, datasets, environments
from bench.ask import NUMBER, Asked
from bench.check import Grade, Question
from bench.datasets import Prepared
from bench.environments import Environment, Interpreter, MissingDependencyError
from bench.errors import BenchError
from bench.journal import Journal
from bench.model import Cell, Implementation, Limits, Status, Workload

ORDINARY_LINES: Final = 20_000
ORDINARY_NUMBER: Final = 1_000


class Display(Protocol):
    """Who is told how the run goes."""

    def stage(self, title: str, steps: int) -> None:
        """Begin a part of the run with this many steps."""

    def step(self, text: str) -> None:
        """One step is about to begin."""

    def warn(self, text: str) -> None:
        """Something should be seen even where no progress is shown."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every part of a run works with.

    Args:
        journal: where finished processes go.
        display: who is told.
        scratch: a folder that is gone after the run.
    """

    journal: Journal
    display: Display
    scratch: Path


@dataclass(frozen=True, slots=True)
class Subject:
    """All that is needed to start a process for one row."""

    module: Path
    environment: Environment
    data: Prepared
    question: Question


Places = Mapping[Cell, Environment | Grade]
"""For each implementation on each interpreter (a cell without data) its environment, or why it has none."""


def candidate(cell: Cell) -> Cell:
    """Return the part of a row's key that does not depend on the data: one exam serves all sizes."""
    return replace(cell, data="", cache="warm", control=False)


def find_places(asked: Asked, display: Display) -> Places:
    """Prepare the environment of every implementation; one that cannot be had is a grade, not an end."""
    pairs = [(item, python) for python in asked.interpreters for item in asked.implementations]
    display.stage("Environments", len(pairs))
    places: dict[Cell, Environment | Grade] = {}
    for item, python in pairs:
        display.step(item.name)
        key = Cell(
            workload=item.workload, implementation=item.name, origin=item.origin, interpreter=python.version, data=""
        )
        places[key] = _place(item, python, named=bool(asked.request.patterns))
    return places


def sit_exams(asked: Asked, places: Places, desk: Desk) -> dict[Cell, Grade]:
    """Hold every implementation to the reference on ordinary and on hostile data.

    Raises:
        BenchError: if a reference fails.
    """
    desk.display.stage("Answers", len(places) + len(asked.workloads))
    exams: dict[str, tuple[Question, ...]] = {}
    for workload in asked.workloads:
        desk.display.step(f"the reference of {workload.name}")
        folder = desk.scratch / workload.name
        folder.mkdir()
        path = asked.catalogue.path(workload.name)
        exams[workload.name] = check.set_exam(path, plain_python(), _ordinary(workload), folder)
    grades: dict[Cell, Grade] = {}
    for number, (key, place) in enumerate(places.items()):
        desk.display.step(key.implementation)
        if isinstance(place, Environment):
            module = asked.catalogue.path(key.workload, key.implementation, key.origin)
            grades[key] = check.sit(exams[key.workload], module, place.python, desk.scratch / f"exam-{number}")
        else:
            grades[key] = place
    return grades


def right_answers(
    asked: Asked, data: Mapping[str, tuple[Prepared, ...]], display: Display
) -> dict[tuple[str, str], Question]:
    """Have the reference answer the data that is measured, and hold it to what the generator counted.

    Raises:
        BenchError: if a reference fails, or disagrees with the generator.
    """
    display.stage("Reference answers", sum(len(each) for each in data.values()))
    found = {}
    for workload in asked.workloads:
        path = asked.catalogue.path(workload.name)
        for prepared in data[workload.name]:
            display.step(f"{workload.name} on {prepared.dataset.id}")
            found[workload.name, prepared.dataset.id] = _right_answer(workload, path, prepared)
    return found


def environment(item: Implementation, python: Interpreter) -> Environment:
    """Return the environment of one implementation.

    Raises:
        BenchError: if it cannot be had.
    """
    place = _place(item, python, named=True)
    if isinstance(place, Grade):
        raise BenchError(f"{item.name} cannot be started: {place.reason}")
    return place


def plain_python() -> Path:
    """Return the interpreter that runs references: the harness's own, without its libraries."""
    return environments.prepare((), environments.own_interpreter()).python


def _place(item: Implementation, python: Interpreter, *, named: bool) -> Environment | Grade:
    if item.problem:
        return Grade(Status.LOAD_ERROR, item.problem, phase="import")
    absent = Status.MISSING_DEPENDENCY if named or not item.requires else Status.SKIPPED
    try:
        if item.requires_python and not SpecifierSet(item.requires_python).contains(python.version, prereleases=True):
            return Grade(Status.SKIPPED, f"It needs Python {item.requires_python}.", phase="start")
        return environments.prepare(item.requires, python)
    except InvalidSpecifier:
        return Grade(Status.LOAD_ERROR, f"`requires-python` reads {item.requires_python!r}.", phase="import")
    except MissingDependencyError as error:
        return Grade(absent, str(error), phase="start")


def _ordinary(workload: Workload) -> Path | int:
    if workload.source == NUMBER:
        return min(ORDINARY_NUMBER, workload.size)
    return datasets.synthetic(datasets.recipe(workload.source, ORDINARY_LINES, preset="dirty")).source


def _right_answer(workload: Workload, path: Path, prepared: Prepared) -> Question:
    data = prepared.dataset
    question = check.reference_answer(
        path,
        prepared.source,
        plain_python(),
        key=f"{workload.sha256} {data.sha256 or data.id}",
        limits=Limits(seconds=3600, memory=check.LIMITS.memory),
    )
    truth = datasets.whole_truth(prepared)
    if truth is not None:
        check.cross_check(question, path, plain_python(), truth)
    return question
