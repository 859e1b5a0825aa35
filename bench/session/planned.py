"""Know what rows will need before they are measured, and say in time what cannot go well.

Earlier results of this machine are asked first. A pilot costs two short processes per row, so before a run it is made
only where the data is so large that a row might not fit into memory.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bench.analysis.forecast import earlier_runs
from bench.analysis.forecast.costs import Costs, Need
from bench.host import machine
from bench.inputs.data import datasets
from bench.inputs.data.prepared import Prepared
from bench.model import formatting
from bench.model.cells import name
from bench.model.sweep import swept
from bench.model.types import Cell, Run
from bench.session import pilot
from bench.session.admission import Desk, Subject
from bench.session.pilot import Trial

BULK: Final = 15  # times the data's bytes: what the greediest way of holding it takes, traced
NUMBER_BULK: Final = 500  # bytes per number


def from_earlier(run: Run, out: Path) -> Costs:
    """Return what earlier results in a folder say about the rows of a run that has not begun."""
    return Costs(
        sizes={each.id: each.lines for each in run.data.values()}, needs=earlier_runs.needs(run, earlier_runs.runs(out))
    )


def warn(run: Run, subjects: Mapping[Cell, Subject], desk: Desk) -> None:
    """Warn of every row that will not fit into its memory limit."""
    main = [cell for cell in subjects if not cell.control and not swept(run.plan, cell)]
    bulky = [cell for cell in main if cell not in desk.known.needs and _is_bulky(subjects[cell].data)]
    trials = [_trial(cell, subjects[cell], desk.scratch) for cell in bulky]
    needs = {**desk.known.needs, **pilot.needs(trials, run.plan.limits.memory, desk.display)}
    for cell, need in needs.items():
        if cell in main and need.peak > run.plan.limits.memory:
            desk.display.warn(_too_large(cell, need, run.plan.limits.memory))


def _trial(cell: Cell, subject: Subject, folder: Path) -> Trial:
    data = subject.data
    tried = pilot.sizes(data.dataset.lines, number=data.dataset.kind == "number")
    return Trial(
        cell=cell,
        module=subject.module,
        python=subject.environment.python,
        size=data.dataset.lines,
        sources={size: datasets.head(data, size, folder) for size in tried},
    )


def _is_bulky(data: Prepared) -> bool:
    number = data.dataset.kind == "number"
    bulk = data.dataset.lines * NUMBER_BULK if number else data.dataset.bytes * BULK
    return bulk > machine.available_memory()


def _too_large(cell: Cell, need: Need, limit: int) -> str:
    peak, most = formatting.memory(need.peak), formatting.memory(limit)
    if need.least is not None and need.least <= limit:
        seen = f"{need.source}; {formatting.memory(need.least)} were seen"
        return (
            f"{name(cell)} may need {peak} on {cell.data} ({seen}), and a process may hold {most}. Its row may end as "
            "memory-limit if that comes true: measure with fewer lines, or leave it out."
        )
    return (
        f"{name(cell)} will need about {peak} on {cell.data} (known from {need.source}), and a process may hold "
        f"{most}. Its row will probably end as memory-limit: measure with fewer lines, or leave it out."
    )
