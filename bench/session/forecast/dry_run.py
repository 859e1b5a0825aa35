"""The story of `--dry-run`: what would be measured, how long that would take and what it would hold.

Nothing is measured and no result is written. What earlier results do not tell is found by a pilot, whose small data and
plain environments go to the cache, where a run finds them again; libraries are not installed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bench.analysis.forecast import costs as known_costs
from bench.analysis.forecast.costs import Costs, Need
from bench.analysis.forecast.planned_run import PlannedRun
from bench.correctness.judging import CheckResult
from bench.host import machine, temporary
from bench.host.cache import cache
from bench.inputs.data import datasets, requested
from bench.inputs.data.prepared import Prepared
from bench.inputs.environments import Environment
from bench.model.request import Request
from bench.model.sweep import is_swept
from bench.model.types import Cell, Run
from bench.session import admission, plan
from bench.session.answers import unanswered
from bench.session.context import Environments, PreparedData, blank_run, ids_of, target_of
from bench.session.forecast import pilot
from bench.session.forecast.pilot import PilotTrial
from bench.session.listener import Display
from bench.session.resolve import ResolvedRequest, learn_profile, plan_data, plan_sweep, resolve


def forecast(request: Request, display: Display) -> PlannedRun:
    """Forecast a run.

    Raises:
        BenchError: if something in the input is wrong.
    """
    with temporary.folder() as folder, temporary.folder(cache.place("copies")) as copied:
        return _forecast(request, display, folder, copied)


def _forecast(request: Request, display: Display, folder: Path, copied: Path) -> PlannedRun:
    request = learn_profile(request, copied)
    resolved, available = resolve(request, folder), machine.available_memory()
    data = plan_data(resolved, copied)
    unanswered.say_of_logs(data, display)
    if request.log and not request.empty_answer:
        _refuse(resolved, data, display, folder)
    further = plan_sweep(resolved, data)
    cells = resolved.cells(ids_of(data), ids_of(further))
    drafted = plan.draft(request, cells, available, sweep=ids_of(further))
    data = {name: prepared + further.get(name, ()) for name, prepared in data.items()}
    environments = admission.prepare_environments(resolved, display, install=False)
    run = blank_run(resolved, drafted, data, environments)
    costs = pilot.read_earlier(run, request.out)
    trials = list(_trials(resolved, run, _Found(data, environments, costs), folder))
    piloted = pilot.needs(trials, drafted.limits, display)
    needs = {**costs.needs, **piloted.needs}
    needs |= _grown(run, needs)
    return PlannedRun(
        run=run,
        costs=replace(costs, needs=needs),
        unknown={
            cell: piloted.failed.get(cell) or _reason(environments, cell)
            for cell in drafted.cells
            if not cell.control and cell not in needs
        },
        available=available,
    )


def _refuse(resolved: ResolvedRequest, data: PreparedData, display: Display, folder: Path) -> None:
    """Refuse what a run would: of a log that a pilot reads whole the reference is asked, of a longer one the form."""
    if all(each.original and each.dataset.lines <= pilot.LINES[0] for every in data.values() for each in every):
        unanswered.refuse(resolved, data, display, folder)
    unanswered.require_form(resolved, data)


@dataclass(frozen=True, slots=True)
class _Found:
    data: PreparedData
    environments: Environments
    costs: Costs


def _trials(resolved: ResolvedRequest, run: Run, found: _Found, folder: Path) -> Iterator[PilotTrial]:
    """Yield the rows of which nothing is known and that can be started, each with its small data."""
    prepared = {(workload, each.dataset.id): each for workload, of_one in found.data.items() for each in of_one}
    for cell in run.plan.cells:
        environment = found.environments[target_of(cell)]
        if (
            isinstance(environment, Environment)
            and not cell.control
            and cell not in found.costs.needs
            and not is_swept(run.plan, cell)
        ):
            data = prepared[cell.workload, cell.data]
            yield PilotTrial(
                cell=cell,
                module=resolved.catalogue.path(cell.workload, cell.implementation, cell.origin),
                python=environment.python,
                size=data.dataset.lines,
                sources={size: _little(resolved, cell.workload, data, size, folder) for size in _sizes(data)},
            )


def _grown(run: Run, needs: Mapping[Cell, Need]) -> dict[Cell, Need]:
    """Return what each row needs at the further sizes that show its growth, where that is known of its main size."""
    points: dict[Cell, list[Need]] = {}
    for cell, need in needs.items():
        points.setdefault(replace(cell, data=""), []).append(need)
    further = [cell for cell in run.plan.cells if is_swept(run.plan, cell) and cell not in needs]
    known = [cell for cell in further if replace(cell, data="") in points]
    return {cell: known_costs.scale(points[replace(cell, data="")], run.data[cell.data].lines) for cell in known}


def _sizes(data: Prepared) -> tuple[int, ...]:
    return pilot.sizes(data.dataset.lines, number=data.dataset.kind == "number")


def _little(resolved: ResolvedRequest, workload: str, data: Prepared, size: int, folder: Path) -> Path | int:
    if data.dataset.kind != "synthetic":
        return datasets.head(data, size, folder)
    wanted = next(each for each in resolved.workloads if each.name == workload)
    return datasets.synthetic(requested.recipe(wanted, size, resolved.request), packing=wanted.packing).source


def _reason(environments: Environments, cell: Cell) -> str:
    environment = environments[target_of(cell)]
    return environment.reason if isinstance(environment, CheckResult) else "it fails on little data"
