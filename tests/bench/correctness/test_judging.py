"""An answer is judged by what its process left, and that may be anything."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.correctness import check
from bench.correctness.judging import LARGEST, Question, judge, left_answer
from bench.model.types import Status
from bench.process.job import Finished

RIGHT = '["list",1.5]'


def _sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, LARGEST + 1)


LEFT: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _: None,
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to the right answer": lambda path: path.symlink_to("right.json"),
    "more than any answer": _sparse,
}


@pytest.fixture
def question(tmp_path: Path) -> Question:
    (tmp_path / "right.json").write_text(RIGHT)
    return Question("the data", 1, text=True, digest="0" * 64, answer=tmp_path / "right.json", tolerance=1e-9)


@pytest.mark.parametrize("what", LEFT)
def test_what_lies_in_the_place_of_an_answer_is_neither_followed_nor_waited_for(
    what: str, question: Question, tmp_path: Path
) -> None:
    LEFT[what](tmp_path / "answer-0.json")
    finished = Finished(status=Status.OK, answers=("1" * 64,))
    process = check.CheckedProcess((question,), finished, tmp_path, None, 0.0)

    assert left_answer(tmp_path) is None
    assert judge(question, finished, tmp_path).status is Status.WRONG_ANSWER
    assert [each.status for each in check.list_faults(process)] == [Status.WRONG_ANSWER]


def test_an_answer_within_the_tolerance_is_right_and_one_of_strange_bytes_wrong(
    question: Question, tmp_path: Path
) -> None:
    finished = Finished(status=Status.OK, answers=("1" * 64,))
    (tmp_path / "answer-0.json").write_text(RIGHT)
    right = judge(question, finished, tmp_path).status
    (tmp_path / "answer-0.json").write_bytes(b"\xff\xfe")

    assert (right, judge(question, finished, tmp_path).status) == (Status.OK, Status.BAD_RETURN_TYPE)
