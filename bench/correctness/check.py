"""Hold every implementation to the reference, on small and on hostile data, before anything is timed.

An exam is set once per workload: ordinary data and the workload's hostile cases, with the digests of the reference's
answers. Each implementation sits it in two processes with different hash seeds: ordinary data and text in the first,
ordinary data and invalid bytes in the second. Who fails the invalid bytes alone carries a note and goes on.

Answers are compared by digest; values are looked at only in a child process, and only where digests differ.
"""

import filecmp
import itertools
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from bench.analysis.cautions.of_row import UTF8_ONLY
from bench.inputs import catalogue
from bench.model.errors import BenchError
from bench.model.paths import CHECKOUT
from bench.model.types import Dataset, Instrument, Limits, Quantity, Status
from bench.process.launch import Finished, Job, Source, launch

TEXT_ONLY: Final = (
    f"{UTF8_ONLY}: it fails on a log with invalid bytes or NUL. "
    'Where Python decodes, errors="replace" reads them; a library may need a copy without them.'
)
ORDINARY: Final = "ordinary data"
ANSWERS: Final = "answers"
LIMITS: Final = Limits(seconds=60, memory=4 << 30)


@dataclass(frozen=True, slots=True)
class Question:
    """One input of an exam, and where the reference's answer to it is.

    Args:
        name: such as "a lone CR in the message".
        source: the file, or the number.
        text: whether it is valid UTF-8 without NUL, so that nobody may fail on it.
        digest: of the right answer.
        answer: the right answer, canonical.
    """

    name: str
    source: Path | int
    text: bool
    digest: str = ""
    answer: Path = Path()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who sits an exam: an implementation's file, its hash, the interpreter of its environment, and what it may use."""

    module: Path
    sha256: str
    python: Path
    limits: Limits


@dataclass(frozen=True, slots=True)
class Grade:
    """What came of an exam or of one answer; `question` is the one of an exam that was failed, if it is known."""

    status: Status = Status.OK
    reason: str = ""
    notes: tuple[str, ...] = ()
    phase: str = "done"
    values: Mapping[str, Quantity] = field(default_factory=dict)
    question: Question | None = None


EDITED: Final = Grade(Status.SUSPECT, "its file was changed during the run, so what was measured is not known")

Case = tuple[str, Path | int, bool]
"""Name, source, and whether it is valid UTF-8 without NUL."""


def set_exam(workload: Path, python: Path, ordinary: Sequence[Case], folder: Path) -> tuple[Question, ...]:
    """Collect the questions of a workload and have its reference answer them.

    Args:
        workload: its file.
        python: the interpreter that runs the reference.
        ordinary: small ordinary data; its first case is asked under two hash seeds.
        folder: an empty one, for cases and answers.

    Raises:
        BenchError: if the reference fails, for then nothing can be judged.
    """
    cases = [*_hostile_cases(workload, folder), *ordinary]  # a small counterexample says most
    answers = folder / "reference"
    answers.mkdir()
    finished = launch(
        replace(answering(python, workload, [source for _, source, _ in cases], answers), function="reference")
    )
    if finished.status is not Status.OK:
        raise BenchError(f"The reference of {workload.parent.name} failed: {finished.reason}")
    return tuple(
        Question(name, source, text, digest, answers / f"answer-{number}.json")
        for number, ((name, source, text), digest) in enumerate(zip(cases, finished.answers, strict=True))
    )


def sit(questions: Sequence[Question], candidate: Candidate, folder: Path) -> Grade:
    """Let one implementation answer; `folder` is an empty one for its answers."""
    grade = _sat(questions, candidate, folder)
    return grade if catalogue.digest(candidate.module) == candidate.sha256 else replace(EDITED, notes=grade.notes)


def on_data(grade: Grade, data: Dataset) -> Grade:
    """Return a grade without the note on other bytes than UTF-8 where a log of the user's own holds none."""
    if not data.utf8 or data.nul is not False:
        return grade
    return replace(grade, notes=tuple(note for note in grade.notes if note != TEXT_ONLY))


def _sat(questions: Sequence[Question], candidate: Candidate, folder: Path) -> Grade:
    text = [question for question in questions if question.text]
    grade = _paper(text, candidate, folder / "text", hash_seed=1)
    if grade.status is Status.WRONG_ANSWER:
        return _once_more(grade, text, candidate, folder)
    if grade.status is not Status.OK:
        return grade
    ordinary = [question for question in questions if question.name == ORDINARY]
    repeated = _paper(ordinary, candidate, folder / "again", hash_seed=2)
    if repeated.status is Status.WRONG_ANSWER:
        reason = f"right under one hash seed and wrong under another: {repeated.reason}"
        return Grade(Status.NON_DETERMINISTIC, reason, phase="run")
    binary = [question for question in questions if not question.text]
    if repeated.status is not Status.OK or not binary:
        return repeated
    failed = _paper(binary, candidate, folder / "bytes", hash_seed=2).status is not Status.OK
    return Grade(notes=(*grade.notes, TEXT_ONLY) if failed else grade.notes)


def _once_more(grade: Grade, questions: Sequence[Question], candidate: Candidate, folder: Path) -> Grade:
    """Ask again who was wrong: an answer that is another one each time is told from one that is wrong."""
    _paper(questions, candidate, folder / "once-more", hash_seed=2)
    names = [f"answer-{number}.json" for number in range(len(questions))]
    first, second = folder / "text" / ANSWERS, folder / "once-more" / ANSWERS
    _, differ, _ = filecmp.cmpfiles(first, second, names, shallow=False)
    if not differ:
        return grade
    return replace(grade, status=Status.NON_DETERMINISTIC, reason=f"another answer in every process: {grade.reason}")


def judge(question: Question, finished: Finished, answers: Path | None, *, show: bool = True) -> Grade:
    """Judge the first answer of a finished process.

    Args:
        question: what was asked.
        finished: how the process ended.
        answers: the folder with its canonical answer, if it was kept.
        show: whether keys and lines of the data may be told.
    """
    if finished.status is not Status.OK:
        return failed(finished, question)
    if finished.answers[:1] == (question.digest,):
        return Grade(notes=finished.notes)
    return _wrong(question, answers / "answer-0.json" if answers else None, finished.notes, show=show)


def failed(finished: Finished, question: Question | None = None) -> Grade:
    """Return the grade of a process that did not end well, its reason with the input, and the figures that it left."""
    blamed = question if finished.phase == "run" and finished.status is not Status.SUSPECT else None
    where = f"on {blamed.name}: " if blamed is not None else ""
    return Grade(finished.status, where + finished.reason, finished.notes, finished.phase, finished.values, blamed)


def _wrong(question: Question, got: Path | None, notes: tuple[str, ...], *, show: bool = True) -> Grade:
    """Tell an answer of another type from one of another value."""
    wanted, found = _kind(question.answer), _kind(got) if got else ""
    if found and wanted != found:
        return Grade(Status.BAD_RETURN_TYPE, f"run returned a {found} where a {wanted} is wanted", notes, "run")
    seen = explain(question, got) if show and got else "its answer is not the reference's"
    return Grade(Status.WRONG_ANSWER, f"on {question.name}: {seen}", notes, "run")


def _kind(answer: Path) -> str:
    """Return the outermost type of a canonical answer, read from its first bytes."""
    with answer.open("rb") as file:
        start = file.read(len('["tuple"')).decode("ascii")
    if start.startswith('["'):
        return start[2:].split('"')[0]
    return "str" if start.startswith('"') else "number"


def explain(question: Question, got: Path) -> str:
    """Return the first three differing keys, expected and got, and a line of the data behind the first."""
    command = [sys.executable, "-m", "bench.correctness.differences", str(question.answer), str(got)]
    if isinstance(question.source, Path):
        command.append(str(question.source))
    told = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "the answers differ"


@dataclass(frozen=True, slots=True)
class Paper:
    """What one process made of some questions.

    Args:
        questions: in the order in which they were asked.
        finished: how the process ended.
        answers: the folder with its canonical answers.
        written: the first question whose data it wrote to.
    """

    questions: tuple[Question, ...]
    finished: Finished
    answers: Path
    written: Question | None

    @property
    def answered(self) -> int:
        """How many questions were answered; one that was ended said nothing, so what it left is counted."""
        left = (f"answer-{number}.json" for number in itertools.count())
        return len(self.finished.answers) or next(
            number for number, name in enumerate(left) if not (self.answers / name).exists()
        )


def asked(questions: Sequence[Question], candidate: Candidate, folder: Path, *, hash_seed: int) -> Paper:
    """Have one process answer some questions.

    It gets copies of its own: who writes to one fails alone, and the others are asked what was meant. They lie beside
    the folder of its answers, the only one that it may write to.
    """
    answers = folder / ANSWERS
    answers.mkdir(parents=True)
    sources = [_copy(question.source, folder / f"question-{number}") for number, question in enumerate(questions)]
    before = [_stamp(source) for source in sources]
    job = answering(candidate.python, candidate.module, sources, answers)
    finished = launch(replace(job, hash_seed=hash_seed, limits=candidate.limits))
    stamped = zip(questions, sources, before, strict=True)
    written = (question for question, source, stamp in stamped if _stamp(source) != stamp)
    return Paper(tuple(questions), finished, answers, next(written, None))


def faults(paper: Paper) -> Iterator[Grade]:
    """Yield a grade for each question that was failed, and name it; those after one that ended the process are open."""
    finished = paper.finished
    if paper.written:
        yield Grade(Status.SUSPECT, f"on {paper.written.name}: it wrote to the data", finished.notes, "run")
        return
    for number, (question, digest) in enumerate(zip(paper.questions, finished.answers, strict=False)):
        if digest != question.digest:
            yield replace(_wrong(question, paper.answers / f"answer-{number}.json", finished.notes), question=question)
    if finished.status is not Status.OK:
        yield failed(finished, next(iter(paper.questions[paper.answered :]), None))


def _paper(questions: Sequence[Question], candidate: Candidate, folder: Path, *, hash_seed: int) -> Grade:
    """Have one process answer some questions, and judge them until the first that is wrong."""
    paper = asked(questions, candidate, folder, hash_seed=hash_seed)
    return next(faults(paper), Grade(notes=paper.finished.notes))


def _copy(source: Path | int, target: Path) -> Path | int:
    return shutil.copyfile(source, target.with_suffix(source.suffix)) if isinstance(source, Path) else source


def _stamp(source: Path | int) -> tuple[int, ...]:
    """Return what changes when a file is written to; empty for a number, and for a file that is gone."""
    if not isinstance(source, Path) or not source.exists():
        return ()
    status = source.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def answering(python: Path, module: Path, sources: Sequence[Source], answers: Path) -> Job:
    """Describe a process that only answers; what differs from that is replaced by the caller.

    Args:
        python: the interpreter.
        module: file of the implementation or the workload.
        sources: what is to be answered.
        answers: the folder for the answers.
    """
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


def _hostile_cases(workload: Path, folder: Path) -> list[Case]:
    command = [sys.executable, "-m", "bench.correctness.edge_cases", str(workload), str(folder)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"The hostile cases of {workload} cannot be read: {done.stderr.strip().splitlines()[-1]}")
    cases = json.loads((folder / "cases.json").read_text())
    return [(name, folder / content if isinstance(content, str) else content, text) for name, content, text in cases]
