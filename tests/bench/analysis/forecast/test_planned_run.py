from dataclasses import replace

import pytest

from bench.analysis.forecast.costs import Costs, Need
from bench.analysis.forecast.planned_run import PlannedRun
from bench.model.sweep import CURVES
from bench.model.types import Cell, Instrument, Limits
from tests.bench.builders import a_cell, a_row, a_run

MIB = 2**20
NEED = Need(size=1_000_000, start=0.1, run=2.0, base=10 * MIB, peak=600 * MIB)


def planned(needs: dict[Cell, Need], limit: int = 2**32, unknown: str = "") -> PlannedRun:
    run = a_run(a_row(), a_row("other"), a_row(control=True))
    limited = replace(run.plan, limits=Limits(seconds=60, memory=limit))
    return PlannedRun(
        run=replace(run, plan=limited),
        costs=Costs(sizes={"d": 1_000_000}, needs=needs),
        unknown={a_cell(unknown): "a reason"} if unknown else {},
        available=2**33,
    )


def test_without_any_known_need_there_is_no_time() -> None:
    assert planned({}).seconds() is None


def test_the_parts_make_up_the_whole() -> None:
    run = planned({a_cell(): NEED, a_cell("other"): replace(NEED, run=4.0)})

    parts = [run.seconds((instrument,)) or 0.0 for instrument in Instrument]

    assert sum(parts) == pytest.approx(run.seconds())
    assert min(run.seconds((instrument,)) or 0.0 for instrument in CURVES) > 0
    assert {run.counts[a_cell(), instrument] for instrument in CURVES} == {1}


def test_a_case_of_unknown_need_is_planned_and_not_counted() -> None:
    run = planned({a_cell(): NEED}, unknown="other")

    assert (a_cell("other"), Instrument.TIMING) in run.planned
    assert (a_cell("other"), Instrument.TIMING) not in run.counts


def test_a_need_that_is_only_assumed_may_fit_and_a_known_one_will_not() -> None:
    assumed = replace(NEED, least=20.0 * MIB)
    run = planned({a_cell(): NEED, a_cell("other"): assumed}, limit=500 * MIB)

    assert run.split_by_limit() == ([a_cell()], [a_cell("other")])
    assert planned({a_cell(): NEED}, limit=600 * MIB).split_by_limit() == ([], [])
    assert planned({a_cell(): replace(NEED, least=500.0 * MIB)}, limit=500 * MIB).split_by_limit() == ([], [a_cell()])


def test_a_first_impression_records_no_curves() -> None:
    run = planned({a_cell(): NEED})
    quick = replace(run, run=replace(run.run, plan=replace(run.run.plan, quick=True)))

    assert {instrument for _, instrument in run.counts} - {instrument for _, instrument in quick.counts} == set(CURVES)
