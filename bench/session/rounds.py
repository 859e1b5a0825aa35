"""Time the rows in rounds: each once per round, in random order, the baseline or a row in the middle twice.

With a budget, rounds go on until every comparison is decided or the next round would not end in time. The figures are
looked at after 8, 16, 32 and 64 rounds only; a decided case leaves, and both copies of a baseline stay with the rest.
"""

import random
from collections.abc import Sequence
from dataclasses import replace

from bench.analysis.forecast import costs
from bench.analysis.forecast.costs import SHORT_CALL, TWICE
from bench.analysis.forecast.uneven_rounds import place_controls, take_fewer_rounds
from bench.analysis.statistics import stopping, times
from bench.model.cells import first_copy, group, name
from bench.model.sweep import processes
from bench.model.types import Cell, Instrument, Sample, Scalar
from bench.session.context import RunContext
from bench.session.one_process import take


def measure_times(context: RunContext, reserve: float = 0.0) -> None:
    """Time what is still well.

    Args:
        context: the run.
        reserve: seconds that a budget has to leave for what comes after. The first round is run whatever is left, so
            that every row has a time.
    """
    context = _place_controls(context)
    running = context.list_running()
    fewer = take_fewer_rounds(context.plan, running, context.estimate_costs().runs)
    rounds = {cell: processes(context.plan, cell, fewer=cell in fewer)[Instrument.TIMING] for cell in running}
    context.display.stage("Time", sum(rounds.values()))
    for number in range(context.plan.rounds):
        well = set(context.list_running())
        running = [cell for cell in running if cell in well and number < rounds[cell]]
        if not running or (number and not context.deadline.allows(_cost(context, running, number) + reserve)):
            return
        order = random.Random(f"{context.plan.seed} {number}")  # a resumed run finds each round's order again
        for position, cell in enumerate(order.sample(running, len(running))):
            context.display.step(name(cell))
            take(context, _process(cell, number, position), _options(context, cell, number))
        if context.plan.budget is not None and number + 1 in stopping.LOOKS:
            running = _keep_undecided(context, running, number + 1)


def _place_controls(context: RunContext) -> RunContext:
    """Return the run with each A/A control where it is worth its time.

    Of a unit that another machine may go on with, they stay where the plan has them.
    """
    if context.unit.is_one:
        return context
    placed = place_controls(context.plan, context.list_running(), context.estimate_costs().runs)
    return replace(context, cases={cell: context.cases.get(cell) or context.cases[first_copy(cell)] for cell in placed})


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
