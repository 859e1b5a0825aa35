"""What rows need, as earlier results of this machine show it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench import forecast, results
from bench.errors import BenchError
from bench.forecast import Need
from bench.model import Cell, Dataset, Run

NEWEST: Final = 10  # results that are looked at
File = tuple[str, str, str]
FAR: Final = 10  # times; a figure of data that much larger or smaller says too little


def runs(out: Path) -> Iterator[Run]:
    """Yield the newest results in a folder, the newest first; what cannot be read is passed over."""
    found = sorted(out.glob("*/result.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[:NEWEST]:
        try:
            yield results.read(path)
        except BenchError:
            continue


def needs(run: Run, before: Iterable[Run]) -> dict[Cell, Need]:
    """Return what the rows of a run will need, where an earlier run has measured the same file on similar data.

    Args:
        run: before its first sample.
        before: earlier runs, the newest first.
    """
    points: dict[Cell, dict[int, Need]] = {}
    for old in before:
        if _computer(old) == _computer(run):
            for cell, need in _of_run(run, old):
                points.setdefault(cell, {}).setdefault(need.size, need)
    return {
        cell: forecast.scaled(tuple(of_cell.values()), run.data[cell.data].lines) for cell, of_cell in points.items()
    }


def _of_run(run: Run, old: Run) -> Iterator[tuple[Cell, Need]]:
    """Yield what an earlier run shows of each row."""
    now, then = _texts(run), _texts(old)
    for cell in (cell for cell in run.plan.cells if not cell.control):
        for row in old.outcomes:
            same = replace(row.cell, data=cell.data) == cell and then.get(_file(cell)) == now.get(_file(cell))
            if same and _similar(run.data[cell.data], old.data[row.cell.data]):
                need = forecast.need_of(row.samples, old.data[row.cell.data].lines, old.plan.run_id)
                if need:
                    yield cell, need


def _similar(now: Dataset, then: Dataset) -> bool:
    """Tell whether a figure of one can be scaled to the other: equal knobs, and no more than FAR apart in size."""
    if now.kind != then.kind or not max(now.lines, 1) / FAR <= then.lines <= now.lines * FAR:
        return False
    return now.recipe is None or then.recipe is None or now.recipe.knobs == then.recipe.knobs


def _computer(run: Run) -> tuple[str | None, int, int]:
    return run.machine.processor, run.machine.cores, run.machine.memory


def _texts(run: Run) -> dict[File, str]:
    return {(item.workload, item.name, item.origin): item.sha256 for item in run.implementations}


def _file(cell: Cell) -> File:
    return cell.workload, cell.implementation, cell.origin
