"""In how many processes an implementation is checked, and what becomes of one that fails there."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.correctness import check
from bench.correctness.check import LIMITS, ORDINARY, TEXT_ONLY
from bench.correctness.judging import CheckResult, Question, Target
from bench.inputs import catalogue
from bench.model.types import Status

Asked = tuple[str, ...]

CASES = (("empty", True), (ORDINARY, True), ("dirty data", False))
QUESTIONS = tuple(Question(name, 1, text=text, digest="", answer=Path("none")) for name, text in CASES)
TEXT, AGAIN, BYTES = ("empty", ORDINARY), (ORDINARY,), ("dirty data",)
BOTH = (*AGAIN, *BYTES)


@pytest.mark.parametrize(
    ("failing", "asked", "status", "notes"),
    [
        ((), [TEXT, BOTH], Status.OK, ()),
        ((BOTH, BYTES), [TEXT, BOTH, AGAIN, BYTES], Status.OK, (TEXT_ONLY,)),
        ((BOTH, AGAIN), [TEXT, BOTH, AGAIN], Status.NON_DETERMINISTIC, ()),
        ((BOTH,), [TEXT, BOTH, AGAIN, BYTES], Status.OK, ()),
    ],
    ids=["right", "bytes", "hash seed", "both together alone"],
)
def test_what_is_right_takes_two_processes_and_what_fails_the_second_is_told_apart(
    monkeypatch: pytest.MonkeyPatch,
    failing: Sequence[Asked],
    asked: list[Asked],
    status: Status,
    notes: tuple[str, ...],
) -> None:
    seen: list[tuple[Asked, int]] = []

    def answer(questions: Sequence[Question], _target: Target, _folder: Path, *, hash_seed: int) -> CheckResult:
        names = tuple(each.name for each in questions)
        seen.append((names, hash_seed))
        return CheckResult(Status.WRONG_ANSWER if names in failing else Status.OK)

    monkeypatch.setattr(check, "_check_process", answer)
    monkeypatch.setattr(catalogue, "digest", lambda _: "as it was")

    result = check.run(QUESTIONS, Target(Path("x.py"), "as it was", Path("python"), LIMITS), Path("nowhere"))

    assert (result.status, result.notes) == (status, notes)
    assert seen == [(names, 1 if names == TEXT else 2) for names in asked]
