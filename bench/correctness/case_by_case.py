"""List every case of an exam that one implementation fails, where an exam ends at the first.

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
from bench.correctness.check import Candidate, Grade, Question
from bench.model.types import Status

HANGS: Final = 3  # that are waited for
ALIKE: Final = 5  # failures in the same words, and nothing else, after which the rest is not tried


@dataclass(frozen=True, slots=True)
class Failures:
    """The cases that were failed.

    Args:
        grades: one for each, in the order of the cases; of a process that failed as a whole, one without a question.
        untried: how many cases were left when it had hung too often, failed as a whole, or failed the first all alike.
    """

    grades: tuple[Grade, ...]
    untried: int = 0


def failures(questions: Sequence[Question], candidate: Candidate, folder: Path) -> Failures:
    """Have an implementation answer every question; `folder` is one for its answers, and is made."""
    order = {question.name: place for place, question in enumerate(questions)}
    found: dict[int, Grade] = {}
    waiting = [list(questions)] if questions else []
    for number in itertools.count():
        left = sum(map(len, waiting))
        if not left or _is_enough([*found.values()], len(questions) - left):
            break
        batch = waiting.pop(0)
        paper = check.asked(batch, candidate, folder / str(number), hash_seed=1)
        found |= {order[grade.question.name] if grade.question else -1: grade for grade in check.faults(paper)}
        unheard = [] if paper.finished.answers else batch[: paper.answered]
        waiting[:0] = [each for each in (unheard, batch[paper.answered + 1 :]) if each]
    return Failures(tuple(grade for _, grade in sorted(found.items(), key=operator.itemgetter(0))), left)


def _is_enough(grades: Sequence[Grade], tried: int) -> bool:
    """Tell whether to stop: it failed as a whole, hung too often, or failed the first cases all alike."""
    whole = any(grade.question is None for grade in grades)
    hangs = [grade for grade in grades if grade.status is Status.TIMEOUT]
    alike = len({(grade.status, words(grade)) for grade in grades}) == 1
    return whole or len(hangs) >= HANGS or (alike and len(grades) == tried >= ALIKE)


def words(grade: Grade) -> str:
    """Return the reason of a grade without the name of its case."""
    return grade.reason.removeprefix(f"on {grade.question.name}: ") if grade.question else grade.reason
