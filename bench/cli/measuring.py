"""Measure or check what was asked for, print what came of it, and say where it is."""

import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bench.analysis.budgets import Budget
from bench.analysis.comparison.verdict import verdict
from bench.cli import dry_run_table, repeat_or_resume, tables
from bench.cli.comparing import before, budgets, pool
from bench.cli.comparing.options import Before
from bench.cli.live.progress import RunProgress
from bench.cli.options import Allowed, How, What
from bench.cli.sources import show_sources
from bench.model import commands, formatting
from bench.model.errors import UsageError
from bench.model.request import Request
from bench.model.types import MOST_PARTS, Outcome, Status
from bench.results import run_folder
from bench.session import run as session
from bench.session.answers.failed_rows import RUN_ON_DATA
from bench.session.forecast import dry_run
from bench.terminal import console, documents
from bench.terminal.documents import CheckDocument, CheckedRow

NOT_OK: Final = 3

Draw = Callable[[Path], int]
"""Draws the result file of a run beside it, and says so; the exit code is 0 if that went well."""


def run(what: What, how: How, earlier: Before, draw: Draw | None = None) -> int:
    """Measure, and return the exit code; without what draws, the command that draws is printed.

    Raises:
        BenchError: if something in the input is wrong.
    """
    if not how.again and (how.trust or how.show_sources):
        option = "--trust" if how.trust else "--show-sources"
        raise UsageError(f"{option} has no effect without --again.", "Name the report with --again REPORT.")
    if how.cluster:
        return _run_on_cluster(what, how, earlier, draw)
    request = _request(what, how, earlier)
    before.refuse(earlier, request, budgets=bool(how.check_budgets))
    if earlier.before is None:
        return _run(request, how, draw)
    with before.planned(request, earlier) as found:
        for said in found.change.remarks:
            console.say(said)
        if not found.count:
            console.say(before.nothing(found.change))
            return 0
        return _run(found.request, how, draw)


def _run_on_cluster(what: What, how: How, earlier: Before, draw: Draw | None) -> int:
    from bench.cli import cluster  # noqa: PLC0415 - nobody else needs it

    order = cluster.ask(what, how, earlier)
    if how.dry_run:
        cluster.show_plan(order)
        return 0
    ended = cluster.measure(order)
    tables.show(ended.analysis)
    pool.show_machines(ended.run)
    drawn = _show_where(ended, order.repeated, draw)
    if ended.exit_code == NOT_OK and (said := tables.failures(ended.run)):
        console.say(said, verdict=True)
    return drawn or ended.exit_code


def check(what: What, allowed: Allowed, *, as_document: bool = False) -> int:
    """Check answers without measuring, print the result as text or JSON, and return the exit code.

    Raises:
        BenchError: if something in the input is wrong.
    """
    limits = How(timeout=allowed.timeout, memory_limit=allowed.memory_limit, edge_cases=allowed.edge_cases)
    request = what.request(limits, sys.argv[2:])
    with RunProgress() as display:
        ended = session.check_only(request, display)
    if as_document:
        documents.write(CheckDocument(rows=tuple(map(_plain, ended.run.outcomes))))
        return ended.exit_code
    for name, row in named(ended.run.outcomes):
        failed = row.status is not Status.OK
        cases = f", {formatting.edge_cases(row.edge_cases, MOST_PARTS)}" if row.edge_cases else ""
        notes = "".join(f" ({note})" for note in row.notes)
        said = f"{name}: {row.status}{cases}{notes}"
        console.say(said, verdict=failed or bool(cases))
        if row.reason:
            console.say(textwrap.indent(row.reason, "    "), verdict=failed)
        if row.status in RUN_ON_DATA and _is_debugged_alike(request):
            console.say(f"    See more: {_debugging(name, row, request)}", verdict=True)
    for said in (*tables.findings_on(ended.run), *tables.left_out(ended.run.plan)):
        console.say(said)
    return ended.exit_code


def named(rows: Sequence[Outcome]) -> Iterator[tuple[str, Outcome]]:
    """Yield each row with its name, which has its folder, Python or data where other rows differ in that alone."""
    sizes = Counter(workload for workload, _ in {(row.cell.workload, row.cell.data) for row in rows})
    pythons = {row.cell.interpreter for row in rows}
    files = {(row.cell.workload, row.cell.implementation, row.cell.origin) for row in rows}
    folders = Counter(file[:2] for file in files)
    for row in rows:
        cell = row.cell
        folder = f"@{cell.origin}" if folders[cell.workload, cell.implementation] > 1 else ""
        python = f" on Python {cell.interpreter}" if len(pythons) > 1 else ""
        data = f" on {cell.data}" if sizes[cell.workload] > 1 else ""
        yield f"{cell.workload}/{cell.implementation}{folder}{python}{data}", row


def _is_debugged_alike(request: Request) -> bool:
    """Return whether `debug` calls on the same data: a log, or synthetic lines as they are made without options."""
    return bool(request.log) or not (request.sizes or request.preset or request.profile or request.seed != What.seed)


def _debugging(name: str, row: Outcome, request: Request) -> str:
    """Return the command that shows what one row answers, on the same log and Python."""
    log = (*commands.each("--log", request.log), *(("--format", request.format) if request.format else ()))
    whose = name.removesuffix(f" on {row.cell.data}").removesuffix(f" on Python {row.cell.interpreter}")
    of_row = (row.cell.interpreter.replace(" ", "@"),)
    python = commands.each("--python", of_row if len(request.pythons) > 1 else request.pythons)
    return commands.typed("bench debug", whose, *commands.each("--impls", request.folders), *log, *python)


def _plain(row: Outcome) -> CheckedRow:
    return CheckedRow(
        workload=row.cell.workload,
        implementation=row.cell.implementation,
        origin=row.cell.origin,
        python=row.cell.interpreter,
        status=row.status,
        reason=row.reason,
        notes=tuple(row.notes),
    )


def _run(request: Request, how: How, draw: Draw | None) -> int:
    if how.show_sources:
        return show_sources.show(request, how.show_sources)
    if how.dry_run:
        return _show_dry_run(request)
    return _measure(request, draw, budgets.file_of(how.check_budgets) if how.check_budgets else None)


def _measure(request: Request, draw: Draw | None, limits: Path | None) -> int:
    held_to = budgets.read(request, limits) if limits else ()
    with RunProgress() as display:
        ended = session.run(request, display)
    found = verdict(ended.analysis)
    if found:
        before.show(found)
    tables.show(ended.analysis)
    drawn = _show_where(ended, request.repeated, draw)
    code = ended.exit_code if ended.interrupted else _judge(ended, request, held_to)
    if found and not ended.interrupted:
        assert ended.folder is not None  # noqa: S101 - run always writes
        return drawn or before.conclude(found, ended.folder / "result.json")
    if code == NOT_OK and (said := tables.failures(ended.run)):
        console.say(said, verdict=True)
    return drawn or code


def _show_where(ended: session.EndedRun, repeated: Sequence[commands.Word], draw: Draw | None) -> int:
    """Print where the result is, draw it, or print the command that does; return the exit code of the drawing."""
    assert ended.folder is not None  # noqa: S101 - run always writes
    result = ended.folder / "result.json"
    console.say(f"Result: {result}", verdict=not draw)
    if draw and not ended.interrupted:
        return draw(result)
    page = result.with_name("report.html")
    console.say(f"Draw it: {commands.typed('reports', 'html', result, '--out', page)}")
    if ended.interrupted:
        console.say(f"Resume with: {commands.resumed(ended.folder, repeated)}", verdict=True)
    return 0


def _judge(ended: session.EndedRun, request: Request, limits: Sequence[Budget]) -> int:
    """Compare a whole run with the one that it repeats and with the budgets; return the exit code."""
    code = ended.exit_code
    if request.again and ended.run.repeats:
        code = repeat_or_resume.show(request.again.name, ended.run.repeats)
    if limits:
        code = budgets.check(ended.analysis, limits) or code
    return code


def _show_dry_run(request: Request) -> int:
    with RunProgress() as display:
        forecast = dry_run.forecast(request, display)
    dry_run_table.show(forecast)
    return 0


def _request(what: What, how: How, earlier: Before) -> Request:
    """Return what is asked for; an older run asks again for what its own command line said."""
    if how.machines:
        raise UsageError("--machines has no effect without --cluster.", "Name a scheduler: --cluster tcp://HOST:8786")
    if how.resume and (how.resume / run_folder.MATRIX).exists():
        raise UsageError(
            f"{how.resume.name} was started on a cluster.", "Name its scheduler: --cluster tcp://HOST:8786"
        )
    if how.again:
        return repeat_or_resume.again(what, how)
    if how.resume:
        return repeat_or_resume.resume(what, how, earlier)
    return what.request(how, sys.argv[2:])
