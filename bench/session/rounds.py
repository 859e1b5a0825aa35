"""Time the rows in rounds: each once per round, in random order, the baseline or a row in the middle twice.

With a budget, rounds go on until every comparison is decided or the next round would not end in time. The figures are
looked at after 8, 16, 32 and 64 rounds only; a decided case leaves, and both copies of a baseline stay with the rest.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bench.analysis.forecast import costs
from bench.analysis.forecast.costs import SHORT_CALL, TWICE
from bench.analysis.forecast.uneven_rounds import place_controls, take_fewer_rounds
from bench.analysis.statistics import stopping, times
from bench.analysis.statistics.times import FEWEST_ROUNDS
from bench.model.cells import first_copy, group, name
from bench.model.sweep import processes
from bench.model.types import Cell, Instrument, Sample, Scalar
from bench.session.context import RunContext
from bench.session.processes.one_process import take

AT_MOST: Final = 2  # times as many rounds as planned, where rows that run twice fail


def measure_times(context: RunContext, reserve: float = 0.0) -> None:
    """Time what is still well.

    Args:
        context: the run.
        reserve: seconds that a budget has to leave for what comes after. The first round is run whatever is left, so
            that every row has a time.
    """
    context.display.stage("Time", sum(_count_rounds(_place_controls(context)).values()))
    decided: set[Cell] = set()
    for number in range(context.plan.rounds):
        placed = _place_controls(context)
        running = [cell for cell, count in _count_rounds(placed).items() if number < count and cell not in decided]
        if not running or (number and not context.deadline.allows(_cost(context, running, number) + reserve)):
            return
        _take_round(placed, running, number)
        if context.plan.budget is not None and number + 1 in stopping.LOOKS:
            decided.update(set(running) - set(_keep_undecided(context, running, number + 1)))
    _complete_copies(context)


def _place_controls(context: RunContext) -> RunContext:
    """Return the run with each A/A control where it is worth its time, which is another row once its own has failed.

    Of a unit that another machine may go on with, they stay where the plan has them.
    """
    if context.unit.is_one:
        return context
    placed = place_controls(context.plan, context.list_running(), context.estimate_costs().runs)
    return replace(context, cases={cell: context.cases.get(cell) or context.cases[first_copy(cell)] for cell in placed})


def _count_rounds(placed: RunContext) -> dict[Cell, int]:
    """Return how many rounds each row has that is well, given the run with its controls where they belong."""
    running = placed.list_running()
    fewer = take_fewer_rounds(placed.plan, running, placed.estimate_costs().runs)
    return {cell: processes(placed.plan, cell, fewer=cell in fewer)[Instrument.TIMING] for cell in running}


def _take_round(placed: RunContext, running: Sequence[Cell], number: int) -> None:
    order = random.Random(f"{placed.plan.seed} {number}")  # a resumed run finds each round's order again
    for position, cell in enumerate(order.sample(running, len(running))):
        placed.display.step(name(cell))
        take(placed, _process(cell, number, position), _options(placed, cell, number))


def _complete_copies(context: RunContext) -> None:
    """Run a row and its copy in further rounds until they test a difference, where the row that ran twice has failed.

    The copy that took its place has the rounds that were left, and too few of these say nothing about equal code.
    """
    if context.plan.budget is not None or context.unit.is_one:
        return
    for number in range(context.plan.rounds, AT_MOST * context.plan.rounds):
        short = _list_short_copies(context)
        if not short:
            return
        context.display.stage("Time", len(short))
        _take_round(_place_controls(context), short, number)


def _list_short_copies(context: RunContext) -> list[Cell]:
    """Return the rows, and the copies of them, that have run beside each other in too few rounds to be tested."""
    placed = _place_controls(context)
    rounds = {cell: count for cell, count in _count_rounds(placed).items() if cell.control and count >= FEWEST_ROUNDS}
    taken = {cell: times.by_round(each for each in context.samples if each.cell == cell) for cell in placed.cases}
    few = (cell for cell in rounds if len(taken[first_copy(cell)].keys() & taken[cell].keys()) < FEWEST_ROUNDS)
    return [each for cell in few for each in (first_copy(cell), cell)]


def _process(cell: Cell, number: int, position: int = 0) -> Sample:
    return Sample(cell=cell, instrument=Instrument.TIMING, process=number, round=number, position=position)


def _cost(context: RunContext, running: Sequence[Cell], number: int) -> float:
    """Return the seconds of a round, as far as it has not been run before an interruption."""
    missing = [cell for cell in running if not context.has(_process(cell, number))]
    return costs.total(context.estimate_costs(), {(cell, Instrument.TIMING): 1 for cell in missing}) or 0.0


def _options(context: RunContext, cell: Cell, number: int) -> dict[str, Scalar]:
    """Call what is short twice in the first rounds, for a second call shows what was kept from the first.

    A first impression does so in one round: three tell a first call apart that is slower by chance.

    A cold file is warm after one loop, so there it is never more than one.
    """
    took = [
        sample.values["run_seconds"].value
        for sample in context.samples
        if sample.cell == first_copy(cell) and "run_seconds" in sample.values
    ]
    short = bool(took) and min(took) < SHORT_CALL
    cold = cell.cache == "cold"
    twice = 1 if context.plan.quick else TWICE
    return {"calls": 2 if short and number < twice else 1, "loops": 1 if cold else 0, "cold": cold}


def _keep_undecided(context: RunContext, running: Sequence[Cell], rounds: int) -> list[Cell]:
    """Let those leave whose comparison with the baseline is decided after so many rounds."""
    stay: list[Cell] = []
    for control in [cell for cell in running if cell.control]:
        base = first_copy(control)
        rows = [cell for cell in running if group(cell) == group(base) and cell not in (control, base)]
        figures = {cell: _figures(context, cell, rounds) for cell in (base, control, *rows)}
        found = stopping.look(figures[base], {cell: figures[cell] for cell in rows}, control=figures[control])
        decided = stopping.list_decided(found)
        left = [cell for cell in rows if cell not in decided]
        stay += [base, control, *left] if left else []
    for cell in running:
        if cell not in stay:
            context.display.leave(cell)
    return list(dict.fromkeys(stay))  # a row may be compared with several baselines


def _figures(context: RunContext, cell: Cell, rounds: int) -> times.Rounds:
    """Return what was known after so many rounds; the journal of a resumed run may know more."""
    found = times.by_round(sample for sample in context.samples if sample.cell == cell)
    return {number: value for number, value in found.items() if number < rounds}
