"""Judge one answer: by its digest, and where that differs by the values themselves, in a child process."""

import functools
import json
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.model.paths import CHECKOUT, surroundings
from bench.model.types import FailedEdgeCases, Limits, Quantity, Status
from bench.process.launch import Finished

LOOKED_AT: Final = 1 << 22  # bytes of a right answer whose entries are counted: it is read whole
LARGEST: Final = 1 << 28  # bytes of a wrong answer that is compared, or of one that may be right within a tolerance
CONTAINERS: Final = ("dict", "list", "tuple")


@dataclass(frozen=True, slots=True)
class Question:
    """A test case: one input, and where the reference's answer to it is.

    Args:
        name: such as "a lone CR in the message".
        source: the file, or the number.
        text: whether it is valid UTF-8 without NUL, so that no row may fail on it.
        digest: of the right answer.
        answer: the right answer, canonical.
        ordinary: whether it is small ordinary data, and no edge case.
        tolerance: by how much numbers of an answer may differ from the right one's, as a share of them.
    """

    name: str
    source: Path | int
    text: bool
    digest: str = ""
    answer: Path = Path()
    ordinary: bool = False
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Target:
    """What is checked: an implementation's file, its hash, the interpreter of its environment, and what it may use."""

    module: Path
    sha256: str
    python: Path
    limits: Limits


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of a check or of one answer.

    `question` is the test case that was failed, if it is known; `edge_cases` are those that an ok result fails.
    """

    status: Status = Status.OK
    reason: str = ""
    notes: tuple[str, ...] = ()
    phase: str = "done"
    values: Mapping[str, Quantity] = field(default_factory=dict)
    question: Question | None = None
    edge_cases: FailedEdgeCases | None = None


EDITED: Final = CheckResult(Status.SUSPECT, "its file changed during the run, so it is unclear what was measured")


def judge(question: Question, finished: Finished, answers: Path | None, *, show: bool = True) -> CheckResult:
    """Judge the first answer of a finished process.

    Args:
        question: what was asked.
        finished: how the process ended.
        answers: the folder with its canonical answer, if it was kept.
        show: whether keys and lines of the data may be shown.
    """
    if finished.status is not Status.OK:
        return list_failed(finished, question)
    got = left_answer(answers) if answers else None
    if finished.answers[:1] == (question.digest,) or (finished.answers and _agrees(question, got)):
        return CheckResult(notes=finished.notes)
    return _wrong(question, got, finished.notes, show=show)


def left_answer(folder: Path, number: int = 0) -> Path | None:
    """Return the canonical answer that a process left; None where something else lies in its place.

    The process could write to the folder. A link would be followed to what only the harness may read, such as the right
    answer; a pipe would be waited for; and a file can be endless without taking any room.
    """
    path = folder / f"answer-{number}.json"
    try:
        status = path.lstat()
    except OSError:
        return None
    return path if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST else None


def list_failed(finished: Finished, question: Question | None = None) -> CheckResult:
    """Return the check result of a process that did not end well: its reason with the input, and what it measured."""
    blamed = question if finished.phase == "run" and finished.status is not Status.SUSPECT else None
    where = f"on {blamed.name}: " if blamed is not None else ""
    return CheckResult(
        finished.status, where + finished.reason, finished.notes, finished.phase, finished.values, blamed
    )


def _wrong(question: Question, got: Path | None, notes: tuple[str, ...], *, show: bool = True) -> CheckResult:
    """Distinguish an answer of another type from one of another value."""
    wanted, found = _kind(question.answer), _kind(got) if got else ""
    if found and wanted != found:
        return CheckResult(Status.BAD_RETURN_TYPE, f"run returned {found}, expected {wanted}", notes, "run")
    seen = explain(question, got) if show and got else "its answer differs from the reference"
    return CheckResult(Status.WRONG_ANSWER, f"on {question.name}: {seen}", notes, "run")


def _kind(answer: Path) -> str:
    """Return the outermost type of a canonical answer, read from its first bytes."""
    with answer.open("rb") as file:
        start = file.read(len('["tuple"')).decode("ascii", "replace")
    if start.startswith('["'):
        return start[2:].split('"')[0]
    return "str" if start.startswith('"') else "number"


@functools.cache
def count_entries(answer: Path) -> int | None:
    """Return how many entries a right answer has; None if it is no container, or too large to be looked at.

    What an implementation says that its answer has may be held against others, so its word is not taken for it.

    Args:
        answer: a canonical answer, which is not changed any more.
    """
    if not answer.is_file() or answer.stat().st_size > LOOKED_AT:
        return None
    read = json.loads(answer.read_bytes())
    return len(read) - 1 if isinstance(read, list) and read[:1] and read[0] in CONTAINERS else None


def explain(question: Question, got: Path) -> str:
    """Return the first three differing keys, expected and got, and a line of the data behind the first."""
    data = (question.source,) if isinstance(question.source, Path) else ()
    return _compare(question, got, *data).stdout.strip() or "the answers differ"


def within_tolerance(question: Question, other: Question) -> bool:
    """Return whether two right answers are the same within the tolerance of their workload."""
    return question.digest == other.digest or _agrees(question, other.answer)


def _agrees(question: Question, got: Path | None) -> bool:
    """Return whether an answer with another digest than the right one agrees with it within the tolerance."""
    if not question.tolerance or got is None:
        return False
    compared = _compare(question, got)
    return compared.returncode == 0 and not compared.stdout.strip()


def _compare(question: Question, got: Path, *data: Path) -> subprocess.CompletedProcess[str]:
    module = "bench.correctness.differences"
    command = [sys.executable, "-m", module, str(question.tolerance), str(question.answer), str(got), *map(str, data)]
    return subprocess.run(command, cwd=CHECKOUT, env=surroundings(), capture_output=True, text=True, check=False)
