from dataclasses import replace

import pytest

from bench.model.request import Request
from bench.model.types import Cell, Implementation, Limits, Workload
from bench.session import plan

WORKLOAD = Workload(name="w", title="", source="number", size=10, baseline="base")
ITEMS = (Implementation(workload="w", name="base"), Implementation(workload="w", name="other"))


def cells(
    request: Request | None = None, *, data: tuple[str, ...] = ("d",), pythons: tuple[str, ...] = ("3.11.7",)
) -> tuple[Cell, ...]:
    return plan.cells(request or Request(), ITEMS, pythons, [(WORKLOAD, name) for name in data])


def test_each_implementation_is_a_row_and_the_baseline_has_a_second_copy() -> None:
    found = cells()

    assert [(cell.implementation, cell.control) for cell in found] == [
        ("base", False),
        ("other", False),
        ("base", True),
    ]


def test_sizes_and_interpreters_are_more_rows_with_a_control_each() -> None:
    found = cells(data=("a", "b"), pythons=("3.10.1", "3.13.0"))

    assert len(found) == len(set(found)) == 12
    assert sum(cell.control for cell in found) == 4


def test_each_row_on_a_log_that_has_a_twin_has_a_second_copy_and_on_the_twin_the_baseline_alone() -> None:
    found = cells(Request(profile="{}"), data=("own-log-ab", "twin-5"))

    assert [(cell.data, cell.implementation) for cell in found if cell.control] == [
        ("own-log-ab", "base"),
        ("twin-5", "base"),
        ("own-log-ab", "other"),
    ]


def test_two_folders_with_the_baseline_give_one_control_to_the_first() -> None:
    items = (*ITEMS, Implementation(workload="w", name="base", origin="mine"))

    found = plan.cells(Request(), items, ["3.11.7"], [(WORKLOAD, "d")])

    assert [cell.origin for cell in found if cell.control] == ["impls"]


def test_a_baseline_may_name_the_folder_it_is_from() -> None:
    items = (*ITEMS, Implementation(workload="w", name="base", origin="mine"))

    found = plan.cells(Request(), items, ["3.11.7"], [(replace(WORKLOAD, baseline="base@mine"), "d")])

    assert [(cell.implementation, cell.origin) for cell in found if cell.control] == [("base", "mine")]


def test_a_cold_run_has_cold_cells() -> None:
    assert {cell.cache for cell in cells(Request(cold=True))} == {"cold"}


@pytest.mark.parametrize(
    ("request_", "rounds"),
    [
        (Request(), plan.DEFAULT_ROUNDS),
        (Request(quick=True), plan.QUICK_ROUNDS),
        (Request(rounds=5, quick=True), 5),
        (Request(budget=60.0), plan.BUDGET_ROUNDS),
    ],
)
def test_rounds_follow_what_was_asked_for(request_: Request, rounds: int) -> None:
    assert plan.rounds(request_) == rounds


@pytest.mark.parametrize(
    ("request_", "rounds"),
    [
        (Request(), plan.FAR_ROUNDS),
        (Request(quick=True), plan.LONG_ROUNDS),
        (Request(rounds=6, quick=True), 0),
        (Request(rounds=8), 0),
        (Request(budget=60.0), 0),
    ],
)
def test_only_a_run_without_a_wish_takes_fewer_rounds_of_some_rows(request_: Request, rounds: int) -> None:
    assert plan.draft(request_, cells(), 1000).long_rounds == rounds


def test_limits_follow_the_wish_or_the_machine() -> None:
    asked = replace(Request(), timeout=9.0, memory_limit=1 << 20)

    assert plan.limits(Request(), 1000) == Limits(seconds=plan.DEFAULT_SECONDS, memory=800)
    assert plan.limits(asked, 1000) == Limits(seconds=9.0, memory=1 << 20)


def test_no_process_may_take_longer_than_the_whole_budget() -> None:
    assert plan.limits(Request(budget=20.0), 1000).seconds == 20
    assert plan.limits(Request(budget=1000.0), 1000).seconds == plan.DEFAULT_SECONDS
    assert plan.limits(Request(budget=20.0, timeout=90.0), 1000).seconds == 90


def test_two_runs_have_two_folders_and_two_orders() -> None:
    one, other = (plan.draft(Request(), cells(), 1000) for _ in range(2))

    assert one.run_id != other.run_id
    assert one.seed != other.seed
