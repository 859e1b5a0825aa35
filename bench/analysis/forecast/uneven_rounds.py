"""Choose the rows that take fewer rounds or processes than the others, and the row that runs twice. Pure.

Resident processes tell what takes long. Times have no part in it, so this is no look at them, and a test at the end
keeps its level.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from math import nan
from typing import Final

from bench.analysis.statistics.memory import agree
from bench.model.cells import Group, first_copy, group
from bench.model.types import Cell, Instrument, Plan, Sample, Status

LONG_CALL: Final = 1.0  # seconds; from here on fewer processes serve
FEWEST_PEAKS: Final = 2
APART: Final = 3.0  # times as long, or as short, as any other call: what a few rounds show of it is certain

CallSeconds = Mapping[Cell, float]
"""Seconds of one call of each row of which that is known; a control takes what its row takes."""


def take_fewer_rounds(plan: Plan, cells: Collection[Cell], runs: CallSeconds) -> frozenset[Cell]:
    """Return the rows that take fewer rounds than the others, in a first impression controls included.

    There these are the rows whose own call, or whose baseline's, takes long: without its baseline a further round of a
    row compares nothing. In any other run they are those that are far from every other row, but for one that runs
    twice: what its copy shows decides about all others. What nothing is known of is short, and near to all.

    Args:
        plan: of the run.
        cells: the rows that have not failed, with the controls that are run.
        runs: what is known of them.
    """
    if not plan.long_rounds:
        return frozenset()
    return _list_long(cells, runs) if plan.quick else _list_far(cells, runs)


def is_peak_known(samples: Iterable[Sample]) -> bool:
    """Return whether the resident processes of a row show its peak, so that no further one is worth its time.

    Where a call takes long, two single processes that agree do. What repeats that well in two has hardly another peak
    in a third, and how the row grows in each of its timed processes is seen besides.

    Args:
        samples: of the row.
    """
    ended = [each.values for each in samples if each.instrument is Instrument.RESIDENT and each.status is Status.OK]
    if len(ended) < FEWEST_PEAKS or any(not values.keys() >= {"run_seconds", "peak"} for values in ended):
        return False
    is_long = min(values["run_seconds"].value for values in ended) >= LONG_CALL
    is_one = all("processes" in values and values["processes"].value == 1 for values in ended)
    return is_long and is_one and agree([values["peak"].value for values in ended])


def place_controls(plan: Plan, cells: Collection[Cell], runs: CallSeconds) -> tuple[Cell, ...]:
    """Return the rows, each A/A control being the second copy of the row that is worth its time.

    What equal code differs by decides about rows that are near to each other. A baseline that takes at least three
    times as long as every other row is near to none, and its copy would take as long as all of them together. So the
    middle one of the others runs twice in its place, in as many rounds as they have.

    A row that fails takes its copy with it. Without one nothing can be claimed of the rows that are left, so the middle
    one of them runs twice from then on, but for a run with a budget, whose looks are those of the baseline.

    Args:
        plan: of the run.
        cells: the rows that have not failed, each control being that of a baseline.
        runs: what is known of them.
    """
    if plan.budget is not None:
        return tuple(cells)
    moved = plan.long_rounds and not plan.quick
    placed = tuple(_place(cell, cells, runs) if cell.control and moved else cell for cell in cells)
    return (*placed, *_replace_lost(plan, cells, runs))


def _place(control: Cell, cells: Collection[Cell], runs: CallSeconds) -> Cell:
    base = first_copy(control)
    own = [cell for cell in cells if group(cell) == group(base) and cell != control]
    if any(cell.control or cell not in runs for cell in own):
        return control
    others = [cell for cell in own if cell != base]
    is_far = bool(others) and runs[base] >= APART * max(runs[cell] for cell in others)
    return _copy_middle(others, runs) if is_far else control


def _replace_lost(plan: Plan, cells: Collection[Cell], runs: CallSeconds) -> Iterator[Cell]:
    """Yield a control for each section whose only one is gone, where two rows are left to be compared."""
    planned = Counter(group(cell) for cell in plan.cells if cell.control)
    left = {group(cell) for cell in cells if cell.control}
    for lost in (own for own, count in planned.items() if count == 1 and own not in left):
        rows = [cell for cell in cells if group(cell) == lost]
        if len(rows) > 1:
            yield _copy_middle(rows, runs)


def _copy_middle(rows: Iterable[Cell], runs: CallSeconds) -> Cell:
    """Return the second copy of the row whose call is in the middle; what nothing is known of is short."""
    ordered = sorted(rows, key=lambda cell: runs.get(cell, 0.0))
    return replace(ordered[len(ordered) // 2], control=True)


def _list_long(cells: Collection[Cell], runs: CallSeconds) -> frozenset[Cell]:
    bases = {group(cell): first_copy(cell) for cell in cells if cell.control}
    own = {cell for cell, run in runs.items() if run >= LONG_CALL}
    return frozenset(cell for cell in cells if {first_copy(cell), bases.get(group(cell))} & own)


def _list_far(cells: Collection[Cell], runs: CallSeconds) -> frozenset[Cell]:
    grouped: dict[Group, dict[Cell, float]] = {}
    for cell in map(first_copy, cells):
        grouped.setdefault(group(cell), {})[cell] = runs.get(cell, nan)
    far = {cell for own in grouped.values() for cell in own if _is_far(cell, own)}
    return frozenset(far - {first_copy(cell) for cell in cells if cell.control})


def _is_far(cell: Cell, runs: CallSeconds) -> bool:
    run, others = runs[cell], [each for other, each in runs.items() if other != cell]
    return bool(others) and all(run >= APART * each or each >= APART * run for each in others)
