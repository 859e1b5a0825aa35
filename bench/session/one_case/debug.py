"""Call one implementation once, in its environment, with its output shown: `python -m bench debug WORKLOAD/IMPL`.

A right answer to ordinary data says little: every test case of `bench.correctness.check` follows, and what it
fails is listed. One that is right on the data shows its figures too.
"""

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.correctness import case_by_case, check, judging
from bench.correctness.case_by_case import Failures
from bench.correctness.judging import CheckResult, Question
from bench.inputs.selection import DEFAULT_WORKLOAD
from bench.model import commands, formatting
from bench.model.errors import DatasetChangedError
from bench.model.log_words import findings
from bench.model.request import Request
from bench.model.types import Instrument, Status
from bench.process.job import variables
from bench.process.launch import Finished, launch
from bench.session import admission
from bench.session.answers import unanswered
from bench.session.answers.failed_rows import RUN_ON_DATA
from bench.session.deadline import Deadline
from bench.session.listener import Display
from bench.session.one_case.call import PreparedCall, only_one, prepared

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


def debug(request: Request, display: Display) -> Debugged:
    """Call the one implementation that a request names, on ordinary data or on the user's log, and then examine it.

    Raises:
        UsageError: if the request names none, or several.
        BenchError: if its environment cannot be made.
    """
    resolved = only_one(request, "debug")
    with prepared(resolved, display) as called:
        limit = formatting.duration(called.target.limits.seconds)
        display.stage(f"Calling run (time limit {limit}; --timeout)", 1)
        display.step(resolved.implementations[0].name)
        finished = launch(replace(called.job(Instrument.ANSWER), answers=called.folder))
        result = _judge(called, finished)
        said = findings(called.data.describe(), resolved.workloads)
        verdict = "\n".join((*said, *_describe(called, finished, result, display)))
        if result.status is not Status.OK and (finished.phase == "import" or result.status not in RUN_ON_DATA):
            return Debugged(finished.output, verdict, right=False)
        checked, right = _check(called, display)
        return Debugged(finished.output, f"{verdict}\n{checked}", right and result.status is Status.OK)


def debug_with_pdb(request: Request) -> int:
    """Call it under Python's debugger, in this terminal; return the debugger's exit code.

    Raises:
        UsageError: if the request names none, or several.
        BenchError: if its environment cannot be made.
    """
    with prepared(only_one(request, "debug"), Display()) as called:
        script = called.folder / "call.py"
        script.write_text(_CALL)
        command: list[str | Path] = [called.target.python, "-m", "pdb", "-c", "continue", script]
        command += [called.target.module, str(called.question.source)]
        surroundings = os.environ | variables(called.target.python)
        # Elsewhere a file of the user's own might pass for a module that the debugger imports.
        return subprocess.run(command, stdin=sys.stdin, check=False, cwd=called.folder, env=surroundings).returncode


def _judge(called: PreparedCall, finished: Finished) -> CheckResult:
    try:
        called.data.check_stamp()
    except DatasetChangedError as error:  # nobody else knows of the copy, or of the data in the cache
        return CheckResult(Status.SUSPECT, f"it wrote to the data. {error}", finished.notes, "run")
    return judging.judge(called.question, finished, called.folder)


def _describe(called: PreparedCall, finished: Finished, result: CheckResult, display: Display) -> Iterator[str]:
    """Say what came of the call; of a right one what it took as well."""
    if result.status is not Status.OK:
        where = "during import: " if finished.phase == "import" else ""
        yield f"{result.status}: {where}{formatting.continued(result.reason)}"
        return
    yield "Right: it matches the reference." + (" Both are empty." if unanswered.is_empty(called.question) else "")
    display.stage("Time and memory, each in its own process", 2)
    timed, resident = (_measure(called, instrument, display) for instrument in (Instrument.TIMING, Instrument.RESIDENT))
    if "seconds" in timed.values and "peak" in resident.values:
        seconds = formatting.seconds(timed.values["seconds"].value)
        peak, imports = (formatting.memory(resident.values[name].value) for name in ("peak", "import_peak"))
        name = called.resolved.implementations[0].name
        yield (
            f"One call took {seconds}; memory peaked at {peak} (import: {imports}), each in its own process. "
            f"Compare it: {commands.typed('bench run', *_same_options(called.resolved.request), '--impl', name)}"
        )


def _same_options(request: Request) -> tuple[commands.Word, ...]:
    """Return the options by which a run has the same workload, folders, log, format and Python."""
    workload = [each for each in request.workloads if each != DEFAULT_WORKLOAD or request.folders]
    return (
        *commands.each("--workload", workload),
        *commands.each("--impls", request.folders),
        *commands.each("--log", request.log),
        *commands.each("--format", [request.format] if request.format else []),
        *commands.each("--python", request.pythons),
    )


def _measure(called: PreparedCall, instrument: Instrument, display: Display) -> Finished:
    display.step(str(instrument))
    return launch(called.job(instrument))


def _check(called: PreparedCall, display: Display) -> tuple[str, bool]:
    """Run it on the test cases; say what came of it, and whether every answer was right."""
    resolved, folder = called.resolved, called.folder
    cases = admission.prepare_test_cases(resolved, resolved.workloads[0], folder / "checked")
    target = replace(called.target, limits=admission.limit(called.target.limits, Deadline()))
    limit = formatting.duration(target.limits.seconds)
    display.stage(f"{formatting.plural(len(cases), 'test case')}, edge cases included (time limit {limit})", 1)
    display.step(resolved.implementations[0].name)
    text = [question for question in cases if question.text]
    found = case_by_case.failures(text, target, folder / "cases")
    if found.results:
        tried = len(text) - len(found.untried)
        of_text = " that are text" if len(text) < len(cases) else ""
        said = f"It fails {len(found.results)} of {formatting.plural(tried, 'test case')}{of_text}:"
        return "\n".join((said, *_list_failures(found))), False
    result = check.on_data(check.run(cases, target, folder / "run"), called.data.dataset)
    if result.status is not Status.OK:
        return f"{result.status}: {formatting.continued(result.reason)}", False
    of_them = f", {len(text)} of them text" if len(text) < len(cases) else ""
    passed = [f"It passes all {len(cases)} test cases{of_them}, edge cases included.", *result.notes]
    if result.notes:
        binary = [question for question in cases if not question.text]
        passed = [f"It passes the {len(text)} test cases that are text, edge cases included.", *result.notes]
        passed += _list_failures(case_by_case.failures(binary, target, folder / "bytes"))
    return "\n".join(passed), True


def _list_failures(found: Failures) -> Iterator[str]:
    """Yield what was failed, each with its input and reason; a reason in the same words is given at the first."""
    alike: dict[tuple[Status, str], list[CheckResult]] = {}
    for result in found.results:
        alike.setdefault((result.status, case_by_case.words(result)), []).append(result)
    for (status, words), results in alike.items():
        for number, result in enumerate(results):
            if result.question:
                yield f"on {_show_input(result.question)}"
            yield "    the same" if number else textwrap.indent(f"{status}: {words}", "    ")
    if found.untried:
        yield f"{len(found.untried)} more were not tried."


def _show_input(question: Question) -> str:
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
