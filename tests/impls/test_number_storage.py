import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import number_storage
from tests.impls.exercises import load, names

NAMES = names("number_storage")


@pytest.mark.parametrize("case", number_storage.HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_a_border_is_answered_as_the_reference_does(name: str, case: str) -> None:
    number = number_storage.HOSTILE[case]

    answer = load("number_storage", name).run(number)

    assert answer == number_storage.reference(number)
    assert type(answer) is type(number_storage.reference(number))


@pytest.mark.parametrize("name", NAMES)
def test_any_number_is_answered_as_the_reference_does(name: str) -> None:
    run = load("number_storage", name).run

    @settings(max_examples=20)
    @given(st.integers(0, 5_000))
    def holds(number: int) -> None:
        assert run(number) == number_storage.reference(number)

    holds()
