"""Which sizes are measured beside the main one, to see how memory grows. Pure.

A sweep needs little: one process for resident memory at each size. Four kinds of size make it up:

- a tiny one, as good as nothing, from which a law starts;
- three up to 200,000 lines, each twice the one before, or those that were asked for;
- the main one, at which everything is measured;
- half of one of the three, written twice in a row: as many lines as that one, and nothing new in them. Memory that
  grows with distinct entries does not grow by it, memory that grows with lines does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.model.types import Cell, Instrument, Plan

LARGEST: Final = 200_000
LEAST_LINES: Final = 50_000  # of the main size: pages and blocks would hide the growth over fewer
LEAST_NUMBER: Final = 1_000
TINY: Final = 200  # parts of the largest of the three
CURVES: Final = (Instrument.RESIDENT_CURVE, Instrument.TRACED_CURVE)


@dataclass(frozen=True, slots=True)
class Sweep:
    """The sizes beside the main one.

    Args:
        sizes: lines, the smallest first.
        doubled: lines that are written twice in a row, as further data; None for none.
    """

    sizes: tuple[int, ...] = ()
    doubled: int | None = None


def of(main: int, asked: Sequence[int] | None, *, number: bool) -> Sweep:
    """Return the sweep around a main size.

    Args:
        main: lines of the main data, or the number.
        asked: the sizes that were asked for; None for the small sweep that every run makes, empty for none.
        number: whether the workload takes a number: there is nothing to write twice then.
    """
    if asked is None:
        return _small(main, number=number)
    sizes = tuple(sorted({size for size in asked if size != main}))
    if not sizes:
        return Sweep()
    tiny = max(1, min(LARGEST, sizes[0]) // TINY)
    return Sweep((tiny, *sizes), None if number else _double((*sizes, main)))


def is_swept(plan: Plan, cell: Cell) -> bool:
    """Return whether a cell is measured only to see how memory grows."""
    return cell.data in plan.sweep.get(cell.workload, ())


def processes(plan: Plan, cell: Cell, *, fewer: bool = False) -> Mapping[Instrument, int]:
    """Return how many processes of each instrument a cell is measured in, the rounds not being cut short.

    Args:
        plan: of the run.
        cell: the row.
        fewer: whether it is one of the rows that take fewer rounds.
    """
    rounds = plan.long_rounds or plan.rounds if fewer else plan.rounds
    if is_swept(plan, cell):
        return {Instrument.RESIDENT: 1, Instrument.TIMING: plan.sweep_rounds}
    if cell.control:
        return {Instrument.TIMING: rounds}
    return {
        Instrument.RESIDENT: plan.resident_processes,
        Instrument.TIMING: rounds,
        Instrument.TRACED: 1,
        **({} if plan.quick else {Instrument.LINES: 1}),
        **({Instrument.ALLOCATIONS: 1} if plan.count_allocations else {}),
        **(dict.fromkeys(CURVES, 1) if plan.timeline else {}),
    }


def _small(main: int, *, number: bool) -> Sweep:
    if main < (LEAST_NUMBER if number else LEAST_LINES):
        return Sweep()
    top = min(LARGEST, main // 2)
    return Sweep((max(1, top // TINY), top // 4, top // 2, top), None if number else top // 2)


def _double(sizes: Sequence[int]) -> int | None:
    """Return a size whose double is a size too, the largest within the usual ones if there is one; else None."""
    halves = sorted(size for size in sizes if 2 * size in sizes)
    usual = [half for half in halves if 2 * half <= LARGEST]
    return usual[-1] if usual else next(iter(halves), None)
