import sys
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import instance_size
from tests.impls.exercises import load, names

NAMES = names("instance_size")


@pytest.mark.parametrize("case", instance_size.HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_a_border_is_answered_as_the_reference_does(name: str, case: str) -> None:
    number = instance_size.HOSTILE[case]

    answer = load("instance_size", name).run(number)

    assert answer == instance_size.reference(number)
    assert type(answer) is type(instance_size.reference(number))


@pytest.mark.parametrize("name", NAMES)
def test_any_number_is_answered_as_the_reference_does(name: str) -> None:
    run = load("instance_size", name).run

    @settings(max_examples=20)
    @given(st.integers(0, 500))
    def holds(number: int) -> None:
        assert run(number) == instance_size.reference(number)

    holds()


@pytest.mark.skipif(sys.version_info < (3, 11), reason="before 3.11 the dictionary was there from the beginning")
def test_asking_an_object_for_its_dictionary_creates_it() -> None:
    user_class = load("instance_size", "plain_class").User
    users = [user_class(1, "Ada", "ada@example.com") for _ in range(1000)]
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]

    kept = [user.__dict__ for user in users]  # more than the interpreter keeps ready-made

    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert kept[-1] == {"number": 1, "name": "Ada", "email": "ada@example.com"}
    assert grown / len(users) > 50
