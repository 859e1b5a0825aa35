"""From an older result to the request that measures the same again.

A result is not trusted. What it says is measured is taken from it: rows, data, rounds. What reaches beyond that
is not: which file is the log, which program is the Python, where to write, what to publish. These are given on today's
command line, whatever the stored one says.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Final

import cyclopts

from bench.analysis.repetition import repetition
from bench.analysis.repetition.repetition import intend
from bench.cli.comparing import before
from bench.cli.comparing.options import Before
from bench.cli.options import How, What, repeated
from bench.formats import shipped
from bench.inputs.data.files.log_files import STANDARD_INPUT
from bench.inputs.published_arguments import separate_logs
from bench.inputs.pythons import interpreters
from bench.model import commands
from bench.model.errors import BenchError, ResultError, UsageError
from bench.model.request import Again, Extent, Request
from bench.model.types import RepeatedFigure, Repetition, Run
from bench.results import result_file, shown
from bench.terminal import console

GIVEN: Final = {"log", "format", "impls", "python", "show_data", "empty_answer"}
GIVEN_HOW: Final = {
    *("out", "resume", "again", "show_sources", "trust", "dry_run", "check_budgets", "timeout", "memory_limit")
}
VERSION: Final = re.compile(r"(pypy )?(\d+\.\d+\.\d+[a-z0-9]*(?:\+[a-z0-9]+)*)", re.ASCII)


def again(what: What, how: How) -> Request:
    """Return the request that measures an older result again, or continues a run that was begun for that.

    Raises:
        BenchError: if it cannot be read, or was measured with what is not here.
        UsageError: if something has to be given again, or says nothing.
    """
    assert how.again is not None  # noqa: S101 - that is why we are here
    stored = result_file.read_single(how.again)
    unseen = shown.check(how.again, stored)
    trusted = frozenset(each.lower() for each in how.trust)
    asked = how.show_sources is not None
    given = repeated(what, How(again=how.again))
    older = Again(how.again.name, stored, trusted=trusted, shown=asked, unseen=unseen, given=given)
    request = replace(_request(older, what, how), again=older)
    return _resume(request, older, how.resume) if how.resume else request


def _resume(request: Request, older: Again, begun: Path) -> Request:
    """Go on with a run that was begun to measure this very result again, and hold it to that in the end."""
    meant = result_file.read(begun / result_file.RESULT).repeats
    if meant is None or meant.sha256 != intend(older.stored).sha256:
        raise UsageError(
            f"{begun.name} is not a repetition of {older.name}.",
            f"Give the report of run {meant.run_id}." if meant else "Remove --again.",
        )
    return replace(request, resume=begun)


def resume(what: What, how: How, earlier: Before | None = None) -> Request:
    """Return the request of a run that is to be resumed.

    Raises:
        BenchError: if it cannot be read, or was measured with what is not here.
        UsageError: if something has to be given again, or says nothing.
    """
    assert how.resume is not None  # noqa: S101 - that is why we are here
    stored = result_file.read_single(how.resume / result_file.RESULT)
    if stored.repeats:
        raise UsageError(
            f"{how.resume.name} is a repetition of run {stored.repeats.run_id}, and needs its report.",
            "Give the same report: --again REPORT.",
        )
    before.given_again(_read_stored_options(Again(how.resume.name, stored))[2], earlier or Before(), how.resume.name)
    request = _request(Again(how.resume.name, stored), what, how)
    only = frozenset((item.workload, item.name, item.origin) for item in stored.implementations)
    return replace(request, resume=how.resume, only=only, show_data=what.show_data or stored.plan.show_data)


def _same_folders(older: Again) -> str:
    same = "Give the same folders in the same order."
    if not older.given:
        return same
    shown = commands.typed("bench run", *older.given, "--show-sources", "sources")
    return f"{same} If you do not have them, read what it carries, and run what you trust: {shown}"


def _request(older: Again, what: What, how: How) -> Request:
    _refuse_what_says_nothing(older, what, how)
    first, then, _ = _read_stored_options(older)
    alone = first.twin and how.again is not None and not what.log
    if first.log and not what.log and not alone:
        raise UsageError(f"{older.name} was measured on a log.", _same_log(first.log))
    if what.log and (not first.log or (older.stored.likeness and not older.stored.twin_beside)):
        raise UsageError(f"{older.name} was not measured on a log, so --log has no effect.", "Remove it.")
    if not (older.trusted or older.shown) and len(first.impls) != len(what.impls):
        names = ", ".join(path.name for path in first.impls) or "none"
        raise UsageError(f"{older.name} was measured with --impls {names}.", _same_folders(older))
    known = first.format if shipped.is_shipped(first.format) else ""  # a file has to be given again
    written = any(workload.written_for for workload in older.stored.workloads.values())
    if first.format and written and not (known or what.format):
        raise UsageError(
            f"{older.name} was measured with --format {first.format}.",
            "Give the same file or template again: --format FILE.",
        )
    plan = older.stored.plan
    pythons = what.python or tuple(_pythons(older))
    empty_answer = first.empty_answer or what.empty_answer
    first = replace(first, log=what.log, profile=None, twin=first.twin and not alone, impls=what.impls, python=pythons)
    first = replace(first, show_data=what.show_data, empty_answer=empty_answer and not alone)
    first = replace(first, keep=() if alone else first.keep)
    first = replace(first, format="" if alone else what.format or known)
    then = replace(
        then,
        rounds=None if plan.budget or plan.long_rounds else plan.rounds,
        timeout=how.timeout or then.timeout,
        memory_limit=how.memory_limit or then.memory_limit,
        edge_cases=plan.edge_cases,  # whatever is usual today
        out=how.out,
        resume=None,
        again=None,
    )
    request = first.request(then, plan.arguments)
    carried = older.stored.profile  # checked against its own hash, and by the hash of what is made of it
    request = replace(request, extent=_extent(older.stored), profile=carried, repeated=repeated(what, how))
    request = replace(request, empty_answer=empty_answer)  # of a twin alone, too, which no option can say
    return _of_twin(request, older.stored, what.format or known) if alone else request


def _of_twin(request: Request, stored: Run, form: str) -> Request:
    """Return the request that measures a twin without its log: as many lines, and no further sizes."""
    lines = next((data.lines for data in stored.data.values() if data.recipe), 0)
    return replace(request, format=form, sizes=(lines,), sweep=(), extent=None)


def _same_log(logs: tuple[Path, ...]) -> str:
    """Say how the log is given once more; of its files a result knows only how many words named them."""
    if STANDARD_INPUT in logs:
        return "Pipe the same log into it, with --log -."
    return f"Give the same {'files' if len(logs) > 1 else 'file'} with --log FILE{'...' if len(logs) > 1 else ''}."


def _extent(stored: Run) -> Extent | None:
    """Return how much of a log was measured: it may have grown since, and the rest is none of that run's."""
    own = [data for data in stored.data.values() if data.kind == "own log" and data.copies == 1]
    whole = max(own, key=lambda data: data.bytes, default=None)
    return Extent(whole.bytes, whole.snapshot or stored.plan.started) if whole else None


def _refuse_what_says_nothing(older: Again, what: What, how: How) -> None:
    """Refuse an option that the older result decides, rather than pass over it in silence."""
    for options, usual, known in ((what, What(), GIVEN), (how, How(), GIVEN_HOW)):
        for field in fields(options):
            if field.name not in known and getattr(options, field.name) != getattr(usual, field.name):
                option = f"--{field.name.replace('_', '-')}"
                raise UsageError(f"{older.name} decides what is measured, so {option} has no effect.", "Remove it.")


_reader: Final = cyclopts.App(help_flags=[], version_flags=[], result_action="return_value")


@_reader.default
def _read(
    *, what: What | None = None, how: How | None = None, earlier: Before | None = None
) -> tuple[What, How, Before]:
    return what or What(), how or How(), earlier or Before()


def _read_stored_options(older: Again) -> tuple[What, How, Before]:
    words = list(separate_logs(older.stored.plan.arguments))
    try:
        options: tuple[What, How, Before] = _reader(words, exit_on_error=False, print_error=False)
    except (cyclopts.CycloptsError, UsageError) as error:
        reason = " ".join(str(error).split())
        raise ResultError(f"The command line stored in {older.name} is invalid: {reason}") from error
    return options


def _pythons(older: Again) -> Iterator[str]:
    """Yield how to find each Python of an older result; none if it was the harness's own and still is.

    Raises:
        BenchError: if this machine has none of that version.
    """
    own = interpreters.own_interpreter().version
    versions = dict.fromkeys(cell.interpreter for cell in older.stored.plan.cells)
    for version in versions if set(versions) != {own} else ():
        found = VERSION.fullmatch(version)
        if not found:
            raise ResultError(f"{older.name} names {version!r}, which is not a version of Python.")
        wanted = f"pypy@{found[2]}" if found[1] else found[2]
        if version != own:
            _find(older, version, wanted, own)
        yield wanted


def _find(older: Again, version: str, wanted: str, own: str) -> None:
    try:
        interpreters.find_interpreter(wanted)
    except UsageError as error:
        raise BenchError(
            f"{older.name} was measured on Python {version}, and this machine has {own}.",
            f"Install Python {version}, or give each Python of that run with --python VERSION or --python PATH.",
        ) from error


NOT_FOUND: Final = 3


def show(name: str, found: Repetition) -> int:
    """Print how an older result was reproduced, and return the exit code."""
    console.say(repetition.summary(found, name))
    for each in found.figures:
        if each.within is False:
            console.say(f"  {_line(each)}")
    for remark in found.remarks:
        console.say(remark)
    if found.embedded:
        console.say(f"Sources embedded in {name} were run: {', '.join(found.embedded)}.")
    return 0 if repetition.holds(found) else NOT_FOUND


def _line(held: RepeatedFigure) -> str:
    tolerance = f" (allowed difference: {held.tolerance})" if held.tolerance else ""
    return f"{held.row}, {held.metric}: stated {held.stated}, now {held.found}{tolerance}"
