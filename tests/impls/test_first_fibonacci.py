import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import first_fibonacci
from tests.impls.exercises import load, names

NAMES = names("first_fibonacci")


@pytest.mark.parametrize("case", first_fibonacci.HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_a_border_is_answered_as_the_reference_does(name: str, case: str) -> None:
    number = first_fibonacci.HOSTILE[case]

    answer = load("first_fibonacci", name).run(number)

    assert answer == first_fibonacci.reference(number)
    assert type(answer) is type(first_fibonacci.reference(number))


@pytest.mark.parametrize("name", NAMES)
def test_any_number_is_answered_as_the_reference_does(name: str) -> None:
    run = load("first_fibonacci", name).run

    @settings(max_examples=20)
    @given(st.integers(0, 2_000))
    def holds(number: int) -> None:
        assert run(number) == first_fibonacci.reference(number)

    holds()


def test_the_reference_knows_the_first_ten() -> None:
    sums = [first_fibonacci.reference(count) for count in range(11)]

    assert sums == [0, 0, 1, 2, 4, 7, 12, 20, 33, 54, 88]


def test_the_infinite_generator_makes_no_more_than_is_taken() -> None:
    module = load("first_fibonacci", "infinite_generator")
    numbers = module.fibonacci()

    assert list(module.take(5, numbers)) == [0, 1, 1, 2, 3]
    assert next(numbers) == 5
