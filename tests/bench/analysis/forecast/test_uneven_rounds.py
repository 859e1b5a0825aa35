"""Which rows take fewer rounds, and which one runs twice."""

from dataclasses import replace

import pytest

from bench.analysis.forecast import costs
from bench.analysis.forecast.uneven_rounds import is_peak_known, place_controls, take_fewer_rounds
from bench.model.cells import name
from bench.model.types import Cell, Instrument, Plan, Status
from tests.bench.builders import LIMITS, a_cell, quantities, resident

BASE, OTHER, CONTROL = a_cell(), a_cell("other"), a_cell(control=True)
PLAN = Plan(run_id="r", started="", limits=LIMITS, cells=(BASE, OTHER, CONTROL), rounds=8, long_rounds=6)
ALL = replace(PLAN, resident_processes=3)


def fewer(base: float | None, *others: float | None, long_rounds: int = 6) -> tuple[str, ...]:
    """Return the rows that take fewer rounds, given how long each call takes."""
    known = {BASE: base, **{a_cell(f"other-{number}"): run for number, run in enumerate(others)}}
    runs = {cell: run for cell, run in known.items() if run}
    plan = replace(PLAN, long_rounds=long_rounds)
    return tuple(sorted(map(name, take_fewer_rounds(plan, place_controls(plan, [*known, CONTROL], runs), runs))))


def test_a_row_far_from_all_others_takes_fewer_rounds() -> None:
    assert fewer(3.0, 1.0, 0.9) == ("readlines_objects",)
    assert fewer(1.0, 0.1, 0.9) == ("other-0",)


def test_a_row_that_runs_twice_takes_all_rounds_however_far_it_is() -> None:
    assert fewer(0.3, 1.0, 0.9) == ()
    assert fewer(10.0, 3.0, 1.0) == ("other-1", "readlines_objects")


@pytest.mark.parametrize("runs", [(2.9, 1.0, 0.9), (3.0, 1.0, None), (None, 1.0, 1.0), (3.0,)])
def test_a_row_near_to_any_other_or_to_one_of_which_nothing_is_known_takes_all(runs: tuple[float | None, ...]) -> None:
    assert fewer(*runs) == ()


def test_a_row_is_far_within_its_section_alone() -> None:
    cold = a_cell("cold", cache="cold")
    runs = {BASE: 3.0, OTHER: 1.0, cold: 3.0}

    found = take_fewer_rounds(PLAN, (BASE, OTHER, cold), runs)

    assert found == {BASE, OTHER}


def test_in_a_first_impression_a_call_of_exactly_a_second_is_long() -> None:
    quick = replace(PLAN, quick=True)

    assert take_fewer_rounds(quick, (BASE, OTHER, CONTROL), {BASE: 0.9, OTHER: 1.0}) == {OTHER}


def test_where_the_plan_says_so_all_rows_take_as_many_rounds() -> None:
    assert fewer(3.0, 1.0, long_rounds=0) == ()


@pytest.mark.parametrize(
    ("peaks", "seconds", "processes", "known"),
    [
        ((100.0, 101.0), 1.0, 1, True),
        ((100.0, 101.1), 1.0, 1, False),
        ((10.0, 10.12), 1.0, 1, True),
        ((100.0,), 1.0, 1, False),
        ((100.0, 101.0), 0.99, 1, False),
        ((100.0, 100.0), 1.0, 2, False),
    ],
)
def test_two_single_processes_that_agree_show_the_peak_of_a_row_whose_calls_are_long(
    peaks: tuple[float, ...], seconds: float, processes: int, *, known: bool
) -> None:
    figures = {"run_seconds": (seconds, "s"), "processes": (float(processes), "1")}
    samples = [
        replace(each, values={**each.values, **quantities(figures)}, status=Status.OK) for each in resident(BASE, peaks)
    ]
    failed = replace(samples[0], status=Status.TIMEOUT)

    assert is_peak_known(samples) is known
    assert not is_peak_known([failed, *samples[1:]])
    assert [costs.count_processes(ALL, samples, needs={})[cell, Instrument.RESIDENT] for cell in (BASE, OTHER)] == [
        0 if known else 3 - len(peaks),
        3,
    ]


def twice(base: float | None, *others: float, plan: Plan = PLAN, beside: tuple[Cell, ...] = ()) -> str:
    """Return what a control is the second copy of, given how long each call takes."""
    known = {BASE: base, **{a_cell(f"other-{number}"): run for number, run in enumerate(others)}}
    runs = {cell: run for cell, run in known.items() if run}
    placed = place_controls(plan, [*known, CONTROL, *beside], runs)
    assert [cell for cell in placed if not cell.control] == [*known]
    return next(cell.implementation for cell in placed if cell.control)


def test_the_middle_row_runs_twice_where_the_baseline_takes_three_times_as_long_as_any_other() -> None:
    assert twice(3.0, 0.1, 1.0, 0.5) == "other-2"
    assert twice(3.0, 0.1, 1.0) == "other-1"
    assert twice(3.0, 1.0) == "other-0"


@pytest.mark.parametrize("runs", [(2.9, 1.0, 0.1), (0.1, 1.0, 3.0), (None, 1.0), (3.0,)])
def test_else_the_baseline_itself_runs_twice(runs: tuple[float, ...]) -> None:
    assert twice(*runs) == BASE.implementation


LEFT = (OTHER, a_cell("third"), a_cell("fourth"))


@pytest.mark.parametrize("plan", [PLAN, replace(PLAN, long_rounds=0), replace(PLAN, quick=True)])
@pytest.mark.parametrize(("left", "copies"), [(LEFT, ["third"]), (LEFT[:1], [])])
def test_the_middle_row_of_those_that_are_left_runs_twice_where_the_one_that_did_has_failed(
    plan: Plan, left: tuple[Cell, ...], copies: list[str]
) -> None:
    runs = {OTHER: 1.0, LEFT[1]: 0.9, LEFT[2]: 0.8}

    assert [cell.implementation for cell in place_controls(plan, left, runs) if cell.control] == copies


def test_of_rows_that_are_left_one_that_nothing_is_known_of_is_short() -> None:
    placed = place_controls(PLAN, LEFT, {OTHER: 0.5, LEFT[1]: 0.8})

    assert [cell.implementation for cell in placed if cell.control] == ["other"]


@pytest.mark.parametrize(
    "plan",
    [replace(PLAN, budget=60.0), replace(PLAN, cells=(*PLAN.cells, replace(OTHER, control=True)))],
    ids=["a budget", "several controls"],
)
def test_no_other_row_runs_twice_where_the_looks_or_another_copy_need_the_one_that_did(plan: Plan) -> None:
    assert place_controls(plan, LEFT, {}) == LEFT


@pytest.mark.parametrize(
    ("plan", "beside"),
    [
        (replace(PLAN, long_rounds=0), ()),
        (replace(PLAN, quick=True), ()),
        (PLAN, (a_cell("other-0", control=True),)),
    ],
    ids=["rounds asked for", "first impression", "several controls"],
)
def test_a_control_that_was_asked_for_or_is_cheap_stays_with_the_baseline(plan: Plan, beside: tuple[Cell, ...]) -> None:
    assert twice(3.0, 1.0, plan=plan, beside=beside) == BASE.implementation
