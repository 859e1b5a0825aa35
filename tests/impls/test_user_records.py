from itertools import pairwise

import pytest

from tests.impls.exercises import load


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
