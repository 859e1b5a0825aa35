"""Arguments in, exit code out: the only place of the harness that catches a BenchError and prints it."""

import contextlib
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import cyclopts
from cyclopts import App, Parameter

from bench.analysis import budget_file as budgets_file
from bench.analysis import repetition
from bench.cli import budgets as budgets_command
from bench.cli import claims as claims_command
from bench.cli import compare as compare_command
from bench.cli import dry_run_table, repeat_or_resume, show_sources, tables
from bench.cli import new_implementation as starting
from bench.cli.options import How, What
from bench.cli.progress import Progressing
from bench.host import files
from bench.host.cache import cache, cleaning
from bench.inputs import catalogue as discovery
from bench.inputs import environments, selection
from bench.model.errors import BenchError, UsageError
from bench.model.paths import CHECKOUT
from bench.model.request import Request
from bench.model.types import Repetition
from bench.session import debug as debugging
from bench.session import dry_run
from bench.session import run as session
from bench.terminal import commands, console, help_texts, interrupts, streams

INTERRUPTED: Final = 130
NOT_OK: Final = 3
DEBUG_SIZE: Final = 20_000
RESULT_NOTE: Final = "LEANLINES_RESULT_NOTE"

app = App(
    name=commands.program("bench"),
    help="Measure which way of processing data costs the least memory and time.",
    version_flags=[],
    result_action="return_value",
    suppress_keyboard_interrupt=False,
    default_parameter=Parameter(negative=(), show_default=help_texts.shown_default),
)


@app.command
def run(*, what: What | None = None, how: How | None = None) -> int:
    """Measure; print a table and write a result folder.

    Args:
        what: What is measured.
        how: How it is measured.
    """
    request = _request(what or What(), how or How())
    if how and how.show_sources:
        return show_sources.show(request, how.show_sources)
    if how and how.dry_run:
        return _rehearsed(request)
    if how and how.check_budgets:
        budgets_file.read(budgets_command.FILE)  # what is wrong with it is not found out after an hour of measuring
    with Progressing() as display:
        ended = session.run(request, display)
    tables.show(ended.run)
    assert ended.folder is not None  # noqa: S101 - run always writes
    result = ended.folder / "result.json"
    drawn = _note(result) and not ended.interrupted
    console.say(f"Result: {result}")
    if not drawn:
        page = result.with_name("report.html")
        console.say(f"Draw it: {commands.typed('reports', 'html', str(result), '--out', str(page))}")
    if ended.interrupted:
        given = what.given_again() if what else ()
        report = ("--again", str(how.again)) if how and how.again else ()
        console.say(f"Go on with it: {commands.typed('bench run', '--resume', str(ended.folder), *given, *report)}")
    code = ended.exit_code
    if request.again and ended.run.repeats and not ended.interrupted:
        code = _held_to(request.again.name, ended.run.repeats)
    if how and how.check_budgets and not ended.interrupted:
        code = budgets_command.check(ended.run) or code
    if code == NOT_OK and (said := tables.failures(ended.run)):
        console.say(said)
    return code


def _rehearsed(request: Request) -> int:
    with Progressing() as display:
        found = dry_run.rehearse(request, display)
    dry_run_table.show(found)
    return 0


def _held_to(name: str, found: Repetition) -> int:
    """Say which figures of an older result were found again; 3 if one was not."""
    for each in found.figures:
        verdict = "not judged" if each.within is None else "within" if each.within else "NOT within"
        console.say(f"{each.row}, {each.metric}: {verdict} (stated {each.stated}; now {each.found})")
    for remark in found.remarks:
        console.say(remark)
    if found.embedded:
        console.say(f"Sources that {name} carries were run: {', '.join(found.embedded)}.")
    console.say(repetition.summary(found, name))
    return 0 if repetition.holds(found) else NOT_OK


def _request(what: What, how: How) -> Request:
    """Return what is asked for; an older run asks again for what its own command line said."""
    if how.again:
        return repeat_or_resume.again(what, how)
    if how.trust or how.show_sources:
        option = "--trust" if how.trust else "--show-sources"
        raise UsageError(f"{option} is about the sources of a report.", "Name the report by --again REPORT.")
    if how.resume:
        return repeat_or_resume.resumed(what, how)
    return what.request(how, sys.argv[2:])


@app.command
def check(*, what: What | None = None, how: How | None = None) -> int:
    """Hold the answers to the reference, on ordinary and on hostile data, without measuring.

    Args:
        what: What is checked.
        how: Limits; the rest is ignored.
    """
    request = (what or What()).request(how or How(), sys.argv[2:])
    with Progressing() as display:
        ended = session.check_only(request, display)
    for row in ended.run.outcomes:
        notes = "".join(f" ({note})" for note in row.notes)
        console.say(f"{row.cell.workload}/{row.cell.implementation}: {row.status}{notes}")
        if row.reason:
            console.say(f"    {row.reason}")
    return ended.exit_code


@app.command(name="list")
def list_(*, what: What | None = None) -> int:
    """Show the workloads and their implementations, a line each.

    Args:
        what: Which of them; `--all` also shows those that need libraries.
    """
    request = (what or What()).request(How(), ())
    wanted = request.workloads or ("all",)
    found = discovery.catalogue(request.folders, wanted[0] if len(wanted) == 1 else "")
    tables.show_catalogue(found, selection.workloads(found, wanted), with_requirements=request.with_requirements)
    return 0


@app.command
def debug(name: str, *, pdb: bool = False, log: Path | None = None, impls: tuple[Path, ...] = ()) -> int:
    """Call one implementation once, show what it prints, and hold its answer to the reference.

    Args:
        name: WORKLOAD/NAME.
        pdb: Run it under Python's debugger.
        log: Your own log instead of 20,000 synthetic lines.
        impls: A folder with more implementations.
    """
    workload, _, _ = name.rpartition("/")
    size = () if log else (DEBUG_SIZE,)
    request = Request(workloads=(workload,) if workload else (), patterns=(name,), folders=impls, log=log, sizes=size)
    if pdb:
        return debugging.debug_with_pdb(request)
    done = debugging.debug(request)
    console.say(done.output + done.verdict)
    return 0 if done.right else NOT_OK


@app.command
def new(workload: str, name: str, *, impls: Path | None = None) -> int:
    """Write a starting file for an implementation.

    Args:
        workload: What it answers, such as error_counts.
        name: Its name: lower-case letters, digits and underscores.
        impls: A folder outside the checkout to put it into; default impls/WORKLOAD.
    """
    catalogue = discovery.catalogue()
    selection.workloads(catalogue, (workload,))
    folder = impls or CHECKOUT / "impls" / workload
    path = starting.write(catalogue, workload, name, folder)
    outside = ("--impls", str(impls)) if impls else ()
    console.say(f"{path}\nTry it: {commands.typed('bench debug', f'{workload}/{name}', *outside)}")
    return 0


@app.command
def lock(*, what: What | None = None) -> int:
    """Pin what implementations need, by hash, in a lock beside each file.

    Args:
        what: Which implementations; all that need a library by default.
    """
    request = replace((what or What()).request(How(), ()), with_requirements=True)
    found = discovery.catalogue(request.folders, request.workloads[0] if len(request.workloads) == 1 else "")
    chosen = selection.workloads(found, request.workloads or ("all",))
    for item in selection.implementations(found, chosen, request.patterns, with_requirements=True):
        if item.requires and not item.problem:
            path = found.path(item.workload, item.name, item.origin).with_suffix(".lock")
            environments.write_lock(item.requires, item.requires_python, path)
            console.say(str(path))
    return 0


app.command(claims_command.claims)
app.command(compare_command.compare)
app.command(budgets_command.budgets)


@app.command
def clean(*, yes: Annotated[bool, Parameter(name=["--yes", "-y"])] = False) -> int:
    """Empty the cache: synthetic data, vocabularies, environments, reference answers. A run makes them again.

    On a terminal it asks first. It removes nothing while a run uses the cache.

    Args:
        yes: Do not ask.
    """
    base = cache.folder()
    found = cleaning.survey(base)
    console.say(tables.cached(base, found))
    if not found.kept and not found.foreign:
        return 0
    if found.kept and not yes and not console.confirmed("Remove all of this?"):
        console.say("Nothing was removed.")
        return 0
    try:
        cleaned = cleaning.empty(base)
    except KeyboardInterrupt:
        console.complain("Interrupted; a part of the cache is left.", f"Go on: {commands.typed('bench clean')}")
        return INTERRUPTED
    console.say(tables.cleaned(base, cleaned))
    return 1 if cleaned.left else 0


def main(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; nothing escapes as a traceback that the user could mend."""
    streams.open_streams()
    try:
        interrupts.begin()
        help_texts.word_usage(app, "bench")
        return int(app(list(arguments), exit_on_error=False, print_error=False, help_on_error=False) or 0)
    except BenchError as error:
        console.complain(str(error), error.hint)
        return error.exit_code
    except cyclopts.CycloptsError as error:
        return _refuse(error)
    except KeyboardInterrupt:
        console.complain("Interrupted; there was no result yet.")
        return INTERRUPTED
    except BrokenPipeError:
        _close_output()
        return 1
    except OSError as error:  # a full or failing disk, wherever that is noticed
        console.complain(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")
        return 1


def _refuse(error: cyclopts.CycloptsError) -> int:
    """Print what cyclopts cannot read, or the UsageError behind it."""
    cause = error.__cause__
    hint = f"The options: {help_texts.help_of('bench', error.command_chain or ())}"
    if isinstance(cause, UsageError):
        console.complain(str(cause), cause.hint)
    elif isinstance(error, cyclopts.UnusedCliTokensError):
        extra = " ".join(error.unused_tokens or ())
        console.complain(f"'{extra}' belongs to no option.", hint)
    else:
        console.complain(" ".join(str(error).split()), hint)
    return UsageError.exit_code


def _note(result: Path) -> bool:
    """Tell the caller that asked for it, to draw it, where the result is; whether one did."""
    target = os.environ.get(RESULT_NOTE)
    if target:
        files.write_atomically(Path(target), str(result).encode())
    return bool(target)


def _close_output() -> None:
    """Keep Python from complaining at exit about the pipe that the reader closed."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
