"""Compare every implementation with the reference, on small data and edge cases, before anything is timed.

Test cases are made once per workload: ordinary data and the workload's edge cases, with the digests of the reference's
answers. Each implementation runs them in two processes with different hash seeds: ordinary data and text in the first,
ordinary data and invalid bytes in the second. One that fails there answers each in a
process of its own: if it fails the invalid bytes alone, it carries a note and continues.

Answers are compared by digest; values are looked at only in a child process, and only where digests differ.
"""

import filecmp
import itertools
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.correctness.judging import (
    EDITED,
    CheckResult,
    Question,
    Target,
    _agrees,
    _wrong,
    left_answer,
    list_failed,
)
from bench.inputs import catalogue
from bench.model.errors import BenchError
from bench.model.log_words import UTF8_ONLY
from bench.model.paths import CHECKOUT, surroundings
from bench.model.types import Dataset, Instrument, Limits, Status
from bench.process.launch import Finished, Job, Source, launch

TEXT_ONLY: Final = (
    f"{UTF8_ONLY}: it fails on a log with invalid bytes or NUL. "
    'Where Python decodes, errors="replace" reads them; a library may need a copy without them.'
)


ORDINARY: Final = "ordinary data"


ANSWERS: Final = "answers"


LIMITS: Final = Limits(seconds=60, memory=4 << 30)
HANG: Final = 1 / 2  # of the time limit of a process: who is with one question for so long hangs on it
HALVINGS: Final = 2  # of questions that take more than the limit together


Case = tuple[str, Path | int, bool]
"""Name, source, and whether it is valid UTF-8 without NUL."""


def prepare_test_cases(  # noqa: PLR0913  each says something of the cases
    workload: Path,
    python: Path,
    ordinary: Sequence[Case],
    folder: Path,
    *,
    edge_cases: bool = True,
    tolerance: float = 0.0,
) -> tuple[Question, ...]:
    """Collect the questions of a workload and have its reference answer them.

    Args:
        workload: its file.
        python: the interpreter that runs the reference.
        ordinary: small ordinary data; its first case is asked under two hash seeds.
        folder: an empty one, for cases and answers.
        edge_cases: whether those of the workload are among them.
        tolerance: of the workload.

    Raises:
        BenchError: if the reference fails, for then nothing can be judged.
    """
    awkward = _edge_cases(workload, folder) if edge_cases else []
    cases = [*awkward, *ordinary]  # a small counterexample says most
    if not cases:  # a question about a log, without its edge cases, is checked on the log alone
        return ()
    answers = folder / "reference"
    answers.mkdir()
    finished = launch(
        replace(answering(python, workload, [source for _, source, _ in cases], answers), function="reference")
    )
    if finished.status is not Status.OK:
        raise BenchError(f"The reference of {workload.parent.name} failed: {finished.reason}")
    return tuple(
        Question(name, source, text, digest, answers / f"answer-{number}.json", number >= len(awkward), tolerance)
        for number, ((name, source, text), digest) in enumerate(zip(cases, finished.answers, strict=True))
    )


def run(questions: Sequence[Question], target: Target, folder: Path) -> CheckResult:
    """Check the answers of one implementation; `folder` is an empty one for its answers."""
    result = _run(questions, target, folder)
    return result if catalogue.digest(target.module) == target.sha256 else replace(EDITED, notes=result.notes)


def on_data(result: CheckResult, data: Dataset) -> CheckResult:
    """Return a check result without the note on other bytes than UTF-8 where a log of the user's own holds none."""
    if not data.utf8 or data.nul is not False:
        return result
    return replace(result, notes=tuple(note for note in result.notes if note != TEXT_ONLY))


def _run(questions: Sequence[Question], target: Target, folder: Path) -> CheckResult:
    text = [question for question in questions if question.text]
    result = _check_process(text, target, folder / "text", hash_seed=1)
    if result.status is Status.WRONG_ANSWER:
        return _once_more(result, text, target, folder)
    if result.status is not Status.OK:
        return result
    ordinary = [question for question in questions if question.name == ORDINARY] or text
    binary = [question for question in questions if not question.text]
    if binary and _check_process([*ordinary, *binary], target, folder / "both", hash_seed=2).status is Status.OK:
        return CheckResult(notes=result.notes)
    repeated = _check_process(ordinary, target, folder / "again", hash_seed=2)
    if repeated.status is Status.WRONG_ANSWER:
        reason = f"correct under one hash seed, wrong under another: {repeated.reason}"
        return CheckResult(Status.NON_DETERMINISTIC, reason, phase="run")
    if repeated.status is not Status.OK or not binary:
        return repeated
    failed = _check_process(binary, target, folder / "bytes", hash_seed=2).status is not Status.OK
    return CheckResult(notes=(*result.notes, TEXT_ONLY) if failed else result.notes)


def _once_more(result: CheckResult, questions: Sequence[Question], target: Target, folder: Path) -> CheckResult:
    """Run a wrong one again: an answer that is another one each time is distinguished from one that is wrong."""
    _check_process(questions, target, folder / "once-more", hash_seed=2)
    folders = folder / "text" / ANSWERS, folder / "once-more" / ANSWERS
    pairs = [tuple(left_answer(each, number) for each in folders) for number in range(len(questions))]
    if all(filecmp.cmp(one, other, shallow=False) for one, other in pairs if one and other):
        return result
    return replace(
        result, status=Status.NON_DETERMINISTIC, reason=f"a different answer in every process: {result.reason}"
    )


@dataclass(frozen=True, slots=True)
class CheckedProcess:
    """What one process made of some questions.

    Args:
        questions: in the order in which they were asked.
        finished: how the process ended.
        answers: the folder with its canonical answers.
        written: the first question whose data it wrote to.
        waited: seconds from its last answer to its end; those of the whole process if there was none.
    """

    questions: tuple[Question, ...]
    finished: Finished
    answers: Path
    written: Question | None
    waited: float

    @property
    def answered(self) -> int:
        """How many questions were answered; one that was ended said nothing, so what it left is counted."""
        left = (f"answer-{number}.json" for number in itertools.count())
        return len(self.finished.answers) or next(
            number for number, name in enumerate(left) if not (self.answers / name).exists()
        )

    def is_slow(self, limit: float) -> bool:
        """Return whether it ran out of time over many questions, and hung on none.

        Args:
            limit: of the process, in seconds.
        """
        return self.finished.status is Status.TIMEOUT and self.answered > 0 and self.waited < limit * HANG


def run_process(questions: Sequence[Question], target: Target, folder: Path, *, hash_seed: int) -> CheckedProcess:
    """Have one process answer some questions.

    It gets copies of its own: an implementation that writes to one fails alone, and the others are asked what was
    meant. They lie beside the folder of its answers, the only one that it may write to.
    """
    answers = folder / ANSWERS
    answers.mkdir(parents=True)
    sources = [_copy(question.source, folder / f"question-{number}") for number, question in enumerate(questions)]
    before, began = [_stamp(source) for source in sources], time.time()
    job = answering(target.python, target.module, sources, answers)
    finished = launch(replace(job, hash_seed=hash_seed, limits=target.limits))
    stamped = zip(questions, sources, before, strict=True)
    written = (question for question, source, stamp in stamped if _stamp(source) != stamp)
    waited = time.time() - max([began, *(answer.lstat().st_mtime for answer in answers.glob("answer-*.json"))])
    return CheckedProcess(tuple(questions), finished, answers, next(written, None), waited)


def list_faults(process: CheckedProcess) -> Iterator[CheckResult]:
    """Yield a result, with its name, for each question that was failed; those after a process ended are open."""
    finished = process.finished
    if process.written:
        yield CheckResult(Status.SUSPECT, f"on {process.written.name}: it wrote to the data", finished.notes, "run")
        return
    for number, (question, digest) in enumerate(zip(process.questions, finished.answers, strict=False)):
        got = left_answer(process.answers, number)
        if digest != question.digest and not _agrees(question, got):
            yield replace(_wrong(question, got, finished.notes), question=question)
    if finished.status is not Status.OK:
        yield list_failed(finished, next(iter(process.questions[process.answered :]), None))


def _check_process(
    questions: Sequence[Question], target: Target, folder: Path, *, hash_seed: int, halvings: int = HALVINGS
) -> CheckResult:
    """Have one process answer some questions, if there are any, and judge them until the first that is wrong.

    All questions share one time limit: if they take it together, as pools of processes may on a busy machine, two
    processes answer half of them each.
    """
    if not questions:
        return CheckResult()
    process = run_process(questions, target, folder, hash_seed=hash_seed)
    if not halvings or not process.is_slow(target.limits.seconds):
        return next(list_faults(process), CheckResult(notes=process.finished.notes))
    result, middle = CheckResult(), len(questions) // 2
    for number, half in enumerate((questions[:middle], questions[middle:])):
        place = folder / f"half-{number}"
        result = _check_process(half, target, place, hash_seed=hash_seed, halvings=halvings - 1)
        if result.status is not Status.OK:
            break
    return result


def _copy(source: Path | int, target: Path) -> Path | int:
    return shutil.copyfile(source, target.with_suffix(source.suffix)) if isinstance(source, Path) else source


def _stamp(source: Path | int) -> tuple[int, ...]:
    """Return what changes when a file is written to; empty for a number, and for a file that is gone."""
    if not isinstance(source, Path) or not source.exists():
        return ()
    status = source.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def answering(python: Path, module: Path, sources: Sequence[Source], answers: Path) -> Job:
    """Describe a process that only answers; what differs from that is replaced by the caller."""
    return Job(
        python=python,
        module=module,
        function="run",
        instrument=Instrument.ANSWER,
        sources=tuple(sources),
        options={},
        limits=LIMITS,
        hash_seed=0,
        answers=answers,
    )


def _edge_cases(workload: Path, folder: Path) -> list[Case]:
    command = [sys.executable, "-m", "bench.correctness.edge_cases", str(workload), str(folder)]
    done = subprocess.run(command, cwd=CHECKOUT, env=surroundings(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"The edge cases of {workload} cannot be read: {done.stderr.strip().splitlines()[-1]}")
    cases = json.loads((folder / "cases.json").read_text())
    return [(name, folder / content if isinstance(content, str) else content, text) for name, content, text in cases]
