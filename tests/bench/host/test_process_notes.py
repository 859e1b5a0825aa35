"""Notes with a number: written by a process, said once by a row."""

import re

import pytest

from bench.host import process_notes


@pytest.mark.parametrize("what", ["process", "thread"])
@pytest.mark.parametrize("number", [1, 2, 999, 1_000, 1_234_567])
def test_a_note_is_recognised_whatever_its_number(number: int, what: str) -> None:
    found = re.fullmatch(process_notes.LEFT, process_notes.left(number, what))

    assert found
    assert (int(found[1].replace(",", "")), found[2]) == (number, what)


def test_a_row_says_the_most_that_a_process_left_and_keeps_what_else_was_noted() -> None:
    notes = ["left 1 thread", "beside", "left 1,200 threads", "left 1 process", "left 999 threads", "left 1 process"]

    assert [*process_notes.join(notes)] == ["left up to 1,200 threads", "left 1 process", "beside"]


def test_what_every_process_left_alike_is_no_most() -> None:
    assert [*process_notes.join(["left 2 processes"] * 3)] == ["left 2 processes"]


def test_a_row_says_once_how_much_longer_first_calls_took() -> None:
    longest, other = process_notes.first_call(1_305), process_notes.first_call(999.4)

    assert re.fullmatch(process_notes.FIRST_CALL, longest)
    assert [*process_notes.join([other, longest, other])] == [longest.replace("took", "took up to")]
    assert [*process_notes.join([other, other])] == [other]
