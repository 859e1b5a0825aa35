import pytest

from impls import sum_of_squares


@pytest.mark.parametrize("number", [0, 1, 2, 3, 1_000, 10**6])
def test_the_reference_agrees_with_the_formula(number: int) -> None:
    assert sum_of_squares.reference(number) * 6 == (number - 1) * number * (2 * number - 1)
