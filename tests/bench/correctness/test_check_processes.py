"""In how many processes an implementation is checked, and what becomes of one that fails there."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.correctness import case_by_case, check
from bench.correctness.check import ANSWERS, LIMITS, ORDINARY, TEXT_ONLY, CheckedProcess
from bench.correctness.judging import CheckResult, Question, Target
from bench.inputs import catalogue
from bench.model.types import Limits, Status
from bench.process.launch import Finished

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


SECONDS = 60.0


class SlowImplementation:
    """Stands in for processes whose questions take so many seconds each, by the clock of their answers."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.seconds = seconds
        self.asked: list[list[str]] = []

    def run(self, questions: Sequence[Question], _: Target, folder: Path, *, hash_seed: int) -> CheckedProcess:
        assert hash_seed
        self.asked.append([each.name for each in questions])
        (folder / ANSWERS).mkdir(parents=True)
        spent = answered = 0.0
        for number, question in enumerate(questions):
            spent += self.seconds[question.name]
            if spent > SECONDS:
                ended = Finished(status=Status.TIMEOUT, phase="run", reason=f"still running after {SECONDS:g} s")
                return CheckedProcess(tuple(questions), ended, folder / ANSWERS, None, SECONDS - answered)
            (folder / ANSWERS / f"answer-{number}.json").touch()
            answered = spent
        ended = Finished(status=Status.OK, answers=("",) * len(questions))
        return CheckedProcess(tuple(questions), ended, folder / ANSWERS, None, 0.0)


def slow(seconds: Sequence[float]) -> tuple[SlowImplementation, list[Question]]:
    names = [f"case {number}" for number in range(len(seconds))]
    questions = [Question(name, 1, text=True) for name in names]
    return SlowImplementation(dict(zip(names, seconds, strict=True))), questions


TARGET = Target(Path("x.py"), "", Path("python"), Limits(seconds=SECONDS, memory=1))


@pytest.mark.parametrize(
    ("seconds", "status", "processes"),
    [([3.0] * 33, Status.OK, 3), ([5.0] * 33, Status.OK, 7), ([1.0] * 20 + [99.0], Status.TIMEOUT, 1)],
    ids=["twice as slow as may be", "three times as slow", "hangs on one"],
)
def test_who_is_slow_with_all_cases_and_hangs_on_none_is_not_said_to_hang(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seconds: list[float], status: Status, processes: int
) -> None:
    stand_in, questions = slow(seconds)
    monkeypatch.setattr(check, "run_process", stand_in.run)

    result = check._check_process(questions, TARGET, tmp_path, hash_seed=1)

    assert (result.status, len(stand_in.asked)) == (status, processes)
    if status is Status.TIMEOUT:
        assert result.question == questions[-1]


def test_neither_is_one_whose_failed_cases_are_listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in, questions = slow([5.0] * 16 + [99.0] + [5.0] * 16)
    monkeypatch.setattr(check, "run_process", stand_in.run)

    found = case_by_case.failures(questions, TARGET, tmp_path)

    assert [result.question for result in found.results] == [questions[16]]
