"""Which cases an implementation fails: every one, though its process ends at some. The tests start real processes."""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.correctness.case_by_case import ALIKE, Failures, failures, words
from bench.correctness.check import LIMITS
from bench.correctness.judging import Question, Target
from bench.model.types import Status

FAILS = """
import os

def run(n):
    if n == 3:
        raise ValueError("three")
    if n == 5:
        os._exit(7)
    return 0 if n in (2, 4) else n
"""


def asked(folder: Path, code: str, numbers: Sequence[int]) -> Failures:
    """Have an implementation of the identity answer some numbers."""
    module = folder / "implementation.py"
    module.write_text(code)
    questions = []
    for number in numbers:
        answer = folder / f"{number}.json"
        answer.write_text(str(number))
        digest = hashlib.sha256(answer.read_bytes()).hexdigest()
        questions.append(Question(f"case {number}", number, text=True, digest=digest, answer=answer))
    target = Target(module, "", Path(sys.executable), LIMITS)
    return failures(questions, target, folder / "cases")


def test_every_failed_case_is_listed_in_order(tmp_path: Path) -> None:
    found = asked(tmp_path, FAILS, range(1, 7))

    assert [(grade.question.name, grade.status) for grade in found.results if grade.question] == [
        ("case 2", Status.WRONG_ANSWER),
        ("case 3", Status.ERROR),
        ("case 4", Status.WRONG_ANSWER),
        ("case 5", Status.EXIT),
    ]
    assert [words(grade).splitlines()[0] for grade in found.results] == [
        "the answer: expected 2, got 0",
        "ValueError: three",
        "the answer: expected 4, got 0",
        "ended with exit code 7 and delivered no answer",
    ]
    assert found.untried == ()


@pytest.mark.parametrize(
    ("code", "listed"),
    [
        ("def run(n):\n    raise NotImplementedError", ALIKE),
        ("raise NotImplementedError\n\ndef run(n):\n    return n", 1),
        ("def run(n):\n    return n", 0),
    ],
    ids=["all alike", "not even loaded", "none"],
)
def test_what_fails_always_is_not_tried_on_everything(tmp_path: Path, code: str, listed: int) -> None:
    found = asked(tmp_path, code, range(1, 9))

    assert len(found.results) == listed
    assert len(found.untried) == {ALIKE: 8 - ALIKE, 1: 7, 0: 0}[listed]
