import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import squares_and_evens
from tests.impls.exercises import load, names

NAMES = names("squares_and_evens")


@pytest.mark.parametrize("case", squares_and_evens.HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_a_border_is_answered_as_the_reference_does(name: str, case: str) -> None:
    number = squares_and_evens.HOSTILE[case]

    answer = load("squares_and_evens", name).run(number)

    assert answer == squares_and_evens.reference(number)
    assert type(answer) is type(squares_and_evens.reference(number))


@pytest.mark.parametrize("name", NAMES)
def test_any_number_is_answered_as_the_reference_does(name: str) -> None:
    run = load("squares_and_evens", name).run

    @settings(max_examples=20)
    @given(st.integers(0, 2_000))
    def holds(number: int) -> None:
        assert run(number) == squares_and_evens.reference(number)

    holds()
