"""Notes of what was left behind: written by a process, said once by a row."""

import re

import pytest

from bench.host import left_behind


@pytest.mark.parametrize("what", ["process", "thread"])
@pytest.mark.parametrize("number", [1, 2, 999, 1_000, 1_234_567])
def test_a_note_is_recognised_whatever_its_number(number: int, what: str) -> None:
    found = re.fullmatch(left_behind.PATTERN, left_behind.note(number, what))

    assert found
    assert (int(found["count"].replace(",", "")), found["what"]) == (number, what)


def test_a_row_says_the_most_that_a_process_left_and_keeps_what_else_was_noted() -> None:
    notes = ["left 1 thread", "beside", "left 1,200 threads", "left 1 process", "left 999 threads", "left 1 process"]

    assert [*left_behind.join(notes)] == ["left up to 1,200 threads", "left 1 process", "beside"]


def test_what_every_process_left_alike_is_no_most() -> None:
    assert [*left_behind.join(["left 2 processes"] * 3)] == ["left 2 processes"]
