"""Have the reference answer the data that is measured. The answer is kept, and never believed for being there.

Its digest is computed from its file each time, a run judges by a copy of its own, and what a generator counted while it
wrote the data is held against it in every run.
"""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench.correctness import check, judging
from bench.correctness.judging import Question
from bench.host.cache import keeping
from bench.model import commands
from bench.model.errors import BenchError
from bench.model.types import Limits, Status
from bench.process.launch import Finished, launch

_ANSWER: Final = "answer-0.json"
MEASURED: Final = "the measured data"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceQuestion:
    """What the reference of a workload is asked.

    Args:
        workload: the workload's file.
        source: the data.
        python: the interpreter that runs the reference.
        key: identifies workload and data together.
        limits: for the process of the reference.
        tolerance: of the workload.
        private: whether nothing of the data may stay in the cache.
    """

    workload: Path
    source: Path | int
    python: Path
    key: str
    limits: Limits
    tolerance: float = 0.0
    private: bool = False

    @property
    def name(self) -> str:
        """What the answer is called in the cache."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:24]


def answer(posed: ReferenceQuestion, folder: Path) -> Question:
    """Return the reference's answer to the data that is measured; it is kept for data of the same hash.

    Raises:
        BenchError: if the reference fails.
    """
    kept = _private(posed, folder) if posed.private else keeping.keep("answers", posed.name, partial(_make, posed))
    own = folder / f"{posed.name}.json"
    try:
        shutil.copyfile(kept / _ANSWER, own)
        digest = _digest(own)
    except OSError as error:
        raise BenchError(f"The answer {kept} cannot be copied: {error.strerror}.", "Try again.") from error
    return Question(MEASURED, posed.source, text=True, digest=digest, answer=own, tolerance=posed.tolerance)


def answer_and_confirm(posed: ReferenceQuestion, truth: Mapping[str, Any], folder: Path) -> Question:
    """Return the same where the generator counted something that the answer has to agree with.

    An answer that does not is made once more before any row is blamed: it may have been changed where it is kept.

    Raises:
        BenchError: if they disagree: one of the two is wrong, and no answer can be judged.
    """
    question = answer(posed, folder)
    if not _disagreement(posed, question, truth, folder):
        return question
    keeping.forget("answers", posed.name)
    question = answer(posed, folder)
    if seen := _disagreement(posed, question, truth, folder):
        raise BenchError(
            f"The reference of {posed.workload.parent.name} and the generator disagree: {seen}",
            f"Compare `reference` and `expected` in {posed.workload}. If both are correct, the cached data "
            f"was changed: {commands.typed('bench clean')}",
        )
    return question


def _private(posed: ReferenceQuestion, folder: Path) -> Path:
    """Return the folder with an answer that is gone with the run."""
    place = folder / f"{posed.name}-private"
    if not place.exists():
        _make(posed, place)
    return place


def _make(posed: ReferenceQuestion, folder: Path) -> None:
    folder.mkdir()
    job = check.answering(posed.python, posed.workload, [posed.source], folder)
    finished = launch(replace(job, function="reference", limits=posed.limits))
    if finished.status is not Status.OK or finished.answers != (_digest(folder / _ANSWER),):
        raise BenchError(f"The reference of {posed.workload.parent.name} failed: {finished.reason}")


def _disagreement(posed: ReferenceQuestion, question: Question, truth: Mapping[str, Any], folder: Path) -> str:
    """Return where the generator's counts lead to another answer; empty if they do not, or do not say enough."""
    place = folder / f"{posed.name}-expected"
    place.mkdir(exist_ok=True)
    job = check.answering(posed.python, posed.workload, [dict(truth)], place)
    finished = launch(replace(job, function="expected"))
    if finished.status is Status.OK:
        agrees = finished.answers[0] == question.digest
        return "" if agrees else judging.explain(question, place / _ANSWER)
    return "" if _is_too_little(finished) else finished.reason


def _is_too_little(finished: Finished) -> bool:
    """Return whether the truth lacks a table, which is left out of it once it has outgrown it."""
    return finished.status is Status.ERROR and finished.reason.startswith(KeyError.__name__)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
