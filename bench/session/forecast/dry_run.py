"""The story of `--dry-run`: what would be measured, how long that would take and what it would hold.

Nothing is measured and no result is written. What earlier results do not tell is found by a pilot, whose small data and
plain environments go to the cache, where a run finds them again; libraries are not installed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bench.analysis.forecast import costs as forecast
from bench.analysis.forecast.costs import Costs, Need
from bench.correctness.check import Grade
from bench.host import machine, temporary
from bench.inputs.data import datasets
from bench.inputs.data.prepared import Prepared
from bench.inputs.environments import Environment
from bench.model.request import Request
from bench.model.sweep import swept
from bench.model.types import Cell, Run
from bench.session import admission, plan, unanswered
from bench.session.admission import Places
from bench.session.blank_run import Data, blank, ids
from bench.session.forecast import pilot
from bench.session.forecast.pilot import Trial
from bench.session.listener import Display
from bench.session.resolve import Asked, ask, foresee_data, foresee_sweep, recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a run would be.

    Args:
        run: before its first sample.
        costs: what is known of its rows.
        unknown: why nothing is known of the others.
        available: bytes of memory that can be had now.
    """

    run: Run
    costs: Costs
    unknown: Mapping[Cell, str]
    available: int


def rehearse(request: Request, display: Display) -> Rehearsal:
    """Foresee a run.

    Raises:
        BenchError: if something in the input is wrong.
    """
    with temporary.folder() as folder:
        return _rehearsed(request, display, folder)


def _rehearsed(request: Request, display: Display, folder: Path) -> Rehearsal:
    asked, available = ask(request, folder), machine.available_memory()
    data = foresee_data(asked)
    unanswered.warn_of_empty(data, display)
    if request.log and not request.empty_answer:
        unanswered.require_form(asked, data)
    further = foresee_sweep(asked, data)
    cells = asked.cells(ids(data), ids(further))
    drafted = plan.draft(request, cells, available, sweep=ids(further))
    data = {name: prepared + further.get(name, ()) for name, prepared in data.items()}
    places = admission.find_places(asked, display, install=False)
    run = blank(asked, drafted, data, places)
    costs = pilot.from_earlier(run, request.out)
    trials = list(_trials(asked, run, _Found(data, places, costs), folder))
    piloted = pilot.needs(trials, drafted.limits, display)
    needs = {**costs.needs, **piloted.needs}
    needs |= _grown(run, needs)
    return Rehearsal(
        run=run,
        costs=replace(costs, needs=needs),
        unknown={
            cell: piloted.failed.get(cell) or _reason(places, cell)
            for cell in drafted.cells
            if not cell.control and cell not in needs
        },
        available=available,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    data: Data
    places: Places
    costs: Costs


def _trials(asked: Asked, run: Run, found: _Found, folder: Path) -> Iterator[Trial]:
    """Yield the rows of which nothing is known and that can be started, each with its small data."""
    prepared = {(workload, each.dataset.id): each for workload, of_one in found.data.items() for each in of_one}
    for cell in run.plan.cells:
        place = found.places[admission.candidate(cell)]
        if (
            isinstance(place, Environment)
            and not cell.control
            and cell not in found.costs.needs
            and not swept(run.plan, cell)
        ):
            data = prepared[cell.workload, cell.data]
            yield Trial(
                cell=cell,
                module=asked.catalogue.path(cell.workload, cell.implementation, cell.origin),
                python=place.python,
                size=data.dataset.lines,
                sources={size: _little(asked, cell.workload, data, size, folder) for size in _sizes(data)},
            )


def _grown(run: Run, needs: Mapping[Cell, Need]) -> dict[Cell, Need]:
    """Return what each row needs at the further sizes that show its growth, where that is known of its main size."""
    points: dict[Cell, list[Need]] = {}
    for cell, need in needs.items():
        points.setdefault(replace(cell, data=""), []).append(need)
    further = [cell for cell in run.plan.cells if swept(run.plan, cell) and cell not in needs]
    known = [cell for cell in further if replace(cell, data="") in points]
    return {cell: forecast.scaled(points[replace(cell, data="")], run.data[cell.data].lines) for cell in known}


def _sizes(data: Prepared) -> tuple[int, ...]:
    return pilot.sizes(data.dataset.lines, number=data.dataset.kind == "number")


def _little(asked: Asked, workload: str, data: Prepared, size: int, folder: Path) -> Path | int:
    if data.dataset.kind != "synthetic":
        return datasets.head(data, size, folder)
    wanted = next(each for each in asked.workloads if each.name == workload)
    return datasets.synthetic(recipe(wanted, size, asked.request)).source


def _reason(places: Places, cell: Cell) -> str:
    place = places[admission.candidate(cell)]
    return place.reason if isinstance(place, Grade) else "it fails on little data"
