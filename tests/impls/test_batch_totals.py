import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import batch_totals
from tests.impls.exercises import load, names

NAMES = names("batch_totals")


@pytest.mark.parametrize("case", batch_totals.HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_a_border_is_answered_as_the_reference_does(name: str, case: str) -> None:
    number = batch_totals.HOSTILE[case]

    answer = load("batch_totals", name).run(number)

    assert answer == batch_totals.reference(number)
    assert type(answer) is type(batch_totals.reference(number))


@pytest.mark.parametrize("name", NAMES)
def test_any_number_is_answered_as_the_reference_does(name: str) -> None:
    run = load("batch_totals", name).run

    @settings(max_examples=20)
    @given(st.integers(0, 5_000))
    def holds(number: int) -> None:
        assert run(number) == batch_totals.reference(number)

    holds()


def test_the_last_batch_may_be_shorter() -> None:
    batches = load("batch_totals", "batch_iterator").Batches(list(range(7)), 3)

    assert list(batches) == [[0, 1, 2], [3, 4, 5], [6]]


def test_batches_of_an_iterator_need_no_length() -> None:
    batches = load("batch_totals", "islice_generator").batches(iter("abcde"), 2)

    assert list(batches) == [["a", "b"], ["c", "d"], ["e"]]
