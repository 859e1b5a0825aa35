import pytest

from impls import countdown
from tests.impls.exercises import load


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
