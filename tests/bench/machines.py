"""Results of one plan from several machines, to be pooled: `pooled(speeds=(1.0, 1.0, 0.5))`."""

from dataclasses import replace
from typing import Any

from bench.model.types import Outcome, Run, Status
from bench.results.pooling import pool
from tests.bench.builders import MACHINE, a_cell, a_row_of, a_run, resident, timed, times

ROWS = {"readlines_objects": 1.0, "generator_chain": 0.5, "bytes_blocks": 0.08}


def one_machine(  # noqa: PLR0913 - each is what one test is about
    number: int,
    *,
    slowness: float = 1.0,
    chain: float = 0.5,
    scatter: float = 0.02,
    rounds: int = 8,
    peak: float = 634.0,
    processor: str = "one",
    twice: str = "readlines_objects",
) -> Run:
    """Return the result of one machine; `chain` is the share of the baseline's time that generator_chain takes.

    `twice` is the row that has the A/A control.
    """

    def row(name: str, share: float, *, control: bool = False) -> Outcome:
        cell = a_cell(name, control=control)
        seconds = times(slowness * share, rounds=rounds, scatter=scatter, seed=(number, name, control))
        samples = timed(cell, seconds) + (() if control else resident(cell, (peak, peak + 0.5, peak + 0.2)))
        return a_row_of(*samples)

    shares = {**ROWS, "generator_chain": chain}
    rows = [*(row(name, share) for name, share in shares.items()), row(twice, shares[twice], control=True)]
    run = a_run(*rows, machine=replace(MACHINE, processor=processor))
    return replace(
        run, plan=replace(run.plan, run_id=f"run-{number}", rounds=rounds), ended="2026-11-28T10:00:00+00:00"
    )


def pooled(*runs: Run) -> Run:
    return pool({f"out/{run.plan.run_id}": run for run in runs}, "pooled").run


def alike(count: int, **changes: Any) -> list[Run]:
    return [one_machine(number, **changes) for number in range(1, count + 1)]


def failing(run: Run, name: str, status: Status = Status.WRONG_ANSWER, reason: str = "4 instead of 5") -> Run:
    """Return a run in which the first sample of a row failed."""

    def failed(row: Outcome) -> Outcome:
        if row.cell.implementation != name or row.cell.control:
            return row
        first, *others = row.samples
        samples = (replace(first, status=status, reason=reason), *others)
        return replace(row, status=status, reason=reason, samples=samples)

    return replace(run, outcomes=tuple(map(failed, run.outcomes)))


def locked(run: Run, *requirements: str) -> Run:
    """Return a run whose rows all had an environment with these."""
    rows = tuple(replace(row, environment="e") for row in run.outcomes)
    return replace(run, outcomes=rows, environments={"e": requirements})
