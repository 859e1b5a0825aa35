import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import sum_of_squares
from tests.impls.exercises import load, names

NAMES = names("sum_of_squares")


@pytest.mark.parametrize("case", sum_of_squares.HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_a_border_is_answered_as_the_reference_does(name: str, case: str) -> None:
    number = sum_of_squares.HOSTILE[case]

    answer = load("sum_of_squares", name).run(number)

    assert answer == sum_of_squares.reference(number)
    assert type(answer) is type(sum_of_squares.reference(number))


@pytest.mark.parametrize("name", NAMES)
def test_any_number_is_answered_as_the_reference_does(name: str) -> None:
    run = load("sum_of_squares", name).run

    @settings(max_examples=20)
    @given(st.integers(0, 20_000))
    def holds(number: int) -> None:
        assert run(number) == sum_of_squares.reference(number)

    holds()


@pytest.mark.parametrize("number", [0, 1, 2, 3, 1_000, 10**6])
def test_the_reference_agrees_with_the_formula(number: int) -> None:
    assert sum_of_squares.reference(number) * 6 == (number - 1) * number * (2 * number - 1)
