"""List every case of a check that one implementation fails, where the check ends at the first.

What a process raises ends it, so the cases after that one are given to another; and so are those before one on which it
hung or crashed, for what it made of them was not heard.
"""

import itertools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.correctness import check
from bench.correctness.judging import CheckResult, Question, Target
from bench.model.types import Status

HANGS: Final = 3  # that are waited for
ALIKE: Final = 5  # failures in the same words, and nothing else, after which the rest is not tried


@dataclass(frozen=True, slots=True)
class Failures:
    """The cases that were failed.

    Args:
        results: one for each, in the order of the cases; of a process that failed as a whole, one without a question.
        untried: the cases that were left when it had hung too often, failed as a whole, or failed the first all alike.
    """

    results: tuple[CheckResult, ...]
    untried: tuple[Question, ...] = ()


def failures(questions: Sequence[Question], target: Target, folder: Path, *, hangs: int = HANGS) -> Failures:
    """Have an implementation answer every question.

    Args:
        questions: the cases.
        target: the implementation.
        folder: one for its answers; it is made.
        hangs: how many are waited for.
    """
    order = {question.name: place for place, question in enumerate(questions)}
    found: dict[int, CheckResult] = {}
    waiting = [list(questions)] if questions else []
    for number in itertools.count():
        left = tuple(itertools.chain.from_iterable(waiting))
        if not left or _is_enough([*found.values()], len(questions) - len(left), hangs):
            break
        batch = waiting.pop(0)
        process = check.run_process(batch, target, folder / str(number), hash_seed=1)
        if process.is_slow(target.limits.seconds):  # all of them together, and no case alone, took its time
            waiting[:0] = [batch[: process.answered], batch[process.answered :]]
            continue
        found |= {
            order[result.question.name] if result.question else -1: result for result in check.list_faults(process)
        }
        unheard = [] if process.finished.answers else batch[: process.answered]
        waiting[:0] = [each for each in (unheard, batch[process.answered + 1 :]) if each]
    return Failures(tuple(result for _, result in sorted(found.items(), key=operator.itemgetter(0))), left)


def _is_enough(results: Sequence[CheckResult], tried: int, hangs: int) -> bool:
    """Return whether to stop: it failed as a whole, hung too often, or failed the first cases all alike."""
    whole = any(result.question is None for result in results)
    hung = [result for result in results if result.status is Status.TIMEOUT]
    alike = len({(result.status, words(result)) for result in results}) == 1
    return whole or len(hung) >= hangs or (alike and len(results) == tried >= ALIKE)


def words(result: CheckResult) -> str:
    """Return the reason of a check result without the name of its case."""
    return result.reason.removeprefix(f"on {result.question.name}: ") if result.question else result.reason
