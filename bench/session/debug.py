"""Call one implementation once, in its environment, with its output shown: `python -m bench debug WORKLOAD/IMPL`.

A right answer to ordinary data says little: the exam of `bench.correctness.check` follows, with its hostile inputs.
"""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.correctness import check
from bench.host import temporary
from bench.host.cache import keeping
from bench.inputs.environments import Environment
from bench.model.errors import BenchError, UsageError
from bench.model.request import Request
from bench.model.types import Instrument, Limits, Status
from bench.process.launch import Finished, Job, launch
from bench.session import admission, unanswered
from bench.session.resolve import Asked, ask, prepare_data

LIMITS: Final = Limits(seconds=3600, memory=1 << 62)
SHOWN: Final = 400  # bytes of an input
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


def debug(request: Request) -> Debugged:
    """Call the one implementation that a request names, on ordinary data or on the user's log, and then examine it.

    Raises:
        UsageError: if the request names none, or several.
        BenchError: if its environment cannot be made.
    """
    asked = _only_one(request)
    keeping.renew()
    with temporary.folder() as folder:
        environment, question = _prepared(asked, folder)
        job = Job(
            python=environment.python,
            module=_module(asked),
            instrument=Instrument.ANSWER,
            sources=(question.source,),
            limits=LIMITS,
            answers=folder,
        )
        finished = launch(job)
        grade = check.judge(question, finished, folder)
        empty = grade.status is Status.OK and unanswered.is_empty(question)
        verdict = _words(finished, grade) + (" Both are empty." if empty else "")
        if grade.status not in {Status.OK, Status.WRONG_ANSWER}:
            return Debugged(finished.output, verdict, right=False)
        exam = admission.exam(asked, asked.workloads[0], folder / "exam")
        sat = check.sit(exam, _candidate(asked, environment), folder / "sat")
        return Debugged(finished.output, f"{verdict}\n{_examined(exam, sat)}", grade.status is sat.status is Status.OK)


def debug_with_pdb(request: Request) -> int:
    """Call it under Python's debugger, in this terminal; return the debugger's exit code.

    Raises:
        UsageError: if the request names none, or several.
        BenchError: if its environment cannot be made.
    """
    asked = _only_one(request)
    keeping.renew()
    module = _module(asked)
    with temporary.folder() as folder:
        environment, question = _prepared(asked, folder)
        script = folder / "call.py"
        script.write_text(_CALL)
        command: list[str | Path] = [environment.python, "-m", "pdb", "-c", "continue", script, module]
        command.append(str(question.source))
        return subprocess.run(command, stdin=sys.stdin, check=False).returncode


def _only_one(request: Request) -> Asked:
    asked = ask(request)
    if len(asked.implementations) != 1:
        names = ", ".join(item.name for item in asked.implementations)
        raise UsageError(f"One implementation is debugged at a time; this names {names}.", "Give WORKLOAD/NAME.")
    if problem := asked.implementations[0].problem:
        raise BenchError(f"{asked.implementations[0].name} cannot be called: {problem}.")
    return asked


def _module(asked: Asked) -> Path:
    item = asked.implementations[0]
    return asked.catalogue.path(item.workload, item.name, item.origin)


def _prepared(asked: Asked, folder: Path) -> tuple[Environment, check.Question]:
    workload = asked.workloads[0]
    data = prepare_data(asked)[workload.name][0]
    environment = admission.environment(asked)
    return environment, admission.right_answer(workload, asked.catalogue.path(workload.name), data, folder)


def _candidate(asked: Asked, environment: Environment) -> check.Candidate:
    return check.Candidate(_module(asked), asked.implementations[0].sha256, environment.python, check.LIMITS)


def _words(finished: Finished, grade: check.Grade) -> str:
    if grade.status == "ok":
        return "The answer is the reference's."
    return f"{grade.status}, in the phase {finished.phase}: {grade.reason}"


def _examined(exam: Sequence[check.Question], grade: check.Grade) -> str:
    """Say what came of an exam: the first input that was failed, with its bytes."""
    if grade.status is not Status.OK:
        return "\n".join(filter(None, (f"{grade.status}, {grade.reason}", _shown(grade.question))))
    return "\n".join((f"So are those to the {len(exam)} inputs of `check`, hostile inputs included.", *grade.notes))


def _shown(question: check.Question | None) -> str:
    """Show an input that was failed, or how it begins."""
    if question is None:
        return ""
    if not isinstance(question.source, Path):
        return f"The input, {question.name}: {question.source}"
    with question.source.open("rb") as file:
        start = file.read(SHOWN)
    size = question.source.stat().st_size
    part = f" (the first {SHOWN} of {size:,} bytes)" if size > SHOWN else ""
    return f"The input, {question.name}{part}: {start!r}"
