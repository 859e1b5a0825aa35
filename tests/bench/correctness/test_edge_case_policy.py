"""What a failed edge case means for an implementation. The tests start real processes."""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.correctness import edge_case_policy
from bench.correctness.check import LIMITS, ORDINARY
from bench.correctness.judging import CheckResult, Question, Target
from bench.model.types import EdgeCasePolicy, FailedEdgeCases, Status

GOOD = "def run(n):\n    return n"
FAILS_TWO = "def run(n):\n    if n == 2:\n        raise ValueError('two')\n    return 0 if n == 4 else n"
FAILS_EACH = "def run(n):\n    if n == 100:\n        return n\n    raise NotImplementedError"
DRAWS = "import random\n\ndef run(n):\n    return random.random() if n in (2, 100) else n"
BREAKS = "raise ImportError('no such thing')\n\n" + GOOD
FAILS_ORDINARY = "def run(n):\n    return 0 if n in (1, 100) else n"


def checked(folder: Path, code: str, policy: EdgeCasePolicy, edge_cases: Sequence[int] = range(1, 7)) -> CheckResult:
    """Check an implementation of the identity on some numbers, and on 100 as ordinary data."""
    module = folder / "implementation.py"
    module.write_text(code)
    questions = []
    for number in (*edge_cases, 100):
        answer = folder / f"{number}.json"
        answer.write_text(str(number))
        digest = hashlib.sha256(answer.read_bytes()).hexdigest()
        ordinary = number == 100
        name = ORDINARY if ordinary else f"case {number}"
        questions.append(Question(name, number, text=True, digest=digest, answer=answer, ordinary=ordinary))
    sha256 = hashlib.sha256(module.read_bytes()).hexdigest()
    target = Target(module, sha256, Path(sys.executable), LIMITS)
    return edge_case_policy.run(questions, target, folder / "answers", policy)


def test_under_warn_every_failed_edge_case_is_listed_and_the_row_goes_on(tmp_path: Path) -> None:
    result = checked(tmp_path, FAILS_TWO, EdgeCasePolicy.WARN)

    assert (result.status, result.reason) == (Status.OK, "")
    assert result.edge_cases == FailedEdgeCases(names=("case 2", "case 4"), total=6)


def test_under_refuse_the_first_failed_edge_case_decides(tmp_path: Path) -> None:
    result = checked(tmp_path, FAILS_TWO, EdgeCasePolicy.REFUSE)

    assert result.status is Status.ERROR
    assert result.edge_cases is None


@pytest.mark.parametrize(
    ("code", "failed"),
    [
        (GOOD, None),
        (FAILS_EACH, FailedEdgeCases(names=tuple(f"case {n}" for n in range(1, 6)), total=6, untried=1)),
        (FAILS_ORDINARY, FailedEdgeCases(names=("case 1",), total=6, ordinary=(ORDINARY,))),
    ],
    ids=["none", "all alike", "ordinary data"],
)
def test_what_was_not_tried_and_what_is_no_edge_case_are_told_apart(
    tmp_path: Path, code: str, failed: FailedEdgeCases | None
) -> None:
    result = checked(tmp_path, code, EdgeCasePolicy.WARN)

    assert (result.status, result.edge_cases) == (Status.OK, failed)


@pytest.mark.parametrize(
    ("code", "status"), [(DRAWS, Status.NON_DETERMINISTIC), (BREAKS, Status.ERROR)], ids=["draws", "breaks"]
)
def test_what_cannot_be_believed_or_loaded_is_refused_under_warn_as_well(
    tmp_path: Path, code: str, status: Status
) -> None:
    result = checked(tmp_path, code, EdgeCasePolicy.WARN)

    assert (result.status, result.edge_cases) == (status, None)
