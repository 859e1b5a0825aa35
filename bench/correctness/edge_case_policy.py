"""Check an implementation, and say what a failed edge case means for it: no figures, or figures with a remark.

A log of one's own need not hold what edge cases are about. Under `warn`, an implementation that fails some is checked
on all the others; what it fails is listed, and whether it is right on the measured data is decided there.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.correctness import case_by_case, check
from bench.correctness.case_by_case import Failures
from bench.correctness.judging import CheckResult, Question, Target
from bench.model.types import EdgeCasePolicy, FailedEdgeCases, Status

HANGS: Final = 1  # that are waited for: each takes a whole time limit
EXCUSED: Final = {
    *(Status.WRONG_ANSWER, Status.BAD_RETURN_TYPE, Status.ERROR, Status.CRASH, Status.EXIT),
    *(Status.TIMEOUT, Status.MEMORY_LIMIT),
}
"""How a test case may be failed under `warn`: what meddles, or answers otherwise each time, is believed nowhere."""


def run(questions: Sequence[Question], target: Target, folder: Path, policy: EdgeCasePolicy) -> CheckResult:
    """Check the answers of one implementation."""
    result = check.run(questions, target, folder / "all")
    if policy is EdgeCasePolicy.REFUSE or result.question is None or result.status not in EXCUSED:
        return result
    text = [question for question in questions if question.text]
    found = case_by_case.failures(text, target, folder / "one-by-one", hangs=HANGS)
    failed = [each.question for each in found.results if each.question and each.status in EXCUSED]
    if len(failed) < len(found.results) or not failed:
        return next((each for each in found.results if each.status not in EXCUSED), result)
    left_out = {*failed, *found.untried}
    others = check.run([each for each in questions if each not in left_out], target, folder / "others")
    return replace(others, edge_cases=_describe(text, failed, found)) if others.status is Status.OK else others


def _describe(asked: Sequence[Question], failed: Sequence[Question], found: Failures) -> FailedEdgeCases:
    return FailedEdgeCases(
        names=tuple(each.name for each in failed if not each.ordinary),
        total=sum(not each.ordinary for each in asked),
        untried=sum(not each.ordinary for each in found.untried),
        ordinary=tuple(each.name for each in failed if each.ordinary),
    )
