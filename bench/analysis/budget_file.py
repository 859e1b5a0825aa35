"""Read a file of budgets, such as `budgets.toml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Final

from bench.analysis.budgets import COUNTED, GROWTHS, Budget, limits
from bench.model import toml_source
from bench.model.errors import UsageError
from bench.model.units import parse_size

MOST_SAVED: Final = 100
HINT: Final = "Give --file a file of budgets; budgets.toml in the checkout is a complete example."


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetFile:
    """A file of budgets, a table [[budgets]] each."""

    budgets: tuple[Budget, ...] = ()


def read(path: Path) -> tuple[Budget, ...]:
    """Read a file of budgets.

    Raises:
        BenchError: if it cannot be read, is not TOML, or holds a budget that cannot be checked; the place is named.
    """
    found, source = toml_source.read(path, BudgetFile, HINT)
    if not found.budgets:
        raise source.error("it holds no budget")
    for number, budget in enumerate(found.budgets):
        for key, problem in _problems(budget):
            raise source.error(problem, "budgets", key, number=number)
    return found.budgets


def _problems(budget: Budget) -> Iterator[tuple[str, str]]:
    """Yield what cannot be checked: its key, and why."""
    if budget.row.count("/") != 1:
        yield "row", f"the row {budget.row} is not of the form workload/implementation"
    if not limits(budget):
        yield "", f"{budget.row} has no limit"
    if budget.growth and budget.growth not in GROWTHS:
        yield "growth", f"{budget.row} limits its growth to '{budget.growth}'; that can be {', '.join(GROWTHS)}"
    for key in ("peak", "traced_peak"):
        yield from ((key, f"{budget.row}: {problem}") for problem in _unreadable(getattr(budget, key)))
    yield from ((key, f"{budget.row} has {problem}") for key, problem in _impossible(budget))


def _unreadable(size: str) -> Iterator[str]:
    try:
        parse_size(size or "1 B")
    except UsageError as error:
        yield str(error).removesuffix(".")


def _impossible(budget: Budget) -> Iterator[tuple[str, str]]:
    """Find limits that nothing can break, or that nothing can hold; NaN is both."""
    if budget.lines < 0:
        yield "lines", f"lines = {budget.lines}, and data have at least one; leave it out for any number"
    if budget.saved is not None and not -inf < budget.saved <= MOST_SAVED:
        yield "saved", f"saved = {budget.saved}, which is percent of the baseline's peak, {MOST_SAVED} at most"
    if budget.times_as_fast is not None and not 0 < budget.times_as_fast < inf:
        yield "times_as_fast", f"times_as_fast = {budget.times_as_fast}, and a ratio is above zero"
    for figure in COUNTED:
        if (getattr(budget, figure) or 0) < 0:
            yield figure, f"{figure} = {getattr(budget, figure)}, and nothing is counted below zero"
