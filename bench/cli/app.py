"""The command line of the harness: `python -m bench run`, `check`, `list` and so on, a function each."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

from cyclopts import App, Parameter

from bench.analysis.comparison.verdict import verdict
from bench.cli import budgets as budgets_command
from bench.cli import claims as claims_command
from bench.cli import debug, dry_run_table, repeat_or_resume, sniff, tables
from bench.cli.comparing import before
from bench.cli.comparing import compare as compare_command
from bench.cli.comparing.before import Before
from bench.cli.options import How, What
from bench.cli.progress import RunProgress
from bench.cli.sources import new_implementation as starting
from bench.cli.sources import show_sources
from bench.host import files
from bench.host.cache import cache, cleaning
from bench.inputs import catalogue as discovery
from bench.inputs import declared, script_metadata, selection
from bench.model import commands, formatting
from bench.model.errors import UsageError
from bench.model.paths import CHECKOUT
from bench.model.request import Request
from bench.model.types import MOST_PARTS
from bench.session import run as session
from bench.session.forecast import dry_run
from bench.terminal import console, help_texts, streams
from bench.terminal.command_line import INTERRUPTED, CommandLine

NOT_OK: Final = 3
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
def run(*, what: What | None = None, how: How | None = None, earlier: Before | None = None) -> int:
    """Measure implementations, print a table and write a result folder.

    Args:
        what: What is measured.
        how: How it is measured.
        earlier: What it is compared with.
    """
    what, how, earlier = what or What(), how or How(), earlier or Before()
    request = _request(what, how, earlier)
    before.refuse(earlier, request, budgets=bool(how.check_budgets))
    if earlier.before is None:
        return _run(request, how)
    with before.planned(request, earlier) as found:
        for said in found.change.remarks:
            console.say(said)
        if not found.count:
            console.say(before.nothing(found.change))
            return 0
        return _run(found.request, how)


def _run(request: Request, how: How) -> int:
    if how.show_sources:
        return show_sources.show(request, how.show_sources)
    if how.dry_run:
        return _show_dry_run(request)
    return _measure(request, budgets_command.file_of(how.check_budgets) if how.check_budgets else None)


def _measure(request: Request, budgets: Path | None) -> int:
    if budgets:
        budgets_command.require_known(request, budgets)  # an error in them is not found out after an hour of measuring
    with RunProgress() as display:
        ended = session.run(request, display)
    found = verdict(ended.analysis)
    if found:
        before.show(found)
    tables.show(ended.analysis)
    _show_where(ended, request)
    code = ended.exit_code if ended.interrupted else _judge(ended, request, budgets)
    if found and not ended.interrupted:
        assert ended.folder is not None  # noqa: S101 - run always writes
        return before.conclude(found, ended.folder / "result.json")
    if code == NOT_OK and (said := tables.failures(ended.run)):
        console.say(said)
    return code


def _show_where(ended: session.EndedRun, request: Request) -> None:
    """Print where the result is, and what can be done with it."""
    assert ended.folder is not None  # noqa: S101 - run always writes
    result = ended.folder / "result.json"
    drawn = _note(result) and not ended.interrupted
    console.say(f"Result: {result}")
    if not drawn:
        page = result.with_name("report.html")
        console.say(f"Draw it: {commands.typed('reports', 'html', result, '--out', page)}")
    if ended.interrupted:
        console.say(f"Resume with: {commands.resumed(ended.folder, request.repeated)}")


def _judge(ended: session.EndedRun, request: Request, budgets: Path | None) -> int:
    """Compare a whole run with the one that it repeats and with the budgets; return the exit code."""
    code = ended.exit_code
    if request.again and ended.run.repeats:
        code = repeat_or_resume.show(request.again.name, ended.run.repeats)
    if budgets:
        code = budgets_command.check(ended.analysis, budgets, request.folders) or code
    return code


def _show_dry_run(request: Request) -> int:
    with RunProgress() as display:
        forecast = dry_run.forecast(request, display)
    dry_run_table.show(forecast)
    return 0


def _request(what: What, how: How, earlier: Before) -> Request:
    """Return what is asked for; an older run asks again for what its own command line said."""
    if how.again:
        return repeat_or_resume.again(what, how)
    if how.trust or how.show_sources:
        option = "--trust" if how.trust else "--show-sources"
        raise UsageError(f"{option} has no effect without --again.", "Name the report with --again REPORT.")
    if how.resume:
        return repeat_or_resume.resume(what, how, earlier)
    return what.request(how, sys.argv[2:])


@app.command
def check(*, what: What | None = None, how: How | None = None) -> int:
    """Check answers against the reference, edge cases included, without measuring.

    Args:
        what: What is checked.
        how: Limits, and what edge cases mean; the rest is ignored.
    """
    request = (what or What()).request(how or How(), sys.argv[2:])
    with RunProgress() as display:
        ended = session.check_only(request, display)
    for row in ended.run.outcomes:
        failed = f", {formatting.edge_cases(row.edge_cases, MOST_PARTS)}" if row.edge_cases else ""
        notes = "".join(f" ({note})" for note in row.notes)
        console.say(f"{row.cell.workload}/{row.cell.implementation}: {row.status}{failed}{notes}")
        if row.reason:
            console.say(f"    {row.reason}")
    for said in (*tables.findings_on(ended.run), *tables.left_out(ended.run.plan)):
        console.say(said)
    return ended.exit_code


@app.command(name="list")
def list_(*, what: What | None = None) -> int:
    """List workloads and their implementations, one per line.

    Args:
        what: Which of them; `--all` also shows those that need libraries.
    """
    request = (what or What()).request(How(), ())
    wanted = request.workloads or ("all",)
    found = discovery.catalogue(request.folders, wanted[0] if len(wanted) == 1 else "")
    tables.show_catalogue(found, selection.workloads(found, wanted), with_requirements=request.with_requirements)
    return 0


app.command(debug.debug)
app.command(sniff.sniff)


@app.command
def new(workload: str, name: str, *, impls: Path | None = None) -> int:
    """Create a starting file for an implementation.

    Args:
        workload: The workload that it answers, such as error_counts.
        name: Its name: lower-case letters, digits and underscores.
        impls: A folder outside the checkout to create it in; default: impls/WORKLOAD.
    """
    catalogue = discovery.catalogue()
    selection.workloads(catalogue, (workload,))
    folder = impls or CHECKOUT / "impls" / workload
    path = starting.write(catalogue, workload, name, folder)
    outside = ("--impls", impls) if impls else ()
    console.say(f"{path}\nTry it: {commands.typed('bench debug', f'{workload}/{name}', *outside)}")
    return 0


@app.command
def lock(*, what: What | None = None) -> int:
    """Pin the requirements of implementations by hash, in a lock file beside each.

    Args:
        what: Which implementations; all that need a library by default.
    """
    request = replace((what or What()).request(How(), ()), with_requirements=True)
    found = discovery.catalogue(request.folders, request.workloads[0] if len(request.workloads) == 1 else "")
    chosen = selection.workloads(found, request.workloads or ("all",))
    for item in selection.implementations(found, chosen, request.patterns, with_requirements=True):
        if item.requires and not item.problem:
            path = found.path(item.workload, item.name, item.origin)
            console.say(str(declared.lock(script_metadata.read(found.files[item.sha256]), path)))
    return 0


app.command(claims_command.claims)
app.command(compare_command.compare)
app.command(budgets_command.budgets)


@app.command
def clean(*, yes: Annotated[bool, Parameter(name=["--yes", "-y"])] = False) -> int:
    """Empty the cache of synthetic data, vocabularies, environments and reference answers.

    A run recreates what it needs. On a terminal it asks first. Nothing is removed while a run uses the cache.

    Args:
        yes: Do not ask.
    """
    base = cache.folder()
    found = cleaning.survey(base)
    console.say(tables.cached(base, found))
    if not found.kept and not found.foreign:
        return 0
    if found.kept and not yes and not console.confirm("Remove all of this?"):
        console.say("Nothing was removed.")
        return 0
    try:
        cleaned = cleaning.empty(base)
    except KeyboardInterrupt:
        streams.complain("Interrupted; part of the cache is left.", f"Continue with: {commands.typed('bench clean')}")
        return INTERRUPTED
    console.say(tables.describe_cleaning(base, cleaned))
    return 1 if cleaned.left else 0


def main(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code."""
    return CommandLine(module="bench", app=app, interrupted="Interrupted before there was a result.").run(arguments)


def _note(result: Path) -> bool:
    """Tell the caller that asked for it, to draw it, where the result is; whether one did."""
    target = os.environ.get(RESULT_NOTE)
    if target:
        files.write_atomically(Path(target), str(result).encode())
    return bool(target)
