"""Say which budgets a result holds: `python -m bench budgets RESULT`, and `--check-budgets` of a run."""

from pathlib import Path
from typing import Final

from bench.analysis import budget_file as budgets_file
from bench.analysis.budgets import Finding, Verdict, findings
from bench.model.paths import CHECKOUT
from bench.model.types import Run
from bench.results import result_file
from bench.terminal import console

FILE: Final = CHECKOUT / "budgets.toml"
BROKEN: Final = 3


def budgets(result: Path, *, file: Path = FILE) -> int:
    """Hold a result to budgets: what rows may need at most, and have to save at least.

    The exit code is 3 if one is broken, or if none could be checked.

    Args:
        result: The folder of a run, its result.json, or an HTML report, which carries its result.
        file: The file of budgets; default: the project's own.
    """
    return check(result_file.read(result), file)


def check(run: Run, path: Path = FILE) -> int:
    """Print what became of every budget, and return the exit code."""
    found = findings(run, budgets_file.read(path))
    for each in found:
        console.say(_line(each))
    counts = {verdict: sum(each.verdict is verdict for each in found) for verdict in Verdict}
    console.say(f"Budgets: {', '.join(f'{count} {verdict}' for verdict, count in counts.items() if count)}.")
    return BROKEN if counts[Verdict.BROKEN] or not counts[Verdict.HELD] else 0


def _line(found: Finding) -> str:
    if found.verdict is Verdict.UNKNOWN:
        return f"not checked: {found.row}: {found.figure} {found.limit}: {found.by}"
    by = f": {found.by}" if found.by else ""
    tightest = f"; would just hold: {found.tightest}" if found.tightest else ""
    return f"{found.verdict}: {found.row}: {found.figure} {found.limit}, found {found.found}{by}{tightest}"
