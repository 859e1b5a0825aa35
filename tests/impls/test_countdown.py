import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import countdown
from tests.impls.exercises import load, names

NAMES = names("countdown")


@pytest.mark.parametrize("case", countdown.HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_a_border_is_answered_as_the_reference_does(name: str, case: str) -> None:
    number = countdown.HOSTILE[case]

    answer = load("countdown", name).run(number)

    assert answer == countdown.reference(number)
    assert type(answer) is type(countdown.reference(number))


@pytest.mark.parametrize("name", NAMES)
def test_any_number_is_answered_as_the_reference_does(name: str) -> None:
    run = load("countdown", name).run

    @settings(max_examples=20)
    @given(st.integers(0, 5_000))
    def holds(number: int) -> None:
        assert run(number) == countdown.reference(number)

    holds()


@pytest.mark.parametrize("number", [0, 1, 2, 3, 1_000])
def test_the_reference_agrees_with_the_formula(number: int) -> None:
    assert countdown.reference(number) * 2 == number * (number + 1)


def test_an_iterator_can_be_walked_once() -> None:
    iterator = load("countdown", "iterator_class").Countdown(3)

    assert iter(iterator) is iterator
    assert list(iterator) == [3, 2, 1]
    assert list(iterator) == []


def test_an_iterable_can_be_walked_again() -> None:
    iterable = load("countdown", "iterable_class").Countdown(3)

    assert list(iterable) == [3, 2, 1]
    assert list(iterable) == [3, 2, 1]
