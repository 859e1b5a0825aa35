import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import large_containers
from tests.impls.exercises import load, names

NAMES = names("large_containers")


@pytest.mark.parametrize("case", large_containers.HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_a_border_is_answered_as_the_reference_does(name: str, case: str) -> None:
    number = large_containers.HOSTILE[case]

    answer = load("large_containers", name).run(number)

    assert answer == large_containers.reference(number)
    assert type(answer) is type(large_containers.reference(number))


@pytest.mark.parametrize("name", NAMES)
def test_any_number_is_answered_as_the_reference_does(name: str) -> None:
    run = load("large_containers", name).run

    @settings(max_examples=20)
    @given(st.integers(0, 500))
    def holds(number: int) -> None:
        assert run(number) == large_containers.reference(number)

    holds()
