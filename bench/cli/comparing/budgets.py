"""Check a result against budgets: `python -m bench budgets RESULT`, and `--check-budgets` of a run."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from msgspec import convert

from bench.analysis import budget_file as budgets_file
from bench.analysis.analysis import Analysis
from bench.analysis.budgets import Budget, BudgetFinding, BudgetVerdict, findings
from bench.inputs import catalogue, selection
from bench.model import commands
from bench.model.errors import BenchError
from bench.model.paths import CHECKOUT, INSTALLED
from bench.model.request import Request
from bench.model.types import Implementation
from bench.results import result_file
from bench.terminal import console, documents
from bench.terminal.documents import BudgetsDocument, ListedBudget

FILE: Final = Path("budgets.toml") if INSTALLED else CHECKOUT / "budgets.toml"  # never ours for somebody else's
BROKEN: Final = 3
FAILING: Final = {BudgetVerdict.BROKEN: 0, BudgetVerdict.MISSING: 1}  # in this order


def budgets(result: Path, *, file: Path = FILE, impls: Sequence[Path] = (), as_document: bool = False) -> int:
    """Check a result against budgets: the most that a case may need, and the least that it must save.

    The exit code is 3 if a budget is broken, its figure was not measured, or none could be checked; arguments are those
    of `verbs.budgets`.
    """
    analysis = Analysis(result_file.read_single(result))
    limits = _read(file, impls, analysis.run.implementations)
    if as_document:
        found = _find(analysis, limits)
        code = _exit_code(found)
        listed = convert(found, tuple[ListedBudget, ...], from_attributes=True)
        documents.write(BudgetsDocument(held=not code, budgets=listed))
        return code
    return check(analysis, limits)


def file_of(option: bool | Path) -> Path:  # noqa: FBT001  as it is typed: with a file or without
    """Return the file that --check-budgets means: the one named after it, or the project's own."""
    return option if isinstance(option, Path) else FILE


def read(request: Request, path: Path) -> tuple[Budget, ...]:
    """Return the budgets that a run is held to, before it measures what could change their file.

    Raises:
        BenchError: if the file cannot be read, or has a budget for a row that there is not.
    """
    return _read(path, request.folders, request.again.stored.implementations if request.again else ())


def check(analysis: Analysis, limits: Iterable[Budget]) -> int:
    """Print whether budgets are held, then the result of each, the broken ones first, and return the exit code."""
    found = _find(analysis, limits)
    counts = {verdict: _count(found, verdict) for verdict in (*FAILING, *BudgetVerdict)}
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    console.say(f"Budgets: {said}.", verdict=True)
    for each in found:
        console.say(_line(each), verdict=each.verdict in FAILING)
    return _exit_code(found)


def _find(analysis: Analysis, limits: Iterable[Budget]) -> list[BudgetFinding]:
    """Return the result of each budget, those that fail the run first."""
    return sorted(findings(analysis, limits), key=lambda each: FAILING.get(each.verdict, len(FAILING)))


def _count(found: Sequence[BudgetFinding], verdict: BudgetVerdict) -> int:
    return sum(each.verdict is verdict for each in found)


def _exit_code(found: Sequence[BudgetFinding]) -> int:
    failed = any(each.verdict in FAILING for each in found)
    return BROKEN if failed or not _count(found, BudgetVerdict.HELD) else 0


def _read(path: Path, folders: Sequence[Path], measured: Iterable[Implementation]) -> tuple[Budget, ...]:
    """Read budgets; refuse one that applies to no row, since its name is mistyped."""
    budgets = budgets_file.read(path)
    found = catalogue.catalogue()
    rows = _rows((*found.implementations, *measured))
    named = {budget.row.partition("/")[0] for budget in budgets}
    for workload in sorted(named & found.workloads.keys()) if folders else ():
        found = catalogue.catalogue(folders, workload)
        rows |= _rows(found.implementations)
    for budget in budgets:
        if budget.row not in rows:
            listing = commands.typed("bench list", "--all", *found.given)
            hint = f"{selection.meant(budget.row, rows)}List all: {listing}"
            raise BenchError(f"{path}: unknown row {budget.row}.", hint)
    return budgets


def _rows(implementations: Iterable[Implementation]) -> set[str]:
    return {f"{item.workload}/{item.name}" for item in implementations}


def _line(found: BudgetFinding) -> str:
    if found.verdict in {BudgetVerdict.MISSING, BudgetVerdict.UNKNOWN}:
        return f"{found.verdict}: {found.row}: {found.figure} {found.limit}: {found.by}"
    by = f", {found.by}" if found.by else ""
    tightest = f"; tightest budget that holds: {found.tightest}" if found.tightest else ""
    cautions = f"; caution: {', '.join(found.cautions)}" if found.cautions else ""
    return f"{found.verdict}: {found.row}: {found.figure} {found.limit}, found {found.found}{by}{tightest}{cautions}"
