from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import user_records
from tests.impls.exercises import load, names

NAMES = names("user_records")


@pytest.mark.parametrize("case", user_records.HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_a_border_is_answered_as_the_reference_does(name: str, case: str) -> None:
    number = user_records.HOSTILE[case]

    answer = load("user_records", name).run(number)

    assert answer == user_records.reference(number)
    assert type(answer) is type(user_records.reference(number))


@pytest.mark.parametrize("name", NAMES)
def test_any_number_is_answered_as_the_reference_does(name: str) -> None:
    run = load("user_records", name).run

    @settings(max_examples=20)
    @given(st.integers(0, 500))
    def holds(number: int) -> None:
        assert run(number) == user_records.reference(number)

    holds()


@pytest.mark.parametrize("name", ["slots_class", "dataclass_slots"])
def test_slots_forbid_what_they_do_not_name(name: str) -> None:
    user = load("user_records", name).User(7, "user 7", "user7@example.com")

    with pytest.raises(AttributeError):
        user.age = 40
    with pytest.raises(AttributeError):
        _ = user.__dict__
    user.email = "new@example.com"
    assert user.email == "new@example.com"


def test_a_plain_object_allows_both() -> None:
    user = load("user_records", "plain_class").User(7, "user 7", "user7@example.com")

    user.age = 40

    assert user.__dict__["age"] == 40


def test_a_subclass_without_slots_brings_the_dictionary_back() -> None:
    class Member(load("user_records", "slots_class").User):  # type: ignore[misc]  # loaded by path
        pass

    member = Member(7, "user 7", "user7@example.com")
    member.age = 40

    assert member.__dict__ == {"age": 40}


def test_columns_give_every_text_back() -> None:
    text, ends = load("user_records", "array_columns").column(["", "ab", "ü", "", "c"])

    assert [text[start:end] for start, end in pairwise(ends)] == ["", "ab", "ü", "", "c"]
