"""Call one implementation once, in its environment, with its output shown: `python -m bench debug WORKLOAD/IMPL`.

A right answer to ordinary data says little: every input of the exam of `bench.correctness.check` follows, and what it
fails is listed. One that is right on the data shows its figures too.
"""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.correctness import case_by_case, check
from bench.correctness.case_by_case import Failures
from bench.correctness.check import Candidate, Grade, Question
from bench.host import temporary
from bench.host.cache import cache, keeping
from bench.inputs.data.prepared import Prepared
from bench.model import commands, formatting
from bench.model.errors import BenchError, DatasetChangedError, UsageError
from bench.model.log_words import findings
from bench.model.request import Request
from bench.model.types import Instrument, Limits, Status
from bench.process.launch import Finished, Job, launch
from bench.session import admission, unanswered
from bench.session.deadline import Deadline
from bench.session.failed_rows import ASKED
from bench.session.listener import Display
from bench.session.plan import DEFAULT_SECONDS
from bench.session.resolve import Asked, ask, prepare_data

MEMORY: Final = 1 << 62
SHOWN: Final = 200  # bytes of an input
_CALL: Final = """
import runpy, sys
from pathlib import Path
module, source = sys.argv[1:]
answer = runpy.run_path(module)["run"](int(source) if source.isdigit() else Path(source))
print(str(answer)[:2000])
"""


@dataclass(frozen=True, slots=True)
class Debugged:
    """What one call gave.

    Args:
        output: the ends of what it printed.
        verdict: its answers against the reference's, in words.
        right: whether they are the same.
    """

    output: str
    verdict: str
    right: bool


@dataclass(frozen=True, slots=True)
class _Called:
    """What is needed for a call: the implementation, the question, and a private folder."""

    asked: Asked
    candidate: Candidate
    question: Question
    data: Prepared
    folder: Path

    def job(self, instrument: Instrument) -> Job:
        """Describe a process of that instrument on the data."""
        return Job(
            python=self.candidate.python,
            module=self.candidate.module,
            instrument=instrument,
            sources=(self.question.source,),
            limits=self.candidate.limits,
        )


def debug(request: Request, display: Display) -> Debugged:
    """Call the one implementation that a request names, on ordinary data or on the user's log, and then examine it.

    Raises:
        UsageError: if the request names none, or several.
        BenchError: if its environment cannot be made.
    """
    asked = _only_one(request)
    keeping.renew()
    with temporary.folder() as folder, temporary.folder(cache.place("copies")) as copied:
        display.stage("Data, environment and the reference's answer", 1)
        display.step(asked.workloads[0].name)
        called = _prepared(asked, folder, copied)
        limit = formatting.duration(called.candidate.limits.seconds)
        display.stage(f"Calling run, which is ended after {limit} (--timeout)", 1)
        display.step(asked.implementations[0].name)
        finished = launch(replace(called.job(Instrument.ANSWER), answers=folder))
        grade = _judged(called, finished)
        said = findings(called.data.described(), asked.workloads)
        verdict = "\n".join((*said, *_words(called, finished, grade, display)))
        if grade.status is not Status.OK and (finished.phase == "import" or grade.status not in ASKED):
            return Debugged(finished.output, verdict, right=False)
        exam, right = _examined(called, display)
        return Debugged(finished.output, f"{verdict}\n{exam}", right and grade.status is Status.OK)


def debug_with_pdb(request: Request) -> int:
    """Call it under Python's debugger, in this terminal; return the debugger's exit code.

    Raises:
        UsageError: if the request names none, or several.
        BenchError: if its environment cannot be made.
    """
    asked = _only_one(request)
    keeping.renew()
    with temporary.folder() as folder, temporary.folder(cache.place("copies")) as copied:
        called = _prepared(asked, folder, copied)
        script = folder / "call.py"
        script.write_text(_CALL)
        command: list[str | Path] = [called.candidate.python, "-m", "pdb", "-c", "continue", script]
        command += [called.candidate.module, str(called.question.source)]
        # Elsewhere a file of the user's own might pass for a module that the debugger imports.
        return subprocess.run(command, stdin=sys.stdin, check=False, cwd=folder).returncode


def _only_one(request: Request) -> Asked:
    asked = ask(request)
    if len(asked.implementations) != 1:
        names = ", ".join(item.name for item in asked.implementations)
        raise UsageError(f"One implementation is debugged at a time; this names {names}.", "Give WORKLOAD/NAME.")
    if problem := asked.implementations[0].problem:
        raise BenchError(f"{asked.implementations[0].name} cannot be called: {problem}.")
    return asked


def _prepared(asked: Asked, folder: Path, copied: Path) -> _Called:
    item, workload = asked.implementations[0], asked.workloads[0]
    data = prepare_data(asked, copied)[workload.name][0]
    candidate = Candidate(
        module=asked.catalogue.path(item.workload, item.name, item.origin),
        sha256=item.sha256,
        python=admission.environment(asked).python,
        limits=Limits(seconds=asked.request.timeout or DEFAULT_SECONDS, memory=MEMORY),
    )
    question = admission.right_answer(workload, asked.catalogue.path(workload.name), data, folder)
    return _Called(asked, candidate, question, data, folder)


def _judged(called: _Called, finished: Finished) -> Grade:
    try:
        called.data.check_stamp()
    except DatasetChangedError as error:  # nobody else knows of the copy, or of the data in the cache
        return Grade(Status.SUSPECT, f"it wrote to the data. {error}", finished.notes, "run")
    return check.judge(called.question, finished, called.folder)


def _words(called: _Called, finished: Finished, grade: Grade, display: Display) -> Iterator[str]:
    """Say what came of the call; of a right one what it took as well."""
    if grade.status is not Status.OK:
        where = "during import: " if finished.phase == "import" else ""
        yield f"{grade.status}: {where}{grade.reason}"
        return
    yield "Right: it matches the reference." + (" Both are empty." if unanswered.is_empty(called.question) else "")
    display.stage("Its time and its memory, in a process each", 2)
    timed, resident = (
        _measured(called, instrument, display) for instrument in (Instrument.TIMING, Instrument.RESIDENT)
    )
    if "seconds" in timed.values and "peak" in resident.values:
        seconds = formatting.seconds(timed.values["seconds"].value)
        peak, imports = (formatting.memory(resident.values[name].value) for name in ("peak", "import_peak"))
        name = called.asked.implementations[0].name
        yield (
            f"One call took {seconds}; memory peaked at {peak} (import: {imports}), in a process each. "
            f"To compare it: {commands.typed('bench run', '--impl', name)}"
        )


def _measured(called: _Called, instrument: Instrument, display: Display) -> Finished:
    display.step(str(instrument))
    return launch(called.job(instrument))


def _examined(called: _Called, display: Display) -> tuple[str, bool]:
    """Have it sit the exam; say what came of it, and whether every answer was right."""
    asked, folder = called.asked, called.folder
    exam = admission.exam(asked, asked.workloads[0], folder / "exam")
    candidate = replace(called.candidate, limits=admission.within(called.candidate.limits, Deadline()))
    limit = formatting.duration(candidate.limits.seconds)
    display.stage(f"{len(exam)} inputs of `check`, edge cases included; a process is ended after {limit}", 1)
    display.step(asked.implementations[0].name)
    text = [question for question in exam if question.text]
    found = case_by_case.failures(text, candidate, folder / "cases")
    if found.grades:
        tried = len(text) - found.untried
        return "\n".join((f"It fails {len(found.grades)} of {tried} inputs of `check`:", *_listed(found))), False
    sat = check.on_data(check.sit(exam, candidate, folder / "sat"), called.data.dataset)
    if sat.status is not Status.OK:
        return f"{sat.status}: {sat.reason}", False
    said = [f"It matches on the {len(exam)} inputs of `check` too, edge cases included.", *sat.notes]
    if sat.notes:
        binary = [question for question in exam if not question.text]
        said = [f"It matches on the {len(text)} inputs of `check` that are text, edge cases included.", *sat.notes]
        said += _listed(case_by_case.failures(binary, candidate, folder / "bytes"))
    return "\n".join(said), True


def _listed(found: Failures) -> Iterator[str]:
    """Yield what was failed, each with its input; what is failed in the same words is said once."""
    alike: dict[tuple[Status, str], list[Grade]] = {}
    for grade in found.grades:
        alike.setdefault((grade.status, case_by_case.words(grade)), []).append(grade)
    for (status, words), grades in alike.items():
        yield from (f"on {_shown(grade.question)}" for grade in grades if grade.question)
        yield textwrap.indent(f"{status}: {words}", "    ")
    if found.untried:
        yield f"{found.untried} more were not tried after that."


def _shown(question: Question) -> str:
    """Show an input that was failed, or how it begins."""
    if not isinstance(question.source, Path):
        return f"{question.name}: {question.source}"
    if question.name == check.ORDINARY:
        return question.name
    with question.source.open("rb") as file:
        start = file.read(SHOWN)
    size = question.source.stat().st_size
    part = f" (the first {SHOWN} of {size:,} bytes)" if size > SHOWN else ""
    return f"{question.name}{part}: {start!r}"
