"""Decide which rows may be measured: those that load, whose needs are met, and whose answers are right."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from bench.correctness import check, edge_case_policy, judging
from bench.correctness.judging import CheckResult, Question
from bench.correctness.reference import ReferenceQuestion, answer, answer_and_confirm
from bench.correctness.variants import MOST, Reference, Variants
from bench.inputs import declared, environments
from bench.inputs.data import copies, datasets
from bench.inputs.data.prepared import Prepared
from bench.inputs.data.requested import NUMBER
from bench.inputs.environments import Environment, MissingDependencyError, Needs
from bench.inputs.pythons import interpreters, uv
from bench.inputs.pythons.interpreters import Interpreter
from bench.inputs.sources import definitions, script_metadata
from bench.inputs.sources.script_metadata import ScriptBlock
from bench.model import commands
from bench.model.errors import BenchError
from bench.model.log_words import OWN_LOG
from bench.model.types import Cell, EdgeCasePolicy, Implementation, Limits, Status, Workload
from bench.session.context import Environments, PreparedCase, RunContext, target_of
from bench.session.deadline import Deadline
from bench.session.listener import Display
from bench.session.resolve import ResolvedRequest

ORDINARY_LINES: Final = 20_000
ORDINARY_NUMBER: Final = 1_000
REFERENCE_LIMITS: Final = Limits(seconds=3600, memory=check.LIMITS.memory)
DIRTY: Final = "dirty"
NOT_INSTALLED: Final = "its libraries are not installed yet"
CHECK_SHARE: Final = 1 / 4  # of what is left of a budget, at most
SIDE_BY_SIDE: Final = 4  # environments that are installed at the same time


def prepare_environments(resolved: ResolvedRequest, display: Display, *, install: bool = True) -> Environments:
    """Prepare the environment of every implementation; a failure is a check result, and does not end the run."""
    pairs = [(item, python) for python in resolved.interpreters for item in resolved.implementations]
    display.stage("Environments", len(pairs))
    for item in resolved.implementations:
        again = commands.typed("bench lock", "--impl", f"{item.workload}/{item.name}", *resolved.catalogue.given)
        for said in declared.passed_over(*_read_declaration(resolved, item), again) if item.requires else ():
            display.warn(said)
    found: dict[Cell, Environment | CheckResult] = {}
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        try:
            coming = [(*pair, pool.submit(_prepare_environment, resolved, *pair, install=install)) for pair in pairs]
            for item, python, future in coming:
                display.step(item.name)
                found[_target(item, python)] = future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            uv.stop()
            raise
    return found


def check_implementations(context: RunContext) -> dict[Cell, CheckResult]:
    """Compare the answers of every implementation with the reference's, on ordinary data and on edge cases.

    Raises:
        BenchError: if a reference fails.
    """
    resolved, environments = context.resolved, context.environments
    context.display.stage("Answers", len(environments) + len(resolved.workloads))
    cases: dict[str, tuple[Question, ...]] = {}
    for workload in resolved.workloads:
        context.display.step(f"the reference of {workload.name}")
        cases[workload.name] = prepare_test_cases(resolved, workload, context.scratch / workload.name)
    results: dict[Cell, CheckResult] = {}
    for number, (key, environment) in enumerate(environments.items()):
        context.display.step(key.implementation)
        if isinstance(environment, Environment):
            module = resolved.catalogue.path(key.workload, key.implementation, key.origin)
            sha256 = resolved.catalogue.sha256(key.workload, key.implementation, key.origin)
            target = judging.Target(module, sha256, environment.python, limit(context.plan.limits, context.deadline))
            folder = context.scratch / f"check-{number}"
            results[key] = edge_case_policy.run(cases[key.workload], target, folder, context.plan.edge_cases)
        else:
            results[key] = environment
    return results


def prepare_test_cases(resolved: ResolvedRequest, workload: Workload, folder: Path) -> tuple[Question, ...]:
    """Collect the test cases of a workload, edge cases if they are wanted; `folder` is made, for them and the answers.

    Raises:
        BenchError: if the reference fails.
    """
    folder.mkdir()
    return check.prepare_test_cases(
        resolved.catalogue.path(workload.name),
        plain_python(),
        _list_ordinary(workload, folder),
        folder,
        edge_cases=resolved.request.edge_cases is not EdgeCasePolicy.OFF,
        tolerance=workload.tolerance,
    )


def answer_all(
    resolved: ResolvedRequest, data: Mapping[str, tuple[Prepared, ...]], display: Display, folder: Path
) -> dict[tuple[str, str], Question]:
    """Have the reference answer the data that is measured, and hold it to what the generator counted.

    Raises:
        BenchError: if a reference fails, or disagrees with the generator.
    """
    display.stage("Reference answers", sum(len(each) for each in data.values()))
    found = {}
    for workload in resolved.workloads:
        path = resolved.catalogue.path(workload.name)
        for prepared in data[workload.name]:
            display.step(f"{workload.name} on {prepared.dataset.id}")
            private = bool(resolved.request.profile) and prepared.original is not None
            found[workload.name, prepared.dataset.id] = answer_one(workload, path, prepared, folder, private=private)
    return found


def answer_one(workload: Workload, path: Path, prepared: Prepared, folder: Path, *, private: bool = False) -> Question:
    """Return the right answer to one dataset.

    Args:
        workload: whose reference is resolved.
        path: the workload's file.
        prepared: the data.
        folder: a private one, for the answer.
        private: whether nothing of the data may stay in the cache.

    Raises:
        BenchError: if the reference fails, or disagrees with the generator.
    """
    data = prepared.dataset
    posed = ReferenceQuestion(
        workload=path,
        source=prepared.source,
        python=plain_python(),
        key=f"{workload.sha256} {data.sha256 or data.id}",
        limits=REFERENCE_LIMITS,
        tolerance=workload.tolerance,
        private=private,
    )
    if prepared.truth is not None and definitions.defines(path, "expected"):
        return answer_and_confirm(posed, prepared.truth, folder)
    return answer(posed, folder)


def reference(resolved: ResolvedRequest, workload: str, folder: Path) -> Reference:
    """Return what answers changed data of a workload; its answers go to `folder`."""
    return Reference(
        workload=resolved.catalogue.path(workload), python=plain_python(), limits=REFERENCE_LIMITS, folder=folder
    )


def prepare_environment(resolved: ResolvedRequest) -> Environment:
    """Return the environment of the one implementation that is asked for.

    Raises:
        BenchError: if it cannot be made.
    """
    item = resolved.implementations[0]
    prepared = _prepare_environment(resolved, item, resolved.interpreters[0])
    if isinstance(prepared, CheckResult):
        raise BenchError(f"{item.name} cannot be started: {prepared.reason}")
    return prepared


def plain_python() -> Path:
    """Return the interpreter that runs references: the harness's own, without its libraries."""
    return environments.prepare(Needs(), interpreters.own_interpreter()).python


def _target(item: Implementation, python: Interpreter) -> Cell:
    return Cell(
        workload=item.workload, implementation=item.name, origin=item.origin, interpreter=python.version, data=""
    )


def _read_declaration(resolved: ResolvedRequest, item: Implementation) -> tuple[ScriptBlock, Path]:
    """Return what a file declares, and where it is."""
    path = resolved.catalogue.path(item.workload, item.name, item.origin)
    return script_metadata.read(resolved.catalogue.files[item.sha256]), path


def _prepare_environment(
    resolved: ResolvedRequest, item: Implementation, python: Interpreter, *, install: bool = True
) -> Environment | CheckResult:
    if item.problem:
        return CheckResult(Status.LOAD_ERROR, item.problem, phase="import")
    absent = Status.MISSING_DEPENDENCY if resolved.request.patterns else Status.SKIPPED
    try:
        if item.requires_python and not SpecifierSet(item.requires_python).contains(python.version, prereleases=True):
            reason = f"It needs Python {item.requires_python}. {interpreters.python_for(item.requires_python)}"
            return CheckResult(Status.SKIPPED, reason, phase="start")
        needs = declared.needs(*_read_declaration(resolved, item))
        if item.requires and not install and not environments.is_made(needs, python):
            return CheckResult(Status.SKIPPED, NOT_INSTALLED, phase="start")
        return environments.prepare(needs, python)
    except InvalidSpecifier:
        return CheckResult(Status.LOAD_ERROR, f"`requires-python` reads {item.requires_python!r}.", phase="import")
    except MissingDependencyError as error:
        return CheckResult(absent, str(error), phase="start")


def limit(limits: Limits, deadline: Deadline) -> Limits:
    """Return what a check may use: never more than a minute and 4 GiB, for it is small; less where the run has less.

    An implementation that hangs takes a part of what is left of a budget, and not all of it.
    """
    seconds = min(limits.seconds, check.LIMITS.seconds, deadline.share(CHECK_SHARE))
    return Limits(seconds=seconds, memory=min(limits.memory, check.LIMITS.memory))


def _list_ordinary(workload: Workload, folder: Path) -> list[check.Case]:
    """Return copies of small data as it comes, and of dirty data where the generator can make it."""
    if workload.source == OWN_LOG:  # it is checked on the log itself, whose lines stay private
        return []
    if workload.source == NUMBER:
        return [(check.ORDINARY, min(ORDINARY_NUMBER, workload.size), True)]
    packing = workload.packing

    def made(preset: str) -> Path | int:
        recipe = datasets.recipe(workload.source, ORDINARY_LINES, preset=preset)
        return copies.own(datasets.synthetic(recipe, packing=packing), folder).source

    plain = made("realistic")
    if not datasets.has_preset(workload.source, DIRTY):
        return [(check.ORDINARY, plain, True)]
    return [(check.ORDINARY, plain, True), ("dirty data", made(DIRTY), False)]


def prepare_cases(context: RunContext) -> RunContext:
    """Return the run with every case that can be started, right or wrong."""
    resolved, data = context.resolved, context.data
    questions = answer_all(resolved, data, context.display, context.scratch)
    own, variants = _copy_data(context, questions)
    cases = {}
    for cell in context.plan.cells:
        environment = context.environments[target_of(cell)]
        if isinstance(environment, Environment):
            path = resolved.catalogue.path(cell.workload, cell.implementation, cell.origin)
            sha256 = resolved.catalogue.sha256(cell.workload, cell.implementation, cell.origin)
            cases[cell] = PreparedCase(path, sha256, environment, own[cell.data], variants[cell.workload, cell.data])
    return replace(context, cases=cases)


def _copy_data(
    context: RunContext, questions: Mapping[tuple[str, str], Question]
) -> tuple[dict[str, Prepared], dict[tuple[str, str], Variants]]:
    """Copy each dataset for this run alone, and return with it how each workload's processes find it changed."""
    own = {each.dataset.id: each for every in context.data.values() for each in every}
    own = {id_: copies.own(each, context.copies) for id_, each in own.items()}
    found = {}
    for (workload, id_), question in questions.items():
        most = 1 if id_ in context.plan.sweep.get(workload, ()) else MOST
        asked = reference(context.resolved, workload, context.scratch / "variants")
        found[workload, id_] = Variants(replace(question, source=own[id_].source), own[id_], asked, most)
    return own, found
