"""Every implementation of a workload that takes a number answers as its reference does."""

import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.impls.exercises import FOUND, load, names

LARGEST = {  # number that every implementation answers at once
    "batch_totals": 5_000,
    "countdown": 5_000,
    "first_fibonacci": 2_000,
    "instance_size": 500,
    "large_containers": 500,
    "number_storage": 5_000,
    "squares_and_evens": 2_000,
    "sum_of_squares": 20_000,
    "user_records": 500,
}
ALL = [(workload, name) for workload in LARGEST for name in names(workload)]


def test_every_workload_that_takes_a_number_is_among_them() -> None:
    assert LARGEST.keys() == {each.name for each in FOUND.workloads.values() if each.source == "number"}


@pytest.mark.parametrize(("workload", "name"), ALL)
def test_a_border_is_answered_as_the_reference_does(workload: str, name: str) -> None:
    asked, run = importlib.import_module(f"impls.{workload}"), load(workload, name).run
    for case, number in asked.HOSTILE.items():
        answer, right = run(number), asked.reference(number)

        assert (answer, type(answer)) == (right, type(right)), case


@pytest.mark.parametrize(("workload", "name"), ALL)
def test_any_number_is_answered_as_the_reference_does(workload: str, name: str) -> None:
    asked, run = importlib.import_module(f"impls.{workload}"), load(workload, name).run

    @settings(max_examples=20)
    @given(st.integers(0, LARGEST[workload]))
    def holds(number: int) -> None:
        assert run(number) == asked.reference(number)

    holds()
