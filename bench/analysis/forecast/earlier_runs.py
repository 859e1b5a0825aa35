"""What rows need, as earlier results of this machine show it.

A size that was measured is believed most, then a law of memory that held (`bench.analysis.growth.row_growth`), however
far it has to reach; where there is neither, a straight line is assumed, and only from data of a similar size.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.analysis.forecast import costs
from bench.analysis.forecast.costs import Kind, Need
from bench.analysis.growth.row_growth import RowGrowth, between, growths
from bench.model import formatting
from bench.model.errors import BenchError
from bench.model.types import Cell, Dataset, Instrument, Outcome, Run
from bench.results import result_file

NEWEST: Final = 10  # results that are looked at
File = tuple[str, str, str]
FAR: Final = 10  # times; a figure of data that much larger or smaller says too little


def runs(out: Path) -> Iterator[Run]:
    """Yield the newest results in a folder, the newest first, without pooled ones and those that cannot be read."""
    found = sorted(out.glob("*/result.json"), key=_moment, reverse=True)
    for path in found[:NEWEST]:
        try:
            yield result_file.read_single(path)
        except BenchError:
            continue


def _moment(path: Path) -> float:
    """Return when a file was written; 0 of one that is gone, as its folder may be removed meanwhile."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def needs(run: Run, before: Iterable[Run]) -> dict[Cell, Need]:
    """Return what the rows of a run will need, where an earlier run has measured the same file on similar data.

    Args:
        run: before its first sample.
        before: earlier runs, the newest first.
    """
    points: dict[Cell, dict[int, Need]] = {}
    laws: dict[Cell, tuple[str, RowGrowth]] = {}
    for old in before:
        if _computer(old) == _computer(run):
            for cell, need, growth in _of_run(run, old):
                if growth and growth.trusted:
                    laws.setdefault(cell, (old.plan.run_id, growth))
                elif not _is_near(run.data[cell.data].lines, need.size):
                    continue
                points.setdefault(cell, {}).setdefault(need.size, need)
    return {
        cell: _by_law(costs.scale(tuple(of_cell.values()), run.data[cell.data].lines), laws.get(cell))
        for cell, of_cell in points.items()
    }


def taken(run: Run, before: Iterable[Run]) -> dict[Kind, list[float]]:
    """Return the seconds of the processes of each row and instrument in the newest earlier run on as much data.

    Args: as of `needs`.
    """
    found: dict[Kind, list[float]] = {}
    for old in before:
        if _computer(old) == _computer(run) and old.plan.quick == run.plan.quick:
            for cell, row in _same_rows(run, old):
                if old.data[row.cell.data].lines == run.data[cell.data].lines:
                    seconds = {each: row.figures("process_seconds", each) for each in Instrument}
                    for instrument, own in seconds.items():
                        found.setdefault((cell, instrument), own)
    return {kind: own for kind, own in found.items() if own}


def _by_law(need: Need, law: tuple[str, RowGrowth] | None) -> Need:
    """Put what a law forecasts in place of what is assumed."""
    if law is None or not need.assumed:
        return need
    run_id, growth = law
    forecast = growth.at(need.size)
    if forecast is None or need.size < growth.law.start.lines:
        return need
    held = formatting.count(growth.points[-1].lines)
    source = f"the law of {run_id} ({growth.words}): {between(forecast)}; it held up to {held}"
    return replace(need, peak=forecast.value, least=None, source=source)


def _of_run(run: Run, old: Run) -> Iterator[tuple[Cell, Need, RowGrowth | None]]:
    """Yield what an earlier run shows of each row, and how its memory grows, at its main size."""
    grown = growths(old)
    for cell, row in _same_rows(run, old):
        need = costs.need_of(row.samples, old.data[row.cell.data].lines, old.plan.run_id)
        if need:
            yield cell, need, grown.get(row.cell)


def _same_rows(run: Run, old: Run) -> Iterator[tuple[Cell, Outcome]]:
    """Yield each row with what an earlier run measured of the same file, on data that differs in size at most."""
    now, then = _texts(run), _texts(old)
    for cell in (cell for cell in run.plan.cells if not cell.control):
        for row in old.outcomes:
            same = replace(row.cell, data=cell.data) == cell and then.get(_file(cell)) == now.get(_file(cell))
            if same and _alike(run.data[cell.data], old.data[row.cell.data]):
                yield cell, row


def _alike(now: Dataset, then: Dataset) -> bool:
    """Return whether two data differ in size alone."""
    if now.kind != then.kind:
        return False
    return now.recipe is None or then.recipe is None or now.recipe.knobs == then.recipe.knobs


def _is_near(now: int, then: int) -> bool:
    """Return whether a figure of one size can be scaled to the other."""
    return max(now, 1) / FAR <= then <= now * FAR


def _computer(run: Run) -> tuple[str | None, int, int]:
    return run.machine.processor, run.machine.cores, run.machine.memory


def _texts(run: Run) -> dict[File, str]:
    return {(item.workload, item.name, item.origin): item.sha256 for item in run.implementations}


def _file(cell: Cell) -> File:
    return cell.workload, cell.implementation, cell.origin
